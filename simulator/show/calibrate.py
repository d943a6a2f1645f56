"""Calibration in the terminal and as JSON: targets before and after, what the record says of each
number, prior against posterior."""

import json

import numpy as np
from rich.table import Table
from rich.text import Text

from simulator.show.words import sign

LEVELS = " ▁▂▃▄▅▆▇█"


def show(out, told):
    """Targets, numbers, and what the record does not inform."""
    out.print(
        Text.assemble(
            ("Targets", "bold"), f": what {told['draws']:,} draws say, as believed and as accepted"
        )
    )
    out.print(_targets(told["targets"]))
    for name, one in told["targets"].items():
        if "hazard_early" in one["after"]:
            early, late = (
                f"{1000 * one['after'][key]:.1f}" for key in ("hazard_early", "hazard_late")
            )
            out.print(
                Text(
                    f"{name}: of 1,000 a week break, {early} in the first quarter of the time,"
                    f" {late} in the last",
                    style="dim",
                )
            )
    out.print()
    out.print(Text.assemble(("Numbers", "bold"), ": believed, and accepted; most informed first"))
    out.print(_factors(told["factors"]))
    for line in _closing(told):
        out.print(Text(line, style="dim"))


def _targets(targets):
    table = _table("row", "what is read", "record", "before", "after", "10-90%\nof draws", "")
    for name, one in targets.items():
        percent = one["share"]
        low, high = one["band"]
        record = (
            f"{_said(low, percent)} to {_said(high, percent)}"
            if low
            else f"up to {_said(high, percent)}"
        )
        before, after = (_said(one[key]["value"], percent) for key in ("before", "after"))
        ends = (
            " to ".join(_said(one["after"][key], percent) for key in ("low", "high"))
            if "low" in one["after"]
            else ""
        )
        passed = (
            Text("within", style="green") if one["after"]["pass"] else Text("outside", style="red")
        )
        table.add_row(name, one["title"], record, before, Text(after, style="bold"), ends, passed)
    return table


def _factors(factors):
    table = _table(
        "number",
        "believed",
        "accepted",
        "middle\nbelieved",
        "middle\naccepted",
        "spread\nleft",
        "moved",
    )
    for path, one in sorted(factors.items(), key=lambda pair: -pair[1]["moved"]):
        style = "" if one["informed"] else "dim"
        bars = [
            Text(spark(one["bins"][key]), style="cyan" if one["informed"] else "dim")
            for key in ("prior", "posterior")
        ]
        cells = (
            *(f"{one[key]:.3g}" for key in ("prior", "posterior")),
            f"{100 * one['spread']:.0f}%",
            f"{one['moved']:.2f}",
        )
        table.add_row(
            Text(path, style=style), *bars, *(Text(sign(cell), style=style) for cell in cells)
        )
    return table


def _table(*columns):
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        whole = column in ("row", "number", "believed", "accepted")
        left = whole or column in ("what is read", "")
        table.add_column(
            column, justify="left" if left else "right", overflow="fold", no_wrap=whole
        )
    return table


def _closing(told):
    silent = [path for path, one in told["factors"].items() if not one["informed"]]
    if silent:
        yield f"The record does not inform: {', '.join(silent)}."
    yield (
        "Moved: largest gap between the two distributions (Kolmogorov-Smirnov); below"
        f" {told['threshold']:.2f} it may be chance."
    )
    yield (
        f"Stage 2's weights are worth {told['worth']:,.0f} of {told['draws']:,} draws; seed"
        f" {told['seed']}."
    )


def _said(value, share):
    return sign(f"{100 * value:.1f}%" if share else f"{value:.1f}")


def spark(heights):
    """Bars of a line of text, the highest full.

    >>> spark([0.0, 0.5, 1.0])
    ' ▄█'
    """
    top = max(heights) or 1.0
    return "".join(LEVELS[int(np.ceil(8 * height / top - 1e-9))] for height in heights)


def as_json(file, told):
    """Everything."""
    file.write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
