"""Commands that show results as pages: report, live."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.arguments import RESULTS, Port, ResultsFolder, Stored, With, argument, option
from simulator.cli.runtime import (
    INVALID,
    app,
    fail,
    option_value,
    report_user_errors,
    require_extra,
)

Base = Annotated[str, argument("Base scenario: path or id.")]
Other = Annotated[
    str | None,
    argument("Scenario whose levers the page moves (default: the base).", show_default=False),
]
Browser = Annotated[bool, option("--browser/--no-browser", None, "Open the page in a browser.")]


@app.command()
def report(
    name: Stored = "latest",
    to: Annotated[
        Path | None, option("--to", "FILE.html", "File to write (default: in the results folder).")
    ] = None,
    interactive: Annotated[
        bool, option("--interactive", None, "With interactive charts; needs that extra.")
    ] = False,
    out: ResultsFolder = RESULTS,
):
    """Write the report of stored results as one HTML file, which needs no network access.

    Example: python run.py report latest
    """
    if interactive:
        require_extra("interactive")
    with report_user_errors():
        from simulator.analysis.experiments import open_study
        from simulator.ensemble import results_store
        from simulator.ensemble.results_folder import as_results_error
        from simulator.report import html

        study = open_study(results_store.find(out, name))
        with as_results_error(to or study.folder):
            typer.echo(f"Wrote {html.write(study, to, interactive)}")


@app.command()
def live(
    base: Base = "spring_2016",
    other: Other = None,
    only: With = None,
    port: Port = None,
    browser: Browser = True,
):
    """Serve a local page with sliders for levers and their effects. Ctrl-C ends it.

    Example: python run.py live spring_2016 airpower_drawdown
    """
    require_extra("live")
    with report_user_errors():
        from simulator.analysis.requests import errors_at_option
        from simulator.report.live import serve
        from simulator.scenario import read

        port = option_value("port", port)
        read(base)
        with errors_at_option("--with", only or []):
            read(other or base, only or [])
        free = serve.free_port(port)
        if free is None:
            reason = f"port {port} is in use" if port else "every port tried is in use"
            fail(INVALID, f"--port: {reason}; name a free one with --port")
        query = [("base", base), ("other", other or base), *(("set", text) for text in only or [])]
        url = serve.address(free, query)
        typer.echo(f"The page is at {url}\nOnly this machine can open it. End it with Ctrl-C.")
        serve.serve(free, url, browser)
