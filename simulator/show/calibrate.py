"""Calibration in the terminal and as JSON: targets before and after, what the record says of each
number, prior against posterior."""

import json
from typing import Any

import numpy as np
from rich.table import Table
from rich.text import Text

from simulator.analysis.calibration import summary
from simulator.show.words import sign

TARGETS = ": what {:,} draws say, as believed and as accepted"
HAZARD = "{}: of 1,000 a week break, {:.1f} in the first quarter of the time, {:.1f} in the last"
LEVELS = " ▁▂▃▄▅▆▇█"


def show(out, made):
    """Targets, numbers, and what the record does not inform."""
    out.print(Text.assemble(("Targets", "bold"), TARGETS.format(made.draws)))
    out.print(_targets(made.targets))
    for name, one in made.targets.items():
        if one.after.hazard_early is not None:
            ends = 1000 * one.after.hazard_early, 1000 * one.after.hazard_late
            out.print(Text(HAZARD.format(name, *ends), style="dim"))
    out.print()
    out.print(Text.assemble(("Numbers", "bold"), ": believed, and accepted; most informed first"))
    out.print(_factors(made.factors))
    for line in _closing(made):
        out.print(Text(line, style="dim"))


def _targets(targets):
    table = _table("row", "what is read", "record", "before", "after", "10-90%\nof draws", "")
    for name, one in targets.items():
        percent, after, (low, high) = one.is_share, one.after, one.target.ends
        record = f"{_said(low, percent)} to" if low else "up to"
        verdict = Text("within", "green") if after.passed else Text("outside", "red")
        inner = [_said(end, percent) for end in (after.low, after.high) if end is not None]
        table.add_row(
            name, one.target.title, f"{record} {_said(high, percent)}",
            _said(one.before.value, percent), Text(_said(after.value, percent), "bold"),
            " to ".join(inner), verdict,
        )  # fmt: skip
    return table


def _factors(factors):
    middles = ("middle\nbelieved", "middle\naccepted")
    table = _table("number", "believed", "accepted", *middles, "spread\nleft", "moved")
    for path, one in sorted(factors.items(), key=lambda pair: -pair[1].moved):
        style, shade = ("", "cyan") if one.informed else ("dim", "dim")
        bars = [Text(spark(one.bins[key]), shade) for key in ("prior", "posterior")]
        cells = [f"{middle:.3g}" for middle in (one.prior, one.posterior)]
        cells += [f"{100 * one.spread:.0f}%", f"{one.moved:.2f}"]
        table.add_row(Text(path, style), *bars, *(Text(sign(cell), style) for cell in cells))
    return table


def _table(*columns):
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in columns:
        whole = head in ("row", "number", "believed", "accepted")
        left = whole or head in ("what is read", "")
        side: Any = "left" if left else "right"
        table.add_column(head, justify=side, overflow="fold", no_wrap=whole)
    return table


def _closing(made):
    silent = [path for path, one in made.factors.items() if not one.informed]
    if silent:
        yield f"The record does not inform: {', '.join(silent)}."
    yield (
        "Moved: largest gap between the two distributions (Kolmogorov-Smirnov); below"
        f" {made.threshold:.2f} it may be chance."
    )
    yield (
        f"Stage 2's weights are worth {made.worth:,.0f} of {made.draws:,} draws; seed {made.seed}."
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


def as_json(file, made):
    """Everything."""
    file.write(json.dumps(summary(made), indent=1, ensure_ascii=False) + "\n")
