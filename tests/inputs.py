"""Every number of a scenario at both ends of its range: what moves, and by which reason of a closed
list the rest does not.

One design of cells: the same worlds once more for each input at an end of its range, the others as
they are. An input passes if some reported metric, or the outcome, differs by more than 0.1 standard
deviations of the worlds in 1% of them at least. The first worlds are looked at for all inputs, and
all worlds for those that have not passed yet."""

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np

from simulator.ensemble.blocks import run_in_full
from simulator.ensemble.design import Design, design_of_worlds
from simulator.model.index import Index
from simulator.model.metrics.families import recorded_metrics
from simulator.scenario.cross_checks import contradictions
from simulator.scenario.errors import mark_at
from simulator.scenario.idle import idle
from simulator.scenario.parameter import Parameter

LEAST, SHARE = 0.1, 0.01  # standard deviations that count as a move; share of the worlds that must
CELLS = 40  # of one table
GROUP = 20  # inputs said to be idle that are moved at once


@dataclass
class Told:
    """What was found: inputs that move, that a reason explains, that nothing explains, that move
    against a claim."""

    moves: list = field(default_factory=list)
    reasons: Counter = field(default_factory=Counter)
    silent: list = field(default_factory=list)
    wrong: list = field(default_factory=list)
    untried: list = field(default_factory=list)

    def __str__(self):
        counts = [f"{count:5} {reason.value}" for reason, count in self.reasons.most_common()]
        reasons, untried = sum(self.reasons.values()), len(self.untried)
        head = (
            f"{len(self.moves)} inputs move a metric, {reasons} have a reason, {untried} are"
            " refused at both ends"
        )
        return "\n".join([head, *counts])


def put(value, keys, new):
    """A copy of a part of a scenario with one value in it replaced."""
    if not keys:
        return new
    key, *rest = keys
    if isinstance(value, dict):
        return {**value, key: put(value[key], rest, new)}
    if isinstance(value, list):
        return [put(one, rest, new) if i == int(key) else one for i, one in enumerate(value)]
    return value.model_copy(update={key: put(getattr(value, key), rest, new)})


def keys_of(resolved, path):
    """Keys of a number, or of a dated step of a lever, whose name may hold dots."""
    if path in resolved.parameters:
        return path.split(".")
    name, _, rest = path.removeprefix("levers.").rpartition(".steps.")
    return ["levers", name, "steps", *rest.split(".")]


def steps_of(resolved):
    """{path of a dated step: path of the number that it moves}."""
    return {
        f"levers.{name}.steps.{i}.to": lever.target
        for name, lever in resolved.levers.items()
        for i in range(len(lever.steps))
    }


def all_inputs(resolved):
    """Paths of all numbers and dated steps."""
    return [*resolved.parameters, *steps_of(resolved)]


def own_inputs(resolved):
    """Paths of the numbers and dated steps that the file itself writes, not its parents."""

    def own(path):
        parameter = resolved.parameters.get(path)
        if parameter and parameter.source == "default of the format":
            return False
        mark = (
            resolved.mark_of(path)
            if parameter
            else mark_at(resolved.marks, tuple(keys_of(resolved, path)[:4]), "")
        )
        return mark.file == resolved.file

    return [path for path in all_inputs(resolved) if own(path)]


