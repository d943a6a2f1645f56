"""Parameters of a scenario: a value or a prior, with unit, source and grade."""

import math
import re
from statistics import NormalDist
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from simulator.scenario.errors import suggest, yaml_repr

GRADES = "ABCD"
EXPERTS = "experts"  # kind of a parameter with a value by each expert
EXPERT = "stances.expert"  # path of the parameter that says whose value holds
KINDS = {"uniform": 2, "interval": 2, "triangular": 3, "normal": 2, "choice": None, EXPERTS: None}
FORMS = {
    "uniform": "[low, high]",
    "interval": "[low, high]",
    "triangular": "[low, likely, high]",
    "normal": "[mean, standard deviation]",
    "choice": "[value, value, ...]",
    EXPERTS: "[value of the first expert, of the second, ...]",
}
NOTES = ("unit", "source", "grade")
OPEN = math.nan  # default of a parameter that may be left to the model
DEFAULT = "default of the format"  # source of a parameter that no file gives
DAYS = {"d": 1.0, "w": 7.0, "m": 30.4375, "y": 365.25}
UNITS = {"%": (0.01, "share")} | {unit: (days / 7, "weeks") for unit, days in DAYS.items()}
TEXT = re.compile(
    r"([-+]?(?:[\d_]*\.\d+|[\d_]*\d)(?:[eE][-+]?\d+)?)\s*(%|[A-Za-z][\w $/%.-]*)?"
)  # no two adjacent parts match the same character, so matching takes linear time
KEYS = {"value", "confidence", *NOTES, *KINDS}
DATE_HINT = "write a change on a date as [{at: 2016-06-01, to: 18}]"
NUMBER_HINT = "write a number, like 18, or a share, like 50%"
RANGE_HINT = "write a range as {uniform: [1, 2]}"
MISTAKES = (  # common mistakes and their hints
    (re.compile(r"\d.*\d{4}-\d{2}-\d{2}"), DATE_HINT),
    (
        re.compile(r"\d[, ']\d"),
        "write decimals with a point (0.5) and thousands as 1000",
    ),
    (re.compile(r"\d[\w%]* ?(-|\u2013|\.\.|to) ?\d"), RANGE_HINT),
)


class Parameter(BaseModel):
    """A value or a prior. `value` is the middle of a prior; NaN = left to the model."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=True)
    value: float
    kind: str = "fixed"
    parameters: tuple[float, ...] = ()
    unit: str | None = None
    source: str | None = None
    grade: str | None = None
    meta: dict = Field({}, repr=False, exclude=True)  # unit, range and meaning of its place

    def __hash__(self):
        return hash((self.prior_text, self.unit, self.source, self.grade))

    @property
    def uncertain(self):
        """Whether the parameter has a prior."""
        return self.kind not in ("fixed", EXPERTS)

    @property
    def prior_text(self):
        """Prior as text, without source, grade and unit.

        >>> uniform = read_parameter({"uniform": ["10%", "20%"], "source": "P3"})
        >>> uniform.prior_text, read_parameter(3).prior_text
        ('uniform 0.1, 0.2', '3')
        """
        if self.kind == "fixed":
            return f"{self.value:.12g}"
        return f"{self.kind} {', '.join(f'{p:.12g}' for p in self.parameters)}"

    def quantile(self, share):
        """Quantiles of the prior, elementwise, for 0 < share < 1.

        >>> import numpy as np
        >>> read_parameter({"uniform": [10, 20]}).quantile(np.array([0.5]))
        array([15.])
        """
        from simulator.scenario.priors import quantile  # files are read without NumPy

        return quantile(self, share)


def read_parameter(raw):
    """Parameter from a value of a file: 36, "36 aircraft", "90%", "6w", {uniform: [1, 2]},
    {value: 3, source: P3}.

    Raises ValueError.

    >>> read_parameter("90%").value, read_parameter("30d").unit
    (0.9, 'weeks')
    """
    if isinstance(raw, Parameter):
        return raw
    if not isinstance(raw, dict):
        value, unit = value_and_unit(raw)
        return Parameter(value=value, unit=unit)
    kinds = [key for key in raw if key in ("value", *KINDS)]
    if len(kinds) != 1:
        hints = [suggest(key, KEYS) for key in raw if key not in KEYS]
        shown = {kind: form for kind, form in FORMS.items() if kind != EXPERTS}
        forms = ", ".join(f"{{{kind}: {form}}}" for kind, form in shown.items())
        raise ValueError("; ".join([f"a parameter is a value, or one of {forms}", *hints[:1]]))
    keys = {kinds[0], *NOTES, *(["confidence"] if kinds == ["interval"] else [])}
    for key in raw:
        if key not in keys:
            raise ValueError(f'unknown key "{key}" beside {kinds[0]}; {suggest(key, keys)}')
    notes = {key: _text(key, raw[key]) for key in NOTES if raw.get(key) is not None}
    if kinds != ["value"]:
        return _distribution(kinds[0], raw, notes)
    value, unit = value_and_unit(raw["value"])
    return Parameter(value=value, unit=_one_unit(unit, notes.pop("unit", None)), **notes)


def is_parameter_map(value):
    """Whether a map is a parameter, which replaces the parent's as a whole (a lever is not one)."""
    inside = value if isinstance(value, dict) and not isinstance(value.get("value"), dict) else {}
    return set(inside) <= KEYS and bool(set(inside) - set(NOTES))


