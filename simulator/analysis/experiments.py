"""Run studies: read scenarios, simulate them on the same worlds, summarise, compare and store."""

from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path

from simulator.analysis import results_table
from simulator.analysis.compare import check_names, compare, outcomes_of, summarise
from simulator.analysis.estimate import Result, as_json
from simulator.analysis.sweep import cells_of
from simulator.analysis.withdrawal import undated
from simulator.ensemble.blocks import capped
from simulator.ensemble.cases import Cases
from simulator.ensemble.posterior_draws import calibrated_otherwise, overridden
from simulator.ensemble.results_folder import (
    Folder,
    check_folder,
    damage,
    found_in,
    manifest_of,
    run_missing,
)
from simulator.ensemble.run_request import SCHEMA_VERSION, ResultsError, RunRequest, asked_again
from simulator.model.expression_checks import check_expressions
from simulator.scenario import read
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.errors import misuse, refuse
from simulator.scenario.notes import notes
from simulator.scenario.option_values import OPTIONS, given


@dataclass(frozen=True)
class RunOptions:
    """How to run a study.

    by     date after which weeks are left out, or None
    rules  bargaining rules to compare with the scenario's own
    """

    worlds: int = OPTIONS["worlds"].default
    seed: int | None = None
    reps: int = OPTIONS["reps"].default
    jobs: int | None = None
    out: Path = Path(OPTIONS["out"].default)
    by: object = None
    until_common: bool = False
    fresh: bool = False
    rules: tuple = ()
    command: tuple = ()

    @classmethod
    def given(cls, options, command, say):
        """RunOptions from options as text or values; unknown ones are ignored. Raises UsageError.

        say  called with a sentence where fewer workers run than were asked for
        """
        names = [field.name for field in fields(cls) if options.get(field.name) is not None]
        values = {name: given(name, options[name]) for name in names}
        values["jobs"], warning = capped(values.get("jobs"), options.get("oversubscribe"))
        if warning:
            say(warning)
        return cls(**values, command=command)

    def check(self):
        """Raise UsageError or ResultsError for options that cannot work."""
        for name in ("worlds", "reps", "seed", "jobs"):
            given(name, getattr(self, name))
        check_folder(self.out)


class Listener:
    """Receives the progress of a study; a progress bar is one. `again` is the command that resumes
    the study after a stop."""

    again = ""

    def began(self, had, total):
        """The study starts: `had` of `total` worlds are stored by an earlier run."""

    def done(self, worlds):
        """This many more worlds are done and stored."""

    def say(self, text):
        """A message for the user."""


