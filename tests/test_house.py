"""The house keeps its plan: rooms import downwards, rules know no names, chance has one room."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "simulator"
MAY_IMPORT = {  # simulator/bargaining.py knows names alone and imports nothing
    "scenario": {"bargaining", "options", "program"},
    "rules": set(),
    "model": {"scenario", "rules"},
    "ensemble": {"scenario", "rules", "model", "program"},
    "analysis": {"scenario", "rules", "model", "ensemble", "program"},
    "report": {"scenario", "rules", "model", "ensemble", "analysis", "program"},
    "bargaining": set(),
    "program": set(),
    "options": {"bargaining"},
}
ONLY_IN = {"mesa": "model", "yaml": "scenario", "pydantic": "scenario", "pyarrow": "ensemble"}
ONLY_IN |= dict.fromkeys(("rich", "pandas", "streamlit"), "report")
FILES = sorted(SOURCE.rglob("*.py"))


def imported(tree):
    """Names of modules a file imports anywhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def room(path):
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_rooms_import_downwards(path):
    here = room(path)
    for name in imported(ast.parse(path.read_text())):
        parts = name.split(".")
        if parts[0] == "simulator" and len(parts) > 1 and here in MAY_IMPORT:
            assert parts[1] == here or parts[1] in MAY_IMPORT[here], f"{here} imports {name}"
        if parts[0] in ONLY_IN:
            assert here == ONLY_IN[parts[0]], f"{parts[0]} belongs in {ONLY_IN[parts[0]]}"


def test_chance_is_made_in_one_file():
    for path in FILES:
        if path.name != "random_streams.py":
            assert not re.search(
                r"np\.random|default_rng|import random\b|\.rng\b|self\.random", path.read_text()
            ), path


def names_of_the_conflict():
    """Ids and labels that scenarios give to actors and places, as whole words."""
    from simulator.scenario import read

    form = read("spring_2016").form
    own = {"regime", "opposition", "isis"}  # `regime` and `opposition` are roles of the model too
    groups = form.parties, form.factions, form.holders, form.regions
    ids = {name for group in groups for name in group} - own
    return ids | {
        "Assad",
        "Russia",
        "Iran",
        "Syria",
        "Aleppo",
        "Nusra",
        "ISIS",
        "Hezbollah",
        "Damascus",
    }


def test_the_engine_knows_no_actor_by_name():
    pattern = re.compile(r"\b(" + "|".join(sorted(names_of_the_conflict())) + r")\b")
    for path in FILES:
        assert not pattern.search(path.read_text()), (
            f"{path}: {pattern.search(path.read_text())[0]}"
        )


def lengths():
    """Lines of each function, its docstring apart, the shortest first."""
    trees = (ast.parse(path.read_text()) for path in FILES)
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0]
            words = first.end_lineno - first.lineno + 1 if ast.get_docstring(node) else 0
            yield node.end_lineno - node.lineno + 1 - words


def test_most_functions_are_short():
    """No single function is forbidden to be long; one in ten may pass 25 lines."""
    ordered = sorted(lengths())
    assert ordered[len(ordered) // 2] <= 7
    assert ordered[9 * len(ordered) // 10] <= 25


@pytest.mark.parametrize(
    ("verb", "light"),
    [
        (["--help"], {"mesa", "numpy", "pydantic", "pyarrow", "yaml", "pandas"}),
        (["settle", "--help"], {"mesa", "numpy", "pyarrow", "yaml", "pandas"}),
        (["sweep", "--help"], {"mesa", "numpy", "pyarrow", "yaml", "pandas"}),
        (["validate", "spring_2016"], {"mesa", "pyarrow", "filelock", "pandas"}),
        (["show", "spring_2016"], {"mesa", "numpy", "pyarrow", "filelock", "pandas"}),
        (["diff", "spring_2016", "escalation"], {"mesa", "numpy", "pyarrow", "filelock", "pandas"}),
        (["list"], {"mesa", "pyarrow", "filelock", "pandas"}),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_verbs_that_run_nothing_load_nothing_heavy(verb, light):
    code = (
        f"import sys; sys.argv=['run.py', *{verb!r}]\ntry:\n import run; run.main()\nexcept"
        " SystemExit: pass\n"
    )
    code += f"heavy = {light!r} & set(sys.modules)\nassert not heavy, heavy"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


def test_history_stays_what_it_was():
    """A past week's record does not change as the run goes on."""
    import numpy as np

    from simulator.model.conflict import Conflict
    from simulator.scenario import read

    resolved = read("spring_2016")
    model = Conflict(resolved, {}, np.arange(16), 1)
    model.step()
    ring, seen = model.state.area_ring[-1].copy(), dict(model.metric_values)
    kept = {name: np.array(value, copy=True) for name, value in seen.items()}
    model.step()
    assert np.array_equal(model.state.area_ring[-2], ring)
    for name, value in kept.items():
        np.testing.assert_array_equal(seen[name], value, err_msg=name)
    model.close()


def test_arrays_of_the_state_keep_their_identity():
    import numpy as np

    from simulator.model.conflict import Conflict
    from simulator.scenario import read

    model = Conflict(read("airpower_drawdown"), {}, np.arange(16), 1)
    before = {
        name: id(value)
        for name, value in vars(model.state).items()
        if isinstance(value, np.ndarray)
    }
    for _ in range(6):
        model.step()
    after = {
        name: id(value)
        for name, value in vars(model.state).items()
        if isinstance(value, np.ndarray)
    }
    assert before == after
    model.close()
