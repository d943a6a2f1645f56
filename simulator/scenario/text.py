"""YAML text to plain values, each with the place where it was written.

Scalars are read as YAML 1.2 reads them: `no` and `12:30` are words, `010` is ten. Two equal keys, tags and anchors that
refer back are refused.
"""

import datetime
import re

import yaml

from simulator.scenario.problems import Mark, Problem, ScenarioError, refuse

LARGEST = 2_000_000  # bytes; a scenario is a page, not a data set
NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "~": None, "": None}
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
    if len(raw) > LARGEST or b"\0" in raw:
        refuse(path, "this is not a text file that holds a scenario")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        refuse(path, "this is not a text file (it is not UTF-8)")
    return parse(text, str(path))


def parse(text, file):
    """Like load, from text; `file` is what errors call it."""
    try:
        _refuse_tags(text, file)
        node = yaml.compose(text, Loader=Loader)
        return _read(node, file)
    except RecursionError:
        refuse(file, "this is nested too deeply for a scenario")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error)
        raise ScenarioError([Problem(_mark(file, mark), "", f"this is not YAML: {said}")]) from None


def _read(node, file):
    """Values and marks of a document's node."""
    if node is None:
        refuse(file, "the file is empty; a scenario needs at least `scenario:` and `extends:` or `start:`")
    if not isinstance(node, yaml.MappingNode):
        refuse(file, "a scenario is a mapping of keys to values, and this file is not")
    reader = _Reader(file)
    values = reader.value(node, ())
    if reader.problems:
        raise ScenarioError(reader.problems)
    return values, reader.marks


def _refuse_tags(text, file):
    """Tags change what a value is, in ways an analyst cannot see: none is read."""
    for event in yaml.parse(text, Loader=Loader):
        tag = getattr(event, "tag", None)
        if tag:
            message = f"tags (here {tag.removeprefix('tag:yaml.org,2002:')}) are not used in scenarios; write the value alone"
            raise ScenarioError([Problem(_mark(file, event.start_mark), "", message)])


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
        return int(plain) if plain.lstrip("+-").isdigit() else float(plain)
    return text


def _mark(file, mark):
    return Mark(file, mark.line + 1, mark.column + 1) if mark else Mark(file)


class _Reader:
    """Walks the nodes of one file."""

    def __init__(self, file):
        self.file, self.marks, self.problems, self.seen = file, {}, [], set()

    def value(self, node, path):
        self.marks.setdefault(path, _mark(self.file, node.start_mark))
        if id(node) in self.seen:
            return self.wrong(node, path, "anchors (&, *) are not used in scenarios; write the value again")
        self.seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
        return self.mapping(node, path)

    def scalar(self, node, path):
        if node.style in ("'", '"', "|", ">"):
            return node.value
        try:
            return scalar(node.value)
        except ValueError:
            return self.wrong(node, path, f"{node.value} is no date of the calendar")

    def mapping(self, node, path):
        result = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            self.marks[(*path, key)] = _mark(self.file, key_node.start_mark)
            if key in result:
                self.wrong(key_node, (*path, key), "this key stands twice in the same map")
            result[key] = self.value(value_node, (*path, key))
        return result

    def wrong(self, node, path, message):
        key = ".".join(str(part) for part in path)
        self.problems.append(Problem(_mark(self.file, node.start_mark), key, message))
