"""Stage 7: public statements, unilateral moves and confidence measures (packages: `package`)."""

from itertools import combinations

import numpy as np

from simulator.model.actor import Actor
from simulator.model.random_streams import draws
from simulator.model.war_expectations import LATER
from simulator.rules import (
    acceptance,
    applies,
    confidence,
    expectation,
    patron,
    spoiling,
    talk,
)
from simulator.rules.curves import share_below
from simulator.scenario.calendar import week_of


class Rounds:
    """Calendar of the rounds of talks: their first date, length and interval."""

    def __init__(self, model):
        self.model, self.talks = model, model.parameters.section("talks")
        self.first = week_of(model.form.talks.first)

    def weeks_in(self):
        """Weeks since the latest round began, (W,); not an integer if the interval between rounds
        is not."""
        since, every = self.model.week - self.first, self.model.xp.asarray(self.talks.round_every)
        weeks = np.mod(since, every) if since >= 0 else np.full_like(every, -1.0)
        return np.broadcast_to(weeks, (self.model.worlds,))

    def votes_now(self):
        """True in the last week of a round, (W,)."""
        every = self.model.xp.asarray(self.talks.round_every)
        passed = self.weeks_in() - (np.minimum(self.talks.length, every) - 1.0)
        return (passed >= 0.0) & (passed < 1.0) & ~self.over(0)

    def over(self, weeks):
        """True where the deadline of the talks will have passed in some weeks, (W,) or without
        axes."""
        deadline = self.model.xp.asarray(self.talks.deadline)
        return deadline <= self.model.week - self.model.start + weeks

    def same_offer(self, probability):
        """Probability that the same terms are available later, (W,) or a number: 0 if the deadline
        will have passed."""
        late = self.over(LATER)
        if not self.model.xp.any(late):
            return probability
        return np.where(late, 0.0, probability).astype(self.model.state.dtype)


@applies(
    talk.probability_of_softening, talk.may_soften, talk.next_softness, talk.next_credit,
    expectation.signal_of_all, expectation.surprise,
)  # fmt: skip
@draws("words")
class PublicStatements(Actor):
    """Public statements of one party, softened at times on issues that cost it little."""

    def __init__(self, model, row):
        super().__init__(model)
        self.talk, self.row, party = self.section("talk"), row, self.index.speakers[row]
        self.name, self.patrons = [self.index.parties[party]], self.index.patrons_of(party)

    def choose(self):
        s, own = self.state, self.talk
        softness, credit = s.softness[self.row], s.credit[self.row]
        signal, expected, credible = (
            expectation.signal_of_all(threats[self.patrons])
            for threats in (s.pressed, s.expected_signal, s.pressure)
        )
        surprise = expectation.surprise(signal, expected)
        probability = talk.probability_of_softening(surprise, credible, credit, own)
        uniform = self.streams.uniform("words", self.name, self.model.week)[0]
        softened = (uniform < probability) & talk.may_soften(softness, own)
        self.softness = talk.next_softness(softness, softened, own)
        self.credit = talk.next_credit(credit, softened, own)

    def apply(self):
        self.write("softness", "credit", row=self.row)


@applies(spoiling.probability_of_unilateral_move, spoiling.next_provocation)
@draws("deeds")
class UnilateralMoves(Actor):
    """Unilateral moves of one party on issues of little importance to its patrons, early in a truce
    with little monitoring."""

    def __init__(self, model, row):
        super().__init__(model)
        self.own, self.row, party = self.section("spoiling"), row, self.index.movers[row]
        issues = self.index.form.spoiling.issues
        self.rows = [self.index.package.index(name) for name in issues]
        self.patrons = self.index.patrons_of(party)
        self.governs = party == self.index.sovereign
        suffix = "" if self.governs else f":{self.index.parties[party]}"
        self.names = [name + suffix for name in issues]

    def choose(self):
        s, index, monitoring = self.state, self.index, self.parameters["truce.monitoring"]
        care = s.full("1")
        if self.patrons:
            salience = s.salience[self.patrons][:, self.rows]
            care = np.mean(salience, axis=0) * len(index.package)
        age = s.truce_age
        probability = spoiling.probability_of_unilateral_move(age, monitoring, care, self.own)
        uniform = self.streams.uniform("deeds", self.names, self.model.week)
        self.moves = (uniform < probability) & s.truce & ~s.deal
        if self.governs:
            self.moves &= ~self.model.left_by_script()
        moved = self.unilateral_move = np.any(self.moves, axis=0)
        self.provocation = spoiling.next_provocation(s.provocation[self.row], moved, self.own)

    def apply(self):
        self.write("provocation", "unilateral_move", row=self.row)
        self.put(self.now.moves[self.row], self.moves)


