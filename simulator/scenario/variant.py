"""Save a variant as a scenario file that contains only its changes to the parent."""

import os
from pathlib import Path

import yaml

from simulator.scenario.diff import differences
from simulator.scenario.errors import ScenarioError, refuse
from simulator.scenario.levers import value_of
from simulator.scenario.library import new_file_path
from simulator.scenario.read import find, read
from simulator.scenario.yaml_reader import parse

WIDE = 1_000_000  # columns, so that no line is wrapped


class _Keys(dict):
    """Nested keys of the file; a plain dict in it is a value."""


def save_variant(name, parent, settings, title, question=""):
    """Write PATH=VALUE settings as a file that extends a scenario, and return its path.

    Without a title, the heading is made from the changes. The file is written beside its parent,
    read back as a check, and never overwrites another. Raises ScenarioError.
    """
    if "+" in str(parent) and not Path(parent).exists():
        message = "a file extends one scenario, and this is a combination of several"
        refuse(parent, f"{message}; save a variant of one of them")
    above = read(parent)
    path, schema = new_file_path(name, parent, above)
    changed = _changed_settings(parent, above, settings)
    if not changed:
        refuse(name, f"no setting differs from {above.id}, so there is nothing to save")
    head = {"scenario": name, "title": _text(title)}
    head |= {"extends": find(parent).stem, "question": _text(question)}
    lines = [f"{key}: {text}" for key, text in head.items() if text]
    lines = [f"# yaml-language-server: $schema={schema}", *lines, *_lines(changed), ""]
    _put("\n".join(lines), path, read(parent, settings))
    return path


def _changed_settings(parent, above, settings):
    """Settings that change something, as keys and values of a file."""
    tree = _Keys()
    for setting in settings:
        path, _, value = setting.partition("=")
        path = above.name_of(path)
        *keys, last = ("levers", path) if path in above.levers else path.split(".")
        if differences(above, read(parent, [setting])):
            place = tree
            for key in keys:
                place = place.setdefault(key, _Keys())
            place.pop(last, None)
            place[last] = value_of(value, [*keys, last])
    return tree


def _lines(tree, depth=0):
    """Lines of YAML, one per key, each value on one line."""
    for key, value in tree.items():
        if isinstance(value, _Keys):
            yield f"{'  ' * depth}{key}:"
            yield from _lines(value, depth + 1)
        else:
            yield f"{'  ' * depth}{key}: {_dump(value)}"


def _text(text):
    """Text on one line, in quotes where YAML needs them."""
    line = " ".join(text.split())
    try:
        is_plain = parse(f"value: {line}", "")[0] == {"value": line}
    except ScenarioError:
        is_plain = False
    return line if is_plain or not line else _dump(line, default_style='"')


def _dump(value, **style):
    style |= {"default_flow_style": True, "allow_unicode": True, "sort_keys": False}
    shown = yaml.safe_dump(value, width=WIDE, **style)
    return shown.strip().removesuffix("\n...")


def _put(text, path, expected):
    """Write a temporary file, check that it reads as expected, then move it to `path`."""
    aside = path.with_name(f".{path.stem}.{os.getpid()}.part")
    try:
        aside.write_text(text, encoding="utf-8")
        saved = read(aside)
        if differences(expected, saved) or differences(saved, expected):
            refuse(path, "these settings cannot be written as an equivalent file")
        os.link(aside, path)
    except FileExistsError:
        refuse(path, "a file of this name already exists")
    except (OSError, UnicodeEncodeError) as error:
        reason = getattr(error, "strerror", None) or "these characters cannot be encoded"
        refuse(path, f"cannot be written: {reason}")
    finally:
        aside.unlink(missing_ok=True)
