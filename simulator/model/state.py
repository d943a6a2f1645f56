"""The state of all worlds: one array a quantity, worlds on the last axis. Agents change it in
place, nobody else does."""

import numpy as np

from simulator.rules.residents import (
    density_fitted,
    residents_with_government,
    residents_with_others,
    usual_attraction,
)
from simulator.scenario.format import BASIS

WINDOW = 26  # weeks of memory for movement of the lines
TRUCE_WINDOW = 8  # weeks of violence that a truce is compared with
TALK_WINDOW = 3  # weeks in which a softening is recognised


class State:
    """Arrays at the start of a run, by name, axes and meaning.

    Axes: A parties, P who may table a text, I issues of the package, J all issues, M measures, C
    core issues, F factions, H holders, K other holders than the government, G governorates, N
    fronts, R rows of attack (one holder on another in one governorate), B rows between the signers,
    T weeks remembered, W worlds. side (A, 1) +1 with the government, -1 with the opposition; sign
    (R, 1) side of its front on which a row's fortune counts."""

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
        """Where everyone stands on the issues.

        position, first_position (A, J, W) 0..100, now and at the start; salience (A, J, 1) 0..1,
        adds up to 1 within the package, as it is for measures; flexibility (A, J, 1) share of the
        line; weight_of_force (A, W) 0..1, weight of the bureau that favours force, 0 in a party
        that is not divided; pole (I, 1) the government's end of each line, 0 or 100. Where a sweep
        varies what they follow from, salience, flexibility and pole differ by world (W)."""
        cast, numbers = self.cast, self.numbers
        self.bureau_stance = {}
        self.position = self.full(len(cast.parties), len(cast.issues))
        salience, flexibility = [], []
        self.weight_of_force = self.full(len(cast.parties))
        for a, name in enumerate(cast.parties):
            party = cast.form.parties[name]
            parts = [(f"parties.{name}.stance", party.stance)]
            if party.bureaus:
                parts = [
                    (f"parties.{name}.bureaus.{b}.stance", bureau.stance)
                    for b, bureau in party.bureaus.items()
                ]
                self._bureaus(a, name, party, parts)
            else:
                self.position[a] = self._positions(name, *parts[0])
            salience.append(self._mean_of(parts, name, "salience"))
            flexibility.append(self._mean_of(parts, name, "flexibility"))
        package = len(cast.package)
        self.salience, self.flexibility = (
            np.stack(np.broadcast_arrays(*rows)) for rows in (salience, flexibility)
        )
        self.salience[:, :package] /= np.add.accumulate(self.salience[:, :package], axis=1)[
            :, -1:
        ]  # in order, for any width
        self.first_position = self.position.copy()
        government = cast.parties[cast.government]
        stands = [numbers.middle[f"parties.{government}.stance.{i}.position"] for i in cast.package]
        ends = [
            np.where(np.atleast_1d(stand) < 50.0, 0.0, 100.0) for stand in stands
        ]  # the government's
        self.pole = np.stack(np.broadcast_arrays(*ends)).astype(self.dtype)

    def conceded(self, terms, rows=slice(None)):
        """How far terms (I, W) of the package lie from the government's end of their lines,
        0..100."""
        return np.abs(terms - self.pole[rows])

    def _bureaus(self, a, name, party, parts):
        """Stances of a divided party: those of the bureaus, and their mean by weight at start."""
        numbers = self.numbers
        force = [bureau.favours == "force" for bureau in party.bureaus.values()]
        self.weight_of_force[a] = numbers.row(
            f"parties.{name}.bureaus.{list(party.bureaus)[force.index(True)]}.weight"
        )
        stances = [self._positions(name, path, stance) for path, stance in parts]
        self.bureau_stance[a] = dict(zip(force, stances, strict=True))
        self.position[a] = mixed(self.bureau_stance[a], self.weight_of_force[a])

    def _mean_of(self, parts, name, what):
        """Salience or flexibility (I, 1) of a party, the mean of its bureaus' by their usual
        weights."""
        columns = [
            self.numbers.columns([f"{path}.{i}.{what}" for i in self.cast.issues])
            for path, _ in parts
        ]
        bureaus = self.cast.form.parties[name].bureaus
        if not bureaus:
            return columns[0]
        force = [bureau.favours == "force" for bureau in bureaus.values()].index(True)
        weight = self.numbers.middle[f"parties.{name}.bureaus.{list(bureaus)[force]}.weight"]
        with_force, with_talks = (
            np.asarray(part, dtype=self.dtype) for part in (weight, 1.0 - weight)
        )
        return with_force * columns[force] + with_talks * columns[1 - force]

    def _positions(self, name, path, stance):
        """Positions (I, W) with the errors of party and issue, each scaled by how well the text
        supports the stance."""
        numbers, issues = self.numbers, self.cast.issues
        plain = numbers.rows([f"{path}.{i}.position" for i in issues])
        shift = numbers.rows([f"issues.{i}.shift" for i in issues]) + numbers.row(
            f"parties.{name}.shift"
        )
        spread = np.array(
            [[BASIS[stance[i].basis]] for i in issues], dtype=self.dtype
        ) * self.dtype(0.5**0.5)
        return np.clip(plain + spread * shift, 0.0, 100.0)

    def _land(self):
        """Who holds what.

        share (H, G, W) of the area of a governorate, adds up to 1 over holders; residents,
        first_residents (H, G, W) shares of its residents likewise, now and at the start;
        first_share (K, G, W) of the area of each other holder at the start; area_weight (G, 1)
        share of the country's area; people (G, 1) thousand residents; density (G, 1) how much
        denser than land the government's residents lie; attraction (K, G, 1) residents for a unit
        of area of each other holder, at the start; usual_attraction (G, 1) the same of all of them
        together."""
        cast, numbers = self.cast, self.numbers
        places = list(cast.form.governorates.values())
        held = np.array(
            [[_number(p.held.get(h)) for p in places] for h in cast.holders], dtype=self.dtype
        )
        lived = np.array(
            [[_number(p.lived.get(h)) for p in places] for h in cast.holders], dtype=self.dtype
        )
        error = np.exp(numbers.rows([f"holders.{h}.error" for h in cast.holders]))
        share = held[:, :, None] * error[:, None]
        self.share = share / share.sum(axis=0)
        self.first_share = self.share[cast.others]
        area = numbers.columns([f"governorates.{g}.area" for g in cast.governorates])
        self.area_weight = area / area.sum(axis=0)
        self.people = numbers.columns([f"governorates.{g}.residents" for g in cast.governorates])
        held, lived = held / held.sum(axis=0), lived / lived.sum(axis=0)
        self.density = density_fitted(held[cast.regime], lived[cast.regime])[:, None].astype(
            self.dtype
        )
        self.attraction = (lived / np.maximum(held, 1e-3))[cast.others][..., None]
        self.usual_attraction = usual_attraction(held[cast.others], lived[cast.others])[
            :, None
        ].astype(self.dtype)
        self.residents = self.full(len(cast.holders), len(cast.governorates))
        self.settle_residents(self.residents)
        self.first_residents = self.residents.copy()

    def settle_residents(self, into):
        """Fill `into` (H, G, W) with the shares of residents that follow from the land held; they
        add up to 1 over holders."""
        cast = self.cast
        left = 1.0 - residents_with_government(self.share[cast.regime], self.density)
        area = self.share[cast.others]
        others = residents_with_others(
            left, area, self.first_share, self.attraction, self.usual_attraction
        )
        into[cast.others] = others
        into[cast.regime] = 1.0 - np.sum(others, axis=0)

    def _armies(self):
        """Men, morale and the week's fighting.

        quality (H, 1) fighting worth of a man, 1 = the usual; reserve, garrison (H, W) thousand
        men, free to attack and holding lines; cohesion (H, W) 0..1, morale; fortune (N, W) standard
        normal, a front's run of luck; taken (R, W) share of the governorate taken this week; will
        (R, W) 0..1, share of ordinary fighting that goes on; temptation (B, W) log points by which
        attack outweighs the defender's margin; deaths (W) civilians killed this week; killed (W)
        civilians killed since the start; dead (H, W) thousand fighters killed since the start; gain
        (W) share of the country that the government won this week; men_leaving (W) 0..1, share of
        foreign men gone under a deal; joining (W) 0..1, share of the opposition's free men who then
        fight the excluded."""
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
        self.killed = self.full()
        self.dead = self.full(len(cast.holders))
        self.gain = self.full()
        self.men_leaving, self.joining = self.full(), self.full()

    def _patrons(self):
        """What each patron gives and threatens, and what all believe of the war.

        sorties (A, W) a day; surge (A, W) thousand men sent to fill in for another patron; pressed,
        pressure (A, W) 0..1, threat to cut as shown and as the client believes it; willing (A, W)
        0..1, chance that the patron prefers cutting; frustration (A, W) 0..1, of a patron with its
        client; ceiling_bound (A, W) true where aircraft were too few; most_aircraft (A, W) the
        largest fleet so far; optimism (A, W) log points by which belief about strength leans to the
        government; drift (A, W) log points a week, believed drift of strength; strength, battle (W)
        log ratio of government over opposition, of strength and of residents held; support (W)
        foreign support over that of the start; first_support (W) that of the start; chances (2, A,
        W) 0..1, believed, that the government prevails and that the opposition does; war_value,
        war_later (A, W) value of fighting on, now and 26 weeks on; war_if_cut, war_squared (A, W)
        the same if this patron alone cuts, and under the mediator's squared loss."""
        cast, numbers, parties = self.cast, self.numbers, len(self.cast.parties)
        self.sorties = self.full(parties)
        self.surge = self.full(parties)
        self.pressed = self.full(parties)
        self.willing = self.full(parties, value=0.5)
        self.pressure = self.full(parties)
        self.frustration = self.full(parties) + numbers.row("coercion.start")
        self.ceiling_bound = self.full(parties, dtype=bool, value=False)
        self.most_aircraft = self.full(parties) + numbers.rows(
            [f"parties.{p}.aircraft" for p in cast.parties]
        )
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
        """The truce, the factions, words, the table and the deal.

        truce (W) true while in force; truce_age (W) weeks; trust (W) 0..1, in the truce; violations
        (2, W) breaches this week by the government's side and by the opposition's; hot_weeks (W)
        weeks in a row with violence that may void the truce; violence_before (W) civilians killed a
        week before the truce; fighters (F, 1) thousand; attends, leans (F, W) true at the table,
        true with the radicals; softness (W) points by which the government's words stand softer
        than its position; credit (W) 0..1, how far soft words still buy anything; affront (W) 0..1,
        how fresh it is that the government went its own way; own_way (W) true in a week it did;
        draft (I, W) 0..100, latest text; refused (P, I, W) 0..100, latest text refused of each who
        tables, the mediator last; refused_edge (P, 2, W) value, the signers' edges at that time;
        mood (A, W) standard normal, in which a party votes; edge (A, W) value of signing the latest
        text over war and waiting; said_yes (A, W) true for who accepted it; voted, blocked (W) true
        in a week of a vote, true where the government then said no; practice, first_practice,
        resting_practice (M, W) 0..100, now, at the start, and where it slips back to; deal,
        deal_broke (W) true while a deal is in force, true once one has broken; deal_age (W) weeks;
        deal_terms (I, W) 0..100, as signed; deal_guarantors (W) patrons that guarantee it;
        deal_strength (W) log ratio of strength at signature; deal_spoilers (W) 0..1, share of the
        patrons that refused it; bottom (C, W) 0..100, the government's bottom line on the core
        issues."""
        cast, numbers = self.cast, self.numbers
        factions = list(cast.form.factions.values())
        self.truce = self.full(dtype=bool, value=cast.form.truce.in_force)
        self.truce_age = self.full() + numbers.row("truce.age")
        self.trust = numbers.row("truce.trust")
        government = numbers.row("truce.by_government")
        self.violations = np.stack([government, 1.0 - government]) * numbers.row(
            "truce.usual_violations"
        )
        self.hot_weeks = self.full(dtype=np.int32, value=0)
        self.violence_before = numbers.row("harm.before")
        self.fighters = numbers.columns([f"factions.{f}.fighters" for f in cast.factions])
        self.attends = np.stack(
            [self.full(dtype=bool, value=f.attends and not f.radical) for f in factions]
        )
        self.leans = np.stack(
            [self.full(dtype=bool, value=f.with_radicals or f.radical) for f in factions]
        )
        self.softness, self.credit = self.full(), self.full(value=1.0)
        self.affront, self.own_way = (
            self.full() + numbers.row("spoiling.start"),
            self.full(dtype=bool, value=False),
        )
        self.draft = self.full(len(cast.package)) + self.position[:, : len(cast.package)].mean(
            axis=0
        )
        self.refused = self.full(
            len(cast.parties) + 1, len(cast.package), value=-1e3
        )  # by who tabled it; the mediator last
        self.refused_edge = self.full(len(cast.parties) + 1, 2)
        self.mood = self.full(len(cast.parties))
        self.edge = self.full(len(cast.parties))
        self.said_yes = self.full(len(cast.parties), dtype=bool, value=False)
        self.voted, self.blocked = (
            self.full(dtype=bool, value=False),
            self.full(dtype=bool, value=False),
        )
        self.practice = numbers.rows([f"issues.{m}.practice" for m in cast.measures])
        self.first_practice = self.practice.copy()
        self.resting_practice = self.practice.copy()
        self.deal, self.deal_broke = (
            self.full(dtype=bool, value=False),
            self.full(dtype=bool, value=False),
        )
        self.deal_age, self.deal_guarantors = self.full(), self.full()
        self.deal_strength, self.deal_spoilers = self.full(), self.full()
        self.deal_terms = self.full(len(cast.package), value=np.nan)
        self.bottom = self.full(len([r for r in ("leader", "body") if cast.term_of(r) is not None]))

    def _memory(self):
        """Past weeks, and the worlds that still move.

        alive (W) true until a world is absorbed by its class; area_ring (T, H, W) shares of the
        country's area; deaths_ring (T, W) civilians killed a week; softness_ring (T, W) points;
        bottom_ring (T, C, W) 0..100; movement (W) points of area, largest change of any holder in
        the weeks remembered."""
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
