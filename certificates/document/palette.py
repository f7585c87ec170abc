"""The region's colours on white paper (LOOK), as ink."""

from reportlab.lib.colors import Color


def ink(value: str, strength: float = 1.0) -> Color:
    """The colour ``#rrggbb`` mixed with white: thin lines in a pale ink instead of transparency, which paper lacks."""
    parts = (int(value[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return Color(*(round(1 - strength * (1 - part), 4) for part in parts))


INK = ink("#1B1F27")
QUIET = ink("#555B66")
ANIL = ink("#22407A")
JADE = ink("#0B6B5D")
BARRO = ink("#A3431C")
RULE = ink("#22407A", 0.45)


def pale(value: str, strength: float) -> Color:
    """A named colour for ornament."""
    return ink({"anil": "#22407A", "jade": "#0B6B5D", "barro": "#A3431C", "maiz": "#F2B705"}[value], strength)
