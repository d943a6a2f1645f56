"""Stage 8: packages. On dated rounds a package is drafted by the mediator or a party, endorsed by
patrons, and signed or refused by the signers."""

from dataclasses import dataclass

import numpy as np

from simulator.model.actor import Actor
from simulator.model.commitment import Commitment
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
    believed probability that the deal is kept; betrayed (A, W) value of the war resumed if it is
    not; committed (W,) commitment of the guarantors who endorse it; refusing (W,) share of the
    patrons who do not; tabled, signed (W,) true where the text was voted on, where it was signed
    """

    draft: np.ndarray
    proposer: np.ndarray
    net_gain: np.ndarray
    yes: np.ndarray
    p_kept: np.ndarray
    betrayed: np.ndarray
    committed: np.ndarray
    refusing: np.ndarray
    tabled: np.ndarray
    signed: np.ndarray


@applies(*RULES.values())
class Drafting:
    """Drafting of a round's text by the bargaining rule of the scenario."""

    def __init__(self, agent):
        self.agent, self.state, self.index = agent, agent.state, agent.index
        self.talks, self.rule = agent.talks, RULES[self.index.form.talks.rule]
        self.row_numbers = agent.xp.asarray(np.arange(len(self.index.parties)))[:, None]
        talk, package = self.index.form.talk, self.index.package
        self.soft = [package.index(name) for name in talk.issues if name in package]

    def text(self, uniform):
        """Draft (I, W) of the mediator or of a party, each as often, and the number of that
        party, -1 for the mediator, (W,). All weigh alike but for the proposer: leverage acts
        through war values alone. uniform: (2, W) uniform random numbers."""
        s, agent, (by_party, choice) = self.state, self.agent, uniform
        chosen = np.floor(choice * len(self.row_numbers)).astype(int)
        proposer = np.where(by_party < self.talks.proposals, chosen, -1)
        bias = self.agent.xp.asarray(self.talks.bias, s.dtype)
        weight = np.where(self.row_numbers == proposer, bias, s.dtype(1.0))
        salience = agent.values.exit_safety.salience_in_drafts()
        largest = np.max(salience, axis=(0, 1))  # only the challenge rule depends on the scale
        return self.rule(self.declared(), weight, salience / largest, s.war_squared), proposer

    def declared(self):
        """Declared positions on the package (A, I, W); those of speakers may be softened."""
        s, towards = self.state, self.agent.towards_opponents
        declared = s.position[:, self.agent.values.package].copy()
        for row, speaker in enumerate(self.index.speakers):
            for i in self.soft:
                soft = declared[speaker, i] + s.softness[row] * towards[speaker][i]
                declared[speaker, i] = np.clip(soft, 0.0, 100.0)
        return declared


