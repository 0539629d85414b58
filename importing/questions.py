"""The questions that only a person can answer, each with a stable code and its possible answers.

``column.<target>``: which column holds it; ``value.<target>.<text>``: what a word means;
``numbering.<target>``: which numbering; ``unit.<target>``; ``level.<target>``: what a height is;
``ends``: whether start and end are exchanged; ``flow.minus``; ``crs``; ``datum``; ``order``; ``place.x`` and
``place.y``: which columns hold the places; ``utility``: rows that are no drainage; ``moved`` and
``renumbered`` (:mod:`.match_questions`): whether rows in doubt are rows of the project.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from pathlib import Path

from ..i18n import translate, user_language
from ..layers.schema import SCHEMA
from ..problems import Problem, Severity, UserError
from .lexicon import Numbering
from .model import Mapping, Question

NOTHING = "nothing"  # the answer "none of these", "leave it empty"
ALL, PROPOSED = "*", "proposed"  # the answer to every question that has a proposal


def label(table: str, target: str) -> str:
    """Return the heading of a target column as people see it."""
    return SCHEMA.table(table).column(target).alias(user_language())


def accepted(mapping: Mapping) -> dict[str, str]:
    """Return the answers of a mapping, with what is proposed for every question still open."""
    return {**{one.code: one.proposed for one in mapping.questions if one.proposed}, **mapping.answers}


def refuse_open(questions: Iterable[Question], answers: AbstractMapping[str, str], source: str) -> None:
    """Raise UserError with all questions that are still open, their options and how to answer."""
    still = [one for one in questions if one.code not in answers and not one.optional]
    if not still:
        return
    example = still[0]
    answer = example.proposed or (example.options[0][0] if example.options else "…")
    problems = []
    for question in still:
        options = ", ".join(  # a coordinate system's name begins with its code
            text if text == code or text.startswith(f"{code} - ") else f"{code} = {text}"
            for code, text in question.options
        )
        fix = [translate("Import", "Possible answers: {options}.").format(options=options)] if options else []
        if question.proposed:
            fix.append(translate("Import", "Proposed: {answer}.").format(answer=question.proposed))
        problems.append(Problem(question.text, Severity.ERROR, column=question.code, fix=" ".join(fix)))
    raise UserError(
        translate(
            "Import",
            "Before {file} can be imported, {n} questions need an answer; nothing was written. Give them in "
            "ANSWERS, for example {example}, or answer them in the import wizard. {all} takes whatever is "
            "proposed.",
        ).format(
            file=Path(source).name,
            n=len(still),
            example=json.dumps({example.code: answer}, ensure_ascii=False),
            all=json.dumps({ALL: PROPOSED}),
        ),
        problems=problems,
    )


def which_column(table: str, target: str, candidates: Iterable[str], proposed: str) -> Question:
    """Ask which of several columns fills a target."""
    names = list(candidates)
    text = translate("Import", "Which column holds “{target}”?").format(target=label(table, target))
    if len(names) == 1:
        text = translate("Import", "Does the column “{column}” hold “{target}”?").format(
            column=names[0], target=label(table, target))
    options = (*((name, name) for name in names), (NOTHING, translate("Import", "None of them")))
    return Question(f"column.{target}", text, target, options, proposed)


def which_place(axis: str, candidates: Iterable[str], proposed: str) -> Question:
    """Ask which column holds one of the two coordinates, where no heading says so."""
    text = translate("Import", "No heading names the places. Which column holds the longitude or easting (or "
                               "both coordinates)?")
    nothing = translate("Import", "None: the file holds no places")
    if axis == "y":
        text = translate("Import", "Which column holds the latitude or northing?")
        nothing = translate("Import", "None, or the same as before")
    options = (*((name, name) for name in dict.fromkeys(candidates)), (NOTHING, nothing))
    return Question(f"place.{axis}", text, "geometry", options, proposed)


def whose_words(table: str, target: str, column: str, examples: str) -> Question:
    """Ask whether a column whose words are mostly unknown holds what its heading says."""
    return Question(
        f"column.{target}",
        translate("Import", "The column “{column}” is called like “{target}”, but most of its words are not "
                            "known here ({examples}). Does it hold “{target}”?").format(
            column=column, target=label(table, target), examples=examples),
        target, ((column, translate("Import", "Yes; what the words mean is asked then")),
                 (NOTHING, translate("Import", "No, leave it out"))), column,
    )


def which_meaning(table: str, target: str, column: str, text: str, count: int) -> Question:
    """Ask what an unknown word of a coded column means."""
    schema = SCHEMA.values(SCHEMA.table(table).column(target).values)
    options = tuple((value.code, schema.label(value.code, user_language())) for value in schema.values)
    return Question(
        f"value.{target}.{text}",
        translate("Import", "What does “{text}” mean in the column “{column}” ({target})? {count} rows hold "
                            "it.")
        .format(text=text, column=column, target=label(table, target), count=count),
        column, (*options, (NOTHING, translate("Import", "Leave it empty"))), optional=True,
    )


def which_numbering(table: str, target: str, column: str, candidates: Iterable[Numbering]) -> Question:
    """Ask after which numbering a column of bare numbers is written."""
    language = user_language()
    options = tuple(
        (one.name, translate("Import", "{name}: {values}").format(
            name=one.label(language),
            values=", ".join(f"{number} {meaning}" for number, meaning in one.meanings.items())))
        for one in candidates
    )
    return Question(
        f"numbering.{target}",
        translate("Import", "The column “{column}” holds bare numbers for “{target}”. After which "
                  "numbering are they to be read?").format(column=column, target=label(table, target)),
        column, (*options, (NOTHING, translate("Import", "None of them: leave it empty"))),
    )


_LENGTHS = (("mm", "mm"), ("cm", "cm"), ("m", "m"), ("in", "in"))


def which_unit(table: str, target: str, column: str, middle: float,
               options: tuple[tuple[str, str], ...] = _LENGTHS) -> Question:
    """Ask in which unit a size or an area is given."""
    return Question(
        f"unit.{target}",
        translate("Import", "In which unit does the column “{column}” give “{target}”? Its middle value is "
                            "{value}.")
        .format(column=column, target=label(table, target), value=f"{middle:g}"),
        column, options,
    )


def which_level(target: str, column: str) -> Question:
    """Ask whether a height is that of the invert, of the crown or of the ground."""
    return Question(
        f"level.{target}",
        translate("Import", "Which height does the column “{column}” give? Drainage surveys mean the invert, "
                            "other "
                  "pipelines the top of the pipe.").format(column=column),
        column, (("invert", translate("Import", "Invert (bottom of the pipe)")),
                 ("top", translate("Import", "Top of the pipe")),
                 (NOTHING, translate("Import", "Something else: leave it out"))), "invert",
    )


def exchanged_ends(share: float, n: int) -> Question:
    """Ask whether the file names start and end the other way round."""
    return Question(
        "ends",
        translate("Import", "{share} % of the {n} pipes with both levels rise from their start to their end. "
                            "Some "
                  "offices label start and end the other way round. Exchange them?").format(
                      share=round(100 * share), n=n),
        "from_node", (("keep", translate("Import", "Keep as delivered")),
                      ("exchange", translate("Import", "Exchange start and end"))), "keep",
    )


def lone_minus(column: str, count: int) -> Question:
    """Ask whether ``-`` in a column that never says ``+`` is a direction or stands for nothing."""
    return Question(
        "flow.minus",
        translate("Import", "The column “{column}” holds “-” in {count} rows and never “+”. Is it a "
                            "direction, from "
                  "the end to the start, or does it stand for nothing?").format(column=column, count=count),
        column, (("direction", translate("Import", "From end to start")),
                 (NOTHING, translate("Import", "It stands for nothing"))), "",
    )
