"""The same week as an ordinary Mesa model: one world, plain loops and floats.

Written from the docstrings of the rules, to check the arrays world by world, and the yardstick of
their speed. It shares nothing with them but the scenario it reads. Parties, holders, factions and
attacks are objects; lands, texts and practices are dictionaries by name; what concerns nobody in
particular stands in the model."""

import math
from itertools import product
from types import SimpleNamespace

import mesa

from simulator.scenario import read
from simulator.scenario.calendar import week_of
from simulator.scenario.expression import Expression
from simulator.scenario.schema_actors import BASIS

ENDS = ("government_prevails", "opposition_prevails", "stalemate")
NEVER = 999  # weeks since something that has not happened
TEXTS = {  # bargaining rules that are written here a second time
    "package": "_nash_text",
    "compromise": "_mean_text",
    "median": "_median_text",
    "nash": "_text_issue_by_issue",
    "challenge": "_text_of_challenges",
}


# ----------------------------------------------------------------------------------------------------------
# curves
def logistic(x):
    """S-curve from 0 to 1."""
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def softplus(x):
    """Smooth maximum of x and 0."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def share_below(z):
    """Share of a standard normal below z."""
    return logistic(1.5957691 * z * (1.0 + 0.044715 * z * z))


def within(x, low, high):
    """x, no lower than low and no higher than high."""
    return min(max(x, low), high)


def mean(values):
    """Mean of some numbers."""
    values = list(values)
    return sum(values) / len(values)


def inner(values, weights):
    """Sum of products."""
    return sum(value * weight for value, weight in zip(values, weights, strict=True))


def mixed_shock(lasting, fresh, share):
    """A standard normal, `share` of whose variance lasts."""
    return math.sqrt(share) * lasting + math.sqrt(1.0 - share) * fresh


def share_of(factions, which):
    """Share of the fighters of some factions who belong to those of which `which` is true."""
    return sum(f.fighters for f in factions if which(f)) / sum(f.fighters for f in factions)


def median_of(pairs):
    """The middle of (place, weight) pairs: where half of the weight is passed, or midway where it
    is met exactly."""
    half, passed, met = 0.5 * sum(weight for _, weight in pairs), 0.0, None
    for place, weight in sorted(pairs):
        passed += weight
        if met is not None and weight > 0.0:
            return 0.5 * (met + place)
        if abs(passed - half) <= 1e-5 * half:
            met = place
        elif passed > half:
            return place
    return met


# ------------------------------------------------------------------------------------------------------
# challenges
class Rival:
    """A party on one issue while challenges go on."""

    def __init__(self, place, weight, salience):
        self.place, self.salience, self.force, self.risk = place, salience, weight * salience, 1.0


def after_challenges(rivals):
    """Where the median of rivals, who move each round, first stands still; ten rounds at most."""
    line = max(r.place for r in rivals) - min(r.place for r in rivals)
    middle = median_of([(r.place, r.force) for r in rivals])
    for _ in range(10 if line > 0.0 else 0):
        one_round(rivals, line)
        before, middle = middle, median_of([(r.place, r.force) for r in rivals])
        if abs(middle - before) < 0.01 * line:
            return before
    return middle


def one_round(rivals, line):
    """All rivals see their odds, take courage or fright, and move to the offer that moves them
    least."""
    for r in rivals:
        r.risk = 1.0
    gains = gains_between(rivals, line)
    danger = {r: sum(gains[other, r][0] for other in rivals) for r in rivals}
    high, low = max(danger.values()), min(danger.values())
    for r in rivals:
        spread = within((2.0 * danger[r] - high - low) / max(high - low, 1e-9), -1.0, 1.0) / 3.0
        r.risk = (1.0 - spread) / (1.0 + spread)
    gains = gains_between(rivals, line)
    moves = {r: move_of(r, rivals, gains, line) for r in rivals}
    for r in rivals:
        r.place += moves[r]


def gains_between(rivals, line):
    """{(one, other): what the one expects of challenging the other, and of being challenged, both
    through its own eyes}."""
    backing = {}
    for one, other in product(rivals, rivals):
        gap = {
            k: (
                (abs(other.place - k.place) / line) ** k.risk
                - (abs(one.place - k.place) / line) ** k.risk
            )
            for k in rivals
        }
        backing[one, other] = sum(k.force * max(gap[k], 0.0) for k in rivals)
    whole = max(2.0 * sum(backing.values()), 1e-9)
    gains = {}
    for one, other in product(rivals, rivals):
        apart = 0.5 * min(abs(one.place - other.place) / line, 1.0)
        same, win, lose = (2.0 - 4.0 * (0.5 + sign * apart) ** one.risk for sign in (0, -1, 1))
        gains[one, other] = tuple(
            resists * (odds * win + (1.0 - odds) * lose) + (1.0 - resists) * win - same
            for odds, resists in (
                (backing[one, other] / whole, other.salience),
                (backing[other, one] / whole, one.salience),
            )
        )
    return gains


def move_of(one, rivals, gains, line):
    """The step of the offer that moves it least: a lost fight first, then a compromise, then giving
    in; equals count alike."""
    offers = []
    for other in rivals:
        own, theirs = gains[one, other]
        step = other.place - one.place
        if abs(step) <= 2e-5 * line or theirs <= 0.0:
            continue
        if own > 0.0 and theirs > own:
            offers.append((abs(step) / line, step))
        elif own < 0.0 and theirs > -own:
            step *= -own / theirs
            offers.append((2.0 + abs(step) / line, step))
        elif own < 0.0:
            offers.append((4.0 + abs(step) / line, step))
    least = min((order for order, _ in offers), default=0.0)
    return mean(step for order, step in offers if order <= least + 1e-9) if offers else 0.0


class OwnLuck:
    """Draws from Mesa's own generator, whatever they are for."""

    def __init__(self, random):
        self.random = random

    def uniform(self, process, actor, week):
        """Above 0 and below 1."""
        return self.random.random()

    def normal(self, process, actor, week):
        """Standard normal."""
        return self.random.gauss(0.0, 1.0)


# ---------------------------------------------------------------------------------------------------------
# stage 1
class Lever(mesa.Agent):
    """A number that changes at dates: the latest step that fired wins, and a ramp starts from the
    value then in force."""

    def __init__(self, model, path, steps):
        super().__init__(model)
        place, _, self.name = path.rpartition(".")
        self.section = model.sections[place]
        self.waiting = [
            (week_of(s.at), s.to.value, max(s.over, 1), s.when and Expression(s.when))
            for s in steps
        ]
        self.start = self.goal = getattr(self.section, self.name)
        self.since, self.over = 0, 1

    def step(self):
        """Fire the steps that are due, and go on with the ramp."""
        week = self.model.week
        for step in list(self.waiting):
            at, to, over, when = step
            if week >= at and (when is None or when(self.model.seen)):
                self.waiting.remove(step)
                self.start, self.goal, self.since, self.over = (
                    getattr(self.section, self.name),
                    to,
                    week,
                    over,
                )
        share = min((week - self.since + 1) / self.over, 1.0)
        setattr(
            self.section,
            self.name,
            self.goal if share >= 1.0 else self.start + (self.goal - self.start) * share,
        )


