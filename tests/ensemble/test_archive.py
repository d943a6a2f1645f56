"""Results last: whatever stops a run, the same command ends with the same bytes."""

import ast
import json
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.experiments import (
    Listener,
    compare_study,
    open_study,
    run_study,
    stored_study,
)
from simulator.analysis.requests import RunOptions
from simulator.ensemble import results_folder, results_store
from simulator.ensemble.run_request import ResultsError

ROOT = Path(__file__).resolve().parents[2]
SHORT = ["weeks=6"]
LASTING = (
    "worlds.parquet",
    "weeks.parquet",
    "land.parquet",
    "draws.parquet",
    "blocks/000.npz.zst",
    "run.json",
    "worlds.csv",
)


class Heard(Listener):
    """Remembers what it was told; may stop a run after so many blocks."""

    def __init__(self, stop_after=None):
        self.stored, self.blocks, self.said, self.stop_after = 0, 0, [], stop_after

    def begin(self, stored, total):
        self.stored = stored

    def advance(self, worlds):
        self.blocks += 1
        if self.blocks == self.stop_after:
            raise KeyboardInterrupt

    def notify(self, text):
        self.said.append(text)


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of 32 worlds, so that a small run has many."""
    monkeypatch.setattr("simulator.ensemble.blocks.BLOCK", 32)


def order(out, **more):
    return RunOptions(
        **{"worlds": 160, "jobs": 1, "out": out, "command": ("run", "spring_2016"), **more}
    )


def kept(folder):
    """Hashes of what lasts in a folder of results."""
    return {name: sha256((folder / name).read_bytes()).hexdigest() for name in LASTING}


def stopped(out, blocks):
    """A run of spring_2016 stopped after some blocks; the folder it leaves."""
    with pytest.raises(KeyboardInterrupt):
        run_study(["spring_2016"], SHORT, order(out), Heard(stop_after=blocks))
    (folder,) = [path for path in out.iterdir() if path.name.startswith("run_")]
    return folder


# -------------------------------------------------------------------------------------------------
# gone on with
def test_the_same_request_gives_the_same_bytes_on_any_number_of_workers(tmp_path, small_blocks):
    folders = [
        run_study(["spring_2016"], SHORT, order(tmp_path / str(jobs), jobs=jobs), Heard()).folder
        for jobs in (1, 2, 5)
    ]
    assert kept(folders[0]) == kept(folders[1]) == kept(folders[2])
    assert len({folder.name for folder in folders}) == 1


def test_a_stopped_run_is_gone_on_with_to_the_same_bytes(tmp_path, small_blocks):
    whole = run_study(["spring_2016"], SHORT, order(tmp_path / "whole"), Heard()).folder
    folder = stopped(tmp_path / "cut", 2)
    assert json.loads((folder / "manifest.json").read_text())["status"] == "partial"
    listener = Heard()
    assert run_study(["spring_2016"], SHORT, order(tmp_path / "cut"), listener).folder == folder
    assert (listener.stored, listener.blocks) == (64, 3)
    assert kept(folder) == kept(whole) and not (folder / "parts").exists()


def test_other_blocks_fill_the_gaps(tmp_path, small_blocks, monkeypatch):
    whole = run_study(["spring_2016"], SHORT, order(tmp_path / "whole"), Heard()).folder
    folder = stopped(tmp_path / "cut", 3)
    middle = sorted((folder / "parts").glob("*.npz.zst"))[1]
    middle.unlink()
    monkeypatch.setattr("simulator.ensemble.blocks.BLOCK", 48)
    run_study(["spring_2016"], SHORT, order(tmp_path / "cut"), Heard())
    assert kept(folder) == kept(whole)


def test_an_interrupted_comparison_is_a_comparison(tmp_path, small_blocks):
    with pytest.raises(KeyboardInterrupt):
        compare_study(
            "spring_2016", ["escalation"], SHORT, [], order(tmp_path), Heard(stop_after=4)
        )
    (parts,) = tmp_path.glob("compare_*/parts")
    assert sorted(path.name[:13] for path in parts.glob("*.npz.zst")) == [
        "000.000000000",
        "000.000000032",
        "001.000000000",
        "001.000000032",
    ]


def test_results_resume_goes_on_without_the_command(tmp_path, small_blocks):
    whole = run_study(["spring_2016"], SHORT, order(tmp_path / "whole"), Heard()).folder
    folder = stopped(tmp_path / "cut", 1)
    listener = Heard()
    assert (
        stored_study(results_store.find(tmp_path / "cut", folder.name[:8]), listener, jobs=1).folder
        == folder
    )
    assert listener.stored == 32 and kept(folder) == kept(whole)


def test_a_complete_run_is_shown_again_with_the_same_numbers(tmp_path):
    first, listener = (
        run_study(["spring_2016", "escalation"], SHORT, order(tmp_path), Heard()),
        Heard(),
    )
    again = run_study(["spring_2016", "escalation"], SHORT, order(tmp_path), listener)
    assert listener.blocks == 0 and "cached results" in listener.said[-1]
    assert json.dumps(again.summary()) == json.dumps(first.summary())
    fresh = Heard()
    run_study(["spring_2016", "escalation"], SHORT, order(tmp_path, fresh=True), fresh)
    assert fresh.blocks == 2


# -------------------------------------------------------------------------------------------------
# damage
def test_a_damaged_part_is_found_by_its_hash_and_run_again(tmp_path, small_blocks):
    whole = run_study(["spring_2016"], SHORT, order(tmp_path / "whole"), Heard()).folder
    folder = stopped(tmp_path / "cut", 3)
    part = sorted((folder / "parts").glob("*.npz.zst"))[0]
    raw = bytearray(part.read_bytes())
    raw[len(raw) // 2] ^= 1
    part.write_bytes(raw)
    sorted((folder / "parts").glob("*.npz.zst"))[1].write_bytes(b"")
    listener = Heard()
    run_study(["spring_2016"], SHORT, order(tmp_path / "cut"), listener)
    assert listener.stored == 32 and kept(folder) == kept(whole)
    assert (folder / "log.txt").read_text().count("damaged; run again") == 2


def test_a_page_made_anew_does_no_damage(tmp_path):
    folder = run_study(["spring_2016"], SHORT, order(tmp_path), Heard()).folder
    (folder / "report.html").write_text("a page")
    (folder / "worlds.csv").write_text("x")
    run_study(["spring_2016"], SHORT, order(tmp_path), Heard())
    (folder / "report.html").write_text("the same page with charts")
    assert not results_folder.damage(folder, results_folder.manifest_of(folder))


def test_a_folder_by_another_name_is_opened(tmp_path):
    folder = run_study(["spring_2016"], SHORT, order(tmp_path), Heard()).folder
    moved = folder.rename(tmp_path / "by_another_name")
    assert (
        open_study(moved).folder == moved
        and open_study(moved).worlds == open_study(moved).summaries["spring_2016"].worlds
    )


@pytest.mark.parametrize(
    "name", ["worlds.parquet", "blocks/000.npz.zst", "run.json", "scenarios/spring_2016.yaml"]
)
def test_a_damaged_or_missing_file_of_a_finished_run_is_made_again(tmp_path, name):
    folder = run_study(["spring_2016"], SHORT, order(tmp_path), Heard()).folder
    before = kept(folder)
    (folder / name).write_bytes(b"x" if name != "run.json" else b"")
    listener = Heard()
    run_study(["spring_2016"], SHORT, order(tmp_path), listener)
    assert listener.blocks == 1 and kept(folder) == before
    assert not results_folder.damage(folder, results_folder.manifest_of(folder))


def test_results_of_another_version_are_refused_with_the_difference(tmp_path, monkeypatch):
    folder = run_study(["spring_2016"], SHORT, order(tmp_path), Heard()).folder
    monkeypatch.setattr("simulator.ensemble.run_request.source_hash", lambda: "f" * 64)
    with pytest.raises(
        ResultsError,
        match=(
            r"another version \(source [0-9a-f]{12} then, ffffffffffff now\).*run.py run"
            r" spring_2016"
        ),
    ):
        stored_study(folder, Heard())
    assert run_study(["spring_2016"], SHORT, order(tmp_path), Heard()).folder != folder


def test_a_manifest_of_another_shape_is_refused_in_a_sentence(tmp_path):
    """Designs of schema_version 1 had two columns; a row may lack all of them."""
    folder = run_study(["spring_2016"], SHORT, order(tmp_path), Heard()).folder
    whole = json.loads((folder / "manifest.json").read_text())
    assert whole["cases"] == [["spring_2016", None, 0, False]]
    for row in ([], ["spring_2016", None, 0, False, 1]):
        (folder / "manifest.json").write_text(json.dumps({**whole, "cases": [row]}))
        with pytest.raises(ResultsError, match="changed after the run"):
            stored_study(folder, Heard())
    older = {"schema_version": 1, "cases": [["spring_2016", None]], "source": "f" * 64}
    (folder / "manifest.json").write_text(json.dumps(whole | older))
    with pytest.raises(ResultsError, match="made by another version"):
        stored_study(folder, Heard())
    assert [path for path, *_ in results_store.list_results(tmp_path)] == [folder]


def test_the_id_covers_every_module_that_is_loaded_to_make_a_result():
    """All that the study imports, there or within a function, and all that those import."""
    from test_house import SOURCE, imported

    from simulator.ensemble.run_request import sources

    found, left = set(), [SOURCE / "analysis" / "experiments.py"]
    while left:
        path = left.pop()
        if path not in found:
            found.add(path)
            names = {
                name
                for name in imported(ast.parse(path.read_text()))
                if name.startswith("simulator.")
            }
            names |= {
                f"{name}.{part}"
                for name, part in parts_imported(path)
                if name.startswith("simulator")
            }
            files = (SOURCE.parent.joinpath(*name.split(".")).with_suffix(".py") for name in names)
            left += [file for file in files if file.exists()]
    reached = {file.relative_to(SOURCE).as_posix() for file in found}
    assert {
        "ensemble/design.py",
        "ensemble/posterior_draws.py",
        "ensemble/blocks.py",
        "rules/patron.py",
    } <= reached
    assert found <= set(sources())


def parts_imported(path):
    """(module, name) of each `from module import name`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def test_scenarios_changed_by_hand_are_refused(tmp_path, small_blocks):
    folder = stopped(tmp_path, 1)
    path = folder / "scenarios" / "spring_2016.yaml"
    path.write_text(path.read_text().replace("weeks: 6", "weeks: 7"))
    with pytest.raises(ResultsError, match="changed after the run"):
        stored_study(folder, Heard())


