"""Readings of a world: an expression over metrics, reduced over a period.

Checks, targets and series use them. `ReadingSpec` is the form in YAML."""

import datetime
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from simulator.scenario import yaml_reader
from simulator.scenario.base_model import Part, date, weeks
from simulator.scenario.calendar import week_of
from simulator.scenario.errors import suggest
from simulator.scenario.schema_actors import condition

Text = Annotated[str, BeforeValidator(condition)]


def moment(raw):
    """Calendar date, or weeks from the start of the run, like 26w."""
    is_date = isinstance(raw, datetime.date) or yaml_reader.DATE.fullmatch(str(raw))
    return date(raw) if is_date else weeks(raw)


Moment = Annotated[datetime.date | int, BeforeValidator(moment)]


def one_of(part, names, message):
    """Name of the only field that is set. Raises ValueError for none or several."""
    given = [name for name in names if getattr(part, name) is not None]
    if len(given) != 1:
        raise ValueError(message)
    return given[0]


@dataclass(frozen=True)
class Reading:
    """An expression over metrics and the reduction of its weekly values.

    how    a name of REDUCTIONS in `model.reading`: the `last` value (also `level`) and its
           `change` since the first week, their `mean`, `sum` (`count` of weeks in which it is
           true), `lowest`, `highest`, whether it was `ever` true, the `first` week in which it was
           (counted from the reading's own first week; not a number where never), for how many weeks
           in a row it has been true at the end (`lasting`)
    first, last  weeks from the start of the run, inclusive
    """

    of: str
    how: str
    first: int
    last: int


class ReadingSpec(Part):
    """A Reading in YAML: an expression under the name of its reduction, between two moments."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    HOW: ClassVar[tuple[str, ...]] = (
        "last", "mean", "sum", "lowest", "highest", "ever", "first", "level", "change",
    )  # fmt: skip
    last: Text | None = None
    mean: Text | None = None
    sum: Text | None = None
    lowest: Text | None = None
    highest: Text | None = None
    ever: Text | None = None
    first: Text | None = None
    level: Text | None = None
    change: Text | None = None
    begin: Moment | None = Field(None, alias="from")
    end: Moment | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _one(self):
        one_of(self, self.HOW, f"a reading has one of {', '.join(self.HOW)}")
        return self

    @property
    def how(self):
        return next(how for how in self.HOW if getattr(self, how) is not None)

    @property
    def of(self):
        return getattr(self, self.how)

    def taken(self, form):
        """Reading for the worlds of a scenario."""
        first = 0 if self.begin is None else _week(self.begin, form.start)
        last = form.weeks - 1 if self.end is None else _week(self.end, form.start, end=True)
        return Reading(self.of, self.how, first, last)


def _week(at, start, end=False):
    return at - end if isinstance(at, int) else week_of(at) - week_of(start)


class Sourced(Part):
    """Base of files of rows by id that cite sources."""

    sources: dict[str, str] = Field(default_factory=dict)

    def unsourced(self, path, source):
        """(path, sentence) of each key of a source that the file does not explain; the article, its
        paragraphs and general knowledge need no line.

        >>> [told for _, told in Sourced(sources={"S1": "a page"}).unsourced((), "article P3 S2")]
        ['"S2" is not among the sources of this file; expected one of: S1']
        """
        for key in source.replace(";", " ").split():
            if key not in self.sources and key not in ("article", "K") and key[0] != "P":
                told = (
                    f'"{key}" is not among the sources of this file; {suggest(key, self.sources)}'
                )
                yield (*path, "source"), told
