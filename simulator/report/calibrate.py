"""Calibration in the terminal and as JSON: fit of the targets, prior and posterior of each
parameter."""

import json

import numpy as np

from simulator.analysis.calibration import as_dict
from simulator.report import terminal
from simulator.report.blocks import QUIET, STRONG, Column, table, text
from simulator.report.formats import sign

TARGETS = ": simulated with {:,} prior draws and with {:,} posterior draws"
HAZARD = "{}: {:.1f} of 1,000 break per week in the first quarter of the time, {:.1f} in the last"
TARGET_COLUMNS = (
    Column("target", prose=True), "record", "prior", "posterior",
    "10-90% of\nposterior\ndraws", "",
)  # fmt: skip
PARAMETER_COLUMNS = (
    Column("prior", prose=True), Column("posterior", prose=True), "prior\nmedian",
    "posterior\nmedian", "SD\nratio", "KS",
)  # fmt: skip
LEVELS = " ▁▂▃▄▅▆▇█"


def show(out, calibration):
    """Print the targets, the parameters, and which parameters the record does not inform."""
    terminal.print_blocks(out, _view(calibration))


def _view(calibration):
    draws = calibration.draws
    yield text(("Targets", STRONG), TARGETS.format(draws, draws), tight=True)
    rows = (_target(*row) for row in calibration.fits.items())
    yield table("id", TARGET_COLUMNS, rows, tight=True)
    for name, fit in calibration.fits.items():
        if fit.posterior.hazard_early is not None:
            hazards = 1000 * fit.posterior.hazard_early, 1000 * fit.posterior.hazard_late
            yield text(HAZARD.format(name, *hazards), look=QUIET, tight=True)
    yield text("", tight=True)
    yield text(("Parameters", STRONG), ", most informed first", tight=True)
    factors = sorted(calibration.factors.items(), key=lambda row: -row[1].ks_distance)
    rows = (_parameter(*row) for row in factors)
    yield table("parameter", PARAMETER_COLUMNS, rows, tight=True)
    for line in _closing(calibration):
        yield text(line, look=QUIET, tight=True)


def _target(name, fit):
    percent, posterior, (low, high) = fit.is_share, fit.posterior, fit.target.ends
    record = f"{_value_text(low, percent)} to" if low else "up to"
    prior, value = (_value_text(row.value, percent) for row in (fit.prior, posterior))
    ends = (_value_text(end, percent) for end in (posterior.low, posterior.high) if end is not None)
    draws, verdict = " to ".join(ends), ("pass", "pass") if posterior.passed else ("FAIL", "fail")
    recorded = fit.target.title, f"{record} {_value_text(high, percent)}"
    return name, *recorded, prior, (value, STRONG), draws, verdict


def _parameter(path, fit):
    look, shade = ("", "bar") if fit.informed else (QUIET, QUIET)
    bars = ((spark(fit.bins[key]), shade) for key in ("prior", "posterior"))
    cells = [f"{median:.3g}" for median in (fit.prior, fit.posterior)]
    cells += [f"{fit.sd_ratio:.2f}", f"{fit.ks_distance:.2f}"]
    return (path, look), *bars, *((sign(cell), look) for cell in cells)


def _closing(calibration):
    uninformed = [path for path, fit in calibration.factors.items() if not fit.informed]
    if uninformed:
        yield f"The record does not inform: {', '.join(uninformed)}."
    noise = f"Below {calibration.threshold:.2f} the distance may be sampling noise."
    yield f"KS: Kolmogorov-Smirnov distance between prior and posterior. {noise}"
    yield "SD ratio: posterior over prior standard deviation, in quantiles of the prior."
    size = f"{calibration.effective_sample_size:,.0f} of {calibration.draws:,} draws"
    yield f"Effective sample size in stage 2: {size}. Seed {calibration.seed}."


def _value_text(value, is_share):
    return sign(f"{100 * value:.1f}%" if is_share else f"{value:.1f}")


def spark(heights):
    """Bars of a line of text, the highest full.

    >>> spark([0.0, 0.5, 1.0])
    ' ▄█'
    """
    top = max(heights) or 1.0
    return "".join(LEVELS[int(np.ceil(8 * height / top - 1e-9))] for height in heights)


def as_json(file, calibration):
    """Write the calibration as JSON."""
    file.write(json.dumps(as_dict(calibration), indent=1, ensure_ascii=False) + "\n")