WRONG = [
    {},
    {"files": None},
    {"scenarios": 3},
    {"command": None},
    {"worlds": "many"},
    {"cells": None},
]


def test_damaged_manifests_are_said_and_hide_no_other(tmp_path):
    """And the same request makes the results again."""
    from rich.console import Console

    from simulator.report import listings as showing

    folder, other = (
        run_study([name], ["weeks=2"], order(tmp_path), Heard()).folder
        for name in ("spring_2016", "escalation")
    )
    before, whole = kept(folder), json.loads((folder / "manifest.json").read_text())
    for wrong in WRONG:
        (folder / "manifest.json").write_text(
            json.dumps({**whole, **wrong} if wrong else {"id": "x"})
        )
        out = Console(record=True, width=100)
        showing.results(
            out, results_store.list_results(tmp_path), results_store.damaged_results(tmp_path)
        )
        told = out.export_text()
        assert (
            f"{folder.name}: manifest.json is damaged" in " ".join(told.split())
            and other.name in told
        )
        with pytest.raises(ResultsError, match="no folder of results"):
            stored_study(folder, Heard())
    run_study(["spring_2016"], ["weeks=2"], order(tmp_path), Heard())
    assert kept(folder) == before


def test_the_list_of_results_shows_what_each_command_set(tmp_path):
    from rich.console import Console

    from simulator.report import listings

    steps = "iran.offset={value: 0, steps: [{at: 2016-06-01, to: 0.4}]}"
    commands = {
        "compare_1": ["compare", "spring_2016", "--with", "russia.aircraft=18", "-n", "20", "-q"],
        "compare_2": ["compare", "spring_2016", f"--with={steps}", "--until-common", "--full"],
        "compare_3": ["compare", "spring_2016", "escalation", "-o", "results"],
    }
    rows = []
    for name, command in commands.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}")
        manifest = {"status": "complete", "cells": [{}], "worlds": 20, "command": command}
        rows.append((tmp_path / name, manifest | {"scenarios": ["spring_2016"]}, 1))
    out = Console(record=True, width=200)
    listings.results(out, rows)
    first, second, third = out.export_text().splitlines()[1:4]
    assert " --with russia.aircraft=18 " in first
    assert "--with iran.offset={value: 0, steps: [{at: 2..., --until-common " in second
    assert "--" not in third


