"""Rival theories side by side: what each breaks of the record, and what it turns of a scenario's
effect."""

import json

from simulator.analysis.estimate import as_json as plain
from simulator.report import terminal
from simulator.report.backtest import number
from simulator.report.blocks import QUIET, STRONG, Column, table, text


def show(out, rows, base, others, worlds):
    """The effects as they are, then each theory: checks it breaks or mends, effects that change
    their sign."""
    terminal.lay_out(out, _view(rows, base, others, worlds))


def _view(rows, base, others, worlds):
    usual, *rivals = rows
    title = f"{', '.join(others)} against {base} under {len(rivals)} other readings of the war"
    yield text(title, look=STRONG, tight=True)
    marks = "the same under each; + and − are beyond chance (95%), 0 is not."
    yield text(f"{worlds:,} worlds a run, {marks}", look=QUIET)
    effects = usual.effects
    labels = dict.fromkeys(key.partition(": ")[2] for key in effects)
    told = [(label, *(_effect(effects[f"{one}: {label}"]) for one in others)) for label in labels]
    yield table("Effect as the model is", others, told)
    heads = [Column(head, prose=True) for head in ("it breaks", "it mends", "and turns")]
    told = [(row.label, *(_or_dot(one) for one in _changed(row, others))) for row in rivals]
    yield table("If instead", heads, told)
    idle = [row.label for row in rivals if not any(_changed(row, others))]
    if idle:
        yield text(f"Nothing here depends on: {'; '.join(idle)}.", look=QUIET, tight=True)
    failed = ", ".join(usual.failed) or "nothing"
    yield text(f"Fails as it is: {failed}.", look=QUIET, tight=True)


def _effect(one):
    return f"{one.sign}  {number(one.median)} [{number(one.low)}, {number(one.high)}]"


def _or_dot(said):
    return said or ("·", QUIET)


def _changed(row, others):
    """What a theory breaks, mends and turns, in words: effects with their sign before and after;
    the scenario is named where there are several."""
    told = []
    for key, (before, after) in row.turned.items():
        other, _, label = key.partition(": ")
        told.append(f"{label} {before} to {after}" + (f" ({other})" if len(others) > 1 else ""))
    return ", ".join(row.broken), ", ".join(row.mended), "; ".join(told)


def as_json(stream, rows):
    """{"theories": [...]}"""
    print(json.dumps({"theories": plain(rows)}, indent=1), file=stream)
