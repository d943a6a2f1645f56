"""Messages for YAML syntax errors, placed where the user has to change the file."""

import re

from simulator.scenario.errors import Mark, UserError

NEIGHBOURS = "indent this line like the lines beside it"
# patterns of errors of PyYAML (either parser), and our messages
MESSAGES = {
    r"quoted scalar.*: found unexpected end": "this quote is not closed",
    r"escape character": ("a backslash is special in double quotes; use single quotes"),
    r"flow (sequence|mapping).*: .*\n": "a comma is missing or a bracket is not closed",
    r"could not find expected ':'": (
        "expected a key, a colon, a space and a value, like `weeks: 52`"
    ),
    r"mapping values.*\n.*\w: ": (
        "a value cannot contain a second colon; put text in quotes, or start a new line for a key"
    ),
    r"mapping values": (
        f"a key is not allowed here; {NEIGHBOURS}, or write a space after the colon above"
    ),
    r"block (mapping|collection).*\n.*\S": (
        "text after a complete value; put the whole text in quotes"
    ),
    r"block (mapping|collection)": f"this does not continue the lines above; {NEIGHBOURS}",
    r"node content": "missing value or closing bracket",
    r"sequence entries": "start a list with dashes on a new line below its key",
    r"cannot start any token": "a value cannot start with this character; put the text in quotes",
    r"alias|anchor": ("anchors (&, *) are not supported; repeat the value, or put text in quotes"),
    r"block scalar": "put text that starts with | or > in quotes",
    r"single document|document start": ("one scenario per file; remove the lines --- and ..."),
}
OPENED = ("quoted", "flow", "could not find")  # errors placed where the value begins


def not_yaml(error, text, file):
    """Problem for a YAMLError."""
    here, start = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if here is None:
        return _control_character(error, text, file)
    line = [*text.splitlines(), "", ""][here.line]
    tab = line[: len(line) - len(line.lstrip())].find("\t")
    if tab >= 0:
        return _user_error(file, here.line, tab, "tabs cannot be used to indent; use spaces")
    description = f"{error.context}: {error.problem}\n{line[: here.column]}"
    pattern = next((pattern for pattern in MESSAGES if re.search(pattern, description)), "")
    above = _line_without_colon(text, here.line, pattern)
    if above is not None:
        column = len(above[1]) - len(above[1].lstrip())
        return _user_error(file, above[0], column, f"write a colon and a space: {above[2]}")
    if start and pattern.startswith(OPENED) and (start.line < here.line or "quoted" in description):
        here = start
    return _user_error(file, here.line, here.column, MESSAGES.get(pattern, error.problem))


def _line_without_colon(text, line, pattern):
    """(number, text, repair) of the line above a key, where its own key has no colon and space;
    else None."""
    lines = text.splitlines()[: line + 1]
    if not pattern.startswith("mapping values") or len(lines) < 2:
        return None
    pair = re.fullmatch(r"(\s*)([a-z][\w.]*)(?:\s*[:=]\s*|\s+)([^\s:]+)\s*(#.*)?", lines[-2])
    indent = len(lines[-1]) - len(lines[-1].lstrip())
    if not pair or len(pair[1]) != indent or ": " in lines[-2]:
        return None
    return line - 1, lines[-2], f"{pair[2]}: {pair[3]}"


def _control_character(error, text, file):
    before = text[: max(text.find(chr(getattr(error, "character", 0))), 0)]
    column = len(before) - before.rfind("\n") - 1
    return _user_error(file, before.count("\n"), column, "delete this control character")


def _user_error(file, line, column, message):
    return UserError(Mark(file, line + 1, column + 1), "", f"this is not YAML: {message}")
