"""The terminal: how wide, in colour or not, and what to do next."""

import shlex
from itertools import pairwise

from rich.console import Console

WIDTH = 100  # columns when piped


class Terminal(Console):
    """One that leaves it to the verb what to do when nobody reads on."""

    def on_broken_pipe(self):
        raise BrokenPipeError


def literal(**settings):
    """A console that prints text as it stands: brackets are no markup, `:name:` is no emoji."""
    return Terminal(highlight=False, markup=False, emoji=False, **settings)


def console(stderr=False):
    """A console as wide as the terminal, 100 columns when piped; colour for people only, and never
    with NO_COLOR."""
    made = literal(stderr=stderr)
    return made if made.is_terminal else literal(stderr=stderr, width=WIDTH, no_color=True)


def close(notes, study, page=None):
    """Where the results are and their page, if there is one, and what to do next."""
    where = f"To be looked at: {page}. " if page else ""
    notes.print(f"{where}Kept in {study.folder}. Next: {_next(study)}", style="dim")


def _next(study):
    said = list(study.asked.command)
    if study.asked.verb == "run" or "results" in said[:1]:
        sets = [word for option, word in pairwise(said) if option in ("-s", "--set")]
        return " ".join(
            [
                "python run.py compare",
                study.scenarios[0].id,
                "OTHER",
                *(f"--set {shlex.quote(one)}" for one in sets),
            ]
        )
    for flag in {"-n", "--worlds"} & set(said):
        del said[said.index(flag) : said.index(flag) + 2]
    return f"python run.py {shlex.join(said)} -n {study.worlds * 5}"
