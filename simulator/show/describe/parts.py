"""The parts of a description in the order of the ODD protocol [Grimm2020]: from facts to what is
read of them."""

from simulator.show.describe.blocks import (
    NO_WORDS,
    NONE,
    Head,
    Items,
    Rule,
    Table,
    Words,
    ends,
    plain,
    with_unit,
)
from simulator.show.describe.tables import entities, parameters, stances

SUMMED = {
    "last": "value at the end",
    "among": "value at the end, of the worlds that have one",
    "mean": "mean over weeks",
    "rate": "mean over all weeks of the run, counted on where a story ends early",
    "total": "total over all weeks of the run, counted on where a story ends early",
    "sum": "sum over weeks",
    "count": "weeks in which it is true",
    "first": "first week in which it is true",
    "ever": "worlds in which it was ever true",
    None: "in expressions only",
}


def purpose(facts):
    """Purpose, question and patterns."""
    told = facts["purpose"]
    yield Words(f"{told['package']} {told['title']}: {told['why']}")
    yield Words(
        "It says how often something happens among worlds built on stated judgements, and who"
        " blocked. It forecasts nothing."
    )
    if told["look"]:
        yield Words(f"What to look at: {told['look']}")
    yield Head("Patterns")
    yield Words(
        "What the article observes, by paragraph: rules written to show it, and how many numbers of"
        " this scenario rest on it."
    )
    rows = [
        [f"P{one['paragraph']}", ", ".join(one["rules"]) or "none", str(one["numbers"])]
        for one in told["patterns"]
    ]
    yield Table(["paragraph", "rules", "numbers"], rows, right=("numbers",))


def entities_and_scales(facts):
    """Kinds of entities, agents, scales and state variables."""
    told = facts["entities"]
    rows = [[one["kind"], str(len(one["names"])), one["about"]] for one in told["kinds"]]
    yield Table(["kind", "how many", "what it is"], rows, right=("how many",))
    yield Words(
        "Each is one agent or one row of an agent, in all worlds at once; the worlds are the last"
        " axis of every array."
    )
    yield Head("Scales")
    at = told["scales"]
    land = (
        f"{at['governorates']} governorates, {at['area']:,.0f} km2, {at['residents']:,.0f} thousand"
        " residents"
    )
    told_scales = [
        ("time", f"a step is a week; {at['weeks']} of them, {at['start']} to {at['end']}"),
        ("space", f"{land}, {at['borders']} borders"),
        (
            "fronts",
            f"{at['fronts']}, where two holders who fight can meet; {at['rows']} rows of attack",
        ),
        ("issues", "lines from 0 to 100, with labelled points"),
    ]
    yield Items(told_scales)
    yield Head("State variables")
    yield Words(f"Axes: {told['axes']}.")
    for group in dict.fromkeys(one["group"] for one in told["state"]):
        held = [one for one in told["state"] if one["group"] == group]
        yield Head(group)
        yield Table(
            ["variable", "axes", "meaning"],
            [[", ".join(o["names"]), f"({o['axes']})", o["meaning"] or NO_WORDS] for o in held],
        )


def process(facts):
    """The week, stage by stage."""
    for text in facts["process"]["about"]:
        yield Words(text)
    for stage in facts["process"]["stages"]:
        yield Head(f"{stage['stage']} · {stage['about'].rstrip('.')}")
        for one in stage["agents"]:
            yield Items([(f"{one['agent']} ({one['how_many']})", one["about"]), *_done(one)])
        for one in stage["helped_by"]:
            yield Items(
                [(one["agent"], f"{one['about']} No agent, looked at by agents."), *_done(one)]
            )


def _done(one):
    """What an agent applies, meets, reads and changes."""
    return [
        (f"  {key}", ", ".join(one[key]))
        for key in ("applies", "chance", "reads", "asks", "changes")
        if one[key]
    ]


def initialisation(facts):
    """Who and what is there at the start."""
    yield Words(
        "10% (6% to 15%) is a belief: the likeliest, and how far it may lie; 1 to 2 is any"
        f" between; 0 ± 1 has its standard deviation. {NONE} is what no file gives."
    )
    for one in facts["entities"]["kinds"]:
        entries = facts["initialisation"].get(one["kind"])
        if entries:
            yield from entities(one["kind"], one["about"], entries)
        if one["kind"] == "parties":
            yield from stances(facts["initialisation"])
    yield Head("Borders, km")
    borders = facts["initialisation"]["borders"].items()
    yield Items(
        [
            (place, ", ".join(f"{other} {length:,.10g}" for other, length in others.items()))
            for place, others in borders
        ]
    )
    yield Head("Where the war ends if no deal does, 0 to 100")
    named = facts["initialisation"]["ends"]
    issues = list(dict.fromkeys(issue for terms in named.values() for issue in terms))
    rows = [
        [
            issue,
            *(plain(terms[issue], "of 100") if issue in terms else "" for terms in named.values()),
        ]
        for issue in issues
    ]
    yield Table(["issue", *named], rows, right=tuple(named))