def test_what_is_no_part_is_passed_over_or_thrown_away(tmp_path, small_blocks):
    whole = run_study(["spring_2016"], SHORT, order(tmp_path / "whole"), Heard()).folder
    folder = stopped(tmp_path / "cut", 1)
    (folder / "parts" / "junk.npz.zst").write_bytes(b"junk")
    for number, raw in (
        (64, b"not a part"),
        (96, (folder / "parts" / next(iter(os.listdir(folder / "parts")))).read_bytes()),
    ):
        (
            folder
            / "parts"
            / f"000.{number:09d}-{number + 32:09d}.{sha256(raw).hexdigest()[:16]}.npz.zst"
        ).write_bytes(raw)
    run_study(["spring_2016"], SHORT, order(tmp_path / "cut"), Heard())
    assert kept(folder) == kept(whole)


@pytest.mark.parametrize("name", ["a*b", "a?b", "a[1]b"])
def test_a_folder_whose_name_looks_like_a_pattern_holds_its_own_results(tmp_path, name):
    for beside, worlds in (("a b", 48), ("a1b", 32)):
        run_study(["spring_2016"], ["weeks=2"], order(tmp_path / beside, worlds=worlds), Heard())
    first = run_study(["spring_2016"], ["weeks=2"], order(tmp_path / name, worlds=16), Heard())
    again = open_study(first.folder)
    assert again.worlds == 16 and again.summary() == first.summary()
    results_store.export(first.folder, tmp_path / name / "csv")
    assert len((tmp_path / name / "csv" / "worlds.csv").read_text().splitlines()) == 17


