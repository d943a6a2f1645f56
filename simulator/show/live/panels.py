"""What the page shows of a study, as HTML in which every text from a file is text."""

from markupsafe import Markup

from simulator.analysis.compare import classes_of, is_share
from simulator.scenario.diff import differences, in_words
from simulator.show import headline, page, words
from simulator.show.figures import FIGURES
from simulator.show.live.lever import day_of
from simulator.show.story import Teller
from simulator.show.svg import tag

MOST_LINES = 8  # of what a variant does differently
MAIN = 14  # measures in the table of variants


def line(html):
    """HTML as one line, which the page takes as it is."""
    return " ".join(str(html).split())


def picture(name, study):
    """A picture of the study."""
    return line(FIGURES[name](study))


def summary(study):
    """The headline, the facts of the run, and what differs: what the terminal prints above its
    tables."""
    base, other = study.scenarios[:2]
    said = headline.in_short(base, study.differences[other.id], study.worlds)
    rows = [in_words(*row) for row in differences(base, other)]
    more = [f"and {len(rows) - MOST_LINES} more"] if len(rows) > MOST_LINES else []
    differs = f"Differs in: {'; '.join([*rows[:MOST_LINES], *more]) or 'nothing'}."
    facts = f"{page.facts(study, other)}."
    return line(
        tag(
            "div",
            tag("p", marked(said), class_="short"),
            tag("p", differs),
            tag("p", facts),
            class_="said",
        )
    )


def brief(study):
    """What changed, in so few words that they stay in sight on a telephone."""
    base, other = study.scenarios[:2]
    change = study.differences[other.id]
    moved = [
        headline.sentence(label, one, study.worlds)
        for label, one in headline.moving(base, change)[:2]
    ]
    return line(
        tag(
            "div",
            tag("p", "; ".join([headline.endings(base, change, study.worlds), *moved])),
            class_="brief",
            aria_hidden="true",
        )
    )


def marked(text):
    """A text of the terminal as HTML: what is bold there is bold here."""
    parts = text.divide(sorted({end for span in text.spans for end in (span.start, span.end)}))
    return Markup("").join(
        (
            tag("b", part.plain)
            if any("bold" in str(span.style) for span in part.spans)
            else part.plain
        )
        for part in parts
    )


def unmoved(study):
    """What did not move, as plainly as what did, and what lies beyond the record."""
    base, other = study.scenarios[:2]
    change = study.differences[other.id]
    still, untold = (
        "; ".join(headline.still(base, change)),
        "; ".join(headline.untold(base, change)),
    )
    notes = [
        tag("p", tag("b", "Did not move, or by too little to matter: "), f"{still or 'nothing'}.")
    ]
    notes += (
        [tag("p", tag("b", f"Cannot be told from {study.worlds:,} worlds: "), f"{untold}.")]
        if untold
        else []
    )
    notes += [
        tag("p", said, class_="warn")
        for said in (page.seldom(study), page.unrecorded(study), *study.notes)
        if said
    ]
    notes += [tag("p", said) for said in (page.ended(study),) if said]
    return line(tag("div", *notes, class_="said"))


def of_slider(slider, now):
    """What stands below a slider: the record as a strip as wide as it, the meaning, the record,
    what is possible, source and grade."""
    parts = [f"{slider.meaning[:1].upper()}{slider.meaning[1:]}. ", _record(slider)]
    if slider.unit == "weeks" and slider.value is not None and slider.home is None:
        parts.append(f"That is {day_of(now, slider.value)}. ")
    if slider.rest:
        moves = (
            "one value would replace it"
            if not slider.dated
            else "the slider moves the last of these"
        )
        parts.append(
            f"The scenario has {slider.rest};"
            f" {'here one value holds from the start' if slider.held else moves}. "
        )
    parts.append(f"Possible: {slider.possible}. {slider.source}")
    return line(tag("div", _strip(slider), tag("p", *parts), class_="about"))


def _record(slider):
    """Where the record ends, if there is one."""
    if not slider.record:
        return ""
    ends = f"{slider.record[0]:g} to {slider.record[1]:g}"
    return (
        tag("b", f"Beyond the record, {ends}. ", class_="out")
        if slider.beyond()
        else f"On record {ends}; beyond it nothing is known. "
    )


def _strip(slider):
    """The part of the slider that the record knows."""
    if not slider.record or slider.value is None:
        return ""
    span = slider.high - slider.low
    left, right = (
        100 * (min(max(end, slider.low), slider.high) - slider.low) / span for end in slider.record
    )
    return tag(
        "div",
        tag("i", style=f"margin-left:{left:.2f}%;width:{right - left:.2f}%"),
        class_="strip",
        title="on record",
    )


def variants(study, names):
    """Variants side by side: classes and main measures, a column each.

    names  of the columns, the base first
    """
    base, digests = study.scenarios[0], [study.digests[one.id] for one in study.scenarios]
    head = tag(
        "tr",
        tag("th", f"Of {study.worlds:,} worlds", scope="col"),
        *(tag("th", name, scope="col") for name in names),
    )
    rows = [
        _row(kind.label, [_count(found.outcomes.get(kind.id), study.worlds) for found in digests])
        for kind in classes_of(study.scenarios).values()
    ]
    for name, measure in page.measures(base)[:MAIN]:
        rows.append(
            _row(
                _name(measure),
                [_mean(found.metrics.get(name), study.worlds) for found in digests],
            )
        )
    return line(
        tag("div", tag("table", tag("thead", head), tag("tbody", *rows)), class_="variants")
    )


def _name(measure):
    return measure.label if is_share(measure) else page.name_of(measure).plain


def _row(label, cells):
    return tag("tr", tag("th", label, scope="row"), *(tag("td", cell) for cell in cells))


def _count(share, worlds):
    return words.of(share.value, worlds) if share else "none"


def _mean(metric, worlds):
    if metric is None or metric.value is None:
        return "not told"
    return _count(metric, worlds) if metric.is_share else words.amount(metric.value, metric.p90)


def story(resolved, world, seed, events, kind, part):
    """One world told with dates."""
    teller = Teller(resolved)
    head = tag("p", f"World {world} of {resolved.form.title} (seed {seed})", class_="short")
    rows = [
        tag("div", tag("dt", date), tag("dd", text)) for date, text in teller.paragraphs(events)
    ]
    end = tag("p", tag("b", f"At the end: {teller.ending(kind, part)}."))
    return line(tag("div", head, tag("dl", *rows), end, class_="told"))
