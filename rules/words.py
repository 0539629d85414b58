"""Words as registers write them: blanks, placeholders, and names that are the same.

Registers write "no value" in many ways (``/``, ``-``, ``—``, ``无``); the list is the
table ``placeholders``. Two spellings of a name are the same when they differ only
in width, case, brackets or spaces.
"""

from __future__ import annotations

import os
import unicodedata
from functools import lru_cache

from .tables import VARIABLE, rows


def known(text: object) -> str:
    """Return ``text`` stripped, or "" where it is blank or a placeholder."""
    if text is None:
        return ""
    value = str(text).strip()
    return "" if fold(value) in _placeholders(os.environ.get(VARIABLE, "")) else value


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the form in which names are compared."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=8)
def _placeholders(_folder: str) -> frozenset[str]:
    return frozenset({fold(row["text"]) for row in rows("placeholders")} | {""})
