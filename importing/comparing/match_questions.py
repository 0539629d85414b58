"""Rows that may be known or new: what is asked of a person, and what is said where nobody answered.

``moved``: a row carries the number of a row of the project with which it does not agree; ``renumbered``: it
lies exactly on a row of the project that carries another number or none. Unanswered, or answered ``new``,
such rows are added: nothing that stands in the project is overwritten. The answers are about one delivery
and are not kept in a mapping.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ...i18n import inflected, translate
from ...problems import Problem, Severity
from ..model import MOVED, RENUMBERED, Question
from .agreement import moves
from .compared_rows import Rows
from .identity import Matches
from .row_pairs import Contradictions

if TYPE_CHECKING:
    from ...tracing.model import Ints
    from .changes import ImportPlan
    from .present import Present

NEW, SAME = "new", "same"
_SHOWN = 10
_LABELS = ("code", "code_national", "code_local", "name")
_CODES = ("code", "code_national", "code_local")


@dataclass
class Settled:
    """What became of rows in doubt."""

    questions: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)


def settle(plan: ImportPlan, matches: Matches, present: Present, new: Rows) -> Settled:
    """Match the rows in doubt where ``plan`` holds the answer that they are the same; say what is open."""
    done = Settled()
    for pairs, code in ((matches.twins, RENUMBERED), (matches.contradictions, MOVED)):
        if not len(pairs):
            continue
        answer = plan.mapping.answers.get(code, "")
        about = _about(plan, pairs, present, new, code)
        text = about + " " + (
            translate("Import", "Are they the same rows, renumbered?")
            if code == RENUMBERED
            else translate("Import", "Are they the same rows?")
        )
        question = _question(code, text, not pairs.likely.any())
        done.questions.append(question)
        if answer == SAME:
            matches.take(pairs)
            continue
        if not answer and plan.choices.accept_proposed and not question.optional:
            taken = translate("Import", "{question} Taken as proposed: {answer}.")
            done.assumptions.append(taken.format(question=text, answer=NEW))
        done.problems.append(Problem(
            about + " " + translate("Import", "They were taken as new rows."), Severity.WARNING, plan.table,
            _rows(plan, pairs.new), fix=translate(
                "Import", "If they are the same rows, import the file with the answer {answer}, or say so in "
                          "the preview of the wizard.").format(answer=f'{{"{code}": "{SAME}"}}')))
    if len(matches.ambiguous):
        done.problems.append(_ambiguous(plan, matches.ambiguous))
    told = np.concatenate([matches.ambiguous, matches.contradictions.new, matches.twins.new])
    others = np.setdiff1d(np.flatnonzero(matches.row < 0), told)
    done.problems += _shared_codes(plan, others, present.rows, new)
    return done


def open_questions(plan: ImportPlan) -> list[Question]:
    """Return the questions that must be answered before ``plan`` may be written."""
    if plan.choices.accept_proposed:
        return []
    return [one for one in plan.questions if not one.optional and one.code not in plan.mapping.answers]


def _question(code: str, text: str, optional: bool) -> Question:
    same = (
        translate("Import", "The same rows: give them the new numbers")
        if code == RENUMBERED
        else translate("Import", "The same rows: update and move them")
    )
    options = ((NEW, translate("Import", "Other rows: add them")), (SAME, same))
    return Question(code, text, "", options, NEW, optional)


def _about(plan: ImportPlan, pairs: Contradictions, present: Present, new: Rows, code: str) -> str:
    """Return a sentence about rows in doubt, with one of them as an example."""
    one, two = pairs.old[0], pairs.new[0]
    names = {"old": _label(present.rows, int(one)), "new": _label(new, int(two)),
             "row": plan.delivery.rows(plan.prepared.source[[two]])[0]}
    if code == RENUMBERED:
        return inflected(translate(
            "Import", "{n} (row of the file lies|rows of the file lie) exactly where rows of the project lie "
                      "that carry another number or name, for example row {row}: “{new}” on “{old}”."),
            n=len(pairs), **names)
    away = moves(present.rows.box[pairs.old], new.box[pairs.new])
    far = away[np.isfinite(away)]
    why = []
    if len(far):
        why.append(inflected(translate("Import", "{n} (lies|lie) elsewhere, up to {most} m away"),
                             n=len(far), most=round(far.max())))
    if len(far) < len(away):
        why.append(inflected(translate("Import", "{n} (has|have) another name or district"),
                             n=len(away) - len(far)))
    return inflected(translate(
        "Import", "{n} (row carries|rows carry) the number, code or name of a row of the project but "
                  "(does|do) not agree with it otherwise ({why}), for example row {row}: “{new}”."),
        n=len(pairs), why="; ".join(why), **names)


def _ambiguous(plan: ImportPlan, rows: Ints) -> Problem:
    text = translate(
        "Import", "{n} rows carry a key that stands several times, in the file or in the project, and "
                  "were taken as new rows: {rows}.").format(n=len(rows), rows=_rows(plan, rows))
    fix = translate("Import", "Give each row a key of its own, then import the file again.")
    return Problem(text, Severity.WARNING, plan.table, fix=fix)


def _shared_codes(plan: ImportPlan, rows: Ints, old: Rows, new: Rows) -> list[Problem]:
    """Tell of new rows that carry the code of a row of the project, in the same column or in another."""
    found = []
    for name in _CODES:
        for other in _CODES:
            if name not in new.columns or other not in old.columns or not len(rows):
                continue
            words = new.words(name)[rows]
            shared = rows[(words != 0) & np.isin(words, old.words(other))]
            if len(shared):
                found.append(Problem(
                    inflected(
                        translate("Import", "{n} new (row carries|rows carry) a code that another row of the "
                                            "project has, for example “{code}”."),
                        n=len(shared), code=new.columns[name][shared[0]]),
                    Severity.WARNING, plan.table, _rows(plan, shared), name,
                    translate("Import", "Look at both; one code names one thing.")))
    return found


def _rows(plan: ImportPlan, rows: Ints) -> str:
    numbers = plan.delivery.rows(plan.prepared.source[rows[:_SHOWN]])
    return ", ".join(map(str, numbers)) + (", …" if len(rows) > _SHOWN else "")


def _label(rows: Rows, row: int) -> str:
    """Return how people call a delivered row."""
    named = [name for name in _LABELS if name in rows.columns and rows.columns[name][row]]
    ends = [rows.columns[name][row] or "" for name in ("from_node", "to_node") if name in rows.columns]
    return str(rows.columns[named[0]][row]) if named else "-".join(ends)