# -------------------------------------------------------------------------------------------------
# stages 5 and 8
class Party(mesa.Agent):
    """A government, an opposition, a patron or one more signer: what it wants, and what it believes
    of the war."""

    def __init__(self, model, name):
        super().__init__(model)
        self.name, self.form = name, model.form.parties[name]
        self.own = model.sections[f"parties.{name}"]
        camp = model.camp_of(name)
        self.side = {model.sovereign_camp: 1, None: 0}.get(camp, -1)
        self.weight_of_force = 0.0
        self._take_stances()
        self.first_position = dict(self.position)
        self.optimism, self.drift = self.own.optimism * self.side, 0.0
        self.victory_probabilities = [0.0, 0.0]
        self.control = [0.0, 0.0]
        self.war_value = self.war_later = self.war_if_cut = self.war_squared = 0.0
        self.war_cost = 0.0
        self.mood = self.net_gain = 0.0
        self.voted_yes = False

    def _take_stances(self):
        """Position, salience and flexibility by issue; those of a divided party are means of its
        bureaus'."""
        base, sections = f"parties.{self.name}", self.model.sections
        parts = {
            bureau.favours: (f"{base}.bureaus.{b}", bureau.stance)
            for b, bureau in self.form.bureaus.items()
        }

        def stated(part, what):
            """What a bureau, or the party as a whole, states by issue."""
            path, stance = parts.get(part, (base, self.form.stance))
            return {
                i: getattr(sections[f"{path if i in stance else base}.stance.{i}"], what)
                for i in self.model.issues
            }

        if parts:
            force = parts["force"][0]
            self.weight_of_force = self.resting = sections[force].weight
            usual = self.model.middle(f"{force}.weight")
            self.for_talks, self.for_force = (
                self._positions(*parts["talks"]),
                self._positions(*parts["force"]),
            )
            self.yields_talks, self.yields_force = (
                stated("talks", "flexibility"),
                stated("force", "flexibility"),
            )
            self.take_weights()
            care = stated("talks", "salience"), stated("force", "salience")
            self.salience = {
                i: (1.0 - usual) * care[0][i] + usual * care[1][i] for i in self.model.issues
            }
        else:
            self.position = self._positions(base, self.form.stance)
            self.salience = stated("whole", "salience")
            self.flexibility = stated("whole", "flexibility")
        package = sum(self.salience[i] for i in self.model.package)
        for i in self.model.package:
            self.salience[i] /= package

    def _positions(self, base, stance):
        """Positions with the errors of issue and party, each scaled by how well the text supports
        the stance."""
        found = {}
        for i in self.model.issues:
            shift = self.model.sections[f"issues.{i}"].shift + self.own.shift
            own = i in stance
            basis = (stance[i] if own else self.form.stance[i]).basis
            path = base if own else f"parties.{self.name}"
            plain = self.model.sections[f"{path}.stance.{i}"].position
            found[i] = within(plain + BASIS[basis] * math.sqrt(0.5) * shift, 0.0, 100.0)
        return found

    def take_weights(self):
        """Position and flexibility of a divided party by the weights of its bureaus now."""
        force = self.weight_of_force
        self.position = self.mean_of_bureaus(force)
        self.flexibility = {
            i: (1.0 - force) * self.yields_talks[i] + force * self.yields_force[i]
            for i in self.model.issues
        }

    def blame(self, holder, before, pressure):
        """The circle of a divided signer loses weight to losses and pressure, and recovers."""
        if not self.form.bureaus:
            return
        own = self.model.division
        fallen = self.model.war.loss_per_week * (holder.attacking + holder.attacked)
        share = fallen / max(fallen + holder.reserve + holder.garrison, 1e-6)
        lost = (before - holder.people()) / max(before, 1e-6)
        strain = own.by_losses * (share + lost) + own.by_pressure * pressure
        blamed = min(self.weight_of_force * math.exp(-strain), 1.0)
        self.weight_of_force = (1.0 - own.recovery) * blamed + own.recovery * self.resting
        self.take_weights()

    def mean_of_bureaus(self, force):
        """Position by issue where the bureau for force has this weight."""
        return {
            i: (1.0 - force) * self.for_talks[i] + force * self.for_force[i]
            for i in self.model.issues
        }

    def concedes(self, issue):
        """Share of the line that the party concedes before its red line."""
        return self.flexibility[issue] * self.own.flexibility

    def all_positions(self):
        """Positions now, at the start and of the bureaus: those that a settled issue changes."""
        return [
            self.position,
            self.first_position,
            *([self.for_talks, self.for_force] if self.form.bureaus else []),
        ]

    def salience_in_drafts(self):
        """What the party cares for when texts are drafted: as much in total as without safety."""
        felt, package = self.salience_in_deal(), self.model.package
        whole = sum(self.salience[i] for i in package)
        total = max(sum(felt[i] for i in package), 1e-6)
        return {i: felt[i] * whole / total for i in package}

    def salience_in_deal(self):
        """Salience of the terms of a deal: fear of punishment goes as far as the leader is safe."""
        leader, safety = self.model.leader, self.model.deal_numbers.exit_safety
        if not leader or not safety or self.model.succeeded:
            return self.salience
        circle = self.weight_of_force if self.form.bureaus else 1.0
        fear = self.own.fear_of_punishment * circle * safety
        return {**self.salience, leader: self.salience[leader] * (1.0 - fear)}

    def worth_of(self, terms, position=None):
        """Worth of a package: 1 where every term stands at the position, the party's own unless
        another is given."""
        position, exponent = position or self.position, self.model.acceptance.exponent
        salience = self.salience_in_deal()
        return 1.0 - sum(
            salience[i] * (abs(terms[i] - position[i]) * 0.01) ** exponent
            for i in self.model.package
        )

    def squared_worth_of(self, terms, position=None):
        """Worth of a package under squared loss, the mediator's yardstick."""
        position, salience = position or self.position, self.salience_in_deal()
        return 1.0 - sum(
            salience[i] * ((terms[i] - position[i]) * 0.01) ** 2 for i in self.model.package
        )

    def worth_to_sign(self, terms, position=None):
        """Worth of a package less the extra loss from terms beyond what the party can concede."""
        place, salience, cost = position or self.position, self.salience_in_deal(), 0.0
        for i in self.model.package:
            beyond = max(abs(terms[i] - place[i]) * 0.01 - self.concedes(i), 0.0)
            cost += salience[i] * beyond * beyond
        return self.worth_of(terms, position) - self.model.acceptance.red_line * cost

    def drifted(self):
        """Points by which the party has moved on the package, mean over the terms."""
        return mean(abs(self.position[i] - self.first_position[i]) for i in self.model.package)

    def value_of_ends(self, position=None, exponent=None):
        """Values of the ends of the war at a position, by default the party's own."""
        m = self.model
        position, exponent = position or self.position, exponent or m.acceptance.exponent

        values = [
            {
                i: self.salience[i] * (1.0 - (abs(end[i] - position[i]) * 0.01) ** exponent)
                for i in m.package
            }
            for end in m.ends
        ]
        return EndValues(
            [sum(by_issue.values()) for by_issue in values[:2]],
            [sum(by_issue[i] for i in m.governed) for by_issue in values[:2]],
            sum(values[2][i] for i in m.package if i not in m.governed),
        )

    def look_at_war(self, strengths, seen):
        """Beliefs, and war values in each state of support."""
        m, beliefs = self.model, self.model.beliefs
        self.drift += beliefs.learning * (seen - self.drift)
        self.optimism *= 1.0 - beliefs.shrink
        self.ends = self.value_of_ends()
        costs = [self._cost_of_war(cut) for cut in m.states_of_support]
        paths = [
            (s + self.optimism, self.drift + beliefs.trend * (s - strengths[0])) for s in strengths
        ]
        prospects = [self.prospect(*path, cost) for path, cost in zip(paths, costs, strict=True)]
        later = self.prospect(*paths[0], costs[0], weeks=26)
        self.war_by_state, self.cost_with_support = [p.war for p in prospects], costs[0]
        likely = m.probability_of_each_support({p: p.pressure for p in m.backers})
        self.victory_probabilities = [
            sum(p.victories[c] * q for p, q in zip(prospects, likely, strict=True)) for c in (0, 1)
        ]
        self.control = [
            sum(
                (p.victories[c] + p.undecided * p.shares[c]) * q
                for p, q in zip(prospects, likely, strict=True)
            )
            for c in (0, 1)
        ]
        self.war_value = sum(war * q for war, q in zip(self.war_by_state, likely, strict=True))
        self.war_later = self.war_value + later.war - self.war_by_state[0]
        self.war_cost = sum(cost * q for cost, q in zip(costs, likely, strict=True))
        expected = self.victory_probabilities, self.control
        squared = self.value_of_ends(exponent=2.0).expected(*expected)
        self.war_squared = self.war_value + squared - self.ends.expected(*expected)
        if self in m.supporters:
            self.war_if_cut = self.war_by_state[
                m.states_of_support.index({p: p is self for p in m.backers})
            ]

    def prospect(self, strength, drift, cost, weeks=0):
        """The war after some weeks, at a believed strength and drift now, and a cost a year."""
        m, horizon = self.model, self.model.beliefs.horizon
        victories = m.victory_probabilities(strength + weeks * drift, drift)
        undecided = 1.0 - sum(victories)
        shares = m.shares_governed(weeks * drift + drift * horizon * undecided)
        stalemate = self.ends.divided + inner(shares, self.ends.governed)
        war = inner(victories, self.ends.prevails)
        war += undecided * (stalemate - cost / 52.0 * horizon)
        return SimpleNamespace(victories=victories, undecided=undecided, shares=shares, war=war)

    def _cost_of_war(self, cut):
        """Value lost in a year of war: running cost of a signer, price of the war to others."""
        m = self.model
        if self not in m.signers:
            return self.own.war_cost
        n, holder = m.running_cost, m.regime if self is m.government else m.rebels
        fallen = min(52.0 * holder.losses / (holder.reserve + holder.garrison), 1.0)
        revenue = holder.people() * (1.0 - holder.own.squeeze)
        strength = m.strength_of_government(cut) if holder is m.regime else holder.force()
        dependence = 1.0 - holder.force() / strength
        return n.casualties * fallen + n.revenue * (1.0 - revenue) + n.patronage * dependence

    def war_left(self, text, withdrawn=0.0, weeks=0):
        """War value after some weeks of a deal on a text: at the strength that it leaves, with
        beliefs that no battle has fed."""
        m, beliefs = self.model, self.model.beliefs
        strength = m.strength_left(text, withdrawn)
        drift = self.drift * (1.0 - beliefs.learning) ** weeks
        drift += beliefs.trend * (strength - m.strength)
        optimism = self.optimism * (1.0 - beliefs.shrink) ** weeks
        left = self.prospect(strength + optimism, drift, self.cost_with_support)
        return self.war_value + left.war - self.war_by_state[0]


class EndValues:
    """What the ends of the war are worth to somebody: if each camp prevails, the part of it that
    follows control, and what a divided country gives on the other issues."""

    def __init__(self, prevails, governed, divided):
        self.prevails, self.governed, self.divided = prevails, governed, divided

    def expected(self, victories, control):
        """Expected value, without the cost of the war."""
        return (1.0 - sum(victories)) * self.divided + sum(
            v * (prevails - governed) + share * governed
            for v, share, prevails, governed in zip(
                victories, control, self.prevails, self.governed, strict=True
            )
        )


# -------------------------------------------------------------------------------------------------
# stage 2
class Patron(Party):
    """A party that supports a client and may threaten to cut."""

    def __init__(self, model, name):
        super().__init__(model, name)
        self.sent = model.sections.get(f"parties.{name}.men", SimpleNamespace())
        self.most_aircraft = self._expected_at_start("aircraft", self.own.aircraft)
        self.expected_sorties = self.own.sorties_per_aircraft * self.most_aircraft
        self.expected_men = self._expected_at_start("men", sum(vars(self.sent).values()))
        self.expected_signal = self._expected_at_start("pressure", self.own.pressure)
        self.sorties = self.surge = self.pressed = self.pressure = 0.0
        self.willing, self.frustration = 0.5, model.coercion.start

    def _expected_at_start(self, name, usual):
        """What clients expect at the start: as the scenario says, else what is given then."""
        stated = getattr(self.own, f"expected_{name}")
        return usual if math.isnan(stated) else stated

    def meet(self):
        """Find the rivals and the other sponsor among the parties."""
        m = self.model
        self.rivals = [p for p in m.patrons if p is not self and p.side == self.side]
        self.partner = (
            next((p for p in m.sponsors if p is not self), None) if self.form.sponsor else None
        )

    def air_cut(self):
        """Share of the largest fleet so far that is gone."""
        return within(
            (self.most_aircraft - self.own.aircraft) / max(self.most_aircraft, 1.0), 0.0, 1.0
        )

    def air_potential(self):
        """Sorties a day the client can count on in need."""
        return self.sorties_under_open_sky() * self.sky()

    def sorties_under_open_sky(self):
        """The same if nobody closed the sky; a cut leaves some capability."""
        gone = max(self.most_aircraft - self.own.aircraft, 0.0)
        return self.own.sorties_per_aircraft * (self.own.aircraft + self.own.kept_capability * gone)

    def sky(self):
        """Share of the sky open to this side: a ban on flying bites where no air defence stands."""
        closed = max([p.own.no_fly for p in self.model.patrons if p.side != self.side], default=0.0)
        held = max(p.own.air_defence for p in self.model.patrons if p.side == self.side)
        return 1.0 - closed * (1.0 - held)

    def men(self):
        """Thousand men sent, without those who fill in; fewer as a deal sends them home."""
        return sum(vars(self.sent).values()) * (1.0 - self.model.men_leaving)

    def all_men(self):
        """Thousand men sent and those who fill in, as if no deal sent any home."""
        return sum(vars(self.sent).values()) + self.surge

    def grow_familiar(self):
        """Clients come to expect what the patron does: a share of the gap closes each week."""
        left = 0.5 ** (1.0 / self.model.expectations.half_life)
        for name, seen in (
            ("expected_men", self.all_men()),
            ("expected_sorties", self.sorties_under_open_sky()),
            ("expected_signal", self.pressed),
        ):
            setattr(self, name, left * getattr(self, name) + (1.0 - left) * seen)

    def decide(self):
        """Effort, men who fill in, threats, and the balance of the bureaus."""
        self._fly()
        self._fill_in()
        self._threaten()
        self._weigh_bureaus()

    def _fly(self):
        """Sorties: few in a truce that is kept, more with the weight of force and with danger."""
        m, own = self.model, self.own
        self.danger = self.victory_probabilities[1 if self.side > 0 else 0]
        calm = 0.0
        if m.deal:
            calm = 1.0
        elif m.truce:
            calm = max(1.0 - sum(m.violations) / m.truce_numbers.violations_at_war, 0.0)
        war = min(own.readiness + self.weight_of_force + self.danger, own.utmost)
        wanted = own.peak_sorties * (war + calm * (own.quiet - war))
        ceiling = own.aircraft * own.sorties_per_aircraft
        self.sorties = (
            min(wanted, ceiling) if math.isnan(own.sorties) else own.sorties
        ) * self.sky()
        self.ceiling_bound = math.isnan(own.sorties) and wanted > ceiling

    def _fill_in(self):
        """Men who make good what rivals have cut."""
        shortfall = min(sum(p.air_cut() for p in self.rivals), 1.0)
        self.surge += self.own.surge_pace * (
            self.own.offset * shortfall * self.own.surge - self.surge
        )

    def _threaten(self):
        """The signal of threat, whether the patron would carry it out, what the client believes,
        and frustration."""
        m, own, coercion = self.model, self.own, self.model.coercion
        shown = coercion.signal * self.air_cut() * (1.0 - coercion.by_kept * own.kept_capability)
        shown *= 1.0 - own.announced * (1.0 - coercion.consulted)
        self.pressed = 1.0 - (1.0 - own.pressure) * (1.0 - shown)
        if_cut = self.war_if_cut if self in m.supporters else self.war_value
        gain = self.net_gain + coercion.patience * self.frustration  # the deal over the war
        self.willing = logistic((gain - (self.war_value - if_cut)) / coercion.scale)
        beyond = max(self.pressed * self.willing - coercion.threshold, 0.0) / (
            1.0 - coercion.threshold
        )
        self.pressure += coercion.learning * (beyond - self.pressure)
        softness = m.softness * m.credit if self.side > 0 else 0.0
        soothed = min(coercion.soothed * softness * 0.1, 0.5)
        self.frustration *= (1.0 - coercion.fading) * (1.0 - soothed)
        if (self.side in m.blocked and self.voted_yes) or (m.unilateral_move and self.form.sponsor):
            self.frustration += coercion.grows * (1.0 - self.frustration)

    def _weigh_bureaus(self):
        """Danger gives weight to force, diminishing returns take it; sponsors drift to each other's
        text."""
        own, m = self.own, self.model
        effort = self.sorties / max(own.peak_sorties, 1e-6)
        disappointment = within(effort - m.gains[self.side] / own.expected_gain, 0.0, 1.0)
        weight = self.weight_of_force
        self.weight_of_force += (
            own.swing * self.danger * (1.0 - weight) - own.swing_back * disappointment * weight
        )
        self.next_position = (
            self.mean_of_bureaus(self.weight_of_force) if self.form.bureaus else dict(self.position)
        )
        if self.partner:
            for i, position in self.next_position.items():
                pace = own.drift * own.effort * self.concedes(i) ** 2
                self.next_position[i] = position + pace * (self.partner.position[i] - position)

    def move(self):
        """Take the new position, once all patrons have looked at the old ones."""
        if self.form.bureaus:
            self.take_weights()
        self.position = self.next_position
        self.most_aircraft = max(self.most_aircraft, self.own.aircraft)


