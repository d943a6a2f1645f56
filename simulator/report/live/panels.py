"""Results on the live page, as HTML in which every text from a file is escaped."""

from simulator.analysis.story import count_alike
from simulator.report import formats, view
from simulator.report import html_blocks as html
from simulator.report.figures import FIGURES
from simulator.report.narrative import Narrator
from simulator.report.svg import rows_of, tag
from simulator.report.view import names, rows, sentences

MAIN = 14  # metrics in the table of variants


def line(html):
    """HTML in one line, as Streamlit needs it."""
    return " ".join(str(html).split())


def panel(class_, *inside, **about):
    """A div of a class."""
    return line(tag("div", *inside, class_=class_, **about))


def picture(name, study):
    """A chart of the study."""
    return line(FIGURES[name](study))


def summary(study):
    """The question, the answer, the main changes, what differs, and the facts of the run: what the
    terminal prints above its tables."""
    base, other = study.scenarios[:2]
    short = sentences.changed_in_short(base, study.differences[other.id], study.worlds)
    differs = f"Differs in: {'; '.join(view.differing_inputs(base, other)) or 'nothing'}."
    facts = tag("p", f"{names.run_facts(study, other)}.")
    question = tag("p", other.form.question or other.form.title, class_="question")
    blocks = [*view.answer_blocks(study, other), short]
    paragraphs = [html.paragraph(block, block.key) for block in blocks]
    return panel("summary", question, *paragraphs, tag("p", differs), facts)


def brief(study):
    """The answer and the main changes, short enough for the last lines on a telephone."""
    base, other = study.scenarios[:2]
    change, worlds = study.differences[other.id], study.worlds
    most = sentences.moving_metrics(base, change)[:2]
    changes = (sentences.sentence(label, row, worlds) for label, row in most)
    answers = (block.plain for block in view.answer_blocks(study, other))
    short = formats.upper("; ".join([sentences.endings(base, change, worlds), *changes]))
    text = tag("p", " ".join([*answers, f"{short}."]))
    return panel("brief", text, aria_hidden="true")


def unmoved(study):
    """What has no meaningful change, what is inconclusive, and warnings."""
    base, other = study.scenarios[:2]
    unchanged = html.render_blocks(view.unmoved(base, study.differences[other.id], study.worlds))
    warnings = (tag("p", line, class_="warn") for line in sentences.warnings(study))
    ended = sentences.early_ends(study)
    return panel("summary", unchanged, *warnings, tag("p", ended) if ended else "")


def of_slider(slider, now):
    """Text below a slider: the record as a strip, id, meaning, record, possible range, source and
    grade."""
    parts = [tag("code", slider.name), f" {slider.meaning}. ", _record(slider)]
    if slider.unit == "weeks" and slider.value is not None and slider.file_value is None:
        parts.append(f"That is {names.day(now.form.monday(round(slider.value)))}. ")
    if slider.file_text:
        effect = "the slider replaces it by one value"
        effect = "the slider moves the last of these" if slider.dated else effect
        effect = "here one value holds from the start" if slider.constant else effect
        parts.append(f"The scenario has {slider.file_text}; {effect}. ")
    return panel("about", _strip(slider), tag("p", *parts, slider.about))


def _record(slider):
    """The range of the historical record, if there is one."""
    if not slider.record:
        return ""
    ends = f"{slider.record[0]:g} to {slider.record[1]:g}"
    if slider.beyond():
        return tag("b", f"Beyond the record, {ends}. ", class_="out")
    return f"Historical record {ends}; the model was not tested beyond it. "


def _strip(slider):
    """The part of the slider within the historical record."""
    if not slider.record or slider.value is None:
        return ""
    span, low, high = slider.high - slider.low, slider.low, slider.high
    left, right = (100 * (min(max(end, low), high) - low) / span for end in slider.record)
    record = tag("i", style=f"margin-left:{left:.2f}%;width:{right - left:.2f}%")
    return tag("div", record, class_="strip", title="historical record")


def variants(study, titles):
    """Variants side by side: outcomes and main metrics, a column per variant.

    titles  headings of the columns, the base first
    """
    base, heads = study.scenarios[0], (f"Of {study.worlds:,} worlds", *titles)
    table_rows = [*rows.outcomes(study, study.scenarios, parts=False)]
    table_rows += rows.metrics(study, study.scenarios, names.metrics(base)[:MAIN])
    body = []
    for row in table_rows:
        cells = (tag("td", row.level(k)) for k in range(len(titles)))
        body.append([tag("th", row.title, scope="row"), *cells])
    return panel("variants", rows_of((tag("th", name, scope="col") for name in heads), body))


def story(resolved, world, seed, events, outcome, part, columns):
    """The story of one world; columns: {name: (n,)} of the worlds that were run."""
    narrator = Narrator(resolved)
    head = tag("p", f"World {world} of {resolved.form.title} (seed {seed})", class_="short")
    alike = count_alike(resolved, outcome, part, columns)
    introduction = tag("p", narrator.introduction(outcome, part, alike))
    chapters = narrator.story(events, outcome, part)
    parts = [("Turning points", chapters.points), *chapters.course]
    body = (piece for title, rows_ in parts for piece in (tag("h4", title), _dated(rows_)))
    return panel("world-story", head, introduction, *body)


def _dated(paragraphs):
    rows_ = (tag("div", tag("dt", date), tag("dd", text)) for date, text in paragraphs)
    return tag("dl", *rows_)
