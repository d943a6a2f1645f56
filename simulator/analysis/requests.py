"""Options and requests of studies: scenarios read, checked and cut to the same weeks."""

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path

from simulator.analysis.compare import check_answer
from simulator.ensemble.blocks import limit_workers
from simulator.ensemble.cases import Cases
from simulator.ensemble.design import design_of_worlds
from simulator.ensemble.results_folder import check_folder
from simulator.ensemble.run_request import RunRequest
from simulator.ensemble.state_arrays import check_begin
from simulator.model.expression_checks import read_valid
from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict, requested_names
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.errors import Mark, ScenarioError, misuse, refuse
from simulator.scenario.notes import notes
from simulator.scenario.option_values import OPTIONS, option_value


@dataclass(frozen=True)
class RunOptions:
    """Options of a study.

    by       date after which weeks are left out, or None
    rules    bargaining rules to compare with the scenario's own
    answer   outcome or metric that the first sentence judges, or None = the scenario's own
    command  words of the command line that requested it
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
    answer: str | None = None
    command: tuple = ()

    @classmethod
    def from_options(cls, options, command, notify):
        """RunOptions from options as text or values; unknown ones are ignored. Raises UsageError.

        notify  called with a sentence where fewer workers run than requested
        """
        names = [field.name for field in fields(cls) if options.get(field.name) is not None]
        values = {name: option_value(name, options[name]) for name in names}
        values["jobs"], warning = limit_workers(values.get("jobs"), options.get("oversubscribe"))
        if warning:
            notify(warning)
        return cls(**values, command=command)

    def check(self):
        """Raise UsageError or ResultsError for options that cannot work."""
        for name in ("worlds", "reps", "seed", "jobs"):
            option_value(name, getattr(self, name))
        check_folder(self.out)


def compare_request(scenarios, options):
    """RunRequest that compares scenarios with the first. Raises ScenarioError where they cannot be
    compared."""
    return run_request("compare", scenarios, options, reference=0)


def run_request(verb, scenarios, options, cells=({},), reference=None, **details):
    """RunRequest for scenarios; those of a comparison are cut to the same weeks.

    reference  number of the first scenario's cell that others are compared with; None = no
               comparison
    details    what else the results depend on
    """
    scenarios = [
        _cut_at_date(with_answer(scenario, options.answer), options.by) for scenario in scenarios
    ]
    if verb == "compare":
        scenarios = _with_common_report(_cut_to_common_weeks(scenarios, options))
    by_id = {scenario.id: scenario for scenario in _with_unique_ids(scenarios)}
    reference_case = None if reference is None else (next(iter(by_id)), reference)
    cases = Cases.build(by_id, _other_rules(scenarios, options.rules), cells, reference_case)
    request = RunRequest(
        verb,
        _with_unique_ids([_with_rule(by_id[name], rule) for name, rule in cases.runs]),
        cases,
        worlds=options.worlds,
        seed=scenarios[0].form.seed if options.seed is None else options.seed,
        reps=options.reps,
        options=details,
        command=options.command,
    )
    for scenario in filter(lambda scenario: scenario.begin, request.scenarios):
        design = design_of_worlds(scenario, request.worlds, request.seed, request.reps, cells=cells)
        check_begin(scenario, design, request.seed, len(cells) == 1)
    return request


def with_answer(scenario, answer):
    """Scenario with another `answer:`, and without its question, which has an answer of its own;
    unchanged without one. Raises UsageError for an unknown outcome or metric."""
    if answer is None or answer == scenario.form.answer.partition(" ")[0]:
        return scenario
    check_answer(scenario, answer)
    return scenario.with_answer(answer)


def _with_common_report(scenarios):
    """Scenarios that all record the metrics that any of them requests, as far as they have them."""
    wanted = dict.fromkeys(
        name for scenario in scenarios for name in requested_names(scenario.form)
    )
    return [scenario.with_report(metrics_on_request(scenario, wanted)) for scenario in scenarios]


def metrics_on_request(scenario, names):
    """Those of these names that are metrics of a scenario which tables list only on request."""
    metrics = for_conflict(Index(scenario)) if names else {}
    return [
        name
        for name in names
        if name in metrics and (metrics[name].optional or not metrics[name].label)
    ]


def _with_rule(scenario, rule):
    """Scenario under another bargaining rule, with the rule in its id; unchanged without one."""
    return scenario.with_rule(rule).with_id(f"{scenario.id}+{rule}") if rule else scenario


def _other_rules(scenarios, rules):
    """Distinct rules that some scenario does not use already. Raises ScenarioError if none is
    left."""
    in_use = {scenario.form.talks.rule for scenario in scenarios}
    distinct = [rule for rule in dict.fromkeys(rules) if in_use != {rule}]
    if rules and not distinct:
        reason = f"texts are drafted by {scenarios[0].form.talks.rule} already"
        refuse("--rules", f"{reason}; name another rule to compare with it")
    return distinct


def check_unique(option, settings):
    """Raise UsageError where settings of one option name the same input twice."""
    names = [text.partition("=")[0].strip() for text in settings]
    repeated = [text for text, name in zip(settings, names, strict=True) if names.count(name) > 1]
    if repeated:
        misuse(
            option, f"the same input is set twice: {' and '.join(repeated)}; leave one of them out"
        )


def with_settings_in_title(scenario, settings):
    """Scenario with its settings, if any, added to its title; not what tables list."""
    changes = [text for text in settings or () if text.partition("=")[0].strip() != "report"]
    if not changes:
        return scenario
    return scenario.with_title(f"{scenario.form.title}, with {', '.join(changes)}")


def read_and_check(listener, *triples):
    """Read and check scenarios of (name, settings of all, settings of --with); report each note on
    them once."""
    scenarios: list = []
    sentences: dict = {}
    for name, sets, only in triples:
        settings = [*sets, *only]
        with errors_at_option("--with", only):
            scenario = with_settings_in_title(read_valid(name, settings), settings)
        rows = marked_at_option("--with", only, notes(scenario, settings))
        sentences |= dict.fromkeys(map(str, rows))
        scenarios.append(scenario)
    for sentence in sentences:
        listener.notify(sentence)
    return scenarios


@contextmanager
def errors_at_option(option, settings):
    """Make errors in settings name the option that gave them, in place of --set."""
    try:
        yield
    except ScenarioError as error:
        raise type(error)(marked_at_option(option, settings, error.user_errors)) from None


def marked_at_option(option, settings, user_errors):
    """Errors or notes with the option of these settings as their place, not --set."""
    marks = {f"--set {setting}": Mark(f"{option} {setting}") for setting in settings}
    return [
        replace(user_error, mark=marks.get(user_error.mark.file, user_error.mark))
        for user_error in user_errors
    ]


def _cut_at_date(resolved, date):
    """Scenario cut at the end of the week of a date; unchanged if the date is None."""
    if date is None:
        return resolved
    weeks, start = week_of(date) - week_of(resolved.form.start) + 1, resolved.form.start
    if not 1 <= weeks <= resolved.form.weeks:
        end = monday_of(week_of(start) + resolved.form.weeks)
        refuse("--by", f"{date} is outside {resolved.id}, which runs from {start} to {end}")
    return resolved.with_weeks(weeks)


def _cut_to_common_weeks(scenarios, options):
    """Scenarios cut to the same weeks; with --until-common, all end with the shortest. Raises
    ScenarioError."""
    if len({scenario.form.start for scenario in scenarios}) > 1:
        reason = "these scenarios start on different dates, so their worlds cannot be compared"
        refuse(scenarios[1].id, reason)
    weeks = [scenario.form.weeks for scenario in scenarios]
    if min(weeks) < max(weeks) and not options.until_common:
        reason = f"these scenarios end after {', '.join(map(str, weeks))} weeks"
        refuse(scenarios[1].id, f"{reason}; --until-common ends all with the first")
    end = min(weeks)
    return [
        scenario.with_weeks(end) if scenario.form.weeks > end else scenario
        for scenario in scenarios
    ]


def _with_unique_ids(scenarios):
    """Scenarios with a number added to each repeated id."""
    counts, unique = Counter[str](), []
    for scenario in scenarios:
        counts[scenario.id] += 1
        n = counts[scenario.id]
        unique.append(scenario if n == 1 else scenario.with_id(f"{scenario.id}_{n}"))
    return unique
