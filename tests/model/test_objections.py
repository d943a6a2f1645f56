"""What a refused package costs a party, parted in terms and doubt: the parts are those with which
it voted."""

import numpy as np
import pytest

from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.rules import acceptance
from simulator.scenario import read


@pytest.mark.parametrize("name", ["spring_2016", "three_more_signers"])
def test_terms_and_doubt_of_who_gets_no_reward_make_up_the_edge_with_which_it_voted(name):
    resolved = read(name)
    table = design_of_worlds(resolved, 64, 2016, 10)
    model, votes = Conflict(resolved, table.columns, table.stream, 2016), 0
    others, own = model.index.onlookers, model.table.values
    for _ in range(30):
        model.step()
        s, voted = model.state, model.state.voted
        if not voted.any():
            continue
        cost = np.sum(own.objections(s.draft), axis=1)
        vote = model.now.vote
        signing = 1.0 - cost - (1.0 - vote.p_kept) * (1.0 - cost - vote.betrayed)
        same_offer = model.rounds.same_offer(own.own.same_offer)
        net_gain = acceptance.net_gain_of_signing(
            signing, s.war_value, s.war_later, 0.5 * s.war_cost, same_offer
        )
        votes += voted.sum()
        assert np.allclose(net_gain[others][:, voted], s.net_gain[others][:, voted], atol=1e-5)
    model.close()
    assert votes > 20
