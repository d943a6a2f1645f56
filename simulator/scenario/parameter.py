"""A number of a scenario: one value, or what is believed about it, with unit, source and grade."""

import math
import re
from statistics import NormalDist
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from simulator.scenario.errors import suggest, yaml_repr

GRADES = "ABCD"
KINDS = {"uniform": 2, "interval": 2, "triangular": 3, "normal": 2}
FORMS = {
    "uniform": "[low, high]",
    "interval": "[low, high]",
    "triangular": "[low, likely, high]",
    "normal": "[mean, standard deviation]",
}
NOTES = ("unit", "source", "grade")
OPEN = math.nan  # the default of a number that may be left to the model
DAYS = {"d": 1.0, "w": 7.0, "m": 30.4375, "y": 365.25}
UNITS = {"%": (0.01, "share")} | {unit: (days / 7, "weeks") for unit, days in DAYS.items()}
TEXT = re.compile(
    r"([-+]?(?:[\d_]*\.\d+|[\d_]*\d)(?:[eE][-+]?\d+)?)\s*(%|[A-Za-z][\w $/%.-]*)?"
)  # each sign of a text is looked at a few times: no two parts in a row may take the same sign
KEYS = {"value", "confidence", *NOTES, *KINDS}
BETWEEN = "write a range as {uniform: [1, 2]}"
SLIPS = (  # of those who write a number by hand, and what they are told
    (
        re.compile(r"\d[, ']\d"),
        "write decimals with a point (0.5) and thousands without a separator (1000)",
    ),
    (re.compile(r"\d[\w%]* ?(-|\u2013|\.\.|to) ?\d"), BETWEEN),
)


