"""Initial values of the state's arrays, from the stances, the map and the armies of a scenario.
Each function takes the partly filled state."""

import numpy as np

from simulator.rules import applies
from simulator.rules.residents import density_fitted, usual_attraction
from simulator.scenario.schema_actors import BASIS


def _bureaus(s, name):
    """(path, bureau) of each bureau of a divided party, the one that favours force first."""
    bureaus = s.index.form.parties[name].bureaus
    ordered = sorted(bureaus, key=lambda b: bureaus[b].favours != "force")
    return [(f"parties.{name}.bureaus.{b}", bureaus[b]) for b in ordered]


def _stances(s, name):
    """[{issue: (path, stance)}] of each bureau of a party, the one that favours force first, or of
    an undivided party. A bureau stands with its party where it states nothing else."""
    party, own = s.index.form.parties[name], f"parties.{name}.stance."
    common = {i: (own + i, stance) for i, stance in party.stance.items()}
    further = [
        {i: (f"{path}.stance.{i}", stance) for i, stance in bureau.stance.items()}
        for path, bureau in _bureaus(s, name)
    ]
    return [common | stances for stances in further or [{}]]


def resting_weight(s, a):
    """Weight of the bureau that favours force where nothing is lost, (W,)."""
    (path, _), _ = _bureaus(s, s.index.parties[a])
    return s.parameters.row(f"{path}.weight")


def levers(s):
    """Values of the levers with dated steps, (L, W)."""
    return s.parameters.rows(s.index.lever_targets)


def declared_men(s):
    """Declared reserve, garrison, strength and quality of each holder's men, (4, H, W)."""
    kinds = ("reserve", "garrison", "strength", "quality")
    return np.stack([s.from_path("holders.{}." + kind, "HW") for kind in kinds])


def _expected(s, key, usual):
    """What clients expect of each patron as the scenario states it, else as the patron gives it at
    the start, (A, W)."""
    stated = s.from_path("parties.{}." + key, "AW")
    return np.where(np.isnan(stated), usual, stated)


def expected_aircraft(s):
    """Combat aircraft that clients expect of each patron, (A, W)."""
    return _expected(s, "expected_aircraft", s.from_path("parties.{}.aircraft", "AW"))


def expected_sorties(s):
    """Sorties a day that clients expect to rely on, by patron, (A, W)."""
    return expected_aircraft(s) * s.from_path("parties.{}.sorties_per_aircraft", "AW")


def expected_men(s):
    """Thousand men that clients expect of each patron, (A, W)."""
    men = s.full("A")
    for a, name in enumerate(s.index.parties):
        for kind in s.index.form.parties[name].men:
            men[a] += s.parameters.row(f"parties.{name}.men.{kind}")
    return _expected(s, "expected_men", men)


def expected_signal(s):
    """Signal of threat that clients expect of each patron, (A, W)."""
    return _expected(s, "expected_pressure", s.from_path("parties.{}.pressure", "AW"))


def ends(s):
    """Terms if each camp prevails and if none does, (O, I, W)."""
    terms = s.index.form.ends
    stated = [[terms.get(end, {}).get(i, 0.0) for i in s.index.package] for end in s.index.ends]
    return s.full("O", "I") + s.xp.asarray(np.array(stated, dtype=s.dtype)[:, :, None])


def weights_of_force(s):
    """Weight of the bureau that favours force in each party, (A, W)."""
    weight = s.full("A")
    for a, name in enumerate(s.index.parties):
        if s.index.form.parties[name].bureaus:
            weight[a] = resting_weight(s, a)
    return weight


def positions(s):
    """Positions of all parties, (A, J, W); that of a divided party is the mean over its bureaus."""
    positions, divided = s.full("A", "J"), s.index.with_bureaus
    for a, name in enumerate(s.index.parties):
        if a in divided:
            bureaus = s.bureau_position[divided.index(a)]
            positions[a] = mixed(bureaus, s.weight_of_force[a])
        else:
            positions[a] = _position(s, name, _stances(s, name)[0])
    return positions


def bureau_positions(s):
    """Positions of the two bureaus of each divided party, (Z, 2, J, W)."""
    positions = s.full("Z", "2", "J")
    for row, a in enumerate(s.index.with_bureaus):
        name = s.index.parties[a]
        for bureau, stances in enumerate(reversed(_stances(s, name))):
            positions[row, bureau] = _position(s, name, stances)
    return positions


def _position(s, name, stances):
    """Positions (I, W) with errors by party and by issue, scaled by how well the source supports
    the stance."""
    parameters, issues = s.parameters, s.index.issues
    stated = parameters.rows([f"{stances[i][0]}.position" for i in issues])
    shift = parameters.rows([f"issues.{i}.shift" for i in issues])
    shift = shift + parameters.row(f"parties.{name}.shift")
    spread = s.xp.asarray([[BASIS[stances[i][1].basis]] for i in issues], dtype=s.dtype)
    return np.clip(stated + spread * s.dtype(0.5**0.5) * shift, 0.0, 100.0)


def flexibilities(s):
    """Flexibility of all parties on all issues, (A, J, W); that of a divided party is the mean over
    its bureaus."""
    flexibility, divided = s.full("A", "J"), s.index.with_bureaus
    for a, name in enumerate(s.index.parties):
        if a in divided:
            bureaus = s.bureau_flexibility[divided.index(a)]
            flexibility[a] = mixed(bureaus, s.weight_of_force[a])
        else:
            flexibility[a] = _of_stances(s, name, "flexibility")[0]
    return flexibility


