"""Names of the bargaining rules, found without loading any: each is a module of `rules/bargaining`,
so that files, options and help know a rule as soon as it lies there."""

from pathlib import Path
from pkgutil import iter_modules

FOLDER = Path(__file__).parent / "rules/bargaining"
NAMES = tuple(sorted(page.name for page in iter_modules([str(FOLDER)])))