@applies(
    acceptance.mixed_shock, confidence.proposed_term, confidence.wish_for_change,
    confidence.probability_of_consent, confidence.next_practice, share_below, patron.pressure_felt,
)  # fmt: skip
@draws("measure")
class ConfidenceMeasures(Actor):
    """Confidence-building measures, each voted on separately in weeks of a vote. A measure binds
    the signers that consent to it, if two hostile ones do."""

    def __init__(self, model):
        super().__init__(model)
        self.own, self.lasting = self.section("measures"), self.parameters["measures.lasting"]
        index = self.index
        self.rows = slice(len(index.package), len(index.issues))
        self.signers = index.signers
        self.hostile = [
            (i, j)
            for i, j in combinations(range(len(self.signers)), 2)
            if index.camp[self.signers[i]] != index.camp[self.signers[j]]
        ]
        self.names = [f"{name}:{index.parties[a]}" for a in self.signers for name in index.measures]
        self.mediators = index.sponsors or list(range(len(index.parties)))
        self.patrons = [index.patrons_of(a) for a in self.signers]
        self.persuaders = [  # sponsors without support that they could cut
            [a for a in patrons if a in index.sponsors and a not in model.supporters]
            for patrons in self.patrons
        ]
        self.ceasefire = index.measure_of("truce")

    def choose(self):
        s, own, signers = self.state, self.own, self.signers
        text = np.mean(s.position[self.mediators, self.rows], axis=0)
        proposal = confidence.proposed_term(s.practice, text, own.step)
        position, salience = s.position[signers, self.rows], s.salience[signers, self.rows]
        wish = confidence.wish_for_change(proposal, s.practice, position, salience)
        linkage, pressure = self._linkage(position), self._pressure()
        p_yes = confidence.probability_of_consent(wish, linkage, pressure, own)
        fresh = self.streams.normal("measure", self.names, self.model.week).reshape(p_yes.shape)
        shock = acceptance.mixed_shock(s.mood[signers][:, None], fresh, self.lasting)
        large = np.abs(proposal - s.practice) > own.smallest
        meeting = self.model.rounds.votes_now() & ~s.deal
        consents = self.consents = share_below(shock) < p_yes
        self.agreed = agreed = self._pairs_agree(consents) & meeting & large
        term = self._term(proposal, consents)
        self.practice = confidence.next_practice(
            s.practice, s.resting_practice, agreed, term, own.fading
        )
        if (
            row := self.ceasefire
        ) is not None:  # a truce does not revert gradually: it holds or is void
            term = np.where(agreed[row], proposal[row], s.practice[row])
            self.practice[row] = np.where(s.truce | agreed[row], term, self.practice[row])
            self.members = consents[:, row].copy()

    def _pairs_agree(self, consents):
        """True where two signers who are at war consent, (M, W)."""
        hostile, camp = self.model.expectations.hostile, self.index.camp
        pairs = [
            consents[i] & consents[j] & hostile[camp[self.signers[i]], camp[self.signers[j]]]
            for i, j in self.hostile
        ]
        return np.any(np.stack(pairs), axis=0)

    def _term(self, proposal, consents):
        """Practice under a measure, (M, W): the proposal, as far as signers are bound by it."""
        if len(self.signers) == 2:
            return proposal
        share, practice = np.mean(consents, axis=0, dtype=proposal.dtype), self.state.practice
        return np.where(share < 1.0, practice + share * (proposal - practice), proposal)

    def _linkage(self, position):
        """Progress since the start towards each signer's positions, (S, 1, W), mean over the
        measures."""
        s = self.state
        nearer = np.abs(s.first_practice - position) - np.abs(s.practice - position)
        return np.mean(np.maximum(nearer, 0.0), axis=1, keepdims=True) * 0.01

    def _pressure(self):
        """Pressure by each signer's own patrons, (S, 1, W): threats, and the effort of sponsors
        without a threat."""
        s, index, pressures = self.state, self.index, []
        for patrons, persuaders in zip(self.patrons, self.persuaders, strict=True):
            pressure = self.own.by_effort * self.total("effort", persuaders) + s.full()
            if patrons:
                offset = self.parameters.columns(
                    [f"parties.{index.parties[a]}.offset" for a in patrons]
                )
                pressure = pressure + patron.pressure_felt(s.pressure[patrons], offset)
            pressures.append(pressure)
        return np.stack(pressures)[:, None].astype(s.dtype)

    def apply(self):
        self.write("practice")
        self.put(self.now.agreed, self.agreed)
        self.put(self.now.consents, self.consents)
        if self.ceasefire is not None:
            self.model.truce.renew(self.agreed[self.ceasefire], self.members)
