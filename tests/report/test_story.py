"""Words of a story: properties that hold in many worlds, and one story kept readable."""

import re
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from simulator.analysis import phases, refusals
from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.model.event_log import Account, Event, EventLog
from simulator.report.narrative import MAX_POINTS, NOTHING_ELSE, Narrator
from simulator.report.narrative.turning_points import _commonest
from simulator.scenario import read
from simulator.scenario.calendar import week_of

GOLDEN = Path(__file__).parent.parent / "golden" / "story.txt"
SEED, WORLDS, WEEKS = 2016, 12, 60
SCENARIOS = (
    "spring_2016", "airpower_drawdown", "full_withdrawal", "libya_2019", "no_intervention_2015",
)  # fmt: skip
NUMBERED = r"\bX (is|are|was|were|has|have|[a-z]+[^s]s)\b|\b(its|their)\b"


@pytest.fixture(scope="module", params=SCENARIOS)
def worlds(request):
    """A scenario, and (events, outcome id, part id or None) of some worlds."""
    resolved = read(request.param)
    table = design_of_worlds(resolved, WORLDS, SEED, 2)
    model = Conflict(resolved, table.columns, table.stream, SEED)
    chronicles = [EventLog(model, w) for w in range(WORLDS)]
    events = [[] for _ in chronicles]
    for _ in range(min(resolved.form.weeks, WEEKS)):
        model.step()
        for rows, chronicle in zip(events, chronicles, strict=True):
            rows += chronicle.week()
    kinds = [resolved.form.outcomes[int(at)] for at in model.state.outcome]
    parts = [
        kind.parts[int(part)].id if kind.parts and part >= 0 else None
        for kind, part in zip(kinds, model.state.part, strict=True)
    ]
    model.close()
    return resolved, [
        (*row, kind.id, part)
        for row, kind, part in zip(([e] for e in events), kinds, parts, strict=True)
    ]


def told(resolved, world, numbers=False):
    return Narrator(resolved, numbers).story(*world)


def paragraphs(story):
    """All paragraphs, the turning points first."""
    return [text for _, rows in [("", story.points), *story.course] for _, text in rows]


def test_turning_points_are_few_in_order_of_date_and_end_with_the_end(worlds):
    resolved, rows = worlds
    for world in rows:
        story = told(resolved, world)
        assert 1 <= len(story.points) <= MAX_POINTS
        days = [datetime.strptime(date.strip(), "%d %b %Y") for date, _ in story.points]
        assert days == sorted(days)
        assert story.points[-1][1].startswith("At the end: ")
        assert (NOTHING_ELSE in story.points[-1][1]) == (len(story.points) == 1)
        assert [title.split(",")[0].split(" with ")[0] for title, _ in story.course]


def test_no_amount_that_rounds_to_nothing_is_told(worlds):
    resolved, rows = worlds
    for world in rows:
        for text in paragraphs(told(resolved, world, numbers=True)):
            assert not re.search(
                r"\b0(\.0+)? (a week|deaths|civilians|breaches|of \d+ weeks)", text
            )
            assert " no weeks" not in text and "(no week" not in text


def test_truces_that_lie_days_apart_are_one_spell(worlds):
    resolved, rows = worlds
    for world in rows:
        titles = [title for title, _ in told(resolved, world).course]
        for first, between, last in zip(titles, titles[1:], titles[2:], strict=False):
            if first.startswith("A truce") and last.startswith("A truce"):
                weeks = re.search(r"\((\S+) weeks?\)", between)[1]
                assert between.startswith("A deal") or weeks not in (
                    "one", "two", "three", "four", "five", "six",
                )  # fmt: skip


def test_every_refusal_that_blocks_and_every_refusal_of_ones_own_text_has_a_reason(worlds):
    resolved, rows = worlds
    refused = own = 0
    for world in rows:
        text = " ".join(paragraphs(told(resolved, world)))
        for sentence in re.findall(r"[^.]* refused it[^.]*\.", text):
            assert re.search(
                r"refused it, (as|in|holding|doubting|expecting|mostly) .+\.", sentence
            )
            refused += 1
        votes = [
            event for event in world[0] if event.kind == "vote" and not event.details["signed"]
        ]
        tabled = [event for event in votes if event.details["by"] in event.details["no"]]
        assert text.count("had tabled it as a compromise and still refused it, ") == len(tabled)
        own += len(tabled)
    early = resolved.form.scenario == "no_intervention_2015"  # most fall before a vote
    assert refused > (1 if early else WORLDS / 4)


