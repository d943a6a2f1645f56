"""The chart of positions over the rounds: the text, declared positions, reservation terms."""

import re
from dataclasses import replace

import numpy as np
import pytest

from simulator.report.figures import negotiation
from simulator.report.notebook import run

REPORT = "report=[reservation_term.regime.presidency, reservation_term.opposition.presidency]"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    out = tmp_path_factory.mktemp("positions")
    return run("spring_2016", set=["weeks=8"], worlds=60, out=out, quiet=True).study


def without(study, part):
    """A study whose results lack the weekly histograms with a part in their names."""
    results = [
        replace(result, weeks={name: c for name, c in result.weeks.items() if part not in name})
        for result in study.block_results
    ]
    return replace(study, block_results=results)


def test_the_text_and_the_position_of_each_signer_are_drawn(study):
    markup = str(negotiation.positions(study))
    assert "Assad's government declares" in markup.replace("&#39;", "'")
    assert "the opposition declares" in markup and "reservation_term.PARTY.ISSUE" in markup
    assert markup.count("<figure") == 1 and markup.count('class="other') == 2
    said = re.search(r"medians at the end: the text (\d+)", markup)
    assert said and 0 <= int(said[1]) <= 100


def test_a_line_is_the_median_of_the_worlds(study):
    (scenario, result), *_ = study.runs
    lines = {name: median for name, _, _, median in negotiation._lines(scenario, result)}
    assert set(lines) == {f"declared.{party}.presidency" for party in ("regime", "opposition")}
    for name, median in lines.items():
        assert abs(median[-1] - np.median(result.worlds[name])) <= 1.0


def test_reservation_terms_are_drawn_on_request(tmp_path):
    asked = run("spring_2016", set=["weeks=8", REPORT], worlds=60, out=tmp_path, quiet=True).study
    markup = str(negotiation.positions(asked))
    assert markup.count('class="other') == 4 and "would go as far as" in markup
    assert "reservation_term.PARTY.ISSUE" not in markup


def test_results_without_positions_have_a_message(study):
    assert "no positions on who leads" in str(negotiation.positions(without(study, "declared")))
