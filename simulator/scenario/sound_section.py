"""The sound sections of an invalid scenario, on which all other checks still run.

A field with a problem is left out of its section; reading it raises `UnsoundValueError`."""

from contextlib import contextmanager, suppress
from functools import cache
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import BeforeValidator, TypeAdapter

from simulator.scenario.base_model import Section, UnsoundValueError


@contextmanager
def sound_only():
    """Skip the rest of a block that reads a value with a problem."""
    with suppress(UnsoundValueError):
        yield


def sound(messages):
    """Messages of a check, up to the first value with a problem."""
    with sound_only():
        yield from messages


def of_each(entries, check):
    """Messages of a check of (key, entry) for each entry that is sound."""
    for name, entry in entries.items():
        yield from sound(check(name, entry))


class SoundValues(dict):
    """A map by dotted path; reading a path with a problem raises UnsoundValueError."""

    def __init__(self, values, unsound):
        super().__init__(values)
        self.unsound = unsound

    def __getitem__(self, path):
        if is_within(tuple(path.split(".")), self.unsound):
            raise UnsoundValueError(path)
        return super().__getitem__(path)

    def get(self, path, default=None):
        """Value of a path, or the default for one that is not in the map."""
        try:
            return self[path]
        except KeyError:
            return default


def is_within(path, places):
    """Whether a path, or a map around it, is among some places.

    >>> is_within(("war", "rate"), {("war",)}), is_within(("war",), {("war", "rate")})
    (True, False)
    """
    return any(path[:end] in places for end in range(len(path), 0, -1))


def without(section, path):
    """Remove the field of the innermost section on a path from that section."""
    if not path:
        return
    key, *rest = path
    inner = vars(section).get(key) if isinstance(section, Section) else section.get(key)
    if rest and _holds_sections(inner):
        without(inner, rest)
    elif isinstance(section, Section):
        vars(section).pop(key, None)


def _holds_sections(value):
    return isinstance(value, Section) or (
        isinstance(value, dict) and any(isinstance(item, Section) for item in value.values())
    )


class SoundSection:
    """Builds the sound part of raw values.

    unsound  paths of values with a problem
    more     (path, message) of problems of whole sections, found while building
    """

    def __init__(self, unsound):
        self.unsound = set(unsound)
        self.around = {path[:end] for path in self.unsound for end in range(len(path) + 1)}
        self.more = []

    def value(self, kind, raw, path=()):
        """Value of a kind. Raises UnsoundValueError where no part of it is sound."""
        kind, is_leaf = _bare(kind, raw)
        if path not in self.around:
            return adapter(kind).validate_python(raw)
        if isinstance(kind, type) and issubclass(kind, Section):
            return self.section(kind, raw, path)
        inner = get_args(kind)
        if is_leaf or path in self.unsound or not inner or not _of_sections(inner[-1]):
            raise UnsoundValueError(path)
        if isinstance(raw, dict):
            return {key: self.value(inner[-1], item, (*path, key)) for key, item in raw.items()}
        return [self.value(inner[-1], item, (*path, i)) for i, item in enumerate(raw)]

    def section(self, kind, raw, path):
        """Section of a class, without the fields that have a problem."""
        fields = {}
        for name, field in kind.model_fields.items() if isinstance(raw, dict) else ():
            key = field.alias or name
            with sound_only():
                fields[name] = self.field(field, raw, key, (*path, key))
        section = kind.model_construct()
        object.__setattr__(section, "__dict__", fields)
        if path not in self.unsound:
            self.check(section, path)
        return section

    def field(self, field, raw, key, path):
        """Value of a field, or its default."""
        if key not in raw and not field.is_required():
            return field.get_default(call_default_factory=True)
        if key not in raw:
            raise UnsoundValueError(path)
        note = field.metadata
        return self.value(Annotated[field.annotation, *note] if note else field.annotation,
                          raw[key], path)  # fmt: skip

    def check(self, section, path):
        """Run the validators of a whole section, which pydantic skips beside other problems."""
        for name, validator in type(section).__pydantic_decorators__.model_validators.items():
            if validator.info.mode == "after":
                try:
                    with sound_only():
                        getattr(section, name)()
                except ValueError as error:
                    self.more.append((path, str(error)))


@cache
def adapter(kind):
    """Validator of a type."""
    return TypeAdapter(kind)


def _bare(kind, raw):
    """Type without `None` and metadata, and whether it is read as a whole."""
    while get_origin(kind) in (Union, UnionType) and raw is not None:
        kind = next(inner for inner in get_args(kind) if inner is not type(None))
    if get_origin(kind) is not Annotated:
        return kind, False
    is_leaf = any(isinstance(note, BeforeValidator) for note in kind.__metadata__)
    inner = get_args(kind)[0]
    return (kind, True) if is_leaf or not _of_sections(inner) else (inner, False)


def _of_sections(kind):
    """Whether a type is a section, or a map or a list of sections."""
    inner = get_args(kind)
    if inner:
        return _of_sections(inner[-1])
    return isinstance(kind, type) and issubclass(kind, Section)
