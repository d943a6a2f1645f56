"""Story of one world: turning points, then its phases of war, truce and deal, in the scenario's
labels.

Verbs are in the past tense and no pronoun refers to a party, so that labels in the singular and in
the plural read alike."""

from dataclasses import dataclass

from rich.text import Text

from simulator.analysis import phases, refusals
from simulator.report.narrative import moves, packages, truces
from simulator.report.narrative.labels import Labels
from simulator.report.narrative.turning_points import turning_points
from simulator.report.narrative.wording import LEADER_LEFT, counted, span
from simulator.report.view.names import day
from simulator.scenario.calendar import monday_of, week_of

DATE = 13  # columns of a date
MAX_POINTS = 6  # turning points
ONE_OF_MANY = "This is one simulated world of many, not a forecast."
NOTHING_ELSE = (
    "Nothing else was a turning point: no package came to a vote, no truce was in force, and no"
    " region ended with another holder."
)
TITLES = {"war": "War", "deal": "A deal in force", "truce": "A truce in force"}


@dataclass
class Story:
    """The story of one world; each paragraph is (date, text).

    points  turning points in order of date, the end last
    course  [(title, paragraphs)] of its phases
    """

    points: list
    course: list


@dataclass
class Context:
    """What the text of one phase needs from the others.

    moves     moves of all levers
    earlier   {week: {party: EarlierVote}} of refusals of a text similar to an earlier one
    signed    [(week, vote)] of the packages signed
    is_first  whether the phase is the first
    """

    moves: list
    earlier: dict
    signed: list
    is_first: bool = True


class Narrator:
    """Writes the story of a world of one scenario.

    numbers  whether values stand behind the sentences
    """

    def __init__(self, resolved, numbers=False):
        self.resolved, self.form = resolved, resolved.form
        self.labels = Labels(resolved, numbers)

    def tell(self, out, world, seed, events, outcome, part, alike=None):
        """Print the story; alike: see `introduction`."""
        story = self.story(events, outcome, part)
        out.print()
        out.print(Text(f"World {world} of {self.form.title} (seed {seed})", style="bold"))
        out.print(Text(self.introduction(outcome, part, alike)))
        for title, paragraphs in [("Turning points", story.points), *story.course]:
            out.print()
            out.print(Text(title, style="bold"))
            for date, text in paragraphs:
                _print_paragraph(out, date, text)

    def story(self, events, outcome, part):
        """The Story of a world from its events and the ids of its outcome and part."""
        first, in_force = week_of(self.form.start), bool(self.form.truce.in_force)
        ends = [event.week for event in events if event.kind == "end"]
        last = ends[0] if ends else first + self.form.weeks
        for event in (event for event in events if event.kind == "begin"):
            first, in_force = event.week, event.details["truce"]
        course = phases.split_phases(events, first, last, in_force, self.labels.ceasefire)
        points = turning_points(self.labels, events, course)[: MAX_POINTS - 1]
        ending = f"At the end: {self.ending(outcome, part)}."
        if not points:
            ending += f" {NOTHING_ELSE}"
        points = _dated(sorted(points, key=lambda point: point[0]), [(last, ending)])
        return Story(points, list(self._chapters(course, self._context(events))))

    def introduction(self, outcome, part, alike=None):
        """What a story is, and how many worlds end like it.

        alike  (count, worlds) of those with the same outcome and part, if known
        """
        begin = self.resolved.begin
        since = begin and day(self.form.monday(begin.week))
        about = f"{ONE_OF_MANY} It begins from a state of {since}." if begin else ONE_OF_MANY
        if alike is None:
            return f"{about} `run` counts the worlds that end like it."
        count, worlds = alike
        verb = "ends" if count == 1 else "end"
        ending = self.ending(outcome, part)
        return f"{about} {count:,} of {worlds:,} worlds {verb} like it: {ending}."

    def ending(self, outcome, part):
        """The label of an outcome, and of a part of it, within a sentence."""
        outcome = next(row for row in self.form.outcomes if row.id == outcome)
        inside = "".join(f", {row.label}" for row in outcome.parts if row.id == part)
        return outcome.label[0].lower() + outcome.label[1:] + inside

    def _context(self, events):
        votes = [(event.week, event.details) for event in events if event.kind == "vote"]
        earlier: dict[int, dict] = {}
        for (number, party), vote in refusals.earlier_votes(votes).items():
            earlier.setdefault(votes[number][0], {})[party] = vote
        signed = [(week, vote) for week, vote in votes if vote["signed"]]
        return Context(phases.lever_moves(events), earlier, signed)

    def _chapters(self, course, context):
        for phase in course:
            if sentences := self._sentences(phase, context):
                yield _title(phase), _dated(sentences)
            context.is_first = False

    def _sentences(self, phase, context):
        """[(week, text)] of a phase in order."""
        labels, events = self.labels, phase.events
        sentences = [
            *self._single_events(phase, context),
            *truces.interruptions(phase),
            *truces.confidence_measures(labels, events),
            *moves.unilateral_moves(labels, events),
            *moves.lever_moves(labels, phase, context.moves),
            *moves.control_changes(labels, events),
            *moves.attendance(labels, phase),
            *moves.leanings(labels, events),
            *moves.public_statements(labels, events),
        ]
        return sorted(sentences, key=lambda sentence: sentence[0])

    def _single_events(self, phase, context):
        labels = self.labels
        texts = {
            "truce void": lambda event: truces.truce_end(labels, event, phase, context.is_first),
            "truce renewed": lambda event: truces.truce_renewed(labels, event, phase),
            "measure": lambda event: truces.truce_agreed(labels, event, phase),
            "leader leaves": lambda event: LEADER_LEFT,
            "deal breaks": lambda event: packages.breakdown(labels, event, context.signed),
            "vote": lambda event: packages.vote(labels, event, context.earlier),
            "end": lambda event: "The simulation follows this world no further.",
        }
        for event in phase.events:
            if text := texts.get(event.kind, lambda _: "")(event):
                yield event.week, text


def _print_paragraph(out, date, text):
    """Print a paragraph with a hanging date."""
    for i, line in enumerate(Text(text).wrap(out, max(out.width - DATE, 30))):
        out.print(Text.assemble((f"{'' if i else date:{DATE}}", "dim"), line))


def _dated(*groups):
    """[(date, text)] of groups of (week, text); sentences of a group in one week are joined."""
    return [pair for sentences in groups for pair in _merge_by_date(sentences)]


def _merge_by_date(sentences):
    by_week: dict[int, list] = {}
    for week, text in sentences:
        by_week.setdefault(week, []).append(text)
    dates = ((monday_of(week), texts) for week, texts in by_week.items())
    return [(f"{date.day:2d} {date:%b %Y}", " ".join(texts)) for date, texts in dates]


def _title(phase):
    interruptions = len(phase.truces) - 1
    title = TITLES[phase.kind]
    if interruptions > 0:
        title += f" with {counted(interruptions, 'interruption')}"
    return f"{title}, {span(phase.first, phase.last)} ({counted(phase.weeks, 'week')})"
