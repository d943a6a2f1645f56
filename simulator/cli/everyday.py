"""Everyday verbs: run, compare, sweep, story. One verb, one call."""

from typing import Annotated

from simulator.cli.app import app
from simulator.cli.frame import USAGE, console, order_of, present, sentences, stop, watch
from simulator.cli.options import (
    REPS,
    RESULTS,
    WORLDS,
    Base,
    By,
    Common,
    Form,
    Fresh,
    Jobs,
    Names,
    NoReport,
    Of,
    Others,
    Out,
    Over,
    Quiet,
    Reps,
    Rules,
    Seed,
    Sets,
    Vary,
    With,
    World,
    Worlds,
    option,
)


@app.command()
def run(
    scenarios: Names, sets: Sets = None, worlds: Worlds = WORLDS, seed: Seed = None,
    reps: Reps = REPS, by: By = None,
    rules: Rules = None, jobs: Jobs = None, oversubscribe: Over = False, out: Out = RESULTS,
    fresh: Fresh = False, form: Form = "table",
    quiet: Quiet = False,
):  # fmt: skip
    """Simulate scenarios: how worlds end, what lies behind, who blocked.

    Example: python run.py run spring_2016 --by 2016-12-31
    """
    with sentences(form):
        from simulator.analysis.study import run_study

        order = order_of(**locals())
        with watch(quiet) as heard:
            study = run_study(scenarios, sets or [], order, heard)
        present(study, form, quiet)


@app.command()
def compare(
    base: Base, others: Others = None, sets: Sets = None, only: With = None,
    worlds: Worlds = WORLDS, seed: Seed = None,
    reps: Reps = REPS, by: By = None, until_common: Common = False, rules: Rules = None,
    jobs: Jobs = None, oversubscribe: Over = False,
    out: Out = RESULTS, fresh: Fresh = False, no_report: NoReport = False, form: Form = "table",
    quiet: Quiet = False,
):  # fmt: skip
    """The same worlds under two or more scenarios: what changes, by how much, how sure, and what
    does not.

    Example: python run.py compare spring_2016 airpower_drawdown airpower_drawdown+escalation
    """
    if not others and not only:
        stop(USAGE, "compare needs a second scenario, or --with PATH=VALUE to change the first")
    with sentences(form):
        from simulator.analysis.study import compare_study

        order = order_of(**locals())
        with watch(quiet) as heard:
            study = compare_study(base, others or [base], sets or [], only or [], order, heard)
        present(study, form, quiet, paged=not no_report)


@app.command()
def sweep(
    scenario: Base, vary: Vary, of: Of = None,
    sets: Sets = None, worlds: Worlds = "500", seed: Seed = None, reps: Reps = REPS, by: By = None,
    jobs: Jobs = None,
    oversubscribe: Over = False, out: Out = RESULTS, fresh: Fresh = False, form: Form = "table",
    quiet: Quiet = False,
):  # fmt: skip
    """Outcomes along one lever with their bands, or over a grid of two; the same worlds for each
    value.

    Example: python run.py sweep spring_2016 --vary truce.monitoring=0:0.9:4
    """
    with sentences(form):
        from simulator.analysis.study import sweep_study

        order = order_of(**locals())
        with watch(quiet) as heard:
            study = sweep_study(scenario, vary, sets or [], order, heard, of or [])
        present(study, form, quiet, of or [])


@app.command()
def story(
    scenario: Base,
    world: World = "0",
    like: Annotated[
        str | None, option("--like", "OUTCOME", "A typical world of this class instead.")
    ] = None,
    sets: Sets = None,
    worlds: Worlds = WORLDS,
    seed: Seed = None,
    reps: Reps = REPS,
    numbers: Annotated[
        bool, option("--numbers", None, "With the numbers behind the words.")
    ] = False,
):
    """One world told with dates: who tabled what, who accepted, who blocked, and why the truce
    failed.

    Example: python run.py story airpower_drawdown --world 417
    """
    with sentences(), watch(True):
        from simulator.analysis import story as analysis
        from simulator.analysis.study import as_set
        from simulator.model.check import check_expressions
        from simulator.scenario import options, read
        from simulator.show.story import Teller

        order, number = order_of(**locals()), options.given("world", world)
        resolved = as_set(read(scenario, sets or []), sets)
        check_expressions(resolved)
        of = (resolved.form.seed if order.seed is None else order.seed, order.reps)
        if like:
            number = analysis.world_like(resolved, like, order.worlds, *of)
        events = analysis.told(resolved, number, *of)
        Teller(resolved, numbers).tell(console(), number, of[0], *events)