def value_and_unit(raw):
    """Value and unit of a scalar; None means left to the model."""
    if raw is None:
        return math.nan, None
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        hint = f"; {RANGE_HINT}" if isinstance(raw, list) else ""
        raise ValueError(f"{yaml_repr(raw)} is not a number{hint}")
    if isinstance(raw, int | float):
        return float(raw), None
    match = TEXT.fullmatch(raw.strip())
    if not match:
        hints = (hint for pattern, hint in MISTAKES if pattern.search(raw[:100]))
        raise ValueError(f"{yaml_repr(raw)} is not a number; {next(hints, NUMBER_HINT)}")
    value, unit = float(match[1].replace("_", "")), match[2]
    factor, unit_name = UNITS.get(unit or "", (1.0, unit.strip() if unit else None))
    return value * factor, unit_name


def _text(key, raw):
    if not isinstance(raw, str):
        raise ValueError(f"{key}: expected text, not {yaml_repr(raw)}; put it in quotes")
    return raw


def _one_unit(*units):
    """The one unit among those given, or None."""
    distinct = list(dict.fromkeys(unit for unit in units if unit))
    if len(distinct) > 1:
        raise ValueError(f'a parameter has one unit, not both "{distinct[0]}" and "{distinct[1]}"')
    return distinct[0] if distinct else None


def _distribution(kind, raw, notes):
    items = raw[kind] if isinstance(raw[kind], list) else [raw[kind]]
    example = f"{{{kind}: {FORMS[kind]}}}"
    if KINDS[kind] is None and len(items) < 2:
        raise ValueError(f"{kind} takes two values or more: {example}")
    if len(items) != (KINDS[kind] or len(items)):
        raise ValueError(f"{kind} takes {KINDS[kind]} numbers, not {len(items)}: {example}")
    if any(isinstance(item, dict | list) for item in items):
        raise ValueError(f"{kind} takes plain numbers, not a map or a list: {example}")
    values, units = zip(*[value_and_unit(item) for item in items], strict=True)
    unit = _one_unit(*units, notes.pop("unit", None))
    if not all(map(math.isfinite, values)):
        raise ValueError(f"{kind} takes {len(items)} finite numbers: {example}")
    if kind not in ("normal", "choice", EXPERTS) and list(values) != sorted(values):
        wrong = "the low end is above the high end"
        wrong = "the values are not in ascending order" if kind == "triangular" else wrong
        raise ValueError(f"{kind} [{', '.join(map(str, items))}]: {wrong}; write {example}")
    if kind == "normal" and values[1] < 0:
        raise ValueError(f"the standard deviation of a normal is below 0; write {example}")
    middle = {"triangular": values[1], "normal": values[0]}.get(kind, sum(values) / 2)
    if kind == "interval":
        half = NormalDist().inv_cdf(0.5 + _confidence(raw.get("confidence", 0.9)) / 2)
        kind, values = "normal", (middle, (values[1] - middle) / half)
    return Parameter(value=middle, kind=kind, parameters=values, unit=unit, **notes)


def _confidence(raw):
    """Probability that an interval contains the parameter."""
    share, unit = value_and_unit(raw)
    if not 0 < share < 1:
        hint = f'; did you mean "{share:g}%"?' if 1 < share < 100 and not unit else ""
        raise ValueError(f"confidence must be between 0 and 100%, not {raw}{hint}")
    return share


AS_WRITTEN = {  # a parameter in JSON Schema
    "anyOf": [
        {"type": ["number", "null"]},
        {"type": "string", "pattern": r"^\s*[-+]?[\d_]*\.?\d+([eE][-+]?\d+)?\s*(%|[A-Za-z].*)?$"},
        {
            "type": "object",
            "properties": {
                "value": {"type": ["number", "string", "null"]},
                **{
                    kind: {"type": "array", "minItems": size or 2}
                    | ({"maxItems": size} if size else {})
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
ParameterField = Annotated[Parameter, BeforeValidator(read_parameter), WithJsonSchema(AS_WRITTEN)]


def parameter(meaning, unit, low, high, default=None, start=False, remembered=False):
    """Field for a Parameter, with metadata for validation, reports and schema.

    start       read only at the start of a run, so dated steps cannot change it
    remembered  the model remembers its largest value so far, so that a withdrawal differs from a
                low value
    """
    meta = {"meaning": meaning, "unit": unit, "low": low, "high": high, "start": start}
    meta |= {"open": default is OPEN} | ({"remembered": True} if remembered else {})
    if default is None:
        return Field(description=meaning, json_schema_extra=meta)
    standard = read_parameter(default if isinstance(default, dict) else {"value": default})
    note = {"source": DEFAULT, "grade": "D"}
    return Field(standard.model_copy(update=note), description=meaning, json_schema_extra=meta)


def initial(meaning, unit, low, high, default=None):
    """Field for a Parameter that is read only at the start of a run."""
    return parameter(meaning, unit, low, high, default, start=True)


def share(meaning, default=None, start=False):
    """Field for a share from 0 to 1."""
    return parameter(meaning, "share", 0, 1, default, start)


def each(meaning, unit, high, start=True, **default):
    """Field for a map of parameters; those read at the start take no distribution."""
    meta = {"meaning": meaning, "unit": unit, "low": 0, "high": high}
    return Field(json_schema_extra={**meta, "start": start, "fixed": start}, **default)


def log_odds(meaning, default=None):
    """Field for an effect on log odds, from 0 to 20."""
    return parameter(meaning, "log odds", 0, 20, default)
