"""Base class of all sections of a scenario file (`Section`), and validators of durations, dates and
references."""

import datetime
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema, field_validator

from simulator.scenario.errors import yaml_repr
from simulator.scenario.parameter import value_and_unit
from simulator.scenario.yaml_reader import DATE

TRUTH = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def weeks(raw):
    """Duration in whole weeks: 104, "104w", "30d"."""
    is_text = isinstance(raw, str) and not re.search(r"\d", raw)
    value, unit = (math.nan, None) if is_text else value_and_unit(raw)
    if unit not in (None, "weeks") or not math.isfinite(value):
        raise ValueError(f"{yaml_repr(raw)} is not a duration; write weeks, like 6w")
    if value < 0:
        raise ValueError(f"{yaml_repr(raw)} is below 0; a duration cannot be negative")
    in_weeks = unit is None or str(raw).strip().endswith("w")
    if in_weeks and value != round(value):
        raise ValueError(f"{yaml_repr(raw)} is not a whole number of weeks")
    return round(value)


@dataclass(frozen=True)
class Ref:
    """Marks text that must be a key of a map of the scenario, like `parties`."""

    of: str


IssueId = Annotated[str, Ref("issues")]
PackageId = Annotated[str, Ref("package")]  # an issue of the package
CampId = Annotated[str, Ref("camps")]
PartyId = Annotated[str, Ref("parties")]
HolderId = Annotated[str, Ref("holders")]
PlaceId = Annotated[str, Ref("regions")]
Weeks = Annotated[int, BeforeValidator(weeks), WithJsonSchema({"type": ["integer", "string"]})]


def date(raw):
    """Date without a time, quoted or not."""
    if isinstance(raw, str) and DATE.fullmatch(raw):
        try:
            return datetime.date.fromisoformat(raw)
        except ValueError:
            raise ValueError(f"{raw} is not a calendar date") from None
    if not isinstance(raw, datetime.date):
        message = "is not a date; write year, month and day, like 2016-03-14"
        raise ValueError(f"{yaml_repr(raw)} {message}")
    return raw


def not_boolean(raw):
    """Refuse true and false, which pydantic takes for 1 and 0."""
    if isinstance(raw, bool):
        raise ValueError(f"{yaml_repr(raw)} is not a number")
    return raw


def boolean(raw):
    """Accept only true or false."""
    if not isinstance(raw, bool):
        intended = TRUTH.get(str(raw).lower())
        hint = f"; YAML 1.2 reads that as text, so write {intended}" if intended else ""
        raise ValueError(f"expected true or false, not {yaml_repr(raw)}{hint}")
    return raw


EXACT = {bool: boolean, int: not_boolean, datetime.date: date}


class UnsoundValueError(AttributeError):
    """A value of an invalid scenario that has a problem already, so nothing else is said of it."""


class Section(BaseModel):
    """A map in a scenario file: immutable, without unknown keys or converted types."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            """Raise UnsoundValueError for a field that the sound part of a scenario lacks."""
            if name in type(self).model_fields:
                raise UnsoundValueError(name)
            return super().__getattr__(name)

    def wrong(self):
        """(path, message) of each problem that concerns several sections of a file."""
        return ()

    @field_validator("*", mode="before")
    @classmethod
    def _exact(cls, raw, info):
        kind = cls.model_fields[info.field_name].annotation
        for exact_type, check in EXACT.items():
            if kind == exact_type or (kind == exact_type | None and raw is not None):
                return check(raw)
        return raw
