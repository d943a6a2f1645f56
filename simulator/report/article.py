"""Mechanisms that the article argues, in a table: switch, metric, size with its standard error."""

import json
from dataclasses import asdict

from simulator.report import terminal
from simulator.report.blocks import QUIET, STRONG, Column, table, text
from simulator.report.formats import sign
from simulator.scenario.read import HOME

STORED = HOME / "record" / "article.json"

TITLE = "Mechanisms that the article argues, by paragraph"


def show(out, result):
    """Print a table of {"worlds", "seed", "mechanisms"}."""
    terminal.print_blocks(out, _view(result))


def _view(result):
    yield text(TITLE, look=STRONG, tight=True)
    yield text(explanation(result["worlds"], result["seed"]), look=QUIET)
    titles = "mechanism", "switch", "metric, or why there is none"
    prose = [Column(title, prose=True) for title in titles]
    lines = [
        (
            " ".join(row["paragraphs"]),
            row["label"],
            row["switch"],
            measured(row),
            size_in_words(row),
            row["finding"],
        )
        for row in result["mechanisms"]
    ]
    yield table("Paragraphs", [*prose, "size", Column("finding", prose=True)], lines)


def explanation(worlds, seed):
    """What a size is, and in how many worlds."""
    return (
        f"{worlds:,} worlds a run, seed {seed}. Size: the metric with the mechanism less that"
        " without it, in the same worlds, with the standard error. No effect: below two standard"
        " errors."
    )


def measured(row):
    """The metric of a row and its runs, or why there is none."""
    return f"{row['metric']} in {row['runs']}" if row["metric"] else row["note"]


def size_in_words(row):
    """Size of a row with its standard error; empty where there is none."""
    if row["size"] is None:
        return ""
    error = f"{row['error']:g}"
    digits = len(error.partition(".")[2])
    return sign(f"{row['size']:+.{digits}f}") + f" ({error})" if row["size"] else f"0 ({error})"


def as_result(rows, worlds, seed):
    """{"worlds", "seed", "mechanisms"} of [MechanismSize], for tables and files."""
    return {"worlds": worlds, "seed": seed, "mechanisms": [asdict(row) for row in rows]}


def as_json(stream, result):
    """Write a table as JSON."""
    print(json.dumps(result, indent=1, ensure_ascii=False), file=stream)


def stored_article(path=STORED):
    """Parts of the documentation page, of the table that is shipped."""
    result = json.loads(path.read_text(encoding="utf-8"))
    rows = [
        row | {"size": size_in_words(row), "measured": measured(row)}
        for row in result["mechanisms"]
    ]
    worlds, seed = result["worlds"], result["seed"]
    return {
        "explanation": explanation(worlds, seed), "worlds": worlds, "seed": seed, "rows": rows,
    }  # fmt: skip
