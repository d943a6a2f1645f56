"""Stage 8: packages. On dated rounds a package is drafted by the mediator or a party, endorsed by
patrons, and signed or refused by the signers."""

from dataclasses import dataclass

import numpy as np

from simulator.model.actor import Actor
from simulator.model.random_streams import draws
from simulator.model.valuation import Valuation
from simulator.rules import acceptance, applies, drafting, faction
from simulator.rules.bargaining import RULES
from simulator.rules.curves import share_below


@dataclass(frozen=True)
class Vote:
    """Result of one vote on a package.

    draft (I, W) the text; proposer (W,) the party that tabled it, -1 for the mediator; net_gain
    (A, W) from signing; yes (A, W) true for parties that accepted it; p_kept (A, W) the
    believed probability that the deal is kept; guarantors (W,) number of patrons that guarantee it;
    tabled, signed (W,) true where the text was voted on, and where it was signed
    """

    draft: np.ndarray
    proposer: np.ndarray
    net_gain: np.ndarray
    yes: np.ndarray
    p_kept: np.ndarray
    guarantors: np.ndarray
    tabled: np.ndarray
    signed: np.ndarray


@applies(*RULES.values())
class Drafting:
    """Drafting of a round's text by the bargaining rule of the scenario."""

    def __init__(self, agent):
        self.agent, self.state, self.index = agent, agent.state, agent.index
        self.talks, self.rule = agent.talks, RULES[self.index.form.talks.rule]
        self.weight = agent.parameters.rows([f"parties.{p}.weight" for p in self.index.parties])
        self.steps = np.cumsum(self.weight, axis=0)
        self.row_numbers = agent.xp.asarray(np.arange(len(self.weight)))[:, None]
        talk, package = self.index.form.talk, self.index.package
        self.soft = [package.index(name) for name in talk.issues if name in package]

    def text(self, uniform):
        """Draft (I, W) of the mediator or of a party chosen by weight, and the number of that
        party, -1 for the mediator, (W,). uniform: (2, W) uniform random numbers."""
        s, agent, (by_party, choice) = self.state, self.agent, uniform
        chosen = np.sum(choice * self.steps[-1] >= self.steps, axis=0)
        proposer = np.where(by_party < self.talks.proposals, chosen, -1)
        weight = np.where(self.row_numbers == proposer, self.weight * self.talks.bias, self.weight)
        salience = s.salience[:, agent.values.package]
        largest = np.max(salience, axis=(0, 1))  # only the challenge rule depends on the scale
        return self.rule(self._declared(), weight, salience / largest, s.war_squared), proposer

    def _declared(self):
        """Declared positions on the package (A, I, W); those of speakers may be softened."""
        s, towards = self.state, self.agent.towards_opponents
        declared = s.position[:, self.agent.values.package].copy()
        for row, speaker in enumerate(self.index.speakers):
            for i in self.soft:
                soft = declared[speaker, i] + s.softness[row] * towards[speaker][i]
                declared[speaker, i] = np.clip(soft, 0.0, 100.0)
        return declared


