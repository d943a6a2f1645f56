"""The command line called as a person calls it."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SMALL = {"run", "compare", "sweep"}  # verbs that few worlds are enough for
ONE = threading.Lock()  # one call at a time goes through the forking process
FORKING = """
import json, os, pkgutil, gc, sys, importlib
sys.path[0] = sys.argv[1]
import simulator
for one in pkgutil.walk_packages(simulator.__path__, "simulator."):
    if ".live" not in one.name and ".notebook" not in one.name:
        importlib.import_module(one.name)
gc.freeze()
asked = None
while asked is None and (line := sys.stdin.readline()):
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    else:
        asked = json.loads(line)
if asked:
    import runpy
    for number, path in enumerate([os.devnull, asked["out"], asked["err"]]):
        os.dup2(os.open(path, os.O_RDWR), number)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = asked["argv"]
    runpy.run_path(sys.argv[0], run_name="__main__")
"""


def until(true, seconds=60):
    """Wait until something is true; fails where it is not so in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not so within {seconds} seconds"
        time.sleep(0.02)


def parts(folder):
    """Files of the blocks that runs in a folder have kept so far."""
    return list(folder.glob("run_*/parts/*.npz.zst"))


def call(*arguments, cwd=ROOT, **environment):
    """Run the command line in a process of its own; stdout, stderr and exit code as a person gets
    them.

    The process is forked from one that has imported the packages, which saves their import;
    `call_anew` does not."""
    if not hasattr(os, "fork") or not ONE.acquire(blocking=False):
        return call_anew(*arguments, cwd=cwd, **environment)
    try:
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            out.touch(), err.touch()
            argv, env = _asked(arguments, environment)
            code = _forked(
                {"argv": argv, "env": env, "cwd": str(cwd), "out": str(out), "err": str(err)}
            )
            return subprocess.CompletedProcess(
                argv, code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")
            )
    finally:
        ONE.release()


def call_anew(*arguments, cwd=ROOT, **environment):
    """Run the command line in a new Python."""
    argv, env = _asked(arguments, environment)
    return subprocess.run([sys.executable, *argv], cwd=cwd, env=env, capture_output=True, text=True)


def refused(result, *words, code=3):
    """It says what is wrong in a sentence, with the exit code asked, and shows no traceback."""
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr + result.stdout
    for word in words:
        assert word in result.stderr
    return result


def _asked(arguments, environment):
    return [str(ROOT / "run.py"), *map(str, arguments)], {
        **os.environ,
        "NO_COLOR": "1",
        "COLUMNS": "100",
        **environment,
    }


@cache
def _forking():
    """The process that forks others; it ends when its input does, with this one."""
    command, env = (
        [sys.executable, "-c", FORKING, str(ROOT)],
        {**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    return subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _forked(asked):
    """The exit code of a call in a forked process."""
    forking = _forking()
    print(json.dumps(asked), file=forking.stdin, flush=True)
    return int(forking.stdout.readline())
