"""A study as a single self-contained HTML file: no network access; without scripts unless
interactive; every picture described in words."""

from pathlib import Path

from simulator.report import figures, html_blocks, view
from simulator.report.html import contents
from simulator.report.view import names, sentences

NAME, EXPLORED = "report.html", "explore.html"


def write(study, path=None, interactive=False):
    """Write the page, by default beside the results; return its path."""
    path = Path(path) if path else study.folder / (EXPLORED if interactive else NAME)
    aside = path.with_name(f".{path.name}")
    aside.write_text(page(study, interactive), encoding="utf-8")
    return aside.replace(path)


def page(study, interactive=False):
    """The page as text; `interactive` adds charts and the script they need."""
    scenarios = study.scenarios
    context = {
        "style": figures.style(),
        "question": _question(study),
        "look": (scenarios[1:] or scenarios)[0].form.look if len(scenarios) <= 2 else "",
        "facts": names.run_facts(study, scenarios[0]),
        "scenarios": scenarios,
        "pictures": {name: draw(study) for name, draw in figures.charts_of(study).items()},
        "warnings": sentences.warnings(study),
        "ended": sentences.early_ends(study),
        "assumed": contents.assumptions(study),
        "again": contents.reproduction(study),
    }
    if study.cells:
        return html_blocks.page("sweep.html", context)
    return html_blocks.page("report.html", context | _context(study, interactive))


def _context(study, interactive):
    """Template context of the page of a run or a comparison."""
    if interactive:
        from simulator.report.html.explore import explorer
    base, worlds, others = study.scenarios[0], study.worlds, study.scenarios[1:]
    compared, exponent = bool(study.differences), contents.by_exponent(study)
    unchanged = []
    for other in others if compared else ():
        unmoved = view.unmoved(base, study.differences[other.id], worlds)
        unchanged.append((other, html_blocks.render_blocks(unmoved)))
    waits = (
        (scenario, sentences.waits(study.summaries[scenario.id], worlds))
        for scenario in study.scenarios
    )
    return {
        "summary": sentences.summary_box(study),
        "detail": sentences.details(study),
        "cards": contents.cards_of(study),
        "record_of_land": contents.record_of_land(study),
        "unmoved": unchanged,
        "waits": list(waits),
        "compared": compared,
        "world": contents.medoid_world(study),
        "inputs": contents.inputs(study),
        "exponent": html_blocks.render_blocks([exponent]) if exponent else "",
        "rules": html_blocks.render_blocks(contents.by_rule(study)),
        "explore": explorer(study) if interactive else "",
    }


def _question(study):
    """The question of the one scenario run or compared with the base, else all titles."""
    if study.cells:
        return names.varied_levers(study)
    scenarios = study.scenarios[1:] if study.differences else study.scenarios
    if len(scenarios) == 1:
        return scenarios[0].form.question or scenarios[0].form.title
    if study.differences:
        return f"{study.scenarios[0].form.title}, against {len(scenarios)} others"
    return "; ".join(scenario.form.title for scenario in scenarios)
