"""What a study rests on: the numbers that are not known, how sure each number is, and where it
comes from."""

from collections import Counter

import numpy as np

from simulator.ensemble.accepted import accepted_of
from simulator.ensemble.table import table_of_worlds
from simulator.scenario.diff import said
from simulator.show.view import names
from simulator.show.words import plain

GRADES = {
    "A": "several independent or primary sources",
    "B": "one credible source",
    "C": "contested, or an estimate",
    "D": "our own judgement",
}


def told(study):
    """{"uncertain": rows, "grades": counts, "numbers": rows, "sources", "measures": [(key, text)]}
    of the base; a number left to the model is none."""
    one = study.scenarios[0]
    given = {path: number for path, number in one.numbers.items() if number.value == number.value}
    grades = Counter(number.grade for number in given.values())
    metrics = (metric for _, metric in names.metrics(one))
    return {
        "uncertain": list(_uncertain(study, one)),
        "grades": [(grade, about, grades[grade]) for grade, about in GRADES.items()],
        "numbers": [_number(one, path, number) for path, number in given.items()],
        "sources": list(one.form.sources.items()),
        "measures": [(each.label, f"{each.meaning} ({each.unit})") for each in metrics],
    }


def _uncertain(study, one):
    """Each uncertain number: what was believed, what was run with (10 to 90% of draws), and whether
    calibration made it."""
    accepted, asked = accepted_of(one), study.asked
    table = table_of_worlds(one, study.worlds, asked.seed, asked.reps, cells=asked.design.cells)
    for path, number in one.factors.items():
        low, high = np.quantile(table.columns[path], [0.1, 0.9])
        fitted = bool(accepted) and accepted.priors.get(path) == number.belief
        standing = "calibrated" if fitted else "as believed"
        used = f"{plain(low)} to {plain(high)}"
        yield {**_number(one, path, number), "used": used, "standing": standing}


def _number(one, path, number):
    meta = number.meta
    return {
        "name": one.name_of(path),
        "meaning": meta["meaning"],
        "unit": meta["unit"],
        "value": said(number),
        "grade": number.grade,
        "source": number.source,
    }
