"""The state of all worlds: one array a quantity, worlds on the last axis. Agents change it in place, nobody else does."""

import numpy as np

from simulator.rules.residents import density_fitted, residents_with_government, residents_with_others
from simulator.scenario.format import BASIS

WINDOW = 26  # weeks of memory for movement of the lines
TRUCE_WINDOW = 8  # weeks of violence that a truce is compared with
TALK_WINDOW = 3  # weeks in which a softening is recognised


class State:
    """Arrays at the start of a run (A parties, I issues, F factions, H holders, G governorates, R rows of attack)."""

    def __init__(self, cast, numbers):
        self.cast, self.numbers, self.dtype = cast, numbers, numbers.dtype
        self.side, self.sign = cast.side.astype(self.dtype), cast.sign.astype(self.dtype)
        self._stances()
        self._land()
        self._armies()
        self._patrons()
        self._truce_and_table()
        self._memory()

    def full(self, *axes, value=0.0, dtype=None):
        """A new array of these axes and worlds, filled with one value."""
        return np.full((*axes, *self.numbers.shape), value, dtype=dtype or self.dtype)

    def _stances(self):
        """position (A, I, W) 0..100; salience (A, I, 1), shares within the package, plain for measures; flexibility (A, I, 1)."""
        cast, numbers = self.cast, self.numbers
        self.bureau_stance = {}
        self.position = self.full(len(cast.parties), len(cast.issues))
        salience, flexibility = [], []
        self.weight_of_force = self.full(len(cast.parties))
        for a, name in enumerate(cast.parties):
            party = cast.form.parties[name]
            parts = [(f"parties.{name}.stance", party.stance)]
            if party.bureaus:
                parts = [(f"parties.{name}.bureaus.{b}.stance", bureau.stance) for b, bureau in party.bureaus.items()]
                self._bureaus(a, name, party, parts)
            else:
                self.position[a] = self._positions(name, *parts[0])
            salience.append(self._mean_of(parts, name, "salience"))
            flexibility.append(self._mean_of(parts, name, "flexibility"))
        package = len(cast.package)
        self.salience, self.flexibility = (np.stack(np.broadcast_arrays(*rows)) for rows in (salience, flexibility))
        self.salience[:, :package] /= self.salience[:, :package].sum(axis=1, keepdims=True)
        self.first_position = self.position.copy()
        government = cast.parties[cast.government]
        stands = [numbers.middle[f"parties.{government}.stance.{i}.position"] for i in cast.package]
        self.pole = np.array([[0.0 if stand < 50.0 else 100.0] for stand in stands], dtype=self.dtype)  # the government's end

    def conceded(self, terms, rows=slice(None)):
        """How far terms (I, W) of the package lie from the government's end of their lines, 0..100."""
        return np.abs(terms - self.pole[rows])

    def _bureaus(self, a, name, party, parts):
        """Stances of a divided party: those of the bureaus, and their mean by weight at start."""
        numbers = self.numbers
        force = [bureau.favours == "force" for bureau in party.bureaus.values()]
        self.weight_of_force[a] = numbers.row(f"parties.{name}.bureaus.{list(party.bureaus)[force.index(True)]}.weight")
        stances = [self._positions(name, path, stance) for path, stance in parts]
        self.bureau_stance[a] = dict(zip(force, stances, strict=True))
        self.position[a] = mixed(self.bureau_stance[a], self.weight_of_force[a])

    def _mean_of(self, parts, name, what):
        """Salience or flexibility (I, 1) of a party, the mean of its bureaus' by their usual weights."""
        columns = [self.numbers.columns([f"{path}.{i}.{what}" for i in self.cast.issues]) for path, _ in parts]
        bureaus = self.cast.form.parties[name].bureaus
        if not bureaus:
            return columns[0]
        force = [bureau.favours == "force" for bureau in bureaus.values()].index(True)
        weight = self.numbers.middle[f"parties.{name}.bureaus.{list(bureaus)[force]}.weight"]
        return weight * columns[force] + (1.0 - weight) * columns[1 - force]

    def _positions(self, name, path, stance):
        """Positions (I, W) with the errors of party and issue, each scaled by how well the text supports the stance."""
        numbers, issues = self.numbers, self.cast.issues
        plain = numbers.rows([f"{path}.{i}.position" for i in issues])
        shift = numbers.rows([f"issues.{i}.shift" for i in issues]) + numbers.row(f"parties.{name}.shift")
        spread = np.array([[BASIS[stance[i].basis]] for i in issues], dtype=self.dtype) * self.dtype(0.5**0.5)
        return np.clip(plain + spread * shift, 0.0, 100.0)

    def _land(self):
        """share (H, G, W) of area; residents (H, G, W) shares; both add up to 1 over holders."""
        cast, numbers = self.cast, self.numbers
        places = list(cast.form.governorates.values())
        held = np.array([[_number(p.held.get(h)) for p in places] for h in cast.holders], dtype=self.dtype)
        lived = np.array([[_number(p.lived.get(h)) for p in places] for h in cast.holders], dtype=self.dtype)
        error = np.exp(numbers.rows([f"holders.{h}.error" for h in cast.holders]))
        share = held[:, :, None] * error[:, None]
        self.share = share / share.sum(axis=0)
        area = numbers.columns([f"governorates.{g}.area" for g in cast.governorates])
        self.area_weight = area / area.sum(axis=0)
        self.people = numbers.columns([f"governorates.{g}.residents" for g in cast.governorates])
        held, lived = held / held.sum(axis=0), lived / lived.sum(axis=0)
        self.density = density_fitted(held[cast.regime], lived[cast.regime])[:, None].astype(self.dtype)
        self.attraction = (lived / np.maximum(held, 1e-3))[cast.others][..., None]
        self.residents = self.full(len(cast.holders), len(cast.governorates))
        self.settle_residents(self.residents)
        self.first_residents = self.residents.copy()

    def settle_residents(self, into):
        """Fill `into` (H, G, W) with the shares of residents that follow from the land held."""
        cast = self.cast
        with_government = residents_with_government(self.share[cast.regime], self.density)
        into[cast.regime] = with_government
        into[cast.others] = residents_with_others(1.0 - with_government, self.share[cast.others], self.attraction)

    def _armies(self):
        """reserve, garrison (H, W) thousand men; cohesion (H, W); strength of the week's fighting by row."""
        cast, numbers = self.cast, self.numbers
        strength = numbers.rows([f"holders.{h}.strength" for h in cast.holders])
        self.quality = numbers.columns([f"holders.{h}.quality" for h in cast.holders])
        self.reserve = numbers.rows([f"holders.{h}.reserve" for h in cast.holders]) * strength
        self.garrison = numbers.rows([f"holders.{h}.garrison" for h in cast.holders]) * strength
        self.cohesion = numbers.rows([f"holders.{h}.cohesion" for h in cast.holders])
        self.fortune = self.full(len(cast.fronts))
        self.taken = self.full(len(cast.attacker))
        self.will = self.full(len(cast.attacker), value=1.0)
        self.temptation = self.full(len(cast.between))
        self.deaths = self.full(value=0.0) + numbers.row("harm.before")
        self.dead = self.full(len(cast.holders))
        self.gain = self.full()
        self.men_leaving = self.full()

    def _patrons(self):
        """What each patron gives and threatens (A, W), and what all believe of the war."""
        cast, numbers, parties = self.cast, self.numbers, len(self.cast.parties)
        self.sorties = self.full(parties)
        self.surge = self.full(parties)
        self.pressed = self.full(parties)
        self.willing = self.full(parties, value=0.5)
        self.pressure = self.full(parties)
        self.frustration = self.full(parties) + numbers.row("coercion.start")
        self.ceiling_bound = self.full(parties, dtype=bool, value=False)
        self.first_aircraft = numbers.rows([f"parties.{p}.aircraft" for p in cast.parties])
        self.optimism = numbers.rows([f"parties.{p}.optimism" for p in cast.parties]) * self.side
        self.drift = self.full(parties)
        self.strength, self.battle = self.full(), self.full()
        self.support = self.full(value=1.0)
        self.first_support = self.full(value=-1.0)
        self.chances = self.full(2, parties)
        self.war_value = self.full(parties)
        self.war_later = self.full(parties)
        self.war_if_cut = self.full(parties)
        self.war_squared = self.full(parties)

    def _truce_and_table(self):
        """The truce, the table and the deal (W), the drafts (I, W) of the package, practice of the measures (M, W)."""
        cast, numbers = self.cast, self.numbers
        factions = list(cast.form.factions.values())
        self.truce = self.full(dtype=bool, value=cast.form.truce.in_force)
        self.truce_age = self.full() + numbers.row("truce.age")
        self.trust = numbers.row("truce.trust")
        government = numbers.row("truce.by_government")
        self.violations = np.stack([government, 1.0 - government]) * numbers.row("truce.usual_violations")
        self.hot_weeks = self.full(dtype=np.int32, value=0)
        self.violence_before = numbers.row("harm.before")
        self.fighters = numbers.columns([f"factions.{f}.fighters" for f in cast.factions])
        self.attends = np.stack([self.full(dtype=bool, value=f.attends and not f.radical) for f in factions])
        self.leans = np.stack([self.full(dtype=bool, value=f.with_radicals or f.radical) for f in factions])
        self.softness, self.credit = self.full(), self.full(value=1.0)
        self.draft = self.full(len(cast.package)) + self.position[:, : len(cast.package)].mean(axis=0)
        self.refused = self.full(len(cast.parties) + 1, len(cast.package), value=-1e3)  # by who tabled it; the mediator last
        self.refused_edge = self.full(len(cast.parties) + 1, 2)
        self.mood = self.full(len(cast.parties))
        self.edge = self.full(len(cast.parties))
        self.said_yes = self.full(len(cast.parties), dtype=bool, value=False)
        self.voted, self.blocked = self.full(dtype=bool, value=False), self.full(dtype=bool, value=False)
        self.practice = numbers.rows([f"issues.{m}.practice" for m in cast.measures])
        self.first_practice = self.practice.copy()
        self.resting_practice = self.practice.copy()
        self.deal, self.deal_broke = self.full(dtype=bool, value=False), self.full(dtype=bool, value=False)
        self.deal_age, self.deal_guarantors = self.full(), self.full()
        self.deal_strength, self.deal_spoilers = self.full(), self.full()
        self.deal_terms = self.full(len(cast.package), value=np.nan)
        self.bottom = self.full(len([r for r in ("leader", "body") if cast.term_of(r) is not None]))

    def _memory(self):
        """Rings of past weeks, and the mask of worlds that still move."""
        self.alive, self.all_alive = self.full(dtype=bool, value=True), True
        self.area_ring = self.full(WINDOW, len(self.cast.holders))
        self.area_ring[:] = self.national_area()
        self.deaths_ring = self.full(TRUCE_WINDOW) + self.deaths
        self.softness_ring = self.full(TALK_WINDOW)
        self.bottom_ring = self.full(TALK_WINDOW, *self.bottom.shape[:-1])
        self.movement = self.full(value=100.0)

    def national_area(self):
        """Shares of the country's area by holder, (H, W)."""
        return np.sum(self.share * self.area_weight, axis=1)

    def national_residents(self):
        """Shares of all residents by holder, (H, W)."""
        return np.sum(self.residents * (self.people / self.people.sum(axis=0)), axis=1)


def mixed(stance, force):
    """A divided party's position: mean of its bureaus' by weight, (I, W)."""
    return (1.0 - force) * stance[False] + force * stance[True]


def _number(number):
    return 0.0 if number is None else number.value
