"""Outfall classes: the rule versions, their classes, and the way from one to the other.

Version "HJ-2023" (HJ 1312, 20 rows on up to three levels) is the main list; "718-2020" (seven types)
stands beside it, and an outfall has both. A class is a tuple of levels, as many as its version has
columns. The crosswalk is a proposal that a person judges: its rows are tried in order, a row with
words applies where the outfall's name holds one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .tables import Row, derived, is_verified, rows
from .words import fold, known, without_dirt

VERSION_718 = "718-2020"
VERSION_HJ = "HJ-2023"

Levels = tuple[str, ...]


class Version(NamedTuple):
    """A version of the classification rule; ``columns`` of an outfall hold its levels."""

    id: str
    columns: tuple[str, ...]
    title_en: str
    title_zh: str

    def levels(self, outfall: Mapping[str, object]) -> Levels:
        """Return the class that is recorded on an outfall; () where its first level is empty."""
        found = tuple(known(outfall.get(column)) for column in self.columns)
        return found if found[0] else ()


@dataclass(frozen=True)
class HjClass:
    """A row of the present classification."""

    type_l1: str
    type_l2: str
    type_l3: str

    @property
    def levels(self) -> Levels:
        """The three levels."""
        return self.type_l1, self.type_l2, self.type_l3


class NameWord(NamedTuple):
    """A type word, the 2020 type it speaks for ("" for none), and how surely."""

    word: str
    type_718: str
    certainty: float


class Crossing(NamedTuple):
    """A row of the crosswalk as it applies."""

    type_718: str
    levels: Levels
    certainty: float
    verified: bool


def version(id: str) -> Version:  # noqa: A002 - what a version is called
    """Return a rule version; KeyError where there is none of this name."""
    return versions()[id]


@derived
def versions() -> dict[str, Version]:
    """Return the rule versions by name, the main one first."""
    return {
        row["version"]: Version(
            row["version"], tuple(row["columns"].split(";")), row["title_en"], row["title_zh"])
        for row in rows("rule_versions")
    }


def types_718() -> tuple[str, ...]:
    """Return the seven types of the 2020 rule, in order."""
    return tuple(row["type"] for row in rows("types_718"))


def hj1312() -> tuple[HjClass, ...]:
    """Return the rows of the present classification, in order."""
    return tuple(HjClass(*_levels(row)) for row in rows("types_hj1312"))


def class_row(levels: Levels) -> Row:
    """Return the row of a present class, with its letters, type word and duty; {} where there is none."""
    return _hj_rows().get(levels, {})


def problem(version_id: str, levels: Levels) -> str:
    """Return "" for a class of a version, else what is wrong.

    One of "missing", "unknown" (a level that the version does not have), "levels" (each level is
    known, but they do not stand in one row).
    """
    if not levels:
        return "missing"
    if version_id == VERSION_718:
        return "" if levels[0] in types_718() else "unknown"
    if levels in _hj_rows():
        return ""
    known_levels = zip(*_hj_rows())
    return "levels" if all(one in column for one, column in zip(levels, known_levels)) else "unknown"


def hj1312_letters(type_l1: str, include_unverified: bool = False) -> str:
    """Return the code letters of a level-1 class, "" where they are not (verified to be) known."""
    letters, verified = _letters().get(type_l1, ("", False))
    return letters if verified or include_unverified else ""


def crossing(type_718: str, plain: str) -> Crossing | None:
    """Return the row of the crosswalk for a 2020 type and a name as :func:`plain_name` writes it."""
    for words, found in _crosswalk().get(type_718, ()):
        if not words or any(word in plain for word in words):
            return found
    return None


def to_718(levels: Levels) -> str:
    """Return the 2020 type whose rows alone lead to a present class, "" where several do or none."""
    found = {type_718 for type_718, reached in _reached().items() if levels in reached}
    return found.pop() if len(found) == 1 else ""


def agree(type_718: str, levels: Levels) -> bool:
    """Tell whether some row of the crosswalk leads from a 2020 type to a present class."""
    return levels in _reached().get(type_718, ())


@derived
def type_word(name: str) -> NameWord | None:
    """Return the longest type word in a name, words that speak for a class first; None for none."""
    plain = plain_name(name)
    return next((one for folded, one in _name_words() if folded in plain), None)


@derived
def ends_in_type_word(name: str) -> bool:
    """Tell whether a name ends in a type word, a part in brackets after it not counted."""
    plain = plain_name(name)
    if plain.endswith(")"):
        plain = plain[: plain.rfind("(")]
    return any(plain.endswith(folded) for folded, _ in _name_words())


def type_from_name(name: str) -> str:
    """Propose the 2020 type from the type word in a name, the longest word first; "" for none."""
    found = type_word(name)
    return found.type_718 if found else ""


@derived
def plain_name(name: str) -> str:
    """Return a name folded, with the confusions of real registers mended (囗 for 口, 其它 for 其他)."""
    return fold(without_dirt(name)[0])


def _levels(row: Row) -> Levels:
    return row["type_l1"], row["type_l2"], row["type_l3"]


@derived
def _hj_rows() -> dict[Levels, Row]:
    return {_levels(row): row for row in rows("types_hj1312")}


@derived
def _letters() -> dict[str, tuple[str, bool]]:
    return {row["type_l1"]: (row["letters"], row["letters_verified"] == "yes")
            for row in reversed(rows("types_hj1312"))}


@derived
def _crosswalk() -> dict[str, list[tuple[tuple[str, ...], Crossing]]]:
    found: dict[str, list[tuple[tuple[str, ...], Crossing]]] = {}
    for row in rows("crosswalk_718_hj1312"):
        words = tuple(fold(word) for word in row["name_words"].split(";") if word)
        crossed = Crossing(row["type_718"], _levels(row), float(row["certainty"]), is_verified(row))
        found.setdefault(row["type_718"], []).append((words, crossed))
    return found


@derived
def _reached() -> dict[str, set[Levels]]:
    return {type_718: {one.levels for _, one in rows_of} for type_718, rows_of in _crosswalk().items()}


@derived
def _name_words() -> list[tuple[str, NameWord]]:
    words = [NameWord(row["word"], row["type_718"], float(row["certainty"] or 0))
             for row in rows("name_words")]
    words += [NameWord(row["name_word"], "", 0.0) for row in rows("types_hj1312")]
    words.sort(key=lambda one: (not one.type_718, -len(one.word)))
    return [(fold(one.word), one) for one in words]
