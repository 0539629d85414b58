"""Words as registers write them: blanks, placeholders, and names that are the same.

Registers write "no value" in many ways (``/``, ``-``, ``—``, ``无``); the list is the
table ``placeholders``. Two spellings of a name are the same when they differ only
in width, case, brackets or spaces. What people do to Chinese names (囗 for 口, m for 米,
a remark at the end) is the table ``name_dirt``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .tables import derived, rows

_WORD = 12  # letters: codes of states and kinds are shorter, names and codes of outfalls longer
_CHINESE = re.compile("[\u4e00-\u9fff]")


def known(text: object) -> str:
    """Return ``text`` stripped, or "" where it is blank or a placeholder.

    Asked of every cell of a register, so the table of placeholders is read once, when first needed.
    """
    return "" if text is None else _known(str(text))


@lru_cache(maxsize=65536)
def _known(text: str) -> str:
    value = text.strip()
    return "" if fold(value) in _placeholders() else value


def fold(text: str) -> str:
    """Return the form in which names are compared."""
    # Of ASCII there is one form only; a register of a city has more names than are remembered, but few words.
    if text.isascii() and len(text) > _WORD:
        return "".join(text.casefold().split())
    return _folded(text)


@lru_cache(maxsize=65536)
def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@derived
def without_dirt(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a Chinese name mended after the table ``name_dirt``, and the keys of the rows that mended it.

    A name without a Chinese character is left as it is.
    """
    keys: dict[str, None] = {}
    if not _CHINESE.search(name):
        return name, ()
    for _ in range(3):  # what one row takes away may lay bare what another one mends
        before = name
        for key, (pattern, replacement) in dirt().items():
            mended = pattern.sub(replacement, name)
            if mended != name:
                name = mended
                keys[key] = None
        if name == before:
            break
    return name, tuple(keys)


def without(key: str, name: str) -> str:
    """Return a Chinese name mended after one row of the table ``name_dirt``."""
    pattern, replacement = dirt()[key]
    return pattern.sub(replacement, name) if not name.isascii() and _CHINESE.search(name) else name


@derived
def dirt() -> dict[str, tuple[re.Pattern[str], str]]:
    """Return what is done to names and what is written instead, by key, in order."""
    return {row["key"]: (re.compile(row["pattern"]), row["replacement"]) for row in rows("name_dirt")}


@lru_cache(maxsize=1)
def _placeholders() -> frozenset[str]:
    return frozenset({fold(row["text"]) for row in rows("placeholders")} | {""})
