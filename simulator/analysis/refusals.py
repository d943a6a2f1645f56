"""Why a party refused a text, and what changed since it accepted or tabled one like it."""

from dataclasses import dataclass

CLOSE = 0.05  # of the value of the best deal: a gain or loss below it is a close call
SAME = 0.02  # of the same: a difference below it is none


@dataclass(frozen=True)
class Earlier:
    """A text that a party tabled or accepted before another that it refused.

    week     when it was voted on
    tabled   whether the party had tabled it
    vote     that event's particulars
    """

    week: int
    tabled: bool
    vote: dict


def reason(vote, party, opposition):
    """Why a party refused: (key, issue or None).

    vote        particulars of the vote, see `EventLog`
    opposition  id of the party whose factions decide by quorum
    returns     "away" (too few factions at the table), "factions" (too few of them accepted),
                "close" or "held back" (the text was worth as much as fighting on, or more),
                "doubt" (it was worth more if only it were kept), "red line" (it was worth more but
                for the red line crossed), "waiting" (waiting was worth more, more even than
                fighting on) or "war" (fighting on was worth more in any case)
    """
    account = vote["accounts"][party]
    if party == opposition and vote["attending"] < vote["quorum"]:
        return "away", None
    if account.gain >= 0.0:
        if party == opposition:
            return "factions", None
        return ("close" if account.gain < CLOSE else "held back"), None
    doubt = (1.0 - account.kept) * (account.terms - account.crossed - account.feared)
    crossed = account.kept * account.crossed
    if crossed > doubt and crossed > -account.gain:
        return "red line", account.red
    if doubt > -account.gain:
        return "doubt", None
    waits = _alternative(account) > account.war + SAME
    return "waiting" if waits else "war", account.hardest


def what_changed(before, now, party, opposition):
    """What changed most for a party between a vote in which it accepted a text and one in which it
    refused one: (key, issue or None).

    returns  "terms", "red line", "guarantors" (fewer of them, so more doubt and less reward),
             "doubt", "war" or "waiting" (worth more than before), "factions" (fewer of them at the
             table), or "nothing"
    """
    if party == opposition and now["attending"] < before["attending"] - SAME:
        return "factions", None
    old, new = before["accounts"][party], now["accounts"][party]
    parts = {
        "terms": old.kept * (old.terms - new.terms),
        "red line": old.kept * (new.crossed - old.crossed),
        "doubt": (old.kept - new.kept) * (new.terms - new.crossed - new.feared),
        "war": new.war - old.war,
    }
    rest = _alternative(new) - _alternative(old) - parts["war"]
    if now["guarantors"] < before["guarantors"]:
        parts["guarantors"] = parts.pop("doubt") + rest
    else:
        parts["waiting"] = rest
    key = max(parts, key=lambda name: parts[name])
    if parts[key] < SAME:
        return "nothing", None
    return key, {"terms": new.hardest, "red line": new.red}.get(key)


def _alternative(account):
    """Value of the better of fighting on and waiting, less what patrons add to a signature."""
    kept = account.kept * (account.terms - account.crossed)
    return kept + (1.0 - account.kept) * account.feared - account.gain


def earlier(votes):
    """{(number of a vote, party): Earlier} of the refusals in votes [(week, particulars)] where the
    party had tabled or accepted a similar text, or one that gave it no more."""
    known: dict[str, list[Earlier]] = {}
    found = {}
    for v, (week, vote) in enumerate(votes):
        for party in vote["no"]:
            like = [one for one in known.get(party, []) if _alike(one.vote, vote, party)]
            if like:
                found[v, party] = like[-1]
        for party in dict.fromkeys([*vote["yes"], *([vote["by"]] if vote["by"] else [])]):
            known.setdefault(party, []).append(Earlier(week, vote["by"] == party, vote))
    return found


def _alike(before, now, party):
    apart = [abs(term - now["terms"][issue]) for issue, term in before["terms"].items()]
    old, new = before["accounts"][party], now["accounts"][party]
    no_more = old.terms - old.crossed <= new.terms - new.crossed + SAME
    return sum(apart) / len(apart) < now["similar"] or no_more
