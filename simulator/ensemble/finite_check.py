"""Refuse results that are not finite, and name the inputs that are the likely cause."""

import numpy as np

from simulator.scenario.errors import refuse
from simulator.scenario.parameter import DEFAULT

MAY_BE_NAN = ("first", "among")  # reports without a value if the event never happened
MOST_NAMES = 4  # metrics and inputs named in the message


def check_finite(resolved, metrics, columns):
    """Raise ScenarioError if a reported metric is not finite in some world.

    metrics  {name: Metric} of the conflict
    columns  {name: (W,)} values of the worlds
    """
    checked = [
        name
        for name, metric in metrics.items()
        if metric.report and metric.report not in MAY_BE_NAN and name in columns
    ]
    not_finite = {name: ~np.isfinite(columns[name]) for name in checked}
    not_finite = {name: rows for name, rows in not_finite.items() if rows.any()}
    if not not_finite:
        return
    worlds = np.any(list(not_finite.values()), axis=0)
    message = (
        f"{np.sum(worlds)} of {len(worlds)} worlds have no finite value of"
        f" {_first_names(list(not_finite))}, so no result is shown"
    )
    refuse(resolved.file, f"{message}. {_likely_cause(resolved)}")


def _likely_cause(resolved):
    """Sentence that names the inputs at an end of their range: those that settings or the file set
    there, otherwise those of its parents."""
    at_end = []
    for path, parameter in resolved.parameters.items():
        meta = resolved.parameters[path].meta
        ends = [end for end in (meta.get("low"), meta.get("high")) if end is not None]
        if parameter.source != DEFAULT and any(
            value in ends for value in (parameter.value, *parameter.parameters)
        ):
            at_end.append(path)
    set_here = [path for path in at_end if resolved.mark_of(path).file.startswith("--")]
    in_file = [path for path in at_end if resolved.mark_of(path).file == resolved.file]
    likely = set_here or in_file or at_end
    if not likely:
        return "No input is at an end of its range; please report the scenario"
    return f"Likely cause, an input at an end of its range: {_first_names(likely)}"


def _first_names(names):
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more
