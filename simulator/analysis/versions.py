"""Compare stored results of the same scenarios under two versions of the model: what a change of
the rules moved."""

from dataclasses import dataclass, replace

import numpy as np

from simulator.analysis.requests import RunOptions, compare_request
from simulator.analysis.study import Study, study_of
from simulator.ensemble.results_folder import manifest_of, stored_blocks
from simulator.ensemble.run_request import ResultsError
from simulator.scenario import read

PAIRED = ("seed", "worlds", "reps")  # facts in which two results must agree
OLD, NEW = "old", "new"


@dataclass(frozen=True)
class StoredResults:
    """Finished results, read without asking which version made them.

    worlds  {scenario id: (Resolved, BlockResult)}, under the scenario's own bargaining rule
    """

    name: str
    manifest: dict
    worlds: dict


@dataclass(frozen=True)
class VersionComparison:
    """What a new version changes.

    versions  sentences on how the two versions differ
    studies   a Study for each scenario in both results, the old version as its base
    """

    versions: list
    studies: list


def compare_versions(old, new):
    """Compare two folders of results by scenario: VersionComparison.

    A world is paired with the world of the same draw and stream. Outcomes are compared where both
    versions define them alike, metrics where both have them. Raises ResultsError where seed, worlds
    or reps differ, or where no scenario is in both.
    """
    before, after = _read_results(old), _read_results(new)
    for fact in PAIRED:
        if before.manifest[fact] != after.manifest[fact]:
            then, now = before.manifest[fact], after.manifest[fact]
            reason = f"{fact} is {then} in {before.name} and {now} in {after.name}"
            raise ResultsError(f"{new}: worlds cannot be paired: {reason}")
    shared = [name for name in before.worlds if name in after.worlds]
    if not shared:
        ids = ", ".join([*before.worlds, *after.worlds])
        raise ResultsError(f"{new}: no scenario is in both results ({ids})")
    studies = [_study(name, before, after) for name in shared]
    return VersionComparison(list(_differences(before.manifest, after.manifest)), studies)


def _differences(old, new):
    """Sentences on how the versions named in two manifests differ."""
    for key, label in {"source": "Source of the model", "numpy": "NumPy"}.items():
        if old[key] != new[key]:
            yield f"{label}: {old[key][:12]} in the old results, {new[key][:12]} in the new"


def _read_results(path):
    manifest = manifest_of(path)
    if manifest is None or manifest["status"] != "complete":
        raise ResultsError(f"{path}: this is no finished folder of results")
    if len(manifest.get("cells", [{}])) > 1:
        raise ResultsError(f"{path}: a sweep; only results of run and compare can be compared")
    runs = list(dict.fromkeys((row[0], row[1]) for row in manifest["cases"]))
    blocks = dict(zip(runs, stored_blocks(path), strict=True))
    worlds = {
        name: (read(path / "scenarios" / f"{name}.yaml"), blocks[name, rule])
        for name, rule in runs
        if rule is None
    }
    return StoredResults(path.name, manifest, worlds)


def _study(name, before, after):
    """Study of one scenario, with the ids `NAME.old` and `NAME.new`."""
    (old, old_block), (new, new_block) = before.worlds[name], after.worlds[name]
    if not all(
        np.array_equal(old_block.worlds[key], new_block.worlds[key]) for key in ("draw", "stream")
    ):
        raise ResultsError(f"{name}: worlds cannot be paired: their draws or streams differ")
    title = f"What the new version changes in {name}"
    scenarios = [
        scenario.with_id(f"{name}.{age}").with_title(title, answer="")
        for scenario, age in ((old, OLD), (new, NEW))
    ]
    facts = {fact: before.manifest[fact] for fact in PAIRED}
    options = RunOptions(**facts, until_common=True)
    blocks, missing = _with_the_same_metrics(old_block, new_block)
    return _without_metrics(study_of(compare_request(scenarios, options), blocks), missing)


def _with_the_same_metrics(*blocks):
    """BlockResults with the columns of all of them, absent ones as NaN; and the absent names."""
    names = dict.fromkeys(name for block in blocks for name in block.worlds)
    missing = {name for name in names if any(name not in block.worlds for block in blocks)}
    empty = np.full(len(blocks[0].worlds["draw"]), np.nan)
    columns = [{name: block.worlds.get(name, empty) for name in names} for block in blocks]
    return [replace(block, worlds=c) for block, c in zip(blocks, columns, strict=True)], missing


def _without_metrics(study, missing):
    """Study without the metrics that one version lacks."""

    def without_missing(part):
        if part is None:
            return None
        metrics = {name: value for name, value in part.metrics.items() if name not in missing}
        return replace(part, metrics=metrics)

    results = [
        replace(
            result,
            summary=without_missing(result.summary),
            base=without_missing(result.base),
            changes=without_missing(result.changes),
        )
        for result in study.results
    ]
    return Study(study.request, study.block_results, results)
