"""A variant kept as a scenario file of its own: what it sets otherwise than its parent, and nothing
more."""

import os
from pathlib import Path

import yaml

from simulator.scenario.diff import differences
from simulator.scenario.errors import ScenarioError, refuse
from simulator.scenario.levers import value_of
from simulator.scenario.library import place_for
from simulator.scenario.read import find, read
from simulator.scenario.yaml_reader import parse

WIDE = 1_000_000  # letters: no line is folded


class _Keys(dict):
    """Keys of the file that lead to values; a plain map is a value."""


def save_variant(name, parent, settings, title, question=""):
    """Write a file that extends a scenario and holds only what PATH=VALUE settings change of it;
    its path.

    Without a title the file gives none, and its heading is made from what it changes. It lies
    beside its parent, is read back before it is put in place, and is never put over a file that is
    there. Raises ScenarioError with a sentence."""
    if "+" in str(parent) and not Path(parent).exists():
        told = "a file extends one scenario, and this is one laid over another"
        refuse(parent, f"{told}; save a variant of either")
    above = read(parent)
    path, schema = place_for(name, parent, above)
    changed = _changed(parent, above, settings)
    if not changed:
        refuse(name, f"nothing is set otherwise than in {above.id}, so there is nothing to save")
    head = {"scenario": name, "title": _text(title)}
    head |= {"extends": find(parent).stem, "question": _text(question)}
    lines = [f"{key}: {text}" for key, text in head.items() if text]
    lines = [f"# yaml-language-server: $schema=./{schema}", *lines, *_lines(changed), ""]
    _put("\n".join(lines), path, read(parent, settings))
    return path


def _changed(parent, above, settings):
    """The settings that change something, as keys and values of a file."""
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
    """A map a key a line, with what is set on one line."""
    for key, value in tree.items():
        if isinstance(value, _Keys):
            yield f"{'  ' * depth}{key}:"
            yield from _lines(value, depth + 1)
        else:
            yield f"{'  ' * depth}{key}: {_dumped(value)}"


def _text(text):
    """Text of one line, in quotes where it could be taken for something else; empty for none."""
    told = " ".join(text.split())
    try:
        plain = parse(f"value: {told}", "")[0] == {"value": told}
    except ScenarioError:
        plain = False
    return told if plain or not told else _dumped(told, default_style='"')


def _dumped(value, **style):
    style |= {"default_flow_style": True, "allow_unicode": True, "sort_keys": False}
    shown = yaml.safe_dump(value, width=WIDE, **style)
    return shown.strip().removesuffix("\n...")


def _put(text, path, suggest):
    """Write aside, read back, and put in place if it says what is meant; never over a file that is
    there."""
    aside = path.with_name(f".{path.stem}.{os.getpid()}.part")
    try:
        aside.write_text(text, encoding="utf-8")
        made = read(aside)
        if differences(suggest, made) or differences(made, suggest):
            refuse(path, "these settings cannot be written as a file that says the same")
        os.link(aside, path)
    except FileExistsError:
        refuse(path, "there is a file of this name already")
    except (OSError, UnicodeEncodeError) as error:
        why = getattr(error, "strerror", None) or "these letters are no text"
        refuse(path, f"cannot be written: {why}")
    finally:
        aside.unlink(missing_ok=True)
