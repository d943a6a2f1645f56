"""Run studies: simulate scenarios on the same worlds, store the results, read them again."""

from pathlib import Path

from simulator.analysis import results_table
from simulator.analysis.compare import check_names
from simulator.analysis.requests import (
    RunOptions,
    check_unique,
    compare_request,
    metrics_on_request,
    read_and_check,
    run_request,
    with_settings_in_title,
)
from simulator.analysis.study import study_of
from simulator.analysis.sweep import cells_of
from simulator.analysis.withdrawal import undated_cut_notes
from simulator.ensemble.posterior_draws import calibration_warnings, overridden_parameters
from simulator.ensemble.results_folder import (
    Folder,
    damage,
    manifest_of,
    run_missing,
    stored_blocks,
)
from simulator.ensemble.run_request import ResultsError, stored_request
from simulator.model.expression_checks import check_expressions
from simulator.program import PROGRAM
from simulator.scenario import read
from simulator.scenario.errors import misuse
from simulator.scenario.notes import step_notes


class Listener:
    """Receives the progress of a study; a progress bar is one.

    resume_command  command that resumes the study after a stop; empty if nothing is stored
    """

    resume_command = ""

    def begin(self, stored, total):
        """Called at the start: `stored` of `total` worlds are stored by an earlier run."""

    def advance(self, worlds):
        """Called when this many more worlds are done and stored."""

    def notify(self, text):
        """Called with a message for the user."""


def run_study(names, sets, options, listener):
    """Simulate scenarios without comparing them: a Study, stored in a folder."""
    options.check()
    check_unique("--set", sets)
    scenarios = read_and_check(listener, *((name, sets, ()) for name in names))
    request = run_request("run", scenarios, options)
    for scenario, name in zip(request.own, names, strict=True) if sets else ():
        for sentence in undated_cut_notes(read(name), scenario, ["run", name], "--set"):
            listener.notify(sentence)
    return carry_out(request, options, listener)


def compare_study(base, others, sets, only, options, listener):
    """Simulate a base and other scenarios on the same worlds: a Study with differences, stored in a
    folder.

    sets  settings for all scenarios
    only  settings for the others alone
    """
    options.check()
    check_unique("--set", sets)
    check_unique("--with", only)
    scenarios = read_and_check(listener, (base, sets, ()), *((name, sets, only) for name in others))
    return carry_out(compare_request(scenarios, options), options, listener)


def study_of_file(file, options, listener):
    """Study of a StudyFile, stored in a folder."""
    sets, only = file.settings()
    first, *others = file.scenarios
    if not file.compares:
        return run_study([first], sets, options, listener)
    return compare_study(first, others or [first], sets, only, options, listener)


def sweep_study(name, vary, sets, options, listener, selected=()):
    """Simulate a scenario with one parameter or two varied, on the same worlds: a Study with cells,
    stored in a folder.

    of  names of the outcomes or metrics to show; they are checked before anything is run
    """
    options.check()
    check_unique("--set", sets)
    resolved, cells, details = cells_of(name, vary, sets)
    check_expressions(resolved)
    check_names(resolved, selected)
    resolved = resolved.with_report(metrics_on_request(resolved, selected))
    for note in step_notes(resolved):
        listener.notify(str(note))
    request = run_request(
        "sweep", [with_settings_in_title(resolved, sets)], options, cells, **details
    )
    return carry_out(request, options, listener)


def carry_out(request, options, listener):
    """Study of a request, from stored results where they are complete; else run or resumed."""
    folder = Folder(options.out, request)
    for sentence in (*_override_warnings(request), *calibration_warnings(request.scenarios)):
        listener.notify(sentence)
    with folder.opened(options.fresh):
        if folder.complete():
            folder.point()
            listener.notify("Using cached results; pass --fresh to re-run.")
            return study_of(request, stored_blocks(folder.path), folder.path)
        block_results, designs = run_missing(folder, options.jobs, listener)
        study = study_of(request, block_results, folder.path)
        folder.finish(block_results, designs, study.summary(), results_table.table(study))
    return study


def stored_study(path, listener, jobs=None, selected=()):
    """Study stored in a folder, resumed if it was interrupted; `selected` as in sweep_study. Raises
    ResultsError."""
    manifest = manifest_of(path)
    if manifest is None:
        listing = f"`{PROGRAM} results list` lists them"
        raise ResultsError(f"{path}: this is no folder of results; {listing}")
    options = RunOptions(out=path.resolve().parent, jobs=jobs)
    request = stored_request(path, manifest)
    if selected and request.verb != "sweep":
        misuse("--of", f"only a sweep is shown by outcome, and {path.name} is none")
    check_names(request.scenarios[0], selected, stored=True)
    return carry_out(request, options, listener)


def open_study(path):
    """Study of a finished folder, read only. Files other than `scenarios` and `blocks` may be
    missing. Raises ResultsError."""
    manifest = manifest_of(path)
    if manifest is None or manifest["status"] != "complete":
        resume = f"to finish one, run `{PROGRAM} results resume {path.name}`"
        raise ResultsError(f"{path}: this is no finished folder of results; {resume}")
    wrong = damage(path, manifest)
    needed = [name for name in wrong if Path(name).name != name or (path / name).exists()]
    if needed:
        resume = f"to restore them, run `{PROGRAM} results resume {path.name}`"
        raise ResultsError(f"{path}: missing or changed: {', '.join(needed)}; {resume}")
    request = stored_request(path, manifest)
    return study_of(request, stored_blocks(path), path)


def _override_warnings(request):
    """Yield a sentence for each calibrated parameter that a scenario overrides."""
    overriding: dict[str, list] = {}
    for scenario in request.scenarios:
        for name in overridden_parameters(scenario, request.cases.varied):
            overriding.setdefault(name, []).append(scenario.id)
    for name, ids in overriding.items():
        scenarios = "" if len(ids) == len(request.scenarios) else f" ({', '.join(ids)})"
        yield f"{name}: overridden, no longer calibrated{scenarios}"
