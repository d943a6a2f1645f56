"""Read YAML into plain values, each with its place in the file.

Scalars follow YAML 1.2: `no` and `12:30` are text, `010` is ten. Duplicate keys, tags, merged maps
and aliases are refused."""

import copy
import datetime
import re
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

import yaml

from simulator.scenario.errors import Mark, ScenarioError, UserError, refuse, yaml_repr
from simulator.scenario.yaml_errors import not_yaml

NUMBER = re.compile(r"[-+]?(\d[\d_]*(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
WORDS: dict[str, bool | None] = {"true": True, "True": True, "false": False, "False": False}
WORDS |= {"null": None, "~": None, "": None}
QUOTED = ("'", '"', "|", ">")
DEEPEST = 100  # maps in maps
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
EMPTY = "the file is empty; a scenario needs at least `scenario:` and `extends:` or `start:`"
NO_VALUE = "this key has no value; write a space after a colon, and decimals with a point"
NO_MERGE = "merging maps with << is not supported; repeat the keys, or use `extends`"


class Kind(NamedTuple):
    """Kind of file, for messages: its definition, encoding, content and largest size."""

    definition: str
    saved: str
    holds: str
    largest: int


YAML = Kind("a scenario is one YAML file", "UTF-8", "a scenario", 2_000_000)


def text_of(path, kind):
    """Text of a file. Raises ScenarioError for anything but a text file of its kind."""
    if path.is_dir():
        refuse(path, f"this is a folder; {kind.definition}")
    try:
        raw = path.read_bytes()
    except OSError as error:
        refuse(path, f"cannot be read: {error.strerror}")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        refuse(path, f"this file is saved as UTF-16; save it as {kind.saved}")
    if len(raw) > kind.largest or b"\0" in raw:
        refuse(path, f"this is not a text file that holds {kind.holds}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        refuse(path, f"this is not a text file, or one that is not saved as UTF-8 (line {line})")


def load(path):
    """Read a YAML file: (mapping, {(key, ...): Mark}).

    Raises ScenarioError for anything but a plain YAML mapping.
    """
    values, marks = parse(text_of(path, YAML), str(path))
    parent = values.get("extends", "")
    if not isinstance(parent, str):
        message = f"expected the id of one parent file, not {yaml_repr(parent)}"
        user_error = UserError(marks[("extends",)], "extends", message)
        raise ScenarioError([user_error])
    return values, marks


def parse(text, file):
    """Like load, from text; `file` is the name in errors."""
    values, marks = _parsed(text, file)
    return copy.deepcopy(values), dict(marks)


@lru_cache(maxsize=8)
def _parsed(text, file):
    """Parse a text; cached, as many files extend the same parents."""
    try:
        return _Reader(text, file).document()
    except UnicodeEncodeError:
        refuse(file, "these characters cannot be read as text")
    except yaml.YAMLError as error:
        raise ScenarioError([not_yaml(error, text, file)]) from None


def scalar(text):
    """Value of a plain YAML 1.2 scalar: null, true, false, a date, a number or text.

    >>> [scalar(t) for t in ("010", "no", "12:30", "1.5", "90%")]
    [10, 'no', '12:30', 1.5, '90%']
    """
    if text in WORDS:
        return WORDS[text]
    if DATE.fullmatch(text):
        return datetime.date.fromisoformat(text)
    if NUMBER.fullmatch(text):
        digits = text.replace("_", "")
        return int(digits) if digits.lstrip("+-").isdigit() and len(digits) < 20 else float(digits)
    return text


def _is_text_below(value, key):
    """Whether a value is plain text that begins on a line below its key."""
    is_plain = isinstance(value, yaml.ScalarEvent) and value.value and value.style not in QUOTED
    return is_plain and value.start_mark.line > key.start_mark.line


class _Reader:
    """Reads one file from the parser's events; aliases are not followed."""

    def __init__(self, text, file):
        self.file, self.events = file, yaml.parse(text, Loader=Loader)
        self.marks: dict[tuple, Mark] = {}
        self.user_errors: list[UserError] = []
        self.anchors: set[str] = set()

    def document(self):
        """Values and marks of the file's single document."""
        opening = (yaml.StreamStartEvent, yaml.DocumentStartEvent)
        first = next(event for event in self.events if not isinstance(event, opening))
        if isinstance(first, yaml.StreamEndEvent):
            refuse(self.file, EMPTY)
        values = self.value(first, ())
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.stop("expected a single document", event)
        if not isinstance(values, dict):
            is_list = isinstance(values, list)
            content = (
                "a list; remove the dashes" if is_list else "text; write a space after each colon"
            )
            message = f"a scenario is a map of keys to values, and this is {content}"
            raise ScenarioError([UserError(self.mark(first), "", message)])
        if self.user_errors:
            raise ScenarioError(self.user_errors)
        return values, self.marks

    def value(self, event, path):
        """The value that begins with an event, read to its end."""
        self.marks.setdefault(path, self.mark(event))
        if len(path) > DEEPEST:
            refuse(self.file, "this is nested too deeply for a scenario")
        self.refuse_hidden(event, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            items = self.until(yaml.SequenceEndEvent)
            return [self.value(item, (*path, i)) for i, item in enumerate(items)]
        return self.scalar(event, path) if isinstance(event, yaml.ScalarEvent) else None

    def until(self, end):
        """Events up to the one that ends a map or a list."""
        return takewhile(lambda event: not isinstance(event, end), self.events)

    def refuse_hidden(self, event, path):
        """Record a problem for a tag or an alias, which change a value invisibly."""
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                self.stop("found undefined alias", event)
            message = "anchors (&, *) are not supported; repeat the value"
            self.wrong(event, path, message)
        elif event.tag:
            tag = event.tag.removeprefix("tag:yaml.org,2002:")
            message = f"tags (here {tag}) are not supported; write only the value"
            self.wrong(event, (), message)
        self.anchors.add(event.anchor)

    def scalar(self, event, path):
        try:
            return event.value if event.style in QUOTED else scalar(event.value)
        except ValueError:
            return self.wrong(event, path, f"{event.value} is not a calendar date")

    def mapping(self, start, path):
        result: dict = {}
        for event in self.until(yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.no_word(event, path)
                continue
            self.refuse_hidden(event, path)
            here, value = (*path, event.value), next(self.events)
            if event.value in result:
                first = self.marks[here].line
                message = f"this key appears twice in the same map, first in line {first}"
                self.wrong(event, here, message)
            self.marks[here] = self.mark(event)
            is_empty = isinstance(value, yaml.ScalarEvent) and not (value.value or value.style)
            if event.value == "<<":
                self.wrong(event, here, NO_MERGE)
            if start.flow_style and is_empty:
                self.wrong(event, here, NO_VALUE)
            if _is_text_below(value, event):
                self.marks[here] = self.mark(value)
            result[event.value] = self.value(value, here)
        return result

    def no_word(self, event, path):
        """Record a problem for a key that is not text, and skip it and its value."""
        error_count = len(self.user_errors)
        self.value(event, path)
        self.value(next(self.events), path)
        if not isinstance(event, yaml.AliasEvent):
            del self.user_errors[error_count:]
            self.wrong(event, path, "a key must be a word, not a list or a map")

    def stop(self, message, event):
        raise yaml.MarkedYAMLError(None, None, message, event.start_mark)

    def mark(self, event):
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def wrong(self, event, path, message):
        key = ".".join(str(part) for part in path)
        self.user_errors.append(UserError(self.mark(event), key, message))
