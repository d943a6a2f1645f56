"""Calibration: which draws of what is not known meet the record, in two stages.

Stage 1 leads draws from what is believed to the record of the war, by sequential Monte Carlo (see
smc) under a synthetic likelihood (see evidence). Stage 2 weighs what is left by what comes of talks
in many worlds of each draw; draws are then kept by weight and moved a little apart, so that all are
distinct. What is not calibrated is drawn anew in every world, so a draw is judged by what it says
alone. The worlds' luck is never that of a run. What falls alike in every draw, like the age at
which deals break, carries no weight and is only reported."""

from dataclasses import dataclass, replace

import numpy as np

from simulator.analysis import evidence, smc
from simulator.ensemble.accepted import Accepted, write
from simulator.ensemble.archive import told
from simulator.ensemble.blocks import joined, run_tables
from simulator.ensemble.knowing import version
from simulator.ensemble.table import Table
from simulator.model.chance import Chance
from simulator.model.reading import Reading
from simulator.scenario.belief import normal_share, standard_normal
from simulator.scenario.targets import last_week

LUCK_OF_ITS_OWN = 1_000_000_000  # number of the first world: no run comes near
WORLDS_OF_WAR = 8  # worlds a draw in stage 1
FEWER = 16  # worlds a draw where only all draws together are told
APART = 0.1  # share of the variance by which kept draws are moved apart
BINS = 12  # bars of a distribution


@dataclass(frozen=True)
class Calibrated:
    """Draws accepted and how they came about.

    columns  {path: (N,)} values of the numbers calibrated
    before   (F, N) the draws of what was believed, as shares of belief; after: those accepted
    worth    equal draws that stage 2's weights are worth
    degrees  of stage 1, see smc
    targets  {id: {"before", "after"}} see `figures`
    """

    targets_of: object
    seed: int
    columns: dict
    before: np.ndarray
    after: np.ndarray
    worth: float
    degrees: list
    targets: dict


