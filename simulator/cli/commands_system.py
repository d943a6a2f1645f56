"""Commands about the installation: doctor."""

import typer

from simulator.cli.arguments import RESULTS, ResultsFolder
from simulator.cli.runtime import MISSING, app, console, report_user_errors


@app.command()
def doctor(out: ResultsFolder = RESULTS):
    """Report versions, extras, folders and disk space, and what to install.

    Example: python run.py doctor
    """
    with report_user_errors():
        from simulator.report import doctor as report

        rows = report.findings(out)
        report.show(console(), rows)
        required = [row for row in rows if row.problem and not row.name.startswith("extra")]
        if required:
            raise typer.Exit(MISSING)
