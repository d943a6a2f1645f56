"""Refuse results that are not finite, with the inputs that are the likely cause."""

import numpy as np

from simulator.scenario.errors import refuse

MAY_LACK = ("first", "among")  # reports without a value where the event never came
NAMED = 4  # metrics and inputs that are named


def check_finite(resolved, measures, found):
    """Raise ScenarioError where a reported metric is no finite number in some world.

    measures  {name: Measure} of the conflict
    found     {name: (W,)} values of the worlds
    """
    must = [
        name
        for name, one in measures.items()
        if one.report and one.report not in MAY_LACK and name in found
    ]
    wrong = {name: ~np.isfinite(found[name]) for name in must if not np.isfinite(found[name]).all()}
    if not wrong:
        return
    worlds = np.any(list(wrong.values()), axis=0)
    told = (
        f"{_some(list(wrong))} came out as no finite number in {np.sum(worlds)} of {len(worlds)}"
        " worlds, so no result is shown"
    )
    refuse(resolved.file, f"{told}. {_likely(resolved)}")


def _likely(resolved):
    """The inputs at an end of their range: those that settings or the file itself put there, before
    those of its parents."""
    at_end = []
    for path, number in resolved.numbers.items():
        meta = resolved.numbers[path].meta
        ends = [end for end in (meta.get("low"), meta.get("high")) if end is not None]
        if number.source != "default of the format" and any(
            value in ends for value in (number.value, *number.parameters)
        ):
            at_end.append(path)
    set_here = [path for path in at_end if resolved.where(path).file.startswith("--")]
    own = [path for path in at_end if resolved.where(path).file == resolved.file]
    likely = set_here or own or at_end
    if not likely:
        return "No input stands at an end of its range; please report the scenario"
    return f"The likely input, as it stands at an end of its range: {_some(likely)}"


def _some(names):
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
