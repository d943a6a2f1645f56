"""Why a party refused a text, and what changed since it accepted or tabled a similar one."""

from dataclasses import dataclass

CLOSE = 0.05  # share of the value of the best deal: a smaller gain or loss is a close call
SAME = 0.02  # share of the same: a smaller difference counts as none


@dataclass(frozen=True)
class EarlierVote:
    """A vote on a text that a party tabled or accepted before it refused a similar one.

    week     week of the vote
    tabled   whether the party had tabled the text
    vote     details of the event
    """

    week: int
    tabled: bool
    vote: dict


def refusal_reason(vote, party):
    """Why a party refused: (key, issue or None).

    vote     details of the vote, see `EventLog`; `attending` has the parties with factions, which
             decide by quorum
    returns  "absent" (too few factions at the table), "factions" (too few of them accepted),
             "close" (net gain near zero), "despite gain" (a net gain, still refused), "doubt"
             (doubt turned the gain into a loss), "red line" (the red line crossed did so),
             "waiting" (waiting is the best alternative) or "war" (fighting on is)
    """
    account = vote["accounts"][party]
    attending = vote["attending"].get(party)
    if attending is not None and attending < vote["quorum"]:
        return "absent", None
    if account.gain >= 0.0:
        if attending is not None:
            return "factions", None
        return ("close" if account.gain < CLOSE else "despite gain"), None
    doubt_cost = (1.0 - account.p_kept) * (account.terms - account.crossed - account.resumed)
    crossed = account.p_kept * account.crossed
    if crossed > doubt_cost and crossed > -account.gain:
        return "red line", account.red
    if doubt_cost > -account.gain:
        return "doubt", None
    waits = _alternative(account) > account.war + SAME
    return "waiting" if waits else "war", account.hardest


def largest_change(before, now, party):
    """The largest change for a party between a vote in which it accepted a text and one in which it
    refused: (key, issue or None).

    returns  "terms", "red line", "guarantors" (less commitment of them: more doubt), "doubt",
             "war" or "waiting" (of higher value than before), "factions" (fewer of them at the
             table), or "nothing"
    """
    attended, attending = (vote["attending"].get(party, 1.0) for vote in (before, now))
    if attending < attended - SAME:
        return "factions", None
    old, new = before["accounts"][party], now["accounts"][party]
    parts = {
        "terms": old.p_kept * (old.terms - new.terms),
        "red line": old.p_kept * (new.crossed - old.crossed),
        "doubt": (old.p_kept - new.p_kept) * (new.terms - new.crossed - new.resumed),
        "war": new.war - old.war,
    }
    rest = _alternative(new) - _alternative(old) - parts["war"]
    if now["guarantee"] < before["guarantee"]:
        parts["guarantors"] = parts.pop("doubt") + rest
    else:
        parts["waiting"] = rest
    key = max(parts, key=lambda name: parts[name])
    if parts[key] < SAME:
        return "nothing", None
    return key, {"terms": new.hardest, "red line": new.red}.get(key)


def _alternative(account):
    """Value of the better of fighting on and waiting, less what patrons add to a signature."""
    if_kept = account.p_kept * (account.terms - account.crossed)
    return if_kept + (1.0 - account.p_kept) * account.resumed - account.gain


def earlier_votes(votes):
    """Refusals of a text similar to one that the party had tabled or accepted, or no worse for it:
    {(number of a vote, party): EarlierVote}.

    votes  [(week, details)] in order
    """
    consented: dict[str, list[EarlierVote]] = {}
    earlier = {}
    for v, (week, vote) in enumerate(votes):
        for party in vote["no"]:
            similar = [
                row for row in consented.get(party, []) if _is_similar(row.vote, vote, party)
            ]
            if similar:
                earlier[v, party] = similar[-1]
        for party in dict.fromkeys([*vote["yes"], *([vote["by"]] if vote["by"] else [])]):
            consented.setdefault(party, []).append(EarlierVote(week, vote["by"] == party, vote))
    return earlier


def _is_similar(before, now, party):
    apart = [abs(term - now["terms"][issue]) for issue, term in before["terms"].items()]
    old, new = before["accounts"][party], now["accounts"][party]
    no_more = old.terms - old.crossed <= new.terms - new.crossed + SAME
    return sum(apart) / len(apart) < now["similar"] or no_more
