"""Columns whose heading is known while their cells say otherwise: never left out without a word.

A coded column whose words are mostly unknown is asked about, since a district may have words of its
own; any other column that contradicts its heading is named, with some of what it holds.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...i18n import translate
from ...layers.schema import SCHEMA
from .. import questions
from ..cleaning import numbers_and_units
from ..cleaning.cell_profile import Profile
from ..model import Mapping
from .matching import Candidate

_SHOWN = 4  # cells named in a sentence
_MOST_WORDS = 60  # a column of more different texts is no list of words


def enter(table: str, doubted: Iterable[Candidate], seen: dict[str, Profile], mapping: Mapping) -> None:
    """Ask or tell about columns that nothing else in ``mapping`` uses or fills."""
    used = {rule.source for rule in mapping.fields}
    asked = {code.partition(".")[2] for code in (*(one.code for one in mapping.questions), *mapping.answers)
             if code.startswith("column.")}
    for one in sorted(doubted, key=lambda each: -each.alias.certainty):
        filled = {rule.target for rule in mapping.fields}
        if one.source in used or one.target in filled | asked:
            continue
        used.add(one.source)
        cells = seen[one.source]
        examples = ", ".join(f"“{text}”" for text in cells.texts[:_SHOWN])
        if _words(table, one, cells):
            asked.add(one.target)
            mapping.questions.append(questions.whose_words(table, one.target, one.source, examples))
        else:
            mapping.assumptions.append(translate(
                "Import", "“{column}” is called like “{target}”, but only {share} % of its cells could be "
                          "that ({examples}); it is left out.").format(
                    column=one.source, target=questions.label(table, one.target),
                    share=round(100 * one.fit), examples=examples))


def _words(table: str, one: Candidate, cells: Profile) -> bool:
    """Tell whether a coded column holds words of a list that is not known here, no measures or remarks."""
    if not SCHEMA.table(table).column(one.target).values or one.alias.derive:
        return False
    few = cells.distinct <= max(2, min(_MOST_WORDS, cells.filled // 2))
    return few and cells.share(lambda text: numbers_and_units.number(text) is None) > 0.5
