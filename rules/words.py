"""Words as registers write them: blanks, placeholders, and names that are the same.

Registers write "no value" in many ways (``/``, ``-``, ``—``, ``无``); the list is the
table ``placeholders``. Two spellings of a name are the same when they differ only
in width, case, brackets or spaces.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from .tables import rows


def known(text: object) -> str:
    """Return ``text`` stripped, or "" where it is blank or a placeholder.

    Asked of every cell of a register, so the table of placeholders is read once, when first needed.
    """
    if text is None:
        return ""
    value = str(text).strip()
    return "" if fold(value) in _placeholders() else value


def fold(text: str) -> str:
    """Return the form in which names are compared."""
    # Of ASCII there is one form only; a register of a city has more names than are remembered.
    return "".join(text.casefold().split()) if text.isascii() else _folded(text)


@lru_cache(maxsize=65536)
def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=1)
def _placeholders() -> frozenset[str]:
    return frozenset({fold(row["text"]) for row in rows("placeholders")} | {""})
