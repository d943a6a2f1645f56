"""A sweep: outcomes along one lever with their bands, or shaded over a grid of two."""

from rich.text import Text

from simulator.analysis.estimate import ASSUMED
from simulator.show import page, words

SHOWN = (2, 3)  # shares of worlds and amounts told, unless some are asked for
SHADES = " ░▒▓█"


def show(out, study, wanted=()):
    """Tables of the outcomes that move most, or of those wanted by class or measure."""
    one, called = study.scenarios[0], study.asked.options["vary"]
    labels = page.outcomes(one)
    page.heading(out, study, one, page.varied(study))
    out.print()
    moving = page.moving(study)
    shares, amounts = (
        [key for key in moving if (labels[key][1] is None) is share] for share in (True, False)
    )
    keys = [_named(name, labels) for name in wanted] or [*shares[: SHOWN[0]], *amounts[: SHOWN[1]]]
    for key in keys:
        made = (
            _along(study, key, labels[key]) if len(called) == 1 else _grid(study, key, labels[key])
        )
        page.block(out, made)
    rest = [labels[key][0] for key in moving if key not in keys]
    still = [
        label
        for key, (label, _) in labels.items()
        if key not in moving and key[1] not in page.REPEATS and not _assumed(study, key)
    ]
    for title, names in (
        ("Moves too, less (--of NAME shows one): ", rest),
        ("Did not move, or by too little to matter: ", still),
    ):
        if names:
            page.block(out, Text.assemble((title, "bold"), "; ".join(names), "."))
    page.note(out, page.ended(study))
    page.beyond(out, study, page.tried(study))


def _assumed(study, key):
    """True of what a lever sets almost directly."""
    return study.cells[0].changes.row(key).standing == ASSUMED


def _named(name, labels):
    """The key of a class or measure that a person names."""
    return next(key for key in labels if key[1] == name)


def _along(study, key, label):
    """A row a value: the outcome, its change against the row marked ., and what it owes to what is
    not known."""
    (path, called), (name, unit) = next(iter(study.asked.options["vary"].items())), label
    worlds, scale = study.worlds, study.worlds if unit is None else 1
    title = f"{name}, of {worlds:,} worlds" if unit is None else f"{name}, {unit}, mean of worlds"
    made = page.table(Text(title), "", "10-90%\nof draws", "change", "by draw", "95%", "")
    entries = [cell.summary.row(key) for cell in study.cells]
    top = max(abs(entry.value) for entry in entries) or 1.0
    for cell, entry in zip(study.cells, entries, strict=True):
        value, change = entry.value, cell.changes.row(key)
        shown = words.of(value, worlds) if unit is None else words.amount(value, entry.p90)
        across = words.across(entry, worlds) if unit is None else words.across_amount(entry)
        moves = words.changed(change, scale)
        if cell.reference:
            moves = Text("base", style="dim"), Text(""), Text("")
        made.add_row(
            f"{called} {cell.values[path]:g}",
            shown,
            across,
            *moves,
            Text(words.bar(abs(value) / top), style="cyan"),
        )
    return made


def _grid(study, key, label):
    """One lever down, one across; darker is more."""
    (down, first), (across, second) = study.asked.options["vary"].items()
    name, unit = label
    cells = {
        (cell.values[down], cell.values[across]): cell.summary.row(key).value
        for cell in study.cells
    }
    scale = study.worlds if unit is None else 1
    low, high = min(cells.values()), max(cells.values())
    title = (
        f"{name}, {f'of {study.worlds:,} worlds' if unit is None else f'{unit}, mean of worlds'}"
    )
    made = page.table(
        Text(f"{title}\n{first} down, {second} across"),
        *(f"{value:g}" for value in sorted({at[1] for at in cells})),
    )
    for row in sorted({at[0] for at in cells}):
        shown = []
        for column in sorted({at[1] for at in cells}):
            value = cells[row, column]
            shade = (
                SHADES[min(int((value - low) / (high - low) * len(SHADES)), len(SHADES) - 1)]
                if high > low
                else " "
            )
            number = (
                f"{value * scale:,.0f}" if unit is None or abs(high) >= 100 else f"{value:,.1f}"
            )
            shown.append(
                Text.assemble(words.sign(number) if value else number, " ", (shade * 2, "cyan"))
            )
        made.add_row(f"{row:g}", *shown)
    return made
