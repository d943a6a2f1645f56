"""A number of a scenario: one value, or what is believed about it, with unit, source and grade."""

import math
import re
from statistics import NormalDist
from typing import Annotated

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from simulator.scenario.problems import meant

GRADES = "ABCD"
KINDS = {"uniform": 2, "interval": 2, "triangular": 3, "normal": 2}
UNITS = {"%": (0.01, "share"), "d": (1 / 7, "weeks"), "w": (1.0, "weeks"), "m": (30.4375 / 7, "weeks"), "y": (365.25 / 7, "weeks")}
TEXT = re.compile(r"\s*([-+]?[\d_]*\.?\d+(?:[eE][-+]?\d+)?)\s*(%|[A-Za-z][\w $/%.-]*)?\s*")
KEYS = {"value", "unit", "source", "grade", "confidence", *KINDS}


class Number(BaseModel):
    """A value or a distribution. `value` is the middle of a distribution; not a number = left to the model."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=True)
    value: float
    kind: str = "fixed"
    parameters: tuple[float, ...] = ()
    unit: str | None = None
    source: str | None = None
    grade: str | None = None

    @property
    def uncertain(self):
        """True for a distribution."""
        return self.kind != "fixed"

    def quantile(self, share):
        """Values below which these shares of belief lie: any shape, 0 < share < 1.

        >>> read_number({"uniform": [10, 20]}).quantile(np.array([0.5]))
        array([15.])
        """
        p = self.parameters
        if self.kind == "uniform":
            return p[0] + share * (p[1] - p[0])
        if self.kind == "triangular":
            return _triangular(share, *p)
        return p[0] + p[1] * standard_normal(share) if self.uncertain else np.full(np.shape(share), self.value)


def read_number(raw):
    """A Number from what stands in a file: 36, "36 aircraft", "90%", "6w", {uniform: [1, 2]}, {value: 3, source: P3}.

    Raises ValueError with a sentence for an analyst.

    >>> read_number("90%").value, read_number("30d").unit
    (0.9, 'weeks')
    """
    if isinstance(raw, Number):
        return raw
    if not isinstance(raw, dict):
        value, unit = plain(raw)
        return Number(value=value, unit=unit)
    notes = {key: raw[key] for key in ("unit", "source", "grade") if raw.get(key) is not None}
    kinds = [key for key in raw if key in KINDS]
    if len(kinds) == 1 and "value" not in raw:
        return _distribution(kinds[0], raw, notes)
    if "value" in raw and not kinds:
        value, unit = plain(raw["value"])
        return Number(**{"value": value, "unit": unit, **notes})
    raise ValueError("a number is a value, or one of " + ", ".join(f"{{{kind}: ...}}" for kind in KINDS))


def is_number_map(value):
    """True for a map that is one number: it replaces as a whole."""
    return isinstance(value, dict) and bool(value) and set(value) <= KEYS and bool(set(value) - {"unit", "source", "grade"})


def plain(raw):
    """Value and unit of one scalar; None is "left to the model"."""
    if raw is None:
        return math.nan, None
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise ValueError(f"{raw!r} is no number")
    if isinstance(raw, int | float):
        return float(raw), None
    match = TEXT.fullmatch(raw)
    if not match:
        raise ValueError(f'"{raw}" is no number')
    value, unit = float(match[1].replace("_", "")), match[2]
    factor, known = UNITS.get(unit or "", (1.0, unit.strip() if unit else None))
    return value * factor, known


def _is_nan(value):
    return isinstance(value, float) and math.isnan(value)


def _distribution(kind, raw, notes):
    known = {kind, "unit", "source", "grade"} | ({"confidence"} if kind == "interval" else set())
    for key in set(raw) - known:
        raise ValueError(f'unknown key "{key}" beside {kind}; {meant(key, known)}')
    parts = raw[kind] if isinstance(raw[kind], list) else [raw[kind]]
    if len(parts) != KINDS[kind]:
        raise ValueError(f"{kind} takes {KINDS[kind]} numbers, not {len(parts)}")
    values, units = zip(*[plain(part) for part in parts], strict=True)
    unit = notes.pop("unit", None) or next((u for u in units if u), None)
    if kind != "normal" and list(values) != sorted(values):
        raise ValueError(f"{kind} {list(values)}: the low end is above the high end")
    if kind == "normal" and values[1] < 0:
        raise ValueError("normal takes a mean and a standard deviation, and the second is below 0")
    middle = values[1] if kind == "triangular" else values[0] if kind == "normal" else sum(values) / 2
    if kind == "interval":
        confidence = plain(raw.get("confidence", 0.9))[0]
        if not 0 < confidence < 1:
            raise ValueError("confidence lies between 0 and 100%")
        kind, values = "normal", (middle, (values[1] - middle) / NormalDist().inv_cdf(0.5 + confidence / 2))
    return Number(value=middle, kind=kind, parameters=values, unit=unit, **notes)


def _triangular(share, low, mode, high):
    if high == low:
        return np.full(np.shape(share), low)
    turn = (mode - low) / (high - low)
    left = low + np.sqrt(share * (high - low) * (mode - low))
    return np.where(share < turn, left, high - np.sqrt((1 - share) * (high - low) * (high - mode)))


def standard_normal(share):
    """Quantile of the standard normal, elementwise.

    >>> standard_normal(np.array([0.5, 0.975])).round(3)
    array([0.  , 1.96])
    """
    inverse = NormalDist().inv_cdf
    return np.array([inverse(float(p)) for p in np.ravel(share)]).reshape(np.shape(share))


AS_WRITTEN = {  # a Number as JSON Schema has it
    "anyOf": [
        {"type": ["number", "null"]},
        {"type": "string", "pattern": r"^\s*[-+]?[\d_]*\.?\d+([eE][-+]?\d+)?\s*(%|[A-Za-z].*)?$"},
        {
            "type": "object",
            "properties": {
                "value": {"type": ["number", "string", "null"]},
                **{kind: {"type": "array", "minItems": size, "maxItems": size} for kind, size in KINDS.items()},
                "confidence": {"type": ["number", "string"]},
                "unit": {"type": "string"},
                "source": {"type": "string"},
                "grade": {"enum": list(GRADES)},
            },
            "additionalProperties": False,
        },
    ]
}
Num = Annotated[Number, BeforeValidator(read_number), WithJsonSchema(AS_WRITTEN)]


def number(meaning, unit, default=None, low=None, high=None, start=False):
    """A field that holds a Number, with the metadata that validation, reports and schema read.

    start  True for a number that is read when a run begins and not again, so that no lever can move it later
    """
    extra = {"meaning": meaning, "unit": unit, "low": low, "high": high, "start": start, "open": _is_nan(default)}
    if default is None:
        return Field(description=meaning, json_schema_extra=extra)
    made = read_number(default if isinstance(default, dict) else {"value": default})
    return Field(made.model_copy(update={"source": "default of the format", "grade": "D"}), description=meaning, json_schema_extra=extra)
