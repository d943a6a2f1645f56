"""Calibration: it finds a posterior that is known, fits nothing but what it may, and its draws are
taken where they hold."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from posterior import ROWS, write_prior_draws
from rich.console import Console

from simulator.analysis import calibration, likelihood, smc
from simulator.analysis.experiments import Listener, compare_study, run_study
from simulator.analysis.requests import RunOptions
from simulator.ensemble import rules_hash
from simulator.ensemble.cases import Cases
from simulator.ensemble.design import design_of_worlds
from simulator.ensemble.posterior_draws import (
    PosteriorDraws,
    calibration_warnings,
    overridden_parameters,
    posterior_draws_of,
    write,
)
from simulator.ensemble.run_request import RunRequest
from simulator.model.random_streams import RandomStreams, rows_of
from simulator.report import terminal
from simulator.scenario import ScenarioError, read
from simulator.scenario.read import HOME
from simulator.scenario.targets import FITTED, MOST_FACTORS, SHIPPED, read_targets

SEED = 5
ROOT = Path(__file__).resolve().parents[2]


# ---------------------------------------------------------------------------------------------------------
# the method
def test_it_recovers_a_posterior_that_is_known():
    """Two normal beliefs, the sum of which was seen to be 2 with an error of a half: a normal
    posterior in closed form."""
    chance = RandomStreams(SEED, np.arange(4000))
    first = chance.normal("moved", ["a", "b"], 1000)
    found = smc.tempered_smc(
        lambda scores: -0.5 * ((scores[0] + scores[1] - 2.0) / 0.5) ** 2, first, chance
    )
    precision = np.eye(2) + np.ones((2, 2)) / 0.25
    cover = np.linalg.inv(precision)
    np.testing.assert_allclose(found.scores.mean(axis=1), cover @ np.full(2, 2.0 / 0.25), atol=0.06)
    np.testing.assert_allclose(np.cov(found.scores), cover, atol=0.08)
    assert found.steps[-1]["temperature"] == pytest.approx(1.0)


def test_draws_moved_apart_are_distinct_and_keep_mean_and_covariance():
    chance = RandomStreams(SEED, np.arange(5000))
    scores, weights = (
        chance.normal("moved", ["a", "b"], 0),
        smc.normalise_weights(3.0 * chance.uniform("kept", ["w"], 0)[0]),
    )
    found = smc.liu_west_jitter(scores, weights, 0.3, chance.normal("moved", ["c", "d"], 8), 0.1)
    assert len(np.unique(found, axis=1).T) == 5000
    np.testing.assert_allclose(found.mean(axis=1), scores @ weights, atol=0.05)
    np.testing.assert_allclose(np.cov(found), np.cov(scores, aweights=weights), atol=0.06)


def test_a_draw_near_the_record_has_a_higher_likelihood_than_one_far_from_it():
    luck = RandomStreams(SEED, np.arange(800)).normal("moved", ["luck"], 0).reshape(1, 100, 8)
    middles = np.linspace(0.0, 4.0, 100)
    found = likelihood.SyntheticLikelihood([2.0], [0.5]).log_likelihood(
        luck + middles[None, :, None]
    )
    assert abs(middles[np.argmax(found)] - 2.0) < 0.5 and found[0] < found[50] > found[-1]


def test_rates_of_few_worlds_are_judged_together_with_those_of_all_draws():
    told = likelihood.rate_by_bands((7, 49), (0.03, 0.07))
    happened = np.repeat([0, 5, 40], [80, 15, 5])
    found = likelihood.log_likelihood_of_counts(happened, 64, told)
    assert found[85] > found[0] and found[85] > found[-1]
    assert likelihood.RATES[np.argmax(told)] == pytest.approx(0.082, abs=0.005)


def test_survival_is_told_from_what_was_seen_and_for_how_long():
    chance = RandomStreams(SEED, np.arange(20_000)).uniform("kept", ["age", "watched"], 0)
    ages, watched = np.ceil(np.log(chance[0]) / np.log(0.99)), np.ceil(120 * chance[1])
    waits, broken = np.minimum(ages, watched), ages <= watched
    assert np.prod(1 - likelihood.hazards(waits, broken, np.arange(1, 53))) == pytest.approx(
        0.99**52, abs=0.01
    )
    draw = np.arange(20_000) % 200
    scores = RandomStreams(SEED, np.arange(200)).normal("moved", ["hazard", "other"], 0)
    often = broken & (
        RandomStreams(SEED, np.arange(20_000)).uniform("taken", ["now"], 0)[0]
        < np.exp(scores[0, draw] - 1.5)
    )
    times = likelihood.poisson_rate_ratio(
        np.bincount(draw, often, 200),
        np.bincount(draw, watched / watched.mean(), 200) * often.mean(),
        scores,
    )
    assert np.corrcoef(np.log(times), scores[0])[0, 1] > 0.98
    found = likelihood.log_likelihood_of_durations(waits, often, draw, scores, (0.85, 0.95), 52)
    assert found[np.argmax(scores[0])] < found.max() and np.isfinite(found).all()


# -------------------------------------------------------------------------------------------------------
# the targets
def test_the_shipped_targets_are_those_that_may_be_fitted_and_no_other():
    targets = read_targets()
    assert (
        sorted(targets.rows) == sorted(FITTED) == ["B1", "B7", "K01", "K02", "K03a", "K03b", "K04"]
    )
    assert [name for name, row in targets.rows.items() if row.stage == 1] == [
        "K01",
        "K02",
        "K03a",
        "K03b",
    ]
    assert len(targets.factors) <= MOST_FACTORS == 20
    assert all(targets.prior(path).grade == "D" for path in targets.factors)
    assert all(one.draws is None for one in targets.scenarios.values())


def test_targets_are_read_by_the_reductions_of_all_readings():
    targets = read_targets()

    def read_of(name):
        row = targets.rows[name]
        return row.reading.readings(name, targets.scenarios[row.scenario].form)

    hows = [read_of(name)[name].how for name in ("K01", "K02", "K03a", "B1")]
    assert hows == ["last", "change", "level", "ever"]
    assert read_of("K01")["K01"].last == read_of("K02")["K02"].first
    assert {name: one.how for name, one in read_of("B7").items()} == {
        "B7.weeks": "sum", "B7.ended": "ever",
    }  # fmt: skip


def test_a_target_of_an_unknown_metric_is_refused_before_anything_runs(tmp_path):
    """A metric of a region is known, and the nearest one is suggested."""
    text = SHIPPED.read_text().replace("government_area", "area.regime.allepo", 1)
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(ScenarioError) as error:
        calibration.calibrate(read_targets(tmp_path / "mine.yaml"), 100, 4, SEED, 1, Listener())
    place = r"mine.yaml:\d+:\d+: targets.K03a.reading: "
    hint = 'there is no metric "area.regime.allepo"; did you mean "area.regime.aleppo"'
    assert re.search(place + re.escape(hint), str(error.value)), str(error.value)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("  K04:", "  H07:", "targets.H07: H07 is held out of the fit"),
        ("  K04:", "  C01b:", "targets.C01b: C01b is a counterfactual, not historical data"),
        (
            "  - war.rate",
            "  - war.rates",
            'war.rates is no uncertain parameter of these scenarios; did you mean "war.rate"?',
        ),
        ("  - war.rate", "  - war.margin", "war.margin is named twice"),
        ("    at_most: 5%", "    at_mots: 5%", "targets.K04.at_mots: unknown key"),
        ("to: 2016-04-14", "to: 2026-04-14", "these days are outside airpower_drawdown"),
        ("    band: [30, 36]", "    band: [36, 30]", "the low end of the band comes first"),
    ],
)
def test_a_wrong_file_of_targets_is_refused_with_its_line(before, after, told, tmp_path):
    text = SHIPPED.read_text()
    assert before in text
    (tmp_path / "mine.yaml").write_text(text.replace(before, after, 1))
    with pytest.raises(ScenarioError) as found:
        read_targets(tmp_path / "mine.yaml")
    assert (
        told in str(found.value)
        and "mine.yaml:" in str(found.value)
        and "^" in found.value.as_text()
    )


# --------------------------------------------------------------------------------------------------------
# a small run
@pytest.fixture(scope="module")
def made():
    """A small calibration, by which the shape of a large one can be told."""
    return calibration.calibrate(read_targets(), 100, 4, SEED, 1, Listener())


@pytest.fixture(scope="module")
def file(made, tmp_path_factory):
    path = tmp_path_factory.mktemp("draws") / "small.draws.parquet"
    calibration.write_draws(made, path)
    return path


@pytest.mark.slow
def test_draws_are_distinct_and_lie_where_they_were_believed_to(made):
    assert len(np.unique(np.stack(list(made.columns.values())), axis=1).T) == 100
    for path, values in made.columns.items():
        low, high = made.targets.prior_quantile(path, np.array([1e-12, 1 - 1e-12]))
        assert low <= values.min() and values.max() <= high, path


@pytest.mark.slow
def test_the_war_moves_towards_its_record(made):
    for name in ("K01", "K02", "K03a", "K03b"):
        before, after = made.fits[name].prior, made.fits[name].posterior
        assert after.high - after.low < before.high - before.low
    assert made.fits["K02"].prior.value < made.fits["K02"].posterior.value


@pytest.mark.slow
def test_a_summary_tells_every_target_and_number(made):
    told = json.loads(json.dumps(calibration.as_dict(made)))
    assert set(told["targets"]) == set(FITTED) and list(told["factors"]) == made.targets.factors
    margin = told["factors"]["war.margin"]
    assert margin["posterior"] == pytest.approx(np.median(made.columns["war.margin"]))
    assert margin["prior"] == pytest.approx(
        made.targets.prior_quantile("war.margin", np.array([0.5]))[0]
    )
    assert sum(margin["bins"]["posterior"]) == pytest.approx(1.0)


@pytest.mark.slow
def test_the_same_seed_makes_the_same_file(file, tmp_path):
    again = calibration.calibrate(read_targets(), 100, 4, SEED, 2, Listener())
    calibration.write_draws(again, tmp_path / "again.parquet")
    assert (tmp_path / "again.parquet").read_bytes() == file.read_bytes()


# ----------------------------------------------------------------------------------------------------
# where they hold
def of(file, name="spring_2016", *sets):
    return read(name, [f"draws={file}", *sets])


@pytest.mark.slow
def test_each_draw_takes_one_row_of_what_is_calibrated(made, file):
    with_draws = design_of_worlds(of(file), 300, SEED, reps=2).columns
    without = design_of_worlds(read("spring_2016", ["draws=null"]), 300, SEED, reps=2).columns
    rows = rows_of(np.arange(300) // 2, SEED, 100)
    for path in set(with_draws) & set(made.columns):
        np.testing.assert_array_equal(with_draws[path], made.columns[path][rows])
    for path in set(without) - set(made.columns):
        np.testing.assert_array_equal(with_draws[path], without[path])
    assert "holders.regime.cohesion" not in with_draws  # only the autumn before is unsure of it
    before = design_of_worlds(of(file, "intervention_2015"), 40, SEED).columns
    np.testing.assert_array_equal(
        before["holders.regime.cohesion"],
        made.columns["holders.regime.cohesion"][rows_of(np.arange(40), SEED, 100)],
    )


@pytest.mark.slow
def test_what_a_user_says_replaces_its_column_and_is_told(file):
    assert (
        overridden_parameters(of(file))
        == overridden_parameters(of(file, "intervention_2015"))
        == overridden_parameters(of(file, "airpower_drawdown"))
        == []
    )
    own = of(
        file,
        "spring_2016",
        "deal.price=10%",
        "war.rate={triangular: [6%, 10%, 21%]}",
        "regime.morale=60%",
    )
    assert overridden_parameters(own) == ["regime.morale", "war.rate", "deal.price"]
    columns, plain = (
        design_of_worlds(own, 64, SEED).columns,
        design_of_worlds(of(file), 64, SEED).columns,
    )
    assert "deal.price" not in columns and not np.allclose(columns["war.rate"], plain["war.rate"])
    np.testing.assert_array_equal(columns["war.margin"], plain["war.margin"])
    assert overridden_parameters(of(file), varied=["war.margin"]) == ["war.margin"]
    assert overridden_parameters(read("spring_2016", ["draws=null", "deal.price=10%"])) == []


@pytest.mark.slow
def test_a_run_says_what_is_no_longer_calibrated(file, tmp_path):
    said: list[str] = []

    class Heard(Listener):
        def notify(self, text):
            said.append(text)

    run_study(
        ["spring_2016"],
        [f"draws={file}", "weeks=2", "deal.price=10%"],
        RunOptions(worlds=16, jobs=1, out=tmp_path),
        Heard(),
    )
    assert said == ["deal.price: overridden, no longer calibrated"]


@pytest.mark.slow
def test_results_depend_on_what_the_file_holds(made, file, tmp_path):
    other = tmp_path / "other.draws.parquet"
    write(
        other,
        PosteriorDraws(
            {name: values[::-1].copy() for name, values in made.columns.items()}, *_texts(file)
        ),
        {},
    )
    shutil.copy(file, tmp_path / "same.draws.parquet")
    ids = [
        RunRequest("run", [of(path)], Cases.build(["one"]), 8, 1, 1).id() for path in (file, other)
    ]
    assert ids[0] != ids[1]
    shutil.copy(other, tmp_path / "same.draws.parquet")
    assert (
        of(tmp_path / "same.draws.parquet").canonical()[-64:]
        == of(other).canonical()[-64:]
        != of(file).canonical()[-64:]
    )


def _texts(file):
    known = posterior_draws_of(of(file))
    return known.priors, known.main_priors


@pytest.mark.slow
def test_kept_results_hold_their_draws(file, tmp_path):
    for name in ("spring_2016.yaml", "airpower_drawdown.yaml"):
        shutil.copy(HOME / name, tmp_path)
    text = (tmp_path / "airpower_drawdown.yaml").read_text() + "draws: record/mine.parquet\n"
    (tmp_path / "airpower_drawdown.yaml").write_text(text)
    (tmp_path / "record").mkdir()
    shutil.copy(file, tmp_path / "record" / "mine.parquet")
    name = str(tmp_path / "airpower_drawdown.yaml")
    study = run_study(
        [name], ["weeks=2"], RunOptions(worlds=16, jobs=1, out=tmp_path / "results"), Listener()
    )
    assert (
        study.folder / "scenarios" / "record" / "mine.parquet"
    ).read_bytes() == file.read_bytes()
    kept = read(study.folder / "scenarios" / "airpower_drawdown.yaml")
    assert (
        kept.draws.parent.parent == study.folder / "scenarios"
        and kept.canonical() == study.scenarios[0].canonical()
    )


def test_a_file_that_only_begins_and_ends_like_draws_is_refused(tmp_path):
    (tmp_path / "torn.parquet").write_bytes(b"PAR1" + bytes(64) + b"PAR1")
    with pytest.raises(ScenarioError, match="these draws cannot be read"):
        design_of_worlds(of(tmp_path / "torn.parquet"), 16, SEED)


def test_worlds_of_one_seed_meet_draws_that_are_no_kin(tmp_path):
    """Rows in a row of a file are of one kin; the draws of a run are not, and another seed takes
    others."""
    resolved = of(write_prior_draws(tmp_path / "prior.draws.parquet"))
    tables = [design_of_worlds(resolved, ROWS, seed) for seed in (1, 2)]
    path = read_targets().factors[-1]
    kin, met = posterior_draws_of(resolved).columns[path], tables[0].columns[path]
    assert np.corrcoef(kin[1:], kin[:-1])[0, 1] > 0.2 > abs(np.corrcoef(met[1:], met[:-1])[0, 1])
    assert sorted(kin) == sorted(met) and not np.array_equal(met[:50], tables[1].columns[path][:50])


# -------------------------------------------------------------------------------------------------
# draws and rules
@pytest.fixture
def stamped(tmp_path, monkeypatch):
    """A folder with spring_2016 and its draws, which say by which rules they were calibrated."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    draws = write_prior_draws(tmp_path / "scenarios" / "record" / "mine.draws.parquet")
    scenario = tmp_path / "scenarios" / "spring_2016.yaml"
    text = scenario.read_text(encoding="utf-8")
    assert text.count("\ndraws: null") == 1
    scenario.write_text(text.replace("\ndraws: null", "\ndraws: record/mine.draws.parquet"))
    return draws