@dataclass(frozen=True)
class Study:
    """Results of a study. The first scenario is the base.

    asked    what was asked for
    found    one BlockResult for each run of the cases; of a sweep without weeks or land
    results  one Result for each case
    """

    asked: RunRequest
    found: list
    results: list
    folder: Path | None = None

    @property
    def scenarios(self):
        """Scenarios asked for, without copies that differ only in the bargaining rule."""
        return self.asked.own

    @property
    def runs(self):
        """[(scenario, BlockResult)] of these."""
        runs = zip(self.asked.cases.runs, self.asked.scenarios, self.found, strict=True)
        return [(scenario, result) for (_, rule), scenario, result in runs if rule is None]

    @property
    def cells(self):
        """[Result] of a sweep; empty for any other study."""
        return self.results if self.asked.cases.varied else []

    @property
    def digests(self):
        """{id: RunSummary}; empty for a sweep."""
        return {} if self.cells else self._under(None, "summary")

    @property
    def differences(self):
        """{id: Comparison} of the other scenarios with the base; empty for a sweep."""
        return {} if self.cells else self._under(None, "changes")

    @property
    def rules(self):
        """Bargaining rules compared with the scenarios' own."""
        return list(dict.fromkeys(rule for _, rule in self.asked.cases.runs if rule))

    def by_rule(self, scenario):
        """[Result] of a scenario, under its own bargaining rule and under each other."""
        return [result for result in self.results if result.case.scenario == scenario.id]

    def _under(self, rule, part):
        """{id: part of its Result} of the scenarios under a bargaining rule, where it is set."""
        parts = (
            (result.case.scenario, getattr(result, part))
            for result in self.results
            if result.case.rule == rule
        )
        return {name: value for name, value in parts if value}

    @property
    def worlds(self):
        return self.asked.worlds

    @property
    def notes(self):
        """Sentences on the limits of its results."""
        cuts = (sentence for sentences in self.cuts.values() for sentence in sentences)
        return [*calibrated_otherwise(self.asked.scenarios), *self._different_outcomes(), *cuts]

    @property
    def cuts(self):
        """{id of another scenario: sentences on levers that are lower than in the base from the
        start, so that nothing is withdrawn}."""
        (base, *others), asked = self.scenarios, self.asked
        is_compare = asked.command and asked.command[0] == "compare"
        cuts = {}
        for other in others if self.differences else ():
            command = asked.command if is_compare else ("compare", base.id, other.id)
            if sentences := undated(base, other, command):
                cuts[other.id] = sentences
        return cuts

    def _different_outcomes(self):
        base, outcomes = self.scenarios[0].id, outcomes_of(self.scenarios)
        for name, change in self.differences.items():
            if labels := [outcomes[key].label for key in outcomes if key in change.not_compared]:
                sentence = f"{base} and {name} define outcomes differently; not compared"
                yield f"{sentence}: {'; '.join(labels)}."

    def summary(self):
        """Results as plain values for JSON; an infinite end of an interval is null."""
        values: dict = {"schema_version": SCHEMA_VERSION}
        if self.cells:
            values |= {"scenario": self.scenarios[0].id, "vary": self.asked.options["vary"]}
            values |= {"cells": self.cells}
        else:
            rules = {rule: self._parts(rule) for rule in self.rules}
            values |= self._parts(None) | {"rules": rules}
        values["notes"] = self.notes
        return as_json({key: value for key, value in values.items() if value})

    def _parts(self, rule):
        names = {"scenarios": "summary", "differences": "changes", "from_own": "from_own"}
        parts = {key: self._under(rule, name) for key, name in names.items()}
        return {key: part for key, part in parts.items() if part}


def run_study(names, sets, order, listener):
    """Simulate scenarios without comparing them: a Study, stored in a folder."""
    order.check()
    once("--set", sets)
    scenarios = _read(listener, *((name, sets) for name in names))
    asked = _asked("run", scenarios, order)
    for scenario, name in zip(asked.own, names, strict=True) if sets else ():
        for sentence in undated(read(name), scenario, ["run", name], "--set"):
            listener.say(sentence)
    return carry_out(asked, order, listener)


def compare_study(base, others, sets, only, order, listener):
    """Simulate a base and other scenarios on the same worlds: a Study with differences, stored in a
    folder.

    sets  settings for all scenarios
    only  settings for the others alone
    """
    order.check()
    once("--set", sets)
    once("--with", only)
    scenarios = _read(listener, (base, sets), *((name, [*sets, *only]) for name in others))
    return carry_out(asked_compare(scenarios, order), order, listener)


def asked_compare(scenarios, order):
    """RunRequest that compares scenarios with the first. Raises ScenarioError where that cannot be
    done."""
    return _asked("compare", scenarios, order, reference=0)


def sweep_study(name, vary, sets, order, listener, of=()):
    """Simulate a scenario with one parameter or two varied, on the same worlds: a Study with cells,
    stored in a folder.

    of  names of the outcomes or metrics to show; they are checked before anything is run
    """
    order.check()
    once("--set", sets)
    resolved, cells, details = cells_of(name, vary, sets)
    check_expressions(resolved)
    check_names(resolved, of)
    asked = _asked("sweep", [as_set(resolved, sets)], order, cells, **details)
    return carry_out(asked, order, listener)


