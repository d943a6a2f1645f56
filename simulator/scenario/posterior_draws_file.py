"""Find and hash the file of posterior draws that a scenario names, without parsing it."""

from hashlib import sha256
from pathlib import Path

from simulator.program import PROGRAM

MAGIC = b"PAR1"  # first and last bytes of a Parquet file


def find_draws(name, near, folders):
    """Path of the file of draws: below the scenario file's folder, else below one of `folders`.

    Raises ValueError where it is missing or damaged.
    """
    path = next((folder / name for folder in (near, *folders) if (folder / name).is_file()), None)
    if path is None:
        hint = f"create it with `{PROGRAM} calibrate`, or use null for priors alone"
        raise ValueError(f'there is no file "{name}" beside this one; {hint}')
    with path.open("rb") as file:
        begins = file.read(4)
        file.seek(max(path.stat().st_size - 4, 0))
        if path.stat().st_size < 12 or begins != MAGIC or file.read() != MAGIC:
            hint = f"create it again with `{PROGRAM} calibrate`"
            raise ValueError(f'"{name}" is not a complete file of draws; {hint}')
    return path


def file_hash(path):
    """SHA-256 of a file; empty for None."""
    return sha256(Path(path).read_bytes()).hexdigest() if path else ""
