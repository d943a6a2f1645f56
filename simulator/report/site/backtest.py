"""The page of the backtest, from stored results of all checks.

A full backtest takes minutes, so its results are a file beside the checks; it records the version
of the rules, and the page says whether they have changed since. `store` makes the file anew."""

import json
from dataclasses import asdict

from simulator.analysis.backtest import Row, backtest
from simulator.analysis.check_statistics import Verdict
from simulator.ensemble import rules_hash
from simulator.program import __version__
from simulator.report.backtest import KINDS, judged
from simulator.report.backtest_page import check_view, with_unit
from simulator.report.site.render import page
from simulator.scenario.checks import RECORD, read_checks

STORED = RECORD.with_name("backtest.json")
SEED = 2016


def pages():
    """{name: Markdown}"""
    checks, sources, _ = read_checks()
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    verdicts = {name: Verdict(**row) for name, row in stored["verdicts"].items()}
    views = [check_view(Row(name, check, verdicts[name])) for name, check in checks.items()]
    kinds = {kind: [view for view in views if view.row.check.kind == kind] for kind in KINDS}
    context = {
        "kinds": [(KINDS[kind], rows) for kind, rows in kinds.items() if rows],
        "checks": views,
        "in_unit": with_unit,
        "sources": sources,
        "is_current": rules_hash.is_current(stored["rules"]),
        "known": sum(row.check.known_at_design != "no" for row in judged([v.row for v in views])),
    }
    return {"backtest": page("backtest.md", **context, **stored)}


def store(jobs, listener):
    """Run all checks in full and store their results for the page; return the path."""
    checks, _, places = read_checks()
    rows = backtest(checks, places, SEED, jobs, listener=listener)
    stored = {
        "version": __version__,
        "rules": rules_hash.version(),
        "seed": SEED,
        "verdicts": {row.id: asdict(row.verdict) for row in rows},
    }
    STORED.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    return STORED