def input_data(facts):
    """Levers, dated steps, and where the record ends."""
    told = facts["input"]
    yield Words(
        "A scenario moves these numbers; a lever holds one value, or dated steps of which the"
        " latest that has fired wins."
    )
    rows = [
        [
            one["lever"],
            one["meaning"],
            with_unit(one),
            ends(one),
            f"{one['grade']}, {one['source']}",
        ]
        for one in told["levers"]
    ]
    yield Table(["lever", "meaning", "value", "range", "grade, source"], rows)
    yield Head("Dated steps")
    steps = [(one, step) for one in told["levers"] for step in one["steps"]]
    yield (
        Items([(one["lever"], _step(one, step)) for one, step in steps])
        if steps
        else Words("None.")
    )
    yield Head("The record")
    known = [
        f"{one['lever']} {ends({**one, 'low': one['record'][0], 'high': one['record'][1]})}"
        for one in told["levers"]
        if one["record"]
    ]
    until = (
        f"It ends on {told['record_ends']}; what comes after is marked."
        if told["record_ends"]
        else "No end of it is given."
    )
    yield Words(until + (f" Levers that it bounds: {'; '.join(known)}." if known else ""))
    if told["beyond"]:
        yield Words(f"Beyond it here: {'; '.join(told['beyond'])}.")


def _step(one, step):
    to = (
        "left to the model"
        if step["to"] is None
        else f"to {with_unit(one, plain(step['to'], one['unit']))}"
    )
    over = f" over {step['over_weeks']} weeks" if step["over_weeks"] else ""
    when = f", once {step['when']}" if step["when"] else ""
    return f"{to} from {step['at']}{over}{when}" + (
        f" ({step['source']})" if step["source"] else ""
    )


def submodels(facts):
    """Every rule, page by page; then the numbers they take; then the works they rest on."""
    told = facts["submodels"]
    for page in told["pages"]:
        yield Head(page["page"])
        yield Words(page["about"])
        for one in page["rules"]:
            yield _rule(one)
    yield Head("Parameters")
    yield Words(
        "Numbers of the rules, by section of the scenario file; an argument of a rule that is a"
        " section holds its numbers."
    )
    yield from parameters(told["parameters"])
    yield Head("Literature")
    yield Items(
        [
            (one["key"], f"{one['work']} ({', '.join(one['cited_in']) or 'cited nowhere'})")
            for one in told["literature"]
        ]
    )


def _rule(one):
    arguments = []
    for argument in one["arguments"]:
        section = one["sections"].get(argument["names"][0])
        axes = (
            f"({argument['axes'].rstrip(',')}) "
            if argument["axes"]
            else f"numbers of {section}: "
            if section
            else ""
        )
        names = "gives" if argument["names"] == ["returns"] else ", ".join(argument["names"])
        arguments.append((names, axes + argument["text"]))
    notes = ["After " + "; ".join(one["literature"].values())] if one["literature"] else []
    if one["paragraphs"]:
        notes.append("Article, " + ", ".join(f"P{number}" for number in one["paragraphs"]))
    notes.append(f"Applied by {', '.join(one['applied_by']) or 'nobody'}")
    sentence = f"{one['sentence'] or NO_WORDS} {one['more']}".strip()
    return Rule(
        one["call"], sentence, arguments, one["formula"], one["where"], [f"{'. '.join(notes)}."]
    )


def measures(facts):
    """Every measure: unit, meaning, how a run sums it up."""
    yield Words(
        "Named numbers of a world and week. Classes, conditions and checks are expressions over"
        " them; reports show those with a label. † is set by a scenario almost directly, so its"
        " change is no finding."
    )
    rows = [
        [_name(one), one["unit"], one["meaning"], SUMMED.get(one["report"], one["report"])]
        for one in facts["measures"]
    ]
    yield Table(["measure", "unit", "meaning", "summed up as"], rows)


def _name(one):
    return (
        one["name"]
        + (f" ({one['label']})" if one["label"] else "")
        + (" †" if one["assumed"] else "")
    )


def classes(facts):
    """Classes in order with their conditions."""
    yield Words(
        "The first whose condition has held long enough names the world. Absorbing: the world stays"
        " as it is from then on."
    )
    rows = []
    for i, one in enumerate(facts["classes"], 1):
        rows.append([f"{i} · {one['label']}", one["id"], _conditions(one)])
        rows += [
            [f"in it: {part['label']}", part["id"], _conditions(part)] for part in one["parts"]
        ]
    yield Table(["class", "id", "when"], rows)


def _conditions(kind):
    return "; or ".join(_condition(one) for one in kind["when"])


def _condition(one):
    lasting = f" for {one['weeks']} weeks" if one["weeks"] > 1 else ""
    return f"{one['if']}{lasting}{', absorbing' if one['absorbing'] else ''}"


def sources(facts):
    """What every number rests on."""
    told = facts["sources"]
    yield Words(f"{told['count']:,} numbers. One that names two sources counts under both.")
    rows = [
        [one["source"], one["what"], str(one["numbers"]), str(one["steps"] or "")]
        for one in told["sources"]
    ]
    yield Table(
        ["source", "what it is", "numbers", "dated steps"], rows, right=("numbers", "dated steps")
    )
    rows = [
        [
            one["grade"],
            one["says"],
            *(str(one[key]) for key in ("numbers", "uncertain", "defaults")),
        ]
        for one in told["grades"]
    ]
    columns = ["grade", "what it says", "numbers", "drawn from a range", "left to the format"]
    yield Table(columns, rows, right=tuple(columns[2:]))


def units(facts):
    """Every unit, and how numbers are written."""
    told = facts["units"]
    rows = [
        [one["unit"], str(one["numbers"] or ""), str(one["measures"] or ""), one["such_as"]]
        for one in told["units"]
    ]
    yield Table(["unit", "numbers", "measures", "such as"], rows, right=("numbers", "measures"))
    marks = ", ".join(
        f"1{one['mark']} is {one['factor']:.4g} {one['unit']}" for one in told["shorthand"]
    )
    yield Words(f"Written short: {marks}.")
