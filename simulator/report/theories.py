"""Rival theories in a table: checks each breaks or fixes, and effects whose sign it changes."""

import json

from simulator.analysis.estimate import as_json as plain_values
from simulator.report import terminal
from simulator.report.backtest import number
from simulator.report.blocks import QUIET, STRONG, Column, table, text


def show(out, rows, base, others, worlds):
    """Print the effects under the model as it is, then the changes under each theory."""
    terminal.print_blocks(out, _view(rows, base, others, worlds))


def _view(rows, base, others, worlds):
    usual, *rivals = rows
    title = f"{', '.join(others)} against {base} under {len(rivals)} rival theories of the war"
    yield text(title, look=STRONG, tight=True)
    signs = "+ and −: the 95% CI of the effect excludes 0; 0: it includes 0."
    yield text(f"{worlds:,} worlds a run, the same under each theory. {signs}", look=QUIET)
    effects = usual.effects
    labels = dict.fromkeys(key.partition(": ")[2] for key in effects)
    lines = [(label, *(_effect(effects[f"{id_}: {label}"]) for id_ in others)) for label in labels]
    yield table("Effect in the model as it is", others, lines)
    titles = "checks broken", "checks fixed", "effects that change sign"
    heads = [Column(head, prose=True) for head in titles]
    lines = [
        (row.label, *(_dot_if_empty(cell) for cell in _changed(row, others))) for row in rivals
    ]
    yield table("Theory", heads, lines)
    idle = [row.label for row in rivals if not any(_changed(row, others))]
    if idle:
        yield text(f"No change under: {'; '.join(idle)}.", look=QUIET, tight=True)
    failed = ", ".join(usual.failed) or "none"
    yield text(f"Checks that fail in the model as it is: {failed}.", look=QUIET, tight=True)


def _effect(effect):
    return f"{effect.sign}  {number(effect.median)} [{number(effect.low)}, {number(effect.high)}]"


def _dot_if_empty(cell):
    return cell or ("·", QUIET)


def _changed(row, others):
    """Text of the checks that a theory breaks and fixes, and of the effects whose sign it changes;
    names the scenario where there are several."""
    signs = []
    for key, (before, after) in row.reversed.items():
        scenario, _, label = key.partition(": ")
        named = f" ({scenario})" if len(others) > 1 else ""
        signs.append(f"{label} {before} to {after}{named}")
    return ", ".join(row.broken), ", ".join(row.fixed), "; ".join(signs)


def as_json(stream, rows):
    """Write {"theories": [...]} as JSON."""
    print(json.dumps({"theories": plain_values(rows)}, indent=1), file=stream)
