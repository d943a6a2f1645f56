"""Commands that simulate: run, compare, sweep, story, study."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import arguments as opt
from simulator.cli.runtime import (
    USAGE,
    app,
    console,
    fail,
    option_value,
    print_result,
    print_study,
    report_user_errors,
    run_options,
    show_progress,
)


@app.command()
def run(
    scenarios: opt.Names, sets: opt.Sets = None, worlds: opt.Worlds = opt.WORLDS,
    seed: opt.Seed = None, reps: opt.Reps = opt.REPS, by: opt.By = None, rules: opt.Rules = None,
    jobs: opt.Jobs = None, oversubscribe: opt.Oversubscribe = False, answer: opt.Answer = None,
    out: opt.Out = opt.RESULTS, fresh: opt.Fresh = False, output_format: opt.Format = "table",
    quiet: opt.Quiet = False,
):  # fmt: skip
    """Simulate scenarios: outcomes, metrics, and who blocked a deal.

    Example: python run.py run spring_2016 --by 2016-12-31
    """
    with report_user_errors(output_format):
        from simulator.analysis.experiments import run_study

        options = run_options(**locals())
        with show_progress(quiet) as progress:
            study = run_study(scenarios, sets or [], options, progress)
        print_study(study, output_format, quiet)


@app.command()
def compare(
    base: opt.Base, others: opt.Others = None, sets: opt.Sets = None, only: opt.With = None,
    worlds: opt.Worlds = opt.WORLDS, seed: opt.Seed = None, reps: opt.Reps = opt.REPS,
    by: opt.By = None, until_common: opt.UntilCommon = False, rules: opt.Rules = None,
    jobs: opt.Jobs = None, oversubscribe: opt.Oversubscribe = False, answer: opt.Answer = None,
    out: opt.Out = opt.RESULTS, fresh: opt.Fresh = False, no_report: opt.NoReport = False,
    full: opt.Full = False, output_format: opt.Format = "table", quiet: opt.Quiet = False,
):  # fmt: skip
    """Compare scenarios in the same worlds: what changes, by how much and how sure, and what does
    not.

    With two folders of results in place of scenarios: what a new version of the model changes.

    Example: python run.py compare spring_2016 airpower_drawdown airpower_drawdown+escalation
    """
    if not others and not only:
        fail(USAGE, "compare needs a second scenario, or --with PATH=VALUE to change the first")
    with report_user_errors(output_format):
        from simulator.analysis.experiments import compare_study
        from simulator.ensemble import results_store

        stored = results_store.find_all(out, [base, *(others or [])])
        if stored and len(stored) == 2:
            from simulator.analysis.versions import compare_versions
            from simulator.report import versions

            return print_result(versions, output_format, compare_versions(*stored), full)
        options = run_options(**locals())
        with show_progress(quiet) as progress:
            study = compare_study(base, others or [base], sets or [], only or [], options, progress)
        print_study(study, output_format, quiet, with_report=not no_report, full=full)


@app.command()
def sweep(
    scenario: opt.Base, vary: opt.Vary, sets: opt.Sets = None, worlds: opt.Worlds = "500",
    seed: opt.Seed = None, reps: opt.Reps = opt.REPS, by: opt.By = None, jobs: opt.Jobs = None,
    oversubscribe: opt.Oversubscribe = False, out: opt.Out = opt.RESULTS, fresh: opt.Fresh = False,
    selected: opt.Selected = None, output_format: opt.Format = "table", quiet: opt.Quiet = False,
):  # fmt: skip
    """Vary one lever, or two as a grid: outcomes with intervals, in the same worlds for each value.

    Example: python run.py sweep spring_2016 --vary truce.monitoring=0:0.9:4
    """
    with report_user_errors(output_format):
        from simulator.analysis.experiments import sweep_study

        options = run_options(**locals())
        with show_progress(quiet) as progress:
            study = sweep_study(scenario, vary, sets or [], options, progress, selected or [])
        print_study(study, output_format, quiet, selected or [])


@app.command()
def story(
    scenario: opt.Base,
    world: opt.World = "0",
    like: opt.Like = None,
    sets: opt.Sets = None,
    worlds: opt.Worlds = opt.WORLDS,
    seed: opt.Seed = None,
    reps: opt.Reps = opt.REPS,
    numbers: opt.WithNumbers = False,
):
    """Narrate one world: turning points, then phases with dates, and who tabled, signed or refused
    a package and why.

    Example: python run.py story airpower_drawdown --world 417
    """
    with report_user_errors(), show_progress(True):
        from simulator.analysis import story as analysis
        from simulator.analysis.requests import with_settings_in_title
        from simulator.model.expression_checks import read_valid
        from simulator.report.narrative import Narrator

        options, number = run_options(**locals()), option_value("world", world)
        resolved = with_settings_in_title(read_valid(scenario, sets or []), sets)
        seed_and_reps = resolved.form.seed if options.seed is None else options.seed, options.reps
        columns = None
        if like:
            number, columns = analysis.world_like(resolved, like, options.worlds, *seed_and_reps)
        events, outcome, part = analysis.simulate_story(resolved, number, *seed_and_reps)
        alike = analysis.count_alike(resolved, outcome, part, columns) if columns else None
        narrator = Narrator(resolved, numbers)
        narrator.tell(console(), number, seed_and_reps[0], events, outcome, part, alike)


@app.command()
def study(
    file: Annotated[Path, opt.argument("YAML file of the study.", "STUDY.yaml", False)],
    jobs: opt.Jobs = None, oversubscribe: opt.Oversubscribe = False, out: opt.Out = opt.RESULTS,
    fresh: opt.Fresh = False, full: opt.Full = False, output_format: opt.Format = "table",
    quiet: opt.Quiet = False,
):  # fmt: skip
    """Run a study file: its scenarios, settings, worlds and seed; write the outputs it names.

    Example: python run.py study scenarios/studies/drawdown.yaml
    """
    with report_user_errors(output_format):
        from simulator.analysis.experiments import study_of_file
        from simulator.report import study_outputs
        from simulator.scenario.library import data_file
        from simulator.scenario.study_file import read_study

        wanted = read_study(data_file(file))
        options = run_options(**vars(wanted) | locals(), command=wanted.command())
        with show_progress(quiet) as progress:
            result = study_of_file(wanted, options, progress)
        paths = study_outputs.write(result, wanted.outputs)
        print_study(result, output_format, quiet, full=full)
        for path in paths if not quiet else ():
            typer.echo(f"Wrote {path}", err=True)