def test_verbs_agree_whatever_the_number_of_a_name(worlds):
    resolved, rows = worlds
    labels = [
        one.label
        for group in (resolved.form.parties, resolved.form.factions, resolved.form.holders)
        for one in group.values()
    ]
    anchors = [text for one in resolved.form.issues.values() for text in one.anchors.values()]
    for world in rows[: WORLDS // 2]:
        for text in paragraphs(told(resolved, world)):
            if text.startswith("At the end: "):  # an outcome's label is the scenario's
                continue
            for phrase in (*anchors, *labels):
                text = text.replace(phrase, "X").replace(phrase[:1].upper() + phrase[1:], "X")
            assert not re.search(NUMBERED, text), text


def test_sentences_are_short_but_for_lists(worlds):
    resolved, rows = worlds
    lengths = [
        len(sentence.split())
        for world in rows
        for text in paragraphs(told(resolved, world))
        for sentence in re.split(r"(?<=\.) ", text)
    ]
    assert np.percentile(lengths, 95) <= 25 and max(lengths) <= 45


def test_a_world_in_which_only_the_end_happened_says_so():
    story = told(read("spring_2016"), ([], "war_goes_on", None))
    points = told(read("no_intervention_2015"), ([], "war_goes_on", None)).points
    assert len(story.points) == 2  # the truce in force at the start
    assert points == [(" 2 Jan 2017", f"At the end: the war goes on. {NOTHING_ELSE}")]


def test_a_leader_whom_the_scenario_sends_away_is_a_turning_point():
    resolved = read("leader_departs")
    week = week_of(resolved.form.start) + 9
    story = told(resolved, ([Event(week, "leader leaves", {})], "war_goes_on", None))
    (at,) = [date for date, text in story.points if text.startswith("The leader left office")]
    assert at == "16 May 2016"


@pytest.mark.parametrize(
    ("scenario", "lever", "ends", "words"),
    [
        ("libya_2019", "lna.recruitment", (0.02, 0.08), "The LNA: men who join rose from 20 to 80 a week."),
        ("libya_2019", "turkey.fighters", (5.0, 0.1), 'Turkey: men of the contingent "fighters" fell from 5,000 to 100.'),
        ("full_withdrawal", "russia.kept_capability", (0.6, 0.0), "remains after a cut in aircraft fell from 60% to 0%."),
        ("libya_2019", "emirates.anti_tank", (0.5, 0.1), "fell from 0.5 to 0.1 (1 = the usual flow)."),
        ("full_withdrawal", "russia.aircraft", (float("nan"), 3.0), "Russia: combat aircraft came to 3."),
        ("libya_2019", "lna.recruitment", (0.02, 0.0), "The LNA: men who join fell from 20 a week to none."),
        ("libya_2019", "lna.recruitment", (0.0, 0.02), "The LNA: men who join rose from none to 20 a week."),
        ("libya_2019", "emirates.arms", (40.0, 0.0), "arms deliveries fell from 40 million dollars a month to none."),
        ("libya_2019", "emirates.arms", (40.0, 85.0), "arms deliveries rose from 40 to 85 million dollars a month."),
    ],
)  # fmt: skip
def test_a_lever_moves_in_the_units_of_people_who_read(scenario, lever, ends, words):
    resolved = read(scenario)
    event = Event(
        week_of(resolved.form.start), "lever", {"lever": lever, "from": ends[0], "to": ends[1]}
    )
    texts = paragraphs(told(resolved, ([event], resolved.form.outcomes[0].id, None)))
    assert any(text.endswith(words) for text in texts), texts


def test_steps_of_a_lever_in_one_direction_are_one_move():
    steps = [(0, 9.0, 6.0), (2, 6.0, 3.0), (3, 3.0, 5.0), (20, 5.0, 8.0)]
    events = [Event(w, "lever", {"lever": "x", "from": a, "to": b}) for w, a, b in steps]
    found = [(one.first, one.last, one.start, one.end) for one in phases.lever_moves(events)]
    assert found == [(0, 2, 9.0, 3.0), (3, 3, 3.0, 5.0), (20, 20, 5.0, 8.0)]


# -------------------------------------------------------------------------------------------------
# why
def account(gain, terms=0.6, crossed=0.0, feared=0.2, kept=0.5, war=0.5):
    return Account(gain, terms, crossed, feared, kept, war, "presidency", "elections")


def vote(gain=-0.1, attending=None, guarantee=2.0, **more):
    """A vote of a party; with a share that attends, the party has factions."""
    by_party = {} if attending is None else {"regime": attending}
    return {
        "accounts": {"regime": account(gain, **more)}, "attending": by_party, "quorum": 0.5,
        "guarantee": guarantee,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "of"),
    [
        ("close", vote(0.01)),
        ("despite gain", vote(0.2)),
        ("factions", vote(0.2, attending=0.8)),
        ("absent", vote(attending=0.2)),
        ("doubt", vote(-0.1, kept=0.5)),
        ("war", vote(-0.4, kept=0.9, war=0.96)),
        ("waiting", vote(-0.4, kept=0.9, war=0.5)),
        ("red line", vote(-0.1, terms=0.7, crossed=0.4, kept=0.9)),
    ],
)
def test_the_reason_of_a_refusal_is_what_would_have_turned_it(key, of):
    assert refusals.refusal_reason(of, "regime")[0] == key


