"""Row numbers of camps, parties, issues, holders and regions in the arrays of the model."""

from collections import Counter
from itertools import combinations, product

import numpy as np

from simulator.scenario.camp_checks import ACROSS, HOLDS
from simulator.scenario.relations import Relations


class Grouping:
    """Sums of rows by group: (R, W) to (size, W), in an order that does not depend on the number of
    worlds."""

    def __init__(self, keys, size):
        self.keys, self.size = [int(key) for key in keys], size

    def sum(self, rows):
        total = np.zeros_like(rows, shape=(self.size, rows.shape[1]), order="C")
        for key, row in zip(self.keys, rows, strict=True):  # faster than ufunc.at and reduceat
            total[key] += row
        return total


class Index:
    """Names and row numbers of camps, parties, issues, factions, holders, regions and fronts of a
    resolved scenario.

    follows    rows of the issues of the package that follow control
    camp       {party: row of its camp, or None}; patrons are in the camp of their client
    signers    parties of the camps, in the order of the camps: they sign packages, measures, truces
    sovereign  the party that is a government: terms are measured from its end of each line
    patrons    parties with a client; sponsors are among them
    speakers   parties that make public statements
    movers     parties that may make unilateral moves
    """

    def __init__(self, resolved):
        form = resolved.form
        self.form = form
        self.package, self.measures = (
            [i for i, issue in form.issues.items() if issue.kind == kind]
            for kind in ("package", "measure")
        )
        self.issues = self.package + self.measures
        follow = [form.issues[i].follows_control for i in self.package]
        self.follows = [row for row, follows in enumerate(follow) if follows]
        self.role = {issue.role: i for i, issue in form.issues.items() if issue.role}
        self.parties, self.factions = list(form.parties), list(form.factions)
        self.holders, self.regions = list(form.holders), list(form.regions)
        self.camps = list(form.camps)
        self._name_parties(Relations(form))
        self._name_holders(form)
        self._name_factions(form)
        self._draw_fronts(form)
        self.core = [i for i in map(self.term_of, ("leader", "body")) if i is not None]
        self._name_steps(resolved)
        self.names = {
            "Y": self.levers, "Q": self.steps, "X": self.conditions, "O": self.ends,
            "Z": [self.parties[a] for a in self.with_bureaus], "A": self.parties,
            "I": self.package, "J": self.issues, "M": self.measures,
            "F": self.factions, "H": self.holders, "G": self.regions, "N": self.fronts,
            "S": [self.parties[a] for a in self.signers], "E": self.camps,
            "L": [self.parties[a] for a in self.speakers],
            "U": [self.parties[a] for a in self.movers],
        }  # fmt: skip
        self.sizes = {axis: len(names) for axis, names in self.names.items()} | {
            "P": len(self.parties) + 1, "C": len(self.core), "K": len(self.others),
            "D": len(self.contests), "R": len(self.attacker), "B": len(self.between),
        }  # fmt: skip

    def _name_steps(self, resolved):
        """Name levers with dated steps, their steps, and the conditions of outcomes."""
        dated = {name: lever for name, lever in resolved.levers.items() if lever.steps}
        self.levers = list(dated)
        self.lever_targets = [lever.target for lever in dated.values()]
        self.steps = [
            f"{name}.{i}" for name, lever in dated.items() for i in range(len(lever.steps))
        ]
        parts = [p for outcome in self.form.outcomes for p in (outcome, *outcome.parts)]
        self.conditions = [f"{p.id}.{k}" for p in parts for k in range(len(p.when))]

    def name_metrics(self, names):
        """Name the metrics used in conditions."""
        self.names["V"], self.sizes["V"] = names, len(names)

    def on(self, xp):
        """Move the rows of attack to the device of a run's arrays; return the index."""
        for name in ("region_of_row", "attacker", "defender", "front", "between"):
            setattr(self, name, xp.asarray(getattr(self, name)))
        return self

    def measure_of(self, role):
        """Row of the confidence measure that has a role, or None."""
        name = self.role.get(role)
        return self.measures.index(name) if name in self.measures else None

    def term_of(self, role):
        """Row of the term of the package that has a role, or None."""
        name = self.role.get(role)
        return self.package.index(name) if name in self.package else None

    def patrons_of(self, party):
        """Patrons in the camp of a party."""
        camp = self.camp[party]
        return [a for a in self.patrons if camp is not None and self.camp[a] == camp]

    def supporters_of(self, party):
        """[(patron, paths of the shares)] of those whose support reaches a party."""
        return [
            (a, paths)
            for a in self.patrons
            for receiver, paths in self.recipients[a]
            if receiver == party
        ]

    def opponents_of(self, party):
        """Signers of other camps."""
        return [b for b in self.signers if self.camp[b] != self.camp[party]]

    def _name_parties(self, relations):
        row = {name: a for a, name in enumerate(self.parties)}
        form = self.form.parties
        self.patrons = [row[p] for p in relations.patrons]
        self.camp = [
            self.camps.index(camp) if camp else None
            for camp in (relations.camp(p) for p in self.parties)
        ]
        self.signers = [row[p] for p in relations.signers]
        self.sovereign = row[relations.sovereign]
        self.speakers = [row[p] for p in relations.speakers]
        self.movers = [row[p] for p in relations.movers]
        self.sponsors = [a for a in self.patrons if form[self.parties[a]].sponsor]
        self.guarantor_names = list(self.form.deal.guarantors)
        self.guarantors = [row[p] for p in self.guarantor_names]
        self.with_bureaus = [row[p] for p in self.parties if form[p].bureaus]
        self.onlookers = [a for a in range(len(self.parties)) if a not in self.signers]
        self.must_sign = [a for a in self.onlookers if relations.must_sign(self.parties[a])]
        self.recipients = {  # {patron: [(party that receives its support, paths of the shares)]}
            row[p]: [(row[q], paths) for q, paths in relations.recipients(p)]
            for p in relations.patrons
        }
        self.patrons_above = {  # {patron: [(patron whose client it is, path of the share)]}
            row[p]: [(row[q], path) for q, path in relations.patrons_above(p)]
            for p in relations.patrons
        }
        self.ends = [f"{camp}_prevails" for camp in self.camps] + ["stalemate"]

    def _name_holders(self, form):
        row = {name: a for a, name in enumerate(self.parties)}
        owner = [row.get(form.holders[h].party) for h in self.holders]
        self.owner = owner  # row of the party of each holder, or None
        self.owner_of = {h: a for h, a in enumerate(owner) if a is not None}
        self.holder_of = {a: h for h, a in reversed(list(enumerate(owner))) if a is not None}
        self.holders_of_camp = [
            [h for h, a in enumerate(owner) if a is not None and self.camp[a] == camp]
            for camp in range(len(self.camps))
        ]
        reached = {party for some in self.recipients.values() for party, _ in some}
        self.aided = sorted(self.holder_of[a] for a in reached & set(self.holder_of))
        self.camp_of_holder = [None if a is None else self.camp[a] for a in owner]
        self.state_holder = self.holder_of[self.sovereign]  # whose residents live in towns
        self.others = [h for h in range(len(owner)) if h != self.state_holder]
        capital = [g for g, place in enumerate(form.regions.values()) if place.capital]
        self.capital = capital[0] if capital else None
        self.besiegers = [h for h, name in enumerate(self.holders) if form.holders[name].besieges]
        self._name_contests(form)

    def _name_contests(self, form):
        """Contests: a camp against the coalitions of its opponents. Two camps have one contest,
        of which each knows the other side."""
        camps = range(len(self.camps))
        self.contests = [self.camp[self.sovereign]] if len(self.camps) == 2 else list(camps)
        self.coalitions = {
            c: [some for n in camps[1:] for some in combinations(camps, n) if c not in some]
            for c in self.contests
        }
        self.enmities = {  # {(camp, camp): paths of the relations that make them hostile}
            (c, d): [
                f"holders.{self.holders[h]}.fights.{self.holders[k]}"
                for h, k in self._between_camps(c, d)
                if self.holders[k] in form.holders[self.holders[h]].fights
            ]
            for c, d in product(camps, camps)
            if c != d
        }
        sides = [[self._side(a, c) for a in range(len(self.parties))] for c in self.contests]
        self.side = np.array(sides)[..., None]  # (D, A, 1)

    def _between_camps(self, c, d):
        """Pairs of holders, one of each camp, in both orders."""
        ours, theirs = self.holders_of_camp[c], self.holders_of_camp[d]
        return [*product(ours, theirs), *product(theirs, ours)]

    def _side(self, party, camp):
        """1 for parties of a camp, -1 for those of a camp that is hostile to it, else 0."""
        own = self.camp[party]
        if own is None:
            return 0.0
        return 1.0 if own == camp else -1.0 if self.enmities[camp, own] else 0.0

    def _name_factions(self, form):
        owner = Relations(form).faction_owner
        self.faction_owner = [self.parties.index(owner(f)) for f in self.factions]
        self.divided = sorted(set(self.faction_owner))  # parties with factions
        self.factions_of = {
            a: [f for f, owner in enumerate(self.faction_owner) if owner == a] for a in self.divided
        }

    def _draw_fronts(self, form):
        """Create the rows of attack: pairs of hostile holders in each region, or, where fronts are
        fixed, in each region in which they can meet at the start."""
        g_index = {name: g for g, name in enumerate(self.regions)}
        near = np.zeros((len(g_index), len(g_index)))
        for a, others in form.borders.items():
            for b, length in others.items():
                near[g_index[a], g_index[b]] = near[g_index[b], g_index[a]] = length
        self.near = near / np.maximum(near.sum(axis=1, keepdims=True), 1e-9)
        places = form.regions.values()
        share = np.array([[_value(p.held.get(h)) for p in places] for h in self.holders])
        present = share > HOLDS
        moving = form.war.fronts == "moving"
        reach = present | ((share > ACROSS) @ (self.near > ACROSS).T)
        self.rows = [
            (g, h, k)
            for g in range(len(g_index))
            for h, name in enumerate(self.holders)
            for k, other in enumerate(self.holders)
            if other in form.holders[name].fights
            if moving or (present[h, g] and reach[k, g]) or (present[k, g] and reach[h, g])
        ]
        self.region_of_row, self.attacker, self.defender = (
            np.array(self.rows, dtype=int).reshape(-1, 3).T
        )
        self._pair_rows()

    def _pair_rows(self):
        names = [(self.regions[g], self.holders[h], self.holders[k]) for g, h, k in self.rows]
        pairs = [":".join([g, *sorted((h, k))]) for g, h, k in names]
        self.fronts = sorted(set(pairs))
        self.front = np.array([self.fronts.index(pair) for pair in pairs], dtype=int)
        self.sign = np.array([[1.0] if h < k else [-1.0] for _, h, k in names])
        size = len(self.holders) * len(self.regions)
        self.by_attacker = Grouping(self.attacker, len(self.holders))
        self.by_defender = Grouping(self.defender, len(self.holders))
        self.by_winner = Grouping(self.attacker * len(self.regions) + self.region_of_row, size)
        self.by_loser = Grouping(self.defender * len(self.regions) + self.region_of_row, size)
        attackers = Counter((g, k) for g, _, k in self.rows)
        self.is_crowded = max(attackers.values(), default=0) > 3  # each takes a third at most
        between = [r for r, (_, h, k) in enumerate(self.rows) if self._may_agree(h, k)]
        self.rows_between = [self.rows[r] for r in between]  # a truce may cover them
        self.between = np.array(between, dtype=int)
        self.neighbours = [np.flatnonzero(row) for row in self.near]

    def _may_agree(self, h, k):
        """Whether two holders belong to different signers."""
        signers = {self.owner[h], self.owner[k]} & set(self.signers)
        return len(signers) == 2


def _value(parameter):
    return 0.0 if parameter is None else parameter.value
