"""Verbs that show: report, live."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.arguments import RESULTS, Kept, Port, Where, With, argument, option
from simulator.cli.runtime import INVALID, app, need, sentences, stop

Base = Annotated[str, argument("The base, by path or by id.")]
Other = Annotated[
    str | None,
    argument("The scenario whose levers are moved; without it the base.", show_default=False),
]
Browser = Annotated[bool, option("--browser/--no-browser", None, "Open it in a browser.")]


@app.command()
def report(
    name: Kept = "latest",
    to: Annotated[
        Path | None,
        option("--to", "FILE.html", "Where to write it; without it beside the results."),
    ] = None,
    interactive: Annotated[
        bool, option("--interactive", None, "With charts that answer the pointer; needs the extra.")
    ] = False,
    out: Where = RESULTS,
):
    """Results as one page that opens anywhere: what changed, how sure, who blocked, what was
    assumed. Nothing is run.

    Example: python run.py report latest
    """
    if interactive:
        need("interactive", "altair", "vl_convert")
    with sentences():
        from simulator.analysis.experiments import opened_study
        from simulator.ensemble import results_store
        from simulator.ensemble.results_folder import told
        from simulator.report import html as page

        study = opened_study(results_store.find(out, name))
        with told(to or study.folder):
            typer.echo(f"Wrote {page.write(study, to, interactive)}")


@app.command()
def live(
    base: Base = "spring_2016",
    other: Other = None,
    only: With = None,
    port: Port = None,
    browser: Browser = True,
):
    """A page on this machine: levers as sliders, and what changes when they move, until it is
    interrupted.

    Example: python run.py live spring_2016 airpower_drawdown
    """
    need("live", "streamlit")
    with sentences():
        from simulator.report.live import serve
        from simulator.scenario import option_values, read

        port = option_values.given("port", port)
        read(base)
        read(other or base, only or [])
        found = serve.free_port(port)
        if found is None:
            which = f"port {port}" if port else "every port tried"
            stop(INVALID, f"--port: {which} is taken; name a free one with --port")
        query = [("base", base), ("other", other or base), *(("set", one) for one in only or [])]
        url = serve.address(found, query)
        typer.echo(f"The page is at {url}\nIt is shown to this machine alone. End it with Ctrl-C.")
        serve.serve(found, url, browser)