def test_a_folder_that_holds_no_results_is_refused(tmp_path):
    for name in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(ResultsError, match="no folder of results"):
            stored_study(name, Heard())


# -------------------------------------------------------------------------------------------------
# other processes
def test_a_folder_that_another_holds_is_refused(tmp_path, monkeypatch):
    from filelock import FileLock

    monkeypatch.setattr("simulator.ensemble.results_folder.LOCK_TIMEOUT", 0.2)
    folder = run_study(["spring_2016"], SHORT, order(tmp_path), Heard()).folder
    with FileLock(tmp_path / ".locks" / f"{folder.name}.lock"):
        with pytest.raises(ResultsError, match="another process is using it"):
            run_study(["spring_2016"], SHORT, order(tmp_path), Heard())
        assert results_store.clean(tmp_path, everything=True) == []
    assert results_store.clean(tmp_path, everything=True) == [folder]


def test_two_at_once_make_one_result(tmp_path, small_blocks):
    """The second waits for the first, and finds its results."""
    listener = [Heard(), Heard()]
    threads = [
        threading.Thread(target=run_study, args=(["spring_2016"], SHORT, order(tmp_path), one))
        for one in listener
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.blocks for one in listener) == [0, 5]


def limited(out, size):
    """A run in a process that may write no file larger than this many bytes, as on a disk that is
    full."""
    command = [
        sys.executable,
        str(ROOT / "run.py"),
        "run",
        "spring_2016",
        "-s",
        "weeks=6",
        "-n",
        "2000",
        "-j",
        "1",
        "-q",
        "-o",
        str(out),
    ]

    def narrow():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(command, capture_output=True, text=True, preexec_fn=narrow)


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(20_000, marks=pytest.mark.slow),
        400_000,
        pytest.param(1_000_000, marks=pytest.mark.slow),
    ],
)
def test_a_full_disk_is_said_and_leaves_nothing_false(tmp_path, size):
    told = limited(tmp_path, size)
    assert (
        told.returncode == 3
        and "the disk is full" in told.stderr
        and "Traceback" not in told.stderr
    )
    (folder,) = tmp_path.glob("run_*")
    manifest = results_folder.manifest_of(folder)
    assert manifest is None or manifest["status"] == "partial"
    assert not list(folder.rglob(".*"))
    assert limited(tmp_path, 100_000_000).returncode == 0
    assert not results_folder.damage(folder, results_folder.manifest_of(folder))


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.slow)])
def test_a_run_killed_at_random_moments_resumes_to_the_same_bytes(times, tmp_path):
    """SIGKILL wherever it strikes: at import, while worlds run, while a part or the tables are
    written."""
    command = [sys.executable, "-c", KILLED, str(ROOT), str(tmp_path / "killed")]
    whole = subprocess.run(
        [*command[:-1], str(tmp_path / "whole")], check=True, capture_output=True, text=True
    )
    reference, kills, moments = kept(Path(whole.stdout.split()[-1])), 0, random.Random(7)
    while kills < times:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            out, err = process.communicate(timeout=moments.uniform(0.1, 3.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
            continue
        assert process.returncode == 0, err
        assert kept(Path(out.split()[-1])) == reference
        results_store.clean(tmp_path / "killed", everything=True)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    folder = Path(done.stdout.split()[-1])
    assert kept(folder) == reference and not results_folder.damage(
        folder, results_folder.manifest_of(folder)
    )


KILLED = """
import sys; sys.path.insert(0, sys.argv[1])
from pathlib import Path
import simulator.ensemble.blocks as blocks; blocks.BLOCK = 64
from simulator.analysis.experiments import Listener, run_study
from simulator.analysis.requests import RunOptions
order = RunOptions(worlds=1600, jobs=2, out=Path(sys.argv[2]), command=("run",))
print(run_study(["spring_2016"], ["weeks=10"], order, Listener()).folder)
"""


# -------------------------------------------------------------------------------------------------
# what is kept
def test_weeks_are_counts_that_merge_exactly(tmp_path, small_blocks):
    folder = run_study(["airpower_drawdown"], ["weeks=26"], order(tmp_path), Heard()).folder
    weeks, worlds = folder / "weeks.parquet", folder / "worlds.parquet"
    weeks, worlds = pd.read_parquet(weeks), pd.read_parquet(worlds)
    sums = weeks.groupby(["series", "week"])["worlds"].sum()
    assert weeks["week"].nunique() == 26 and set(sums["outcome"]) == {160}
    last = weeks[weeks["week"] == weeks["week"].max()].set_index("series")
    ends = worlds["outcome"].value_counts()
    assert sorted(last.loc["outcome", "worlds"]) == sorted(ends)
    bins, values = last.loc["residents.regime"], worlds["residents.regime"]
    low, high, count = bins["low"], bins["high"], bins["worlds"]
    for a, b, n in zip(low, high, count, strict=True):
        assert np.sum((values >= a) & (values < b)) == n


def test_draws_are_kept_and_repeat_as_asked(tmp_path):
    folder = run_study(["spring_2016"], SHORT, order(tmp_path), Heard()).folder
    draws, worlds = (pd.read_parquet(folder / f"{name}.parquet") for name in ("draws", "worlds"))
    assert len(draws["draw"]) == 16 and set(worlds["draw"].value_counts()) == {10}
    assert len(np.unique(draws["war.rate"])) == 16


def test_a_folder_explains_itself(tmp_path):
    folder = run_study(["airpower_drawdown"], SHORT, order(tmp_path), Heard()).folder
    assert (folder / "scenarios" / "airpower_drawdown.source.yaml").read_text() == (
        ROOT / "scenarios" / "airpower_drawdown.yaml"
    ).read_text()
    resolved = (folder / "scenarios" / "airpower_drawdown.yaml").read_text()
    assert (
        "# war.rate: grade D" in resolved
        and "spring_2016.yaml:" in resolved
        and str(ROOT) not in resolved
    )
    assert os.readlink(tmp_path / "latest") == folder.name
    assert "begun: run spring_2016" in (folder / "log.txt").read_text()


# -------------------------------------------------------------------------------------------------
# the shelf
def test_results_are_found_by_their_beginning(tmp_path):
    one = run_study(["spring_2016"], SHORT, order(tmp_path), Heard()).folder
    two = run_study(["escalation"], SHORT, order(tmp_path), Heard()).folder
    assert (
        results_store.find(tmp_path, one.name)
        == results_store.find(tmp_path, one.name[4:9])
        == one.resolve()
    )
    assert results_store.find(tmp_path, "latest") == two.resolve()
    assert [row[0] for row in results_store.list_results(tmp_path)] == [two, one]
    with pytest.raises(ResultsError, match="several"):
        results_store.find(tmp_path, "run")
    with pytest.raises(ResultsError, match="no such results"):
        results_store.find(tmp_path, "zzz")


def test_clean_throws_away_what_was_never_finished_and_nothing_else(tmp_path, small_blocks):
    done = run_study(["escalation"], SHORT, order(tmp_path), Heard()).folder
    with pytest.raises(KeyboardInterrupt):
        run_study(["spring_2016"], SHORT, order(tmp_path), Heard(stop_after=1))
    (tmp_path / "notes").mkdir()
    assert len(results_store.clean(tmp_path)) == 1 and done.exists()
    assert (
        results_store.clean(tmp_path, ["latest"]) == [done]
        and not (tmp_path / "latest").is_symlink()
    )
    assert (tmp_path / "notes").exists()


def test_export_writes_csv_that_holds_the_same(tmp_path):
    folder = run_study(["spring_2016"], SHORT, order(tmp_path), Heard()).folder
    written = results_store.export(folder, tmp_path / "csv")
    names = ["draws", "land", "results", "weeks", "worlds"]
    assert [path.stem for path in written] == names
    for name in names:
        table = pd.read_parquet(folder / f"{name}.parquet")
        again = pd.read_csv(
            tmp_path / "csv" / f"{name}.csv", keep_default_na=False, na_values="nan"
        )
        for column in table.select_dtypes("number"):
            values = pd.to_numeric(again[column])
            np.testing.assert_array_equal(values.astype(table[column].dtype), table[column])
    assert list(again["part"]) == list(table["part"])


def test_what_is_kept_is_read_as_it_was_found(tmp_path, small_blocks):
    study = compare_study("spring_2016", ["full_withdrawal"], SHORT, [], order(tmp_path), Heard())
    for one, again in zip(
        study.block_results, stored_study(study.folder, Heard()).block_results, strict=True
    ):
        assert one.worlds.keys() == again.worlds.keys() and one.weeks.keys() == again.weeks.keys()
        for name, values in one.worlds.items():
            np.testing.assert_array_equal(again.worlds[name], values, err_msg=name)
        for name, counts in one.weeks.items():
            np.testing.assert_array_equal(again.weeks[name], counts, err_msg=name)
        np.testing.assert_array_equal(again.land, one.land)
        shares = one.land[:, 0].sum(axis=1) / (1e6 * len(one.worlds["row"]))
        np.testing.assert_allclose(shares, 1.0, atol=1e-5)


def test_latest_is_what_was_asked_for_last(tmp_path):
    first = run_study(["spring_2016"], SHORT, order(tmp_path), Heard()).folder
    other = run_study(["escalation"], SHORT, order(tmp_path), Heard()).folder
    assert (tmp_path / "latest").resolve() == other
    run_study(["spring_2016"], SHORT, order(tmp_path), Heard())
    assert (tmp_path / "latest").resolve() == first


def test_results_whose_tables_are_gone_are_opened_whole(tmp_path):
    made = run_study(["spring_2016"], SHORT, order(tmp_path), Heard())
    for table in made.folder.glob("*.parquet"):
        table.unlink()
    again = open_study(made.folder)
    assert again.summary() == made.summary()
    np.testing.assert_array_equal(again.block_results[0].land, made.block_results[0].land)
    (made.folder / "blocks" / "000.npz.zst").unlink()
    with pytest.raises(ResultsError, match=r"missing or changed: .*000\.npz\.zst"):
        open_study(made.folder)


def test_time_is_not_part_of_a_result(tmp_path):
    first = run_study(["spring_2016"], SHORT, order(tmp_path), Heard()).folder
    manifest = (first / "manifest.json").read_bytes()
    time.sleep(1.1)
    run_study(["spring_2016"], SHORT, order(tmp_path, fresh=True), Heard())
    assert (first / "manifest.json").read_bytes() == manifest
