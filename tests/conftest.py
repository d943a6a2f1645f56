"""How many workers run the tests: as many as there are processors for folders, none for single
files; `-n 2` or `-n 0` says otherwise."""

import os
from pathlib import Path

import pytest

MOST = 4  # workers: tests start processes of their own


def pytest_addoption(parser, pluginmanager):
    """Options that pyproject.toml gives are known without their plugin too (`-p no:xdist`)."""
    if not pluginmanager.hasplugin("xdist"):
        parser.addoption("--numprocesses", "--dist", help="nothing: pytest-xdist is off")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """A file or a test is run where it was asked for: workers take seconds to start."""
    alone = all(Path(argument.partition("::")[0]).is_file() for argument in config.args)
    return 0 if alone else min(MOST, os.cpu_count() or 1)
