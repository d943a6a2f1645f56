"""The tables of a sweep: outcomes along one lever, or shaded over a grid of two."""

from simulator.report import formats
from simulator.report.blocks import STRONG, Bar, table, text
from simulator.report.view import names
from simulator.report.view.tables import ACROSS

SHOWN = (2, 3)  # numbers of shares and of amounts shown by default
SHADES = " ░▒▓█"
HEADS = ("level", ACROSS, "change", ACROSS, "95% CI", "of largest")


def sweep_tables(study, wanted=()):
    """Tables of the outcomes and metrics that change most, or of those named in `wanted`; then the
    names of the others."""
    rows, moving = names.outcomes(study.scenarios[0]), names.moving_rows(study)
    shares = [key for key in moving if rows[key][1] is None][: SHOWN[0]]
    means = [key for key in moving if rows[key][1] is not None][: SHOWN[1]]
    keys = [next(key for key in rows if key[1] == name) for name in wanted] or shares + means
    for key in keys:
        yield (along if len(study.request.options["vary"]) == 1 else grid)(study, key, *rows[key])
    smaller = [key[1] for key in moving if key not in keys]
    calm = [key for key in rows if key not in moving and key[1] not in names.REPEATS]
    unchanged = [rows[key][0] for key in calm if _is_result(study, key)]
    for title, labels in (
        ("Also changes, by less (show one with --of NAME): ", smaller),
        ("No significant change: ", unchanged),
    ):
        if labels:
            yield text((title, STRONG), f"{'; '.join(labels)}.")


def _is_result(study, key):
    """Whether it is a result: False where a lever sets it almost directly."""
    return study.cells[0].changes.row(key).standing == "result"


def title_of(study, name, unit):
    """Title of a table: label and unit."""
    counted = f"of {study.worlds:,} worlds" if unit is None else "mean of worlds"
    return f"{names.with_unit(name, unit)}, {counted}"


def along(study, key, name, unit):
    """A row for each value: the level, its change from the base value, and its parameter range."""
    ((path, lever),) = study.request.options["vary"].items()
    scale, table_rows = study.worlds if unit is None else 1, []
    estimates = [(cell, cell.summary.row(key)) for cell in study.cells]
    top = max(abs(estimate.value) for _, estimate in estimates) or 1.0
    for cell, estimate in estimates:
        moves = formats.change_cells(cell.changes.row(key), scale)
        moves = (("base", "quiet"), "", "") if cell.reference else moves
        cells = (
            formats.level(estimate, study.worlds),
            formats.parameter_range(estimate, study.worlds),
        )
        bar = Bar(abs(estimate.value) / top)
        table_rows.append((f"{lever} {cell.values[path]:g}", *cells, *moves, bar))
    return table(title_of(study, name, unit), HEADS, table_rows, "along")


def grid_cells(study, key):
    """({(down, across): Estimate}, [values down], [values across]) of a grid."""
    down, across = study.request.options["vary"]
    estimates = {
        (cell.values[down], cell.values[across]): cell.summary.row(key) for cell in study.cells
    }
    return estimates, sorted({at[0] for at in estimates}), sorted({at[1] for at in estimates})


def grid(study, key, name, unit):
    """A table of one lever down and one across; darker is more."""
    first, second = study.request.options["vary"].values()
    estimates, down, across = grid_cells(study, key)
    scale = study.worlds if unit is None else 1
    values = [estimate.value for estimate in estimates.values()]
    low, high = min(values), max(values)
    digits = 0 if unit is None or abs(high) >= 100 else 1

    def cell(value):
        fraction = (value - low) / (high - low) if high > low else 0.0
        shade = SHADES[min(int(fraction * len(SHADES)), len(SHADES) - 1)]
        number = f"{value * scale:,.{digits}f}"
        return text(f"{formats.sign(number) if value else number} ", (shade * 2, "bar"))

    table_rows = [(f"{y:g}", *(cell(estimates[y, x].value) for x in across)) for y in down]
    title = f"{title_of(study, name, unit)}\n{first} down, {second} across"
    return table(title, [f"{value:g}" for value in across], table_rows, "grid")