def bureau_flexibilities(s):
    """Flexibilities of the two bureaus of each divided party, (Z, 2, J, W)."""
    flexibility = s.full("Z", "2", "J")
    for row, a in enumerate(s.index.with_bureaus):
        values = _of_stances(s, s.index.parties[a], "flexibility")
        for bureau, value in enumerate(reversed(values)):
            flexibility[row, bureau] = value
    return flexibility


def _of_stances(s, name, quantity):
    """Salience or flexibility of each bureau of a party, or of an undivided party, (J, W or 1)."""
    return [
        s.parameters.columns([f"{stances[i][0]}.{quantity}" for i in s.index.issues])
        for stances in _stances(s, name)
    ]


def _salience(s, name):
    """Salience of a party (J, W or 1); that of a divided party is the mean over its bureaus by
    their usual weights."""
    values = _of_stances(s, name, "salience")
    if len(values) == 1:
        return values[0]
    weight = _usual_weight(s, name)
    force, talks = (s.xp.asarray(weights, dtype=s.dtype) for weights in (weight, 1.0 - weight))
    return force * values[0] + talks * values[1]


def _usual_weight(s, name):
    """Central value of the weight of the bureau that favours force, a number or (W,)."""
    (path, _), _ = _bureaus(s, name)
    return s.parameters.middle[f"{path}.weight"]


def saliences(s):
    """Saliences (A, J, 1), scaled to sum to 1 within the package; the order of the sum is fixed."""
    rows = [_salience(s, name) for name in s.index.parties]
    values, package = np.stack(np.broadcast_arrays(*rows)), s.sizes["I"]
    values[:, :package] /= np.cumsum(values[:, :package], axis=1)[:, -1:]
    return values


def poles(s):
    """Sovereign's end of the line of each issue of the package, 0 or 100, (I, 1)."""
    positions = [_usual_position(s, s.index.parties[s.index.sovereign], i) for i in s.index.package]
    ends = [np.where(np.atleast_1d(position) < 50.0, 0.0, 100.0) for position in positions]
    return s.xp.asarray(np.stack(np.broadcast_arrays(*ends)), dtype=s.dtype)


def _usual_position(s, name, issue):
    """Central value of the position of a party on an issue, a number or (W,)."""
    values = [s.parameters.middle[f"{stances[issue][0]}.position"] for stances in _stances(s, name)]
    if len(values) == 1:
        return values[0]
    force = _usual_weight(s, name)
    return force * values[0] + (1.0 - force) * values[1]


def _of_holders(s, key):
    """Share of each region by holder as the scenario states it, (H, G)."""
    places = s.index.form.regions.values()
    rows = [[_value_or_zero(getattr(p, key).get(h)) for p in places] for h in s.index.holders]
    return s.xp.asarray(rows, dtype=s.dtype)


def areas(s):
    """Shares of the country's area, (G, 1)."""
    return shares(s.from_path("regions.{}.area", "G1"))


def shares_of_land(s):
    """Shares of each region's area by holder, (H, G, W), with each holder's error."""
    share = _of_holders(s, "held")[:, :, None]
    return shares(share * np.exp(s.from_path("holders.{}.error", "HW"))[:, None])


@applies(density_fitted)
def densities(s):
    """Concentration of the sovereign's residents relative to its land, (G, 1)."""
    land, people = (share[s.index.state_holder] for share in _land_and_people(s))
    return density_fitted(land, people)[:, None].astype(s.dtype)


def attractions(s):
    """Residents per unit of area of each other holder, (K, G, 1)."""
    land, people = (share[s.index.others] for share in _land_and_people(s))
    return (people / np.maximum(land, 1e-3))[..., None]


@applies(usual_attraction)
def usual_attractions(s):
    """Residents per unit of area of all other holders together, (G, 1)."""
    land, people = (share[s.index.others] for share in _land_and_people(s))
    return usual_attraction(land, people)[:, None].astype(s.dtype)


def _land_and_people(s):
    """Shares of the land and of the residents of each region by holder, as stated."""
    return shares(_of_holders(s, "held")), shares(_of_holders(s, "lived"))


def men(s, kind):
    """Men at the start, (H, W), with each holder's error of strength."""
    strength = s.from_path("holders.{}.strength", "HW")
    return s.from_path("holders.{}." + kind, "HW") * strength


def usual_breaches(s):
    """Breaches a week under a usual truce by each signer, (S, W)."""
    usual = s.parameters.row("truce.usual_violations")
    return np.stack(shares_of_breaches(s.index, s.parameters.row("truce.by_government"))) * usual


def shares_of_breaches(index, by_sovereign):
    """List of the shares of the breaches by each signer: the sovereign's, and the rest alike."""
    by_others = (1.0 - by_sovereign) / max(len(index.signers) - 1, 1)
    return [by_sovereign if a == index.sovereign else by_others for a in index.signers]


def attending(s):
    """True for factions that attend the talks, (F, W)."""
    return _by_faction(s, lambda faction: faction.attends and not faction.radical)


def leaning(s):
    """True for factions that stand with the radicals, (F, W)."""
    return _by_faction(s, lambda faction: faction.with_radicals or faction.radical)


def _by_faction(s, true_of):
    initial = s.filled("FW", False)
    for f, faction in enumerate(s.index.form.factions.values()):
        initial[f] = true_of(faction)
    return initial


def middle(s):
    """Mean of all positions on the package, (I, W)."""
    return s.full("I") + s.position[:, : s.sizes["I"]].mean(axis=0)


def mixed(bureaus, force):
    """Position or flexibility of a divided party: weighted mean over its bureaus (2, J, W), (J,
    W)."""
    return (1.0 - force) * bureaus[0] + force * bureaus[1]


def shares(values):
    """Amounts as shares of their sum over the first axis."""
    return values / values.sum(axis=0)


def _value_or_zero(parameter):
    return 0.0 if parameter is None else parameter.value
