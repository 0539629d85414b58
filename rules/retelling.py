"""Sentences of the rules that a project stores, told in the other language.

A project stores what the rules said in its own language; a register or a file may speak the other one. The
tables have each sentence in both, so a stored text is read back as the sentences that it is made of, with
their values. A text that is not made of them, such as a person's, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter
from typing import NamedTuple

from .tables import derived, rows

_TABLES = ("sentences", "party_rules", "class_evidence", "is_outfall", "outfall_changes", "register_checks",
           "plan_proposals", "life_contradictions")
_PARTS = ("text", "fix", "goal", "measures")
#: How sentences follow one another: what stands between them, and where a text may be parted, by language.
_JOINTS = {
    "zh": (("；", "；"), ("", "(?<=。)")),
    "en": (("; ", "; "), (" ", "(?<=[.]) ")),
}
_WORD = re.compile(r"[a-z]{3}|[\u4e00-\u9fff]{2}")  # marks alone tell no sentence


class _Pattern(NamedTuple):
    """A sentence in one language as an expression, a piece that it cannot lack, and the other language's."""

    matches: re.Pattern[str]
    piece: str
    other: str


@derived
def retold(text: str, language: str) -> str:
    """Return a stored text in "zh" or "en"; see the module."""
    stored_in = "en" if language == "zh" else "zh"
    for (joint, parted), (wanted, _) in zip(_JOINTS[stored_in], _JOINTS[language]):
        found = _told(list(filter(None, re.split(parted, text))), joint, stored_in)
        if found:
            return wanted.join(found)
    return text


def _told(pieces: list[str], joint: str, stored_in: str) -> list[str] | None:
    """Return the sentences that pieces of a text make, as many as can be; None where some make none."""
    if not pieces:
        return []
    for end in range(1, len(pieces) + 1):
        sentence = _sentence(joint.join(pieces[:end]), stored_in)
        rest = _told(pieces[end:], joint, stored_in) if sentence else None
        if rest is not None:
            return [sentence, *rest]
    return None


def _sentence(text: str, stored_in: str) -> str:
    language = "en" if stored_in == "zh" else "zh"
    for pattern in _patterns(stored_in):
        match = pattern.matches.fullmatch(text) if pattern.piece in text else None
        if match:
            return pattern.other.format_map(
                {name: retold(value, language) for name, value in match.groupdict().items()})
    return ""


@derived
def _patterns(language: str) -> list[_Pattern]:
    """Return all sentences of the tables in one language, those with the longest pieces first."""
    made = [_pattern(here, other) for here, other in _pairs(language) if here != other]
    return sorted((one for one in made if _WORD.search(one.piece)), key=lambda one: -len(one.piece))


def _pairs(language: str) -> Iterator[tuple[str, str]]:
    other = "en" if language == "zh" else "zh"
    for table in _TABLES:
        for row in rows(table):
            for part in _PARTS:
                if row.get(f"{part}_zh"):
                    yield row[f"{part}_{language}"], row[f"{part}_{other}"]


def _pattern(here: str, other: str) -> _Pattern:
    expression, pieces, met = "", [""], set()
    for literal, name, _, _ in Formatter().parse(here):
        pieces.append(literal)
        expression += re.escape(literal)
        if name:
            expression += f"(?P={name})" if name in met else f"(?P<{name}>.*?)"
            met.add(name)
    return _Pattern(re.compile(expression, re.DOTALL), max(pieces, key=len), other)
