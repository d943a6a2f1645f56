"""Bug reports: everything needed to reproduce an internal error, in one zip file."""

import platform
import sys
import tempfile
import traceback
import zipfile
from importlib.metadata import distributions
from pathlib import Path


def bundle(error, arguments):
    """Write error, command, versions and the named scenario files into a zip in the folder of
    temporary files; return its path."""
    lines = [
        f"command: {' '.join(arguments)}",
        f"python {platform.python_version()} on {sys.platform} {platform.machine()}",
        *sorted({f"{package.name} {package.version}" for package in distributions()}),
        "",
        *traceback.format_exception(error),
    ]
    with (
        tempfile.NamedTemporaryFile(prefix="simulator-bug-", suffix=".zip", delete=False) as file,
        zipfile.ZipFile(file, "w") as zip_file,
    ):
        zip_file.writestr("report.txt", "\n".join(lines))
        for path in map(Path, arguments):
            if path.suffix in (".yaml", ".yml", ".csv") and path.is_file():
                zip_file.write(path, path.name)
    return file.name
