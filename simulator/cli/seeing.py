"""Verbs that show: report."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.app import app
from simulator.cli.frame import need, sentences
from simulator.cli.options import RESULTS, Kept, Where


@app.command()
def report(
    name: Kept = "latest",
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE.html", help="Where to write it; without it beside the results.")] = None,
    interactive: Annotated[bool, typer.Option("--interactive", help="With charts that answer the pointer; needs the extra.")] = False,
    out: Where = RESULTS,
):
    """Results as one page that opens anywhere: what changed, how sure, who blocked, what was assumed. Nothing is run.

    Example: python run.py report latest
    """
    if interactive:
        need("interactive", "altair", "vl_convert")
    with sentences():
        from simulator.analysis.study import opened_study
        from simulator.ensemble import shelf
        from simulator.ensemble.archive import told
        from simulator.show import report as page

        study = opened_study(shelf.find(out, name))
        with told(to or study.folder):
            typer.echo(f"Wrote {page.write(study, to, interactive)}")
