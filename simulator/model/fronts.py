"""Stage 3: the war. All rows of attack stand stacked in one agent; each holder is an agent of its
own."""

import numpy as np

from simulator.model.actor import Actor
from simulator.rules import acceptance, front, holder


class Fronts(Actor):
    """Every attack of one holder on another, in every governorate where they can meet: men,
    sorties, land, deaths."""

    def __init__(self, model):
        super().__init__(model)
        cast, numbers = self.cast, self.numbers
        self.war, self.cohesion, self.harm = (
            self.section("war"),
            self.section("cohesion"),
            self.section("harm"),
        )
        self.where, self.attacker, self.defender = cast.where, cast.attacker, cast.defender
        self.priority = self._by_row("priority", self.attacker, 1.0)
        self.main_efforts = [
            ((self.attacker == h) & (self.where == cast.governorates.index(place)), name)
            for h, name in enumerate(cast.holders)
            if (place := cast.form.holders[name].main_effort)
        ]
        self.guarded = self._by_row("garrisons", self.defender, 0.0)
        excluded = np.array([cast.form.holders[h].excluded for h in cast.holders])
        self.on_excluded = excluded[self.defender][:, None]
        self.on_rebels = (self.defender == cast.rebels)[:, None]
        air_help = numbers.columns([f"holders.{h}.air_help" for h in cast.holders])[self.attacker]
        self.flown = np.flatnonzero(
            [np.any(row > 0.0) for row in air_help]
        )  # rows that allied sorties may support
        self.air_help = air_help[self.flown]
        self.flyers = [a for a in cast.backers if self._may_fly(f"parties.{cast.parties[a]}")]
        self.supply = np.asarray(numbers[f"holders.{cast.holders[cast.rebels]}.supply"])
        self.helpers = [cast.parties[a] for a in cast.patrons if cast.side[a] < 0]
        self.near = [
            (near, cast.near[g][near][:, None].astype(self.state.dtype))
            for g, near in enumerate(cast.neighbours)
        ]

    def _may_fly(self, path):
        """True for a patron with an air force of its own, or whose sorties a scenario fixes or
        moves."""
        fixed = f"{path}.sorties"
        moved = fixed in self.model.resolved.lever_of or not np.all(
            np.isnan(self.numbers.middle[fixed])
        )
        return moved or np.any(np.asarray(self.numbers[f"{path}.peak_sorties"]) > 0.0)

    def _by_row(self, part, holders, usual):
        """A number each holder gives for some governorates, laid on the rows, (R, 1 or W)."""
        paths = [
            f"holders.{self.cast.holders[h]}.{part}.{self.cast.governorates[g]}"
            for g, h in zip(self.where, holders, strict=True)
        ]
        values = [
            np.atleast_1d(np.asarray(self.numbers.values.get(path, usual), dtype=self.state.dtype))
            for path in paths
        ]
        return np.stack(np.broadcast_arrays(*values))

    def choose(self):
        s = self.state
        self.will = s.will.copy()
        self.will[self.cast.between] = self.model.truce.will()
        attacker, defender = s.share[self.attacker, self.where], s.share[self.defender, self.where]
        self.reach = front.contact(attacker, defender, self._neighbouring(), self.war.spill)
        self.ordinary = self.reach * self.priority * self._main_efforts()
        self.sorties = self._sorties(self.ordinary * self.will)
        there = front.men_there(self.will, self.war.pinned)
        self.attack = front.allotted(
            self._free_men(), self.ordinary * there, self.attacker, len(self.cast.holders)
        )
        boost = 1.0 + front.air_boost(self.sorties, self.war)
        self.line = self._line()
        power, between = self.attack * boost, self.cast.between
        self.odds = front.odds_of_battle(power, self.line)
        self.temptation = (
            front.odds_of_battle(power[between] / there[between], self.line[between])
            - self.war.margin
        )
        fresh = self.chance.normal("battle", self.cast.fronts, self.model.week)
        first = self.model.first_week
        self.fortune = (
            fresh if first else acceptance.lasting_luck(s.fortune, fresh, self.war.noise_half_life)
        )
        luck = self.sign_luck(self.fortune)
        taken = front.land_taken(self.odds, self.reach, luck, self.guarded, self.will, self.war)
        lost_heart = front.land_surrendered(self.reach, s.cohesion[self.defender], self.war)
        self.taken = front.within(taken + lost_heart * (self.will > 0.5), defender)

    def _main_efforts(self):
        """Weight of each row as a main effort, (R, W or 1)."""
        weight = np.ones((len(self.where), 1), dtype=self.state.dtype)
        for rows, name in self.main_efforts:
            weight = np.where(
                rows[:, None],
                np.asarray(self.numbers[f"holders.{name}.effort_there"], dtype=self.state.dtype),
                weight,
            )
        return weight

    def sign_luck(self, fortune):
        """One fortune a front, of opposite sign for its two sides."""
        return fortune[self.cast.front] * self.state.sign

    def _neighbouring(self):
        """Mean share of the attacker in the neighbours of the row's governorate, by length of
        border, (R, W)."""
        share = self.state.share
        around = np.stack(
            [np.sum(share[:, near] * weight, axis=1) for near, weight in self.near], axis=1
        )
        return around[self.attacker, self.where]

    def _sorties(self, wanted):
        """Sorties a day by row: the patrons' effort, shared between excluded holders and the rest,
        then by weight."""
        s, flown = self.state, self.flown
        sorties, weight = np.zeros_like(wanted), wanted[flown] * self.air_help
        for a in self.flyers:
            on_excluded = np.asarray(self.numbers[f"parties.{self.cast.parties[a]}.excluded_share"])
            for rows, share in (
                (self.on_excluded[flown], on_excluded),
                (self.on_rebels[flown], 1.0 - on_excluded),
            ):
                there = weight * rows
                sorties[flown] += there * (
                    s.sorties[a] * share / np.maximum(np.sum(there, axis=0), 1e-6)
                )
        return sorties

    def _free_men(self):
        """Thousand men free to attack, (H, W): reserves less those tied down, and the attackers
        among foreign men."""
        s, cast = self.state, self.cast
        free = s.reserve.copy()
        for a in cast.backers:
            free[cast.regime] += self.model.patrons[a].men() * np.asarray(
                self.numbers[f"parties.{cast.parties[a]}.advance"]
            )
        joined = s.joining * s.reserve[cast.rebels]  # who joins a deal fights the excluded (P15)
        free[cast.regime] += joined
        free[cast.rebels] -= joined
        gained = np.sum(np.maximum(s.residents - s.first_residents, 0.0) * s.people, axis=1)
        return (
            np.maximum(free - holder.men_tied_down(gained, self.war.hold), 0.1 * free) * s.quality
        )

    def _line(self):
        """Thousand men who hold each row's line: garrisons by threat, as steady as their cohesion,
        behind anti-tank weapons."""
        s, cast = self.state, self.cast
        men = s.garrison.copy()
        for a in cast.backers:
            advance = np.asarray(self.numbers[f"parties.{cast.parties[a]}.advance"])
            men[cast.regime] += self.model.patrons[a].men() * (1.0 - advance) + s.surge[a]
        threat = self.reach * (s.reserve * s.quality)[self.attacker]
        steady = front.steadiness(s.cohesion, self.cohesion.threshold, self.cohesion.width)
        line = front.allotted(men * s.quality * steady, threat, self.defender, len(cast.holders))
        weapons = self.supply * sum(
            (np.asarray(self.numbers[f"parties.{name}.anti_tank"]) for name in self.helpers), 0.0
        )
        return line * (1.0 + self.war.anti_tank * weapons * self.on_rebels)

    def apply(self):
        s, cast = self.state, self.cast
        shape = s.share.shape
        won = cast.by_winner.sum(self.taken).reshape(shape)
        lost = cast.by_loser.sum(self.taken).reshape(shape)
        area = s.area_weight
        self.put(s.gain, np.sum((won[cast.regime] - lost[cast.regime]) * area, axis=0))
        self.model.won, self.model.lost = np.sum(won * area, axis=1), np.sum(lost * area, axis=1)
        self.put(s.share, np.clip(s.share + won - lost, 0.0, 1.0))
        self.put(s.residents, s.settled_residents())
        for view, new in (
            (s.will, self.will),
            (s.fortune, self.fortune),
            (s.taken, self.taken),
            (s.temptation, self.temptation),
        ):
            self.put(view, new)
        self._count_harm()

    def _count_harm(self):
        s, between = self.state, self.cast.between
        engaged = self.attack * s.will
        self.model.attacking, self.model.attacked = (
            self.cast.by_attacker.sum(engaged),
            self.cast.by_defender.sum(engaged),
        )
        sorties = np.sum((self.sorties * self.on_rebels)[between], axis=0)
        self.put(
            s.deaths, holder.civilian_deaths(np.sum(engaged[between], axis=0), sorties, self.harm)
        )
        self.put(s.killed, s.killed + s.deaths)


