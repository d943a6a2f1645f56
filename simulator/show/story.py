"""One world in plain words, with dates, in the issues' own labels."""

from rich.text import Text

from simulator.scenario.calendar import monday_of
from simulator.show import words
from simulator.show.view.names import lever_name

QUIET = 13  # weeks without news after which the silence is said


class Teller:
    """Tells the events of one world of a scenario."""

    def __init__(self, resolved, numbers=False):
        self.resolved, self.form, self.numbers = resolved, resolved.form, numbers

    def tell(self, out, world, seed, events, kind, part):
        """Print the story."""
        out.print()
        out.print(Text(f"World {world} of {self.form.title} (seed {seed})", style="bold"))
        for date, text in self.paragraphs(events):
            if date:
                self._paragraph(out, date, text)
            else:
                out.print(Text(f"{'':13}{text}", style="dim"))
        out.print()
        out.print(Text(f"At the end: {self.ending(kind, part)}.", style="bold"))

    def paragraphs(self, events):
        """(date, text) of each week with news; a long silence is told without a date."""
        by_week: dict[int, list] = {}
        for event in events:
            sentence = getattr(self, "_" + event.kind.replace(" ", "_"))(event.of)
            if sentence:
                by_week.setdefault(event.week, []).append(sentence)
        last = None
        for week, sentences in by_week.items():
            if last is not None and week - last > QUIET:
                yield "", f"Nothing of note for {week - last - 1} weeks."
            day = monday_of(week)
            yield f"{day.day:2d} {day:%b %Y}", " ".join(sentences)
            last = week

    def _paragraph(self, out, date, text):
        """A dated paragraph with a hanging date."""
        lines = Text(text).wrap(out, max(out.width - 13, 30))
        for i, line in enumerate(lines):
            out.print(Text.assemble((f"{date if i == 0 else '':13}", "dim"), line))

    def ending(self, kind, part):
        """The class that a world ends in, in words."""
        one = next(one for one in self.form.classes if one.id == kind)
        inside = next((p.label for p in one.parts if p.id == part), None)
        return one.label[0].lower() + one.label[1:] + (f", {inside}" if inside else "")

    def _party(self, name):
        return self.form.parties[name].label

    def _several(self, names):
        labels = [self.form.factions[name].label for name in names]
        return _joined(labels)

    def _figures(self, text, of):
        """The numbers behind the words, where they are asked for."""
        return f" ({text.format(**of)})" if self.numbers else ""

    def _lever(self, of):
        """Whose number it is, what it is, from what to what."""
        before = f" from {words.plain(of['from'])}" if of["from"] == of["from"] else ""
        return (
            f"{words.upper(lever_name(self.resolved, of['lever']))}{before} to"
            f" {words.plain(of['to'])}."
        )

    def _truce_void(self, of):
        why = (
            "two weeks of violence near that of open war"
            if of["cause"] == "violence"
            else "offensives in two governorates"
        )
        return (
            "The truce is void after"
            f" {why}{self._figures('{violence:.0f} deaths a week, {before:.0f} before it', of)}."
        )

    def _truce_renewed(self, of):
        return ""  # told as the measure that was agreed

    def _suspend(self, of):
        breaches = f"over breaches of the truce{self._figures('{violations:.0f} a week', of)}"
        return (
            f"Suspended {breaches if of['truce'] else 'while the war goes on'}:"
            f" {self._several(of['factions'])}."
        )

    def _return(self, of):
        return f"Back at the talks: {self._several(of['factions'])}."

    def _lean(self, of):
        return f"Now leaning on the radicals: {self._several(of['factions'])}."

    def _leave_radicals(self, of):
        return f"Parted from the radicals: {self._several(of['factions'])}."

    def _own_way(self, of):
        matter = self.form.issues[of["issue"]].label
        return (
            f"{words.upper(self._government())} goes its own way on {matter}, which was a matter"
            " for the talks."
        )

    def _government(self):
        return next(p.label for p in self.form.parties.values() if p.role == "government")

    def _soften(self, of):
        issues = _joined([self.form.issues[i].label for i in of["issues"]])
        return (
            f"{words.upper(self._government())} softens its words on"
            f" {issues}{self._figures('{points:.0f} points', of)}."
        )

    def _revert(self, of):
        return "The soft words are taken back."

    def _measure(self, of):
        issue = self.form.issues[of["issue"]]
        what = "A new truce is agreed" if of["renewed"] else f"Agreed on {issue.label}"
        return f"{what}: {self._anchor(of['issue'], of['term'])}."

    def _vote(self, of):
        by = self._party(of["by"]) if of["by"] else "the mediator"
        core = [
            name for name, issue in self.form.issues.items() if issue.role in ("leader", "body")
        ]
        terms = "; ".join(
            f"{self.form.issues[name].label}: {self._anchor(name, of['terms'][name])}"
            for name in core
        )
        text = f"{words.upper(by)} tables a package ({terms})."
        if of["signed"]:
            return text + " Government and opposition sign it."
        accept = _joined([self._party(name) for name in of["yes"]])
        refuse = _joined(
            [
                f"{self._party(name)}{f' by {by:.2f}' if by > 0 else ''}"
                for name, by in of["no"].items()
            ]
        )
        blocking = [name for name in of["no"] if self.form.parties[name].veto == "sign"]
        blocked = (
            f"{_joined([self._party(name) for name in blocking])}"
            f" {'block' if len(blocking) > 1 else 'blocks'} it"
        )
        would = f"Acceptable to {accept}; refused by {refuse}" if accept else f"Refused by {refuse}"
        return f"{text} {would}: {blocked}."

    def _deal_breaks(self, of):
        return "The deal breaks down and the war resumes."

    def _land(self, of):
        place = self.form.governorates[of["place"]].label
        return (
            f"The largest share of {place} passes from {self.form.holders[of['from']].label} to"
            f" {self.form.holders[of['to']].label}."
        )

    def _end(self, of):
        return "The story ends here."

    def _anchor(self, issue, term):
        """A term in the words of the nearest anchor."""
        anchors = self.form.issues[issue].anchors
        near = min(anchors, key=lambda at: abs(at - term))
        return f"{anchors[near]}{self._figures('{term:.0f} of 100', {'term': term})}"


def _joined(names):
    return (
        names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
    )
