"""What is needed to mend an error of the simulator itself, in one file."""

import platform
import sys
import tempfile
import traceback
import zipfile
from importlib.metadata import distributions
from pathlib import Path


def bundle(error, arguments):
    """Write error, command, versions and the scenario files named into a zip in the folder of
    temporary files; its path."""
    told = [
        f"command: {' '.join(arguments)}",
        f"python {platform.python_version()} on {sys.platform} {platform.machine()}",
        *sorted({f"{one.name} {one.version}" for one in distributions()}),
        "",
        *traceback.format_exception(error),
    ]
    with (
        tempfile.NamedTemporaryFile(prefix="simulator-bug-", suffix=".zip", delete=False) as file,
        zipfile.ZipFile(file, "w") as made,
    ):
        made.writestr("report.txt", "\n".join(told))
        for path in map(Path, arguments):
            if path.suffix in (".yaml", ".yml", ".csv") and path.is_file():
                made.write(path, path.name)
    return file.name