class Holder(Actor):
    """One holder of land: its men and its morale."""

    def __init__(self, model, h):
        super().__init__(model)
        self.h, name = h, self.cast.holders[h]
        self.own = self.section(f"holders.{name}")
        self.war, self.numbers_of_morale = self.section("war"), self.section("cohesion")
        self.arms = (
            [self.cast.parties[a] for a in self.cast.patrons if self.cast.side[a] < 0]
            if h == self.cast.rebels
            else []
        )

    def choose(self):
        s, h, cast = self.state, self.h, self.cast
        arms = (
            sum((np.asarray(self.numbers[f"parties.{name}.arms"]) for name in self.arms), 0.0)
            * 0.01
        )
        recruits = holder.recruits_reached(
            self.own.recruitment, self.war.arms * arms, self.own.supply, self.own.squeeze
        )
        attacking, attacked = self.model.attacking[h], self.model.attacked[h]
        self.reserve = holder.next_men(
            s.reserve[h], holder.losses(attacking, self.war), recruits, self.war.to_reserve
        )
        self.garrison = holder.next_men(
            s.garrison[h], holder.losses(attacked, self.war), recruits, 1.0 - self.war.to_reserve
        )
        held = np.maximum(
            s.national_area()[h] + self.model.lost[h] - self.model.won[h], 0.01
        )  # before the week
        rest = holder.resting_cohesion(
            self.own.cohesion, s.support if h == cast.regime else 1.0, self.numbers_of_morale
        )
        lost, won = self.model.lost[h] / held, self.model.won[h] / held
        self.cohesion = holder.next_cohesion(s.cohesion[h], rest, lost, won, self.numbers_of_morale)
        self.lost = holder.losses(attacking + attacked, self.war)

    def apply(self):
        s, h = self.state, self.h
        self.put(s.reserve[h], self.reserve)
        self.put(s.garrison[h], self.garrison)
        self.put(s.cohesion[h], self.cohesion)
        self.put(s.dead[h], s.dead[h] + self.lost)