def carry_out(asked, order, listener):
    """Study of a request: from stored results, resumed, or run from the start."""
    folder = Folder(order.out, asked)
    for sentence in (*_overridden(asked), *calibrated_otherwise(asked.scenarios)):
        listener.say(sentence)
    with folder.opened(order.fresh):
        if folder.complete():
            folder.point()
            listener.say("Using cached results; pass --fresh to re-run.")
            return study_of(asked, found_in(folder.path), folder.path)
        found, tables = run_missing(folder, order.jobs, listener)
        study = study_of(asked, found, folder.path)
        folder.finish(found, tables, study.summary(), results_table.table(study))
    return study


def stored_study(path, listener, jobs=None, of=()):
    """Study stored in a folder, resumed if it is not finished; `of` as in sweep_study. Raises
    ResultsError."""
    manifest = manifest_of(path)
    if manifest is None:
        listing = "`python run.py results list` lists them"
        raise ResultsError(f"{path}: this is no folder of results; {listing}")
    order = RunOptions(out=path.resolve().parent, jobs=jobs)
    asked = asked_again(path, manifest)
    if of and asked.verb != "sweep":
        misuse("--of", f"only a sweep is shown by outcome, and {path.name} is none")
    check_names(asked.scenarios[0], of)
    return carry_out(asked, order, listener)


def opened_study(path):
    """Study of a finished folder, without changing it; files other than `scenarios` and `found` may
    be missing. Raises ResultsError."""
    manifest = manifest_of(path)
    if manifest is None or manifest["status"] != "complete":
        resume = f"to finish one, run `python run.py results resume {path.name}`"
        raise ResultsError(f"{path}: this is no finished folder of results; {resume}")
    wrong = damage(path, manifest)
    lost = [name for name in wrong if Path(name).name != name or (path / name).exists()]
    if lost:
        resume = f"to restore them, run `python run.py results resume {path.name}`"
        raise ResultsError(f"{path}: missing or changed: {', '.join(lost)}; {resume}")
    asked = asked_again(path, manifest)
    return study_of(asked, found_in(path), path)


def study_of(asked, found, folder=None):
    """Study of worlds that have been run.

    found   one BlockResult for each run of the cases
    folder  where they are stored, or None
    """
    cases, pairs = asked.cases, zip(asked.scenarios, found, strict=True)
    runs = dict(zip(cases.runs, pairs, strict=True))
    worlds = {row: _in_cell(row.cell, *runs[row.scenario, row.rule]) for row in cases.rows}
    summaries = {row: summarise(*worlds[row]) for row in cases.rows}

    def change(base, row):
        (scenario, before), (other, after) = worlds[base], worlds[row]
        return compare(scenario, other, before, after)

    results = [
        Result(
            row, cases.cells[row.cell], summaries[row],
            base and summaries[base], base and change(base, row), own and change(own, row),
        )
        for row, base, own in cases.compared()
    ]  # fmt: skip
    return Study(asked, found, results, folder)


def _in_cell(cell, resolved, result):
    """(scenario, {name: (n,)} columns of its worlds in a cell)."""
    rows = result.worlds["cell"] == cell
    return resolved, {name: values[rows] for name, values in result.worlds.items()}


def _overridden(asked):
    """A sentence for each calibrated parameter that a scenario overrides."""
    overriding: dict[str, list] = {}
    for scenario in asked.scenarios:
        for name in overridden(scenario, asked.cases.varied):
            overriding.setdefault(name, []).append(scenario.id)
    for name, ids in overriding.items():
        where = "" if len(ids) == len(asked.scenarios) else f" ({', '.join(ids)})"
        yield f"{name}: overridden, no longer calibrated{where}"


