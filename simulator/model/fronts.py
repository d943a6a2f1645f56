"""Stage 3: the war. One agent holds all rows of attack; each holder is a separate agent."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.random_streams import draws
from simulator.rules import acceptance, applies, front, holder, stalemate
from simulator.scenario.camp_checks import ACROSS, HOLDS


@applies(
    acceptance.persistent_shock, front.contact, front.touching, front.allotted, front.men_there,
    front.air_boost,
    front.odds_of_battle, front.steadiness, front.land_taken, front.land_surrendered, front.within,
    front.shared_out,
    holder.men_tied_down, holder.civilian_deaths,
)  # fmt: skip
@draws("battle")
class Fronts(Actor):
    """All attacks of one holder on another, in each region where they can meet: men, sorties,
    land, deaths."""

    def __init__(self, model):
        super().__init__(model)
        index, xp, dtype = self.index, self.xp, self.state.dtype
        self.war, self.harm = self.section("war"), self.section("harm")
        self.morale = self.section("cohesion")
        self.region_of_row, self.attacker, self.defender = (
            index.region_of_row,
            index.attacker,
            index.defender,
        )
        self._read_regions()
        excluded = [index.form.holders[h].excluded for h in index.holders]
        self.on_excluded = self._rows(lambda row: excluded[row[2]])
        self.on_holder = [
            self._rows(lambda row, h=h: row[2] == h) for h in range(len(index.holders))
        ]
        air_help = self.parameters.columns([f"holders.{h}.air_help" for h in index.holders])
        has_air_help = [xp.any(row > 0.0) for row in air_help]
        self.flown = [r for r, (_, h, _) in enumerate(index.rows) if has_air_help[h]]
        self.air_help = air_help[self.attacker][self.flown]
        self.flyers = [a for a in index.patrons if self._may_fly(f"parties.{index.parties[a]}")]
        self.targets = {a: self._targets(a) for a in self.flyers}
        self.shielded = [h for h in index.owner_of if self._has_weapons(h)]
        self.relations = self._relations()
        self.moving = self.model.form.war.fronts == "moving"
        self.near = [
            (near.tolist(), xp.asarray(index.near[g][near][:, None], dtype=dtype))
            for g, near in enumerate(index.neighbours)
        ]

    def _read_regions(self):
        """Priorities, foreign garrisons, main efforts and supply, which holders have by region."""
        index = self.index
        attacked = [(g, h) for g, h, _ in index.rows]
        defended = [(g, k) for g, _, k in index.rows]
        self.priority = RowValues(self, "priority", attacked, 1.0)
        self.guarded = RowValues(self, "garrisons", defended, 0.0)
        self.main_efforts = [
            (self._rows(lambda row, at=(index.regions.index(g), h): row[:2] == at), name, g)
            for h, name in enumerate(index.holders)
            for g in index.form.holders[name].main_effort
        ]
        self.supplied = {
            h: RowValues(self, "supply_by_region", defended, 1.0)
            for h, name in enumerate(index.holders)
            if index.form.holders[name].supply_by_region
        }

    def _rows(self, true_of):
        """Mask of the rows of attack (place, attacker, defender) that meet a condition, (R, 1)."""
        return self.xp.asarray(np.array([[bool(true_of(row))] for row in self.index.rows]))

    def _relations(self):
        """Share of ordinary fighting that each row's relation allows, (R, W or 1); None if all
        fight."""
        holders, values = self.index.holders, self.parameters.values
        paths = [f"holders.{holders[h]}.fights.{holders[k]}" for _, h, k in self.index.rows]
        constant = all(isinstance(values[path], float) and values[path] == 1.0 for path in paths)
        return None if constant else paths

    def _targets(self, a):
        """Masks of the rows on which a patron flies, (R, 1): against excluded holders, and against
        those of other camps. It helps attackers of its camp and those of no camp."""
        camp, camps = self.index.camp[a], self.index.camp_of_holder
        helped = self._rows(lambda row: camps[row[1]] in (None, camp))
        hostile = self._rows(lambda row: camps[row[2]] not in (None, camp))
        return helped & self.on_excluded, helped & hostile

    def _has_weapons(self, h):
        """Whether patrons may give anti-tank weapons to a holder."""
        index = self.index
        givers = index.supporters_of(index.owner[h])
        return any(
            self.parameters.matters(f"parties.{index.parties[a]}.anti_tank") for a, _ in givers
        )

    def _may_fly(self, path):
        """True for a patron that has an air force, or whose sorties a scenario fixes or changes."""
        fixed = f"{path}.sorties"
        moved = fixed in self.model.resolved.lever_of
        fixes = not np.all(np.isnan(self.parameters.middle[fixed]))
        return moved or fixes or self.xp.any(self.parameters.array(f"{path}.peak_sorties") > 0.0)

    def choose(self):
        s, war, index = self.state, self.war, self.index
        between = index.between
        self.fought, engagement = self.model.truce.engagement()
        self.engagement = s.engagement.copy()
        self.engagement[between] = engagement
        attacker, defender = (
            s.share[self.attacker, self.region_of_row],
            s.share[self.defender, self.region_of_row],
        )
        neighbouring = self._neighbouring()
        self.reach = front.contact(attacker, defender, neighbouring, war.spill)
        if self.moving:
            self.reach = self.reach * front.touching(attacker, neighbouring, HOLDS, ACROSS)
        if self.relations:
            self.reach = self.reach * self.parameters.columns(self.relations)
        self.ordinary = self.reach * self.priority.now() * self._main_efforts()
        self.sorties = self._sorties(self.ordinary * self.engagement)
        there = front.men_there(self.engagement, war.pinned)
        holders = len(self.index.holders)
        free = self._free_men()
        self.attack = front.allotted(free, self.ordinary * there, self.attacker, holders)
        power, line = self.attack * (1.0 + front.air_boost(self.sorties, war)), self._line()
        odds = front.odds_of_battle(power, line)
        tempting = front.odds_of_battle(power[between] / there[between], line[between])
        self.temptation = tempting - war.margin
        shock = self.streams.normal("battle", self.index.fronts, self.model.week)
        if not self.now.first:
            shock = acceptance.persistent_shock(s.battle_shock, shock, war.noise_half_life)
        self.battle_shock = shock
        by_row = shock[self.index.front] * s.sign  # of opposite sign for a front's two sides
        guarded = self.guarded.now()
        taken = front.land_taken(odds, self.reach, by_row, guarded, self.engagement, war)
        surrendered = front.land_surrendered(self.reach, s.cohesion[self.defender], war)
        self.taken = front.within(taken + surrendered * (self.engagement > 0.5), defender)
        if index.is_crowded:
            total = index.by_loser.sum(self.taken).reshape(s.share.shape)
            total = total[self.defender, self.region_of_row]
            self.taken = front.shared_out(self.taken, total, defender)

    def _main_efforts(self):
        """Weight of each row as a main effort, (R, W or 1)."""
        weight = self.xp.full((len(self.index.rows), 1), 1.0, self.state.dtype)
        for rows, name, region in self.main_efforts:
            effort = self.parameters[f"holders.{name}.effort_there"]
            effort = effort * self.parameters[f"holders.{name}.main_effort.{region}"]
            weight = np.where(rows, self.xp.asarray(effort, dtype=self.state.dtype), weight)
        return weight

    def _neighbouring(self):
        """Mean share of the attacker in the neighbours of the row's region, by length of
        border, (R, W)."""
        share = self.state.share
        around = [np.sum(share[:, near] * weight, axis=1) for near, weight in self.near]
        return np.stack(around, axis=1)[self.attacker, self.region_of_row]

    def _sorties(self, wanted):
        """Sorties a day by row: each patron's sorties, divided between excluded holders and
        opponents, then by weight."""
        s, flown = self.state, self.flown
        sorties, weight = np.zeros_like(wanted), wanted[flown] * self.air_help
        for a in self.flyers:
            share = self.parameters.array(f"parties.{self.index.parties[a]}.excluded_share")
            for rows, share_of_target in zip(self.targets[a], (share, 1.0 - share), strict=True):
                there = weight * rows[flown]
                total = np.maximum(np.sum(there, axis=0), 1e-6)
                sorties[flown] += there * (s.sorties[a] * share_of_target / total)
        return sorties

    def _foreign(self):
        """(holder, patron, share that the holder receives, thousand men (W,), share of them that
        attacks) of all foreign men."""
        for a in self.model.supporters:
            advance = self.parameters.array(f"parties.{self.index.parties[a]}.advance")
            men = self.model.patrons[a].men()
            for party, paths in self.index.recipients[a]:
                if party in self.index.holder_of:
                    share = self.parameters.shares(paths)
                    yield self.index.holder_of[party], a, share, men * share, advance

    def _free_men(self):
        """Thousand men free to attack, (H, W): reserves less those tied down, plus foreign men who
        attack."""
        s, index = self.state, self.index
        free = s.reserve.copy()
        for h, _, _, men, advance in self._foreign():
            free[h] += men * advance
        for h in self.model.joiners:  # those who join a deal fight excluded holders (P15)
            joined = s.joining * s.reserve[h]
            free[index.state_holder] += joined
            free[h] -= joined
        gained = np.sum(np.maximum(s.residents - s.first_residents, 0.0) * s.people, axis=1)
        tied = holder.men_tied_down(gained, self.war.hold)
        return np.maximum(free - tied, 0.1 * free) * s.quality

    def _line(self):
        """Thousand men who hold each row's line: garrisons allocated by threat, adjusted for
        cohesion and anti-tank weapons."""
        s, index = self.state, self.index
        men = s.garrison.copy()
        for h, a, share, foreign, advance in self._foreign():
            men[h] += foreign * (1.0 - advance) + s.surge[a] * share
        threat = self.reach * (s.reserve * s.quality)[self.attacker]
        steady = front.steadiness(s.cohesion, self.morale.threshold, self.morale.width)
        line = front.allotted(men * s.quality * steady, threat, self.defender, len(index.holders))
        strengthened = 1.0
        for h in self.shielded:
            supply = self.parameters.array(f"holders.{index.holders[h]}.supply")
            weapons = supply * self.received("anti_tank", index.owner[h])
            if h in self.supplied:
                weapons = weapons * self.supplied[h].now()
            strengthened = strengthened + self.war.anti_tank * weapons * self.on_holder[h]
        return line * strengthened

    def apply(self):
        s, index, now = self.state, self.index, self.now
        won = index.by_winner.sum(self.taken).reshape(s.share.shape)
        lost = index.by_loser.sum(self.taken).reshape(s.share.shape)
        area = s.area_weight
        now.won, now.lost = np.sum(won * area, axis=1), np.sum(lost * area, axis=1)
        now.ordinary, now.fought = self.ordinary, self.fought
        for h in index.aided:
            self.put(s.gain[h], np.sum((won[h] - lost[h]) * area, axis=0))
        self.put(s.share, np.clip(s.share + won - lost, 0.0, 1.0))
        self.put(s.residents, s.settled_residents())
        self.write("engagement", "battle_shock", "taken", "temptation")
        self._count_harm()

    def _count_harm(self):
        s, index, between = self.state, self.index, self.index.between
        engaged = self.attack * s.engagement
        self.now.attacking = index.by_attacker.sum(engaged)
        self.now.attacked = index.by_defender.sum(engaged)
        sorties = np.sum(self.sorties[between], axis=0)
        deaths = holder.civilian_deaths(np.sum(engaged[between], axis=0), sorties, self.harm)
        self.put(s.deaths, deaths)
        self.put(s.killed, s.killed + s.deaths)


@applies(
    holder.losses, holder.recruits_reached, holder.next_men, holder.men_spared,
    holder.next_cohesion, holder.resting_cohesion, holder.share_supplied,
    stalemate.recent_losses,
)  # fmt: skip
class Holder(Actor):
    """One holder of land: its men and its cohesion."""

    def __init__(self, model, h):
        super().__init__(model)
        self.h, index = h, self.index
        self.own = self.section(f"holders.{index.holders[h]}")
        self.war, self.morale = self.section("war"), self.section("cohesion")
        patrons = [] if index.owner[h] is None else index.supporters_of(index.owner[h])
        paths = (f"parties.{index.parties[a]}.arms" for a, _ in patrons)
        self.armed = any(self.parameters.matters(path) for path in paths)
        form, own = index.form.holders[index.holders[h]], f"holders.{index.holders[h]}"
        by_region = form.supply_by_region
        self.by_region = by_region and [f"{own}.supply_by_region.{g}" for g in index.regions]

    def choose(self):
        s, h, war, own, now = self.state, self.h, self.war, self.own, self.now
        sent = self.received("arms", self.index.owner[h]) if self.armed else 0.0
        arms = war.arms * (sent * 0.01)
        recruits = holder.recruits_reached(own.recruitment, arms, self._supply(), own.squeeze)
        self.recruits = recruits
        attacking, attacked = now.attacking[h], now.attacked[h]
        fallen = holder.losses(attacking, war), holder.losses(attacked, war)
        to_reserve, to_garrison = war.to_reserve, 1.0 - war.to_reserve
        self.reserve = holder.next_men(s.reserve[h], fallen[0], recruits, to_reserve)
        self.garrison = holder.next_men(s.garrison[h], fallen[1], recruits, to_garrison)
        spared = holder.men_spared(s.reserve[h], fallen[0], recruits, to_reserve)
        spared = spared + holder.men_spared(s.garrison[h], fallen[1], recruits, to_garrison)
        before = np.maximum(s.national_area()[h] + now.lost[h] - now.won[h], 0.01)
        rest = holder.resting_cohesion(own.cohesion, s.abandonment[h])
        lost, won = now.lost[h] / before, now.won[h] / before
        self.cohesion = holder.next_cohesion(s.cohesion[h], rest, lost, won, self.morale)
        killed = holder.losses(attacking + attacked, war) - spared
        self.dead, memory = s.dead[h] + killed, self.parameters["running_cost.half_life"]
        self.losses = stalemate.recent_losses(s.losses[h], killed, memory)

    def _supply(self):
        """Share of the arms that reaches the holder, a number or (W,)."""
        if not self.by_region:
            return self.own.supply
        land = self.state.share[self.h] * self.state.area_weight
        reaching = self.parameters.columns_or(self.by_region, 1.0)
        return self.own.supply * holder.share_supplied(land, reaching)

    def apply(self):
        self.write("reserve", "garrison", "cohesion", "dead", "losses", row=self.h)


class RowValues:
    """A parameter that holders have for some regions, by row of attack. It is read once, and every
    week where dated steps change it.

    places  (region, holder) of each row
    usual   its value where a scenario gives none
    """

    def __init__(self, fronts, name, places, usual):
        holders, regions = fronts.index.holders, fronts.index.regions
        self.paths = [f"holders.{holders[h]}.{name}.{regions[g]}" for g, h in places]
        self.parameters, self.usual = fronts.parameters, usual
        self.first = self.parameters.columns_or(self.paths, usual)
        dated = {lever.target for lever in fronts.model.resolved.levers.values() if lever.steps}
        self.is_dated = not dated.isdisjoint(self.paths)

    def now(self):
        """Values of the week, (R, 1 or W)."""
        return self.parameters.columns_or(self.paths, self.usual) if self.is_dated else self.first
