"""Sentences on packages: who tabled, signed or refused them and why, and why a deal broke down."""

from simulator.analysis import refusals
from simulator.report.formats import upper
from simulator.report.narrative.wording import date, with_sign

REASONS = {
    "absent": "as too few of the factions were at the table",
    "factions": "as too few of the factions accepted",
    "close": "in a close call",
    "despite gain": "holding back although the text promised more than fighting on",
    "doubt": "doubting that the other side would keep the deal",
    "red line": "as the term on {} crossed a red line",
    "war": "expecting more from fighting on",
    "waiting": "expecting more from waiting",
}
ALTERNATIVES = ("war", "waiting")  # reasons that compare the terms with an alternative
CHANGES = {
    "factions": "factions had left the table",
    "terms": "the terms had become harder to accept, above all the one on {}",
    "red line": "the term on {} had moved across a red line",
    "guarantors": "the guarantee of a deal had weakened",
    "doubt": "doubt that the other side would keep a deal had grown",
    "war": "fighting on had come to promise more",
    "waiting": "waiting had come to promise more",
    "nothing": "little had changed, and both decisions were close",
}


def vote(labels, event, earlier):
    """A package with its main terms, and who signed or refused it.

    earlier  {week: {party: EarlierVote}}
    """
    details = event.details
    terms = (
        f"{upper(issue.label)}: {labels.anchor(name, details['terms'][name])}."
        for name, issue in labels.form.issues.items()
        if issue.role in ("leader", "body")
    )
    text = " ".join([f"{upper(proposer(labels, details))} tabled a package.", *terms])
    if details["signed"]:
        return f"{text} {_signature(labels, details)}"
    return f"{text} {_refusals(labels, details, earlier.get(event.week, {}))}"


def proposer(labels, details):
    """Label of who tabled a text."""
    return labels.party(details["by"]) if details["by"] else "the mediator"


def signers(labels, details):
    """Parties whose signature made a package a deal."""
    signing = [name for name in details["yes"] if labels.must_sign(name)]
    return signing or details["yes"]


def blockers(labels, details):
    """Parties whose refusal blocked a text."""
    blocking = [name for name in details["no"] if labels.must_sign(name)]
    return blocking or list(details["no"])


def _signature(labels, details):
    signing = signers(labels, details)
    sentences = [f"{upper(labels.parties(signing))} signed it."]
    endorsing = [name for name in details["yes"] if name not in signing]
    sentences += _verdict(labels, endorsing, "endorsed it")
    sentences += _verdict(labels, details["no"], "did not endorse it")
    for name in signing:
        gain = details["accounts"][name].gain
        if gain < -refusals.CLOSE:
            value = labels.numeric(f"net gain {with_sign(gain)}")
            party = upper(labels.party(name))
            sentences.append(f"{party} signed although fighting on promised more{value}.")
    return " ".join(sentences)


def _verdict(labels, names, verb):
    return [f"{upper(labels.parties(names))} {verb}."] if names else []


def _refusals(labels, details, earlier):
    """Who accepted, refused and opposed a text that failed, with the reasons of those that blocked
    it."""
    blocking = blockers(labels, details)
    accepting = [name for name in details["yes"] if name != details["by"]]
    sentences = _verdict(labels, accepting, "accepted it")
    own = [details["by"]] if details["by"] in details["no"] else []
    by_reason: dict[str, list] = {}
    for name in blocking:
        if name not in own:
            by_reason.setdefault(_reason(labels, details, name), []).append(name)
    for clause, names in by_reason.items():
        sentences.append(f"{upper(labels.parties(names))} refused it, {clause}.")
    for name in own:
        party, clause = upper(labels.party(name)), _reason(labels, details, name)
        sentences.append(f"{party} had tabled it as a compromise and still refused it, {clause}.")
    opposing = [name for name in details["no"] if name not in (*blocking, *own)]
    sentences += _verdict(labels, opposing, "opposed it")
    for name in (*blocking, *own):
        if name in earlier:
            sentences.append(_change_since(labels, details, name, earlier.pop(name)))
    return " ".join(sentences)


def reason_clause(labels, details, party):
    """Why a party refused: (clause, issue whose term weighed most or None)."""
    key, issue = refusals.refusal_reason(details, party)
    clause = REASONS[key].format(issue and labels.issue(issue))
    return clause, issue if key in ALTERNATIVES else None


def _reason(labels, details, party):
    """Why a party refused, with the issue that weighed most and the values behind it."""
    clause, issue = reason_clause(labels, details, party)
    clause += f" than from these terms, above all on {labels.issue(issue)}" if issue else ""
    account = details["accounts"][party]
    probability = f"probability that the deal is kept {100 * account.p_kept:.0f}%"
    return clause + labels.numeric(f"net gain {with_sign(account.gain)}, {probability}")


def _change_since(labels, details, party, earlier):
    """What changed since a party accepted or tabled a similar text."""
    verb = "accepted" if party in earlier.vote["yes"] else "tabled"
    key, issue = refusals.largest_change(earlier.vote, details, party)
    change = CHANGES[key].format(issue and labels.issue(issue))
    earlier_vote = f"{upper(labels.party(party))} had {verb} a similar text on {date(earlier.week)}"
    return f"{earlier_vote}. Since then {change}."


def breakdown(labels, event, signed):
    """The breakdown of a deal; signed: [(week, vote)] of the packages signed."""
    (_, details) = [pair for pair in signed if pair[0] < event.week][-1]
    return f"The deal broke down{breakdown_cause(labels, event.details, details)}. The war resumed."


def breakdown_cause(labels, cause, details):
    """Who broke a deal, or the spoilers that broke it, in a clause.

    cause    details of the breakdown
    details  details of the vote on the deal
    """
    if cause["by"]:
        return f", broken by {labels.parties(cause['by'])}"
    patrons = [name for name in details["no"] if labels.form.parties[name].client]
    spoilers = cause["spoilers"]
    value = labels.numeric(f"spoilers {100 * spoilers:.0f}%")
    if patrons:
        return f", with {labels.parties(patrons)} outside it{value}"
    if cause["leaning"] >= 0.1:
        return f", with factions drawn to {labels.radicals()}{value}"
    return f", with spoilers outside it{value}" if spoilers >= 0.1 else ""
