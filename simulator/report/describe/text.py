"""Amounts and facts as one writes them, and text that Markdown takes as it stands."""

NONE, NO_WORDS = "–", "(no sentence yet)"
BARE = ("factor", "index", "weight", "exponent", "value")  # units that no amount is written with


def amount(one):
    """A number as one writes it: 60%, 36, 10% (6% to 15%) for what is likely between two ends, 1 to
    2, 0 ± 1.

    >>> amount({"unit": "share", "kind": "triangular", "value": 0.1, "parameters": [0.06, 0.1,
    ...     0.15]})
    '10% (6% to 15%)'
    """
    if one["value"] is None:
        return "left open"
    shown = [plain(value, one["unit"]) for value in one["parameters"]]
    if one["kind"] == "triangular":
        return f"{shown[1]} ({shown[0]} to {shown[2]})"
    joint = {"uniform": " to ", "normal": " ± "}.get(one["kind"])
    return joint.join(shown) if joint else plain(one["value"], one["unit"])


def with_unit(one, text=None):
    """An amount with its unit; percent is one already, and what has no dimension needs none."""
    shown, unit = text or amount(one), one["unit"]
    if (one["value"] is None and not text) or unit in BARE:
        return shown
    per = unit.removeprefix("share").replace("/", " a ")
    return shown + (per if unit.startswith("share") else f" {unit}")


def plain(value, unit):
    """A value of a unit, shares as percent.

    >>> plain(0.0025, "share/week"), plain(18498, "km2")
    ('0.25%', '18,498')
    """
    return f"{100 * value:,.10g}%" if unit.startswith("share") else f"{value:,.10g}"


def ends(one):
    """The range that a number may have."""
    return f"{plain(one['low'], one['unit']).rstrip('%')} to {plain(one['high'], one['unit'])}"


def words(value):
    """A fact in words; nothing for what is not so."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {text}" for key, text in value.items())
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "yes" if value is True else str(value or "").replace("_", " ")


def escaped(text):
    """Text that Markdown takes as it stands: in a table, and beside stars and angles.

    >>> escaped("a|b *c* <d>")
    'a\\\\|b \\\\*c\\\\* &lt;d>'
    """
    for mark, safe in ("|", "\\|"), ("*", "\\*"), ("<", "&lt;"), ("\n", " "):
        text = text.replace(mark, safe)
    return text
