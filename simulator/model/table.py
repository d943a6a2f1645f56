"""Stage 7: words, measures, and in a dated round one vote on a package."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.outlook import LATER
from simulator.rules import (
    acceptance,
    confidence,
    drafting,
    faction,
    patron,
    spoiling,
    talk,
    utility,
)
from simulator.rules.bargaining import RULES
from simulator.rules.curves import share_below
from simulator.scenario.calendar import week_of


class Rounds:
    """When the parties meet: rounds of some weeks, some weeks apart, from a date."""

    def __init__(self, model):
        self.model, self.talks = model, model.numbers.section("talks")
        self.first = week_of(model.form.talks.first)

    def weeks_in(self):
        """Weeks since the latest round opened; not a whole number where rounds are a broken number
        of weeks apart, (W,)."""
        since = self.model.week - self.first
        return np.broadcast_to(
            np.mod(since, self.talks.round_every) if since >= 0 else -1.0, (self.model.worlds,)
        )

    def votes_now(self):
        """True in the last week of a round, (W,)."""
        last = np.minimum(self.talks.length, self.talks.round_every) - 1.0
        passed = self.weeks_in() - last
        return (
            (passed >= 0.0)
            & (passed < 1.0)
            & ~(self.model.week - self.model.start >= np.asarray(self.talks.deadline))
        )

    def same_offer(self, chance):
        """Chance that the same terms are there later: none once the deadline will have passed, (W,)
        or a number."""
        late = self.model.week - self.model.start + LATER >= np.asarray(self.talks.deadline)
        return np.where(late, 0.0, chance).astype(self.model.state.dtype) if late.any() else chance


class Words(Actor):
    """The government's soft words on issues that cost it little."""

    def __init__(self, model):
        super().__init__(model)
        self.talk = self.section("talk")

    def choose(self):
        s, cast = self.state, self.cast
        surprise, believed = self._by_patrons(s.pressed), self._by_patrons(s.pressure)
        chance = talk.chance_of_softening(
            np.maximum(surprise - believed, 0.0), believed, s.credit, self.talk
        )
        fresh = self.chance.uniform("words", [cast.parties[cast.government]], self.model.week)[0]
        self.softened = (fresh < chance) & talk.may_soften(s.softness, self.talk)
        self.softness = talk.next_softness(s.softness, self.softened, self.talk)
        self.credit = talk.next_credit(s.credit, self.softened, self.talk)

    def _by_patrons(self, threats):
        return 1.0 - np.prod(1.0 - threats[self.cast.backers], axis=0)

    def apply(self):
        self.put(self.state.softness, self.softness)
        self.put(self.state.credit, self.credit)
        self.put(self.model.softened, self.softened)


class Deeds(Actor):
    """What the government settles by itself while it talks: cheap issues, early in a truce that few
    watch."""

    def __init__(self, model):
        super().__init__(model)
        self.own, self.issues = self.section("spoiling"), self.cast.form.spoiling.issues
        self.rows = [self.cast.package.index(name) for name in self.issues]

    def choose(self):
        s, cast = self.state, self.cast
        care = np.mean(s.salience[cast.backers][:, self.rows], axis=0) * len(cast.package)
        chance = spoiling.chance_of_own_way(
            s.truce_age, self.numbers["truce.monitoring"], care, self.own
        )
        fresh = self.chance.uniform("deeds", self.issues, self.model.week)
        self.went = (fresh < chance) & s.truce & ~s.deal & ~self.model.left_by_script()
        self.affront = spoiling.next_affront(s.affront, np.any(self.went, axis=0), self.own)

    def apply(self):
        self.put(self.state.affront, self.affront)
        self.put(self.state.own_way, np.any(self.went, axis=0))
        self.put(self.model.went, self.went)


