"""The list of responsible parties (责任主体清单): one enterprise, all its outfalls, however it is spelled.

Mentions are joined by valid credit code first. Names are then read without differences of width, case,
blanks, brackets and marks, and after the table ``party_name_words`` (有限责任公司 is 有限公司, 武汉市 is
武汉). A mention without a code joins the party that has its name; where parties with different codes
share that name it stays apart, and says so. A name without city or province joins the one that differs
from it only by that, where there is exactly one. Every spelling is kept and shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from . import credit_code
from .government import is_government
from .tables import derived, rows, setting
from .words import fold, known

_MARKS = re.compile(r"[^\w]|_")
_SEPARATORS = re.compile(r"[；;、，,\n]+")


class Mention(NamedTuple):
    """A party as one outfall names it. role: "main" or "other"."""

    name: str
    outfall_uid: str
    role: str = "main"
    code: str = ""


@dataclass(frozen=True)
class ResponsibleParty:
    """One party. spellings: the most frequent first. ambiguous: several parties bear this name."""

    name: str
    code: str
    spellings: tuple[str, ...]
    main_of: tuple[str, ...]
    other_of: tuple[str, ...]
    government: bool
    ambiguous: bool = False


def split_names(text: object) -> tuple[str, ...]:
    """Return the parties in one cell, whatever mark stands between them."""
    return tuple(filter(None, (known(part) for part in _SEPARATORS.split(known(text)))))


@derived
def normal_name(name: str) -> str:
    """Return the form in which the names of parties are compared."""
    plain = _MARKS.sub("", fold(name))
    for written, read_as in _words():
        plain = plain.replace(written, read_as)
    return plain or fold(name)


def responsible_parties(mentions: Iterable[Mention]) -> list[ResponsibleParty]:
    """Return one entry per party, those with most outfalls first."""
    named = [(normal_name(known(one.name)), one) for one in mentions if known(one.name)]
    codes: dict[str, set[str]] = {}
    for name, one in named:
        codes.setdefault(name, set()).update(_codes_of(one))
    same = _same_without_place(codes)
    for short, full in same.items():
        codes[full] |= codes[short]
    named = [(same.get(name, name), one) for name, one in named]
    found: dict[tuple[str, str], list[Mention]] = {}
    for name, one in named:
        theirs = _codes_of(one) or codes[name]
        code = next(iter(theirs)) if len(theirs) == 1 else ""
        found.setdefault(("", code) if code else (name, ""), []).append(one)
    parties = [_party(code, those, ambiguous=not code and len(codes[name]) > 1)
               for (name, code), those in found.items()]
    return sorted(parties, key=lambda one: (-len(one.main_of) - len(one.other_of), one.name))


def _codes_of(mention: Mention) -> set[str]:
    return {credit_code.normalise(mention.code)} if credit_code.is_valid(mention.code) else set()


def _same_without_place(codes: Mapping[str, set[str]]) -> dict[str, str]:
    """Return, for names without city or province, the one name that differs from it only by that."""
    places = normal_name(setting("city_name")), normal_name(setting("province_name"))
    longer: dict[str, list[str]] = {}
    for name in codes:
        for place in places:
            if name.startswith(place):
                longer.setdefault(name[len(place):], []).append(name)
    return {
        short: full[0] for short, full in longer.items()
        if len(full) == 1 and short in codes and len(codes[short] | codes[full[0]]) <= 1
    }


def _party(code: str, mentions: Sequence[Mention], ambiguous: bool) -> ResponsibleParty:
    spellings = [name for name, _ in Counter(known(one.name) for one in mentions).most_common()]
    main_of = dict.fromkeys(one.outfall_uid for one in mentions if one.role == "main")
    other_of = dict.fromkeys(one.outfall_uid for one in mentions if one.outfall_uid not in main_of)
    return ResponsibleParty(
        spellings[0], code, tuple(spellings), tuple(main_of), tuple(other_of),
        is_government(spellings[0], code), ambiguous,
    )


@derived
def _words() -> tuple[tuple[str, str], ...]:
    found = [(fold(row["written"]), fold(row["read_as"])) for row in rows("party_name_words")]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))
