"""The door. Uses the standard library alone until the simulator can be imported."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SETUP = "python3 -m venv .venv && .venv/bin/pip install -q -e ."


def enter():
    """Run the command line; without its packages, run it under .venv, or say how to set up."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.path.insert(0, str(HERE))
    try:
        from simulator.cli import main
    except ModuleNotFoundError as missing:
        own = HERE / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
        if own.exists() and Path(sys.prefix).resolve() != (HERE / ".venv").resolve():
            os.execv(own, [str(own), *sys.argv])
        print(
            f"The package {missing.name} is not installed. In {HERE}, set up with:\n{SETUP}",
            file=sys.stderr,
        )
        raise SystemExit(6) from None
    main()


if __name__ == "__main__":
    enter()
