"""Tables of actors and places, made from what each kind of them holds: lists of parts with a title
and what stands below it."""

from simulator.report.describe.text import NONE, amount, with_unit, words

DEFAULT = "default of the format"
FEW = 6  # entries that stand side by side


def sheets_of(kind, about, entries):
    """Everything a kind of entity holds but stances: facts and numbers, then maps of numbers, then
    texts."""
    named = {_label(entries, key): one for key, one in entries.items()}
    fields = _fields(named.values())
    table = [["", *(_title(named.values(), name) for name in fields)]]
    table += [[label, *(_cell(one, name) for name in fields)] for label, one in named.items()]
    columns, *rows = zip(*table, strict=True) if len(named) <= FEW else table
    numbers = next(iter(named.values())).get("numbers", {}).items()
    left = [one for name, one in numbers if name not in fields and one["value"] is not None]
    usual = "; ".join(f"{one['meaning']}: {amount(one)}" for one in left)
    note = f"The same for all, as the format has it: {usual}." if usual else ""
    whole = {"title": kind, "about": about, "columns": columns, "rows": rows, "note": note}
    return [whole, *_maps(kind, named), *_texts(kind, named)]


def _label(entries, key):
    return entries[key].get("facts", {}).get("label", key)


def _fields(entries):
    """Names of facts that any entry has, but for those told in lines, and of numbers that any file
    gives."""
    facts = [item for one in entries for item in one.get("facts", {}).items()]
    numbers = [item for one in entries for item in one.get("numbers", {}).items()]
    told = [name for name, value in facts if words(value) and not isinstance(value, dict)]
    told += [name for name, one in numbers if one["source"] != DEFAULT]
    return [name for name in dict.fromkeys(told) if name != "label"]


def _title(entries, name):
    """A field as a heading: a number by its meaning and unit."""
    found = [one["numbers"][name] for one in entries if name in one.get("numbers", {})]
    return _headed(found[0], in_meaning=True) if found else name.replace("_", " ")


def _headed(number, in_meaning=False):
    unit, meaning = number["unit"], number["meaning"]
    bare = unit == "share" or (in_meaning and unit in meaning)
    return meaning if bare else f"{meaning}, {unit}"


def _cell(one, name):
    if name in one.get("numbers", {}):
        number = one["numbers"][name]
        return amount(number) if number["source"] != DEFAULT else NONE
    return words(one.get("facts", {}).get(name)) or NONE


def _holding(named, part):
    """(name, {label: content}) of what any entry holds under a part, by those that hold it."""
    for name in dict.fromkeys(name for one in named.values() for name in one.get(part, {})):
        held = {label: one.get(part, {}).get(name) for label, one in named.items()}
        yield name, {label: content for label, content in held.items() if content}


def _maps(kind, named):
    """Maps of numbers that entries hold: side by side where their keys are few, else in a line
    each."""
    for name, held in _holding(named, "maps"):
        keys = list(dict.fromkeys(key for one in held.values() for key in one))
        some = next(iter(next(iter(held.values())).values()))
        made = {"title": f"{kind}, {name}: {_headed(some)}"}
        if len(keys) <= FEW and len(held) > 1:
            rows = [[label, *(_given(one, key) for key in keys)] for label, one in held.items()]
            yield made | {"columns": ["", *keys], "rows": rows, "right": keys}
        else:
            yield made | {"pairs": [(label, _in_line(one)) for label, one in held.items()]}


def _given(numbers, key):
    return amount(numbers[key]) if key in numbers else NONE


def _in_line(numbers):
    return ", ".join(f"{key} {amount(value)}" for key, value in numbers.items())


def _texts(kind, named):
    """Facts that are maps of texts, a line an entry."""
    for name, held in _holding(named, "facts"):
        pairs = [(label, words(text)) for label, text in held.items() if isinstance(text, dict)]
        if pairs:
            yield {"title": f"{kind}: {name}", "pairs": pairs}


def stances(parties, issues):
    """Bureaus, and the stances of parties and bureaus: a table for each thing that a stance
    says."""
    parts = [one.get("parts", {}).get("bureaus", {}) for one in parties.values()]
    bureaus = {name: one for part in parts for name, one in part.items()}
    if bureaus:
        about = "Parts of a divided party, whose stance is the mean of theirs by weight."
        yield from sheets_of("bureaus", about, bureaus)
    whole = {**parties, **bureaus}
    said = {_label(whole, key): one.get("parts", {}).get("stance") for key, one in whole.items()}
    held = {label: stance for label, stance in said.items() if stance}
    some = next(iter(next(iter(held.values())).values()))
    titles = {name: one["meaning"] for name, one in some.get("numbers", {}).items()}
    titles |= {name: f"{name} in the text" for name in some.get("facts", {})}
    for name, title in titles.items():
        rows = [
            [_label(issues, issue), *(_cell(one.get(issue, {}), name) for one in held.values())]
            for issue in issues
        ]
        yield {"title": f"stances: {title}", "columns": ["", *held], "rows": rows}


def alike(numbers):
    """(names, number) of uncertain numbers; those that differ in whose they are alone share a
    row."""
    groups: dict[tuple, list] = {}
    for one in numbers:
        section, *_, last = one["path"].split(".")
        groups.setdefault((section, last, with_unit(one), one["meaning"]), []).append(one)
    for (section, last, *_), held in groups.items():
        one = held[0]
        every = f"{section}.*.{last}, each of {len(held)}"
        yield every if len(held) > 1 else one["lever"] or one["path"], one
