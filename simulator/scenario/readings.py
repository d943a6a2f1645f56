"""Readings of a world: an expression over metrics, reduced over a period.

Checks, targets and series use them. `ReadingSpec` is the form in YAML."""

import datetime
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from simulator.scenario import yaml_reader
from simulator.scenario.base_model import Section, date, weeks
from simulator.scenario.calendar import week_of
from simulator.scenario.errors import suggest
from simulator.scenario.expression import Expression
from simulator.scenario.schema_actors import condition

Text = Annotated[str, BeforeValidator(condition)]


def moment(raw):
    """Calendar date, weeks from the start of the run, like 26w, or an event: an expression over
    metrics, like truce_void."""
    if isinstance(raw, datetime.date) or yaml_reader.DATE.fullmatch(str(raw)):
        return date(raw)
    return raw.strip() if isinstance(raw, str) and _is_event(raw) else weeks(raw)


def _is_event(text):
    try:
        return bool(Expression(text).names)
    except ValueError:
        return False


Moment = Annotated[datetime.date | int | str, BeforeValidator(moment)]


def name_of_only_field(section, names, message):
    """Name of the only field that is set. Raises ValueError for none or several."""
    set_fields = [name for name in names if getattr(section, name) is not None]
    if len(set_fields) != 1:
        raise ValueError(message)
    return set_fields[0]


@dataclass(frozen=True)
class Reading:
    """An expression over metrics and the reduction of its weekly values.

    how    a name of REDUCTIONS in `model.reading`: the `last` value (also `level`) and its
           `change` since the first week, their `mean`, `sum` (`count` of weeks in which it is
           true), `lowest`, `highest`, whether it was `ever` true, the `first` week in which it was
           true (counted from the first week of the reading; NaN if never), and for how many weeks
           in a row it has been true at the end (`lasting`)
    first, last  weeks from the start of the run, inclusive
    begin, end   events between these weeks, expressions over metrics: the reading goes from the
                 first week in which `begin` is true to the next in which `end` is true, both
                 included. NaN in a world without these events. Empty: no event
    """

    of: str
    how: str
    first: int
    last: int
    begin: str = ""
    end: str = ""


class ReadingSpec(Section):
    """A Reading in YAML: the name of a reduction with its expression, between two moments: dates,
    weeks of the run or events."""

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
    def _has_a_reduction(self):
        name_of_only_field(self, self.HOW, f"a reading has one of {', '.join(self.HOW)}")
        return self

    @property
    def how(self):
        """Name of the reduction."""
        return next(how for how in self.HOW if getattr(self, how) is not None)

    @property
    def of(self):
        """Expression over metrics."""
        return getattr(self, self.how)

    def resolve(self, form):
        """Reading between weeks of a scenario."""
        events = self.events()
        begin, end = (None if key in events else getattr(self, key) for key in ("begin", "end"))
        first = 0 if begin is None else _week(begin, form.start)
        last = form.weeks - 1 if end is None else _week(end, form.start, end=True)
        return Reading(self.of, self.how, first, last, **events)

    def events(self):
        """{"begin" or "end": event} of the ends of the period that are events."""
        ends = {"begin": self.begin, "end": self.end}
        return {key: event for key, event in ends.items() if isinstance(event, str)}


def _week(moment, start, end=False):
    return moment - end if isinstance(moment, int) else week_of(moment) - week_of(start)


class Sourced(Section):
    """Base of files of rows by id that cite sources."""

    sources: dict[str, str] = Field(default_factory=dict)

    def unknown_sources(self, path, source):
        """(path, message) for each source key that the file does not define; the article, its
        paragraphs and general knowledge (K) need no definition.

        >>> file = Sourced(sources={"S1": "a page"})
        >>> [message for _, message in file.unknown_sources((), "article P3 S2")]
        ['"S2" is not among the sources of this file; expected one of: S1']
        """
        for key in source.replace(";", " ").split():
            if key not in self.sources and key not in ("article", "K") and key[0] != "P":
                hint = suggest(key, self.sources)
                yield (*path, "source"), f'"{key}" is not among the sources of this file; {hint}'
