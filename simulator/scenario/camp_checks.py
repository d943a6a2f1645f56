"""Checks of camps: who signs, who supports whom, which ends the war may have, whose factions.

Each check yields (path, message) of a problem, then other paths that the message mentions."""

from simulator.scenario.errors import suggest
from simulator.scenario.extremes import Extremes
from simulator.scenario.relations import Relations
from simulator.scenario.sound_section import of_each, sound

SIGNER = (
    "a signer supports nobody; give its own aircraft and arms as `quality` of its holder, or to a"
    " patron, which has a `client`"
)
NEVER_FLY = (
    "these aircraft would never fly, as `peak_sorties` is 0 and `sorties` is null; set how many"
    " sorties a day the patron flies at full effort"
)
NOBODY = "its clients are in no camp and hold no land, so this support has no effect"
GIVEN = ("aircraft", "sorties", "arms", "anti_tank", "pressure")  # by a patron, beside men
MOST_CAMPS = 6
HOLDS = 0.005  # a holder with a smaller share of a region is not present there
ACROSS = 0.05  # a smaller share of land or of a border does not allow attacks over the border


def camp_messages(scenario, parameters, levers):
    """All problems of camps and their parties."""
    relations, extremes = Relations(scenario), Extremes(parameters, levers)
    for messages in (
        of_each(scenario.camps, lambda camp, _: _camp(scenario, relations, camp)),
        _sovereign(scenario, relations),
        _counts(scenario),
        _ends(scenario),
        _speakers(scenario, relations),
        _guarantors(scenario, relations),
        of_each(scenario.parties, lambda p, party: _client(p, party, relations)),
        of_each(scenario.parties, lambda p, party: _support(p, party, relations, extremes)),
        _factions(scenario, relations, parameters),
        _holders(scenario),
        _contact(scenario),
    ):
        yield from sound(messages)


def ends_of(scenario):
    """Ends of the war that a scenario describes: a victory of each camp, and a stalemate."""
    return [*(f"{camp}_prevails" for camp in scenario.camps), "stalemate"]


def _camp(scenario, relations, camp):
    """A camp has a signer that holds land; not known while a holder names an unknown party."""
    owners = {holder.party for holder in scenario.holders.values()} - {None}
    signers = [p for p in relations.signers if scenario.parties[p].camp == camp]
    if not signers:
        yield ("camps", camp), f'nobody signs for the camp "{camp}"; give a party `camp: {camp}`'
    elif owners <= set(scenario.parties) and not any(relations.holder(p) for p in signers):
        names = " or ".join(signers)
        yield ("camps", camp), f"no holder of land belongs to {names}; give one `party:`"


def _sovereign(scenario, relations):
    """One party of a camp at most is sovereign; terms are measured from its end of each line."""
    sovereigns = [p for p, party in scenario.parties.items() if party.sovereign]
    for p in sovereigns[1:]:
        yield ("parties", p, "sovereign"), f"{sovereigns[0]} is sovereign already"
    for p in (p for p in sovereigns if p not in relations.signers):
        yield ("parties", p, "sovereign"), "the sovereign needs a `camp`"
    marked = relations.sovereign in sovereigns
    if marked and not relations.holder(relations.sovereign):
        path = ("parties", relations.sovereign, "sovereign")
        yield path, f"no holder of land belongs to {relations.sovereign}; give one `party:`"


def _counts(scenario):
    """Two or more camps, one capital at most."""
    if not 2 <= len(scenario.camps) <= MOST_CAMPS:
        yield ("camps",), f"a conflict has 2 to {MOST_CAMPS} camps; here {len(scenario.camps)}"
    if sum(place.capital for place in scenario.regions.values()) > 1:
        yield ("regions",), "at most one region is the capital's"


def _ends(scenario):
    """The file describes all ends of the war and no other."""
    expected = ends_of(scenario)
    package = [issue for issue in scenario.issues.values() if issue.kind == "package"]
    if all(issue.follows_control for issue in package):
        expected = expected[:-1]  # a stalemate has no terms of its own
    for end in (end for end in expected if end not in scenario.ends):
        yield ("ends",), f'the end "{end}" is missing'
    expected = ends_of(scenario)
    for end in (end for end in scenario.ends if end not in expected):
        yield ("ends", end), f'there is no end "{end}"; {suggest(end, expected)}'


def _speakers(scenario, relations):
    """Parties that make statements or unilateral moves sign for a camp, and act on some issue."""
    for section in ("talk", "spoiling"):
        parties = getattr(scenario, section).parties or []
        for k, party in enumerate(parties):
            if party in parties[:k]:
                yield (section, "parties", k), f'"{party}" is named twice'
            elif party in scenario.parties and party not in relations.signers:
                signers = " or ".join(relations.signers)
                yield (section, "parties", k), f'"{party}" signs for no camp; name {signers}'
    if scenario.spoiling.parties and not scenario.spoiling.issues:
        yield ("spoiling", "parties"), "they act alone on no issue; list some under `issues`"


