"""Decision tables: a row applies where what its column ``when`` asks for holds.

``when`` is a list of conditions separated by ``;``, all of which must hold; an empty one always does:

    fact=word|word      the fact is one of the words; ``fact=`` where it is not known
    fact!=word|word     it is none of them; ``fact!=`` where it is known
    fact~word|word      it contains one of the words
    fact!~word|word     it contains none of them

Facts are texts, compared as names are (:func:`words.fold`); a blank or a placeholder is "not known".
They are folded once, by :func:`folded`. A condition on a fact that nobody supplies is a mistake in
the table and is said, because such a row would never apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sized
from functools import lru_cache
from typing import NamedTuple

from ..problems import UserError
from .tables import Row, rows
from .words import fold, known

Facts = Mapping[str, str]  # folded

_CONDITION = re.compile(r"\s*(\w+)\s*(!?)([=~])(.*)", re.DOTALL)


class _Condition(NamedTuple):
    fact: str
    negated: bool
    contains: bool
    words: tuple[str, ...]


def decided(table: str, facts: Facts) -> Row:
    """Return the first row of a table whose ``when`` holds; UserError where the table has none."""
    found = first(rows(table), facts)
    if found is None:
        raise UserError(f"The rule table {table} has no row for this case: {dict(facts)}. "
                        "Its last row should apply always.")
    return found


def folded(values: Mapping[str, object]) -> dict[str, str]:
    """Return facts in the form in which they are compared."""
    return {name: fold(known(value)) for name, value in values.items()}


def asked(table: Iterable[Row]) -> set[str]:
    """Return the names of the facts that the rows of a table ask for."""
    return {condition.fact for row in table for condition in _conditions(row["when"])}


def applies(when: str, facts: Facts) -> bool:
    """Tell whether all conditions of ``when`` hold of folded facts; UserError where it cannot be read."""
    for fact, negated, contains, words in _conditions(when):
        if fact not in facts:
            raise UserError(
                f"A rule table asks for “{fact}” in “{when}”; nothing of that name is known here. "
                f"It may ask for: {', '.join(sorted(facts))}."
            )
        value = facts[fact]
        found = any(word in value for word in words) if contains else value in words
        if found == negated:
            return False
    return True


def applying(table: Iterable[Row], facts: Facts) -> Iterator[Row]:
    """Yield the rows whose ``when`` holds, in order."""
    return (row for row in table if applies(row["when"], facts))


def first(table: Iterable[Row], facts: Facts) -> Row | None:
    """Return the first row whose ``when`` holds, or None."""
    return next(applying(table, facts), None)


def yes_no(answer: bool) -> str:
    """Return the word by which tables ask whether something is so."""
    return "yes" if answer else "no"


def how_many(things: Sized) -> str:
    """Return the word by which tables ask how many there are: no, one, several."""
    return {0: "no", 1: "one"}.get(len(things), "several")


@lru_cache(maxsize=1024)
def _conditions(when: str) -> tuple[_Condition, ...]:
    found = []
    for part in filter(str.strip, when.split(";")):
        match = _CONDITION.fullmatch(part)
        words = tuple(fold(word) for word in match[4].split("|")) if match else ()
        if match is None or (match[3] == "~" and not all(words)):
            raise UserError(f"A rule table holds what is no condition: “{part.strip()}” in “{when}”.")
        found.append(_Condition(match[1], bool(match[2]), match[3] == "~", words))
    return tuple(found)
