"""The concepts of design that apply, in the order of the ODD protocol [Grimm2020], each read from
what carries it."""

import re

from simulator.show.describe.blocks import NO_WORDS, Head, Items, Table, Words, with_unit

# concept, what it is here, and the rules that carry it: by their names, and by whom they speak of
CONCEPTS = (
    (
        "Adaptation",
        "Each week agents choose anew, by chance or by wish, from the state as it stands:",
        r"chance_|wish_|wanted_|stands",
        True,
    ),
    (
        "Objectives",
        "What is worth how much, and to whom:",
        r"value_|squared_value|red_line_|edge_",
        False,
    ),
    (
        "Learning",
        "What is believed or trusted moves with what is seen:",
        r"learned_|credible_|next_(trust|credit|frustration)",
        False,
    ),
)
CHOOSES = re.compile(r"\b(party|patron|faction|government)\b")
EXPECTS = re.compile(r"\bbeliev|\bweeks on\b|\bexpected\b")


def concepts(facts):
    """The concepts of design that apply."""
    rules = {one["rule"]: one for page in facts["submodels"]["pages"] for one in page["rules"]}
    yield Head("Basic principles")
    yield Items(
        [
            (one["key"], one["work"])
            for one in facts["submodels"]["literature"]
            if any("rules/" in where for where in one["cited_in"])
        ]
    )
    kept = [one for one in facts["measures"] if one["report"]]
    yield Head("Emergence")
    yield Words(
        f"Nobody sets these; they come of the rules: {_labels(kept, assumed=False)}. Set almost"
        f" directly: {_labels(kept, True)}."
    )
    for name, said, pattern, chosen in CONCEPTS:
        found = [one for key, one in rules.items() if re.match(pattern, key.partition(".")[2])]
        yield Head(name)
        yield Words(said)
        yield _rules_of(one for one in found if not chosen or CHOOSES.search(one["sentence"]))
    yield Head("Prediction")
    yield Words("What is looked ahead to, or believed of others and of the war:")
    yield _rules_of(
        one
        for one in rules.values()
        if EXPECTS.search(" ".join([one["sentence"], *(a["text"] for a in one["arguments"])]))
    )
    yield Head("Sensing")
    yield Words(
        "Agents see the state as the last stage left it; the process names what each reads. What"
        " they make of it is belief:"
    )
    yield _parameter_list(facts, "beliefs")
    yield from _among(facts)
    yield from _stochasticity(facts)
    yield Head("Observation")
    weekly = [one for one in facts["measures"] if one["span"]]
    yield Words(
        f"{len(facts['measures'])} measures; {len(kept)} are kept of each world, {len(weekly)}"
        " counted week by week on fixed bins."
    )


def _labels(kept, assumed):
    return (
        "; ".join(
            one["label"]
            for one in kept
            if one["label"] and one["assumed"] == assumed and one["report"] != "among"
        )
        or "none"
    )


def _rules_of(found):
    return Items([(one["rule"], one["sentence"] or NO_WORDS) for one in found])


def _parameter_list(facts, section):
    numbers = facts["submodels"]["parameters"][section]["numbers"]
    return Items(
        [
            (f"{section}.{name}", f"{one['meaning']}: {with_unit(one)}")
            for name, one in numbers.items()
        ]
    )


def _among(facts):
    """Interaction and collectives."""
    yield Head("Interaction")
    yield Words(
        "Agents meet in the state: what one changes, others read. Whom they ask besides stands in"
        " the process."
    )
    agents = [
        one
        for stage in facts["process"]["stages"]
        for one in (*stage["agents"], *stage["helped_by"])
    ]
    pairs = []
    for one in agents:
        read = {
            other["agent"]: [name for name in other["reads"] if name in one["changes"]]
            for other in agents
            if other is not one
        }
        pairs.append(
            (
                one["agent"],
                "; ".join(
                    f"{other} reads {', '.join(names)}" for other, names in read.items() if names
                ),
            )
        )
    yield Items([pair for pair in pairs if pair[1]])
    yield Head("Collectives")
    yield Items(facts["concepts"]["collectives"])


def _stochasticity(facts):
    """Both layers of chance: what is not known, and luck."""
    yield Head("Stochasticity")
    yield Words(
        "Each draw is found by seed, process, actor, world and week, so scenarios share their"
        " draws. The processes:"
    )
    told = facts["concepts"]["chance"]
    rows = [
        [name, one["distribution"], one["decides"] or NO_WORDS, ", ".join(one["asked_by"])]
        for name, one in told.items()
    ]
    yield Table(["process", "drawn", "decides", "asked for by"], rows)
    factors = facts["concepts"]["not_known"]
    yield Words(f"What is not known, drawn once a draw ({len(factors)} numbers):")
    yield Table(["number", "belief", "meaning"], _alike(factors))


def _alike(factors):
    """Rows of uncertain numbers; those that differ in whose they are alone share a row."""
    groups: dict[tuple, list] = {}
    for one in factors:
        section, *_, last = one["path"].split(".")
        groups.setdefault((section, last, with_unit(one), one["meaning"]), []).append(
            one["lever"] or one["path"]
        )
    return [
        [
            f"{section}.*.{last}, each of {len(names)}" if len(names) > 1 else names[0],
            belief,
            meaning,
        ]
        for (section, last, belief, meaning), names in groups.items()
    ]
