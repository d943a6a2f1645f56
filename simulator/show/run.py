"""A scenario for itself: how the war ends in its worlds, what lies behind, who said no."""

from rich.text import Text

from simulator.show import page, rivals, words


def show(out, study):
    """Every scenario of a study."""
    for one in study.scenarios:
        _alone(out, study, one)
    page.terms(out, study)
    page.blockers(out, study)
    page.few(out, study)
    page.beyond(out, study)


def _alone(out, study, one):
    found, worlds = study.digests[one.id], study.worlds
    page.heading(out, study, one, one.form.title)
    out.print()
    page.block(out, in_short(one, found, worlds))
    made = page.table(f"How the war ends, of {worlds:,} worlds", "10-90%\nof draws", "worlds", "95%", "")
    for kind, share, part in page.kinds(one, found):
        style, bar = "dim" if part else "", "" if part else words.bar(share["share"])
        cells = ("  " if part else "") + kind.label, words.across(share, worlds), words.of(share["share"], worlds)
        made.add_row(*(Text(cell, style=style) for cell in (*cells, words.interval(share, worlds))), Text(bar, style="cyan"))
    page.block(out, made)
    _without_deal(out, one, found)
    made = page.table(f"What happens, of {worlds:,} worlds", "10-90%\nof draws", "worlds", "95%", "when it comes")
    for name, measure in page.events(one):
        metric = found["metrics"][name]
        cells = words.across(metric, worlds), words.of(metric["share"], worlds), words.interval(metric, worlds)
        made.add_row(measure.label, *cells, Text(words.waits(metric), style="dim"))
    page.block(out, made)
    made = page.table("How much", "mean, 10-90%\nof draws", "middle\nworld", "10-90%\nof worlds")
    for name, measure in page.amounts(one):
        metric = found["metrics"][name]
        cells = words.across_amount(metric), words.amount(metric["median"], metric["p90"]), words.futures(metric)
        made.add_row(page.name_of(measure), *cells)
    page.block(out, made)
    rivals.levels(out, study, one)


def _without_deal(out, one, found):
    """How the war ends where no package is in force: what the failure of talks leads to."""
    rest = found["without_deal"]
    if not rest["outcomes"]:
        return
    ends = [(kind.label, rest["outcomes"][kind.id]["share"]) for kind in one.form.classes]
    known = "; ".join(f"{label} {words.of(share, 1000)}" for label, share in ends if share)
    page.block(out, Text(f"Of 1,000 worlds without a package in force ({rest['worlds']:,} seen): {known}; no other ending."))


def in_short(one, found, worlds):
    """The commonest ending, and how far it hangs on what is not known."""
    label, share = max(((kind.label, found["outcomes"][kind.id]) for kind in one.form.classes), key=lambda pair: pair[1]["share"])
    often = f"{label} in {words.of(share['share'], worlds)} of {worlds:,} worlds"
    signed = f"a package is signed in {words.of(found['metrics']['package_signed']['share'], worlds)}"
    known = words.depending(share), words.depending(found["metrics"]["package_signed"])
    said = [text + (f" ({across})" if across else "") for text, across in zip((often, signed), known, strict=True)]
    return Text.assemble(("In short: ", "bold"), "; ".join(said), ".")
