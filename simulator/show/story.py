"""One world in plain words, with dates, in the issues' own labels."""

from rich.text import Text

from simulator.scenario.calendar import monday_of
from simulator.show import words
from simulator.show.view.names import lever_name

QUIET = 13  # weeks without news after which the silence is said
DATE = 13  # columns of a date


class Teller:
    """Tells the events of one world of a scenario.

    To tell a new kind of event: a method with its name, from what is known of it to a sentence."""

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
                out.print(Text(f"{'':{DATE}}{text}", style="dim"))
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
        for i, line in enumerate(Text(text).wrap(out, max(out.width - DATE, 30))):
            out.print(Text.assemble((f"{'' if i else date:{DATE}}", "dim"), line))

    def ending(self, kind, part):
        """The class that a world ends in, in words."""
        one = next(one for one in self.form.classes if one.id == kind)
        inside = "".join(f", {p.label}" for p in one.parts if p.id == part)
        return one.label[0].lower() + one.label[1:] + inside

    # ---------------------------------------------------------------------------------------------
    # words
    def _labels(self, kind, names):
        """Labels of some factions, parties, issues, in a list."""
        return _joined([getattr(self.form, kind)[name].label for name in names])

    def _government(self):
        labels = (p.label for p in self.form.parties.values() if p.role == "government")
        return words.upper(next(labels))

    def _figures(self, text, of):
        """The numbers behind the words, where they are asked for."""
        return f" ({text.format(**of)})" if self.numbers else ""

    def _anchor(self, issue, term):
        """A term in the words of the nearest anchor."""
        anchors = self.form.issues[issue].anchors
        near = min(anchors, key=lambda at: abs(at - term))
        return f"{anchors[near]}{self._figures('{term:.0f} of 100', {'term': term})}"

    # ---------------------------------------------------------------------------------------------
    # events
    def _lever(self, of):
        before = f" from {words.plain(of['from'])}" if of["from"] == of["from"] else ""
        name = words.upper(lever_name(self.resolved, of["lever"]))
        return f"{name}{before} to {words.plain(of['to'])}."

    def _truce_void(self, of):
        figures = self._figures("{violence:.0f} deaths a week, {before:.0f} before it", of)
        if of["cause"] == "violence":
            return f"The truce is void after two weeks of violence near that of open war{figures}."
        return f"The truce is void after offensives in two governorates{figures}."

    def _truce_renewed(self, of):
        return ""  # told as the measure that was agreed

    def _suspend(self, of):
        over = f"over breaches of the truce{self._figures('{violations:.0f} a week', of)}"
        why = over if of["truce"] else "while the war goes on"
        return f"Suspended {why}: {self._labels('factions', of['factions'])}."

    def _return(self, of):
        return f"Back at the talks: {self._labels('factions', of['factions'])}."

    def _lean(self, of):
        return f"Now leaning on the radicals: {self._labels('factions', of['factions'])}."

    def _leave_radicals(self, of):
        return f"Parted from the radicals: {self._labels('factions', of['factions'])}."

    def _own_way(self, of):
        way = f"{self._government()} goes its own way on {self._labels('issues', [of['issue']])}"
        return f"{way}, which was a matter for the talks."

    def _soften(self, of):
        figures = self._figures("{points:.0f} points", of)
        issues = self._labels("issues", of["issues"])
        return f"{self._government()} softens its words on {issues}{figures}."

    def _revert(self, of):
        return "The soft words are taken back."

    def _measure(self, of):
        agreed = f"Agreed on {self.form.issues[of['issue']].label}"
        what = "A new truce is agreed" if of["renewed"] else agreed
        return f"{what}: {self._anchor(of['issue'], of['term'])}."

    def _vote(self, of):
        by = self.form.parties[of["by"]].label if of["by"] else "the mediator"
        terms = (
            f"{one.label}: {self._anchor(name, of['terms'][name])}"
            for name, one in self.form.issues.items()
            if one.role in ("leader", "body")
        )
        text = f"{words.upper(by)} tables a package ({'; '.join(terms)})."
        if of["signed"]:
            return f"{text} Government and opposition sign it."
        refuse = [
            self.form.parties[name].label + (f" by {short:.2f}" if short > 0 else "")
            for name, short in of["no"].items()
        ]
        would = f"efused by {_joined(refuse)}"
        accept = self._labels("parties", of["yes"])
        would = f"Acceptable to {accept}; r{would}" if accept else f"R{would}"
        blocking = [name for name in of["no"] if self.form.parties[name].veto == "sign"]
        verb = "block" if len(blocking) > 1 else "blocks"
        return f"{text} {would}: {self._labels('parties', blocking)} {verb} it."

    def _deal_breaks(self, of):
        return "The deal breaks down and the war resumes."

    def _land(self, of):
        loser, winner = (self.form.holders[of[key]].label for key in ("from", "to"))
        place = self.form.governorates[of["place"]].label
        return f"The largest share of {place} passes from {loser} to {winner}."

    def _end(self, of):
        return "The story ends here."


def _joined(names):
    """Names in a list, the last after "and".

    >>> _joined(["a", "b", "c"]), _joined(["a"]), _joined([])
    ('a, b and c', 'a', '')
    """
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last