def _guarantors(scenario, relations):
    """A guarantor of the deal does not sign it."""
    for p in scenario.deal.guarantors:
        if p in relations.signers:
            yield ("deal", "guarantors", p), f"{p} signs the deal and cannot guarantee it"


def _client(p, party, relations):
    """A patron neither supports itself nor is in another camp than its clients."""
    camps = {relations.camp(client) for client in party.client} - {None}
    if relations.cycle(p):
        yield ("parties", p, "client"), f"{p} supports itself through its clients"
    elif party.camp and camps and camps != {party.camp}:
        message = f"its client is in the camp {', '.join(sorted(camps))}, not {party.camp}"
        yield ("parties", p, "camp"), message
    elif len(camps) > 1:
        message = f"its clients are in the camps {', '.join(sorted(camps))}; name one camp"
        yield ("parties", p, "client"), message


def _support(p, party, relations, extremes):
    """A party gives no support that the model ignores."""
    own, at = f"parties.{p}.", ("parties", p, "client")
    names = [*(f"men.{kind}" for kind in party.men), *GIVEN]
    places = (extremes.place_above_nought(own + name) for name in names)
    first = next(filter(None, places), None)
    if not party.client and first:
        yield first, SIGNER, at
    if party.client and first and not _reaches_land(p, party, relations):
        yield first, NOBODY, at
    if party.client and _grounded(p, extremes):
        blamed = (("parties", p, name) for name in ("peak_sorties", "sorties"))
        yield ("parties", p, "aircraft"), NEVER_FLY, *blamed


def _reaches_land(p, party, relations):
    """Whether a party in a camp that holds land receives the support of a patron; True while its
    clients are unknown."""
    if relations.cycle(p) or not set(party.client) <= set(relations.form.parties):
        return True
    receivers = [receiver for receiver, _ in relations.recipients(p)]
    return any(relations.holder(receiver) and relations.camp(receiver) for receiver in receivers)


def _grounded(p, extremes):
    """Whether a patron's aircraft would never fly: no sorties are wanted and none are fixed."""
    own = f"parties.{p}."
    wants = not extremes.nought(own + "peak_sorties") or extremes.of(own + "sorties")
    return extremes.most(own + "aircraft") > 0 and not wants


def _factions(scenario, relations, parameters):
    """Factions belong to signers; a party with factions has one with fighters that may attend."""
    owner = {f: relations.faction_owner(f) for f in scenario.factions}
    for f, party in owner.items():
        if party in scenario.parties and party not in relations.signers:
            signers = " or ".join(relations.signers)
            message = f'"{party}" signs for no camp; factions belong to {signers}'
            yield ("factions", f, "party"), message
    for party in dict.fromkeys(owner.values()):
        moderate = [f for f, p in owner.items() if p == party and not scenario.factions[f].radical]
        if not any(parameters[f"factions.{f}.fighters"].value for f in moderate):
            yield ("factions",), f"no faction of {party} that may attend the talks has fighters"


def _contact(scenario):
    """Somewhere two holders meet of whom one fights the other, or nothing could change hands."""
    near = neighbours(scenario)
    for g, place in scenario.regions.items():
        around = [scenario.regions[other] for other in near[g] if other in scenario.regions]
        here = {h for h, share in place.held.items() if share.value > HOLDS}
        beside = {h for other in around for h, share in other.held.items() if share.value > ACROSS}
        for h in (here | beside) & set(scenario.holders):
            reached = here | beside if h in here else here
            if reached & set(scenario.holders[h].fights):
                return
    yield ("holders",), "no holder meets one that it fights, inside a region or over a border"


def neighbours(scenario):
    """{region: regions across a border that is long enough to attack over it}."""
    length: dict[str, dict] = {g: {} for g in scenario.regions}
    for a, others in scenario.borders.items():
        for b, km in others.items():
            length.setdefault(a, {})[b] = length.setdefault(b, {})[a] = km
    return {
        g: [b for b, km in others.items() if km > ACROSS * sum(others.values())]
        for g, others in length.items()
    }


def _holders(scenario):
    """Excluded holders have no party, no party has two holders, no holder fights itself."""
    owners: dict[str, str] = {}
    for h, holder in scenario.holders.items():
        if holder.excluded and holder.party:
            message = "an excluded holder takes no part in the talks, so it has no party"
            yield ("holders", h, "party"), message
        elif holder.party and owners.setdefault(holder.party, h) != h:
            message = f'"{owners[holder.party]}" belongs to it already; a party has one holder'
            yield ("holders", h, "party"), message
        if h in holder.fights:
            yield ("holders", h, "fights"), "a holder does not fight itself"
