"""Outfall classes of both rules, and the way from the older to the present one.

Version "718-2020" has seven types; version "HJ-2023" has 20 rows on up to three
levels. The crosswalk is a proposal that a person judges: its rows are tried in
order, a row with words applies where the outfall's name holds one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from .tables import is_verified, rows
from .words import fold

VERSION_718 = "718-2020"
VERSION_HJ = "HJ-2023"


@dataclass(frozen=True)
class HjClass:
    """A row of the present classification; ``verified`` speaks of how it was arrived at."""

    type_l1: str
    type_l2: str
    type_l3: str
    verified: bool
    note: str = ""


def types_718() -> tuple[str, ...]:
    """Return the seven types of the 2020 rule, in order."""
    return tuple(row["type"] for row in rows("types_718"))


def hj1312() -> tuple[HjClass, ...]:
    """Return the rows of the present classification, in order."""
    return tuple(_hj(row) for row in rows("types_hj1312"))


def is_hj1312(type_l1: str, type_l2: str, type_l3: str = "") -> bool:
    """Tell whether the three levels are a row of the present classification."""
    return any((one.type_l1, one.type_l2, one.type_l3) == (type_l1, type_l2, type_l3) for one in hj1312())


def hj1312_letters(type_l1: str, include_unverified: bool = False) -> str:
    """Return the code letters of a level-1 class, "" where they are not (verified to be) known."""
    for row in rows("types_hj1312"):
        if row["type_l1"] == type_l1 and (include_unverified or row["letters_verified"] == "yes"):
            return row["letters"]
    return ""


def to_hj1312(type_718: str, name: str = "") -> HjClass | None:
    """Propose the present class for a 2020 type; the outfall's name decides between several."""
    plain = plain_name(name)
    for row in rows("crosswalk_718_hj1312"):
        words = [word for word in row["name_words"].split(";") if word]
        if row["type_718"] == type_718 and (not words or any(fold(word) in plain for word in words)):
            return _hj(row)
    return None


def type_from_name(name: str) -> str:
    """Propose the 2020 type from the type word in a name, the longest word first; "" for none."""
    plain = plain_name(name)
    fitting = [row for row in rows("name_words") if fold(row["word"]) in plain]
    return max(fitting, key=lambda row: len(row["word"]))["type_718"] if fitting else ""


def plain_name(name: str) -> str:
    """Return a name folded, with the confusions of real registers mended (囗 for 口, 其它 for 其他)."""
    return fold(name).replace("囗", "口").replace("其它", "其他")


def _hj(row: dict[str, str]) -> HjClass:
    return HjClass(row["type_l1"], row["type_l2"], row["type_l3"], is_verified(row), row.get("note", ""))
