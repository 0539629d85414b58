"""How much room texts need, whatever the font: Chinese lines are higher than the font says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qgis.PyQt.QtCore import QRect

BOLD = 1.06  # how much wider letters are where they are bold
MARGIN = 10  # pixels of a cell beside its text


def lines_height(widget: Any, lines: int) -> int:
    """Return the height of so many lines of text in ``widget``, Chinese ones as well."""
    text = "\n".join(["国g"] * lines)
    return int(widget.fontMetrics().boundingRect(QRect(0, 0, 1000, 10_000), 0, text).height()) + 4


def width_of(widget: Any, texts: Iterable[str], heading: str = "") -> int:
    """Return the width of a column that shows the longest of ``texts``, and its heading."""
    advance = widget.fontMetrics().horizontalAdvance
    longest = max(map(advance, texts), default=0)
    return int(max(longest * BOLD + MARGIN, advance(heading) + MARGIN))
