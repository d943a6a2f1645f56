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


def levers(s):
    """Values of the levers with dated steps, (L, W)."""
    return s.parameters.rows(s.index.lever_targets)


def declared_men(s):
    """Declared reserve, garrison, strength and quality of each holder's men, (4, H, W)."""
    kinds = ("reserve", "garrison", "strength", "quality")
    return np.stack([s.from_path("holders.{}." + kind, "HW") for kind in kinds])


def ends(s):
    """Terms if each camp prevails and if none does, (O, I, W)."""
    stated = [[s.index.form.ends[end][i] for i in s.index.package] for end in s.index.ends]
    return s.full("O", "I") + s.xp.asarray(np.array(stated, dtype=s.dtype)[:, :, None])


def weights_of_force(s):
    """Weight of the bureau that favours force in each party, (A, W)."""
    weight = s.full("A")
    for a, name in enumerate(s.index.parties):
        for path, _ in _bureaus(s, name)[:1]:
            weight[a] = s.parameters.row(f"{path}.weight")
    return weight


def positions(s):
    """Positions of all parties, (A, J, W); that of a divided party is the mean over its bureaus."""
    positions, divided = s.full("A", "J"), s.index.with_bureaus
    for a, name in enumerate(s.index.parties):
        if a in divided:
            bureaus = s.bureau_position[divided.index(a)]
            positions[a] = mixed(bureaus, s.weight_of_force[a])
        else:
            stance = s.index.form.parties[name].stance
            positions[a] = _position(s, name, f"parties.{name}.stance", stance)
    return positions


def bureau_positions(s):
    """Positions of the two bureaus of each divided government, (U, 2, J, W)."""
    positions = s.full("Z", "2", "J")
    for row, a in enumerate(s.index.with_bureaus):
        name = s.index.parties[a]
        for bureau, (path, form) in enumerate(reversed(_bureaus(s, name))):
            positions[row, bureau] = _position(s, name, f"{path}.stance", form.stance)
    return positions


def _position(s, name, path, stance):
    """Positions (I, W) with errors by party and by issue, scaled by how well the source supports
    the stance."""
    parameters, issues = s.parameters, s.index.issues
    stated = parameters.rows([f"{path}.{i}.position" for i in issues])
    shift = parameters.rows([f"issues.{i}.shift" for i in issues])
    shift = shift + parameters.row(f"parties.{name}.shift")
    spread = s.xp.asarray([[BASIS[stance[i].basis]] for i in issues], dtype=s.dtype)
    return np.clip(stated + spread * s.dtype(0.5**0.5) * shift, 0.0, 100.0)


def flexibilities(s):
    """Flexibility of all parties on all issues, (A, J, 1)."""
    return of_stances(s, "flexibility")


def of_stances(s, quantity):
    """Salience or flexibility of all parties (A, J, 1); that of a divided party is the mean over
    its bureaus by their usual weights."""
    rows = [_of_stance(s, name, quantity) for name in s.index.parties]
    return np.stack(np.broadcast_arrays(*rows))


def _of_stance(s, name, quantity):
    bureaus = _bureaus(s, name)
    paths = [path for path, _ in bureaus] or [f"parties.{name}"]
    values = [
        s.parameters.columns([f"{path}.stance.{i}.{quantity}" for i in s.index.issues])
        for path in paths
    ]
    if not bureaus:
        return values[0]
    weight = s.parameters.middle[f"{paths[0]}.weight"]
    force, talks = (s.xp.asarray(weights, dtype=s.dtype) for weights in (weight, 1.0 - weight))
    return force * values[0] + talks * values[1]


def saliences(s):
    """Saliences (A, J, 1), scaled to sum to 1 within the package; the order of the sum is fixed."""
    values, package = of_stances(s, "salience"), s.sizes["I"]
    values[:, :package] /= np.cumsum(values[:, :package], axis=1)[:, -1:]
    return values


def poles(s):
    """Sovereign's end of the line of each issue of the package, 0 or 100, (I, 1)."""
    sovereign = f"parties.{s.index.parties[s.index.sovereign]}"
    positions = [s.parameters.middle[f"{sovereign}.stance.{i}.position"] for i in s.index.package]
    ends = [np.where(np.atleast_1d(position) < 50.0, 0.0, 100.0) for position in positions]
    return s.xp.asarray(np.stack(np.broadcast_arrays(*ends)), dtype=s.dtype)


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
    """Position of a divided party: weighted mean over its bureaus (2, I, W), (I, W)."""
    return (1.0 - force) * bureaus[0] + force * bureaus[1]


def shares(values):
    """Amounts as shares of their sum over the first axis."""
    return values / values.sum(axis=0)


def _value_or_zero(parameter):
    return 0.0 if parameter is None else parameter.value
