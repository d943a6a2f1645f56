"""What is wrong with text that is no YAML, in an analyst's words and where an analyst would
look."""

import re

from simulator.scenario.errors import Mark, Problem

NEIGHBOURS = "indent the line like its neighbours"
# what the library says (either of its parsers), and what an analyst is told
SAID = {
    r"quoted scalar.*: found unexpected end": "this quote is never closed",
    r"escape character": (
        "a backslash has a meaning of its own in double quotes; use single quotes"
    ),
    r"flow (sequence|mapping).*: .*\n": "a comma is missing or a bracket is not closed",
    r"could not find expected ':'": (
        "a key belongs here, with a colon and a space before its value, like `weeks: 52`"
    ),
    r"mapping values.*\n.*\w: ": (
        "a value holds no second colon; put a text that has one in quotes, or a key on a line of"
        " its own"
    ),
    r"mapping values": (
        f"no key can stand here; {NEIGHBOURS}, or put a space after the colon of the key above"
    ),
    r"block (mapping|collection).*\n.*\S": (
        "nothing can follow the value before this; put a whole text in quotes"
    ),
    r"block (mapping|collection)": f"this does not go on from the lines above; {NEIGHBOURS}",
    r"node content": "a value or a closing bracket is missing here",
    r"sequence entries": "a list with dashes begins on a line of its own, below its key",
    r"cannot start any token": "no value begins with this sign; put the text in quotes",
    r"alias|anchor": (
        "anchors (&, *) are not used in scenarios; write the value again, or put a text in quotes"
    ),
    r"block scalar": "a text that begins with | or > belongs in quotes",
    r"single document|document start": (
        "one file holds one scenario; take out the lines --- and ..."
    ),
}
OPENED = ("quoted", "flow", "could not find")  # patterns of what is blamed on the place it began


def not_yaml(error, text, file):
    """The Problem of a YAMLError."""
    here, began = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if here is None:
        return _control_character(error, text, file)
    line = [*text.splitlines(), "", ""][here.line]
    tab = line[: len(line) - len(line.lstrip())].find("\t")
    if tab >= 0:
        return _problem(file, here.line, tab, "a tab cannot indent; use spaces")
    said = f"{error.context}: {error.problem}\n{line[: here.column]}"
    pattern = next((pattern for pattern in SAID if re.search(pattern, said)), "")
    if began and pattern.startswith(OPENED) and (began.line < here.line or "quoted" in said):
        here = began
    return _problem(file, here.line, here.column, SAID.get(pattern, error.problem))


def _control_character(error, text, file):
    before = text[: max(text.find(chr(getattr(error, "character", 0))), 0)]
    column = len(before) - before.rfind("\n") - 1
    return _problem(file, before.count("\n"), column, "a control character stands here; delete it")


def _problem(file, line, column, told):
    return Problem(Mark(file, line + 1, column + 1), "", f"this is not YAML: {told}")
