"""Commands about the installation and its documentation: doctor, site."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.arguments import RESULTS, Jobs, Quiet, ResultsFolder, option
from simulator.cli.runtime import (
    MISSING,
    USAGE,
    app,
    console,
    fail,
    report_user_errors,
    require_extra,
    show_progress,
    worker_count,
)
from simulator.program import is_checkout

SiteFolder = Annotated[Path, option("-o --out", "FOLDER", "Folder of the pages.")]
Backtest = Annotated[
    bool,
    option("--backtest", None, "First run every check anew and store its result for the page."),
]


@app.command()
def doctor(out: ResultsFolder = RESULTS):
    """Report versions, extras, folders and disk space, and what to install.

    Example: python run.py doctor
    """
    with report_user_errors():
        from simulator.report import doctor as report

        rows = report.findings(out)
        report.show(console(), rows)
        required = [row for row in rows if row.remedy and not row.name.startswith("extra")]
        if required:
            raise typer.Exit(MISSING)


@app.command()
def site(
    out: SiteFolder = Path("results/site"),
    backtest: Backtest = False,
    jobs: Jobs = None,
    quiet: Quiet = False,
):
    """Build the documentation as HTML pages that need no network access, in under two minutes.

    The pages are generated from the code of this checkout. The backtest's page shows stored
    results, which name the version that computed them; --backtest computes them anew in minutes.

    Example: python run.py site
    """
    with report_user_errors():
        require_extra("docs")
        if not is_checkout():
            fail(USAGE, "site needs a checkout: the documents are not in the installed package")
        from simulator.cli.command_reference import reference
        from simulator.ensemble.results_folder import check_folder
        from simulator.report.site import backtest as page_of_backtest
        from simulator.report.site import build

        check_folder(out)
        if backtest:
            with show_progress(quiet) as progress:
                page_of_backtest.store(worker_count(jobs, None), progress)

        def notify(message):
            if not quiet:
                typer.echo(message, err=True)

        home = build(out, reference(), notify)
        notify(f"Documentation: {home}")
