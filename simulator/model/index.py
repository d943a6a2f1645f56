"""Row numbers of parties, issues, holders and regions in the arrays of the model."""

import numpy as np

HOLDS = 0.005  # a holder with a smaller share of a region is not present there
ACROSS = 0.05  # a smaller share does not allow attacks over a border


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
    """Names and row numbers of parties, issues, factions, holders, regions and fronts of a
    resolved scenario."""

    def __init__(self, resolved):
        form = resolved.form
        self.form = form
        self.package, self.measures = (
            [i for i, issue in form.issues.items() if issue.kind == kind]
            for kind in ("package", "measure")
        )
        self.issues = self.package + self.measures
        self.role = {issue.role: i for i, issue in form.issues.items() if issue.role}
        self.parties, self.factions = list(form.parties), list(form.factions)
        self.holders, self.regions = list(form.holders), list(form.regions)
        self._name_parties(form)
        self._name_holders(form)
        self._draw_fronts(form)
        self.core = [i for i in map(self.term_of, ("leader", "body")) if i is not None]
        self.names = {
            "A": self.parties, "I": self.package, "J": self.issues, "M": self.measures,
            "F": self.factions, "H": self.holders, "G": self.regions, "N": self.fronts,
        }  # fmt: skip
        self.sizes = {axis: len(names) for axis, names in self.names.items()} | {
            "P": len(self.parties) + 1, "C": len(self.core), "K": len(self.others), "S": 2,
            "R": len(self.attacker), "B": len(self.between),
        }  # fmt: skip

    def on(self, xp):
        """Move the rows of attack to the device of a run's arrays; return the index."""
        for name in ("where", "attacker", "defender", "front", "between"):
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

    def _name_parties(self, form):
        roles = [form.parties[p].role for p in self.parties]
        self.government, self.opposition = roles.index("government"), roles.index("opposition")
        self.patrons = [a for a, role in enumerate(roles) if role == "patron"]
        client = {a: form.parties[self.parties[a]].client for a in self.patrons}
        self.side = np.zeros((len(self.parties), 1))  # +1 with the government, -1 against it
        sides = {self.parties[self.government]: 1.0, self.parties[self.opposition]: -1.0}
        for a, name in enumerate(self.parties):
            self.side[a] = sides.get(client.get(a, name), 0.0)
        self.backers = [a for a in self.patrons if self.side[a] > 0]  # the government's patrons
        self.sponsors = [a for a in self.patrons if form.parties[self.parties[a]].sponsor]
        self.guarantors = [a for a in self.patrons if form.parties[self.parties[a]].guarantor]
        signers = self.government, self.opposition
        self.onlookers = [a for a in range(len(roles)) if a not in signers]
        self.must_sign = [a for a in self.onlookers if form.parties[self.parties[a]].veto == "sign"]
        self.ends = ["government_prevails", "opposition_prevails", "stalemate"]
        self.fears = [self.ends.index(form.parties[p].fears) for p in self.parties]

    def _name_holders(self, form):
        party = [form.holders[h].party for h in self.holders]
        self.regime = party.index(self.parties[self.government])
        self.rebels = party.index(self.parties[self.opposition])
        self.others = [h for h in range(len(party)) if h != self.regime]
        capitals = [g for g, place in enumerate(form.regions.values()) if place.capital]
        self.capital = capitals[0] if capitals else None

    def _draw_fronts(self, form):
        """Create the rows of attack: pairs of hostile holders that can meet in a region or
        over its border."""
        g_index = {name: g for g, name in enumerate(self.regions)}
        near = np.zeros((len(g_index), len(g_index)))
        for a, others in form.borders.items():
            for b, length in others.items():
                near[g_index[a], g_index[b]] = near[g_index[b], g_index[a]] = length
        self.near = near / np.maximum(near.sum(axis=1, keepdims=True), 1e-9)
        places = form.regions.values()
        share = np.array([[_value(p.held.get(h)) for p in places] for h in self.holders])
        present = share > HOLDS
        reach = present | ((share > ACROSS) @ (self.near > ACROSS).T)
        self.rows = [
            (g, h, k)
            for g in range(len(g_index))
            for h, name in enumerate(self.holders)
            for k, other in enumerate(self.holders)
            if other in form.holders[name].fights
            if (present[h, g] and reach[k, g]) or (present[k, g] and reach[h, g])
        ]
        self.where, self.attacker, self.defender = np.array(self.rows, dtype=int).reshape(-1, 3).T
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
        self.by_winner = Grouping(self.attacker * len(self.regions) + self.where, size)
        self.by_loser = Grouping(self.defender * len(self.regions) + self.where, size)
        regime, rebels = self.regime, self.rebels
        self.between = np.array(  # rows of attack between the signers, which a truce covers
            [r for r, (_, h, k) in enumerate(self.rows) if {h, k} == {regime, rebels}], dtype=int
        )
        self.neighbours = [np.flatnonzero(row) for row in self.near]


def _value(number):
    return 0.0 if number is None else number.value
