"""Reasons for inputs without effect, and a view of a scenario by the roles of its actors."""

from enum import Enum

from simulator.scenario.expression import expressions
from simulator.scenario.extremes import Extremes


class Reason(Enum):
    """Why an input has no effect, or only seldom."""

    KIND = "only a measure has a present practice"
    PARTY = "only patrons have it"
    NO_SIDE = "only those who stand on a side of the war lean to it"
    SIDE = "patrons of the opposition have no part in that"
    ARMS = "only the opposition's patrons give arms"
    GROUNDED = "the patron has no aircraft"
    STILL = "the patron flies no sorties of its own choice"
    NO_SORTIES = "the patron flies no sorties"
    NO_CUT = "no aircraft are withdrawn"
    NO_OTHER = "no other patron withdraws aircraft or presses"
    NO_BAN = "nobody closes the sky"
    NO_FOE = "the other side flies no sorties"
    SHIELDED = "air defence keeps the sky open"
    NO_MEN = "the patron has no men"
    NO_BUREAU = "the party has no bureau that favours force"
    THE_REST = "the bureau that favours talks has the rest of the weight"
    NO_DRIFT = "nobody whom it concerns drifts to another's text"
    NO_VOICE = "only the signers and the sponsors are heard on measures"
    NO_VOTE = "only the signers weigh the measures against each other"
    NO_RED_LINE = "a measure has no red lines"
    NO_FIGHTERS = "the faction has no fighters"
    RADICAL = "radicals neither attend nor leave"
    NO_EFFORT = "the holder names no main effort"
    NO_ARMS = "the holder is given no arms"
    NO_RECRUITS = "the holder has no recruits"
    NO_HELP = "no allied sorties are flown against those whom the holder fights"
    STAYS = "the leader does not leave by script"
    NOT_ASKED = "no outcome or step asks whether the leader has left"
    NO_TRUCE = "there is no truce at the start"
    NO_SCRIPT = "no truce begins by script"
    NO_FACTOR = "what it multiplies is 0"
    NO_ISSUE = "no issue is named or plays this part"
    ALL_SIGN = "every patron must sign already"
    NEVER_LEAN = "no faction that could choose would lean on the radicals"
    NO_PRESSURE = "no pressure passes the threshold"
    TOO_LATE = "it lies after the last week"
    SELDOM_PRESSURE = "pressure seldom passes the threshold"
    SELDOM_SIGNED = "it acts under a deal alone"
    SELDOM_FAR = "a proposal goes one step from practice, however far the sponsors' text lies"
    SELDOM_PIVOTAL = "it acts through one issue of one vote"

    @property
    def seldom(self):
        """Whether the input has an effect in a few worlds."""
        return self.name.startswith("SELDOM")


def idle_by(reason, own, *names):
    """(path, reason) of parameters, by their names below a path."""
    return [(own + name, reason) for name in names]


class View(Extremes):
    """A scenario with its actors by role."""

    def __init__(self, resolved):
        super().__init__(resolved.numbers, resolved.levers)
        self.form = form = resolved.form
        self.asked = {name for _, one in expressions(form) for name in one.names}
        roles = {p: one.role for p, one in form.parties.items()}
        self.opposition = next(p for p, role in roles.items() if role == "opposition")
        self.signers = [p for p, role in roles.items() if role in ("government", "opposition")]
        self.patrons = [p for p, role in roles.items() if role == "patron"]
        self.backers = [p for p in self.patrons if roles[form.parties[p].client] == "government"]
        self.helpers = [p for p in self.patrons if roles[form.parties[p].client] == "opposition"]
        self.sponsors = [p for p in self.patrons if form.parties[p].sponsor]
        several = self.sponsors if len(self.sponsors) > 1 else []
        self.drifting = [p for p in several if self.most(f"parties.{p}.drift")]
        self.moving = {*self.drifting, *(p for p in self.patrons if form.parties[p].bureaus)}

    def issue(self, role, kind="package"):
        """Issue of a kind and role, or None."""
        known = self.form.issues.items()
        return next((i for i, one in known if (one.role, one.kind) == (role, kind)), None)

    def flies(self, p):
        """Whether a patron of the government may fly sorties."""
        own = f"parties.{p}."
        names = ("peak_sorties", "aircraft", "sorties_per_aircraft")
        chosen = self.open_once(own + "sorties") and all(self.most(own + name) for name in names)
        return p in self.backers and (self.most(own + "sorties") > 0 or chosen)

    def shown(self):
        """Largest visible threat by patrons of the government, 0..1."""
        hidden = 1.0
        for p in self.backers:
            cut = self.most("coercion.signal") if self.falls(f"parties.{p}.aircraft") else 0.0
            hidden *= (1.0 - self.most(f"parties.{p}.pressure")) * (1.0 - cut)
        return 1.0 - hidden

    def pressed(self):
        """Reason why pressure seldom or never passes the threshold, or None where it does."""
        shown, threshold = self.shown(), self.numbers["coercion.threshold"]
        if shown <= self.least("coercion.threshold"):
            return Reason.NO_PRESSURE
        return Reason.SELDOM_PRESSURE if shown <= threshold.value else None
