"""How the program was started, where its scenarios are, and its extras: for messages and for the
search for scenarios. Imports no other package."""

import shlex
import sys
from importlib.util import find_spec
from pathlib import Path

__version__ = "0.2.0"
NAME = "policy-simulator"
PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent
EXTRAS = {  # extra -> (what it is for, the modules that it brings)
    "live": ("the live page", ("streamlit",)),
    "notebook": ("the tutorial notebook", ("ipykernel",)),
    "interactive": ("interactive charts in the report", ("altair", "vl_convert")),
    "docs": ("the documentation site", ("sphinx", "furo", "myst_nb")),
}


def is_checkout():
    """Whether this package runs from a checkout, and not from an installed wheel."""
    return (CHECKOUT / "run.py").is_file() and not (PACKAGE / "scenarios").is_dir()


def _started_as(script):
    """Words that start the program as `script`, the first item of sys.argv, did.

    >>> _started_as("/usr/bin/policy-simulator")
    'policy-simulator'
    """
    path = Path(script)
    if path.stem == NAME:
        return NAME
    if path.name == "__main__.py" and path.parent == PACKAGE:
        return "python -m simulator"
    return "python run.py" if is_checkout() else NAME


PROGRAM = _started_as(sys.argv[0])  # before a server of pages replaces sys.argv
SCENARIOS = CHECKOUT / "scenarios" if is_checkout() else PACKAGE / "scenarios"  # shipped


def command_line(*arguments):
    """Command line that a user may paste: the program with these words, quoted for a shell."""
    return f"{PROGRAM} {shlex.join(str(word) for word in arguments)}"


def missing_modules(extra):
    """Modules of an extra that are not installed."""
    return [module for module in EXTRAS[extra][1] if find_spec(module) is None]


def install_command(extra):
    """Command that installs an extra of this program."""
    requirement = (
        f"-e {shlex.quote(f'{CHECKOUT}[{extra}]')}" if is_checkout() else f"'{NAME}[{extra}]'"
    )
    return f"{shlex.quote(sys.executable)} -m pip install {requirement}"