# ---------------------------------------------------------------------------------------------------------
# stage 3
class Holder(mesa.Agent):
    """Whoever holds land: its land and residents by region, its men and its morale."""

    def __init__(self, model, name):
        super().__init__(model)
        self.name, self.form, self.own = (
            name,
            model.form.holders[name],
            model.sections[f"holders.{name}"],
        )
        self.reserve, self.garrison = (
            self.own.reserve * self.own.strength,
            self.own.garrison * self.own.strength,
        )
        self.cohesion, self.quality = self.own.cohesion, self.own.quality
        self.declared = self.declaration()
        self.share, self.first_share, self.residents, self.attraction = {}, {}, {}, {}
        self.won, self.lost = {}, {}
        self.attacking = self.attacked = self.dead = self.demobilised = 0.0
        self.abandonment = 0.0
        self.losses = self.own.killed_before

    def declaration(self):
        """What the levers in force say of its men."""
        return {name: getattr(self.own, name) for name in ("reserve", "garrison", "strength")}

    def mobilise(self):
        """Men come or leave as dated steps say, and are worth what they say."""
        before, now = self.declared, self.declaration()
        self.declared, self.quality = now, self.own.quality
        for kind in ("reserve", "garrison"):
            if (now[kind], now["strength"]) == (before[kind], before["strength"]):
                continue
            men, more = getattr(self, kind), now["strength"] * (now[kind] - before[kind])
            if before["strength"] > 0.0:
                men *= now["strength"] / before["strength"]
            else:
                more += now["strength"] * before[kind]
            setattr(self, kind, max(men + more, 0.1))

    def supply_in(self, place):
        """Share of the arms sent to a region that reaches it there."""
        return getattr(self.model.sections.get(f"holders.{self.name}.supply_by_region"), place, 1.0)

    def supply(self):
        """Share of all arms that reaches it, sent to its regions by the land held there."""
        land = {g: self.share[g] * self.model.area_weight[g] for g in self.model.places}
        reached = sum(land[g] * self.supply_in(g) for g in land)
        return self.own.supply * reached / max(sum(land.values()), 1e-9)

    def area(self):
        """Share of the country's area."""
        return sum(share * self.model.area_weight[g] for g, share in self.share.items())

    def people(self):
        """Share of all residents."""
        return sum(share * self.model.people_weight[g] for g, share in self.residents.items())

    def men_free(self):
        """Thousand men free to attack: the reserve less those whom hostile residents tie down."""
        m, free = self.model, self.reserve
        if self is m.regime:
            free += sum(p.men() * p.own.advance for p in m.backers)
        if m.deal and self in (m.regime, m.rebels):  # who joins a deal fights the excluded
            joined = m.joining * m.rebels.reserve
            free += joined if self is m.regime else -joined
        gained = sum(
            max(self.residents[g] - self.first_residents[g], 0.0) * m.people[g] for g in m.places
        )
        return max(free - m.war.hold * gained, 0.1 * free) * self.quality

    def men_on_lines(self):
        """Thousand men who hold lines, as far as their cohesion keeps them there."""
        m, men = self.model, self.garrison
        if self is m.regime:
            men += sum(p.men() * (1.0 - p.own.advance) + p.surge for p in m.backers)
        return (
            men
            * self.quality
            * logistic((self.cohesion - m.cohesion_numbers.threshold) / m.cohesion_numbers.width)
        )

    def force(self):
        """Thousand men, after cohesion."""
        return (self.reserve + self.garrison) * self.quality * max(self.cohesion, 0.05)

    def patrons(self):
        """Patrons who give to it."""
        m = self.model
        return {m.regime: m.backers, m.rebels: m.friends}.get(self, [])

    def miss_help(self):
        """The shock to morale while patrons give less help than was expected."""
        men = sum(p.expected_men for p in self.patrons())
        sorties = sum(p.expected_sorties * p.sky() for p in self.patrons())
        expected = self._help(men, sorties)
        men = sum(p.all_men() for p in self.patrons())
        received = self._help(men, sum(p.air_potential() for p in self.patrons()))
        self.abandonment = self.model.expectations.abandonment * max(expected - received, 0.0)

    def _help(self, men, sorties):
        """Log of how many times men, less those whom a deal has sent home, and sorties multiply
        its strength."""
        own = self.force()
        foreign = men * (1.0 - self.model.men_leaving)
        return math.log((own + foreign) / own) + math.log(1.0 + self.model.boost_by(sorties))

    def demobilise(self, share):
        """Lose a share of the men."""
        self.demobilised += share * (self.reserve + self.garrison)
        self.reserve *= 1.0 - share
        self.garrison *= 1.0 - share

    def muster(self):
        """Losses, recruits and morale after the week's fighting."""
        m, war, morale = self.model, self.model.war, self.model.cohesion_numbers
        recruits = self.own.recruitment * (1.0 - self.own.squeeze)
        if self is m.rebels:
            recruits += war.arms * 0.01 * sum(p.own.arms for p in m.friends) * self.supply()
        killed = 0.0
        for kind, engaged, share in (
            ("reserve", self.attacking, war.to_reserve),
            ("garrison", self.attacked, 1.0 - war.to_reserve),
        ):
            left = getattr(self, kind) - war.loss_per_week * engaged + share * recruits
            killed += war.loss_per_week * engaged - max(0.1 - left, 0.0)
            setattr(self, kind, max(left, 0.1))
        rest = max(self.own.cohesion - self.abandonment, 0.0)
        held = max(m.areas[self.name], 0.01)  # before the week
        lost = sum(self.lost[g] * m.area_weight[g] for g in m.places) / held
        won = sum(self.won[g] * m.area_weight[g] for g in m.places) / held
        change = morale.recovery * (rest - self.cohesion) - morale.loss * lost + morale.win * won
        self.cohesion = within(self.cohesion + change, 0.0, 1.0)
        self.dead += killed
        memory = 0.5 ** (1.0 / m.running_cost.half_life)
        self.losses = killed + memory * (self.losses - killed)


class Attack:
    """One holder attacking another in one region."""

    def __init__(self, model, place, attacker, defender):
        self.model, self.place, self.attacker, self.defender = model, place, attacker, defender
        one, other = sorted((attacker.name, defender.name))
        self.front, self.sign = f"{place}:{one}:{other}", 1.0 if one == attacker.name else -1.0
        self.priorities = model.sections.get(f"holders.{attacker.name}.priority")
        self.efforts = model.sections.get(f"holders.{attacker.name}.main_effort")
        self.guards = model.sections.get(f"holders.{defender.name}.garrisons")
        self.between = {attacker, defender} == {model.regime, model.rebels}
        self.engagement, self.breach, self.taken, self.temptation = 1.0, 1.0, 0.0, 0.0

    def reach_out(self):
        """How much of the defender's land here can be reached, and the effort that is worth without
        a truce."""
        spill, share = self.model.war.spill, self.attacker.share
        around = sum(share[g] * weight for g, weight in self.model.near[self.place].items())
        self.reach = self.defender.share[self.place] * min(share[self.place] + spill * around, 1.0)
        effort = getattr(self.efforts, self.place, None)
        weight = 1.0 if effort is None else effort * self.attacker.own.effort_there
        self.ordinary = self.reach * getattr(self.priorities, self.place, 1.0) * weight
        self.threat = self.reach * self.attacker.reserve * self.attacker.quality
        self.there = self.model.war.pinned + (1.0 - self.model.war.pinned) * self.engagement
        self.sorties = 0.0

    def weigh(self):
        """Log odds of battle, and what tempts the attacker to break a truce."""
        war = self.model.war
        power = self.men * (1.0 + war.air_yield * self.sorties / (self.sorties + war.air_half))
        self.odds = math.log((power + 0.01) / (self.line + 0.01))
        self.temptation = math.log((power / self.there + 0.01) / (self.line + 0.01)) - war.margin

    def press(self):
        """Land that changes hands: taken where the attack outweighs the line, given up where morale
        is gone."""
        war, held = self.model.war, self.defender.share[self.place]
        push = (
            self.odds
            - war.margin
            - war.garrison_margin * getattr(self.guards, self.place, 0.0)
            + war.noise * self.sign * self.model.battle_shock[self.front]
        )
        taken = war.rate * self.reach * self.engagement * war.width * softplus(push / war.width)
        if self.engagement > 0.5:
            taken += (
                war.surrender
                * self.reach
                * max(1.0 - self.defender.cohesion / war.surrender_below, 0.0) ** 3
            )
        self.taken = min(taken, held / 3.0)


# ---------------------------------------------------------------------------------------------------------
# stage 6
class Faction(mesa.Agent):
    """An armed group or delegation: at the table or away, with the radicals or apart."""

    def __init__(self, model, name):
        super().__init__(model)
        self.name, self.form, self.own = (
            name,
            model.form.factions[name],
            model.sections[f"factions.{name}"],
        )
        self.fighters, self.hard_line, self.radical = (
            self.own.fighters,
            self.own.hard_line,
            self.form.radical,
        )
        self.attends = self.form.attends and not self.radical
        self.leans = self.form.with_radicals or self.radical
        self.mood_to_attend = self.mood_to_lean = 0.0

    def step(self):
        """Come or stay away, lean or leave: each only when the wish has passed the sill."""
        m, n, seen = self.model, self.model.leanings, self.model.climate
        self.mood_to_attend = m.next_luck(
            self.mood_to_attend,
            m.stream.normal("attends", self.name, m.week),
            n.half_life,
            known=True,
        )
        self.mood_to_lean = m.next_luck(
            self.mood_to_lean, m.stream.normal("leans", self.name, m.week), n.half_life, known=True
        )
        attend = n.attend + n.by_goodwill * seen.goodwill + n.by_softness * seen.softness * 0.1
        attend -= n.by_affront * seen.provocation
        attend -= (
            n.by_violations * seen.violations
            + n.by_sell_out * seen.sell_out * 0.1
            + n.by_hard_line * self.hard_line * 0.1
        )
        lean = (
            n.lean
            + n.by_need * seen.need
            + n.by_leader * seen.retained
            + n.lean_by_hard_line * self.hard_line * 0.1
        )
        lean -= n.by_inclusion * seen.inclusion + n.by_shelter * seen.sheltered
        sill = n.inertia if self.attends else -n.inertia
        self.attends = attend + self.mood_to_attend + sill > 0.0 and not self.radical
        sill = n.inertia if self.leans else -n.inertia
        self.leans = lean + self.mood_to_lean + sill > 0.0 or self.radical


