"""What every map of a scenario shares: frozen, no key unknown; and lengths of time."""

import math
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from simulator.scenario.number import plain


def weeks(raw):
    """A length of time as whole weeks: 104, "104w", "30d"."""
    value, unit = plain(raw)
    if unit not in (None, "weeks") or not math.isfinite(value):
        raise ValueError(f"{raw!r} is no length of time; write weeks, like 6w")
    in_weeks = unit is None or str(raw).strip().endswith("w")
    if in_weeks and value != round(value):
        raise ValueError(f"{raw!r} is no whole number of weeks")
    return round(value)


Weeks = Annotated[int, BeforeValidator(weeks), WithJsonSchema({"type": ["integer", "string"]})]


class Part(BaseModel):
    """Any map of a scenario: frozen, no key unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")