def _asked(verb, scenarios, order, cells=({},), reference=None, **options):
    """RunRequest for scenarios; those of a comparison are cut to the same weeks.

    reference  number of the cell of the first that others are compared with, None = with none
    """
    scenarios = [_until(scenario, order.by) for scenario in scenarios]
    if verb == "compare":
        scenarios = _over_the_same_weeks(scenarios, order)
    by_id = {scenario.id: scenario for scenario in _with_unique_ids(scenarios)}
    compared = None if reference is None else (next(iter(by_id)), reference)
    cases = Cases.of(by_id, _other_rules(scenarios, order.rules), cells, compared)
    return RunRequest(
        verb,
        _with_unique_ids([_drafting_by(by_id[name], rule) for name, rule in cases.runs]),
        cases,
        worlds=order.worlds,
        seed=scenarios[0].form.seed if order.seed is None else order.seed,
        reps=order.reps,
        options=options,
        command=order.command,
    )


def _drafting_by(scenario, rule):
    """A scenario under another bargaining rule, with the rule in its id; unchanged without one."""
    return scenario.drafting_by(rule).named(f"{scenario.id}+{rule}") if rule else scenario


def _other_rules(scenarios, rules):
    """Rules by which not all scenarios draft already, each once. Raises ScenarioError if none is
    left."""
    in_use = {scenario.form.talks.rule for scenario in scenarios}
    others = [rule for rule in dict.fromkeys(rules) if in_use != {rule}]
    if rules and not others:
        why = f"texts are drafted by {scenarios[0].form.talks.rule} already"
        refuse("--rules", f"{why}; name another rule to compare with it")
    return others


def once(option, settings):
    """Raise UsageError where settings of one option name the same input twice."""
    names = [text.partition("=")[0].strip() for text in settings]
    twice = [text for text, name in zip(settings, names, strict=True) if names.count(name) > 1]
    if twice:
        misuse(option, f"the same input is set twice: {' and '.join(twice)}; leave one of them out")


def as_set(scenario, settings):
    """A scenario with its settings, if any, added to its title."""
    if not settings:
        return scenario
    return scenario.headed(f"{scenario.form.title}, with {', '.join(settings)}")


def _read(listener, *pairs):
    """Read and check scenarios of (name, settings); each note on them is reported once."""
    scenarios = [as_set(read(name, settings), settings) for name, settings in pairs]
    sentences: dict = {}
    for scenario, (_, settings) in zip(scenarios, pairs, strict=True):
        check_expressions(scenario)
        sentences |= dict.fromkeys(map(str, notes(scenario, settings)))
    for sentence in sentences:
        listener.say(sentence)
    return scenarios


def _until(resolved, date):
    """A scenario cut at the end of the week of a date; whole if the date is None."""
    if date is None:
        return resolved
    weeks, start = week_of(date) - week_of(resolved.form.start) + 1, resolved.form.start
    if not 1 <= weeks <= resolved.form.weeks:
        end = monday_of(week_of(start) + resolved.form.weeks)
        refuse("--by", f"{date} is outside {resolved.id}, which runs from {start} to {end}")
    return resolved.until(weeks)


def _over_the_same_weeks(scenarios, order):
    """Scenarios over the same weeks; with --until-common, all end with the shortest. Raises
    ScenarioError."""
    if len({scenario.form.start for scenario in scenarios}) > 1:
        why = "these scenarios start on different dates, so their worlds cannot be compared"
        refuse(scenarios[1].id, why)
    weeks = [scenario.form.weeks for scenario in scenarios]
    if min(weeks) < max(weeks) and not order.until_common:
        why = f"these scenarios end after {', '.join(map(str, weeks))} weeks"
        refuse(scenarios[1].id, f"{why}; --until-common ends all with the first")
    end = min(weeks)
    return [
        scenario.until(end) if scenario.form.weeks > end else scenario for scenario in scenarios
    ]


def _with_unique_ids(scenarios):
    """Scenarios, a number added to the id of each that repeats one."""
    counts, unique = Counter[str](), []
    for scenario in scenarios:
        counts[scenario.id] += 1
        n = counts[scenario.id]
        unique.append(scenario if n == 1 else scenario.named(f"{scenario.id}_{n}"))
    return unique
