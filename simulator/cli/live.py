"""The verb that shows a page: live."""

from typing import Annotated

import typer

from simulator.cli.app import app
from simulator.cli.frame import INVALID, need, sentences, stop
from simulator.cli.options import With

Base = Annotated[str, typer.Argument(help="The base, by path or by id.")]
Other = Annotated[str | None, typer.Argument(help="The scenario whose levers are moved; the base itself if none is given.", show_default=False)]
Port = Annotated[int | None, typer.Option("--port", metavar="N", help="Port on this machine; without it the first free one from 8501.")]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in a browser.")]


@app.command()
def live(base: Base = "spring_2016", other: Other = None, only: With = None, port: Port = None, browser: Browser = True):
    """A page on this machine: levers as sliders, and what changes when they move, until it is interrupted.

    Example: python run.py live spring_2016 airpower_drawdown
    """
    need("live", "streamlit")
    with sentences():
        from simulator.scenario import read
        from simulator.show.live import serve

        read(base)
        read(other or base, only or [])
        found = serve.free_port(port)
        if found is None:
            stop(INVALID, f"--port: {'port ' + str(port) if port else 'every port tried'} is taken; name a free one with --port")
        url = serve.address(found, [("base", base), ("other", other or base), *(("set", one) for one in only or [])])
        typer.echo(f"The page is at {url}\nIt is shown to this machine alone. End it with Ctrl-C.")
        serve.serve(found, url, browser)
