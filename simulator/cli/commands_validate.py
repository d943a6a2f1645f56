"""Commands that test the model: settle, calibrate, backtest, theories."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from simulator.bargaining import NAMES
from simulator.cli.arguments import (
    SAMPLE,
    Base,
    Format,
    Jobs,
    Others,
    Oversubscribe,
    Quiet,
    Worlds,
    argument,
    option,
)
from simulator.cli.runtime import (
    FAILED,
    USAGE,
    app,
    fail,
    option_value,
    print_result,
    report_user_errors,
    show_progress,
    worker_count,
)
from simulator.program import command_line

FEWEST, MOST = 100, 20_000
BASE, CHECKED = "spring_2016", "K,H,M"
DRAWS = Path("results/posterior.draws.parquet")
TargetFile = Annotated[
    Path | None,
    argument("File of calibration targets (default: the shipped one).", "[TARGETS.yaml]", False),
]
DrawCount = Annotated[str, option("--draws", "N", "Posterior draws to make.", SAMPLE)]
WorldsPerDraw = Annotated[
    str, option("--worlds", "N", "Worlds per draw in the second stage.", SAMPLE)
]
DrawsFile = Annotated[Path, option("--out -o", "FILE", "File of the posterior draws.")]
Table = Annotated[
    Path,
    argument("CSV with columns issue, actor, position, salience, capability.", "TABLE.csv", False),
]
Rule = Annotated[str, option("--rule", "RULE", f"One of {', '.join(NAMES)}.")]
Draws = Annotated[
    str,
    option("--draws", "N", "Parameter draws, for a distribution of forecasts; 0 = none.", SAMPLE),
]
Line = Annotated[
    str | None,
    option("--line", "LOW:HIGH", "Ends of the issues' scales (default: the outermost positions)."),
]
Checks = Annotated[
    Path | None, option("--checks", "FILE", "File of checks (default: the shipped one).")
]
Only = Annotated[
    str | None,
    option("--only", "IDS", "Ids, first letters of ids, or kinds: K,H07,counterfactual."),
]
Rivals = Annotated[str | None, option("--rivals", "IDS", "Ids of rival theories (default: all).")]
InArticle = Annotated[
    bool,
    option("--article", None, "Sizes of the mechanisms that the article argues, P1 to P15."),
]
FailUnder = Annotated[
    str | None,
    option("--fail-under", "SHARE", "Exit code 5 if fewer than this share of checks pass: 80%."),
]
Report = Annotated[
    Path | None, option("--report", "FILE.html", "Also write an HTML report with charts.")
]
MostWorlds = Annotated[
    str | None,
    option(
        "-n --worlds", "N", "Maximum worlds per run; fewer are faster and less precise.", SAMPLE
    ),
]
Seed = Annotated[str, option("--seed", "N", "Random seed.", SAMPLE)]


@app.command()
def settle(
    table: Table,
    rule: Rule = "compromise",
    draws: Draws = "0",
    line: Line = None,
    seed: Seed = "0",
    output_format: Format = "table",
):
    """Forecast the outcome of a table of positions by a bargaining rule and by the rival rules.

    The forecast is a position on the scale of each issue. One row per actor and issue; without a
    column `issue` there is one issue. Salience runs from 0 to 1 or from 0 to 100, on one scale in
    the whole table; capability is on any scale. The optional column `reference` gives the outcome
    without a decision. The rules nash and package use it; in tests on known decisions it made both
    worse.

    Example: python run.py settle scenarios/record/emission_standards.csv --draws 1000
    """
    with report_user_errors(output_format):
        from simulator.analysis.settle import forecasts
        from simulator.report import settle as report
        from simulator.scenario.errors import misuse
        from simulator.scenario.issue_table import read_issues
        from simulator.scenario.library import data_file
        from simulator.scenario.option_values import rules, whole_number

        rules("--rule", [rule])
        count = whole_number("--draws", draws, (0, MOST))
        if 0 < count < FEWEST:
            message = f"{count} is too few for a distribution"
            misuse("--draws", f"{message}; give {FEWEST} to {MOST:,}, or 0 for none")
        issues = read_issues(data_file(table), _line_ends(line))
        forecast = forecasts(issues, rule, count, option_value("seed", seed))
        print_result(report, output_format, forecast)


@app.command()
def calibrate(
    targets: TargetFile = None, draws: DrawCount = "2000", worlds: WorldsPerDraw = "64",
    seed: Seed = "2016", jobs: Jobs = None, oversubscribe: Oversubscribe = False,
    out: DrawsFile = DRAWS, output_format: Format = "table", quiet: Quiet = False,
):  # fmt: skip
    """Calibrate uncertain parameters to the historical record in two stages: battlefield, then
    negotiations.

    A file of targets names the historical data and the parameters, at most twenty. The posterior
    draws are written as Parquet; the key `draws` of a scenario names that file.

    Example: python run.py calibrate --draws 100 --worlds 8 -o results/trial.draws.parquet
    """
    with report_user_errors(output_format):
        if output_format == "csv":
            hint = "the draws are in the Parquet file"
            fail(USAGE, f"--format: calibrate prints table or json; {hint}")
        from simulator.analysis import calibration
        from simulator.ensemble.results_folder import check_folder
        from simulator.report import calibrate as report
        from simulator.scenario.option_values import whole_number
        from simulator.scenario.targets import SHIPPED, read_targets

        count = whole_number("--draws", draws, (FEWEST, MOST))
        worlds_per_draw = whole_number("--worlds", worlds, (2, 1000))
        seed, workers = option_value("seed", seed), worker_count(jobs, oversubscribe)
        check_folder(out.parent)
        with show_progress(quiet) as progress:
            record = read_targets(targets or SHIPPED)
            posterior = calibration.calibrate(
                record, count, worlds_per_draw, seed, workers, progress
            )
        calibration.write_draws(posterior, out)
        print_result(report, output_format, posterior)
        if not quiet:
            typer.echo(f"Posterior draws: {out}. A scenario uses them with `draws:`.", err=True)


def _line_ends(text):
    """Ends of --line as two numbers."""
    from simulator.scenario.errors import misuse

    try:
        low, high = (float(end) for end in text.split(":")) if text is not None else (0.0, 1.0)
    except ValueError:
        misuse("--line", f'"{text}" is not a line; write LOW:HIGH, like 0:100')
    if not -float("inf") < low < high < float("inf"):
        misuse("--line", f'"{text}" is not a line; write the lower end first')
    return (low, high) if text is not None else None


@app.command()
def backtest(
    checks: Checks = None, only: Only = None, fail_under: FailUnder = None,
    worlds: MostWorlds = None, seed: Seed = "2016", report: Report = None, jobs: Jobs = None,
    oversubscribe: Oversubscribe = False, output_format: Format = "table", quiet: Quiet = False,
):  # fmt: skip
    """Compare the model with historical data; report every check as pass or fail.

    Checks are YAML expressions over metrics: copy scenarios/record/checks.yaml, add a row, and pass
    the file with --checks. --report also draws the series of series.yaml in the same folder.

    Example: python run.py backtest --only H07,K01 -n 200
    """
    with report_user_errors(output_format):
        from simulator.analysis.backtest import backtest as run_checks
        from simulator.analysis.backtest import select_checks
        from simulator.report import backtest as table
        from simulator.report.backtest_page import BacktestReport
        from simulator.scenario.checks import RECORD, read_checks

        available, sources, places = read_checks(checks or RECORD)
        selected, least = select_checks(available, only), _percent(fail_under)
        most, seed = option_value("worlds", worlds), option_value("seed", seed)
        workers = worker_count(jobs, oversubscribe)
        page = BacktestReport(report, checks or RECORD) if report else None
        with show_progress(quiet) as progress:
            rows = run_checks(selected, places, seed, workers, most, progress)
        print_result(table, output_format, rows, sources, most)
        if page:
            command = command_line(*sys.argv[1:])
            page.write(rows, sources, seed, workers, most, command)
            if not quiet:
                typer.echo(f"Report: {report}", err=True)
        judged = [row.verdict.passed for row in rows if row.verdict.passed is not None]
        passed = sum(judged) / len(judged) if judged else 1.0
        if least is not None and passed < least:
            fail(FAILED, f"{passed:.0%} of the checks pass, fewer than {least:.0%}")


def _percent(text):
    """Share from text like 80% or 0.8; None for None."""
    from simulator.scenario.errors import misuse

    if text is None:
        return None

    try:
        share = float(text.rstrip("% ")) / (100.0 if text.rstrip().endswith("%") else 1.0)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        misuse("--fail-under", f'"{text}" is not a share; write it like 80%')
    return share


@app.command()
def theories(
    base: Base = BASE, others: Others = None, rivals: Rivals = None, only: Only = CHECKED,
    article: InArticle = False, worlds: Worlds = "200", seed: Seed = "2016", jobs: Jobs = None,
    oversubscribe: Oversubscribe = False, output_format: Format = "table", quiet: Quiet = False,
):  # fmt: skip
    """Test results under rival theories of the war, and without each mechanism in turn.

    Report which checks each theory breaks or fixes, and which effects of a scenario change sign.
    With --article, report the size of each mechanism that the article argues; --only then takes
    paragraphs and ids of mechanisms.

    Example: python run.py theories spring_2016 airpower_drawdown --rivals recalibration --only
    H07,M12b -n 100
    """
    with report_user_errors(output_format):
        from simulator.analysis.backtest import select_checks
        from simulator.analysis.theories import theories as run_theories
        from simulator.report import theories as report
        from simulator.scenario.checks import read_checks
        from simulator.scenario.theories import read_theories, select_theories

        if output_format == "csv":
            fail(USAGE, "--format: theories prints table or json")
        if article:
            _refuse_with_article(base, others, rivals)
            options = worlds, seed, jobs, oversubscribe, output_format, quiet
            return _article(None if only == CHECKED else only, *options)
        checks, _, places = read_checks()
        count, others = option_value("worlds", worlds), others or ["airpower_drawdown"]
        seed, workers = option_value("seed", seed), worker_count(jobs, oversubscribe)
        with show_progress(quiet) as progress:
            selected = select_theories(read_theories(), rivals), select_checks(checks, only), places
            rows = run_theories(*selected, base, others, count, seed, workers, progress)
        print_result(report, output_format, rows, base, others, count)


def _refuse_with_article(base, others, rivals):
    """Refuse arguments that the table of the article does not take."""
    if base != BASE or others:
        fail(USAGE, "--article: record/article.yaml names the scenarios; leave them out")
    if rivals is not None:
        fail(USAGE, "--article: record/article.yaml names the theories; use --only, not --rivals")


def _article(only, worlds, seed, jobs, oversubscribe, output_format, quiet):
    """Measure and print the mechanisms that the article argues."""
    from simulator.analysis.article import mechanism_sizes
    from simulator.report import article as report
    from simulator.scenario.article import read_mechanisms, select_mechanisms

    selected = select_mechanisms(read_mechanisms(), only)
    count, seed = option_value("worlds", worlds), option_value("seed", seed)
    workers = worker_count(jobs, oversubscribe)
    with show_progress(quiet) as progress:
        rows = mechanism_sizes(selected, count, seed, workers, progress)
    print_result(report, output_format, report.as_result(rows, count, seed))