def test_draws_calibrated_under_another_bargaining_rule_say_so(stamped, tmp_path):
    def said(*more, rules=()):
        told: list = []
        listener = Listener()
        listener.notify = told.append
        order = RunOptions(worlds=16, jobs=1, out=tmp_path / "results", rules=rules)
        study = compare_study(
            "spring_2016", ["escalation"], ["weeks=2", *more], [], order, listener
        )
        return [text for text in told if "calibrated under" in text], study

    assert said()[0] == []
    for told, study in (said(rules=("nash",)), said("talks.rule=nash")):
        (sentence,) = told
        assert sentence.startswith(
            "Draws were calibrated under the bargaining rule package; here texts are drafted by"
            " nash (spring_2016"
        )
        assert study.notes == told and study.summary()["notes"] == told
    out = Console(record=True, width=100)
    terminal.show(out, study)
    assert "calibrated under the bargaining rule package" in " ".join(out.export_text().split())


def test_draws_calibrated_under_another_version_of_the_rules_say_so(stamped, monkeypatch):
    one = read("spring_2016")
    assert not list(calibration_warnings([one]))
    monkeypatch.setattr(
        rules_hash,
        "_hash",
        lambda told, _: "other text" if told is str else rules_hash.version.__name__,
    )
    assert list(calibration_warnings([one])) == [
        "Draws were calibrated under another version of the model's rules; run `python run.py"
        " calibrate` to create them again."
    ]


