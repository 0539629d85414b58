"""Coded values: from the words and numbers of a delivery to the codes of the schema.

A word is looked up as it stands, then without a leading number (``1-雨水``), then inside a longer
text where its row of ``values.csv`` allows it, the longest word first. Bare numbers belong to
a numbering (``numberings.csv``); two numberings of the source of data contradict each other, so
which one is meant is told by the other columns of the file, or asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ..lexicon import Numbering, fold_value, numberings, plain, words

_LEADING = re.compile(r"^[\d０-９]+[\-—–.．、:：,， )）]*(?=\D)")
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True)
class Lookup:
    """What a value means: ``code`` (None: a word for nothing), ``sure`` 0..1; ``known`` False: not a word."""

    known: bool
    code: str | None = None
    sure: float = 0.0


UNKNOWN = Lookup(False)


@lru_cache(maxsize=65536)
def lookup(value_list: str, text: str) -> Lookup:
    """Return what ``text`` means in a value list."""
    folded = fold_value(text)
    entries = words(value_list)
    for bare in (folded, fold_value(_LEADING.sub("", folded))):
        for word in entries:
            if word.text == bare and bare:
                return Lookup(True, word.code or None, 1.0)
    bare = fold_value(_LEADING.sub("", folded))
    inside = [word for word in entries if word.contains and _holds(bare, word.text, text)]
    if not inside:
        return UNKNOWN
    best = max(inside, key=lambda word: len(word.text))
    return Lookup(True, best.code or None, 0.8)


def _holds(text: str, word: str, raw: str) -> bool:
    """Tell whether ``word`` stands in ``text``: Chinese anywhere, letters as a word of their own."""
    if not _LATIN.search(word):
        return (len(word) > 1 and word in text) or (word in text and len(text) <= 4)
    parts = [fold_value(part) for part in re.split(r"[\s_\-/,.()]+", raw.casefold())]
    return word in parts or (len(word) > 4 and word in text)


def is_number(text: str) -> bool:
    """Tell whether a value is a bare number of at most two digits."""
    return re.fullmatch(r"-?\d{1,2}(\.0+)?", fold_value(text)) is not None


def number_of(text: str) -> str:
    """Return such a number without zeros around it."""
    return str(int(float(fold_value(text))))


@dataclass(frozen=True)
class NumberingChoice:
    """The numbering that fits the values, or several among which a person has to choose."""

    chosen: Numbering | None
    candidates: tuple[Numbering, ...]
    signs: tuple[str, ...] = ()  # columns that spoke for the chosen one


def choose_numbering(value_list: str, numbers: Iterable[str], columns: Iterable[str],
                     answer: str = "") -> NumberingChoice:
    """Choose the numbering of ``numbers``; ``columns`` are all headings of the file.

    Columns that go with exactly one numbering decide, two of them at least; else, where only one
    numbering is known and it needs no sign, it is taken. Otherwise none is chosen.
    """
    wanted = {number_of(number) for number in numbers}
    fitting = tuple(one for one in numberings(value_list) if wanted <= set(one.codes))
    if answer:
        return NumberingChoice(next((one for one in fitting if one.name == answer), None), fitting)
    heads = {plain(column): column for column in columns}
    signs = {one.name: tuple(heads[name] for name in heads if name in one.signs) for one in fitting}
    spoken = [one for one in fitting if signs[one.name]]
    if len(spoken) == 1 and len(signs[spoken[0].name]) >= 2:
        return NumberingChoice(spoken[0], fitting, signs[spoken[0].name])
    if len(fitting) == 1 and not fitting[0].needs_signs:
        return NumberingChoice(fitting[0], fitting)
    return NumberingChoice(None, fitting)
