"""What a measure is, and the register of those that every conflict has."""

from dataclasses import dataclass

MEASURES: dict[str, "Measure"] = {}
COUNTED_ON = ("rate", "total")  # reports that count on after the end of a world's story
RECENT = 8  # weeks before the end of a story whose mean rate they count on at


@dataclass(frozen=True)
class Measure:
    """A measure with its metadata; `of` makes it from a model.

    report   how a run sums it up over the weeks of a world's story: its `last` value (`among` the
             worlds that have one), its `mean` or `sum`, the `count` of weeks it is true, the
             `first` such week (counted from the start; not a number where there is none), whether
             it was `ever` true. Over all weeks of the run: the `total` of what has added up since
             the start, and the mean `rate` a week; a world whose story ends early is counted on at
             the mean rate of the last RECENT weeks of its story. None serves expressions only
    label    in tables; without one it stays out of them
    span     the ends between which its values mostly lie, or a function that finds them in the
             scenario: it is also counted week by week
    assumed  a scenario sets it almost directly: its change is no finding
    """

    name: str
    of: object
    unit: str
    meaning: str
    report: str | None = None
    label: str | None = None
    span: object = None
    assumed: bool = False


def measure(unit, report=None, label=None, span=None, assumed=False):
    """Register a function as the measure of its own name."""

    def register(function):
        name = function.__name__
        MEASURES[name] = Measure(
            name, function, unit, " ".join(function.__doc__.split()), report, label, span, assumed
        )
        return function

    return register
