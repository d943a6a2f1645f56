"""Larger conflicts made of a shipped one: copies of its regions, holders, patrons and factions, so
that its costs by size can be compared. Used by `benchmarks/size.py` and its test."""

import math
from copy import deepcopy
from itertools import count, cycle

import yaml

from simulator.scenario import read

SHIPPED = "spring_2016"


def larger(folder, regions=0, holders=0, parties=0, factions=0):
    """A conflict with at least so many regions, holders, parties and factions, written to a folder
    and read; the other sizes are those of the shipped one."""
    resolved = read(SHIPPED, ["draws=null"])
    raw, name = deepcopy(resolved.raw), f"larger_{regions}_{holders}_{parties}_{factions}"
    raw |= {"scenario": name}
    _add_holders(raw, resolved, holders)
    _add_regions(raw, resolved, regions)
    _add_parties(raw, resolved, parties)
    _add_factions(raw, resolved, factions)
    file = folder / f"{name}.yaml"
    file.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    return read(str(file))


def _copies(names, wanted, having):
    """(original, id of its copy) until there are as many as wanted."""
    numbers = count(2)
    for original in cycle(names):
        if having >= wanted:
            return
        yield original, f"{original}_{next(numbers)}"
        having += 1


def _copied(raw, resolved, section, original, name):
    """Copy an entry: all its parameters, with those that levers set, at their central values."""
    entry = raw[section][name] = deepcopy(raw[section][original])
    start = f"{section}.{original}."
    for path, parameter in resolved.parameters.items():
        if path.startswith(start) and not math.isnan(parameter.value):
            _put(entry, path.removeprefix(start).split("."), parameter.value)
    return entry


def _put(place, keys, value):
    """Write a value below a map, unless it is part of a list or a short form there."""
    *above, last = keys
    for key in above:
        place = place.setdefault(key, {}) if isinstance(place, dict) else None
    if isinstance(place, dict):
        place[last] = value


def _add_holders(raw, resolved, wanted):
    """Holders without a party share their land with their copies, which fight the same."""
    form = resolved.form
    originals = [h for h, holder in form.holders.items() if not holder.party]
    added = list(_copies(originals, wanted, len(form.holders)))
    for original, name in added:
        _copied(raw, resolved, "holders", original, name)
        for entry in form.holders:
            fights = raw["holders"][entry]["fights"]
            if original in fights and isinstance(fights, dict):
                fights[name] = fights[original]
            elif original in fights:
                fights.append(name)
    for g, region in form.regions.items():
        for key in ("held", "lived"):
            shares = {h: number.value for h, number in getattr(region, key).items()}
            for original, name in added:
                if original in shares:
                    shares[original], shares[name] = (0.5 * shares[original],) * 2
            raw["regions"][g][key] = shares


def _add_regions(raw, resolved, wanted):
    """Copies lie beside their original, and beside the copies of its neighbours."""
    form, borders = resolved.form, raw["borders"]
    names = list(form.regions)
    for k, (original, name) in enumerate(_copies(names, wanted, len(names))):
        layer = k // len(names)  # of copies; each has every region once
        copies = dict(list(_copies(names, wanted, len(names)))[layer * len(names) : k])
        entry = deepcopy(raw["regions"][original]).items()
        raw["regions"][name] = {
            key: value for key, value in entry if key not in ("tile", "capital")
        }
        near = _neighbours(form, original).items()
        borders[name] = {copies[other]: length for other, length in near if other in copies}
        borders[name][original] = 100.0


def _neighbours(form, region):
    """{neighbour: length of the border} of a region, whichever of the two gives it."""
    given = dict(form.borders.get(region, {}))
    return given | {
        other: lengths[region] for other, lengths in form.borders.items() if region in lengths
    }


def _add_parties(raw, resolved, wanted):
    form = resolved.form
    patrons = [p for p, party in form.parties.items() if party.client and not party.bureaus]
    for original, name in _copies(patrons, wanted, len(form.parties)):
        _copied(raw, resolved, "parties", original, name)


def _add_factions(raw, resolved, wanted):
    form = resolved.form
    for original, name in _copies(form.factions, wanted, len(form.factions)):
        _copied(raw, resolved, "factions", original, name)
