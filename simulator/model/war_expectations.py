"""Stage 5: war expectations. Each party's belief about the war, and its value of fighting on, with
parties as rows."""

from itertools import combinations, product

import numpy as np

from simulator.model.actor import Actor
from simulator.model.ends import values_of_ends
from simulator.model.random_streams import draws
from simulator.rules import (
    acceptance,
    applies,
    deal,
    front,
    resumption,
    stalemate,
    war_value,
)  # fmt: skip

LATER = 26  # weeks by which a waiting party looks ahead


@applies(
    acceptance.next_mood, front.air_boost, war_value.victory_probabilities, war_value.race,
    war_value.value_of_war, war_value.probability_of_each_support,
    war_value.strength_with_support, war_value.learned_drift, stalemate.change_until_end,
    stalemate.shares_governed, stalemate.value_of_stalemate, stalemate.running_cost,
    stalemate.dependence, resumption.concession, resumption.force_left,
    resumption.war_value_left, deal.men_leaving,
)  # fmt: skip
@draws("turn", "mood")
class WarExpectations(Actor):
    """Beliefs about strength, war values given that support may be cut, and the mood of the week.

    values_of_ends            values of the ends to the parties, EndValues
    states    (A, states, W)  war value in each state of support: which supporters have cut
    threats   {patron: state}  state in which only its own threat has been carried out
    fighting  {signer: holders}  rows of the holders whose men, residents and losses are a signer's
    """

    def __init__(self, model):
        super().__init__(model)
        index, xp, dtype = self.index, self.xp, self.state.dtype
        self.beliefs, self.war = self.section("beliefs"), self.section("war")
        self.exponent = self.parameters["acceptance.exponent"]
        self.supporters = [model.patrons[a] for a in model.supporters]
        self.cuts = list(product([0.0, 1.0], repeat=len(self.supporters)))  # states of support
        self.threats = self._threats()
        shape = len(self.cuts), len(self.supporters), 1
        self.cut = xp.asarray(np.array(self.cuts, dtype=dtype).reshape(shape))
        self.running_cost = self.section("running_cost")
        self.fighting = self._fighting()
        self.price = self.parameters.rows([f"parties.{p}.war_cost" for p in index.parties])
        self.values_of_ends = self._values_of_ends(self.exponent)
        self.barriers = [self._barriers(camp) for camp in index.contests]
        self.deal, self.foreign_forces = self.section("deal"), index.term_of("foreign_forces")

    def _threats(self):
        """{patron: state of support if it alone carries out its threat}; the threat of a patron's
        patron is that this patron stops its support."""
        alone = {
            a: self.cuts.index(tuple(float(b == a) for b in self.model.supporters))
            for a in self.model.supporters
        }
        above = {
            b: alone[a]
            for a in self.model.supporters
            for b, _ in self.index.patrons_above[a]
            if b not in alone
        }
        return alone | above

    def _fighting(self):
        """{signer of a camp: rows of its own holders, else of those of its camp}."""
        index = self.index
        return {
            a: [h for h, owner in enumerate(index.owner) if owner == a]
            or index.holders_of_camp[index.camp[a]]
            for a in index.signers
        }

    def _barriers(self, camp):
        """Lower and upper barrier of a camp's contest: the sovereign's, or their mirror image."""
        lower, upper = self.beliefs.lower, self.beliefs.upper
        return (lower, upper) if camp == self.index.camp[self.index.sovereign] else (-upper, -lower)

    def _values_of_ends(self, exponent):
        """Values of the ends to the parties, EndValues, by the exponent of their loss."""
        s, package = self.state, len(self.index.package)
        stance = s.position[:, :package], s.salience[:, :package]
        return values_of_ends(self.state.ends, self.index.follows, stance, exponent)

    def fix_end_term(self, issue, term, settled):
        """Set the term on an issue in all ends of the war in the worlds where it is settled (W,);
        for a stalemate this has no effect if the issue follows control."""
        self.put(self.state.ends[:, issue], term, settled)

    def choose(self):
        s, beliefs = self.state, self.beliefs
        self.values_of_ends = self._values_of_ends(self.exponent)
        self.hostile = self._hostile()
        strength = self._strength()  # (D, states, W), first with all support
        self.strength = strength[:, 0]
        observed = self.battle - s.battle  # parties learn from battle, not from changes of support
        observed = np.zeros_like(observed) if self.now.first else observed
        self.drift = war_value.learned_drift(s.drift, observed[:, None], beliefs.learning)
        self.optimism = s.optimism * (1.0 - beliefs.shrink)
        self._mood()
        perceived = strength[:, None] + self.optimism[:, :, None]
        trend = beliefs.trend * (strength - strength[:, :1])
        self._value(perceived, self.drift[:, :, None] + trend[:, None])

    def _mood(self):
        """Update the mood of each party's vote, (A, W)."""
        parties, week = self.index.parties, self.model.week
        self.mood = self.streams.normal("mood", parties, week)
        turn = self.streams.uniform("turn", parties, week)
        if not self.now.first:
            half_life = self.parameters["acceptance.half_life"]
            self.mood = acceptance.next_mood(self.state.mood, self.mood, turn, half_life)

    def _hostile(self):
        """{(camp, camp): True where they are at war, (W,) or a boolean}."""
        if len(self.index.camps) == 2:
            return dict.fromkeys(self.index.enmities, True)
        values = self.parameters.values
        return {
            (c, d): np.any(
                np.stack(
                    np.broadcast_arrays(
                        np.zeros_like(self.state.alive),
                        *(self.xp.asarray(values[path]) > 0.0 for path in paths),
                        *(self.xp.asarray(values[p]) > 0.0 for p in self.index.enmities[d, c]),
                    )
                ),
                axis=0,
            )
            for (c, d), paths in self.index.enmities.items()
        }

    def _opponents(self, camp, strengths):
        """Largest sum of an amount of each camp (..., W) over the coalitions that fight a camp and
        not each other; 0 where nobody fights it."""
        if len(self.index.camps) == 2:
            return strengths[self.index.coalitions[camp][0][0]]
        largest = self.state.full()
        for coalition in self.index.coalitions[camp]:
            at_war = [self.hostile[camp, c] for c in coalition]
            allied = [~self.hostile[pair] for pair in combinations(coalition, 2)]
            possible = np.all(np.stack([*at_war, *allied]), axis=0)
            total = sum(strengths[c] for c in coalition)
            largest = np.maximum(largest, np.where(possible, total, 0.0))
        return largest

    def _strength(self):
        """Log ratio of strength of each contest in each state of support, (D, states, W)."""
        s, index, force = self.state, self.index, self._force()
        men = [patron.men() for patron in self.supporters]
        air = [patron.air_potential() for patron in self.supporters]
        gone = [patron.air_cut() for patron in self.supporters]
        strengths = [self._with_support(c, force, men, air, gone) for c in range(len(index.camps))]
        self.dependence = [self._dependence(c, force, strengths[c]) for c in range(len(strengths))]
        residents = np.maximum(s.national_residents(), 0.01)
        people = [sum(residents[h] for h in holders) for holders in index.holders_of_camp]
        self.battle = np.stack([self._log_ratio(camp, people) for camp in index.contests])
        return np.stack([self._log_ratio(camp, strengths) for camp in index.contests])

    def _force(self):
        """Own force of each holder, thousand men adjusted for quality and cohesion, (H, W)."""
        s = self.state
        return (s.reserve + s.garrison) * s.quality * np.maximum(s.cohesion, 0.05)

    def _dependence(self, camp, force, strength):
        """Share of a camp's strength that patrons supply in each state of support, (states, W)."""
        own = sum(force[h] for h in self.index.holders_of_camp[camp])
        return stalemate.dependence(own, strength)

    def _log_ratio(self, camp, strengths):
        """Log ratio of an amount of a camp to that of its strongest opponents, (..., W)."""
        opponents = self._opponents(camp, strengths)
        if len(self.index.camps) > 2:
            opponents = np.maximum(opponents, 1e-6)
        return np.log(strengths[camp] / opponents)

    def _with_support(self, camp, force, men, air, gone, states=None):
        """Strength of a camp in each state of support, or in some of them, (states, W)."""
        states = self.cuts if states is None else states
        own = sum(force[h] for h in self.index.holders_of_camp[camp])
        shares = self._shares(set(self.index.holders_of_camp[camp]))
        if not shares:
            return np.broadcast_to(own, (len(states), *own.shape))
        return np.stack(
            [
                war_value.strength_with_support(
                    own, self._foreign(shares, men, gone, cuts), self._air(shares, air, cuts)
                )
                for cuts in states
            ]
        )

    def _shares(self, holders):
        """{row of a supporter: share of its support that reaches some holders}."""
        shares: dict = {}
        for k, patron in enumerate(self.supporters):
            for party, paths in self.index.recipients[patron.a]:
                if self.index.holder_of.get(party) in holders:
                    shares[k] = shares.get(k, 0.0) + self.parameters.shares(paths)
        return shares

    def _foreign(self, shares, men, gone, cuts):
        """Thousand foreign men, (W,), given which supporters have cut (one number each)."""
        foreign = 0.0
        for k, share in shares.items():
            patron = self.supporters[k]
            others = [b for b in shares if b != k]
            missing = sum((np.maximum(cuts[b], gone[b]) for b in others), 0.0)
            offset = self.xp.asarray(patron.own.offset)
            planned = offset * patron.own.surge * np.minimum(missing, 1.0)
            replacement = np.maximum(self.state.surge[patron.a], planned)
            foreign = foreign + (1.0 - cuts[k]) * (men[k] + replacement) * share
        return foreign

    def _air(self, shares, air, cuts):
        """Share that air support adds to strength; support that is cut may return after some
        weeks."""
        left = 0.0
        for k, share in shares.items():
            weeks = self.xp.asarray(self.supporters[k].own.return_weeks)
            remaining = 1.0 - cuts[k] * weeks / (weeks + self.beliefs.return_half)
            left = left + air[k] * remaining * share
        return front.air_boost(left / self.beliefs.spread, self.war)

    def _victories(self, perceived, drift):
        """Probability that each camp prevails, (E, A, states, W)."""
        beliefs, index = self.beliefs, self.index
        chances = [
            war_value.victory_probabilities(
                strength, trend, beliefs.volatility, beliefs.horizon, lower, upper
            )
            for strength, trend, (lower, upper) in zip(perceived, drift, self.barriers, strict=True)
        ]
        if len(index.camps) == 2:
            (pair,) = chances
            return list(pair if index.contests[0] == 0 else reversed(pair))
        at_war = [self._at_war(camp) for camp in index.contests]
        victory = np.stack([up * war for (up, _), war in zip(chances, at_war, strict=True)])
        undecided = np.stack([1.0 - up - down for up, down in chances])
        return list(war_value.race(victory, undecided, beliefs.horizon))

    def _at_war(self, camp):
        """Whether any camp is at war with a camp, (W,)."""
        camps = range(len(self.index.camps))
        return np.any(np.stack([self.hostile[camp, d] for d in camps if d != camp]), axis=0)

    def _value(self, perceived, drift):
        """Value the war now, in each state of support, and in 26 weeks under all support."""
        self.costs = cost = self._costs()
        weeks = np.zeros((perceived.shape[2] + 1, 1), dtype=self.state.dtype)
        weeks[-1] = LATER
        victories, shares, war = self._prospects(
            np.concatenate([perceived, perceived[:, :, :1]], axis=2),
            np.concatenate([drift, drift[:, :, :1]], axis=2),
            np.concatenate([cost, cost[:, :1]], axis=1),
            self.xp.asarray(weeks),
        )
        p_support = war_value.probability_of_each_support(self.cut, self._believed_threats())
        self.values = war[:, :-1]
        self.war_value = np.sum(self.values * p_support, axis=1)
        self.war_later = self.war_value + war[:, -1] - war[:, 0]
        self.war_if_cut = [(a, war[a, state]) for a, state in self.threats.items()]
        self.war_cost = np.sum(cost * p_support, axis=1)
        self._ends_to_expect(victories, shares, p_support)

    def _prospects(self, perceived, drift, cost, weeks=0.0):
        """War after some weeks at believed strength and drift (D, A, S, W): probability that each
        camp prevails and share that it governs in a stalemate, (E, A, S, W), and value of the war,
        (A, S, W). cost: (A, S, W) value lost in a year; weeks: a number or (S, 1)."""
        ends, horizon = self.values_of_ends, self.beliefs.horizon
        victories = self._victories(perceived + weeks * drift, drift)
        undecided = 1.0 - sum(victories[1:], victories[0])
        change = weeks * drift + stalemate.change_until_end(drift, undecided, horizon)
        shares = self._shares_governed(change)
        value = stalemate.value_of_stalemate(shares, ends.governed, ends.divided)
        war = war_value.value_of_war(victories, ends.prevails, value, cost / 52.0, horizon)
        return victories, shares, war

    def _shares_governed(self, change):
        """Share of the country that each camp is believed to govern in a stalemate, (E, A, S, W);
        change: (D, A, S, W) of the log ratio of each contest."""
        index, s = self.index, self.state
        if len(index.camps) == 2:
            change = np.stack([change[0], -change[0]][:: 1 if index.contests[0] == 0 else -1])
        else:
            at_war = np.stack([self._at_war(camp) for camp in index.contests])
            change = np.where(at_war[:, None, None], change, 0.0)
        holdings = (self._of_camps(s.national_residents()), self._of_camps(s.national_area()))
        return stalemate.shares_governed(*holdings, change, self.beliefs.by_residents)

    def _of_camps(self, by_holder):
        """Sums by holder (H, W) over the holders of each camp, (E, W)."""
        return np.stack([sum(by_holder[h] for h in rows) for rows in self.index.holders_of_camp])

    def _costs(self):
        """Value lost in a year of war by each party in each state of support, (A, states, W): the
        running cost of signers of a camp, the price that others put on the war."""
        cost = np.repeat(self.price[:, None], len(self.cuts), axis=1)
        residents = self.state.national_residents()
        for a, holders in self.fighting.items():
            cost[a] = self._running_cost(a, holders, residents)
        return cost

    def _running_cost(self, party, holders, residents):
        """Value that a signer loses in a year of war in each state of support, (states, W)."""
        s, names, parameters = self.state, self.index.holders, self.parameters
        squeeze = [parameters.array(f"holders.{names[h]}.squeeze") for h in holders]
        revenue = sum(residents[h] * (1.0 - lost) for h, lost in zip(holders, squeeze, strict=True))
        killed = sum(s.losses[h] for h in holders)
        men = sum(s.reserve[h] + s.garrison[h] for h in holders)
        dependence = self.dependence[self.index.camp[party]]
        return stalemate.running_cost(killed, men, revenue, dependence, self.running_cost)

    def _ends_to_expect(self, victories, shares, p_support):
        """Expect the war's ends over the states of support, and value the war under the mediator's
        squared loss."""
        undecided = 1.0 - sum(victories[1:], victories[0])
        self.victory_probabilities = np.stack(
            [np.sum(p[:, :-1] * p_support, axis=1) for p in victories]
        )
        self.control = self.victory_probabilities + np.stack(
            [np.sum((undecided * share)[:, :-1] * p_support, axis=1) for share in shares]
        )
        expected = self.victory_probabilities, self.control
        squared = self._values_of_ends(2.0).expected(*expected)
        self.war_squared = self.war_value + squared - self.values_of_ends.expected(*expected)

    def _believed_threats(self, refused=None):
        """Believed probability that each supporter cuts, (supporters, W); 0 for patrons who refused
        the text {a: (W,)}."""
        threats = self.xp.full(
            (len(self.supporters), self.model.worlds), 0.0, self.state.pressure.dtype
        )
        for row, patron in enumerate(self.supporters):
            threats[row] = self._believed_threat(patron.a, refused or {})
        return threats

    def _believed_threat(self, a, refused):
        """Believed probability that a patron, or a patron of it, ends its support, (W,)."""
        threat = self.state.pressure[a]
        for b, path in self.index.patrons_above[a]:
            share = self.parameters[path]
            threat = 1.0 - (1.0 - threat) * (1.0 - share * self._believed_threat(b, refused))
        return np.where(refused[a], 0.0, threat) if a in refused else threat

    def war_without(self, signer, yes):
        """War value of a signer (W,) if patrons who refused the text keep supporting it. yes:
        (A, W)."""
        patrons = self.index.patrons_of(signer)
        if not set(patrons) & set(self.model.supporters):
            return self.state.war_value[signer]
        p_support = war_value.probability_of_each_support(
            self.cut, self._believed_threats({p: ~yes[p] for p in patrons})
        )
        return np.sum(self.states[signer] * p_support, axis=0)

    def war_after(self, draft, *weeks):
        """War values some weeks after a deal on a text (I, W), if it is broken then, [(A, W), ...]:
        foreign men have left meanwhile, and beliefs have faded as in weeks without battle. The
        believed drift does not move strength meanwhile, since nobody fights."""
        return self._wars_left(draft, [(self._withdrawn(draft, after), after) for after in weeks])

    def _withdrawn(self, draft, weeks):
        """Share of the foreign men who have left some weeks after a deal, (W,) or 0."""
        if self.foreign_forces is None:
            return 0.0
        term = self.state.conceded(draft)[self.foreign_forces]
        return deal.men_leaving(term, self.state.full() + weeks, self.deal.phase)

    def war_under_deal(self):
        """War value if the deal in force is broken now, (A, W); men who have left are not counted
        in the war value of this week."""
        return self._wars_left(np.nan_to_num(self.state.deal_terms), [(0.0, 0)])[0]

    def _wars_left(self, draft, times):
        """War values [(A, W), ...] at times: (share of foreign men withdrawn, weeks) each."""
        s = self.state
        beliefs = [self._believed_left(draft, *time) for time in times]
        perceived, drift = (np.stack(arrays, axis=2) for arrays in zip(*beliefs, strict=True))
        _, _, value = self._prospects(perceived, drift, self.costs[:, :1])
        now = s.war_value, self.states[:, 0]
        return [resumption.war_value_left(*now, value[:, k]) for k in range(len(times))]

    def _believed_left(self, draft, withdrawn, weeks):
        """Believed strength (D, A, W) and drift (D, 1, W) in the war that a deal leaves."""
        s, beliefs = self.state, self.beliefs
        left = self._strength_left(draft, withdrawn)
        drift = s.drift * (1.0 - beliefs.learning) ** weeks  # no battle feeds it
        drift = drift + (beliefs.trend * (left - s.strength))[:, None]
        optimism = s.optimism * (1.0 - beliefs.shrink) ** weeks
        return left[:, None] + optimism, drift

    def _strength_left(self, draft, withdrawn):
        """Log ratio of strength of each contest that a deal on these terms leaves, (D, W), once a
        share of the foreign men has been withdrawn."""
        index = self.index
        force = self._force()
        men = [patron.men() * (1.0 - withdrawn) for patron in self.supporters]
        air = [patron.air_potential() for patron in self.supporters]
        gone = [patron.air_cut() for patron in self.supporters]
        strengths = []
        for camp, end in enumerate(self.state.ends[:-1]):
            own = force
            if index.core:
                conceded = resumption.concession(draft[index.core], end[index.core])
                own = resumption.force_left(force, conceded, self.deal.given_up)
            strengths.append(self._with_support(camp, own, men, air, gone, self.cuts[:1])[0])
        return np.stack([self._log_ratio(camp, strengths) for camp in index.contests])

    def apply(self):
        s = self.state
        self.states = self.values
        self.write(
            "mood", "strength", "battle", "drift", "optimism", "victory_probabilities", "war_value",
            "war_later", "war_squared", "war_cost", "control",
        )  # fmt: skip
        for a, value in self.war_if_cut:
            self.put(s.war_if_cut[a], value)