def test_comments_docstrings_and_modules_that_only_look_are_no_version_of_the_rules(
    tmp_path, monkeypatch
):
    for folder in rules_hash.FOLDERS:
        shutil.copytree(ROOT / "simulator" / folder, tmp_path / folder)
    monkeypatch.setattr(rules_hash, "SOURCE", tmp_path)

    def version_with(name, before, after):
        path = tmp_path / name
        text = path.read_text()
        assert before in text
        path.write_text(text.replace(before, after, 1))
        rules_hash._hash.cache_clear()
        found = rules_hash.version()
        path.write_text(text)
        return found

    rules_hash._hash.cache_clear()
    first = rules_hash.version()
    for name, before, after in (
        ("rules/patron.py", "\n\n\n", "\n\n# a comment\n"),
        ("rules/patron.py", '"""', '"""Words. '),
    ):
        other = version_with(name, before, after)
        assert other["meaning"] == first["meaning"] and other["text"] != first["text"]
    for name in ("model/recorder.py", "model/metrics/harm.py"):
        assert version_with(name, "\n\n\n", "\n\nx = 1\n") == first
    for name in ("rules/patron.py", "model/conflict.py", "rules/bargaining/package.py"):
        assert version_with(name, "\n\n\n", "\n\nx = 1\n")["meaning"] != first["meaning"]
    rules_hash._hash.cache_clear()
    package = rules_hash.version("package")
    shutil.copy(tmp_path / "rules/bargaining/nash.py", tmp_path / "rules/bargaining/another.py")
    rules_hash._hash.cache_clear()
    assert rules_hash.version("package") == package != rules_hash.version("nash")
    rules_hash._hash.cache_clear()
