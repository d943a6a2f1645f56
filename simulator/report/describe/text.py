"""Values and facts as text, and text escaped for Markdown."""

NONE, NO_WORDS = "–", "(no sentence yet)"
WITHOUT_UNIT = ("factor", "index", "weight", "exponent", "value")  # units that are not printed


def value_text(row):
    """The value of a parameter: 60%, 36; of a distribution, 10% (6% to 15%), 1 to 2 or 0 ± 1.

    >>> value_text({"unit": "share", "distribution": "triangular", "value": 0.1, "arguments": [0.06,
    ...     0.1, 0.15]})
    '10% (6% to 15%)'
    """
    if row["value"] is None:
        return "left open"
    shown = [number(value, row["unit"]) for value in row["arguments"]]
    if row["distribution"] in ("choice", "experts"):
        return " or ".join(shown)
    if row["distribution"] == "triangular":
        return f"{shown[1]} ({shown[0]} to {shown[2]})"
    link = {"uniform": " to ", "normal": " ± "}.get(row["distribution"])
    return link.join(shown) if link else number(row["value"], row["unit"])


def with_unit(row, text=None):
    """The value of a parameter, or a text in its place, with the unit unless it is a percentage or
    has no dimension."""
    shown, unit = text or value_text(row), row["unit"]
    if (row["value"] is None and not text) or unit in WITHOUT_UNIT:
        return shown
    per = unit.removeprefix("share").replace("/", " a ")
    return shown + (per if unit.startswith("share") else f" {unit}")


def number(value, unit):
    """A value of a unit, shares as percent.

    >>> number(0.0025, "share/week"), number(18498, "km2")
    ('0.25%', '18,498')
    """
    return f"{100 * value:,.10g}%" if unit.startswith("share") else f"{value:,.10g}"


def ends(row):
    """The permitted range of a parameter."""
    return f"{number(row['low'], row['unit']).rstrip('%')} to {number(row['high'], row['unit'])}"


def fact_text(value):
    """A fact in words; empty for False and None."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {text}" for key, text in value.items())
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "yes" if value is True else str(value or "").replace("_", " ")


def escape(text):
    """Text escaped for Markdown, in tables and elsewhere.

    >>> escape("a|b *c* <d>")
    'a\\\\|b \\\\*c\\\\* &lt;d>'
    """
    for mark, safe in ("|", "\\|"), ("*", "\\*"), ("<", "&lt;"), ("\n", " "):
        text = text.replace(mark, safe)
    return text
