"""Tables of actors and places and of the numbers of sections, made from what each kind of them
holds."""

from simulator.show.describe.blocks import NONE, Head, Items, Table, Words, amount, ends, with_unit

DEFAULT = "default of the format"
FEW = 6  # entries that stand side by side


def entities(kind, about, entries):
    """Everything a kind of entity holds but stances: facts and numbers, then maps of numbers, then
    parts below."""
    yield Head(kind)
    yield Words(about)
    fields = _fields(entries)
    if len(entries) <= FEW:
        names = [_label(entries, key) for key in entries]
        rows = [
            [_title(entries, name), *(_cell(entries, key, name) for key in entries)]
            for name in fields
        ]
        yield Table(["", *names], rows)
    else:
        yield Table(
            ["", *(_title(entries, name) for name in fields)],
            [[_label(entries, key), *(_cell(entries, key, n) for n in fields)] for key in entries],
        )
    usual = _usual(entries)
    if usual:
        yield Words(f"The same for all, as the format has it: {'; '.join(usual)}.")
    yield from _maps(kind, entries)
    for name in dict.fromkeys(
        n
        for one in entries.values()
        for n, value in one["facts"].items()
        if isinstance(value, dict) and value
    ):
        yield Head(f"{kind}: {name}")
        yield Items(
            [
                (_label(entries, key), _told(one["facts"][name]))
                for key, one in entries.items()
                if one["facts"].get(name)
            ]
        )


def _fields(entries):
    """Names of facts that any entry has, but for those told in lines, and of numbers that any file
    gives."""
    facts = {
        n: None
        for one in entries.values()
        for n, value in one.get("facts", {}).items()
        if _told(value) and not isinstance(value, dict)
    }
    given = {
        name: None
        for one in entries.values()
        for name, value in one.get("numbers", {}).items()
        if value["source"] != DEFAULT
    }
    return [name for name in (*facts, *given) if name != "label"]


def _usual(entries):
    """Numbers that every entry leaves to the format."""
    given = _fields(entries)
    numbers = next(iter(entries.values())).get("numbers", {})
    return [
        f"{one['meaning']}: {amount(one)}"
        for name, one in numbers.items()
        if name not in given and one["value"] is not None
    ]


def _title(entries, name):
    """A field as a heading: a number by its meaning and unit."""
    number = next(
        (one["numbers"][name] for one in entries.values() if name in one.get("numbers", {})), None
    )
    unit = (
        ""
        if not number or number["unit"] in number["meaning"] or number["unit"] == "share"
        else f", {number['unit']}"
    )
    return f"{number['meaning']}{unit}" if number else name.replace("_", " ")


def _cell(entries, key, name):
    one = entries[key]
    if name in one.get("numbers", {}):
        return amount(one["numbers"][name]) if one["numbers"][name]["source"] != DEFAULT else NONE
    return _told(one.get("facts", {}).get(name)) or NONE


def _told(value):
    """A fact in words; nothing for what is not so."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {text}" for key, text in value.items())
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "yes" if value is True else str(value or "").replace("_", " ")


def _label(entries, key):
    return entries[key].get("facts", {}).get("label", key)


def _maps(kind, entries):
    """Maps of numbers that entries hold: side by side where their keys are few, else in a line
    each."""
    for name in dict.fromkeys(name for one in entries.values() for name in one.get("maps", {})):
        holding = {
            key: one["maps"][name] for key, one in entries.items() if one.get("maps", {}).get(name)
        }
        keys = list(dict.fromkeys(key for one in holding.values() for key in one))
        some = next(iter(next(iter(holding.values())).values()))
        yield Head(
            f"{kind}, {name}: {some['meaning']}"
            + (f", {some['unit']}" if some["unit"] != "share" else "")
        )
        if len(keys) <= FEW and len(holding) > 1:
            rows = [
                [_label(entries, key), *(amount(one[k]) if k in one else NONE for k in keys)]
                for key, one in holding.items()
            ]
            yield Table(["", *keys], rows, right=tuple(keys))
        else:
            yield Items(
                [
                    (_label(entries, key), ", ".join(f"{k} {amount(v)}" for k, v in one.items()))
                    for key, one in holding.items()
                ]
            )


def stances(told):
    """Bureaus, and the stances of parties and bureaus: a table for each thing that a stance
    says."""
    bureaus = {
        b: one
        for party in told["parties"].values()
        for b, one in party.get("parts", {}).get("bureaus", {}).items()
    }
    if bureaus:
        yield from entities(
            "bureaus",
            "Parts of a divided party, whose stance is the mean of theirs by weight.",
            bureaus,
        )
    whole = {**told["parties"], **bureaus}
    held = {
        key: one["parts"]["stance"]
        for key, one in whole.items()
        if one.get("parts", {}).get("stance")
    }
    some = next(iter(next(iter(held.values())).values()))
    for name in (*some.get("numbers", {}), *some.get("facts", {})):
        title = (
            some["numbers"][name]["meaning"] if name in some["numbers"] else f"{name} in the text"
        )
        yield Head(f"stances: {title}")
        rows = [
            [
                _label(told["issues"], issue),
                *(_cell(stance, issue, name) for stance in held.values()),
            ]
            for issue in told["issues"]
        ]
        yield Table(["", *(_label(whole, key) for key in held)], rows)


def parameters(sections):
    """The numbers of each section, with meaning, range and source."""
    for name, one in sections.items():
        yield Head(f"{name}: {one['about'].rstrip('.')}")
        facts = "; ".join(
            f"{key.replace('_', ' ')}: {_told(value) or 'no'}"
            for key, value in one.get("facts", {}).items()
        )
        if facts:
            yield Words(facts)
        numbers = one.get("numbers", {}).items()
        rows = [
            [key, own["meaning"], with_unit(own), ends(own), f"{own['grade']}, {own['source']}"]
            for key, own in numbers
        ]
        yield Table(["number", "meaning", "value", "range", "grade, source"], rows)
