"""Typed results, and the keys that they have in JSON."""

import json
import math

from simulator.analysis.estimate import (
    Change,
    Comparison,
    Estimate,
    Result,
    RunSummary,
    WithoutDeal,
    as_json,
)
from simulator.ensemble.cases import Case

RANGED = {"low": 0.1, "high": 0.3, "range_low": 0.15, "range_high": 0.25}


def test_an_estimate_has_the_keys_of_its_kind():
    told = as_json(Estimate(value=0.2, **RANGED))
    assert told == {
        "share": 0.2, "low": 0.1, "high": 0.3, "across": {"low": 0.15, "high": 0.25},
    }  # fmt: skip
    amount = as_json(Estimate(value=2.0, kind="amount", unit="weeks", n=7))
    assert amount["mean"] == 2.0 and amount["n"] == 7 and amount["across"] is None
    assert "share" not in amount and "low" not in amount
    assert set(as_json(Estimate(value=2.0, kind="terms"))) == set(amount) - {"across"}


def test_a_change_tells_counts_of_shares_and_the_spread_of_amounts():
    share = as_json(Change(value=0.0, low=-0.1, high=0.1, gained=0, lost=0))
    assert (share["change"], share["gained"], share["lost"]) == (0.0, 0, 0) and "p10" not in share
    amount = as_json(Change(value=1.0, p10=0.0, p90=2.0, unit="weeks"))
    assert (amount["p10"], amount["p90"]) == (0.0, 2.0) and "gained" not in amount


def test_json_has_no_infinities_and_a_comparison_names_what_it_leaves_out():
    one = Change(value=0.2, low=-math.inf, high=math.inf)
    told = json.loads(json.dumps(as_json(Comparison({"ends": one}, {}, ("rest",)))))
    assert told["outcomes"]["ends"]["low"] is None and told["not_compared"] == ["rest"]
    assert "not_compared" not in as_json(Comparison({}, {}))


def test_a_cell_tells_what_is_varied_beside_its_run():
    run = RunSummary("one", 8, 1, {}, {}, WithoutDeal(0, {}), {}, [])
    told = as_json(Result(Case("one", cell=1), {"x": 2.0}, run, run, Comparison({}, {})))
    assert told["values"] == {"x": 2.0} and not told["reference"] and told["title"] == "one"
    assert told["changes"] == {"outcomes": {}, "metrics": {}} and "base" not in told


def test_intervals_are_scaled_or_none():
    assert Estimate(value=0.2, **RANGED).across(100) == (15.0, 25.0)
    assert Estimate(value=0.2).interval() is None and Estimate(value=0.2).across() is None
