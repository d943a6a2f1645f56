"""The command line called as a person calls it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SMALL = {"run", "compare", "sweep"}  # verbs that few worlds are enough for


def call(*arguments, cwd=ROOT, **environment):
    """Run the door with arguments; stdout, stderr and exit code as a person gets them."""
    command = [sys.executable, str(ROOT / "run.py"), *map(str, arguments)]
    env = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100", **environment}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)


def refused(result, *words, code=3):
    """It says what is wrong in a sentence, with the exit code asked, and shows no traceback."""
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr + result.stdout
    for word in words:
        assert word in result.stderr
    return result