class Runs:
    """Runs draws of the factors in worlds of fresh luck and takes the readings of targets."""

    def __init__(self, targets, seed, jobs, heard):
        self.targets, self.seed, self.jobs, self.heard = targets, seed, jobs, heard
        self.next = LUCK_OF_ITS_OWN

    def values(self, shares):
        """{path: (N,)} of shares of belief (F, N)."""
        return {
            path: self.targets.drawn(path, share)
            for path, share in zip(self.targets.factors, shares, strict=True)
        }

    def of(self, rows, shares, worlds, loud=False):
        """Readings of rows {id: Target}, each scenario run as long as it is read: {name: (N,
        worlds)}."""
        values, scenarios, tables, readings = self.values(shares), [], [], []
        if not rows:
            return {}
        for name in dict.fromkeys(row.scenario for row in rows.values()):
            resolved = self.targets.scenarios[name]
            own = {
                key: reading
                for i, row in rows.items()
                if row.scenario == name
                for key, reading in readings_of(i, row, resolved).items()
            }
            scenarios.append(resolved.until(1 + max(reading.last for reading in own.values())))
            tables.append(self.table(resolved, values, worlds))
            readings.append(own)
        found = self.run(scenarios, tables, readings, loud)
        shape = (shares.shape[1], worlds)
        return {
            key: one.worlds[key].reshape(shape)
            for one, own in zip(found, readings, strict=True)
            for key in own
        }

    def run(self, scenarios, tables, readings, loud):
        """One Found a scenario."""
        if loud:
            self.heard.began(0, sum(map(len, tables)))
        parts: list[list] = [[] for _ in scenarios]
        for task, found in run_tables(
            scenarios, tables, self.seed, self.jobs, weekly=False, readings=readings
        ):
            kept = {
                "row": found.worlds["row"],
                **{name: found.worlds[name] for name in task.readings},
            }
            parts[task.scenario].append(replace(found, worlds=kept))
            if loud:
                self.heard.done(len(task.table))
        return [joined(one) for one in parts]

    def table(self, resolved, values, worlds):
        """The table of worlds: each draw in so many worlds; numbers that are not calibrated drawn
        anew in each."""
        count = worlds * len(next(iter(values.values())))
        luck = self.next + np.arange(count)
        self.next += count
        chance = Chance(self.seed, luck)
        columns = {
            path: (
                np.repeat(values[path], worlds)
                if path in values
                else resolved.drawn(path, chance.uniform("draw", [path], 0)[0])
            )
            for path in resolved.factors
        }
        return Table(np.arange(count), np.zeros(count, dtype=int), luck // worlds, luck, columns)


def readings_of(name, row, resolved):
    """{name: Reading} that a target takes of each world."""
    seen, start = row.reading, resolved.form.start
    last = last_week(seen.end, start)
    if seen.how == "lasts":
        going = Reading(f"({seen.lasts}) and not ({seen.until})", "sum", 0, last)
        return {f"{name}.weeks": going, f"{name}.ended": Reading(seen.until, "ever", 0, last)}
    if seen.how == "change" and seen.begin:
        return {name: Reading(seen.change, "change", last_week(seen.begin, start), last)}
    how = "level" if seen.how == "change" else seen.how  # a change since the start is a level
    return {name: Reading(getattr(seen, seen.how), how, 0, last)}


def calibrate(targets, draws, worlds, seed, jobs, heard):
    """Accepted draws of the numbers that the targets name: Calibrated. worlds: of each draw in
    stage 2."""
    runs, chance = Runs(targets, seed, jobs, heard), Chance(seed, np.arange(draws))
    first = np.stack(
        [standard_normal(chance.uniform("draw", [path], 0)[0]) for path in targets.factors]
    )
    war, talks = targets.of_stage(1), targets.of_stage(2)
    believed = {
        **runs.of(war, normal_share(first), WORLDS_OF_WAR),
        **runs.of(talks, normal_share(first), FEWER, loud=True),
    }
    led = _led_to_war(runs, war, first, chance, heard)
    heard.say(
        f"Stage 2: {draws:,} draws in {worlds} worlds each, {', '.join(talks) or 'no target'}."
    )
    weights = smc.weighed(
        _weight_of_talks(
            talks, runs.of(talks, normal_share(led.scores), worlds, loud=True), led.scores
        )
    )
    start = chance.uniform("kept", ["talks"], 0)[0][0]
    fresh = chance.normal("moved", [f"apart.{path}" for path in targets.factors], 0)
    accepted = smc.spread_out(led.scores, weights, start, fresh, APART)
    after = normal_share(accepted)
    heard.say("What the accepted draws say of the targets, in worlds of fresh luck.")
    seen = {**runs.of(war, after, WORLDS_OF_WAR), **runs.of(talks, after, FEWER, loud=True)}
    rows = {
        name: {"before": figures(name, row, believed), "after": figures(name, row, seen)}
        for name, row in targets.rows.items()
    }
    return Calibrated(
        targets,
        seed,
        runs.values(after),
        normal_share(first),
        after,
        smc.worth(weights),
        led.degrees,
        rows,
    )


def _led_to_war(runs, rows, first, chance, heard):
    """Stage 1: draws led to the record of the war; as they were where no target is one of it."""
    if not rows:
        return smc.Led(first, np.zeros(first.shape[1]))
    low, high = np.array([row.band for row in rows.values()]).T
    levels = evidence.Levels(0.5 * (low + high), 0.5 * (high - low) / evidence.Z90)

    def evidence_of(scores):
        found = runs.of(rows, normal_share(scores), WORLDS_OF_WAR)
        return levels.of(np.stack([found[name] for name in rows]))

    def tell(degree):
        heard.say(
            f"Stage 1: {100 * degree['degree']:.0f}% of the record let in, steps taken"
            f" {100 * degree['taken']:.0f}%"
        )

    return smc.led(evidence_of, first, chance, tell)


def _weight_of_talks(rows, found, scores):
    """Stage 2: log weight of each draw, (N,)."""
    total = np.zeros(scores.shape[1])
    for name, row in rows.items():
        if row.reading.how == "lasts":
            waits, broken, draw = lasting(name, row, found)
            total += evidence.of_survival(waits, broken, draw, scores, row.band, row.reading.weeks)
        else:
            told = (
                evidence.rate_at_most(row.at_most)
                if row.at_most
                else evidence.rate_by_classes(row.count, row.others)
            )
            total += evidence.of_rates(found[name].sum(axis=1), found[name].shape[1], told)
    return total


def lasting(name, row, found):
    """Of all worlds in which it began: weeks it was seen to last, whether it then ended, and of
    which draw it is."""
    weeks, ended = found[f"{name}.weeks"], found[f"{name}.ended"] > 0
    draw, world = np.nonzero(weeks > 0)
    broken = ended[draw, world]
    return (
        weeks[draw, world] - ~broken,
        broken,
        draw,
    )  # of what still lasts, its first week says nothing yet


def figures(name, row, found):
    """What draws together say of a target: {"value", "low", "high", "pass", ...}; low and high hold
    10 to 90% of draws, where told."""
    low, high = row.ends
    if row.reading.how == "lasts":
        return _survival(name, row, found)
    if row.reading.how == "ever":
        value = float(found[name].mean())
        return {"value": value, "pass": bool(low <= value <= high)}
    values = found[name]
    ends = np.quantile(np.median(values, axis=1), [0.1, 0.9])
    value = float(np.median(values))
    return {
        "value": value,
        "low": float(ends[0]),
        "high": float(ends[1]),
        "pass": bool(low <= value <= high),
    }


def _survival(name, row, found):
    """How long what was signed lasts, with the weekly hazard in the first quarter of the time and
    in the last."""
    waits, broken, _ = lasting(name, row, found)
    weeks, (low, high) = row.reading.weeks, row.ends
    steps = evidence.hazards(waits, broken, np.arange(1, weeks + 1))
    value, early, late = (
        float(np.prod(1.0 - steps)),
        *(_hazard(waits, broken, *ages) for ages in ((0, weeks // 4), (3 * weeks // 4, weeks))),
    )
    passed = bool(low <= value <= high and early > late)
    return {
        "value": value,
        "cases": len(waits),
        "hazard_early": early,
        "hazard_late": late,
        "pass": passed,
    }


def _hazard(waits, broken, begin, end):
    """Breaks a week at risk between two ages, in weeks."""
    risk = np.sum(np.clip(waits - begin, 0, end - begin))
    return float(np.sum(broken & (waits > begin) & (waits <= end)) / max(risk, 1))


def summary(made):
    """What a calibration found, as plain values for JSON: targets before and after, each number as
    believed and as accepted."""
    bar = max(
        0.05, 1.63 / float(np.sqrt(made.worth))
    )  # 1% of chance moves more than this, of so many equal draws
    targets = {
        name: {
            "title": row.title, "stage": row.stage, "scenario": row.scenario,
            "band": list(row.ends),
            "source": row.source, "grade": row.grade,
            "share": row.reading.how in ("ever", "lasts"), **made.targets[name],
        }
        for name, row in made.targets_of.rows.items()
    }  # fmt: skip
    factors = {
        path: _informed(made, f, path, bar) for f, path in enumerate(made.targets_of.factors)
    }
    about = {
        "main": made.targets_of.main,
        "draws": made.after.shape[1],
        "seed": made.seed,
        "worth": float(made.worth),
        "threshold": bar,
    }
    return {**about, "degrees": made.degrees, "targets": targets, "factors": factors}


def _informed(made, f, path, bar):
    """How far the record moved a number: the gap between shares of belief and the spread left of
    them, middles and bars."""
    shares = np.sort(made.after[f])
    even = np.arange(len(shares) + 1) / len(shares)
    moved = float(max(np.max(even[1:] - shares), np.max(shares - even[:-1])))
    ends = made.targets_of.drawn(path, np.array([0.005, 0.5, 0.995]))
    edges = np.linspace(ends[0], ends[2], BINS + 1)
    bins = {
        "edges": edges.tolist(),
        "prior": _shares(made.targets_of.drawn(path, (np.arange(4000) + 0.5) / 4000), edges),
        "posterior": _shares(made.columns[path], edges),
    }
    return {
        "belief": made.targets_of.prior(path).belief, "prior": float(ends[1]),
        "posterior": float(np.median(made.columns[path])),
        "spread": float(np.std(shares) * np.sqrt(12.0)), "moved": moved, "informed": moved > bar,
        "bins": bins,
    }  # fmt: skip


def _shares(values, edges):
    counts, _ = np.histogram(values.clip(edges[0], edges[-1]), edges)
    return (counts / len(values)).tolist()


def keep(made, path):
    """Write the accepted draws to a Parquet file, the folder with it."""
    priors = {name: made.targets_of.prior(name).belief for name in made.columns}
    main = made.targets_of.scenarios[made.targets_of.main]
    usual = {name: number.belief for name in made.columns if (number := main.numbers.get(name))}
    about = {"main": made.targets_of.main, "seed": made.seed, "targets": list(made.targets_of.rows)}
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, Accepted(made.columns, priors, usual, main.form.talks.rule, version()), about)