@applies(
    acceptance.probability_kept, acceptance.probability_of_signing, acceptance.mixed_shock,
    share_below, drafting.distance_between, faction.share_of,
)  # fmt: skip
@draws("tabled", "round")
class PackageTable(Actor):
    """Votes on packages: patrons endorse, signers sign; a party with factions by a quorum of
    them."""

    def __init__(self, model):
        super().__init__(model)
        index, first = self.index, self.state.first_position
        self.talks, self.acceptance = self.section("talks"), self.section("acceptance")
        self.hard_line = self.parameters.columns(
            [f"factions.{f}.hard_line" for f in index.factions]
        )
        self.outward = {a: self._away_from_opponents(first, a) for a in index.divided}
        self.towards_opponents = {a: -self._away_from_opponents(first, a) for a in index.speakers}
        self.signers = index.signers
        self.patrons = [index.patrons_of(a) for a in self.signers]
        self.values, self.drafting = Valuation(model), Drafting(self)

    def _away_from_opponents(self, first, party):
        """1 or -1, the direction of each issue away from a party's first opponent, (J, W)."""
        opponents = self.index.opponents_of(party)
        opponent = self.index.sovereign if self.index.sovereign in opponents else opponents[0]
        return np.where(self._beyond(first, party, opponent), 1.0, -1.0)

    def _beyond(self, first, party, opponent):
        """True where a party stands at the upper side of its opponent, (J, W); of two that stand
        alike the sovereign stands lower."""
        if party == self.index.sovereign:
            return ~(first[opponent] >= first[party])
        return first[party] >= first[opponent]

    def choose(self):
        s, guarantors = self.state, float(len(self.index.guarantors))
        p_kept = self._probability_kept(guarantors)
        self._reservations(p_kept)
        meeting = self.model.rounds.votes_now() & ~s.deal
        for party in self.index.divided:
            meeting = meeting & (self.model.share_attending(party) >= self.talks.minimum)
        self.vote = self._vote(meeting, p_kept) if self.xp.any(meeting) else None

    def _reservations(self, p_kept):
        """Bottom lines on the core issues of the sovereign and of those who make statements."""
        s, index = self.state, self.index
        terms = {
            a: self.values.reservation_terms(s.draft, p_kept, a, index.core)
            for a in dict.fromkeys([index.sovereign, *index.speakers])
        }
        self.reservation = terms[index.sovereign]
        self.reservation_of_speakers = np.stack([terms[a] for a in index.speakers])

    def reservation_term(self, party, issue):
        """Farthest term on an issue that a party would accept, other terms as in the latest text,
        (W,)."""
        p_kept = self._probability_kept(float(len(self.index.guarantors)))
        return self.values.reservation_terms(self.state.draft, p_kept, party, [issue])[0]

    def _probability_kept(self, guarantors):
        """Probability that a deal with these guarantors is kept, as each party believes, (A, W)."""
        s, own = self.state, self.acceptance
        moved = np.abs(s.position - s.first_position)[:, self.values.package]
        drifted = np.mean(moved, axis=1)
        distrust = np.zeros_like(s.mood)
        for signer, patrons in zip(self.signers, self.patrons, strict=True):
            if signer != self.index.sovereign:
                total = np.sum(drifted[patrons], axis=0)
                distrust[signer] = own.price_of_drift * 0.1 * total
        watched = self.parameters["truce.monitoring"]
        return acceptance.probability_kept(own, guarantors, watched, distrust)

    def _vote(self, meeting, expected):
        """Vote of this round; expected: probability that the deal is kept if all endorse it."""
        s, index, own, values = self.state, self.index, self.acceptance, self.values
        week = self.model.week
        draft, proposer = self.drafting.text(self.streams.uniform("tabled", ["by", "which"], week))
        fresh = self.streams.normal("round", index.parties, week)
        uniform = share_below(acceptance.mixed_shock(s.mood, fresh, own.lasting))
        preliminary = values.net_gains(draft, expected, np.zeros_like(s.mood), s.war_value)
        p_yes = acceptance.probability_of_signing(preliminary, own.sharpness)
        yes = uniform < p_yes  # patrons vote first
        guarantors = self._guarantors(yes)
        reward = self._reward(yes, guarantors)
        p_kept = self._probability_kept(guarantors)  # the signers know who endorses
        war = self.war_values(yes)
        net_gain = values.net_gains(draft, p_kept, reward, war)
        for onlooker in index.onlookers:
            p_kept[onlooker], net_gain[onlooker] = expected[onlooker], preliminary[onlooker]
        for a in self.signers:
            if a in index.divided:
                yes[a] = self._quorum(a, draft, p_kept, reward, uniform[a])
            else:
                yes[a] = uniform[a] < acceptance.probability_of_signing(net_gain[a], own.sharpness)
        tabled = meeting & ~self._already_refused(draft, net_gain)
        signed = tabled & self._all_sign(yes)
        return Vote(draft, proposer, net_gain, yes, p_kept, guarantors, tabled, signed)

    def war_values(self, yes):
        """War values (A, W); signers know that patrons who refused (yes: (A, W)) support them."""
        war = self.state.war_value.copy()
        for signer in self.signers:
            war[signer] = self.model.expectations.war_without(signer, yes)
        return war

    def _guarantors(self, yes):
        """Number of patrons that guarantee the deal: all that endorse it, if the sponsors agree."""
        sponsors_agree = np.all(yes[self.index.sponsors], axis=0)
        return np.sum(yes[self.index.guarantors], axis=0) * sponsors_agree

    def _reward(self, yes, guarantors):
        """Value that guarantors and paying patrons add to a signature, (A, W)."""
        own, reward = self.acceptance, np.zeros_like(self.state.mood)
        for signer, patrons in zip(self.signers, self.patrons, strict=True):
            paying = np.sum(yes[patrons], axis=0)
            reward[signer] = own.guarantee * guarantors + own.side_payment * paying
        return reward

    def _quorum(self, party, draft, p_kept, reward, uniform):
        """True where factions with enough of the fighters accept; absent factions refuse, (W,)."""
        rows = self.index.factions_of[party]
        further = self.outward[party][self.values.package] * self.hard_line[rows][:, None]
        net_gain = self.values.net_gains_of_factions(party, draft, p_kept, reward, further)
        yes = uniform < acceptance.probability_of_signing(net_gain, self.acceptance.sharpness)
        s, eligible = self.state, self.model.eligible
        share = faction.share_of((s.fighters * eligible)[rows], yes & s.attends[rows])
        return share >= self.talks.quorum

    def _already_refused(self, draft, net_gain):
        """True where a text is close to a refused one and no signer's net gain has changed since,
        (W,)."""
        s, talks = self.state, self.talks
        similar = drafting.distance_between(draft, s.refused) < talks.similar
        change = np.abs(net_gain[self.signers] - s.refused_net_gain)
        return np.any(similar & np.all(change < talks.moved, axis=1), axis=0)

    def _all_sign(self, yes):
        """True where the signers and all parties whose signature is required accept, (W,)."""
        optional = self.xp.asarray(self.talks.patrons_must_sign) < 0.5
        patrons = np.all(yes[self.index.patrons], axis=0) | optional
        return np.all(yes[[*self.signers, *self.index.must_sign]], axis=0) & patrons

    def apply(self):
        s, vote = self.state, self.vote
        self.write("reservation", "reservation_of_speakers")
        if vote is None:
            self.put(s.voted, False)
            self.put(s.blocked, False)
            return
        self.now.vote = vote
        refused = vote.tabled & ~vote.signed
        self.put(s.voted, vote.tabled)
        self.put(s.blocked, refused & ~vote.yes[self.signers])
        for view, new in (
            (s.draft, vote.draft),
            (s.net_gain, vote.net_gain),
            (s.voted_yes, vote.yes),
        ):
            self.put(view, new, vote.tabled)
        for p in range(-1, len(self.index.parties)):
            here = refused & (vote.proposer == p)
            self.put(s.refused[p], vote.draft, here)
            self.put(s.refused_net_gain[p], vote.net_gain[self.signers], here)
        self.model.deal.sign(vote)
