"""What every map of a scenario shares: frozen, no key unknown, values as written; and lengths of
time."""

import datetime
import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema, field_validator

from simulator.scenario.errors import yaml_repr
from simulator.scenario.parameter import plain
from simulator.scenario.yaml_reader import DATE

TRUTH = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def weeks(raw):
    """A length of time as whole weeks: 104, "104w", "30d"."""
    value, unit = plain(raw)
    if unit not in (None, "weeks") or not math.isfinite(value):
        raise ValueError(f"{yaml_repr(raw)} is no length of time; write weeks, like 6w")
    if value < 0:
        raise ValueError(f"{yaml_repr(raw)} lies below 0, and a length of time does not")
    in_weeks = unit is None or str(raw).strip().endswith("w")
    if in_weeks and value != round(value):
        raise ValueError(f"{yaml_repr(raw)} is no whole number of weeks")
    return round(value)


@dataclass(frozen=True)
class Ref:
    """Marks text that names an entry of a map of the scenario, like its parties."""

    of: str


IssueId = Annotated[str, Ref("issues")]
PackageId = Annotated[str, Ref("package")]  # an issue of the package
PartyId = Annotated[str, Ref("parties")]
HolderId = Annotated[str, Ref("holders")]
PlaceId = Annotated[str, Ref("governorates")]
Weeks = Annotated[int, BeforeValidator(weeks), WithJsonSchema({"type": ["integer", "string"]})]


def date(raw):
    """A date without a time, quoted or not."""
    if isinstance(raw, str) and DATE.fullmatch(raw):
        try:
            return datetime.date.fromisoformat(raw)
        except ValueError:
            raise ValueError(f"{raw} is no date of the calendar") from None
    if not isinstance(raw, datetime.date):
        told = "is no date; write year, month and day alone, like 2016-03-14"
        raise ValueError(f"{yaml_repr(raw)} {told}")
    return raw


def whole(raw):
    """A number, though the library takes true for 1."""
    if isinstance(raw, bool):
        raise ValueError(f"{yaml_repr(raw)} is no number")
    return raw


def truth(raw):
    """True or false and nothing that resembles them."""
    if not isinstance(raw, bool):
        suggest = TRUTH.get(str(raw).lower())
        hint = f"; YAML 1.2 reads that as text, so write {suggest}" if suggest else ""
        raise ValueError(f"true or false belongs here, not {yaml_repr(raw)}{hint}")
    return raw


EXACT = {bool: truth, int: whole, datetime.date: date}


class Part(BaseModel):
    """Any map of a scenario: frozen, no key unknown, nothing taken for what it is not."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def wrong(self):
        """(path, sentence) of what only a look at a whole file can find."""
        return ()

    @field_validator("*", mode="before")
    @classmethod
    def _exact(cls, raw, info):
        kind = cls.model_fields[info.field_name].annotation
        for known, exact in EXACT.items():
            if kind == known or (kind == known | None and raw is not None):
                return exact(raw)
        return raw