# ---------------------------------------------------------------------------------------------------------
# stage 9
class Condition:
    """A test that an outcome of worlds must pass for some weeks in a row."""

    def __init__(self, form):
        self.test, self.lasting, self.absorbing, self.weeks = (
            Expression(form.test),
            form.lasting,
            form.absorbing,
            0,
        )

    def met(self, seen):
        """True where the measures seen this week have passed for long enough."""
        self.weeks = self.weeks + 1 if self.test(seen) else 0
        return self.weeks >= self.lasting


# --------------------------------------------------------------------------------------------------------
# the model
class OneWorld(mesa.Model):
    """One world of a scenario.

    scenario  a scenario read, or its id
    values    {path: value} of the uncertain numbers; the middle of each without
    luck      has uniform(process, actor, week) and normal(process, actor, week); Mesa's own
              generator without
    """

    def __init__(self, scenario, values=None, luck=None, seed=None):
        super().__init__(seed=seed)
        self.scenario = read(scenario) if isinstance(scenario, str) else scenario
        self.form = self.scenario.form
        self.stream = luck or OwnLuck(self.random)
        self.start = self.week = week_of(self.form.start)
        self.first_week, self.alive = True, True
        self._lay_numbers(values or {})
        self._name_issues()
        self._people()
        self._land()
        self._draw_attacks()
        self._start_table()
        self._start_war()
        self._start_record()
        self._start_outcomes()
        self.datacollector = mesa.DataCollector(
            {
                "outcome": self.outcome_name,
                "government_area": lambda m: m.measures["government_area"](),
            }
        )

    def step(self):
        """One week; a world that was absorbed stays as it is."""
        if self.alive:
            self._one_week()
        self.week += 1
        self.first_week = False
        self.running = self.week - self.start < self.form.weeks
        self.datacollector.collect(self)

    def _one_week(self):
        for lever in self.levers:
            lever.step()
        for holder in self.holders.values():
            holder.mobilise()
        self._succeed()
        for patron in self.patrons:
            patron.decide()
        for patron in self.patrons:
            patron.move()
        before = {holder: holder.people() for holder in self.holders.values()}
        self.fight()
        for holder in self.holders.values():
            holder.muster()
        for signer, holder, patrons in (
            (self.government, self.regime, self.backers),
            (self.opposition, self.rebels, self.friends),
        ):
            signer.blame(holder, before[holder], self._pressure_felt(patrons))
        self.watch_truce()
        self.look_at_war()
        self.climate = self._climate()
        for faction in self.factions:
            faction.step()
        self.speak()
        self.go_own_way()
        self.agree_on_measures()
        self.vote_on_package()
        self.keep_deal()
        self.expect()
        self.record()
        self.judge()

    def next_luck(self, last, fresh, half_life, known=False):
        """Luck that forgets half of itself in half_life weeks; it starts as a fresh draw, or at
        zero where the start is known."""
        memory = 0.0 if self.first_week and not known else 0.5 ** (1.0 / half_life)
        return memory * last + math.sqrt(1.0 - memory * memory) * fresh

    # ------------------------------------------------------------------------------------------------
    # the beginning
    def _lay_numbers(self, values):
        """Numbers by section, as attributes: self.sections["parties.russia"].aircraft."""
        self.sections = {}
        for path, parameter in self.scenario.parameters.items():
            place, _, name = path.rpartition(".")
            section = self.sections.setdefault(place, SimpleNamespace())
            setattr(section, name, float(values.get(path, parameter.value)))
        part = self.sections.get
        self.war, self.cohesion_numbers, self.harm = part("war"), part("cohesion"), part("harm")
        self.truce_numbers, self.beliefs, self.acceptance = (
            part("truce"),
            part("beliefs"),
            part("acceptance"),
        )
        self.talks, self.measure_numbers, self.coercion = (
            part("talks"),
            part("measures"),
            part("coercion"),
        )
        self.talk, self.leanings, self.deal_numbers = part("talk"), part("leanings"), part("deal")
        self.spoiling, self.division = part("spoiling"), part("division")
        self.running_cost, self.expectations = part("running_cost"), part("expectations")

    def middle(self, path):
        """A number as the scenario has it, at the middle of what is believed."""
        return self.scenario.parameters[path].value

    def camp_of(self, party):
        """Camp of a party; of a patron, that of its client; or None."""
        form = self.form.parties[party]
        return self.camp_of(next(iter(form.client))) if form.client else form.camp

    @property
    def sovereign_camp(self):
        """Camp of the government."""
        return next(p.camp for p in self.form.parties.values() if p.sovereign)

    def _name_issues(self):
        issues = self.form.issues
        self.package = [i for i, issue in issues.items() if issue.kind == "package"]
        self.confidence = [i for i, issue in issues.items() if issue.kind == "measure"]
        self.issues = self.package + self.confidence
        role = {issue.role: i for i, issue in issues.items() if issue.role}
        self.leader, self.body, self.foreign = (
            role.get("leader"),
            role.get("body"),
            role.get("foreign_forces"),
        )
        self.inclusion = role.get("inclusion")
        self.ceasefire, self.access = role.get("truce"), role.get("access")
        self.core = [i for i in (self.leader, self.body) if i]
        self.governed = [i for i in self.package if issues[i].follows_control]
        self.ends = [
            {i: self.form.ends.get(end, {}).get(i, 0.0) for i in self.package} for end in ENDS
        ]

    def _people(self):
        self.parties = {
            p: (Patron if form.client else Party)(self, p) for p, form in self.form.parties.items()
        }
        self.everyone = list(self.parties.values())
        self.government = next(p for p in self.everyone if p.form.sovereign)
        self.opposition = next(p for p in self.everyone if p.form.camp and p is not self.government)
        self.signers = [self.government, self.opposition]
        self.patrons = [p for p in self.everyone if isinstance(p, Patron)]
        self.backers = [p for p in self.patrons if p.side > 0]
        self.friends = [p for p in self.patrons if p.side < 0]  # of the opposition
        counted_on = [p for p in self.friends if p.expected_men > 0.0 or p.expected_sorties > 0.0]
        self.supporters = [*self.backers, *counted_on]
        self.sponsors = [p for p in self.patrons if p.form.sponsor]
        self.guarantors = [self.parties[p] for p in self.form.deal.guarantors]
        for patron in self.patrons:
            patron.meet()
        self.holders = {h: Holder(self, h) for h in self.form.holders}
        self.regime = next(h for h in self.holders.values() if h.form.party == self.government.name)
        self.rebels = next(h for h in self.holders.values() if h.form.party == self.opposition.name)
        self.others = [h for h in self.holders.values() if h is not self.regime]
        self.factions = [Faction(self, f) for f in self.form.factions]
        self.eligible = [f for f in self.factions if not f.radical]
        levers = self.form.levers.items()
        self.levers = [
            Lever(self, self.scenario.levers[name].target, lever.steps)
            for name, lever in levers
            if lever.steps
        ]

    def _land(self):
        """Who holds what, and who lives where."""
        self.places = list(self.form.regions)
        self.capital = next(g for g, place in self.form.regions.items() if place.capital)
        area = {g: self.sections[f"regions.{g}"].area for g in self.places}
        self.people = {g: self.sections[f"regions.{g}"].residents for g in self.places}
        self.area_weight = {g: area[g] / sum(area.values()) for g in self.places}
        self.people_weight = {g: self.people[g] / sum(self.people.values()) for g in self.places}
        self.density, self.usual_attraction = {}, {}
        for g, place in self.form.regions.items():
            held = {h: _middle(place.held.get(h)) for h in self.holders}
            lived = {h: _middle(place.lived.get(h)) for h in self.holders}
            with_error = {
                h: held[h] * math.exp(holder.own.error) for h, holder in self.holders.items()
            }
            for h, holder in self.holders.items():
                holder.share[g] = holder.first_share[g] = with_error[h] / sum(with_error.values())
                holder.attraction[g] = (
                    lived[h] / sum(lived.values()) / max(held[h] / sum(held.values()), 1e-3)
                )
            mine = self.regime.name
            self.density[g] = _density(
                held[mine] / sum(held.values()), lived[mine] / sum(lived.values())
            )
            land, folk = (1.0 - part[mine] / sum(part.values()) for part in (held, lived))
            self.usual_attraction[g] = folk / land if land > 1e-9 else 1.0
        self._settle_residents()
        for holder in self.holders.values():
            holder.first_residents = dict(holder.residents)

    def _settle_residents(self):
        """Residents follow the land: the government holds towns; the rest live on the others' land,
        as many on what each has held since the start as lived there, on what it has gained since
        then as on all their land at the start."""
        for g in self.places:
            left = (1.0 - within(self.regime.share[g], 0.0, 1.0)) ** self.density[g]
            found = {}
            for h in self.others:
                gained = max(h.share[g] - h.first_share[g], 0.0)
                found[h] = (h.share[g] - gained) * h.attraction[g] + gained * self.usual_attraction[
                    g
                ]
            if sum(found.values()) <= 1e-9:  # nobody lived on any of it
                found = {h: h.share[g] for h in self.others}
            for h, people in found.items():
                h.residents[g] = left * people / max(sum(found.values()), 1e-9)
            self.regime.residents[g] = 1.0 - sum(h.residents[g] for h in self.others)

    def _draw_attacks(self):
        """Where two holders who fight can meet, inside a region or over its border."""
        lengths = {g: {} for g in self.places}
        for g, others in self.form.borders.items():
            for other, length in others.items():
                lengths[g][other] = lengths[other][g] = length
        self.near = {
            g: {n: length / sum(row.values()) for n, length in row.items()}
            for g, row in lengths.items()
        }
        held = {
            h: {g: _middle(place.held.get(h)) for g, place in self.form.regions.items()}
            for h in self.holders
        }

        def is_in(h, g):
            return held[h][g] > 0.005

        def reaches(h, g):
            return is_in(h, g) or any(
                held[h][n] > 0.05 and border > 0.05 for n, border in self.near[g].items()
            )

        self.attacks = []
        for g, (h, holder), (k, other) in product(
            self.places, self.holders.items(), self.holders.items()
        ):
            if k in holder.form.fights and (
                (is_in(h, g) and reaches(k, g)) or (is_in(k, g) and reaches(h, g))
            ):
                self.attacks.append(Attack(self, g, holder, other))
        self.between = [a for a in self.attacks if a.between]
        self.on_excluded = [a for a in self.attacks if a.defender.form.excluded]
        self.on_rebels = [a for a in self.attacks if a.defender is self.rebels]
        for holder in self.holders.values():
            holder.attacks = [a for a in self.attacks if a.attacker is holder]
            holder.attacks_suffered = [a for a in self.attacks if a.defender is holder]
        self.battle_shock = {a.front: 0.0 for a in self.attacks}

    def _start_table(self):
        """The truce, the words, the texts and the deal at the start."""
        government, usual = self.truce_numbers.by_government, self.truce_numbers.usual_violations
        self.truce, self.truce_age, self.trust = (
            self.form.truce.in_force,
            self.truce_numbers.age,
            self.truce_numbers.trust,
        )
        self.violations = [
            government * usual,
            (1.0 - government) * usual,
        ]  # by the government's side, by the other
        self.hot_weeks, self.violence_before, self.void = 0, self.harm.before, False
        self.softness, self.credit = 0.0, 1.0
        self.provocation, self.unilateral_move = self.spoiling.start, False
        self.practice = {i: self.sections[f"issues.{i}"].practice for i in self.confidence}
        self.first_practice, self.resting_practice = dict(self.practice), dict(self.practice)
        self.agreed = dict.fromkeys(self.confidence, False)
        self.draft = {i: mean(p.position[i] for p in self.everyone) for i in self.package}
        self.refused = {}  # by who tabled it: the text and the edges of the signers
        self.voted, self.blocked = False, set()
        self.reservation = dict.fromkeys(self.core, 0.0)
        signer, other = self.opposition.first_position, self.government.first_position
        self.outward = {i: 1.0 if signer[i] >= other[i] else -1.0 for i in self.issues}
        self.deal = self.deal_broke = False
        self.broken_by = [False, False]  # in the latest week
        self.deal_terms = dict.fromkeys(self.package, math.nan)  # of the latest package signed
        self.deal_age = self.deal_guarantors = self.deal_spoilers = 0.0
        self.men_leaving = self.joining = 0.0
        self.first_round = week_of(self.form.talks.first)

    def _start_war(self):
        """Beliefs at the start; a truce in force already restrains the fighting of the first
        week."""
        self.deaths, self.killed = self.harm.before, 0.0
        self.gains = {1: 0.0, -1: 0.0}
        self.last_deaths = [self.deaths] * 8
        each = product((False, True), repeat=len(self.backers))  # who has cut
        self.states_of_support = [dict(zip(self.backers, cuts, strict=True)) for cuts in each]
        self.strength = self.battle = 0.0
        self.succeeded = False
        self.restrain()
        self.size_up_attacks()

    def _start_record(self):
        """Memory of what takes more than one week to recognise."""
        self.areas = {h: holder.area() for h, holder in self.holders.items()}
        self.first_area, self.past_areas = self.areas, [self.areas] * 26
        self.movement, self.advance = 100.0, 0.0
        self.core_weeks, self.core_conceded = 0, False
        self.major_weeks, self.major_conceded = dict.fromkeys(self.confidence, 0), False
        self.softening = self.reverted = False
        self.peak, self.since_soft, self.enacted, self.since_truce = 0.0, NEVER, 0, NEVER
        self.past_softness = [0.0] * 3

    def _start_outcomes(self):
        self.at = self.part = -1
        self.conditions = {
            one.id: [Condition(c) for c in one.when]
            for kind in self.form.outcomes
            for one in (kind, *kind.parts)
        }
        self.measures = self._measures()
        tests = [
            condition.test for conditions in self.conditions.values() for condition in conditions
        ]
        tests += [when for lever in self.levers for *_, when in lever.waiting if when]
        self.asked = {name for test in tests for name in test.names}
        self.look()

    # -------------------------------------------------------------------------------------------------
    # stage 3: war
    def size_up_attacks(self):
        """Reach, sorties, men and lines of every attack, and the odds they give."""
        for attack in self.attacks:
            attack.reach_out()
        self._send_aircraft()
        for holder in self.holders.values():
            self._send_men(holder)
            self._man_lines(holder)
        for attack in self.attacks:
            attack.weigh()

    def _send_aircraft(self):
        """Each patron's sorties, shared between excluded holders and the opposition, then by
        effort."""
        for patron in self.backers:
            if not patron.own.peak_sorties:
                continue
            share = patron.own.excluded_share
            for targets, part in ((self.on_excluded, share), (self.on_rebels, 1.0 - share)):
                weights = [a.ordinary * a.engagement * a.attacker.own.air_help for a in targets]
                each = patron.sorties * part / max(sum(weights), 1e-6)
                for attack, weight in zip(targets, weights, strict=True):
                    attack.sorties += weight * each

    def _send_men(self, holder):
        """A holder's free men over its attacks, fewer where a truce leaves little to do."""
        weights = [a.ordinary * a.there for a in holder.attacks]
        each = holder.men_free() / max(sum(weights), 1e-6)
        for attack, weight in zip(holder.attacks, weights, strict=True):
            attack.men = weight * each

    def _man_lines(self, holder):
        """A holder's garrisons over the attacks it faces, by threat; anti-tank weapons stiffen the
        opposition's."""
        each = holder.men_on_lines() / max(sum(a.threat for a in holder.attacks_suffered), 1e-6)
        weapons = (
            holder.own.supply * sum(p.own.anti_tank for p in self.friends)
            if holder is self.rebels
            else 0.0
        )
        for attack in holder.attacks_suffered:
            arrived = weapons * holder.supply_in(attack.place)
            attack.line = attack.threat * each * (1.0 + self.war.anti_tank * arrived)

    def fight(self):
        """A week of war: land and residents change hands, men fall, civilians die."""
        self.restrain()
        self.size_up_attacks()
        for front, last in self.battle_shock.items():
            self.battle_shock[front] = self.next_luck(
                last, self.stream.normal("battle", front, self.week), self.war.noise_half_life
            )
        for attack in self.attacks:
            attack.press()
        self._move_lines()
        self._count_harm()

    def _move_lines(self):
        for holder in self.holders.values():
            holder.won, holder.lost = (
                dict.fromkeys(self.places, 0.0),
                dict.fromkeys(self.places, 0.0),
            )
        for attack in self.attacks:
            attack.attacker.won[attack.place] += attack.taken
            attack.defender.lost[attack.place] += attack.taken
        for holder in self.holders.values():
            for g in self.places:
                holder.share[g] = within(holder.share[g] + holder.won[g] - holder.lost[g], 0.0, 1.0)
        for side, holder in ((1, self.regime), (-1, self.rebels)):
            won = ((holder.won[g] - holder.lost[g]) * self.area_weight[g] for g in self.places)
            self.gains[side] = sum(won)
        self._settle_residents()

    def _count_harm(self):
        for holder in self.holders.values():
            holder.attacking = holder.attacked = 0.0
        for attack in self.attacks:
            engaged = attack.men * attack.engagement
            attack.attacker.attacking += engaged
            attack.defender.attacked += engaged
        engaged = sum(a.men * a.engagement for a in self.between)
        sorties = sum(a.sorties for a in self.between if a.defender is self.rebels)
        self.deaths = (
            self.harm.background + self.harm.by_men * engaged + self.harm.by_sorties * sorties
        )
        self.killed += self.deaths

    # ----------------------------------------------------------------------------------------------
    # stage 4: truce
    def watch_truce(self):
        """Who breaches the truce, whether it is trusted, when it is void."""
        n = self.truce_numbers
        hot = self.truce and self.deaths >= n.void_violence * self.violence_before
        self.hot_weeks = self.hot_weeks + 1 if hot else 0
        hopeless = self.hot_weeks >= n.void_weeks or self._offensives() >= n.void_offensives
        self.void = self.truce and not self.deal and hopeless
        self.violations = [self._violations(side) for side in (self.regime, self.rebels)]
        self.trust = self._next_trust()
        self.last_deaths = [*self.last_deaths[1:], self.deaths]
        self.truce_age = self.truce_age + 1.0 if self.truce else 0.0
        if self.void:
            self.truce = False
            self._end_practice_of_ceasefire()
        if self.ceasefire and not self.truce and self.week + 1 - self.start == n.begins:
            self.practice[self.ceasefire], self.trust = n.term, n.trust
            self._begin_truce()

    def restrain(self):
        """How far a truce or a deal holds back the fighting of the week."""
        for attack in self.between:
            attack.breach = self._breach(attack)
            attack.engagement = self._will(attack.breach)

    def _breach(self, attack):
        """Share of ordinary fighting that goes on under the truce; strikes on those with the
        radicals are lawful."""
        n, mixed = self.truce_numbers, 0.0
        if attack.defender is self.rebels:
            there = [f for f in self.factions if attack.place in f.form.homes]
            mixed = sum(f.fighters for f in there if f.leans) / max(
                sum(f.fighters for f in there), 1e-6
            )
        held = n.restraint + n.by_trust * self.trust + n.by_monitoring * n.monitoring
        return logistic(n.by_temptation * min(attack.temptation, 2.0) + n.by_mixing * mixed - held)

    def _will(self, goes_on):
        """Share of ordinary fighting between the signers: all of it at war, some under a truce,
        little under a deal."""
        if self.deal:
            return self.deal_numbers.fighting
        return goes_on if self.truce else 1.0

    def _violations(self, side):
        """Breaches a week by one side, weighed by where it would fight."""
        if not self.truce:
            return 0.0
        n, own = self.truce_numbers, [a for a in self.between if a.attacker is side]
        effort = max(sum(a.ordinary for a in own), 1e-6)
        weight = n.by_government if side is self.regime else 1.0 - n.by_government
        fought = {a: self.deal_numbers.fighting if self.deal else a.breach for a in own}
        return weight * n.violations_at_war * sum(fought[a] * a.ordinary for a in own) / effort

    def _offensives(self):
        """Regions in which a signer takes more land than a skirmish."""
        return len(
            {
                a.place
                for a in self.between
                if a.taken > self.truce_numbers.offensive and a.engagement > 0.5
            }
        )

    def _next_trust(self):
        """Trust grows in quiet weeks and with access, and is worn away by violations; guarantors
        slow the wear."""
        n = self.truce_numbers
        violations = sum(self.violations) if self.truce else n.violations_at_war
        guarantors = n.guarantors if self.truce else 0.0
        access = 0.01 * self.practice[self.access] if self.access else 0.0
        wear = n.erosion * violations / n.usual_violations / (1.0 + n.by_guarantor * guarantors)
        grown = self.trust + (n.gain + n.by_access * access) * (1.0 - self.trust)
        return within(grown - wear * self.trust, 0.0, 1.0)

    def _end_practice_of_ceasefire(self):
        if self.ceasefire:
            self.practice[self.ceasefire] = self.resting_practice[self.ceasefire] = 0.0

    # --------------------------------------------------------------------------------------------
    # stage 5: outlook
    def look_at_war(self):
        """Strength in each state of support, what fighting on is worth to each party, and the mood
        of the week."""
        strengths = [self._strength_with(cut) for cut in self.states_of_support]
        camps = self.regime, self.rebels
        self.holdings = [h.people() for h in camps], [h.area() for h in camps]
        battle = math.log(max(self.regime.people(), 0.01) / max(self.rebels.people(), 0.01))
        seen = 0.0 if self.first_week else battle - self.battle
        self.strength, self.battle = strengths[0], battle
        for party in self.everyone:
            party.look_at_war(strengths, seen)
        self._turn_moods()

    def _turn_moods(self):
        """A mood stays as it is until it turns, then is drawn anew."""
        stays = 0.5 ** (1.0 / self.acceptance.half_life)
        for p in self.everyone:
            fresh, turn = (
                self.stream.normal("mood", p.name, self.week),
                self.stream.uniform("turn", p.name, self.week),
            )
            if self.first_week or turn < 1.0 - stays:
                p.mood = fresh

    def _strength_with(self, cut):
        """Log strength ratio where some patrons have cut and the others fill in."""
        return math.log(self.strength_of_government(cut) / self.rebels.force())

    def strength_of_government(self, cut, left=1.0, withdrawn=0.0):
        """Thousand men with what support adds, where some patrons have cut; `left` is the share
        of its own force that is left, `withdrawn` that of foreign men who are gone."""
        foreign = 0.0
        for p in self.backers:
            gone = sum(max(float(cut[r]), r.air_cut()) for r in self.backers if r is not p)
            fill = p.own.offset * p.own.surge * min(gone, 1.0)
            if not cut[p]:
                foreign += p.men() * (1.0 - withdrawn) + max(p.surge, fill)
        return (left * self.regime.force() + foreign) * (1.0 + self._air_with(cut))

    def strength_left(self, text, withdrawn):
        """Log strength ratio that a deal on a text leaves, with all support."""
        left = [1.0 - self.given_up(text, camp) for camp in (0, 1)]
        government = self.strength_of_government(self.states_of_support[0], left[0], withdrawn)
        return math.log(government / (left[1] * self.rebels.force()))

    def given_up(self, text, camp):
        """Share of its force that a camp has lost for a resumed war by conceding posts."""
        apart = [abs(text[i] - self.ends[camp][i]) for i in self.core]
        return self.deal_numbers.given_up * 0.01 * mean(apart) if apart else 0.0

    def shares_governed(self, change):
        """Share of the country that each camp governs in a stalemate, once the log ratio of the
        camps has changed."""
        factors = math.exp(0.5 * change), math.exp(-0.5 * change)
        people, land = (
            [amount * factor for amount, factor in zip(amounts, factors, strict=True)]
            for amounts in self.holdings
        )
        weight = self.beliefs.by_residents
        return [
            weight * p / sum(people) + (1.0 - weight) * a / sum(land)
            for p, a in zip(people, land, strict=True)
        ]

    def _air_with(self, cut):
        """Share that air support adds to strength; what is cut can be back within its weeks of
        return."""
        left = 0.0
        for p in self.backers:
            lost = (
                p.own.return_weeks / (p.own.return_weeks + self.beliefs.return_half)
                if cut.get(p, False)
                else 0.0
            )
            left += p.air_potential() * (1.0 - lost)
        return self.boost_by(left)

    def boost_by(self, sorties):
        """Share that a country's sorties add to the strength of a holder, spread over its fronts."""
        there = sorties / self.beliefs.spread
        return self.war.air_yield * there / (there + self.war.air_half)

    def victory_probabilities(self, strength, drift):
        """Chances that log strength first reaches the upper or the lower barrier before the war
        goes stale."""
        b = self.beliefs
        variance = b.volatility**2
        slope = drift / variance
        root = math.sqrt(slope * slope + 2.0 / (b.horizon * variance))
        place = within(strength, b.lower, b.upper)
        up, down = b.upper - place, place - b.lower
        whole = 1.0 - math.exp(-2.0 * root * (b.upper - b.lower))
        government = math.exp(up * (slope - root)) * (1.0 - math.exp(-2.0 * root * down)) / whole
        opposition = math.exp(-down * (slope + root)) * (1.0 - math.exp(-2.0 * root * up)) / whole
        return government, opposition

    def probability_of_each_support(self, pressure):
        """Chance of each state of support when patrons {patron: chance} cut independently."""
        return [
            math.prod(pressure[p] if gone else 1.0 - pressure[p] for p, gone in cut.items())
            for cut in self.states_of_support
        ]

    # ------------------------------------------------------------------------------------------
    # stage 6: opposition
    def _climate(self):
        """What all factions look at alike."""
        n, usual = (
            self.leanings,
            self.truce_numbers.usual_violations * self.truce_numbers.by_government,
        )
        violations = min(self.violations[0] / usual, n.fighting) if self.truce else n.fighting
        if self.deal:
            violations = 0.0
        return SimpleNamespace(
            violations=violations,
            goodwill=0.01 * mean(self.practice[i] for i in self.confidence if i != self.ceasefire),
            softness=self.softness * self.credit,
            provocation=self.provocation,
            sell_out=sum(p.drifted() for p in self.friends),
            need=self.opposition.victory_probabilities[0],
            retained=self._power_retained(self.deal_terms if self.deal else self.draft),
            inclusion=self._share_included(),
            sheltered=(
                max(1.0 - n.shelter_lost * violations, 0.0) if self.truce or self.deal else 0.0
            ),
        )

    def _power_retained(self, text):
        """Share of power that the leader's side keeps under a text."""
        left = [
            100.0 if i == self.leader and self.left_by_script() else self._conceded(text[i], i)
            for i in self.core
        ]
        return 1.0 - 0.01 * mean(left) if left else 0.0

    def _conceded(self, term, issue):
        """Distance of a term from the government's end of the line."""
        return term if self.government.first_position[issue] < 50.0 else 100.0 - term

    def _share_included(self):
        """Inclusion as the factions see it: at the talks, or under the deal in force."""
        represented = self.share_attending() * self.leanings.inclusiveness / 50.0
        if not self.deal:
            return represented
        if self.inclusion:
            term = self._conceded(self.deal_terms[self.inclusion], self.inclusion)
            represented = 0.01 * term
        return represented * (1.0 - self.deal_numbers.by_foreign * (1.0 - self.men_leaving))

    def share_attending(self):
        """Share of the fighters, radicals apart, whose factions attend."""
        return share_of(self.eligible, lambda f: f.attends)

    # ----------------------------------------------------------------------------------------------
    # stage 7: table
    def speak(self):
        """Softer public statements on issues that cost the government little, and their withdrawal."""
        talk = self.talk
        pressed = 1.0 - math.prod(1.0 - p.pressed for p in self.backers)
        usual = 1.0 - math.prod(1.0 - p.expected_signal for p in self.backers)
        believed = 1.0 - math.prod(1.0 - p.pressure for p in self.backers)
        surprise = max(pressed - usual, 0.0)
        streams = self.credit * logistic(
            talk.base + talk.by_surprise * surprise + talk.by_pressure * believed
        )
        softened = (
            self.stream.uniform("words", self.government.name, self.week) < streams
            and self.softness < 0.5 * talk.points
        )
        if softened:
            self.softness = talk.points
            self.credit *= 1.0 - talk.credit_lost
        else:
            self.softness *= 1.0 - talk.reversion
            self.credit += talk.credit_restored * (1.0 - self.credit)

    def go_own_way(self):
        """Issues that the government settles by itself: early in a truce, where few watch and its
        patrons care little."""
        n, went = self.spoiling, []
        for i in self.form.spoiling.issues:
            care = mean(p.salience[i] for p in self.backers) * len(self.package)
            young = n.by_youth * 0.5 ** (self.truce_age / n.youth)
            streams = logistic(
                n.base + young - n.by_monitoring * self.truce_numbers.monitoring - n.by_care * care
            )
            went.append(self.stream.uniform("deeds", i, self.week) < streams)
        self.unilateral_move = (
            any(went) and self.truce and not self.deal and not self.left_by_script()
        )
        self.provocation = (
            1.0 if self.unilateral_move else self.provocation * 0.5 ** (1.0 / n.memory)
        )

    def votes_now(self):
        """True in the last week of a round."""
        since = self.week - self.first_round
        last = min(self.talks.length, self.talks.round_every) - 1.0
        over = self.week - self.start >= self.talks.deadline
        return since >= 0 and 0.0 <= since % self.talks.round_every - last < 1.0 and not over

    def agree_on_measures(self):
        """Confidence-building measures, each voted alone; the alternative is practice, not war."""
        meeting = self.votes_now() and not self.deal
        mean_of = self.sponsors or self.everyone
        proposals, linkage = {}, {p: self._linkage(p) for p in self.signers}
        pressure = {
            self.government: self._pressure_felt(self.backers),
            self.opposition: self._effort_felt(),
        }
        for i in self.confidence:
            step = mean(p.position[i] for p in mean_of) - self.practice[i]
            proposals[i] = self.practice[i] + within(
                step, -self.measure_numbers.step, self.measure_numbers.step
            )
            consent = [
                self._consents(p, i, proposals[i], linkage[p], pressure[p]) for p in self.signers
            ]
            self.agreed[i] = (
                all(consent)
                and meeting
                and abs(proposals[i] - self.practice[i]) > self.measure_numbers.smallest
            )
        for i in self.confidence:
            self._put_in_practice(i, proposals[i])
        if self.ceasefire and self.agreed[self.ceasefire] and not self.truce:
            self._begin_truce()

    def _consents(self, party, issue, proposal, linkage, pressure):
        """A party's yes: its own gain, what is linked to it, and pressure; no war value."""
        n, position = self.measure_numbers, party.position[issue]
        wish = (
            party.salience[issue]
            * (abs(self.practice[issue] - position) - abs(proposal - position))
            * 0.01
        )
        streams = logistic(
            n.sharpness * (wish + n.by_linkage * linkage + n.by_pressure * pressure - n.reluctance)
        )
        fresh = self.stream.normal("measure", f"{issue}:{party.name}", self.week)
        return share_below(mixed_shock(party.mood, fresh, n.lasting)) < streams

    def _linkage(self, party):
        """Progress since the start towards a party's positions, mean over the measures."""
        nearer = [
            abs(self.first_practice[i] - party.position[i])
            - abs(self.practice[i] - party.position[i])
            for i in self.confidence
        ]
        return mean(max(n, 0.0) for n in nearer) * 0.01

    def _pressure_felt(self, patrons):
        """Threats of a signer's patrons, each less by what the other patrons would make good unless
        they press too."""
        spare = {p: p.own.offset * (1.0 - p.pressure) for p in patrons}
        calm = 1.0
        for p in patrons:
            others = min(sum(s for r, s in spare.items() if r is not p), 1.0)
            calm *= 1.0 - p.pressure * (1.0 - others)
        return 1.0 - calm

    def _effort_felt(self):
        """Diplomatic effort of the opposition's sponsors, on whose support it does not count."""
        return self.measure_numbers.by_effort * sum(
            p.own.effort for p in self.sponsors if p.side < 0 and p not in self.supporters
        )

    def _put_in_practice(self, issue, proposal):
        """The agreed term, else a slip back; a truce does not slip, it holds or is void."""
        if self.agreed[issue]:
            self.practice[issue] = proposal
        elif issue != self.ceasefire or not self.truce:
            self.practice[issue] += self.measure_numbers.fading * (
                self.resting_practice[issue] - self.practice[issue]
            )

    def _begin_truce(self):
        """A new truce: its age restarts, trust does not."""
        self.truce, self.truce_age, self.hot_weeks = True, 0.0, 0
        self.violence_before = mean(self.last_deaths)

    def vote_on_package(self):
        """In the last week of a round a text is drafted, endorsed by patrons, signed or refused."""
        self.kept = self._chances_kept(self.draft)
        self.reservation = self._bottom_lines()
        self.voted, self.blocked = False, set()
        if self.votes_now() and not self.deal and self.share_attending() >= self.talks.minimum:
            self._vote()

    def _war_after(self, party, text, weeks):
        """War value of a party some weeks after a deal on a text."""
        term = self._conceded(text[self.foreign], self.foreign) if self.foreign else 0.0
        withdrawn = 0.01 * term * min(weeks / self.deal_numbers.phase, 1.0)
        return party.war_left(text, withdrawn, weeks)

    def _betrayed(self, party, text):
        """Value of the war resumed within a year of a deal on a text."""
        now, later = (self._war_after(party, text, weeks) for weeks in (0, 52))
        return 0.5 * (now + later) - self.deal_numbers.resuming

    def _chances_kept(self, text, yes=None):
        """Chance, as each party believes it, that the others keep a deal on a text for a year;
        less where its patron drifts away. yes: {patron: True where it endorses}, else all do."""
        guarantee, refusing = self._guarantee(self._commitment(yes)), self._refusing(yes)
        quiet = self._spoilers_fail(self._spoilers(refusing), guarantee, 52)
        lasts = {p: self._consent_lasts(p, text, guarantee) for p in self.signers}
        chances = {}
        for p in self.everyone:
            odds = quiet * math.prod(lasts[other] for other in self.signers if other is not p)
            drift = sum(friend.drifted() for friend in self.friends)
            distrust = self.acceptance.price_of_drift * 0.1 * drift if p is self.opposition else 0.0
            chances[p] = odds / (odds + (1.0 - odds) * math.exp(distrust))
        return chances

    def _commitment(self, yes):
        """Commitment of the guarantors who endorse a text; of none if a sponsor refuses."""
        committed = vars(self.sections.get("deal.guarantors", SimpleNamespace()))
        if yes is not None and not all(yes[p] for p in self.sponsors):
            return 0.0
        return sum(committed[p.name] for p in self.guarantors if yes is None or yes[p])

    def _refusing(self, yes):
        """Share of the patrons who refuse a text."""
        return 1.0 - mean(yes[p] for p in self.patrons) if yes is not None and self.patrons else 0.0

    def _guarantee(self, committed):
        """Strength of the guarantee of a deal."""
        n = self.deal_numbers
        sent = n.peacekeepers / (n.peacekeepers + 10.0)
        watched = n.by_monitoring * self.truce_numbers.monitoring
        return n.by_guarantor * committed + n.by_peacekeepers * sent + watched

    def _spoilers(self, refusing):
        """Fighters outside a deal, and patrons who refused it."""
        return min(refusing + share_of(self.factions, lambda f: f.leans), 1.0)

    def _hazard(self, spoilers, guarantee):
        """Chance a week that spoilers break a deal, at first."""
        n = self.deal_numbers
        return n.hazard * (1.0 + n.by_spoilers * spoilers) / (1.0 + guarantee)

    def _spoilers_fail(self, spoilers, guarantee, weeks):
        """Chance that spoilers do not break a deal for some weeks."""
        ageing = self.deal_numbers.ageing
        weighed = 1.442695 * ageing * (1.0 - 0.5 ** (weeks / ageing))
        return math.exp(-self._hazard(spoilers, guarantee) * weighed)

    def _consent_lasts(self, signer, text, guarantee):
        """Chance that a signer keeps a deal on a text for a year."""
        first, last = (
            self._gain_from_keeping(signer, text, self._war_after(signer, text, weeks))
            for weeks in (0, 52)
        )
        share = max(0.5, min(26.0 / self.deal_numbers.phase, 1.0))
        gains = (first, 0), (first + share * (last - first), 26), (last, 52)
        keeping = [
            self._keeping(gain, guarantee, self._trust_after(weeks)) for gain, weeks in gains
        ]
        redrawn = 0.6931472 * 52.0 / self.acceptance.half_life
        usual = 0.25 * keeping[0] + 0.5 * keeping[1] + 0.25 * keeping[2]
        least = min(keeping[1:])
        return min(least / max(keeping[0], 1e-9), 1.0) * math.exp(-redrawn * (1.0 - usual))

    def _trust_after(self, weeks):
        """Trust after some weeks of a deal without breaches."""
        return 1.0 - (1.0 - self.trust) * (1.0 - self.truce_numbers.gain) ** weeks

    def _keeping(self, gain, guarantee, trust):
        """Chance that a signer in a random mood keeps a deal."""
        n = self.deal_numbers
        price = n.price * (1.0 - n.by_trust * (1.0 - trust)) * (1.0 + guarantee)
        return logistic(self.acceptance.sharpness * (gain + price))

    def _gain_from_keeping(self, signer, text, war):
        """Gain of a signer from a text over war resumed: for the opposition that of the faction
        that completes its quorum."""
        if signer is not self.opposition:
            return signer.worth_to_sign(text) - war
        gains = {}
        for f in self.eligible:
            position = self._position_of(f)
            worse = self._difference_of_ends(position)
            gains[f] = signer.worth_to_sign(text, position) - war - worse
        best = min(gains.values())
        for mine in gains.values():
            share = share_of(self.eligible, lambda f, mine=mine: gains[f] >= mine)
            if share + 1e-6 >= self.talks.quorum:
                best = max(best, mine)
        return best

    def _bottom_lines(self):
        """The government's farthest term on each core issue before the deal is worth no more than
        war, by halving."""
        g, kept = self.government, self.kept[self.government]
        betrayed = self._betrayed(g, self.draft)
        budget = kept * g.worth_to_sign(self.draft) + (1.0 - kept) * betrayed - g.war_value
        return {i: self._bottom_line(i, budget, kept) for i in self.core}

    def _bottom_line(self, issue, budget, kept):
        government, position = self.government, self.government.position[issue]
        salience = government.salience_in_deal()[issue]

        def loss(distance):
            beyond = max(distance - government.concedes(issue), 0.0)
            return (
                kept
                * salience
                * (distance**self.acceptance.exponent + self.acceptance.red_line * beyond * beyond)
            )

        budget += loss(abs(self.draft[issue] - position) * 0.01)
        upward = position < 50.0
        low, high = 0.0, (100.0 - position if upward else position) * 0.01
        for _ in range(10):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if loss(middle) <= budget else (low, middle)
        given = low * 100.0 if budget > 0.0 else 0.0
        return position + given if upward else position - given

    def _vote(self):
        """One text: patrons first, then the signers, who look at the patrons' yes."""
        text, proposer = self._draft_text()
        luck = {p: self._luck_of_round(p) for p in self.everyone}
        onlookers = [p for p in self.everyone if p not in self.signers]
        self.kept = self._chances_kept(text)
        edges = {p: self._edge(p, text, 0.0, p.war_value) for p in onlookers}
        yes = {p: self._signs(luck[p], edges[p]) for p in onlookers}
        self.kept = self._chances_kept(text, yes)  # signers know who endorses
        reward = {p: self._reward(p, yes) for p in self.signers}
        government, opposition = self.signers
        edges[government] = self._edge(
            government, text, reward[government], self._war_without_refusers(yes)
        )
        edges[opposition] = self._edge(opposition, text, reward[opposition], opposition.war_value)
        yes[government] = self._signs(luck[government], edges[government])
        saying_yes = share_of(
            self.eligible,
            lambda f: (
                f.attends and self._faction_signs(f, text, reward[opposition], luck[opposition])
            ),
        )
        yes[opposition] = saying_yes >= self.talks.quorum
        if not self._refused_before(text, edges):
            self._close_round(text, proposer, edges, yes)

    def _luck_of_round(self, party):
        fresh = self.stream.normal("round", party.name, self.week)
        return share_below(mixed_shock(party.mood, fresh, self.acceptance.lasting))

    def _signs(self, luck, net_gain):
        return luck < logistic(self.acceptance.sharpness * net_gain)

    def _draft_text(self):
        """The text of this round and who tabled it: the mediator (None), or a party, each
        as often."""
        declared = {p: dict(p.position) for p in self.everyone}
        for i in self.form.talk.issues:
            if i in self.package:
                term = declared[self.government]
                term[i] = within(term[i] + self.softness * self.outward[i], 0.0, 100.0)
        by_party, which = (
            self.stream.uniform("tabled", what, self.week) for what in ("by", "which")
        )
        proposer = None
        if by_party < self.talks.proposals:
            proposer = self.everyone[int(which * len(self.everyone))]
        weight = {p: self.talks.bias if p is proposer else 1.0 for p in self.everyone}
        return getattr(self, TEXTS[self.form.talks.rule])(declared, weight), proposer

    def _mean_text(self, declared, weight):
        """Each issue at the mean of positions, weighted by weight and salience."""
        care = {p: p.salience_in_drafts() for p in self.everyone}
        force = {(p, i): weight[p] * care[p][i] for p in self.everyone for i in self.package}
        whole = {i: sum(force[p, i] for p in self.everyone) for i in self.package}
        return {
            i: sum(force[p, i] * declared[p][i] for p in self.everyone) / whole[i]
            for i in self.package
        }

    def _median_text(self, declared, weight):
        """Each issue at the position of the party with whom half of the weight is passed."""
        care = {p: p.salience_in_drafts() for p in self.everyone}
        return {
            i: median_of([(declared[p][i], weight[p] * care[p][i]) for p in self.everyone])
            for i in self.package
        }

    def _text_issue_by_issue(self, declared, weight):
        """The Nash point of each issue alone; without a deal each party loses on it what its war
        value says it loses on average."""
        care = {p: p.salience_in_drafts() for p in self.everyone}
        text = {}
        for i in self.package:
            term = mean(declared[p][i] for p in self.everyone)
            for _ in range(20):
                pulls = []
                for p in self.everyone:
                    gain = (1.0 - ((term - declared[p][i]) / 100.0) ** 2 - p.war_squared) / 0.1
                    pulls.append(
                        (
                            declared[p][i],
                            weight[p] * care[p][i] * logistic(gain) / (0.1 * softplus(gain)),
                        )
                    )
                term += 0.5 * (
                    sum(place * pull for place, pull in pulls) / sum(pull for _, pull in pulls)
                    - term
                )
            text[i] = term
        return text

    def _text_of_challenges(self, declared, weight):
        """Each issue where the median stands still while parties challenge each other; the keenest
        care of all is 1."""
        care = {p: p.salience_in_drafts() for p in self.everyone}
        keenest = max(care[p][i] for p in self.everyone for i in self.package)
        return {
            i: after_challenges(
                [Rival(declared[p][i], weight[p], care[p][i] / keenest) for p in self.everyone]
            )
            for i in self.package
        }

    def _nash_text(self, declared, weight):
        """The asymmetric Nash point between the parties, by twenty damped passes; a party with a
        lower total salience weighs less."""
        text = {i: mean(declared[p][i] for p in self.everyone) for i in self.package}
        total, share, force = {}, {}, {}
        for p in self.everyone:
            care = p.salience_in_drafts()
            total[p] = sum(care[i] for i in self.package)
            share[p] = {i: care[i] / total[p] for i in self.package}
        for _ in range(20):
            for p in self.everyone:
                loss = sum(
                    share[p][i] * ((text[i] - declared[p][i]) * 0.01) ** 2 for i in self.package
                )
                gain = (1.0 - loss - p.war_squared) / 0.1
                force[p] = weight[p] * total[p] * logistic(gain) / (0.1 * softplus(gain))
            for i in self.package:
                whole = sum(share[p][i] * force[p] for p in self.everyone)
                best = sum(share[p][i] * force[p] * declared[p][i] for p in self.everyone) / whole
                text[i] += 0.5 * (best - text[i])
        return text

    def _edge(self, party, text, reward, war):
        """How much better signing now is than the best of fighting on and waiting half a year."""
        betrayed = self._betrayed(party, text)
        return self._edge_of(party, party.worth_to_sign(text), betrayed, reward, war)

    def _edge_of(self, party, deal, betrayed, reward, war):
        """The edge of terms worth `deal`; `betrayed` is the value of the war resumed."""
        kept, same = self.kept[party], self.acceptance.same_offer
        if self.week - self.start + 26 >= self.talks.deadline:
            same = 0.0
        signing = kept * deal + (1.0 - kept) * betrayed + reward
        war_later = war + party.war_later - party.war_value
        later = same * max(signing, war_later) + (1.0 - same) * war_later - 0.5 * party.war_cost
        return signing - max(war, later)

    def _reward(self, signer, yes):
        """Side payments of the signer's own patrons."""
        paying = sum(yes[p] for p in self.patrons if p.side == signer.side)
        return self.acceptance.side_payment * paying

    def _war_without_refusers(self, yes):
        """War value of the government where patrons who refused the text keep supporting it all the
        same."""
        likely = self.probability_of_each_support(
            {p: p.pressure if yes[p] else 0.0 for p in self.backers}
        )
        return sum(war * q for war, q in zip(self.government.war_by_state, likely, strict=True))

    def _faction_signs(self, faction, text, reward, luck):
        """A faction's yes, from its own harder or softer line."""
        o, position = self.opposition, self._position_of(faction)
        difference = self._difference_of_ends(position)
        betrayed = self._betrayed(o, text) + difference
        deal = o.worth_to_sign(text, position)
        edge = self._edge_of(o, deal, betrayed, reward, o.war_value + difference)
        return self._signs(luck, edge)

    def _position_of(self, faction):
        """Position of a faction: further out than its party, or less far."""
        position = self.opposition.position
        return {
            i: within(position[i] + self.outward[i] * faction.hard_line, 0.0, 100.0)
            for i in self.package
        }

    def _difference_of_ends(self, position):
        """By how much the ends of the war are worth more at a position than to the opposition."""
        o = self.opposition
        expected = o.victory_probabilities, o.control
        return o.value_of_ends(position).expected(*expected) - o.ends.expected(*expected)

    def _refused_before(self, text, edges):
        """True for a text near a refused one, while no signer's edge has moved."""
        for refused, old in self.refused.values():
            distance = mean(abs(text[i] - refused[i]) for i in self.package)
            still = all(abs(edges[p] - old[p]) < self.talks.moved for p in self.signers)
            if distance < self.talks.similar and still:
                return True
        return False

    def _close_round(self, text, proposer, edges, yes):
        """The text stands; it is signed or refused."""
        self.voted, self.draft = True, text
        for p in self.everyone:
            p.net_gain, p.voted_yes = edges[p], yes[p]
        must = {p for p in self.patrons if self.talks.patrons_must_sign >= 0.5} | {
            p for p in self.everyone if p.form.veto == "sign" or not p.form.client
        }
        agreed = all(yes[p] for p in must)
        if agreed and all(yes[p] for p in self.signers):
            self.deal, self.deal_age, self.deal_terms = True, 0.0, text
            self.deal_guarantors, self.deal_spoilers = self._commitment(yes), self._refusing(yes)
        else:
            self.blocked = {p.side for p in self.signers if not yes[p]}
            self.refused[proposer] = text, {p: edges[p] for p in self.signers}

    # -----------------------------------------------------------------------------------------------
    # stage 8: deal
    def keep_deal(self):
        """A deal in force holds or breaks; foreign men leave as it says."""
        fresh = self.stream.uniform("breakdown", "deal", self.week)
        in_force = self.deal and self.deal_age > 0.0
        self.broken_by = [in_force and self._would_break(p) for p in self.signers]
        self.breaks = any(self.broken_by) or (in_force and fresh < self._chance_of_breakdown())
        self.men_leaving, self.joining = 0.0, 0.0
        if not self.deal:
            self.deal_age = 0.0
            return
        if self.breaks:
            for camp, holder in enumerate((self.regime, self.rebels)):
                holder.demobilise(self.given_up(self.deal_terms, camp))
            self.deal_broke = True
            self.deal, self.deal_age, self.truce = False, 0.0, False
            self._end_practice_of_ceasefire()
            return
        term = self._conceded(self.deal_terms[self.foreign], self.foreign) if self.foreign else 0.0
        self.men_leaving = 0.01 * term * min(self.deal_age / self.deal_numbers.phase, 1.0)
        included = 1.0
        if self.inclusion:
            included = 0.01 * self._conceded(self.deal_terms[self.inclusion], self.inclusion)
        self.joining = (
            self.deal_numbers.joining
            * included
            * (1.0 - self.deal_numbers.by_foreign * (1.0 - self.men_leaving))
            * (1.0 - self.deal_numbers.by_leader * self._power_retained(self.deal_terms))
        )
        self.truce = True
        self.deal_age += 1.0

    def _would_break(self, signer):
        """True where a signer, in the mood that it is in, breaks the deal in force."""
        gain = self._gain_from_keeping(signer, self.deal_terms, signer.war_left(self.deal_terms))
        keeping = self._keeping(gain, self._guarantee(self.deal_guarantors), self.trust)
        return share_below(signer.mood) >= keeping

    def _chance_of_breakdown(self):
        """By spoilers: high at first and falling; a guarantee lowers it."""
        spoilers, committed = self._spoilers(self.deal_spoilers), self.deal_guarantors
        hazard = self._hazard(spoilers, self._guarantee(committed))
        return min(hazard * 0.5 ** (self.deal_age / self.deal_numbers.ageing), 1.0)

    # -----------------------------------------------------------------------------------------------
    # stage 9: expectations
    def expect(self):
        """Armies miss the help that they had expected; then what came is expected a little more."""
        for holder in self.holders.values():
            holder.miss_help()
        for patron in self.patrons:
            patron.grow_familiar()

    # -----------------------------------------------------------------------------------------------
    # stage 9: judge
    def record(self):
        """Events that take more than one week to recognise."""
        self._record_concessions()
        self._record_words()
        new = [
            i
            for i in self.confidence
            if self.agreed[i] and (i != self.ceasefire or self.since_truce > 4)
        ]
        self.enacted = len(new)
        self.since_truce = 0 if self.void or self.breaks else min(self.since_truce + 1, NEVER)
        if self.truce:
            self.since_truce = NEVER

    def _record_concessions(self):
        """Core: bottom line or vote at 25 or more. Major: an issue enacted 30 or more from practice
        for 8 weeks."""
        self.core_weeks = (
            self.core_weeks + 1 if any(line >= 25.0 for line in self.reservation.values()) else 0
        )
        voted_for = (
            self.voted
            and self.government.voted_yes
            and any(self.draft[i] >= 25.0 for i in self.core)
        )
        self.core_conceded = self.core_conceded or self.core_weeks >= 4 or voted_for
        for i in self.confidence:
            moved = self.practice[i] - self.first_practice[i]
            far = abs(moved) >= 30.0 and (i != self.ceasefire or (self.truce and moved > 0.0))
            self.major_weeks[i] = self.major_weeks[i] + 1 if far else 0
            self.major_conceded = self.major_conceded or self.major_weeks[i] >= 8

    def _record_words(self):
        """Words that moved 10 points in 3 weeks while the bottom line stood, and the loss of half
        of it within 6."""
        if self.first_week:
            self.past_bottoms = [dict(self.reservation)] * 3
        still = all(abs(self.reservation[i] - self.past_bottoms[0][i]) < 2.0 for i in self.core)
        self.softening = self.softness - self.past_softness[0] >= 10.0 and still
        self.since_soft = 0 if self.softening else self.since_soft + 1
        if self.softening:
            self.peak = max(self.softness, self.peak)
        self.reverted = (
            self.since_soft <= 6 and self.softness <= 0.5 * self.peak and not self.softening
        )
        if self.since_soft > 6:
            self.peak = 0.0
        self.past_softness = [*self.past_softness[1:], self.softness]
        self.past_bottoms = [*self.past_bottoms[1:], dict(self.reservation)]

    def remember_lines(self):
        """Where the lines were half a year ago, or at the start."""
        self.areas = {h: holder.area() for h, holder in self.holders.items()}
        past = self.past_areas[0]
        self.advance = 100.0 * (self.areas[self.regime.name] - past[self.regime.name])
        moved = max(abs(area - past[h]) for h, area in self.areas.items())
        self.movement = 100.0 * moved if self.week - self.start >= 25 else 100.0
        self.past_areas = [*self.past_areas[1:], self.areas]

    def look(self):
        """Measures of the week that expressions ask for."""
        self.seen = {name: self.measures[name]() for name in self.asked}

    def judge(self):
        """The outcome of the world: the first whose condition has lasted; it stays for ever where
        that absorbs."""
        self.remember_lines()
        self.look()
        met = {
            name: [c for c in conditions if c.met(self.seen)]
            for name, conditions in self.conditions.items()
        }
        self.at, self.part, self.alive = (
            _first(met[kind.id] for kind in self.form.outcomes),
            -1,
            True,
        )
        if self.at >= 0:
            kind = self.form.outcomes[self.at]
            self.part = _first(met[part.id] for part in kind.parts)
            self.alive = not any(c.absorbing for one in (kind, *kind.parts) for c in met[one.id])

    def outcome_name(self, _=None):
        """Id of the outcome the world is in, or None."""
        return self.form.outcomes[self.at].id if self.at >= 0 else None

    def _measures(self):
        """{name: how to make it}, all that expressions may ask for."""
        regime, rebels, area = self.regime, self.rebels, self.regime.name
        found = {
            "week": lambda: float(self.week - self.start),
            "capital_residents": lambda: 100.0 * regime.residents[self.capital],
            "government_area": lambda: 100.0 * self.areas[area],
            "government_gain": lambda: 100.0 * (self.areas[area] - self.first_area[area]),
            "government_advance": lambda: self.advance,
            "government_residents": lambda: 100.0 * regime.people(),
            "opposition_residents": lambda: 100.0 * rebels.people(),
            "movement": lambda: self.movement,
            "garrisoned_area": lambda: (
                100.0
                * sum(
                    h.share[g] * self.area_weight[g] for h in self.others for g in h.form.garrisons
                )
            ),
            "violence": lambda: self.deaths / self.harm.reference,
            "civilians_killed": lambda: self.deaths,
            "civilians_killed_total": lambda: self.killed,
            "civilians_killed_until_end": lambda: self.killed,
            "besieged": self._besieged,
            "fighters_killed": lambda: sum(h.dead for h in self.holders.values()),
            "end_of_story": lambda: not self.alive,
            "sorties": lambda: sum(p.sorties for p in self.patrons),
            "ceiling_bound": lambda: any(p.ceiling_bound for p in self.patrons),
            "truce_in_force": lambda: self.truce,
            "truce_void": lambda: self.void,
            "violations": lambda: sum(self.violations),
            "attending": lambda: 100.0 * self.share_attending(),
            "with_radicals": lambda: 100.0 * share_of(self.factions, lambda f: f.leans),
            "deal_broke": lambda: self.deal_broke,
            "deal_holding": lambda: self.deal,
            "departed": self._departed,
            "softening": lambda: self.softening,
            "reversion": lambda: self.reverted,
            "core_concession": lambda: self.core_conceded,
            "major_concession": lambda: self.core_conceded or self.major_conceded,
            "bottom_line_on_leader": lambda: self.reservation[self.leader],
            "measures_enacted": lambda: self.enacted,
            "zone_of_agreement": lambda: (
                100.0 * all(p.squared_worth_of(self.draft) > p.war_squared for p in self.signers)
            ),
            "declared_softness": lambda: self.softness,
            "own_way": lambda: float(self.unilateral_move),
        }
        found |= dict.fromkeys(
            ("signed", "signature", "package_signed"), lambda: self.deal or self.deal_broke
        )
        found |= {f"deal.{i}": lambda i=i: self.deal_terms[i] for i in self.package}
        found |= {f"text.{i}": lambda i=i: self.draft[i] for i in self.package}
        for name, holder in self.holders.items():
            found[f"residents.{name}"] = lambda holder=holder: 100.0 * holder.people()
            found[f"area.{name}"] = lambda name=name: 100.0 * self.areas[name]
            found[f"killed.{name}"] = lambda holder=holder: holder.dead
        return found

    def _besieged(self):
        """Thousand residents of opposition pockets, more where the government holds the land round
        them."""
        access = 0.01 * self.practice[self.access] if self.access else 0.0
        there = sum(
            self.rebels.residents[g] * self.people[g] * self.regime.share[g] ** 2
            for g in self.places
        )
        return self.harm.siege * (1.0 - self.harm.relief * access) * there

    def _departed(self):
        """True where a deal has dated the leader's departure and the date has come."""
        dated = bool(self.leader) and self.deal_terms[self.leader] >= self.talks.dated_from
        return (
            self.deal and dated and self.deal_age >= self.talks.departure_weeks
        ) or self.left_by_script()

    def left_by_script(self):
        """True once the scenario has sent the leader away."""
        return self.week - self.start >= self.talks.leader_leaves

    def _succeed(self):
        """The leader goes: nobody defends him, the ends of the war hold none of him, the army is
        shaken."""
        if not self.left_by_script() or self.succeeded or not self.leader:
            return
        self.succeeded, settled = (
            True,
            100.0 if self.government.first_position[self.leader] < 50.0 else 0.0,
        )
        for party in self.everyone:
            for positions in party.all_positions():
                positions[self.leader] = settled
        self.regime.cohesion -= self.cohesion_numbers.departure
        self.ends = [{**end, self.leader: settled} for end in self.ends]


def _first(true):
    """Number of the first that is true, -1 where none is."""
    return next((number for number, one in enumerate(true) if one), -1)


def _middle(parameter):
    """A share given in the scenario, 0 where none is."""
    return 0.0 if parameter is None else parameter.value


def _density(area, residents):
    """Exponent that gives these residents for this area; 1 where the record holds none of the land
    or all of it."""
    if not (0.0 < area < 1.0 and residents > 0.0):
        return 1.0
    return math.log(1.0 - min(residents, 0.995)) / math.log(1.0 - area)
