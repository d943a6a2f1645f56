"""Messages of the command line rewritten for Python: arguments in place of options."""

import re
from contextlib import contextmanager
from dataclasses import replace

from simulator.program import PROGRAM
from simulator.scenario.errors import Mark, ScenarioError

NAMES = {"n": "worlds", "s": "set", "j": "jobs", "o": "out", "with": "with_", "of": "outcomes"}
OPTION = re.compile(r"(?<![\w-])--?([a-z](?:[a-z_-]*[a-z])?)(?![\w-])")
PHRASES = {
    "pass --fresh": "pass fresh=True",
    "pass --oversubscribe": "pass oversubscribe=True",
    "--until-common ends": "until_common=True ends",
    "-j ": "jobs=",
    "-n ": "worlds=",
    "with -n,": "with worlds=,",
    "write PATH=a,b,c or PATH=first:last:how many": (
        'write {PATH: [a, b, c]} or {PATH: "first:last:how many"}'
    ),
}


def as_python(text):
    """A sentence with options replaced by arguments.

    >>> as_python("pass --fresh to re-run; needed: -n 2000")
    'pass fresh=True to re-run; needed: worlds=2000'
    """
    if PROGRAM in text:  # a command to be pasted into a terminal
        return text
    for phrase, python in PHRASES.items():
        text = text.replace(phrase, python)
    return text


def _mark(mark):
    """An option on the command line as the argument of a function; other places unchanged.

    >>> str(_mark(Mark("--with war.rate=x")))
    'argument with_: war.rate=x'
    """
    option = OPTION.match(mark.file)
    if not mark.file.startswith("-") or option is None:
        return mark
    name, setting = option.group(1).replace("-", "_"), mark.file[option.end() :].strip()
    return Mark(f"argument {NAMES.get(name, name)}" + (f": {setting}" if setting else ""))


@contextmanager
def python_errors():
    """Let errors name arguments in place of options, and show lines with carets."""
    try:
        yield
    except ScenarioError as error:
        error.user_errors = [
            replace(user_error, mark=_mark(user_error.mark), message=as_python(user_error.message))
            for user_error in error.user_errors
        ]
        error.args = (error.as_text(),)
        raise
