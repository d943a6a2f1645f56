"""Labels of a scenario as the sentences of a story need them."""

from simulator.report import formats
from simulator.report.narrative.wording import count, joined
from simulator.scenario.calendar import week_of
from simulator.scenario.relations import Relations

MAX_NAMES = 4  # factions named in one sentence


class Labels:
    """Labels of parties, holders, regions, factions, issues and terms.

    numbers  whether `numeric` returns the values behind a sentence
    """

    def __init__(self, resolved, numbers=False):
        self.resolved, self.form, self.with_numbers = resolved, resolved.form, numbers
        self.first = week_of(self.form.start)
        by_role = {issue.role: name for name, issue in self.form.issues.items() if issue.role}
        self.ceasefire = by_role.get("truce")
        relations = Relations(self.form)
        self.must_sign = relations.must_sign
        self.signers = relations.signers
        self.stronger, self.weaker = self._sides(relations)

    def agreeing(self, names):
        """Parties that agreed on a measure: all signers, or some by name."""
        if len(names) < len(self.signers):
            return formats.upper(self.parties(names))
        return "The two sides" if len(self.signers) == 2 else "The signers"

    def _sides(self, relations):
        """Labels of the sovereign and of its opponents, between whom strength may shift."""
        camp = self.form.parties[relations.sovereign].camp
        others = [p for p in relations.signers if self.form.parties[p].camp != camp]
        return self.party(relations.sovereign), self.parties(others)

    def party(self, name):
        return self.form.parties[name].label

    def parties(self, names):
        return joined([self.party(name) for name in names])

    def holder(self, name):
        return self.form.holders[name].label

    def region(self, name):
        return self.form.regions[name].label

    def issue(self, name):
        return self.form.issues[name].label

    def factions(self, names):
        """Factions in a list; of many, the first few and the count of the rest."""
        labels = [self.form.factions[name].label for name in self.form.factions if name in names]
        if len(labels) > MAX_NAMES:
            rest = len(labels) - MAX_NAMES + 1
            labels = [*labels[: MAX_NAMES - 1], f"{count(rest)} other factions"]
        return formats.upper(joined(labels))

    def radicals(self):
        """The radical factions in a list."""
        return joined([faction.label for faction in self.form.factions.values() if faction.radical])

    def numeric(self, text):
        """The values behind a sentence in parentheses; empty unless numbers are requested."""
        return f" ({text})" if self.with_numbers else ""

    def anchor(self, issue, term, nested=False):
        """A term in the words of the nearest anchor; nested: whether it stands in parentheses."""
        anchors = self.form.issues[issue].anchors
        nearest = min(anchors, key=lambda at: abs(at - term))
        value = f"{term:.0f} of 100"
        if nested:
            return f"{anchors[nearest]}, {value}" if self.with_numbers else anchors[nearest]
        return anchors[nearest] + self.numeric(value)
