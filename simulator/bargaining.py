"""Names of the bargaining rules: the modules in `rules/bargaining`, listed without importing them.

Options, help and the format of files take the names from here."""

from pathlib import Path
from pkgutil import iter_modules

FOLDER = Path(__file__).parent / "rules/bargaining"
NAMES = tuple(sorted(module.name for module in iter_modules([str(FOLDER)])))
