"""A study as one page that opens anywhere: no script, nothing fetched, every picture told in words
too."""

from pathlib import Path

import jinja2

from simulator.show import figures, headline, page
from simulator.show.report import answer, assumptions, tables
from simulator.show.report.world import typical_world

TEMPLATES = Path(__file__).parents[1] / "templates"
NAME, EXPLORED = "report.html", "explore.html"


def write(study, path=None, interactive=False):
    """Write the page, beside the results if no other place is named; the path."""
    path = Path(path) if path else study.folder / (EXPLORED if interactive else NAME)
    aside = path.with_name(f".{path.name}")
    aside.write_text(html(study, interactive), encoding="utf-8")
    return aside.replace(path)


def html(study, interactive=False):
    """The page as text; `interactive` adds charts that answer the pointer, and the one script they
    need."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    about = {
        "style": figures.style(),
        "question": _question(study),
        "look": (study.scenarios[1:] or study.scenarios)[0].form.look
        if len(study.scenarios) <= 2
        else "",
        "facts": page.facts(study, study.scenarios[0]),
        "scenarios": study.scenarios,
        "pictures": {name: draw(study) for name, draw in figures.of(study).items()},
        "warnings": [
            said
            for said in (
                "" if study.cells else page.seldom(study),
                page.unrecorded(study, page.tried(study)),
                *study.notes,
            )
            if said
        ],
        "ended": page.ended(study),
        "assumed": assumptions.told(study),
        "again": tables.again(study),
    }
    if study.cells:
        return made.get_template("sweep.html").render(about)
    return made.get_template("report.html").render(about | _told(study, interactive))


def _told(study, interactive):
    """What the page of a run or a comparison tells besides."""
    base = study.scenarios[0]
    if interactive:
        from simulator.show.report.explore import explorer
    return {
        "minute": answer.in_a_minute(study),
        "cards": answer.cards(study),
        "still": [
            (other, *_still(base, study.differences[other.id]))
            for other in study.scenarios[1:]
            if study.differences
        ],
        "waits": [
            (one, page.waits(study.digests[one.id], study.worlds)) for one in study.scenarios
        ],
        "compared": bool(study.differences),
        "world": typical_world(study),
        "inputs": tables.inputs(study),
        "exponent": tables.by_exponent(study),
        "rules": tables.by_rule(study),
        "explore": explorer(study) if interactive else "",
    }


def _still(base, change):
    return headline.still(base, change), headline.untold(base, change)


def _question(study):
    """What the study asks: the question of the one scenario that is held against the base, or run;
    else all by name."""
    if study.cells:
        return page.varied(study)
    told = study.scenarios[1:] if study.differences else study.scenarios
    if len(told) == 1:
        return told[0].form.why or told[0].form.title
    if not study.differences:
        return "; ".join(one.form.title for one in told)
    return f"{study.scenarios[0].form.title}, against {len(told)} others"
