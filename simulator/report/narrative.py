"""One world in plain words: turning points first, then its course by phases of war, truce and
deal, in the scenario's own labels.

Verbs stand in the past tense and no pronoun refers to a party, so that labels in the singular and
in the plural read alike."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from rich.text import Text

from simulator.analysis import phases, refusals
from simulator.report import formats
from simulator.report.view.names import day, lever_name
from simulator.scenario.calendar import monday_of, week_of

DATE = 13  # columns of a date
MOST = 6  # turning points
NAMES = 4  # factions named in one sentence
LISTED = 2  # interruptions of a truce told one by one
COUNTS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
TIMES = {1: "once", 2: "twice"}
LEFT = "The leader left office, as the scenario sets it."
REASONS = {
    "away": "as too few of the factions were at the table",
    "factions": "as too few of the factions accepted",
    "close": "in a close call",
    "held back": "holding back although the text promised more than fighting on",
    "doubt": "doubting that the other side would keep the deal",
    "red line": "as the term on {} crossed a red line",
    "war": "expecting more from fighting on",
    "waiting": "expecting more from waiting",
}
VALUES = ("war", "waiting")  # reasons that weigh the terms against something else
CHANGES = {
    "factions": "factions had left the table",
    "terms": "the terms had become harder to accept, above all the one on {}",
    "red line": "the term on {} had moved across a red line",
    "guarantors": "fewer patrons had stood ready to guarantee a deal",
    "doubt": "doubt that the other side would keep a deal had grown",
    "war": "fighting on had come to promise more",
    "waiting": "waiting had come to promise more",
    "nothing": "little had changed, and both decisions were close",
}


@dataclass
class Story:
    """What is told of one world; each paragraph is (date, text).

    points  turning points, how it ended first
    course  [(title, paragraphs)] of its phases
    """

    points: list
    course: list


@dataclass
class Around:
    """What the text of a phase needs: all moves of levers; {week: {party: the similar text it had
    accepted or tabled}}; [(week, vote)] of the packages signed; whether the phase is the first."""

    moves: list
    recalled: dict
    signed: list
    opening: bool = True


class Narrator:
    """Tells one world of a scenario."""

    def __init__(self, resolved, numbers=False):
        self.resolved, self.form, self.numbers = resolved, resolved.form, numbers
        self.first = week_of(self.form.start)
        roles = {one.role: name for name, one in self.form.issues.items() if one.role}
        self.ceasefire = roles.get("truce")
        by_role = {one.role: name for name, one in self.form.parties.items()}
        self.opposition = by_role["opposition"]
        self.government = self._party(by_role["government"])

    def tell(self, out, world, seed, events, kind, part):
        """Print the story."""
        told = self.story(events, kind, part)
        out.print()
        out.print(Text(f"World {world} of {self.form.title} (seed {seed})", style="bold"))
        for title, paragraphs in [("Turning points", told.points), *told.course]:
            out.print()
            out.print(Text(title, style="bold"))
            for date, text in paragraphs:
                self._paragraph(out, date, text)

    def story(self, events, kind, part):
        """The Story of a world from its events and the outcome in which it ends."""
        over = [event.week for event in events if event.kind == "end"]
        last = over[0] if over else self.first + self.form.weeks
        in_force = bool(self.form.truce.in_force)
        course = phases.phases(events, self.first, last, in_force, self.ceasefire)
        votes = [(event.week, event.of) for event in events if event.kind == "vote"]
        same = refusals.earlier(votes)
        recalled: dict[int, dict] = {}
        for (v, party), one in same.items():
            recalled.setdefault(votes[v][0], {})[party] = one
        signed = [(week, vote) for week, vote in votes if vote["signed"]]
        around = Around(phases.moves(events), recalled, signed)
        ending = (last, f"At the end: {self.ending(kind, part)}.")
        points = sorted(self._points(events, course)[: MOST - 1], key=lambda one: one[0])
        parts = []
        for one in course:
            if told := self._phase(one, around):
                parts.append((self._title(one), self._dated(told)))
            around.opening = False
        return Story([pair for one in (ending, *points) for pair in self._dated([one])], parts)

    def ending(self, kind, part):
        """The outcome in which a world ends, in words."""
        one = next(one for one in self.form.outcomes if one.id == kind)
        inside = "".join(f", {p.label}" for p in one.parts if p.id == part)
        return one.label[0].lower() + one.label[1:] + inside

    def _paragraph(self, out, date, text):
        """A dated paragraph with a hanging date."""
        for i, line in enumerate(Text(text).wrap(out, max(out.width - DATE, 30))):
            out.print(Text.assemble((f"{'' if i else date:{DATE}}", "dim"), line))

    @staticmethod
    def _dated(told):
        """(date, text) of (week, text), those of one week together."""
        by_week: dict[int, list] = {}
        for week, text in told:
            by_week.setdefault(week, []).append(text)
        dates = ((monday_of(week), texts) for week, texts in by_week.items())
        return [(f"{one.day:2d} {one:%b %Y}", " ".join(texts)) for one, texts in dates]

    # ---------------------------------------------------------------------------------------------
    # words
    def _party(self, name):
        return self.form.parties[name].label

    def _holder(self, name):
        return self.form.holders[name].label

    def _place(self, name):
        return self.form.regions[name].label

    def _parties(self, names):
        return _joined([self._party(name) for name in names])

    def _factions(self, names):
        """Factions in a list, the many counted after the first few."""
        labels = [self.form.factions[name].label for name in self.form.factions if name in names]
        if len(labels) > NAMES:
            rest = len(labels) - NAMES + 1
            labels = [*labels[: NAMES - 1], f"{_count(rest)} other factions"]
        return formats.upper(_joined(labels))

    def _issue(self, name):
        return self.form.issues[name].label

    def _figures(self, text):
        """The numbers behind the words, where they are asked for."""
        return f" ({text})" if self.numbers else ""

    def _anchor(self, issue, term):
        """A term in the words of the nearest anchor."""
        anchors = self.form.issues[issue].anchors
        near = min(anchors, key=lambda at: abs(at - term))
        return f"{anchors[near]}{self._figures(f'{term:.0f} of 100')}"

    def _title(self, one):
        cuts = len(one.truces) - 1
        what = {"war": "War", "deal": "A deal in force", "truce": "A truce in force"}[one.kind]
        if cuts > 0:
            what += f" with {_many(cuts, 'interruption')}"
        return f"{what}, {_span(one.first, one.last)} ({_many(one.weeks, 'week')})"

    # ---------------------------------------------------------------------------------------------
    # turning points
    def _points(self, events, course):
        """[(week, text)] of all but the end, the weightiest first."""
        return [
            *((event.week, LEFT) for event in events if event.kind == "leader leaves"),
            *self._deals(events),
            *self._truces(course),
            *self._failures(events),
            *self._gains(events),
        ]

    def _deals(self, events):
        signed = [event for event in events if event.kind == "vote" and event.of["signed"]]
        broken = [event for event in events if event.kind == "deal breaks"]
        for n, event in enumerate(signed[:2]):
            text = f"{formats.upper(self._parties(self._signers(event.of)))} signed a package."
            if n < len(broken):
                week, weeks = broken[n].week, broken[n].week - event.week
                after = f"It broke down on {_day(week)}, after {_many(weeks, 'week')}"
                yield event.week, f"{text} {after}{self._why_broken(broken[n].of, event.of)}."
            else:
                yield event.week, f"{text} It held to the end."
        if len(signed) > 2:
            more, last = _many(len(signed) - 2, "more package"), len(broken) == len(signed)
            what = "broke down" if last else "held to the end"
            yield (
                signed[2].week,
                f"{formats.upper(more)} followed, and the last of all {what}.",
            )

    def _truces(self, course):
        spells = [one for one in course if one.kind == "truce"]
        shown = spells if len(spells) <= 2 else spells[:1]
        for one in shown:
            cuts, ended = len(one.truces) - 1, one.truces[-1][2]
            held = "It held" + (f", with {_many(cuts, 'interruption')}," if cuts else "")
            end = "to the end" if ended is None else f"until {_day(one.last)}"
            if ended is not None and ended.kind == "vote":
                end = "until a deal was signed"
            elif ended is not None:
                end += f" and ended {self._void(ended.of)}"
            at_start = one.first == self.first and self.form.truce.in_force
            began = "A truce was in force" if at_start else "A truce began"
            yield one.first, f"{began}. {held} {end}."
        if len(spells) > len(shown):
            rest = spells[len(shown) :]
            longest = max(one.in_force for one in rest)
            many = formats.upper(_count(len(rest)))
            text = f"{many} more spells of truce followed. The longest held"
            ended = rest[-1].truces[-1][2] is not None
            last = f"ended on {_day(rest[-1].last)}" if ended else "was in force at the end"
            yield rest[0].first, f"{text} for {_many(longest, 'week')}, and the last {last}."

    def _failures(self, events):
        failed = [event for event in events if event.kind == "vote" and not event.of["signed"]]
        if not failed:
            return
        why: dict[str, list] = {}
        for event in failed:
            for party in self._blocking(event.of):
                why.setdefault(party, []).append(self._clause(event.of, party)[0])
        same: dict[str, list] = {}
        for party, reasons in sorted(why.items(), key=lambda one: -len(one[1])):
            clause, often = Counter(reasons).most_common(1)[0]
            many = "all" if len(reasons) > 2 else "both"
            all_ = f"{many} {_count(len(reasons))}" if many == "all" else many
            which = all_ if len(reasons) == len(failed) else _count(len(reasons))
            which = "it" if len(failed) == 1 else which
            mostly = "mostly " if often < len(reasons) else ""
            same.setdefault(f"refused {which}, {mostly}{clause}.", []).append(party)
        clauses = [f"{formats.upper(self._parties(names))} {said}" for said, names in same.items()]
        first, last = failed[0].week, failed[-1].week
        if len(failed) == 1:
            text = f"{formats.upper(self._proposer(failed[0].of))} tabled a package, and it failed."
        else:
            text = (
                f"{formats.upper(_count(len(failed)))} packages failed, the last on {_day(last)}."
            )
        yield first, " ".join([text, *clauses[:2]])

    def _gains(self, events):
        """What passed from one holder to another between the first week and the last."""
        passed: dict[tuple, list] = {}
        for place, rows in phases.lands(events).items():
            was, to = rows[0].of["from"], rows[-1].of["to"]
            if was != to:
                passed.setdefault((was, to), []).append((rows[-1].week, place))
        largest = sorted(passed.items(), key=lambda one: -len(one[1]))
        for ends, places in largest[:2]:
            yield self._passed(sorted(places), *ends)

    def _passed(self, places, was, to):
        """Places [(week, place)] that passed from one holder to another, in order of time."""
        share = f"The largest share of {_joined([self._place(place) for _, place in places])}"
        first, last = places[0][0], places[-1][0]
        by = f" by {_day(last)}" if last > first else ""
        return first, f"{share} passed from {self._holder(was)} to {self._holder(to)}{by}."

    # ---------------------------------------------------------------------------------------------
    # the course
    def _phase(self, one, around):
        """[(week, text)] of a phase in order."""
        told: list[tuple[int, str]] = []
        for event in one.events:
            maker = getattr(self, "_" + event.kind.replace(" ", "_"), None)
            text = maker(event, one, around) if maker else ""
            if text:
                told.append((event.week, text))
        told += self._interruptions(one)
        told += self._measures(one.events)
        told += self._alone(one.events)
        moves = (m for m in around.moves if one.first <= m.first < one.last)
        told += [(m.first, self._move(m)) for m in moves]
        told += self._changes_of_hands(one.events)
        told += self._attendance(one)
        told += self._leanings(one.events)
        told += self._statements(one.events)
        return sorted(told, key=lambda pair: pair[0])

    def _truce_void(self, event, one, around):
        begins = event.week == one.first and not around.opening
        if not begins and event.week != one.last:
            return ""  # an interruption
        figures = ""
        if event.of["violence"] >= 0.5 and event.of["before"] >= 0.5:
            rate = f"{event.of['violence']:.0f} civilians killed that week"
            figures = self._figures(f"{rate}, {event.of['before']:.0f} a week before the truce")
        return f"The truce ended {self._void(event.of)}{figures}."

    @staticmethod
    def _void(of):
        if of["cause"] == "violence":
            return f"after {_many(of['weeks'], 'week')} of violence close to that of open war"
        return f"after offensives in {_many(of['places'], 'region')}"

    def _truce_renewed(self, event, one, around):
        agreed = any(
            other.kind == "measure" and phases.begins_truce(other, self.ceasefire)
            for other in one.events
            if other.week == event.week
        )
        return "" if agreed or event.week != one.first else "A truce began."

    def _measure(self, event, one, around):
        if not phases.begins_truce(event, self.ceasefire) or event.week != one.first:
            return ""  # with the measures, or an interruption
        return f"The two sides agreed on a truce: {self._term(event.of)}."

    def _term(self, of):
        return self._anchor(of["issue"], of["term"])

    def _measures(self, events):
        """Measures agreed but for new truces; what was agreed before on the same term is not told
        again."""
        agreed: dict[int, list] = {}
        known: dict[str, str] = {}
        for event in events:
            if event.kind != "measure" or phases.begins_truce(event, self.ceasefire):
                continue
            issue, term = event.of["issue"], self._term(event.of)
            if known.get(issue) != term:
                agreed.setdefault(event.week, []).append(f"{self._issue(issue)} ({term})")
            known[issue] = term
        for week, terms in agreed.items():
            yield week, f"The two sides agreed on {_joined(terms)}."

    def _leader_leaves(self, event, one, around):
        return LEFT

    def _deal_breaks(self, event, one, around):
        (_, vote) = [pair for pair in around.signed if pair[0] < event.week][-1]
        return f"The deal broke down{self._why_broken(event.of, vote)}. The war resumed."

    def _why_broken(self, of, vote):
        """What had raised the risk of a breakdown most."""
        patrons = [name for name in vote["no"] if self.form.parties[name].role == "patron"]
        outside = self._figures(f"spoilers {100 * of['spoilers']:.0f}%")
        if of["by_spoilers"] * of["spoilers"] >= of["by_shift"] * abs(of["shift"]):
            if patrons:
                return f", with {self._parties(patrons)} outside it{outside}"
            if of["leaning"] >= 0.1:
                return f", with factions drawn to {self._radicals()}{outside}"
            return f", with spoilers outside it{outside}" if of["spoilers"] >= 0.1 else ""
        side = self.government if of["shift"] > 0 else self._party(self.opposition)
        return f", as strength had shifted towards {side}" if abs(of["shift"]) >= 0.1 else ""

    def _end(self, event, one, around):
        return "The simulation follows this world no further."

    # packages
    def _vote(self, event, one, around):
        of = event.of
        terms = (
            f"{formats.upper(issue.label)}: {self._anchor(name, of['terms'][name])}."
            for name, issue in self.form.issues.items()
            if issue.role in ("leader", "body")
        )
        text = " ".join([f"{formats.upper(self._proposer(of))} tabled a package.", *terms])
        if of["signed"]:
            return f"{text} {self._signature(of)}"
        return f"{text} {self._refusal(of, around.recalled.get(event.week, {}))}"

    def _proposer(self, of):
        return self._party(of["by"]) if of["by"] else "the mediator"

    def _signers(self, of):
        signing = [name for name in of["yes"] if self.form.parties[name].veto == "sign"]
        return signing or of["yes"]

    def _blocking(self, of):
        """Parties whose refusal blocked a text."""
        blocking = [name for name in of["no"] if self.form.parties[name].veto == "sign"]
        return blocking or list(of["no"])

    def _signature(self, of):
        signers = self._signers(of)
        told = [f"{formats.upper(self._parties(signers))} signed it."]
        told += self._others([name for name in of["yes"] if name not in signers], "endorsed it")
        told += self._others(of["no"], "did not endorse it")
        for name in signers:
            if of["accounts"][name].gain < -refusals.CLOSE:
                gain = self._figures(f"net gain {_signed(of['accounts'][name].gain)}")
                party = formats.upper(self._party(name))
                told.append(f"{party} signed although fighting on promised more{gain}.")
        return " ".join(told)

    def _others(self, names, did):
        return [f"{formats.upper(self._parties(names))} {did}."] if names else []

    def _refusal(self, of, recalled):
        blocking = self._blocking(of)
        told = self._others([name for name in of["yes"] if name != of["by"]], "accepted it")
        own = [of["by"]] if of["by"] in of["no"] else []
        by_reason: dict[str, list] = {}
        for name in blocking:
            if name not in own:
                by_reason.setdefault(self._reason(of, name), []).append(name)
        for clause, names in by_reason.items():
            told.append(f"{formats.upper(self._parties(names))} refused it, {clause}.")
        for name in own:
            party, clause = formats.upper(self._party(name)), self._reason(of, name)
            told.append(f"{party} had tabled it as a compromise and still refused it, {clause}.")
        others = [name for name in of["no"] if name not in (*blocking, *own)]
        told += self._others(others, "opposed it")
        for name in (*blocking, *own):
            if name in recalled:
                told.append(self._since(of, name, recalled.pop(name)))
        return " ".join(told)

    def _clause(self, of, party):
        """Why a party refused, in a clause, and the issue whose term weighed most or None."""
        key, issue = refusals.reason(of, party, self.opposition)
        return REASONS[key].format(issue and self._issue(issue)), issue if key in VALUES else None

    def _reason(self, of, party):
        """The same in full, with the numbers behind it where they are asked for."""
        clause, issue = self._clause(of, party)
        clause += f" than from these terms, above all on {self._issue(issue)}" if issue else ""
        account = of["accounts"][party]
        believed = f"probability that the deal is kept {100 * account.kept:.0f}%"
        return clause + self._figures(f"net gain {_signed(account.gain)}, {believed}")

    def _since(self, of, party, before):
        """What changed since a party accepted or tabled a similar text."""
        if party in before.vote["yes"]:
            did = "accepted"
        else:
            did = "tabled"
        key, issue = refusals.what_changed(before.vote, of, party, self.opposition)
        change = CHANGES[key].format(issue and self._issue(issue))
        had = f"{formats.upper(self._party(party))} had {did} a similar text on {_day(before.week)}"
        return f"{had}. Since then {change}."

    # what repeats within a phase
    def _interruptions(self, one):
        if len(one.truces) < 2:
            return
        gaps = [(a[1], b[0], self._void(a[2].of)) for a, b in pairwise(one.truces)]
        first = gaps[0][0]
        if len(gaps) > LISTED:
            why, often = Counter(why for *_, why in gaps).most_common(1)[0]
            mostly = "mostly " if often < len(gaps) else ""
            by = _day(gaps[-1][0])
            yield first, f"The truce lapsed {_times(len(gaps))} by {by}, {mostly}{why}."
        else:
            for start, end, why in gaps:
                until = f"from {_span(start, end)}" if end > start else f"on {_day(start)}"
                yield first, f"The truce lapsed {until}, {why}."
        yield first, f"It was in force in {one.in_force} of {one.weeks} weeks."

    def _move(self, move):
        unit, usual = self._scale(move.lever)
        start, end = self._amount(move.start, unit), self._amount(move.end, unit)
        name = formats.upper(lever_name(self.resolved, move.lever))
        by = f" by {_day(move.last)}" if move.last > move.first else ""
        if not move.direction:
            return f"{name} came to {end}{usual}{by}."
        verb = "rose" if move.direction > 0 else "fell"
        return f"{name} {verb} from {start} to {end}{usual}{by}."

    def _scale(self, lever):
        """Unit of a lever, and what follows its amounts: what 1 means, or the span of time."""
        meta = self.resolved.levers[lever].prior.meta
        one = meta["meaning"].partition(", 1 = ")[2]
        usual = f" (1 = {one})" if one else " a week" if meta["unit"].endswith("/week") else ""
        return meta["unit"], usual

    @staticmethod
    def _amount(value, unit):
        if unit == "share":
            return f"{100 * value:.0f}%"
        return formats.decimal(1000 * value if unit.startswith("thousand ") else value)

    def _changes_of_hands(self, events):
        passed: dict[tuple, list] = {}
        for place, rows in phases.lands(events).items():
            if len(rows) == 1:
                ends = rows[0].of["from"], rows[0].of["to"]
                passed.setdefault(ends, []).append((rows[0].week, place))
            else:
                yield rows[0].week, self._back_and_forth(place, rows)
        for ends, places in passed.items():
            yield self._passed(sorted(places), *ends)

    def _back_and_forth(self, place, rows):
        names = dict.fromkeys(name for row in rows for name in (row.of["from"], row.of["to"]))
        among = _joined([self._holder(name) for name in names])
        share = f"The largest share of {self._place(place)} changed hands {_times(len(rows))}"
        end = self._holder(rows[-1].of["to"])
        return f"{share} between {among}, and ended with {end} on {_day(rows[-1].week)}."

    def _attendance(self, one):
        left, returned, wavered = phases.comings(one.events, "suspend", "return")
        walked = [event for event in one.events if event.kind == "suspend"]
        if left:
            week, when = _when(left)
            yield week, f"{self._factions(left)} walked out of the talks{when}{_over(walked, one)}."
        if returned:
            week, when = _when(returned)
            yield week, f"{self._factions(returned)} came back to the talks{when}."
        if wavered:
            yield _when(wavered)[0], f"{self._factions(wavered)} left the talks and came back."

    def _alone(self, events):
        """What the government settled alone, once for each issue."""
        weeks: dict[str, list] = {}
        for event in events:
            if event.kind == "unilateral move":
                weeks.setdefault(event.of["issue"], []).append(event.week)
        for issue, often in weeks.items():
            acted = f"{formats.upper(self.government)} acted alone on {self._issue(issue)}"
            times = f" {_times(len(often))} by {_day(often[-1])}" if len(often) > 1 else ""
            yield often[0], f"{acted}{times}, a matter for the talks."

    def _radicals(self):
        return _joined([one.label for one in self.form.factions.values() if one.radical])

    def _leanings(self, events):
        closer, away, _ = phases.comings(events, "lean", "leave radicals")
        for names, did in ((closer, "drew closer to"), (away, "moved away from")):
            if names:
                week, when = _when(names)
                yield week, f"{self._factions(names)} {did} {self._radicals()}{when}."

    def _statements(self, events):
        said = [event for event in events if event.kind == "soften"]
        back = [event for event in events if event.kind == "revert"]
        if not said and not back:
            return
        government = formats.upper(self.government)
        if not said:
            yield back[0].week, f"{government} withdrew the earlier conciliatory statements."
            return
        issues = _joined([self._issue(name) for name in said[0].of["issues"]])
        text = f"{government} made conciliatory public statements on {issues}"
        text += f" {_times(len(said))}" if len(said) > 1 else ""
        if back:
            each = len(back) >= len(said) > 1
            often = " each time" if each else f" {_times(len(back))}" if len(said) > 1 else ""
            text += f", and withdrew them{often or f' on {_day(back[-1].week)}'}"
        yield said[0].week, f"{text}."


def _signed(value):
    """A net gain or loss with its sign."""
    return formats.sign(f"{value:+.2f}")


def _over(walked, phase):
    """Why factions walked out in a phase, where it can be said."""
    breaches = [event for event in walked if event.of["truce"] and event.of["violations"] >= 0.5]
    if phase.kind != "deal" and 2 * len(breaches) >= len(walked):
        return " over breaches of the truce"
    if phase.kind != "war":
        return ""
    war = [event for event in walked if not event.of["truce"]]
    return " while the war went on" if 2 * len(war) >= len(walked) else ""


def _when(weeks):
    """The first of some weeks, and until when in words: empty where all are the same."""
    first, last = min(weeks.values()), max(weeks.values())
    return first, f" by {_day(last)}" if last > first else ""


def _day(week):
    return day(monday_of(week))


def _span(first, last):
    """Two dates, the year once where it is the same."""
    start, end = monday_of(first), monday_of(last)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {day(end)}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{start.day} {start:%B}{year} to {day(end)}"


def _count(number):
    return COUNTS[number] if number < len(COUNTS) else f"{number:,}"


def _many(number, what):
    """A count and what is counted.

    >>> _many(1, "week"), _many(14, "week")
    ('one week', '14 weeks')
    """
    return f"{_count(number)} {what}{'' if number == 1 else 's'}"


def _times(number):
    return TIMES.get(number, f"{_count(number)} times")


def _joined(names):
    """Names in a list, the last after "and".

    >>> _joined(["a", "b", "c"]), _joined(["a"]), _joined([])
    ('a, b and c', 'a', '')
    """
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last