@applies(
    acceptance.probability_of_signing, acceptance.mixed_shock, share_below,
    drafting.distance_between, faction.share_of,
)  # fmt: skip
@draws("tabled", "round")
class PackageTable(Actor):
    """Votes on packages: patrons endorse, signers sign; a party with factions by a quorum of
    them."""

    def __init__(self, model):
        super().__init__(model)
        index, first = self.index, self.state.first_position
        self.talks, self.acceptance = self.section("talks"), self.section("acceptance")
        self.towards_opponents = {a: -self._away_from_opponents(first, a) for a in index.speakers}
        self.signers = index.signers
        self.patrons = [index.patrons_of(a) for a in self.signers]
        self.values = Valuation(model, {a: self._further(first, a) for a in index.divided})
        self.commitment, self.drafting = Commitment(model, self.values), Drafting(self)

    def _further(self, first, party):
        """Points by which each faction stands further from the opponents than its party, (F, I,
        W)."""
        index = self.index
        names = [index.factions[f] for f in index.factions_of[party]]
        hard_line = self.parameters.columns([f"factions.{f}.hard_line" for f in names])
        package = slice(0, len(index.package))
        return self._away_from_opponents(first, party)[package] * hard_line[:, None]

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
        self._reservations()
        meeting = self.model.rounds.votes_now() & ~self.state.deal
        for party in self.index.divided:
            meeting = meeting & (self.model.share_attending(party) >= self.talks.minimum)
        self.vote = self._vote(meeting) if self.xp.any(meeting) else None

    def _reservations(self):
        """Bottom lines on the core issues of the sovereign and of those who make statements."""
        index = self.index
        draft, p_kept, betrayed = self.beliefs()
        terms = {
            a: self.values.reservation_terms(draft, p_kept, betrayed, a, index.core)
            for a in dict.fromkeys([index.sovereign, *index.speakers])
        }
        self.reservation = terms[index.sovereign]
        self.reservation_of_speakers = np.stack([terms[a] for a in index.speakers])

    def beliefs(self):
        """The latest text, the belief that a deal on it is kept if all patrons endorse it, and the
        value of the war resumed if it is not."""
        draft = self.state.draft
        after = self.commitment.after_signature(draft)
        return draft, self.commitment.probability_kept(after), after.betrayed

    def reservation_term(self, party, issue):
        """Farthest term on an issue that a party would accept, other terms as in the latest text,
        (W,); NaN before the first week, when nobody has valued the war."""
        if self.model.week == self.model.start:
            return self.state.filled("W", np.nan)
        draft, p_kept, betrayed = self.beliefs()
        return self.values.reservation_terms(draft, p_kept, betrayed, party, [issue])[0]

    def _vote(self, meeting):
        """Vote of this round."""
        s, index, own, values = self.state, self.index, self.acceptance, self.values
        week = self.model.week
        draft, proposer = self.drafting.text(self.streams.uniform("tabled", ["by", "which"], week))
        after = self.commitment.after_signature(draft)
        expected, betrayed = self.commitment.probability_kept(after), after.betrayed
        fresh = self.streams.normal("round", index.parties, week)
        uniform = share_below(acceptance.mixed_shock(s.mood, fresh, own.lasting))
        no_reward = np.zeros_like(s.mood)
        preliminary = values.net_gains(draft, expected, betrayed, no_reward, s.war_value)
        p_yes = acceptance.probability_of_signing(preliminary, own.sharpness)
        yes = uniform < p_yes  # patrons vote first
        reward = self._reward(yes)
        p_kept = self.commitment.probability_kept(after, yes)  # the signers know who endorses
        net_gain = values.net_gains(draft, p_kept, betrayed, reward, self.war_values(yes))
        for onlooker in index.onlookers:
            p_kept[onlooker], net_gain[onlooker] = expected[onlooker], preliminary[onlooker]
        for a in self.signers:
            if a in index.divided:
                yes[a] = self._quorum(a, draft, p_kept, betrayed, reward, uniform[a])
            else:
                yes[a] = uniform[a] < acceptance.probability_of_signing(net_gain[a], own.sharpness)
        tabled = meeting & ~self._already_refused(draft, net_gain)
        signed = tabled & self._all_sign(yes)
        committed, refusing = self.commitment.commitment(yes), self.commitment.refusing(yes)
        return Vote(
            draft, proposer, net_gain, yes, p_kept, betrayed, committed, refusing, tabled, signed
        )

    def war_values(self, yes):
        """War values (A, W); signers know that patrons who refused (yes: (A, W)) support them."""
        war = self.state.war_value.copy()
        for signer in self.signers:
            war[signer] = self.model.expectations.war_without(signer, yes)
        return war

    def _reward(self, yes):
        """Value that paying patrons add to a signature, (A, W)."""
        own, reward = self.acceptance, np.zeros_like(self.state.mood)
        for signer, patrons in zip(self.signers, self.patrons, strict=True):
            reward[signer] = own.side_payment * np.sum(yes[patrons], axis=0)
        return reward

    def _quorum(self, party, draft, p_kept, betrayed, reward, uniform):
        """True where factions with enough of the fighters accept; absent factions refuse, (W,)."""
        rows = self.index.factions_of[party]
        net_gain = self.values.net_gains_of_factions(party, draft, p_kept, betrayed, reward)
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
