"""The file of accepted draws that a scenario names, and what can be seen of it without reading
it."""

from hashlib import sha256
from pathlib import Path

MAGIC = b"PAR1"  # how a Parquet file begins and ends


def find_draws(name, near, folders):
    """Path of the file that a scenario names: below the folder of the file that says so, else below
    one of the folders at hand.

    Raises ValueError with a sentence where there is none, or where it is broken.
    """
    path = next((folder / name for folder in (near, *folders) if (folder / name).is_file()), None)
    if path is None:
        told = "`python run.py calibrate` makes one, and null does without"
        raise ValueError(f'there is no file "{name}" beside this one; {told}')
    with path.open("rb") as file:
        begins = file.read(4)
        file.seek(max(path.stat().st_size - 4, 0))
        if path.stat().st_size < 12 or begins != MAGIC or file.read() != MAGIC:
            told = "`python run.py calibrate` makes it again"
            raise ValueError(f'"{name}" is no file of draws, or a part of one; {told}')
    return path


def digest(path):
    """What a file holds, as a hash; nothing where there is no file."""
    return sha256(Path(path).read_bytes()).hexdigest() if path else ""
