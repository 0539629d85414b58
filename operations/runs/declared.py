"""Declared ids as they are compared; light to import, for windows."""

from __future__ import annotations

from ...rules.words import known

LONGEST_PLACEHOLDER = 6  # "n/a", "无", "<null>"


def declared_id(value: str | None) -> str | None:
    """Return a declared id without blanks around it; a placeholder such as "/" is none."""
    if value is None:
        return None
    return value.strip() if len(value) > LONGEST_PLACEHOLDER else known(value) or None
