"""A study: scenarios read, run on the same worlds, digested, compared and kept."""

from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path

from simulator.analysis import results_table
from simulator.analysis.compare import check_names, compare, outcomes_of, summarise
from simulator.analysis.estimate import Result, as_json
from simulator.analysis.sweep import cells_of
from simulator.analysis.withdrawal import undated
from simulator.ensemble.blocks import capped
from simulator.ensemble.design import Design
from simulator.ensemble.posterior_draws import calibrated_otherwise, overridden
from simulator.ensemble.results_folder import (
    Folder,
    carried_out,
    check_folder,
    damage,
    found_in,
    manifest_of,
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
    """How a study is to be carried out. `by` is a date: only the weeks until then are told; `rules`
    are rival bargaining rules."""

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
        """RunOptions from text or values, as a person gives them; unknown options are ignored.
        Raises UsageError.

        say  called with a sentence where fewer workers run than were asked for
        """
        names = [one.name for one in fields(cls) if options.get(one.name) is not None]
        told = {name: given(name, options[name]) for name in names}
        told["jobs"], fewer = capped(told.get("jobs"), options.get("oversubscribe"))
        if fewer:
            say(fewer)
        return cls(**told, command=command)

    def check(self):
        """Raise UsageError or ResultsError for what cannot be carried out."""
        for name in ("worlds", "reps", "seed", "jobs"):
            given(name, getattr(self, name))
        check_folder(self.out)


class Listener:
    """Told how a study goes on; a person's progress bar is one. `again` is the command that goes on
    with it after a stop."""

    again = ""

    def began(self, had, total):
        """Of all worlds, so many were kept by an earlier run."""

    def done(self, worlds):
        """So many more worlds are done and kept."""

    def say(self, text):
        """Something a person wants to know."""


@dataclass(frozen=True)
class Study:
    """What came of it. The first scenario is the base.

    found    one Found a run of the design; of a sweep without weeks or land
    results  one Result a row of the design
    """

    asked: RunRequest
    found: list
    results: list
    folder: Path | None = None

    @property
    def scenarios(self):
        """As they were asked for, without those that only draft by a rival rule."""
        return self.asked.own

    @property
    def runs(self):
        """[(scenario, Found)] of these."""
        runs = zip(self.asked.design.runs, self.asked.scenarios, self.found, strict=True)
        return [(one, found) for (_, rule), one, found in runs if rule is None]

    @property
    def cells(self):
        """The Results of a sweep, none of anything else."""
        return self.results if self.asked.design.varied else []

    @property
    def digests(self):
        """{id: RunSummary}, empty of a sweep."""
        return {} if self.cells else self._under(None, "summary")

    @property
    def differences(self):
        """{id: Comparison} of the other scenarios against the base, empty of a sweep."""
        return {} if self.cells else self._under(None, "changes")

    @property
    def rules(self):
        """Rival bargaining rules."""
        return list(dict.fromkeys(rule for _, rule in self.asked.design.runs if rule))

    def by_rule(self, scenario):
        """The Results of a scenario, under its own rule and under each rival."""
        return [one for one in self.results if one.case.scenario == scenario.id]

    def _under(self, rule, part):
        """{id: part of its Result} of the scenarios that draft by a rule and have it."""
        here = (one for one in self.results if one.case.rule == rule)
        return {one.case.scenario: getattr(one, part) for one in here if getattr(one, part)}

    @property
    def worlds(self):
        return self.asked.worlds

    @property
    def notes(self):
        """Sentences on what its numbers do not tell."""
        cuts = (sentence for told in self.cuts.values() for sentence in told)
        return [*calibrated_otherwise(self.asked.scenarios), *self._apart(), *cuts]

    @property
    def cuts(self):
        """{id of another scenario: sentences on what it holds lower than the base from the start,
        and withdraws nowhere}."""
        own, asked = self.scenarios, self.asked
        known = asked.command and asked.command[0] == "compare"
        told = {}
        for one in own[1:] if self.differences else ():
            command = asked.command if known else ("compare", own[0].id, one.id)
            if sentences := undated(own[0], one, command):
                told[one.id] = sentences
        return told

    def _apart(self):
        base, known = self.scenarios[0].id, outcomes_of(self.scenarios)
        for name, change in self.differences.items():
            if labels := [known[key].label for key in known if key in change.not_compared]:
                told = f"{base} and {name} define outcomes differently; not compared"
                yield f"{told}: {'; '.join(labels)}."

    def summary(self):
        """Plain values for JSON; an end that is not known is null."""
        told: dict = {"schema_version": SCHEMA_VERSION}
        if self.cells:
            told |= {"scenario": self.scenarios[0].id, "vary": self.asked.options["vary"]}
            told |= {"cells": self.cells}
        else:
            told |= self._told(None) | {"rules": {rule: self._told(rule) for rule in self.rules}}
        told["notes"] = self.notes
        return as_json({key: part for key, part in told.items() if part})

    def _told(self, rule):
        parts = {"scenarios": "summary", "differences": "changes", "from_own": "from_own"}
        found = {key: self._under(rule, part) for key, part in parts.items()}
        return {key: told for key, told in found.items() if told}


def run_study(names, sets, order, heard):
    """Simulate scenarios, each for itself: a Study, kept in a folder."""
    order.check()
    once("--set", sets)
    scenarios = _read(heard, *((name, sets) for name in names))
    asked = _asked("run", scenarios, order)
    for one, name in zip(asked.own, names, strict=True) if sets else ():
        for sentence in undated(read(name), one, ["run", name], "--set"):
            heard.say(sentence)
    return carry_out(asked, order, heard)


def compare_study(base, others, sets, only, order, heard):
    """Simulate a base and others on the same worlds: a Study with differences, kept in a folder.

    sets  settings for all scenarios; only  settings for the others alone
    """
    order.check()
    once("--set", sets)
    once("--with", only)
    scenarios = _read(heard, (base, sets), *((name, [*sets, *only]) for name in others))
    return carry_out(asked_compare(scenarios, order), order, heard)


def asked_compare(scenarios, order):
    """The request to compare scenarios read, the first of them the base. Raises ScenarioError where
    that cannot be done."""
    return _asked("compare", scenarios, order, reference=0)


def sweep_study(name, vary, sets, order, heard, of=()):
    """One scenario with one number or two varied, the same worlds for each value: a Study with
    cells, kept in a folder.

    of  names of the outcomes that are to be shown, which are checked before anything is run
    """
    order.check()
    once("--set", sets)
    resolved, cells, told = cells_of(name, vary, sets)
    check_expressions(resolved)
    check_names(resolved, of)
    asked = _asked("sweep", [as_set(resolved, sets)], order, cells, **told)
    return carry_out(asked, order, heard)


def carry_out(asked, order, heard):
    """The study that a request asks for: as kept, gone on with, or run from the start."""
    folder = Folder(order.out, asked)
    for said in (*_overridden(asked), *calibrated_otherwise(asked.scenarios)):
        heard.say(said)
    with folder.opened(order.fresh):
        if folder.complete():
            folder.point()
            heard.say("These results were kept before and are shown again; --fresh runs them anew.")
            return study_of(asked, found_in(folder.path), folder.path)
        found, made = carried_out(folder, order.jobs, heard)
        study = study_of(asked, found, folder.path)
        folder.finish(found, made, study.summary(), results_table.table(study))
    return study


def stored_study(path, heard, jobs=None, of=()):
    """The study kept in a folder, gone on with if it is not finished; `of` is as in sweep_study.
    Raises ResultsError."""
    manifest = manifest_of(path)
    if manifest is None:
        known = "`python run.py results list` tells which there are"
        raise ResultsError(f"{path}: this is no folder of results; {known}")
    order = RunOptions(out=path.resolve().parent, jobs=jobs)
    asked = asked_again(path, manifest)
    if of and asked.verb != "sweep":
        misuse("--of", f"only a sweep is shown by outcome, and {path.name} is none")
    check_names(asked.scenarios[0], of)
    return carry_out(asked, order, heard)


def opened_study(path):
    """The study kept in a finished folder, as it lies there; files beside `scenarios` and `found`
    may be gone. Raises ResultsError."""
    manifest = manifest_of(path)
    if manifest is None or manifest["status"] != "complete":
        again = f"`python run.py results resume {path.name}` goes on with one"
        raise ResultsError(f"{path}: this is no finished folder of results; {again}")
    wrong = damage(path, manifest)
    lost = [name for name in wrong if Path(name).name != name or (path / name).exists()]
    if lost:
        again = f"`python run.py results resume {path.name}` makes it again"
        raise ResultsError(f"{path}: {', '.join(lost)}: gone, or not what was written; {again}")
    asked = asked_again(path, manifest)
    return study_of(asked, found_in(path), path)


def study_of(asked, found, folder=None):
    """The study of worlds that were found.

    found   one Found a run of the design
    folder  where they are kept, if they are
    """
    design, each = asked.design, zip(asked.scenarios, found, strict=True)
    runs = dict(zip(design.runs, each, strict=True))
    worlds = {row: _in_cell(row.cell, *runs[row.scenario, row.rule]) for row in design.rows}
    summaries = {row: summarise(*worlds[row]) for row in design.rows}

    def change(base, row):
        (one, before), (other, after) = worlds[base], worlds[row]
        return compare(one, other, before, after)

    results = [
        Result(
            row, design.cells[row.cell], summaries[row],
            base and summaries[base], base and change(base, row), own and change(own, row),
        )
        for row, base, own in design.compared()
    ]  # fmt: skip
    return Study(asked, found, results, folder)


def _in_cell(cell, resolved, found):
    """A scenario, and the columns of its worlds in a cell."""
    here = found.worlds["cell"] == cell
    return resolved, {name: values[here] for name, values in found.worlds.items()}


def _overridden(asked):
    """A sentence for each calibrated number of which scenarios say something of their own."""
    found: dict[str, list] = {}
    for one in asked.scenarios:
        for name in overridden(one, asked.design.varied):
            found.setdefault(name, []).append(one.id)
    for name, ids in found.items():
        where = "" if len(ids) == len(asked.scenarios) else f" ({', '.join(ids)})"
        yield f"{name}: overridden, no longer calibrated{where}"


def _asked(verb, scenarios, order, cells=({},), reference=None, **options):
    """The request to run scenarios; those of a comparison over the same weeks.

    reference  number of the cell of the first that others are compared with, None = with none
    """
    scenarios = [_until(one, order.by) for one in scenarios]
    if verb == "compare":
        scenarios = _over_the_same_weeks(scenarios, order)
    known = {one.id: one for one in _named_apart(scenarios)}
    compared = None if reference is None else (next(iter(known)), reference)
    design = Design.of(known, _rivals(scenarios, order.rules), cells, compared)
    return RunRequest(
        verb,
        _named_apart([_drafting(known[name], rule) for name, rule in design.runs]),
        design,
        worlds=order.worlds,
        seed=scenarios[0].form.seed if order.seed is None else order.seed,
        reps=order.reps,
        options=options,
        command=order.command,
    )


def _drafting(one, rule):
    """A scenario, under a name of its own where it drafts by a rival rule."""
    return one.drafting_by(rule).named(f"{one.id}+{rule}") if rule else one


def _rivals(scenarios, rules):
    """Of the rules asked for, each once, those by which not all scenarios draft already. Raises
    ScenarioError where none is left."""
    drafted = {one.form.talks.rule for one in scenarios}
    left = [rule for rule in dict.fromkeys(rules) if drafted != {rule}]
    if rules and not left:
        why = f"texts are drafted by {scenarios[0].form.talks.rule} already"
        refuse("--rules", f"{why}; name another rule to hold beside it")
    return left


def once(option, settings):
    """Raise UsageError where settings of one option name the same input twice."""
    names = [text.partition("=")[0].strip() for text in settings]
    twice = [text for text, name in zip(settings, names, strict=True) if names.count(name) > 1]
    if twice:
        misuse(option, f"the same input is set twice: {' and '.join(twice)}; leave one of them out")


def as_set(one, settings):
    """A scenario whose title says what was set in it besides, if anything was."""
    return one.headed(f"{one.form.title}, with {', '.join(settings)}") if settings else one


def _read(heard, *pairs):
    """Scenarios of (name, settings laid over it), checked; what may surprise in them is told
    once."""
    scenarios = [as_set(read(name, settings), settings) for name, settings in pairs]
    told: dict = {}
    for one, (_, settings) in zip(scenarios, pairs, strict=True):
        check_expressions(one)
        told |= dict.fromkeys(map(str, notes(one, settings)))
    for said in told:
        heard.say(said)
    return scenarios


def _until(resolved, date):
    """A scenario told to the end of the week that holds a date; all of it without one."""
    if date is None:
        return resolved
    weeks, start = week_of(date) - week_of(resolved.form.start) + 1, resolved.form.start
    if not 1 <= weeks <= resolved.form.weeks:
        end = monday_of(week_of(start) + resolved.form.weeks)
        refuse("--by", f"{date} is outside {resolved.id}, which runs from {start} to {end}")
    return resolved.until(weeks)


def _over_the_same_weeks(scenarios, order):
    """Worlds can be compared only over the same weeks; with --until-common, all end with the first
    that does."""
    if len({one.form.start for one in scenarios}) > 1:
        why = "these scenarios start on different dates, so their worlds cannot be compared"
        refuse(scenarios[1].id, why)
    weeks = [one.form.weeks for one in scenarios]
    if min(weeks) < max(weeks) and not order.until_common:
        why = f"these scenarios end after {', '.join(map(str, weeks))} weeks"
        refuse(scenarios[1].id, f"{why}; --until-common ends all with the first")
    return [one.until(min(weeks)) if one.form.weeks > min(weeks) else one for one in scenarios]


def _named_apart(scenarios):
    """Scenarios that share an id get names of their own."""
    seen, named = Counter[str](), []
    for one in scenarios:
        seen[one.id] += 1
        named.append(one if seen[one.id] == 1 else one.named(f"{one.id}_{seen[one.id]}"))
    return named
