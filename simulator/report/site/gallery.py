"""The gallery: six shipped questions, each with its answer, a picture and the command."""

from markupsafe import Markup

from simulator.analysis.experiments import Listener, compare_study
from simulator.analysis.requests import RunOptions
from simulator.report import figures, html_blocks
from simulator.report.site.render import page
from simulator.report.view import answer_blocks, tables

QUESTIONS = (  # base, other scenario
    ("spring_2016", "airpower_drawdown"),
    ("spring_2016", "full_withdrawal"),
    ("spring_2016", "joint_pressure"),
    ("spring_2016", "guarantor_truce"),
    ("spring_2016", "escalation"),
    ("libya_2019", "libya_embargo_holds"),
)
LINES = 14  # of the table of each question
DEFAULT = RunOptions().worlds


def studies(folder, worlds=DEFAULT):
    """Compare the scenarios of each question; results go to a folder."""
    return [
        compare_study(base, [other], [], [], RunOptions(worlds=worlds, out=folder), Listener())
        for base, other in QUESTIONS
    ]


def pages(shown):
    """{name: Markdown} of the studies of all questions."""
    return {"gallery": page("gallery.md", entries=[_entry(study) for study in shown])}


def _entry(study):
    base, other = study.scenarios
    few = "" if study.worlds == DEFAULT else f" -n {study.worlds}"
    return {
        "title": other.form.title,
        "question": other.form.question,
        "answer": " ".join(block.plain for block in answer_blocks(study, other)),
        "command": f"compare {base.id} {other.id}{few}",
        "picture": _in_one_line(figures.charts_of(study)["outcomes"](study)),
        "table": _in_one_line(html_blocks.render_blocks(tables.brief_table(study, LINES))),
    }


def _in_one_line(markup):
    """HTML without line breaks, which would end it in Markdown."""
    return Markup(" ".join(markup.split()))