class MeasuresTable(Actor):
    """Confidence-building measures, each voted alone in the weeks of a vote."""

    def __init__(self, model):
        super().__init__(model)
        self.measures, self.lasting = self.section("measures"), self.numbers["measures.lasting"]
        cast = self.cast
        self.rows = slice(len(cast.package), len(cast.issues))
        self.signers = [cast.government, cast.opposition]
        self.ceasefire = cast.measure_of("truce")

    def choose(self):
        s, cast, measures = self.state, self.cast, self.measures
        self.meeting = self.model.rounds.votes_now() & ~s.deal
        text = (
            np.mean(s.position[cast.sponsors, self.rows], axis=0)
            if cast.sponsors
            else np.mean(s.position[:, self.rows], axis=0)
        )
        self.proposal = confidence.proposed_term(s.practice, text, measures.step)
        position, salience = (
            s.position[self.signers, self.rows],
            s.salience[self.signers, self.rows],
        )
        wish = confidence.wish_for_change(self.proposal, s.practice, position, salience)
        chance = confidence.chance_of_consent(
            wish, self._linkage(position), self._pressure(), measures
        )
        names = [f"{name}:{cast.parties[a]}" for a in self.signers for name in cast.measures]
        fresh = self.chance.normal("measure", names, self.model.week).reshape(chance.shape)
        luck = acceptance.mixed_luck(s.mood[self.signers][:, None], fresh, self.lasting)
        self.agreed = (
            np.all(share_below(luck) < chance, axis=0)
            & self.meeting
            & (np.abs(self.proposal - s.practice) > measures.smallest)
        )
        self.practice = confidence.next_practice(
            s.practice, s.resting_practice, self.agreed, self.proposal, measures.fading
        )
        if self.ceasefire is not None:  # a truce does not slip: it holds or is void
            held = np.where(self.agreed, self.proposal, s.practice)[self.ceasefire]
            self.practice[self.ceasefire] = np.where(
                s.truce | self.agreed[self.ceasefire], held, self.practice[self.ceasefire]
            )

    def _linkage(self, position):
        """Progress since the start towards each signer's positions, mean over the measures, (2, 1,
        W)."""
        s = self.state
        nearer = np.abs(s.first_practice - position) - np.abs(s.practice - position)
        return np.mean(np.maximum(nearer, 0.0), axis=1, keepdims=True) * 0.01

    def _pressure(self):
        """Pressure by each signer's own patrons, (2, 1, W): threats on the government, effort on
        the opposition."""
        s, cast = self.state, self.cast
        offset = self.numbers.columns([f"parties.{cast.parties[a]}.offset" for a in cast.backers])
        threat = patron.pressure_felt(s.pressure[cast.backers], offset)
        friends = [cast.parties[a] for a in cast.sponsors if cast.side[a] < 0]
        effort = self.measures.by_effort * sum(
            (np.asarray(self.numbers[f"parties.{name}.effort"]) for name in friends), 0.0
        )
        return np.stack([threat, np.broadcast_to(effort, threat.shape)])[:, None].astype(s.dtype)

    def apply(self):
        s = self.state
        self.put(s.practice, self.practice)
        self.put(self.model.agreed, self.agreed)
        if self.ceasefire is not None:
            self.model.truce.renew(self.agreed[self.ceasefire])


