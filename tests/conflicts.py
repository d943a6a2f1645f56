"""Generated conflicts: 2 to 4 camps, 2 to 6 holders, 3 to 12 regions, and every feature of the
format, as values of a scenario file."""

import datetime

from hypothesis import strategies as st

from simulator.scenario.validate import validate

WEEKS = 20
ROLES = ("leader", "body", "foreign_forces", "inclusion")
FEATURES = (
    "three camps or more", "more holders than camps", "excluded holder", "sovereign",
    "aircraft", "men", "arms", "patron of a patron", "shared client", "offset", "no-fly zone",
    "pressure", "sponsor", "bureaus", "factions", "factions of two parties", "dated hostility",
    "one more signer", "siege", "foreign garrison", "truce in force", "capital", "dated aircraft",
    "deal likely", "two signers in a camp", "divided issue", "divided signer",
    "several speakers", "several movers", "expected support",
)  # fmt: skip


def shares(draw, names, gaps):
    """Shares of a whole, some of them 0 if gaps are allowed."""
    weights = [draw(st.integers(0 if gaps else 1, 9)) for _ in names]
    weights[draw(st.integers(0, len(names) - 1))] += 1
    return {
        name: weight / sum(weights) for name, weight in zip(names, weights, strict=True) if weight
    }


@st.composite
def conflicts(draw):
    """(values of a scenario file, set of its features)."""
    chosen = {name for name in FEATURES if draw(st.sampled_from([True, True, False]))}
    conflict = _Builder(draw, chosen)
    return conflict.values(), conflict.chosen


