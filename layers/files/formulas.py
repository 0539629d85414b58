"""Cells that a spreadsheet would run: shown as the text they are, in every table that is written."""

from __future__ import annotations

#: What a formula begins with, full width included.
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet runs; numbers stay as they are."""
    return f"'{text}" if text.startswith(STARTS) and not _is_number(text) else text


def plain(text: str) -> str:
    """Return what a cell of :func:`harmless` was."""
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
