"""Reasons for inputs without effect, and a view of a scenario by the roles of its actors."""

from enum import Enum

from simulator.scenario.expression import expressions
from simulator.scenario.extremes import Extremes
from simulator.scenario.relations import Relations


class Reason(Enum):
    """Why an input has no effect, or only seldom."""

    KIND = "only a confidence measure has a practice"
    PARTY = "only patrons have this"
    FIGHTS = "what war costs a party that fights follows from its losses, revenue and patrons"
    NO_LOSS = "only the losses of holders in a camp make war costly"
    DIVIDED = "no issue follows control"
    NO_SUPPORT = "no patron gives men or aircraft that a signer could depend on"
    NO_SIDE = "only parties of a camp have this bias"
    GROUNDED = "the patron has no aircraft"
    STILL = "the patron never decides its own sorties"
    NO_SORTIES = "the patron flies no sorties"
    NO_CUT = "no aircraft are withdrawn"
    NO_SHORTFALL = "no patron gives less than its clients expect"
    NO_SURPRISE = "no threat exceeds what clients expect"
    NO_RECEIVER = "no holder receives the patron's support"
    SILENT = "no client of the patron makes public statements"
    NO_OTHER = "no other patron withdraws aircraft or threatens to"
    NO_BAN = "there is no no-fly zone"
    NO_FOE = "the other side flies no sorties"
    SHIELDED = "air defence offsets the no-fly zone"
    NO_GUARANTOR = "no patron guarantees a deal"
    NO_LEADER = "no issue of the package is about the leader"
    NO_FEAR = "no party fears punishment of its leader"
    NO_SPONSOR = "no sponsor persuades a signer without support that it could cut"
    NO_MEN = "the patron has no men"
    EACH_STATES = "each bureau of the party states its own"
    NO_DIVISION = "no signer has bureaus"
    NO_BUREAU = "the party has no bureau that favours force"
    THE_REST = "the bureau that favours talks has the remaining weight"
    NO_DRIFT = "no patron drifts to the other sponsor's text"
    NO_VOICE = "only signers and sponsors influence confidence measures"
    NO_VOTE = "only signers vote on confidence measures"
    NO_RED_LINE = "a confidence measure has no red lines"
    NO_FIGHTERS = "the faction has no fighters"
    RADICAL = "radicals neither attend nor leave"
    NO_EFFORT = "the holder has no main effort"
    NO_ARMS = "the holder receives no arms"
    NO_RECRUITS = "the holder has no recruits"
    NO_HELP = "no allied sorties are flown against the holder's opponents"
    STAYS = "the leader does not leave by script"
    NOT_ASKED = "no outcome or dated step depends on the departure of the leader"
    NO_TRUCE = "there is no truce at the start"
    NO_SCRIPT = "no truce begins by script"
    NO_FACTOR = "it multiplies a parameter that is 0"
    UNHEARD = "no faction hears a statement of another camp"
    UNPROVOKED = "no faction is provoked by a move of another camp"
    NO_SPEAKER = "no patron has a client that makes public statements"
    NO_PATRON = "no party that acts alone has patrons"
    NO_ISSUE = "no issue is listed or has this role"
    ALL_SIGN = "every patron must sign anyway"
    NEVER_LEAN = "no faction would join the radicals"
    NO_PRESSURE = "pressure never exceeds the threshold"
    TOO_LATE = "the date is after the last week of the run"
    SELDOM_PRESSURE = "pressure seldom exceeds the threshold"
    SELDOM_SIGNED = "it acts only under a deal"
    SELDOM_FAR = "a proposal is one step from practice, whatever the distance to the sponsors' text"
    SELDOM_PIVOTAL = "it acts only through one issue of one vote"

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
        super().__init__(resolved.parameters, resolved.levers)
        self.form = form = resolved.form
        self.used_metrics = {name for _, test in expressions(form) for name in test.names}
        self.relations = relations = Relations(form)
        self.signers, self.patrons = relations.signers, relations.patrons
        self.sovereign = relations.sovereign
        self.camp = {p: relations.camp(p) for p in form.parties}
        self.speakers, self.movers = relations.speakers, relations.movers
        self.supporters = [p for p in self.patrons if self._supports(p)]
        self.sponsors = [p for p in self.patrons if form.parties[p].sponsor]
        several = self.sponsors if len(self.sponsors) > 1 else []
        self.drifting = [p for p in several if self.most(f"parties.{p}.drift")]
        self.moving = {*self.drifting, *(p for p in self.patrons if form.parties[p].bureaus)}

    def fears(self):
        """Whether a party fears punishment of a leader who leaves."""
        return not self.nought(*(f"parties.{p}.fear_of_punishment" for p in self.form.parties))

    def issue(self, role, kind="package"):
        """Issue of a kind and role, or None."""
        issues = self.form.issues.items()
        return next((i for i, issue in issues if (issue.role, issue.kind) == (role, kind)), None)

    def _supports(self, p):
        """Whether a client may count on a patron's men or aircraft, as in the model."""
        own = f"parties.{p}."
        men = bool(self.form.parties[p].men)
        names = "aircraft", "surge", "expected_aircraft", "expected_men"
        return men or not self.nought(*(own + name for name in names))

    def patrons_of(self, p):
        """Patrons in the camp of a party."""
        return [q for q in self.patrons if self.camp[p] and self.camp[q] == self.camp[p]]

    def others(self, p):
        """Patrons in other camps."""
        return [q for q in self.patrons if self.camp[q] != self.camp[p]]

    def receivers(self, p):
        """Holders that receive the support of a patron."""
        parties = (party for party, _ in self.relations.recipients(p))
        return [h for h in map(self.relations.holder, parties) if h]

    def withdraws(self, p):
        """Whether a patron may have fewer aircraft than before, or than its clients expect."""
        own = f"parties.{p}."
        fewer = self.least(own + "aircraft") < self.most(own + "expected_aircraft")
        return fewer or self.falls(own + "aircraft")

    def falls_short(self, p):
        """Whether a patron may give less than its clients expect."""
        own, kinds = f"parties.{p}.", self.form.parties[p].men
        men = [f"{own}men.{kind}" for kind in kinds]
        fewer = sum(map(self.least, men)) < self.most(own + "expected_men")
        returns = not self.nought(own + "surge") and any(map(self.withdraws, self.patrons))
        falling = any(map(self.falls, [own + "sorties_per_aircraft", *men]))
        return fewer or returns or falling or self.withdraws(p)

    def may_surprise(self, p):
        """Whether the signal of a patron's threat may exceed what its clients expect."""
        own = f"parties.{p}."
        cut = self.withdraws(p) and self.most("coercion.signal") > 0.0
        rises = self.steps.get(own + "pressure", ())
        if expected := self.of(own + "expected_pressure"):
            return cut or self.most(own + "pressure") > min(expected)
        return cut or max(rises, default=0.0) > self.least(own + "pressure")

    def is_used_to_threats(self, p):
        """Whether clients expect some threat of a patron that threatens them."""
        own = f"parties.{p}."
        expected = min(self.of(own + "expected_pressure"), default=self.least(own + "pressure"))
        return expected > 0.0 and self.shown_alone(p) > 0.0

    def flies(self, p):
        """Whether a patron may fly sorties."""
        own = f"parties.{p}."
        names = ("peak_sorties", "aircraft", "sorties_per_aircraft")
        chosen = self.open_once(own + "sorties") and all(self.most(own + name) for name in names)
        return p in self.patrons and (self.most(own + "sorties") > 0 or chosen)

    def threat_of(self, p):
        """Reason why the threat of a patron, or of its own patrons, seldom or never passes the
        threshold, or None where one does."""
        above = [q for q, _ in self.relations.patrons_above(p)]
        shown, threshold = max(map(self.shown_alone, [p, *above])), "coercion.threshold"
        if shown <= self.least(threshold):
            return Reason.NO_PRESSURE
        seldom = shown <= self.parameters[threshold].value
        return Reason.SELDOM_PRESSURE if seldom else None

    def shown_alone(self, p):
        """Largest visible threat of one patron, 0..1."""
        cut = self.most("coercion.signal") if self.withdraws(p) else 0.0
        return 1.0 - (1.0 - self.most(f"parties.{p}.pressure")) * (1.0 - cut)

    def pressed(self):
        """Reason why pressure seldom or never passes the threshold, or None where it does."""
        shown = max([0.0, *map(self.shown_alone, self.patrons)])
        threshold = self.parameters["coercion.threshold"]
        if shown <= self.least("coercion.threshold"):
            return Reason.NO_PRESSURE
        return Reason.SELDOM_PRESSURE if shown <= threshold.value else None
