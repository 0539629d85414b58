"""What the rules say, in both languages.

A sentence stands in a table: in the row that decides (``text_en``, ``text_zh``), else by its key
in the table ``sentences``; a kind of ``register_checks`` is a key, too. What is stored in a project
is written in the project's language, so both are at hand at all times. Values are filled in where
the sentence is read; they never hold personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from string import Formatter
from typing import NamedTuple

from .tables import Row, derived, rows


class Said(NamedTuple):
    """A sentence with its values; ``key`` is for programs and tests."""

    key: str
    en: str
    zh: str
    values: Mapping[str, object] = {}

    def text(self, language: str) -> str:
        """Return the sentence in "zh" or "en"."""
        pattern = self.zh if language == "zh" else self.en
        return pattern.format_map({name: _shown(self.values[name], language) for name in _asked(pattern)})


def said(key: str, **values: object) -> Said:
    """Return the sentence of a key; KeyError for a key that no table has."""
    return of_row(_by_key()[key], key, **values)


def of_row(row: Row, key: str, **values: object) -> Said:
    """Return the sentence that a row of a decision table gives for itself."""
    return Said(key, row["text_en"], row["text_zh"], values)


@lru_cache(maxsize=4096)
def _asked(pattern: str) -> tuple[str, ...]:
    """Return the names of the values in a pattern; of a whole row that is at hand few are shown."""
    return tuple(name for _, name, _, _ in Formatter().parse(pattern) if name)


def _shown(value: object, language: str) -> str:
    if isinstance(value, Said):
        return value.text(language)
    if isinstance(value, (tuple, list)):
        return ("、" if language == "zh" else ", ").join(_shown(one, language) for one in value)
    return "" if value is None else str(value)


@derived
def _by_key() -> dict[str, Row]:
    checks = {row["kind"]: row for row in rows("register_checks")}
    return {**checks, **{row["key"]: row for row in rows("sentences")}}
