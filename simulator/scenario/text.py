"""YAML text to plain values, each with the place where it was written.

Scalars are read as YAML 1.2 reads them: `no` and `12:30` are words, `010` is ten. Two equal keys,
tags, merged maps and anchors that refer back are refused."""

import copy
import datetime
import re
from functools import lru_cache

import yaml

from simulator.scenario.problems import Mark, Problem, ScenarioError, refuse, written
from simulator.scenario.syntax import not_yaml

LARGEST = 2_000_000  # bytes; a scenario is a page, not a data set
NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
WORDS = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "null": None,
    "~": None,
    "": None,
}
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(path):
    """Values of a YAML file and the marks of their paths: (mapping, {(key, ...): Mark}).

    Raises ScenarioError for anything that is no readable, plain YAML mapping.
    """
    if path.is_dir():
        refuse(path, "this is a folder; a scenario is one YAML file")
    try:
        raw = path.read_bytes()
    except OSError as error:
        refuse(path, f"cannot be read: {error.strerror}")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        refuse(path, "this file is saved as UTF-16; save it as UTF-8")
    if len(raw) > LARGEST or b"\0" in raw:
        refuse(path, "this is not a text file that holds a scenario")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        refuse(path, f"this is not a text file, or one that is not saved as UTF-8 (line {line})")
    values, marks = parse(text, str(path))
    parent = values.get("extends", "")
    if not isinstance(parent, str):
        told = (
            f"{written(parent)} stands here, and the id of one parent belongs here, a file beside"
            " this one"
        )
        raise ScenarioError([Problem(marks[("extends",)], "extends", told)])
    return values, marks


def parse(text, file):
    """Like load, from text; `file` is what errors call it."""
    values, marks = _parsed(text, file)
    return copy.deepcopy(values), dict(marks)


@lru_cache(maxsize=8)
def _parsed(text, file):
    """Parents are read once, however many files extend them."""
    try:
        aliases = _refuse_tags(text, file)
        node = yaml.compose(text, Loader=Loader)
        return _read(node, file, aliases)
    except RecursionError:
        refuse(file, "this is nested too deeply for a scenario")
    except UnicodeEncodeError:
        refuse(file, "these characters cannot be read as text")
    except yaml.YAMLError as error:
        raise ScenarioError([not_yaml(error, text, file)]) from None


def _read(node, file, aliases):
    """Values and marks of a document's node."""
    if node is None:
        refuse(
            file,
            "the file is empty; a scenario needs at least `scenario:` and `extends:` or `start:`",
        )
    if not isinstance(node, yaml.MappingNode):
        what = (
            "a list; take out the dashes"
            if isinstance(node, yaml.SequenceNode)
            else "text; a colon is followed by a space"
        )
        raise ScenarioError(
            [
                Problem(
                    _mark(file, node.start_mark),
                    "",
                    f"a scenario is a map of keys to values, and this is {what}",
                )
            ]
        )
    reader = _Reader(file, aliases)
    values = reader.value(node, ())
    if reader.problems:
        raise ScenarioError(reader.problems)
    return values, reader.marks


def _refuse_tags(text, file):
    """Tags change what a value is, in ways an analyst cannot see: none is read. Marks of the
    aliases, in order."""
    aliases, problems = [], []
    for event in yaml.parse(text, Loader=Loader):
        tag = getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            aliases.append(_mark(file, event.start_mark))
        elif tag:
            message = (
                f"tags (here {tag.removeprefix('tag:yaml.org,2002:')}) are not used in scenarios;"
                " write the value alone"
            )
            problems.append(Problem(_mark(file, event.start_mark), "", message))
    if problems:
        raise ScenarioError(problems)
    return aliases


def scalar(text):
    """A plain YAML 1.2 scalar: null, true, false, a date, a number or text.

    >>> [scalar(t) for t in ("010", "no", "12:30", "1.5", "90%")]
    [10, 'no', '12:30', 1.5, '90%']
    """
    if text in WORDS:
        return WORDS[text]
    if DATE.fullmatch(text):
        return datetime.date.fromisoformat(text)
    if NUMBER.fullmatch(text):
        plain = text.replace("_", "")
        return int(plain) if plain.lstrip("+-").isdigit() and len(plain) < 20 else float(plain)
    return text


def _mark(file, mark):
    return Mark(file, mark.line + 1, mark.column + 1) if mark else Mark(file)


class _Reader:
    """Walks the nodes of one file."""

    def __init__(self, file, aliases):
        self.file, self.aliases = file, iter(aliases)
        self.marks, self.problems, self.seen = {}, [], set()

    def value(self, node, path):
        self.marks.setdefault(path, _mark(self.file, node.start_mark))
        if self.again(node, path):
            return None
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
        return self.mapping(node, path)

    def again(self, node, path):
        """True for a node that was met before: an alias stands for it."""
        if id(node) in self.seen:
            self.wrong(
                next(self.aliases),
                path,
                "anchors (&, *) are not used in scenarios; write the value again",
            )
            return True
        self.seen.add(id(node))
        return False

    def scalar(self, node, path):
        if node.style in ("'", '"', "|", ">"):
            return node.value
        try:
            return scalar(node.value)
        except ValueError:
            return self.wrong(
                _mark(self.file, node.start_mark), path, f"{node.value} is no date of the calendar"
            )

    def mapping(self, node, path):
        result = {}
        for key_node, value_node in node.value:
            mark = _mark(self.file, key_node.start_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                self.wrong(mark, path, "a key is a word; a list or a map cannot be one")
                continue
            key, here = str(key_node.value), (*path, str(key_node.value))
            if not self.again(key_node, path) and key == "<<":
                self.wrong(
                    mark,
                    here,
                    "maps are not merged with << in scenarios; write the keys again, or use"
                    " `extends`",
                )
            if key in result:
                self.wrong(
                    mark,
                    here,
                    f"this key stands twice in the same map, first in line {self.marks[here].line}",
                )
            self.marks[here] = mark
            if (
                node.flow_style
                and isinstance(value_node, yaml.ScalarNode)
                and not (value_node.value or value_node.style)
            ):
                self.wrong(
                    mark,
                    here,
                    "this has no value; a colon is followed by a space, and decimals take a point,"
                    " not a comma",
                )
            result[key] = self.value(value_node, here)
        return result

    def wrong(self, mark, path, message):
        self.problems.append(Problem(mark, ".".join(str(part) for part in path), message))
