"""Tables of actors and places, made from what each kind of them holds: lists of parts with a title
and what stands below it."""

from simulator.show.describe.text import NONE, amount, words

DEFAULT = "default of the format"
FEW = 6  # entries that stand side by side


def entities(kind, about, entries):
    """Everything a kind of entity holds but stances: facts and numbers, then maps of numbers, then
    texts."""
    fields = _fields(entries)
    titles = [_title(entries, name) for name in fields]
    cells = [[_cell(one, name) for name in fields] for one in entries.values()]
    names = [_label(entries, key) for key in entries]
    if len(entries) <= FEW:
        names, titles, cells = titles, names, [list(row) for row in zip(*cells, strict=True)]
    rows = [[name, *row] for name, row in zip(names, cells, strict=True)]
    usual = "; ".join(_usual(entries, fields))
    note = f"The same for all, as the format has it: {usual}." if usual else ""
    whole = {"title": kind, "about": about, "columns": ["", *titles], "rows": rows, "note": note}
    return [whole, *_maps(kind, entries), *_texts(kind, entries)]


def _fields(entries):
    """Names of facts that any entry has, but for those told in lines, and of numbers that any file
    gives."""
    found: dict[str, bool] = {}
    given: dict[str, bool] = {}
    for one in entries.values():
        held = one.get("facts", {}).items()
        found |= {n: True for n, value in held if words(value) and not isinstance(value, dict)}
        numbers = one.get("numbers", {}).items()
        given |= {n: True for n, value in numbers if value["source"] != DEFAULT}
    return [name for name in found | given if name != "label"]


def _usual(entries, fields):
    """Numbers that every entry leaves to the format."""
    numbers = next(iter(entries.values())).get("numbers", {})
    for name, one in numbers.items():
        if name not in fields and one["value"] is not None:
            yield f"{one['meaning']}: {amount(one)}"


def _title(entries, name):
    """A field as a heading: a number by its meaning and unit."""
    found = [one["numbers"][name] for one in entries.values() if name in one.get("numbers", {})]
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


def _label(entries, key):
    return entries[key].get("facts", {}).get("label", key)


def _names(entries, part):
    """What entries hold of a part: names of their maps, or of their facts."""
    return dict.fromkeys(name for one in entries.values() for name in one.get(part, {}))


def _maps(kind, entries):
    """Maps of numbers that entries hold: side by side where their keys are few, else in a line
    each."""
    for name in _names(entries, "maps"):
        holding = {
            _label(entries, key): one["maps"][name]
            for key, one in entries.items()
            if one.get("maps", {}).get(name)
        }
        keys = list(dict.fromkeys(key for one in holding.values() for key in one))
        some = next(iter(next(iter(holding.values())).values()))
        made = {"title": f"{kind}, {name}: {_headed(some)}"}
        if len(keys) <= FEW and len(holding) > 1:
            cells = {
                label: [amount(one[key]) if key in one else NONE for key in keys]
                for label, one in holding.items()
            }
            rows = [[label, *row] for label, row in cells.items()]
            yield made | {"columns": ["", *keys], "rows": rows, "right": keys}
        else:
            lines = {
                label: ", ".join(f"{key} {amount(value)}" for key, value in one.items())
                for label, one in holding.items()
            }
            yield made | {"pairs": list(lines.items())}


def _texts(kind, entries):
    """Facts that are maps of texts, a line an entry."""
    for name in _names(entries, "facts"):
        facts = {_label(entries, key): one["facts"].get(name) for key, one in entries.items()}
        held = {label: text for label, text in facts.items() if text and isinstance(text, dict)}
        if held:
            pairs = [(label, words(text)) for label, text in held.items()]
            yield {"title": f"{kind}: {name}", "pairs": pairs}


def stances(parties, issues):
    """Bureaus, and the stances of parties and bureaus: a table for each thing that a stance
    says."""
    parts = [one.get("parts", {}).get("bureaus", {}) for one in parties.values()]
    bureaus = {name: one for part in parts for name, one in part.items()}
    about = "Parts of a divided party, whose stance is the mean of theirs by weight."
    whole = {**parties, **bureaus}
    said = {_label(whole, key): one.get("parts", {}).get("stance") for key, one in whole.items()}
    held = {label: stance for label, stance in said.items() if stance}
    some = next(iter(next(iter(held.values())).values()))
    titles = {name: one["meaning"] for name, one in some.get("numbers", {}).items()}
    titles |= {name: f"{name} in the text" for name in some.get("facts", {})}
    return [
        *(entities("bureaus", about, bureaus) if bureaus else ()),
        *(
            {
                "title": f"stances: {title}",
                "columns": ["", *held],
                "rows": [
                    [
                        _label(issues, issue),
                        *(_cell(one.get(issue, {}), name) for one in held.values()),
                    ]
                    for issue in issues
                ],
            }
            for name, title in titles.items()
        ),
    ]