class PackageTable(Actor):
    """The package: drafted by the mediator or a party, endorsed by patrons, signed or blocked by
    the signers."""

    def __init__(self, model):
        super().__init__(model)
        cast, numbers = self.cast, self.numbers
        self.talks, self.acceptance = self.section("talks"), self.section("acceptance")
        self.rule = RULES[cast.form.talks.rule]
        self.package = slice(0, len(cast.package))
        self.weight = numbers.rows([f"parties.{p}.weight" for p in cast.parties])
        self.cost = numbers.columns([f"parties.{p}.war_cost" for p in cast.parties]) * 0.5
        self.hard_line = numbers.columns([f"factions.{f}.hard_line" for f in cast.factions])
        self.eligible = np.array([[not f.radical] for f in cast.form.factions.values()])
        self.outward = np.where(
            self.state.first_position[cast.opposition]
            >= self.state.first_position[cast.government],
            1.0,
            -1.0,
        )
        self.core = [i for i in (cast.term_of("leader"), cast.term_of("body")) if i is not None]

    def choose(self):
        s = self.state
        self.kept = self._chance_kept(float(len(self.cast.guarantors)))
        attending = faction.share_of(s.fighters * self.eligible, s.attends)
        self.open = self.model.rounds.votes_now() & ~s.deal & (attending >= self.talks.minimum)
        self.bottom = self._bottom_lines(s.draft)
        self.voting = bool(self.open.any())
        if self.voting:
            self._vote()

    def _chance_kept(self, guarantors):
        """Chance that a deal with so many guarantors is kept, as each party believes it, (A, W)."""
        s = self.state
        drifted = np.mean(np.abs(s.position - s.first_position)[:, self.package], axis=1)
        friends = [a for a in self.cast.patrons if self.cast.side[a] < 0]
        distrust = np.zeros_like(s.mood)
        distrust[self.cast.opposition] = (
            self.acceptance.price_of_drift * 0.1 * np.sum(drifted[friends], axis=0)
        )
        return acceptance.chance_kept(
            self.acceptance, guarantors, self.numbers["truce.monitoring"], distrust
        )

    def _draft(self):
        """The text of this round by the bargaining rule: the mediator's, or that of a party
        recognised by its weight."""
        s, week = self.state, self.model.week
        declared = s.position[:, self.package].copy()
        for name in self.model.form.talk.issues:
            if name in self.cast.package:
                i = self.cast.package.index(name)
                move = s.softness * self.outward[i]
                declared[self.cast.government, i] = np.clip(
                    declared[self.cast.government, i] + move, 0.0, 100.0
                )
        by_party, which = self.chance.uniform("tabled", ["by", "which"], week)
        steps = np.cumsum(self.weight, axis=0)
        proposer = np.sum(which * steps[-1] >= steps, axis=0)
        self.proposer = np.where(by_party < self.talks.proposals, proposer, -1)
        biased = np.where(
            np.arange(len(self.weight))[:, None] == self.proposer,
            self.weight * self.talks.bias,
            self.weight,
        )
        salience = s.salience[
            :, self.package
        ]  # only the rule of challenges minds the scale: the keenest is at 1
        return self.rule(declared, biased, salience / np.max(salience, axis=(0, 1)), s.war_squared)

    def _vote(self):
        s, cast, a = self.state, self.cast, self.acceptance
        draft = self.draft = self._draft()
        round_luck = self.chance.normal("round", cast.parties, self.model.week)
        uniform = share_below(acceptance.mixed_luck(s.mood, round_luck, a.lasting))
        edge = self._edges(draft, np.zeros_like(s.mood), s.war_value)
        yes = uniform < acceptance.chance_of_signing(
            edge, a.sharpness
        )  # patrons and other signers first
        accord = (
            np.all(yes[cast.sponsors], axis=0)
            if cast.sponsors
            else np.ones(self.model.worlds, dtype=bool)
        )
        guarantors = (
            np.sum(yes[cast.guarantors], axis=0) * accord
            if cast.guarantors
            else np.zeros(self.model.worlds)
        )
        reward = np.zeros_like(s.mood)
        for signer, side in ((cast.government, 1.0), (cast.opposition, -1.0)):
            paying = [p for p in cast.patrons if cast.side[p] == side]
            reward[signer] = a.guarantee * guarantors + a.side_payment * np.sum(yes[paying], axis=0)
        expected, self.kept = (
            self.kept,
            self._chance_kept(guarantors),
        )  # government and opposition know who endorses
        self.kept[cast.onlookers] = expected[cast.onlookers]
        war = s.war_value.copy()
        war[cast.government] = self.model.outlook.war_without({p: ~yes[p] for p in cast.backers})
        self.edge = self._edges(draft, reward, war)
        self.edge[cast.onlookers] = edge[cast.onlookers]
        yes[cast.government] = (
            uniform[cast.government]
            < acceptance.chance_of_signing(self.edge, a.sharpness)[cast.government]
        )
        yes[cast.opposition] = self._quorum(draft, reward, uniform)
        self._settle(draft, yes, guarantors)

    def _edges(self, draft, reward, war):
        """Edge of signing over war and waiting, (A, W)."""
        s, a, package = self.state, self.acceptance, self.package
        position, salience = s.position[:, package], s.salience[:, package]
        worth = utility.value_of_terms(draft, position, salience, a.exponent)
        betrayed = self.model.outlook.worth[self.cast.fears, np.arange(len(self.cast.parties))]
        red = a.red_line * utility.red_line_cost(draft, position, salience, self._flexibility())
        signing = acceptance.value_of_signing(worth, betrayed, red, self.kept, reward)
        later = war + s.war_later - s.war_value
        return acceptance.edge_of_signing(
            signing, war, later, self.cost, self.model.rounds.same_offer(a.same_offer)
        )

    def objections(self):
        """What each term of the latest text costs each party, (A, I, W)."""
        s, a, package = self.state, self.acceptance, self.package
        position, salience = s.position[:, package], s.salience[:, package]
        return utility.objections(
            s.draft, position, salience, a.exponent, a.red_line, self._flexibility()
        )

    def doubts(self, cost):
        """What doubt that the deal would be kept, as each believed it when it voted, costs; cost
        (A, W) is what the terms do, (A, W)."""
        betrayed = self.model.outlook.worth[self.cast.fears, np.arange(len(self.cast.parties))]
        return (1.0 - self.kept) * (1.0 - cost - betrayed)

    def _flexibility(self):
        """Flexibility of each party on the package, times the factor its scenario gives, (A, I, W
        or 1)."""
        factors = [
            np.atleast_1d(
                np.asarray(self.numbers[f"parties.{p}.flexibility"], dtype=self.state.dtype)
            )
            for p in self.cast.parties
        ]
        return (
            self.state.flexibility[:, self.package]
            * np.stack(np.broadcast_arrays(*factors))[:, None]
        )

    def _quorum(self, draft, reward, uniform):
        """True where factions with enough of the fighters say yes; who stays away says no, (W,)."""
        s, a, o, package = self.state, self.acceptance, self.cast.opposition, self.package
        position = np.clip(
            s.position[o, package] + self.outward[package] * self.hard_line[:, None], 0.0, 100.0
        )
        salience, flexibility = s.salience[o : o + 1, package], self._flexibility()[o : o + 1]
        worth = utility.value_of_terms(draft, position, salience, a.exponent)
        red = a.red_line * utility.red_line_cost(draft, position, salience, flexibility)
        ends = np.stack(
            [
                utility.value_of_terms(end, position, salience, a.exponent)
                for end in self.model.outlook.ends
            ]
        )
        own = self.model.outlook.worth[:, o]
        chances = np.stack([*s.chances[:, o], 1.0 - s.chances[0, o] - s.chances[1, o]])
        war = s.war_value[o] + np.sum(chances[:, None] * (ends - own[:, None]), axis=0)
        later = war + s.war_later[o] - s.war_value[o]
        signing = acceptance.value_of_signing(
            worth, ends[self.cast.fears[o]], red, self.kept[o], reward[o]
        )
        edge = acceptance.edge_of_signing(
            signing, war, later, self.cost[o], self.model.rounds.same_offer(a.same_offer)
        )
        yes = uniform[o] < acceptance.chance_of_signing(edge, a.sharpness)
        return faction.share_of(s.fighters * self.eligible, yes & s.attends) >= self.talks.quorum

    def _settle(self, draft, yes, guarantors):
        """Who signed, who blocked; a text near a refused one is not tabled again until an edge has
        moved."""
        s, cast, talks = self.state, self.cast, self.talks
        signers = [cast.government, cast.opposition]
        near = drafting.distance_between(draft, s.refused) < talks.similar
        still = np.all(np.abs(self.edge[signers] - s.refused_edge) < talks.moved, axis=1)
        self.tabled = self.open & ~np.any(near & still, axis=0)
        patrons = np.all(yes[cast.patrons], axis=0) | (np.asarray(talks.patrons_must_sign) < 0.5)
        self.signed = self.tabled & np.all(yes[signers + cast.must_sign], axis=0) & patrons
        self.yes, self.guarantors = yes, guarantors

    def _bottom_lines(self, draft):
        """The government's bottom line on the core issues if all guarantors endorse, other terms as
        in the draft, (2, W)."""
        s, a, g, core = self.state, self.acceptance, self.cast.government, self.core
        position, salience = (
            s.position[g : g + 1, self.package],
            s.salience[g : g + 1, self.package],
        )
        flexibility, kept = self._flexibility()[g : g + 1], self.kept[g]
        loss = 1.0 - utility.value_of_terms(draft, position, salience, a.exponent)
        loss = loss + a.red_line * utility.red_line_cost(draft, position, salience, flexibility)
        betrayed = self.model.outlook.worth[self.cast.fears[g], g]
        budget = kept * (1.0 - loss[0]) + (1.0 - kept) * betrayed - s.war_value[g]
        own = np.abs(draft - position[0]) * 0.01
        beyond = np.maximum(own - flexibility[0], 0.0)
        by_issue = kept * salience[0] * (own**a.exponent + a.red_line * beyond * beyond)
        return acceptance.bottom_line(
            budget + by_issue[core],
            position[0][core],
            kept * salience[0][core],
            a.red_line,
            flexibility[0][core],
            a.exponent,
        )

    def apply(self):
        s, cast = self.state, self.cast
        self.put(s.bottom, self.bottom)
        none = np.zeros(self.model.worlds, dtype=bool)
        tabled, signed = (self.tabled, self.signed) if self.voting else (none, none)
        refused = tabled & ~signed
        self.put(s.voted, tabled)
        self.put(s.blocked, (refused & ~self.yes[cast.government]) if self.voting else none)
        if not self.voting:
            return
        for view, new in ((s.draft, self.draft), (s.edge, self.edge), (s.said_yes, self.yes)):
            self.put(view, np.where(tabled, new, view))
        lost = np.flatnonzero(refused & s.alive)
        s.refused[self.proposer[lost], :, lost] = self.draft[:, lost].T
        s.refused_edge[self.proposer[lost], :, lost] = self.edge[
            [cast.government, cast.opposition]
        ][:, lost].T
        self.model.deal.sign(signed & s.alive, self.guarantors, self.yes)
