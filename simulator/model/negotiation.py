"""Stage 7: public statements, unilateral moves and confidence measures (packages: `package`)."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.random_streams import draws
from simulator.model.war_expectations import LATER
from simulator.rules import acceptance, applies, confidence, patron, spoiling, talk
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


@applies(talk.probability_of_softening, talk.may_soften, talk.next_softness, talk.next_credit)
@draws("words")
class PublicStatements(Actor):
    """Public statements of the government, softened at times on issues that cost it little."""

    def __init__(self, model):
        super().__init__(model)
        self.talk = self.section("talk")
        self.name = [self.index.parties[self.index.government]]

    def choose(self):
        s, own = self.state, self.talk
        signal, credible = self._by_patrons(s.pressed), self._by_patrons(s.pressure)
        excess = np.maximum(signal - credible, 0.0)
        probability = talk.probability_of_softening(excess, credible, s.credit, own)
        uniform = self.streams.uniform("words", self.name, self.model.week)[0]
        softened = (uniform < probability) & talk.may_soften(s.softness, own)
        self.softness = talk.next_softness(s.softness, softened, own)
        self.credit = talk.next_credit(s.credit, softened, own)

    def _by_patrons(self, threats):
        return 1.0 - np.prod(1.0 - threats[self.index.backers], axis=0)

    def apply(self):
        self.write("softness", "credit")


@applies(spoiling.probability_of_unilateral_move, spoiling.next_provocation)
@draws("deeds")
class UnilateralMoves(Actor):
    """Unilateral moves of the government on issues of little importance, early in a truce with
    little monitoring."""

    def __init__(self, model):
        super().__init__(model)
        self.own, self.issues = self.section("spoiling"), self.index.form.spoiling.issues
        self.rows = [self.index.package.index(name) for name in self.issues]

    def choose(self):
        s, index, monitoring = self.state, self.index, self.parameters["truce.monitoring"]
        care = np.mean(s.salience[index.backers][:, self.rows], axis=0) * len(index.package)
        age = s.truce_age
        probability = spoiling.probability_of_unilateral_move(age, monitoring, care, self.own)
        uniform = self.streams.uniform("deeds", self.issues, self.model.week)
        self.moves = (uniform < probability) & s.truce & ~s.deal & ~self.model.left_by_script()
        moved = self.unilateral_move = np.any(self.moves, axis=0)
        self.provocation = spoiling.next_provocation(s.provocation, moved, self.own)

    def apply(self):
        self.write("provocation", "unilateral_move")
        self.put(self.now.moves, self.moves)


@applies(
    acceptance.mixed_shock, confidence.proposed_term, confidence.wish_for_change,
    confidence.probability_of_consent, confidence.next_practice, share_below, patron.pressure_felt,
)  # fmt: skip
@draws("measure")
class ConfidenceMeasures(Actor):
    """Confidence-building measures, each voted on separately in weeks of a vote."""

    def __init__(self, model):
        super().__init__(model)
        self.own, self.lasting = self.section("measures"), self.parameters["measures.lasting"]
        index = self.index
        self.rows = slice(len(index.package), len(index.issues))
        self.signers = [index.government, index.opposition]
        self.names = [f"{name}:{index.parties[a]}" for a in self.signers for name in index.measures]
        self.mediators = index.sponsors or list(range(len(index.parties)))
        self.friends = [a for a in index.sponsors if index.side[a] < 0]
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
        self.agreed = agreed = np.all(share_below(shock) < p_yes, axis=0) & meeting & large
        self.practice = confidence.next_practice(
            s.practice, s.resting_practice, agreed, proposal, own.fading
        )
        if (
            row := self.ceasefire
        ) is not None:  # a truce does not revert gradually: it holds or is void
            term = np.where(agreed[row], proposal[row], s.practice[row])
            self.practice[row] = np.where(s.truce | agreed[row], term, self.practice[row])

    def _linkage(self, position):
        """Progress since the start towards each signer's positions, (2, 1, W), mean over the
        measures."""
        s = self.state
        nearer = np.abs(s.first_practice - position) - np.abs(s.practice - position)
        return np.mean(np.maximum(nearer, 0.0), axis=1, keepdims=True) * 0.01

    def _pressure(self):
        """Pressure by each signer's own patrons, (2, 1, W): threats on the government, effort on
        the opposition."""
        s, index = self.state, self.index
        offset = self.parameters.columns(
            [f"parties.{index.parties[a]}.offset" for a in index.backers]
        )
        threat = patron.pressure_felt(s.pressure[index.backers], offset)
        effort = self.xp.asarray(self.own.by_effort * self.total("effort", self.friends))
        return np.stack([threat, np.broadcast_to(effort, threat.shape)])[:, None].astype(s.dtype)

    def apply(self):
        self.write("practice")
        self.put(self.now.agreed, self.agreed)
        if self.ceasefire is not None:
            self.model.truce.renew(self.agreed[self.ceasefire])
