"""Calibration in the terminal and as JSON: targets before and after, what the record says of each
number, prior against posterior."""

import json

import numpy as np

from simulator.analysis.calibration import summary
from simulator.report import terminal
from simulator.report.blocks import QUIET, STRONG, Column, table, text
from simulator.report.formats import sign

TARGETS = ": what {:,} draws say, as believed and as accepted"
HAZARD = "{}: of 1,000 a week break, {:.1f} in the first quarter of the time, {:.1f} in the last"
READ = (Column("what is read", prose=True), "record", "before", "after", "10-90%\nof draws", "")
MIDDLES = ("middle\nbelieved", "middle\naccepted")
DRAWN = (Column("believed", prose=True), Column("accepted", prose=True))
LEVELS = " ▁▂▃▄▅▆▇█"


def show(out, made):
    """Targets, numbers, and what the record does not inform."""
    terminal.lay_out(out, _view(made))


def _view(made):
    yield text(("Targets", STRONG), TARGETS.format(made.draws), tight=True)
    yield table("row", READ, (_target(*row) for row in made.targets.items()), tight=True)
    for name, one in made.targets.items():
        if one.after.hazard_early is not None:
            ends = 1000 * one.after.hazard_early, 1000 * one.after.hazard_late
            yield text(HAZARD.format(name, *ends), look=QUIET, tight=True)
    yield text("", tight=True)
    yield text(("Parameters", STRONG), ": believed, and accepted; most informed first", tight=True)
    factors = sorted(made.factors.items(), key=lambda row: -row[1].moved)
    rows = (_factor(*row) for row in factors)
    yield table("number", (*DRAWN, *MIDDLES, "spread\nleft", "moved"), rows, tight=True)
    for line in _closing(made):
        yield text(line, look=QUIET, tight=True)


def _target(name, one):
    percent, after, (low, high) = one.is_share, one.after, one.target.ends
    record = f"{_said(low, percent)} to" if low else "up to"
    before, value = (_said(told.value, percent) for told in (one.before, after))
    ends = (_said(end, percent) for end in (after.low, after.high) if end is not None)
    inner, verdict = " to ".join(ends), ("within", "pass") if after.passed else ("outside", "fail")
    read = one.target.title, f"{record} {_said(high, percent)}"
    return name, *read, before, (value, STRONG), inner, verdict


def _factor(path, one):
    look, shade = ("", "bar") if one.informed else (QUIET, QUIET)
    bars = ((spark(one.bins[key]), shade) for key in ("prior", "posterior"))
    cells = [f"{middle:.3g}" for middle in (one.prior, one.posterior)]
    cells += [f"{100 * one.spread:.0f}%", f"{one.moved:.2f}"]
    return (path, look), *bars, *((sign(cell), look) for cell in cells)


def _closing(made):
    silent = [path for path, one in made.factors.items() if not one.informed]
    if silent:
        yield f"The record does not inform: {', '.join(silent)}."
    below = f"below {made.threshold:.2f} it may be chance."
    yield f"Moved: largest gap between the two distributions (Kolmogorov-Smirnov); {below}"
    worth = f"{made.effective_sample_size:,.0f} of {made.draws:,} draws"
    yield f"Stage 2's weights are worth {worth}; seed {made.seed}."


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