def ends_of(resolved, path):
    """Values to try: both ends of the range, and for a date that may be left open a quarter of the
    run; those that are refused left out."""
    if {"held", "lived"} & set(path.split(".")):
        return []  # parts of a whole: no end is valid alone
    target = steps_of(resolved).get(path, path)
    meta, parameter = resolved.parameters[target].meta, resolved.parameters.get(path)
    tried = [
        meta["low"],
        meta["high"],
        *([resolved.form.weeks // 4] if meta.get("open") and meta["unit"] == "weeks" else []),
    ]
    return [
        value
        for value in tried
        if not (parameter and parameter.prior_text == Parameter(value=value).prior_text)
        and _valid(resolved, path, value)
    ]


def _valid(resolved, path, value):
    new = Parameter(value=float(value))
    form = put(resolved.form, keys_of(resolved, path), new)
    numbers = (
        {**resolved.parameters, path: new} if path in resolved.parameters else resolved.parameters
    )
    levers = {
        name: replace(lever, steps=tuple(form.levers[name].steps))
        for name, lever in resolved.levers.items()
    }
    return not list(contradictions(form, numbers, {}, levers))


class Worlds:
    """Worlds of one scenario, run for cells: maps of values for some inputs."""

    def __init__(self, resolved, worlds, jobs):
        self.resolved, self.worlds, self.jobs = resolved, worlds, jobs
        measures = recorded_metrics(Index(resolved))
        self.names = ["outcome", *(name for name, one in measures.items() if one.report)]
        (base,) = run_in_full(
            [resolved],
            [self.table([], 0, worlds)],
            resolved.form.seed,
            jobs,
            weekly_histograms=False,
        )
        self.spread = {name: np.nan_to_num(_deviation(base.worlds[name])) for name in self.names}

    def table(self, cells, first, worlds):
        """The base, then each cell, with the same worlds."""
        plain, many = (
            design_of_worlds(self.resolved, worlds, self.resolved.form.seed, 1, first),
            len(cells) + 1,
        )
        columns = {path: np.tile(values, many) for path, values in plain.columns.items()}
        for c, cell in enumerate(cells, 1):
            for path, value in cell.items():
                columns.setdefault(path, np.full(many * worlds, self._usual(path)))[
                    c * worlds : (c + 1) * worlds
                ] = value
        rows, cell = np.arange(many * worlds), np.repeat(np.arange(many), worlds)
        return Design(rows, cell, np.tile(plain.draw, many), np.tile(plain.stream, many), columns)

    def _usual(self, path):
        if path in self.resolved.parameters:
            return self.resolved.parameters[path].value
        _, name, _, i, _ = keys_of(self.resolved, path)
        return self.resolved.form.levers[name].steps[int(i)].to.value

    def moved(self, cells, first, worlds):
        """In how many worlds each cell moves something; worlds first, first + 1, ..."""
        parts = [cells[at : at + CELLS] for at in range(0, len(cells), CELLS)]
        tables = [self.table(part, first, worlds) for part in parts]
        seed, width = self.resolved.form.seed, max((len(table) for table in tables), default=1)
        found = run_in_full(
            [self.resolved] * len(tables),
            tables,
            seed,
            self.jobs,
            block=width,
            weekly_histograms=False,
        )
        return [
            int(self._differs(one.worlds, c, worlds).sum())
            for part, one in zip(parts, found, strict=True)
            for c in range(1, len(part) + 1)
        ]

    def _differs(self, found, c, worlds):
        base, now = (
            {name: found[name][at * worlds : (at + 1) * worlds] for name in self.names}
            for at in (0, c)
        )
        return self.differ(base, now)

    def differ(self, before, after):
        """Worlds (W,) in which some metric differs by more than a little."""
        moved = np.zeros(len(before["outcome"]), dtype=bool)
        for name in self.names:
            base, now = before[name].astype(float), after[name].astype(float)
            least = np.maximum(LEAST * self.spread[name], 1e-5 * np.nan_to_num(np.abs(base))) + 1e-6
            moved |= np.isnan(base) != np.isnan(now)
            moved |= np.nan_to_num(np.abs(now - base)) > least
        return moved


def _deviation(values):
    known = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    return float(np.std(known)) if len(known) else 0.0


def examine(resolved, paths, worlds=200, first=24, jobs=2, told=None):
    """Told of the inputs of a scenario at these paths."""
    told, run, reasons = told or Told(), Worlds(resolved, worlds, jobs), idle(resolved)
    cells = {(path, value): {path: value} for path in paths for value in ends_of(resolved, path)}
    hits = dict(zip(cells, run.moved(list(cells.values()), 0, first), strict=True))
    need, tried = int(np.ceil(SHARE * worlds)), {path for path, _ in cells}
    best = {path: max(hits[cell] for cell in cells if cell[0] == path) for path in tried}
    sure = {path for path in tried if path in reasons and not reasons[path].seldom}
    rest = [cell for cell in cells if best[cell[0]] < need and cell[0] not in sure]
    rest += _not_still(
        run, [cell for cell in cells if cell[0] in sure and not hits[cell]], cells, worlds
    )
    for cell, more in zip(
        rest, run.moved([cells[cell] for cell in rest], first, worlds - first), strict=True
    ):
        hits[cell] += more
    for path in paths:
        most = max((hits[cell] for cell in cells if cell[0] == path), default=None)
        name = f"{resolved.id}: {path}"
        if most is None:
            told.untried.append(name)
        elif path in sure and most:
            told.wrong.append(f"{name}: {reasons[path].value}, yet it moves {most} worlds")
        elif most >= need:
            told.moves.append(name)
        elif path in reasons:
            told.reasons[reasons[path]] += 1
        else:
            told.silent.append(name)
    return told


def _not_still(run, claimed, cells, worlds):
    """Of cells that should move nothing, those in groups in which something moves when all are set
    at once."""
    by_place: dict[int, list] = {}
    for cell in claimed:
        place = [other for other in cells if other[0] == cell[0]].index(cell)
        by_place.setdefault(place, []).append(cell)
    groups = [
        part[at : at + GROUP] for part in by_place.values() for at in range(0, len(part), GROUP)
    ]
    joint = [dict(group) for group in groups]
    return [
        cell
        for group, moved in zip(groups, run.moved(joint, 0, worlds), strict=True)
        if moved
        for cell in group
    ]


def ends_that_move_nothing(resolved, worlds=200, first=24, jobs=2):
    """Terms of the ends of the war, and borders, that move nothing at either end of their range;
    they are no numbers of a table."""
    run, left = Worlds(resolved, worlds, jobs), list(_other_forms(resolved))
    hits: Counter = Counter()
    for start, count in ((0, first), (first, worlds - first)):
        scenarios = [resolved, *(one for _, one in left)]
        tables = [run.table([], start, count)] * len(scenarios)
        base, *found = run_in_full(
            scenarios, tables, resolved.form.seed, jobs, weekly_histograms=False
        )
        for (name, _), one in zip(left, found, strict=True):
            hits[name] += int(run.differ(base.worlds, one.worlds).sum())
        left = [(name, one) for name, one in left if hits[name] < SHARE * worlds]
    return sorted({name for name, _ in left})


def _other_forms(resolved):
    """(name, scenario) with one term of one end of the war at an end of its line, or one border
    gone."""
    for end, terms in resolved.form.ends.items():
        for issue, usual in terms.items():
            for value in {0.0, 100.0} - {usual}:
                yield (
                    f"ends.{end}.{issue}",
                    replace(resolved, form=put(resolved.form, ["ends", end, issue], value)),
                )
    for a, others in resolved.form.borders.items():
        for b in others:
            yield (
                f"borders.{a}.{b}",
                replace(resolved, form=put(resolved.form, ["borders", a, b], 0.0)),
            )