class _Builder:
    """Draws a conflict part by part."""

    def __init__(self, draw, chosen):
        self.draw, self.chosen, self.levers = draw, set(chosen), {}
        count = draw(st.integers(3, 4)) if "three camps or more" in chosen else 2
        self.camps = [f"camp{c}" for c in range(count)]
        self.signers = [f"signer{c}" for c in range(count)]
        self.holders = [f"holder{c}" for c in range(count)]
        more = draw(st.integers(1, 6 - count)) if self.has("more holders than camps") else 0
        self.more = [f"other{k}" for k in range(more)]
        if not more:
            self.chosen.discard("excluded holder")
        self.regions = [f"region{g}" for g in range(draw(st.integers(3, 12)))]
        issues = draw(st.integers(2, 4))
        self.package = [f"term{i}" for i in range(issues)]
        divided = draw(st.integers(1, issues)) if self.has("divided issue") else 0
        self.divided = self.package[:divided]  # issues that do not follow control
        self.measures = ["ceasefire", "access"][: draw(st.integers(1, 2))]

    def has(self, feature):
        return feature in self.chosen

    def share(self):
        """A share from 0 to 1."""
        return self.draw(st.integers(0, 10)) / 10

    def values(self):
        """All values of the scenario."""
        parties = self.parties()
        return {
            "format": 1, "scenario": "generated", "title": "generated", "start": _date("2018-10-01"),
            "weeks": WEEKS, "sources": {}, "camps": {camp: camp for camp in self.camps},
            "issues": self.issues(), "parties": parties, "factions": self.factions(),
            "holders": self.all_holders(), "regions": self.all_regions(),
            "borders": self.borders(), "ends": self.ends(),
            "outcomes": [{"id": "war", "label": "war", "when": "week >= 0"}],
            "talks": {"first": _date("2018-10-08"), "round_every": 3, "length": 1},
            "talk": {"parties": self.actors("several speakers"), "base": 0},
            "spoiling": {"parties": self.actors("several movers"), "issues": self.package,
                         "base": 0},
            "truce": {"in_force": self.has("truce in force")},
            "deal": {"price": 1.0} if self.has("deal likely") else {},
            "levers": self.levers,
        }  # fmt: skip

    def actors(self, feature):
        """Parties that speak or act alone: all signers of the camps, or the sovereign."""
        return self.signers if self.has(feature) else None

    def issues(self):
        package = {
            name: {"label": name, "kind": "package", "anchors": {0: "a", 100: "b"}, "role": role,
                   "shift": 0, "follows_control": name not in self.divided}
            for name, role in zip(self.package, ROLES, strict=False)
        }  # fmt: skip
        roles = {"ceasefire": "truce", "access": "access"}
        return package | {
            name: {"label": name, "kind": "measure", "anchors": {0: "a", 100: "b"},
                   "role": roles[name], "practice": 20, "shift": 0}
            for name in self.measures
        }  # fmt: skip

    def stance(self):
        return {
            name: {"position": self.draw(st.integers(0, 100)), "flexibility": self.share(),
                   "salience": 0.1 + self.share() * 0.9, "basis": "outside"}
            for name in (*self.package, *self.measures)
        }  # fmt: skip

    def parties(self):
        parties = {}
        for camp, signer in zip(self.camps, self.signers, strict=True):
            parties[signer] = {"label": signer, "camp": camp, "stance": self.stance(), "shift": 0}
        parties["signer0"]["sovereign"] = self.has("sovereign")
        if self.has("two signers in a camp"):
            parties["exile"] = {"label": "exile", "camp": "camp0", "stance": self.stance(),
                                "shift": 0}  # fmt: skip
        if self.has("one more signer"):
            parties["neutral"] = {"label": "neutral", "stance": self.stance(), "shift": 0}
        for k, signer in enumerate(self.signers):
            parties[f"patron{k}"] = self.patron(signer)
        if self.has("offset"):
            more = {"offset": 1.0, "surge": 10, "surge_pace": 0.2}
            parties["replacer"] = self.patron("signer0") | more
        if self.has("patron of a patron"):
            parties["above"] = {"label": "above", "client": "patron0", "pressure": self.share(),
                                "stance": self.stance(), "shift": 0}  # fmt: skip
        if self.has("shared client") and self.has("two signers in a camp"):
            parties["patron0"]["client"] = {"signer0": 0.5, "exile": 0.5}
        self.chosen -= set() if self.has("two signers in a camp") else {"shared client"}
        if self.has("bureaus"):
            patron = parties["patron0"]
            patron["bureaus"] = {
                "hawks": {"label": "hawks", "favours": "force", "weight": 0.5,
                          "stance": patron.pop("stance")},
                "doves": {"label": "doves", "favours": "talks", "stance": self.stance()},
            }  # fmt: skip
        if self.has("divided signer"):  # its elite differs on the first issue alone
            first = self.package[0]
            parties[self.draw(st.sampled_from(self.signers))]["bureaus"] = {
                "circle": {"label": "circle", "favours": "force", "weight": 0.5},
                "elite": {"label": "elite", "favours": "talks",
                          "stance": {first: self.stance()[first]}},
            }  # fmt: skip
        return parties

    def patron(self, client):
        """A patron with the support that the features ask for."""
        given = {
            "aircraft": {"aircraft": 20, "peak_sorties": 30},
            "men": {"men": {"advisers": self.draw(st.integers(1, 20))}, "advance": self.share()},
            "arms": {"arms": 50, "anti_tank": 1},
            "no-fly zone": {"no_fly": self.share(), "air_defence": self.share()},
            "pressure": {"pressure": self.share()},
            "sponsor": {"sponsor": True},
        }
        patron = {"label": "a patron", "client": client, "stance": self.stance(), "shift": 0}
        for feature, support in given.items():
            patron |= support if self.has(feature) and self.draw(st.booleans()) else {}
        if client == "signer0":  # each feature at least once
            for feature in given:
                patron |= given[feature] if self.has(feature) else {}
        patron |= given["aircraft"] if self.has("dated aircraft") else {}
        if self.has("expected support"):
            patron |= {"expected_aircraft": self.draw(st.integers(0, 40)),
                       "expected_men": self.draw(st.integers(0, 30)),
                       "expected_pressure": self.share()}  # fmt: skip
        if self.has("dated aircraft"):
            step = {"at": _date("2018-11-05"), "to": 5}
            self.levers[f"cut.{client}"] = {
                "sets": f"parties.patron{client[-1]}.aircraft", "value": 20, "steps": [step],
            }  # fmt: skip
        return patron

    def factions(self):
        owners = self.signers[: 2 if self.has("factions of two parties") else 1]
        if not self.has("factions"):
            self.chosen.discard("factions of two parties")
            return {}
        return {
            f"{kind}_{owner}": {
                "label": kind, "party": owner, "fighters": self.draw(st.integers(1, 20)),
                "homes": [self.draw(st.sampled_from(self.regions))],
                "hard_line": self.draw(st.integers(-10, 30)), "radical": kind == "radicals",
            }
            for owner in owners
            for kind in ("moderates", "hardliners", "radicals")
        }  # fmt: skip

    def all_holders(self):
        everyone = [*self.holders, *self.more]
        holders = {
            name: {
                "label": name, "party": signer, "reserve": self.draw(st.integers(1, 60)),
                "garrison": self.draw(st.integers(1, 60)), "cohesion": 0.7,
                "recruitment": self.share() / 5, "air_help": 1, "fights": self.enemies(name),
            }
            for name, signer in zip(
                everyone, [*self.signers, *(None for _ in self.more)], strict=True
            )
        }  # fmt: skip
        for name in self.more if self.has("excluded holder") else ():
            holders[name]["excluded"] = True
        for name in self.holders if self.has("siege") else ():
            holders[name]["besieges"] = True
        if self.has("foreign garrison"):
            holders["holder0"]["garrisons"] = {"region0": 1.0}
        return holders

    def enemies(self, name):
        """{holder: share of ordinary fighting}; the first two camps are always at war."""
        everyone = [*self.holders, *self.more]
        fought = [other for other in everyone if other != name and self.draw(st.booleans())]
        first = {"holder0": "holder1", "holder1": "holder0"}.get(name)
        listed = dict.fromkeys([*fought, *([first] if first else [])], 1.0)
        if self.has("dated hostility") and first:
            step = {"at": _date("2018-12-03"), "to": 1.0}
            self.levers[f"war.{name}"] = {
                "sets": f"holders.{name}.fights.{first}", "value": 0.0, "steps": [step],
            }  # fmt: skip
            listed[first] = 0.0
        return listed

    def all_regions(self):
        everyone = [*self.holders, *self.more]
        regions = {
            name: {
                "label": name, "area": self.draw(st.integers(100, 90000)),
                "residents": self.draw(st.integers(1, 3000)),
                "held": shares(self.draw, everyone, gaps=True),
                "lived": shares(self.draw, everyone, gaps=True),
            }
            for name in self.regions
        }  # fmt: skip
        both = {"holder0": 0.5, "holder1": 0.5}  # the first two camps meet
        regions["region1"] |= {"held": both, "lived": both}
        regions["region0"]["capital"] = self.has("capital")
        return regions

    def borders(self):
        """A ring of regions, and some further borders."""
        borders = {name: {} for name in self.regions}
        for g, name in enumerate(self.regions):
            borders[name][self.regions[(g + 1) % len(self.regions)]] = 50
        return borders

    def ends(self):
        covered = {f"{camp}_prevails": self.package for camp in self.camps}
        covered |= {"stalemate": self.divided} if self.divided else {}
        return {
            end: {name: self.draw(st.integers(0, 100)) for name in names}
            for end, names in covered.items()
        }


def _date(text):
    return datetime.date.fromisoformat(text)


def resolved(values):
    """The scenario that these values describe."""
    return validate(values, {}, "generated.yaml")
