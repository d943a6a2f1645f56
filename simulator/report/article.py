"""Mechanisms that the article argues, in a table: switch, metric, size with its standard error."""

import json
from dataclasses import asdict

from simulator.report import terminal
from simulator.report.blocks import QUIET, STRONG, Column, table, text
from simulator.report.formats import sign
from simulator.scenario.read import HOME

STORED = HOME / "record" / "article.json"

TITLE = "Mechanisms that the article argues, by paragraph"
SIZES = ["mechanism", Column("as the article argues it", prose=True), "size", "finding"]
MEASURES = ["switch", Column("metric and run", prose=True)]
GAPS = [Column("not in the model yet", prose=True), Column("why not", prose=True)]


def show(out, result):
    """Print a table of {"worlds", "seed", "mechanisms"}."""
    terminal.print_blocks(out, _view(result))


def _view(result):
    rows = result["mechanisms"]
    measured_rows = [row for row in rows if row["metric"]]
    yield text(TITLE, look=STRONG, tight=True)
    yield text(explanation(result["worlds"], result["seed"]), look=QUIET)
    if measured_rows:
        yield table("Paragraphs", SIZES, [_size_line(row) for row in measured_rows])
        lines = [(row["id"], row["switch"], measured(row)) for row in measured_rows]
        yield table("Mechanism", MEASURES, lines)
    missing = [row for row in rows if not row["metric"]]
    if missing:
        lines = [(" ".join(row["paragraphs"]), row["label"], row["note"]) for row in missing]
        yield table("Paragraphs", GAPS, lines)


def _size_line(row):
    paragraphs = " ".join(row["paragraphs"])
    return paragraphs, row["id"], row["label"], size_in_words(row), row["finding"]


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
