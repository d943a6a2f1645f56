"""Results as one would put them in a memo: plain tables for the terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulator.scenario.calendar import monday_of, week_of

BAR = 24  # columns of a full bar
AHEAD = (
    "truce_in_force", "truce_void", "attending", "with_radicals", "government_gain", "sorties", "ceiling_bound",
    "softening", "core_concession", "major_concession", "package_signed", "deal_broke", "measures_enacted",
    "besieged", "civilians_killed", "fighters_killed",
)  # fmt: skip


def console(stderr=False):
    """A console as wide as the terminal, 100 columns when piped; colour only for people, never with NO_COLOR."""
    made = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not made.is_terminal:
        made = Console(stderr=stderr, highlight=False, width=100, no_color=True)
    return made


def show_run(out, resolved, found, worlds, seed):
    """One scenario: classes, what lies behind them, who blocked."""
    _heading(out, resolved.form.why or resolved.form.title, resolved)
    _facts(out, resolved, worlds, seed)
    table = _table(f"How worlds end, of {worlds:,}", "worlds", "95% interval", "")
    for one in resolved.form.classes:
        share = found["outcomes"][one.id]
        table.add_row(one.label, _of(share["share"], worlds), _interval(share, worlds), Text(_bar(share["share"]), style="cyan"))
        for part in one.parts:
            share = found["parts"][part.id]
            table.add_row(Text(f"  {part.label}", style="dim"), Text(_of(share["share"], worlds), style="dim"), Text(_interval(share, worlds), style="dim"))
    out.print(table)
    table = _table("Behind the classes", "middle", "10-90% of worlds", "unit")
    for name, measure in _measures(resolved):
        table.add_row(measure.label or name, *_row(found["metrics"][name], measure, worlds))
    out.print(table)
    _blockers(out, {resolved.id: found})


def show_compare(out, base, others, digests, differences, worlds, seed):
    """Several scenarios on the same worlds: what changes, by how much, how sure, and what does not."""
    for other in others:
        _heading(out, other.form.why or other.form.title, other)
        out.print(f"[bold]{base.form.title}[/] against [bold]{other.form.title}[/]", style="default")
        _facts(out, base, worlds, seed)
        _inputs(out, base, other)
        _classes(out, base, other, digests, differences[other.id], worlds)
        _behind(out, base, other, digests, differences[other.id], worlds)
        _still(out, base, differences[other.id])
    _blockers(out, digests)
    _warn(out, digests, base)


def _heading(out, title, resolved):
    out.print()
    out.print(Text(title, style="bold"))


def _facts(out, resolved, worlds, seed):
    start = resolved.form.start
    end = monday_of(week_of(start) + resolved.form.weeks)
    out.print(
        f"{worlds:,} worlds, the same draws and luck in every scenario; {start:%-d %B %Y} to {end:%-d %B %Y} ({resolved.form.weeks} weeks); seed {seed}",
        style="dim",
    )


def _inputs(out, base, other):
    """What the other scenario does differently, in a line each."""
    lines = []
    for name, lever in other.form.levers.items():
        if lever == base.form.levers.get(name):
            continue
        lines += [_step(name, step) for step in lever.steps] or [f"{name}: {lever.value.value:g}"]
    changed = [p for p, number in other.numbers.items() if number != base.numbers.get(p) and p not in other.levers.values()]
    lines += [f"{path}: {base.numbers[path].value if path in base.numbers else 0:g} to {other.numbers[path].value:g}" for path in changed]
    shown = lines[:8] + ([f"and {len(lines) - 8} more"] if len(lines) > 8 else [])
    out.print("differs in  " + "\n            ".join(shown or ["nothing"]), style="dim")


def _step(name, step):
    over = f" over {step.over} weeks" if step.over else ""
    when = f" when {step.when}" if step.when else ""
    return f"{name}: to {step.to.value:g}{' ' + step.to.unit if step.to.unit else ''} from {step.at:%-d %B %Y}{over}{when}"


def _classes(out, base, other, digests, difference, worlds):
    table = _table(f"How worlds end, of {worlds:,}", base.id, other.id, "change [95%, paired]")
    for one in base.form.classes:
        name, change = one.id, difference["classes"][one.id]
        shares = [digests[s.id]["outcomes"].get(name, {"share": 0.0})["share"] for s in (base, other)]
        table.add_row(one.label, *(_of(share, worlds) for share in shares), _worlds_changed(change, worlds))
        for part in one.parts:
            shares = [digests[s.id]["parts"].get(part.id, {"share": 0.0})["share"] for s in (base, other)]
            table.add_row(*(Text(cell, style="dim") for cell in (f"  {part.label}", *(_of(share, worlds) for share in shares))))
    out.print(table)


def _behind(out, base, other, digests, difference, worlds):
    table = _table("Behind the classes", base.id, other.id, "change [95%, paired]")
    for name, measure in _measures(base):
        if name not in difference["metrics"]:
            continue
        change = difference["metrics"][name]
        cells = [_row(digests[s.id]["metrics"][name], measure, worlds, mean=True)[0] for s in (base, other)]
        shown = _worlds_changed(change, worlds) if change["unit"] == "share of worlds" else _amount_changed(change, measure)
        table.add_row(_label(name, measure), *cells, shown)
    out.print(table)


def _still(out, base, difference):
    """What did not move, said as plainly as what did."""
    labels = {one.id: one.label[0].lower() + one.label[1:] for one in base.form.classes}
    still = [labels[name] for name, change in difference["classes"].items() if not change["moved"]]
    still += [measure.label for name, measure in _measures(base) if not difference["metrics"].get(name, {"moved": True})["moved"]]
    moved = [labels[name] for name, change in difference["classes"].items() if change["moved"]]
    moved += [measure.label for name, measure in _measures(base) if difference["metrics"].get(name, {"moved": False})["moved"]]
    out.print(Text.assemble(("Moved: ", "bold"), ", ".join(moved) + "." if moved else "nothing beyond chance."))
    out.print(Text.assemble(("Did not move beyond chance: ", "bold"), ", ".join(still) + "." if still else "nothing held still."))
    out.print()


def _blockers(out, digests):
    ids = list(digests)
    table = _table("Who said no to a package, of 100 tabled", *ids, "value lacking")
    rows = {row["party"]: row for row in digests[ids[0]]["blockers"]}
    for party, first in rows.items():
        each = [next(row for row in digests[name]["blockers"] if row["party"] == party) for name in ids]
        lacking = ", ".join(f"{row['shortfall']:.2f}" for row in each)
        table.add_row(f"{first['label']} ({first['role']})", *(f"{100 * row['share']:.0f}" for row in each), lacking)
    out.print(table)


def _warn(out, digests, base):
    """A class seen in few worlds is said to be so."""
    few = [one.label for one in base.form.classes if all(0 < d["outcomes"].get(one.id, {"share": 0})["share"] * d["worlds"] < 20 for d in digests.values())]
    if few:
        out.print(f"Seen in fewer than 20 worlds, so little can be said: {'; '.join(few)}. More worlds: -n 5000.", style="yellow")


def _table(title, *columns):
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title_justify="left", header_style="bold")
    table.add_column(title, no_wrap=False, ratio=None)
    for column in columns:
        table.add_column(column, justify="left" if column in ("", "unit") else "right", no_wrap=column not in ("unit",))
    return table


def _measures(resolved):
    """Measures to show, in the order of AHEAD and then the rest that carry a label."""
    from simulator.analysis.compare import reported

    found = {name: one for name, one in reported(resolved).items() if one.label}
    first = [name for name in AHEAD if name in found]
    return [(name, found[name]) for name in [*first, *(n for n in found if n not in first and n != "signature")]]


def _label(name, measure):
    unit = {"share of worlds": "worlds", "first": "worlds"}.get(measure.unit, measure.unit)
    unit = "worlds" if measure.report == "first" else unit
    return f"{measure.label or name} [dim]({unit})[/]"


def _row(metric, measure, worlds, mean=False):
    """Cells of a metric: its middle (or mean), its spread, its unit."""
    if measure.report == "ever":
        return _of(metric["share"], worlds), "", "worlds"
    if measure.report == "first":
        spread = " to ".join("later" if metric[p] is None else f"{metric[p]:.0f}" for p in ("p10", "p90"))
        return _of(metric["share"], worlds), f"weeks {spread}" if metric["share"] else "", "worlds; weeks"
    digits = 0 if abs(metric["p90"]) >= 100 else 1
    return f"{metric['mean' if mean else 'median']:,.{digits}f}", f"{metric['p10']:,.{digits}f} to {metric['p90']:,.{digits}f}", measure.unit


def _of(share, worlds):
    return f"{round(share * worlds):,}"


def _interval(share, worlds):
    return f"{share['low'] * worlds:,.0f} to {share['high'] * worlds:,.0f}"


def _bar(share):
    eighths = round(share * BAR * 8)
    return "█" * (eighths // 8) + (" ▏▎▍▌▋▊▉"[eighths % 8] if eighths % 8 else "")


def _worlds_changed(change, worlds):
    text = f"{change['change'] * worlds:+,.0f} [{change['low'] * worlds:+,.0f} to {change['high'] * worlds:+,.0f}]"
    return Text(_signed(text), style="bold" if change["moved"] else "dim")


def _amount_changed(change, measure):
    digits = 0 if max(abs(change["low"]), abs(change["high"])) >= 100 else 1
    if change["low"] == change["high"] == 0.0:
        return Text("0", style="dim")
    text = f"{change['change']:+,.{digits}f} [{change['low']:+,.{digits}f} to {change['high']:+,.{digits}f}]"
    return Text(_signed(text), style="bold" if change["moved"] else "dim")


def _signed(text):
    """A minus that is as wide as a plus, and no signed zero."""
    for zero in ("+0.0", "-0.0"):
        text = text.replace(zero + " ", "0.0 ").replace(zero + "]", "0.0]")
    for zero in ("+0", "-0"):
        text = text.replace(zero + " ", "0 ").replace(zero + "]", "0]")
    return text.replace("-", "−")
