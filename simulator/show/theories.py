"""Rival theories side by side: what each breaks of the record, and what it turns of a scenario's
effect."""

import json

from rich.table import Table
from rich.text import Text

from simulator.show import page
from simulator.show.backtest import number


def show(out, rows, base, others, worlds):
    """The effects as they are, then each theory: checks it breaks or mends, effects that change
    their sign."""
    usual, rivals = rows[0], rows[1:]
    out.print(
        Text(
            f"{', '.join(others)} against {base} under {len(rivals)} other readings of the war",
            style="bold",
        )
    )
    out.print(
        Text(
            f"{worlds:,} worlds a run, the same under each; + and − are beyond chance (95%), 0 is"
            " not.",
            style="dim",
        )
    )
    out.print()
    made = page.table("Effect as the model is", *others)
    for label in dict.fromkeys(key.partition(": ")[2] for key in usual["effects"]):
        made.add_row(label, *(_effect(usual["effects"][f"{other}: {label}"]) for other in others))
    page.block(out, made)
    told = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("If instead", "it breaks", "it mends", "and turns"):
        told.add_column(column, overflow="fold")
    for row in rivals:
        cells = (
            Text(", ".join(row[key]) or "·", style="dim" if not row[key] else "")
            for key in ("broken", "mended")
        )
        told.add_row(
            row["label"],
            *cells,
            Text(_turned(row, others) or "·", style="" if row["turned"] else "dim"),
        )
    page.block(out, told)
    idle = [
        row["label"]
        for row in rivals
        if not row["broken"] and not row["mended"] and not row["turned"]
    ]
    if idle:
        out.print(Text(f"Nothing here hangs on: {'; '.join(idle)}.", style="dim"))
    out.print(Text(f"Fails as it is: {', '.join(usual['failed']) or 'nothing'}.", style="dim"))


def _effect(one):
    return f"{one['sign']}  {number(one['median'])} [{number(one['low'])}, {number(one['high'])}]"


def _turned(row, others):
    """Effects with their sign before and after; the scenario is named where there are several."""
    told = []
    for key, (before, after) in row["turned"].items():
        other, _, label = key.partition(": ")
        told.append(f"{label} {before} to {after}" + (f" ({other})" if len(others) > 1 else ""))
    return "; ".join(told)


def as_json(stream, rows):
    """{"theories": [...]}"""
    print(json.dumps({"theories": rows}, indent=1), file=stream)
