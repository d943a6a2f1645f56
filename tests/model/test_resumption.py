"""What a broken deal leaves: war resumed, by the same formula as the war value."""

import numpy as np
import pytest

from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.scenario import read

WORLDS = 64


@pytest.fixture(scope="module", params=["spring_2016", "libya_2019", "yemen_2018"])
def conflict(request):
    """A conflict in its third week."""
    resolved = read(request.param)
    table = design_of_worlds(resolved, WORLDS, 2016, 4)
    model = Conflict(resolved, table.columns, table.stream, 2016)
    for _ in range(3):
        model.step()
    yield model
    model.close()


def resumed(model, **terms):
    """Value of the war resumed after a deal whose terms are the latest text's, but for some."""
    draft = model.state.draft.copy()
    for role, term in terms.items():
        row = model.index.term_of(role)
        if row is None:
            pytest.skip(f"no issue is the {role}")
        pole = model.state.pole[row]
        draft[row] = np.abs(pole - term)  # from the sovereign's end
    return model.table.commitment.after_signature(draft).betrayed


def test_the_sovereign_is_the_weaker_the_more_posts_it_has_given_up(conflict):
    a = conflict.index.sovereign
    kept, shared, gone = (resumed(conflict, leader=t, body=t)[a] for t in (0.0, 50.0, 100.0))
    assert np.all(shared <= kept + 1e-6) and np.all(gone <= shared + 1e-6)
    assert np.mean(kept - gone) > 0.005


def test_another_signer_is_the_stronger_the_more_posts_it_has_been_given(conflict):
    index = conflict.index
    ends = np.abs(conflict.state.ends[:-1] - conflict.state.pole)[:, index.core, 0]
    winners = [camp for camp, end in enumerate(ends) if np.all(end > 90.0)]
    others = [a for a in index.opponents_of(index.sovereign) if index.camp[a] in winners]
    kept, gone = (resumed(conflict, leader=t, body=t) for t in (0.0, 100.0))
    for a in others:
        assert np.mean(gone[a] - kept[a]) > 0.0


def test_the_client_of_foreign_men_is_the_weaker_where_they_have_left(conflict):
    if not any(np.any(patron.men() > 0.0) for patron in conflict.patrons.values()):
        pytest.skip("no foreign men")
    a = conflict.index.sovereign
    stay, leave = (resumed(conflict, foreign_forces=t)[a] for t in (0.0, 100.0))
    assert np.mean(stay - leave) > 0.0


def test_a_deal_that_leaves_all_strength_as_it_was_leaves_the_war_value_as_it_was(conflict):
    """Nothing given up and nobody withdrawn, at the moment of signature."""
    deal, expectations = conflict.expectations.deal, conflict.expectations
    given_up, deal.given_up = deal.given_up, 0.0
    try:
        (value,) = expectations.war_after(conflict.state.draft, 0)
    finally:
        deal.given_up = given_up
    s = conflict.state
    war = ~s.deal & ~s.deal_broke  # foreign men leave, and men are given up
    assert np.allclose(value[:, war], conflict.state.war_value[:, war], atol=1e-4)