@pytest.mark.parametrize(
    ("key", "now"),
    [
        ("terms", vote(-0.05, terms=0.3, kept=0.5, war=0.5)),
        ("war", vote(-0.2, war=0.75)),
        ("doubt", vote(-0.05, kept=0.1)),
        ("guarantors", vote(-0.05, kept=0.1, guarantee=0.0)),
        ("nothing", vote(0.05)),
    ],
)
def test_what_changed_is_the_part_that_lost_most(key, now):
    assert refusals.largest_change(vote(0.05), now, "regime")[0] == key


def test_the_opposition_changes_with_who_sits_at_the_table():
    now = vote(-0.1, attending=0.3)
    before = vote(0.05, attending=0.8)
    assert refusals.largest_change(before, now, "regime")[0] == "factions"


def test_mostly_is_said_of_more_than_half():
    assert _commonest(["a", "a"]) == "a" and _commonest(["a", "b", "a"]) == "mostly a"
    assert _commonest(["a", "b"]) == "once a and once b"
    assert _commonest(["a", "a", "b", "c"]) == "most often a"


# -------------------------------------------------------------------------------------------------
# one story kept
def made(form):
    """Events of a made-up world: a text refused by who tabled it, a deal that breaks, truces days
    apart, land that goes back and forth."""
    start = week_of(form.start)
    package = [name for name, issue in form.issues.items() if issue.kind == "package"]

    def text(week, by, term, gains, signed=False, war=0.6):
        accounts = {
            name: Account(gain, 0.8, 0.05, 0.3, 0.6, war, "presidency", "transitional_body")
            for name, gain in gains.items()
        }
        return Event(week, "vote", {
            "by": by, "terms": dict.fromkeys(package, term), "signed": signed,
            "yes": [name for name, gain in gains.items() if gain > 0],
            "no": {name: -gain for name, gain in gains.items() if gain <= 0},
            "accounts": accounts, "attending": {"opposition": 0.7}, "quorum": 0.5, "guarantee": 2.0, "similar": 12.0,
        })  # fmt: skip

    void = {"violence": 0.2, "before": 90.0, "violations": 300.0, "weeks": 2, "places": 2}
    truce = {"issue": "ceasefire", "term": 30.0, "renewed": True, "by": ["regime", "opposition"]}
    walk = {"factions": ["southern_front", "turkmen"], "truce": True}
    gains = {"regime": 0.1, "opposition": 0.1, "russia": 0.1, "iran": -0.2, "united_states": 0.1}
    refuse = gains | {"regime": -0.1, "iran": -0.3}
    land = {"place": "raqqa", "from": "isis", "to": "sdf"}
    broken = {"leaning": 0.1, "spoilers": 0.5, "by": []}
    return [
        Event(start, "lever", {"lever": "russia.aircraft", "from": 36.0, "to": 30.0}),
        Event(start + 1, "lever", {"lever": "russia.aircraft", "from": 30.0, "to": 24.0}),
        Event(start + 1, "suspend", walk | {"violations": 0.0}),
        text(start + 2, "regime", 20.0, refuse),
        Event(start + 6, "truce void", void | {"cause": "offensives"}),
        Event(start + 20, "measure", truce),
        Event(start + 22, "truce void", void | {"cause": "violence"}),
        Event(start + 23, "measure", truce),
        Event(start + 24, "land", land),
        text(start + 30, None, 22.0, gains, signed=True),
        Event(start + 31, "return", {"factions": ["turkmen"]}),
        Event(start + 50, "deal breaks", broken),
        Event(start + 52, "land", land | {"from": "sdf", "to": "isis"}),
        Event(start + 54, "land", land),
        text(start + 56, "opposition", 24.0, refuse, war=0.75),
        Event(start + 57, "soften", {"by": "regime", "points": 14.0, "issues": ["elections"]}),
        Event(start + 61, "revert", {"by": "regime", "left": 3.0}),
    ]


def test_one_story_reads_as_kept():
    resolved = read("airpower_drawdown")
    story = told(resolved, (made(resolved.form), "war_goes_on", None))
    lines = [
        line
        for title, rows in [("Turning points", story.points), *story.course]
        for line in ("", title, *(f"{date}  {text}" for date, text in rows))
    ]
    assert "\n".join(lines).strip() + "\n" == GOLDEN.read_text()
