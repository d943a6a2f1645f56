"""Entry point. Uses only the standard library until `simulator` imports."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SETUP = "python3 -m venv .venv && .venv/bin/pip install -q -e ."


def main():
    """Run the command line; without its packages, run it under .venv or print how to install."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.path.insert(0, str(HERE))
    try:
        from simulator.cli import main as command_line
    except ModuleNotFoundError as missing:
        python = HERE / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
        if python.exists() and Path(sys.prefix).resolve() != (HERE / ".venv").resolve():
            os.execv(python, [str(python), *sys.argv])
        print(
            f"The package {missing.name} is not installed. In {HERE}, set up with:\n{SETUP}",
            file=sys.stderr,
        )
        raise SystemExit(6) from None
    command_line()


if __name__ == "__main__":
    main()
