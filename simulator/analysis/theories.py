"""The same question under rival readings and with each mechanism taken out: what each breaks, and
which effects change their sign."""

from simulator.analysis.backtest import backtest
from simulator.scenario.checks import Check

# what is asked of a scenario against the base: (label, reading, how its number is made)
EFFECTS = {
    "violence": ({"mean": "violence"}, "mean"),
    "truce void": ({"ever": "not truce_in_force"}, "share"),
    "package signed": ({"ever": "signed"}, "share"),
    "core concession": ({"ever": "core_concession"}, "share"),
    "major concession": ({"ever": "major_concession"}, "share"),
    "soft words": ({"ever": "softening"}, "share"),
    "opposition attending": ({"mean": "attending"}, "mean"),
    "government's land": ({"last": "government_gain"}, "mean"),
}
SIGNS = {1: "+", 0: "0", -1: "−"}


def theories(rivals, checks, places, base, others, worlds, seed=2016, jobs=None, heard=None):
    """What breaks and what turns under each theory, the model as it is first.

    returns  [{"id", "label", "failed", "broken", "mended", "effects", "turned"}]

    rivals  {id: Theory}
    checks  {id: Check} held against the record under each
    heard   a Listener, told which theory's turn it is
    """
    asked = {**checks, **_effects(base, others, worlds)}
    found: list[dict] = []
    for name, rival in {None: None, **rivals}.items():
        if heard:
            heard.say(
                f"{len(found)} of {len(rivals)}: {rival.label if rival else 'the model as it is'}"
            )
        rows = backtest(
            {key: _under(rival, check) for key, check in asked.items()}, places, seed, jobs, worlds
        )
        found.append(_told(name, rival, rows, found[0] if found else None))
    return found


def _effects(base, others, worlds):
    """The effects asked for, as checks that cannot be held against anything: their sign is what
    counts."""
    made = {}
    for other in others:
        for label, (reading, how) in EFFECTS.items():
            about = {
                "name": label,
                "kind": "counterfactual",
                "known_at_design": "no",
                "source": "M",
                "grade": "D",
                "worlds": worlds,
            }
            runs = {"other": other, "base": base}
            made[f"{other}: {label}"] = Check.model_validate(
                {
                    **about,
                    "runs": runs,
                    "readings": {"it": reading},
                    how: "it",
                    "value": "other - base",
                    "shape": "positive",
                }
            )
    return made


def _under(rival, check):
    """A check whose runs all follow a theory."""
    if rival is None or check.grid:
        return check
    runs = {name: rival.of(run) for name, run in check.all_runs.items()}
    return check.model_copy(update={"runs": runs} if check.runs else {"run": runs["it"]})


def _told(name, rival, rows, usual):
    held = [row for row in rows if ": " not in row["id"]]
    failed = [row["id"] for row in held if not row["pass"]]
    effects = {
        row["id"]: {**row["model"], "sign": _sign(row["model"])}
        for row in rows
        if ": " in row["id"]
    }
    before = usual or {"failed": failed, "effects": effects}
    turned = {
        key: [before["effects"][key]["sign"], one["sign"]]
        for key, one in effects.items()
        if one["sign"] != before["effects"][key]["sign"]
    }
    return {
        "id": name or "as_it_is",
        "label": rival.label if rival else "the model as it is",
        "failed": failed,
        "broken": [key for key in failed if key not in before["failed"]],
        "mended": [key for key in before["failed"] if key not in failed],
        "effects": effects,
        "turned": turned,
    }


def _sign(model):
    """+ or - beyond chance, else 0."""
    low, high = model["low"], model["high"]
    return SIGNS[0 if low is None or high is None or low <= 0.0 <= high else 1 if low > 0.0 else -1]
