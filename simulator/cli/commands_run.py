"""Everyday verbs: run, compare, sweep, story. One verb, one call."""

from simulator.cli import arguments as opt
from simulator.cli.runtime import USAGE, app, console, options_of, present, sentences, stop, watch


@app.command()
def run(
    scenarios: opt.Names, sets: opt.Sets = None, worlds: opt.Worlds = opt.WORLDS,
    seed: opt.Seed = None, reps: opt.Reps = opt.REPS, by: opt.By = None, rules: opt.Rules = None,
    jobs: opt.Jobs = None, oversubscribe: opt.Over = False, out: opt.Out = opt.RESULTS,
    fresh: opt.Fresh = False, form: opt.Form = "table", quiet: opt.Quiet = False,
):  # fmt: skip
    """Simulate scenarios: how worlds end, what lies behind, who blocked.

    Example: python run.py run spring_2016 --by 2016-12-31
    """
    with sentences(form):
        from simulator.analysis.experiments import run_study

        order = options_of(**locals())
        with watch(quiet) as heard:
            study = run_study(scenarios, sets or [], order, heard)
        present(study, form, quiet)


@app.command()
def compare(
    base: opt.Base, others: opt.Others = None, sets: opt.Sets = None, only: opt.With = None,
    worlds: opt.Worlds = opt.WORLDS, seed: opt.Seed = None, reps: opt.Reps = opt.REPS,
    by: opt.By = None, until_common: opt.Common = False, rules: opt.Rules = None,
    jobs: opt.Jobs = None, oversubscribe: opt.Over = False, out: opt.Out = opt.RESULTS,
    fresh: opt.Fresh = False, no_report: opt.NoReport = False, full: opt.Full = False,
    form: opt.Form = "table", quiet: opt.Quiet = False,
):  # fmt: skip
    """The same worlds under two or more scenarios: what changes, by how much, how sure, and what
    does not.

    Example: python run.py compare spring_2016 airpower_drawdown airpower_drawdown+escalation
    """
    if not others and not only:
        stop(USAGE, "compare needs a second scenario, or --with PATH=VALUE to change the first")
    with sentences(form):
        from simulator.analysis.experiments import compare_study

        order = options_of(**locals())
        with watch(quiet) as heard:
            study = compare_study(base, others or [base], sets or [], only or [], order, heard)
        present(study, form, quiet, paged=not no_report, full=full)


@app.command()
def sweep(
    scenario: opt.Base, vary: opt.Vary, of: opt.Of = None, sets: opt.Sets = None,
    worlds: opt.Worlds = "500", seed: opt.Seed = None, reps: opt.Reps = opt.REPS,
    by: opt.By = None, jobs: opt.Jobs = None, oversubscribe: opt.Over = False,
    out: opt.Out = opt.RESULTS, fresh: opt.Fresh = False, form: opt.Form = "table",
    quiet: opt.Quiet = False,
):  # fmt: skip
    """Outcomes along one lever with their bands, or over a grid of two; the same worlds for each
    value.

    Example: python run.py sweep spring_2016 --vary truce.monitoring=0:0.9:4
    """
    with sentences(form):
        from simulator.analysis.experiments import sweep_study

        order = options_of(**locals())
        with watch(quiet) as heard:
            study = sweep_study(scenario, vary, sets or [], order, heard, of or [])
        present(study, form, quiet, of or [])


@app.command()
def story(
    scenario: opt.Base,
    world: opt.World = "0",
    like: opt.Like = None,
    sets: opt.Sets = None,
    worlds: opt.Worlds = opt.WORLDS,
    seed: opt.Seed = None,
    reps: opt.Reps = opt.REPS,
    numbers: opt.Figures = False,
):
    """One world told with dates: turning points first, then its course by phases, with who
    tabled, signed or refused a package and why.

    Example: python run.py story airpower_drawdown --world 417
    """
    with sentences(), watch(True):
        from simulator.analysis import story as analysis
        from simulator.analysis.experiments import as_set
        from simulator.model.expression_checks import check_expressions
        from simulator.report.narrative import Narrator
        from simulator.scenario import option_values, read

        order, number = options_of(**locals()), option_values.given("world", world)
        resolved = as_set(read(scenario, sets or []), sets)
        check_expressions(resolved)
        of = (resolved.form.seed if order.seed is None else order.seed, order.reps)
        if like:
            number = analysis.world_like(resolved, like, order.worlds, *of)
        events = analysis.told(resolved, number, *of)
        Narrator(resolved, numbers).tell(console(), number, of[0], *events)
