"""Every column of the project gets its column of the file: answers first, then the surest candidate.

What is doubtful, and what two columns hold equally surely but differently, is a question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ...i18n import translate
from ...layers.schema import SCHEMA
from ...problems import UserError
from .. import questions
from ..cleaning.cell_profile import Profile
from ..cleaning.distinct_cells import Cells
from ..model import Mapping, RawTable
from ..questions import NOTHING
from .matching import SURE, Candidate, chosen_by_hand

_TIE = 0.005  # columns so alike in certainty are a question where their cells differ


@dataclass
class _Choice:
    """What is chosen so far: targets with their candidates, columns in use, targets that are settled."""

    found: list[Candidate]
    chosen: dict[str, Candidate] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)

    def is_free(self, one: Candidate) -> bool:
        """Tell whether neither its target nor its column is taken."""
        taken = one.source in self.used and not one.alias.share
        return not (one.target in self.settled or one.target in self.chosen or taken)

    def rivals(self, one: Candidate) -> list[Candidate]:
        """Return the filled columns that could fill the same target."""
        return [other for other in self.found if other.target == one.target and other.filled
                and other.source not in self.used and other.source != one.source]

    def take(self, one: Candidate) -> None:
        """Let a candidate fill its target."""
        self.chosen[one.target] = one
        if not one.alias.share:
            self.used.add(one.source)

    def ask(self, mapping: Mapping, one: Candidate, others: Iterable[Candidate]) -> None:
        """Ask which column fills a target, the likeliest first."""
        sources = dict.fromkeys([one.source, *(other.source for other in others)])
        mapping.questions.append(questions.which_column(mapping.table, one.target, sources, one.source))
        self.settled.add(one.target)


def choose(raw: RawTable, found: list[Candidate], seen: dict[str, Profile],
           mapping: Mapping) -> list[Candidate]:
    """Return the candidates that fill a target; what only a person can say joins ``mapping.questions``."""
    choice = _Choice(found)
    for code, answer in mapping.answers.items():
        if code.startswith("column."):
            _answer(raw, choice, code.partition(".")[2], answer, seen, mapping.table)
    for one in found:
        if not choice.is_free(one):
            continue
        if one.certainty < SURE and one.filled and one.target == "remark":
            continue  # nothing that a person should be asked about
        rivals = choice.rivals(one)
        if one.certainty < SURE and one.filled and one.alias.derive != "level":
            choice.ask(mapping, one, rivals)
        elif equal := _equal(raw, one, rivals):
            choice.ask(mapping, one, equal)
        else:
            choice.take(one)
            _say_left_out(one, rivals, found, mapping)
    return list(choice.chosen.values())


def _answer(raw: RawTable, choice: _Choice, target: str, answer: str, seen: dict[str, Profile],
            table: str) -> None:
    """Take the column that somebody named, whatever its heading says."""
    choice.settled.add(target)
    if answer == NOTHING or target not in SCHEMA.table(table).column_names:
        return
    if answer not in seen:
        raise UserError(translate(
            "Import", "The answer {answer} names a column that {file} does not have. Its columns are: "
                      "{columns}.").format(
                answer=f"column.{target} = {answer}", file=Path(raw.file).name, columns=", ".join(seen)))
    known = next((one for one in choice.found if one.target == target and one.source == answer), None)
    choice.chosen[target] = known or chosen_by_hand(table, target, answer, seen)
    choice.used.add(answer)


def _equal(raw: RawTable, one: Candidate, rivals: list[Candidate]) -> list[Candidate]:
    """Return the rivals that are as sure as ``one`` and hold something else."""
    equal = [other for other in rivals
             if one.certainty - other.certainty < _TIE and other.alias.order == one.alias.order]
    return equal if equal and not _same_cells(raw, one.source, [other.source for other in equal]) else []


def _say_left_out(one: Candidate, rivals: list[Candidate], found: list[Candidate], mapping: Mapping) -> None:
    """Name other columns that are surely called so and fill nothing better."""
    others = [other.source for other in rivals if other.certainty >= SURE and other.how == "name" and not any(
        better.source == other.source and better.certainty > other.certainty for better in found)]
    if others:
        mapping.assumptions.append(translate(
            "Import", "“{target}” is filled from “{column}”; {others} could hold it too and is left "
                      "out.").format(
                target=questions.label(mapping.table, one.target), column=one.source,
                others=", ".join(f"“{name}”" for name in dict.fromkeys(others))))


def _same_cells(raw: RawTable, first: str, others: Iterable[str]) -> bool:
    step = max(1, raw.n // 2000)
    sample = Cells.of(raw.columns[first][::step]).texts()
    return all(np.array_equal(sample, Cells.of(raw.columns[name][::step]).texts()) for name in others)