class Parameter(BaseModel):
    """A value or a distribution. `value` is the middle of a distribution; not a number = left to
    the model."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=True)
    value: float
    kind: str = "fixed"
    parameters: tuple[float, ...] = ()
    unit: str | None = None
    source: str | None = None
    grade: str | None = None
    meta: dict = Field({}, repr=False, exclude=True)  # unit, range and meaning of its place

    def __hash__(self):
        return hash((self.belief, self.unit, self.source, self.grade))

    @property
    def uncertain(self):
        """True for a distribution."""
        return self.kind != "fixed"

    @property
    def belief(self):
        """What is believed, as text that is the same for the same belief: source, grade and unit
        apart.

        >>> uniform = read_parameter({"uniform": ["10%", "20%"], "source": "P3"})
        >>> uniform.belief, read_parameter(3).belief
        ('uniform 0.1, 0.2', '3')
        """
        if not self.uncertain:
            return f"{self.value:.12g}"
        return f"{self.kind} {', '.join(f'{p:.12g}' for p in self.parameters)}"

    def quantile(self, share):
        """Values below which these shares of belief lie: any shape, 0 < share < 1.

        >>> import numpy as np
        >>> read_parameter({"uniform": [10, 20]}).quantile(np.array([0.5]))
        array([15.])
        """
        from simulator.scenario.priors import quantile  # files are read without NumPy

        return quantile(self, share)


def read_parameter(raw):
    """A Number from what stands in a file: 36, "36 aircraft", "90%", "6w", {uniform: [1, 2]},
    {value: 3, source: P3}.

    Raises ValueError with a sentence for an analyst.

    >>> read_parameter("90%").value, read_parameter("30d").unit
    (0.9, 'weeks')
    """
    if isinstance(raw, Parameter):
        return raw
    if not isinstance(raw, dict):
        value, unit = plain(raw)
        return Parameter(value=value, unit=unit)
    kinds = [key for key in raw if key in ("value", *KINDS)]
    if len(kinds) != 1:
        strange = [suggest(key, KEYS) for key in raw if key not in KEYS]
        forms = ", ".join(f"{{{kind}: {form}}}" for kind, form in FORMS.items())
        raise ValueError("; ".join([f"a parameter is a value, or one of {forms}", *strange[:1]]))
    known = {kinds[0], *NOTES, *(["confidence"] if kinds == ["interval"] else [])}
    for key in raw:
        if key not in known:
            raise ValueError(f'unknown key "{key}" beside {kinds[0]}; {suggest(key, known)}')
    notes = {key: _text(key, raw[key]) for key in NOTES if raw.get(key) is not None}
    if kinds != ["value"]:
        return _distribution(kinds[0], raw, notes)
    value, unit = plain(raw["value"])
    return Parameter(value=value, unit=_one_unit(unit, notes.pop("unit", None)), **notes)


def is_parameter_map(value):
    """True for a map that is one number: it replaces as a whole. A lever, whose value is such a
    map, is none."""
    inside = value if isinstance(value, dict) and not isinstance(value.get("value"), dict) else {}
    return set(inside) <= KEYS and bool(set(inside) - set(NOTES))


def plain(raw):
    """Value and unit of one scalar; None is "left to the model"."""
    if raw is None:
        return math.nan, None
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        hint = f"; {BETWEEN}" if isinstance(raw, list) else ""
        raise ValueError(f"{yaml_repr(raw)} is not a number{hint}")
    if isinstance(raw, int | float):
        return float(raw), None
    match = TEXT.fullmatch(raw.strip())
    if not match:
        hint = next((f"; {told}" for slip, told in SLIPS if slip.search(raw[:100])), "")
        raise ValueError(f"{yaml_repr(raw)} is not a number{hint}")
    value, unit = float(match[1].replace("_", "")), match[2]
    factor, known = UNITS.get(unit or "", (1.0, unit.strip() if unit else None))
    return value * factor, known


def _text(key, raw):
    if not isinstance(raw, str):
        raise ValueError(f"{key}: expected text, not {yaml_repr(raw)}; put it in quotes")
    return raw


def _one_unit(*units):
    """The unit that is given, once or several times alike."""
    found = list(dict.fromkeys(unit for unit in units if unit))
    if len(found) > 1:
        raise ValueError(f'a parameter has one unit, not both "{found[0]}" and "{found[1]}"')
    return found[0] if found else None


def _distribution(kind, raw, notes):
    parts = raw[kind] if isinstance(raw[kind], list) else [raw[kind]]
    form = f"{{{kind}: {FORMS[kind]}}}"
    if len(parts) != KINDS[kind]:
        raise ValueError(f"{kind} takes {KINDS[kind]} numbers, not {len(parts)}: {form}")
    if any(isinstance(part, dict | list) for part in parts):
        raise ValueError(f"{kind} takes plain numbers, not a map or a list: {form}")
    values, units = zip(*[plain(part) for part in parts], strict=True)
    unit = _one_unit(*units, notes.pop("unit", None))
    if not all(map(math.isfinite, values)):
        raise ValueError(f"{kind} takes {KINDS[kind]} finite numbers: {form}")
    if kind != "normal" and list(values) != sorted(values):
        wrong = "the low end is above the high end"
        wrong = "the values are not in ascending order" if kind == "triangular" else wrong
        raise ValueError(f"{kind} [{', '.join(map(str, parts))}]: {wrong}; write {form}")
    if kind == "normal" and values[1] < 0:
        raise ValueError(f"the standard deviation of a normal is below 0; write {form}")
    middle = {"triangular": values[1], "normal": values[0]}.get(kind, sum(values) / 2)
    if kind == "interval":
        half = NormalDist().inv_cdf(0.5 + _confidence(raw.get("confidence", 0.9)) / 2)
        kind, values = "normal", (middle, (values[1] - middle) / half)
    return Parameter(value=middle, kind=kind, parameters=values, unit=unit, **notes)


def _confidence(raw):
    """The share of belief that an interval holds."""
    share, unit = plain(raw)
    if not 0 < share < 1:
        hint = f'; did you mean "{share:g}%"?' if 1 < share < 100 and not unit else ""
        raise ValueError(f"confidence must be between 0 and 100%, not {raw}{hint}")
    return share


AS_WRITTEN = {  # a Number as JSON Schema has it
    "anyOf": [
        {"type": ["number", "null"]},
        {"type": "string", "pattern": r"^\s*[-+]?[\d_]*\.?\d+([eE][-+]?\d+)?\s*(%|[A-Za-z].*)?$"},
        {
            "type": "object",
            "properties": {
                "value": {"type": ["number", "string", "null"]},
                **{
                    kind: {"type": "array", "minItems": size, "maxItems": size}
                    for kind, size in KINDS.items()
                },
                "confidence": {"type": ["number", "string"]},
                "unit": {"type": "string"},
                "source": {"type": "string"},
                "grade": {"enum": list(GRADES)},
            },
            "additionalProperties": False,
        },
    ]
}
Num = Annotated[Parameter, BeforeValidator(read_parameter), WithJsonSchema(AS_WRITTEN)]


def number(meaning, unit, low, high, default=None, start=False, remembered=False):
    """A field that holds a Number, with the metadata that validation, reports and schema read.

    start       True for a number that is read when a run begins and not again, so that no lever can
                move it later
    remembered  True for a number of which the model remembers the largest so far, so that a
                withdrawal is more than a low value
    """
    meta = {"meaning": meaning, "unit": unit, "low": low, "high": high, "start": start}
    meta |= {"open": default is OPEN} | ({"remembered": True} if remembered else {})
    if default is None:
        return Field(description=meaning, json_schema_extra=meta)
    made = read_parameter(default if isinstance(default, dict) else {"value": default})
    made = made.model_copy(update={"source": "default of the format", "grade": "D"})
    return Field(made, description=meaning, json_schema_extra=meta)


def initial(meaning, unit, low, high, default=None):
    """A field that holds a Number which is read when a run begins and not again."""
    return number(meaning, unit, low, high, default, start=True)


def share(meaning, default=None, start=False):
    """A field that holds a share from 0 to 1."""
    return number(meaning, "share", 0, 1, default, start)


def log_odds(meaning, default=None):
    """A field that holds what is added to or taken from log odds, from 0 to 20."""
    return number(meaning, "log odds", 0, 20, default)
