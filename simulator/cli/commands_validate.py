"""Verbs of trust: how far to believe it. One verb, one call."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from simulator.bargaining import NAMES
from simulator.cli.arguments import Base, Form, Jobs, Others, Over, Quiet, Worlds, argument, option
from simulator.cli.runtime import FAILED, USAGE, app, given, jobs_of, sentences, stop, tell, watch

FEWEST, MOST = 100, 20_000
DRAWS = Path("results/accepted.draws.parquet")
TargetFile = Annotated[
    Path | None,
    argument("The record to hold against; the shipped one if none is given.", "[TARGETS.yaml]"),
]
DrawCount = Annotated[str, option("--draws", "N", "Draws to accept.")]
Luck = Annotated[str, option("--worlds", "N", "Worlds of each draw in the second stage.")]
DrawsFile = Annotated[Path, option("--out -o", "FILE", "File to write the draws to.")]
Table = Annotated[
    Path, argument("Columns issue, actor, position, salience, capability.", "TABLE.csv", False)
]
Rule = Annotated[str, option("--rule", "RULE", f"One of {', '.join(NAMES)}.")]
Draws = Annotated[
    str, option("--draws", "N", "Draws of what is not known, for a distribution; 0 = none.")
]
Line = Annotated[
    str | None,
    option("--line", "LOW:HIGH", "Ends of every line; without it the outermost positions."),
]
Checks = Annotated[
    Path | None, option("--checks", "FILE", "A file of checks; without it those of the record.")
]
Only = Annotated[
    str | None, option("--only", "IDS", "Ids or kinds, or how ids begin: K,H07,counterfactual.")
]
Rivals = Annotated[
    str | None, option("--rivals", "IDS", "Theories by id; without it all of the record's.")
]
FailUnder = Annotated[
    str | None, option("--fail-under", "SHARE", "Exit code 5 if fewer checks pass, like 80%.")
]
Report = Annotated[
    Path | None, option("--report", "FILE.html", "Write it as one page too, with charts.")
]
MostWorlds = Annotated[
    str | None, option("-n --worlds", "N", "At most so many worlds a run: quicker, less sure.")
]
Seed = Annotated[str, option("--seed", "N", "A whole number.")]


@app.command()
def settle(
    table: Table,
    rule: Rule = "compromise",
    draws: Draws = "0",
    line: Line = None,
    seed: Seed = "0",
    form: Form = "table",
):
    """A plain table of who wants what, settled by a bargaining rule, the rival rules beside it.

    A line an actor on an issue; without a column issue there is one issue.
    Salience runs from 0 to 1, or from 0 to 100; capability is on any scale.
    A column reference says what holds without a decision; nash and package use it, and on a
    known record it made both worse. A table has one scale of salience.

    Example: python run.py settle scenarios/record/emission_standards.csv --draws 1000
    """
    with sentences(form):
        from simulator.analysis.settle import settled
        from simulator.report import settle as showing
        from simulator.scenario.errors import misuse
        from simulator.scenario.issue_table import read_issues
        from simulator.scenario.option_values import rules, whole

        rules("--rule", [rule])
        count = whole("--draws", draws, (0, MOST))
        if 0 < count < FEWEST:
            few = f"{count} is too few for a distribution"
            misuse("--draws", f"{few}; give {FEWEST} to {MOST:,}, or 0 for none")
        told = settled(read_issues(table, _ends(line)), rule, count, given("seed", seed))
        tell(showing, form, told)


@app.command()
def calibrate(
    targets: TargetFile = None, draws: DrawCount = "2000", worlds: Luck = "64", seed: Seed = "2016",
    jobs: Jobs = None, oversubscribe: Over = False, out: DrawsFile = DRAWS, form: Form = "table",
    quiet: Quiet = False,
):  # fmt: skip
    """Draws of what is not known that meet the record: first the war's, then what comes of talks.

    A file of targets names the record, at most twenty numbers and nothing else.
    The draws are written as Parquet; a scenario names them with the key draws.

    Example: python run.py calibrate --draws 100 --worlds 8 -o results/trial.draws.parquet
    """
    with sentences(form):
        if form == "csv":
            told = "the draws themselves are in the file that it writes"
            stop(USAGE, f"--format: calibrate knows table and json; {told}")
        from simulator.analysis import calibration
        from simulator.ensemble.results_folder import check_folder
        from simulator.report import calibrate as showing
        from simulator.scenario.option_values import whole
        from simulator.scenario.targets import SHIPPED, read_targets

        count, luck = whole("--draws", draws, (FEWEST, MOST)), whole("--worlds", worlds, (2, 1000))
        sown, workers = given("seed", seed), jobs_of(jobs, oversubscribe)
        check_folder(out.parent)
        with watch(quiet, keeps=False) as heard:
            record = read_targets(targets or SHIPPED)
            made = calibration.calibrate(record, count, luck, sown, workers, heard)
        calibration.write_draws(made, out)
        tell(showing, form, made)
        if not quiet:
            typer.echo(f"Kept in {out}; a scenario takes these draws by the key draws.", err=True)


def _ends(text):
    """The two ends of --line as numbers."""
    from simulator.scenario.errors import misuse

    try:
        low, high = (float(part) for part in text.split(":")) if text is not None else (0.0, 1.0)
    except ValueError:
        misuse("--line", f'"{text}" is no line; write LOW:HIGH, like 0:100')
    if not -float("inf") < low < high < float("inf"):
        misuse("--line", f'"{text}" is no line; write the lower end first')
    return (low, high) if text is not None else None


@app.command()
def backtest(
    checks: Checks = None, only: Only = None, fail_under: FailUnder = None,
    worlds: MostWorlds = None, seed: Seed = "2016", report: Report = None, jobs: Jobs = None,
    oversubscribe: Over = False, form: Form = "table", quiet: Quiet = False,
):  # fmt: skip
    """The model held against the record: every check computed, with pass or fail.

    Checks are YAML over measures: copy scenarios/record/checks.yaml, add a row, name the file.
    The page of --report draws the series of series.yaml beside the file of checks, if there is one.

    Example: python run.py backtest --only H07,K01 -n 200
    """
    with sentences(form):
        from simulator.analysis.backtest import backtest as held
        from simulator.analysis.backtest import chosen
        from simulator.report import backtest as showing
        from simulator.report.backtest_page import Page
        from simulator.scenario.checks import RECORD, read_checks

        known, sources, places = read_checks(checks or RECORD)
        known, most, least = chosen(known, only), given("worlds", worlds), _percent(fail_under)
        sown, workers = given("seed", seed), jobs_of(jobs, oversubscribe)
        page = Page(report, checks or RECORD) if report else None
        with watch(quiet) as heard:
            rows = held(known, places, sown, workers, most, heard)
        tell(showing, form, rows, sources, most)
        if page:
            command = shlex.join(["python", "run.py", *sys.argv[1:]])
            page.write(rows, sources, sown, workers, most, command)
            if not quiet:
                typer.echo(f"Page written: {report}", err=True)
        passed = sum(row.found.passed for row in rows) / len(rows)
        if least is not None and passed < least:
            stop(FAILED, f"{passed:.0%} of the checks pass, fewer than {least:.0%}")


def _percent(text):
    """A share from text like 80% or 0.8; None where there is none."""
    from simulator.scenario.errors import misuse

    if text is None:
        return None

    try:
        share = float(text.rstrip("% ")) / (100.0 if text.rstrip().endswith("%") else 1.0)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        misuse("--fail-under", f'"{text}" is no share; write it like 80%')
    return share


@app.command()
def theories(
    base: Base = "spring_2016", others: Others = None, rivals: Rivals = None, only: Only = "K,H,M",
    worlds: Worlds = "200", seed: Seed = "2016", jobs: Jobs = None, oversubscribe: Over = False,
    form: Form = "table", quiet: Quiet = False,
):  # fmt: skip
    """The same question under rival readings of the war, and with each mechanism taken out.

    Tells which checks of the record each breaks or mends, and which effects of a scenario change
    their sign.

    Example: python run.py theories spring_2016 airpower_drawdown --rivals recalibration --only
    H07,M12b -n 100"""
    with sentences(form):
        from simulator.analysis.backtest import chosen
        from simulator.analysis.theories import theories as asked
        from simulator.report import theories as showing
        from simulator.scenario.checks import read_checks
        from simulator.scenario.theories import named, read_theories

        if form == "csv":
            stop(USAGE, "--format: theories are told as table or json")
        known, _, places = read_checks()
        count, against = given("worlds", worlds), others or ["airpower_drawdown"]
        sown, workers = given("seed", seed), jobs_of(jobs, oversubscribe)
        with watch(quiet) as heard:
            which = named(read_theories(), rivals), chosen(known, only), places
            rows = asked(*which, base, against, count, sown, workers, heard)
        tell(showing, form, rows, base, against, count)
