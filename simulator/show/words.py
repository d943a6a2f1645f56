"""Numbers as one writes them: counts of worlds, amounts, changes with their intervals."""

from rich.text import Text

BAR = 20  # columns of a full bar


def folded(name):
    """An id in two lines of about the same length, broken at an underscore."""
    cuts = [i for i, letter in enumerate(name) if letter == "_"]
    if not cuts or len(name) <= 8:
        return name
    cut = min(cuts, key=lambda i: abs(i - len(name) / 2))
    return f"{name[:cut]}\n{name[cut:]}"


def amount(value, scale):
    """An amount, without decimals where the scale is large."""
    return sign(f"{value:,.{0 if abs(scale) >= 100 else 1}f}") if value else f"{value:,.{0 if abs(scale) >= 100 else 1}f}"


def of(share, worlds):
    """A share as a number of worlds."""
    return f"{round(share * worlds):,}"


def interval(share, worlds):
    """An interval of a share, in worlds."""
    return f"{share['low'] * worlds:,.0f} to {share['high'] * worlds:,.0f}"


def bar(share):
    """A bar in eighths of a column."""
    eighths = round(share * BAR * 8)
    return "█" * (eighths // 8) + (" ▏▎▍▌▋▊▉"[eighths % 8] if eighths % 8 else "")


def changed(change, worlds):
    """A change with its interval, bold where it lies beyond chance."""
    if change["unit"] == "share of worlds":
        return worlds_changed(change, worlds)
    digits = 0 if max(abs(change["low"]), abs(change["high"])) >= 100 else 1
    return difference(change, [change["change"], change["low"], change["high"]], digits)


def worlds_changed(change, worlds):
    """A change of a share with its interval, in worlds."""
    return difference(change, [change[key] * worlds for key in ("change", "low", "high")], 0)


def difference(change, values, digits):
    """Three values as `change [low, high]`."""
    by, low, high = (sign(f"{value:+,.{digits}f}") for value in values)
    if low == high == "0":
        return Text("0", style="dim")
    return Text(f"{by} [{low}, {high}]", style="bold" if change["moved"] else "dim")


def sign(text):
    """A minus as wide as a plus, and no sign on a zero."""
    return "0" if not text.strip("+-0.,") else text.replace("-", "−")
