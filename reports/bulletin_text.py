"""What a bulletin says: sections of sentences and tables, for a page and a Word document alike.

The first sentence is the one that matters. Every number stands in the register of the same date, on the sheet
"progress and deadlines" (:mod:`.figures`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..i18n import inflected, translate
from ..rules.register_rows import text
from ..rules.tables import is_verified
from ..rules.tables import rows as table_rows
from . import figures as tables
from .figures import Figures, Line, share
from .periods import Period, day_text
from .sheets import Block
from .steps import STEPS

_LISTED = 25  # units that are late, in the bulletin; the register has them all
_NUMBERS = "一二三四五六七八九十"


@dataclass
class Section:
    """A part: its heading, its leading sentence where it has one, texts, tables, and pictures by name."""

    heading: str
    lead: str = ""
    texts: list[str] = field(default_factory=list)
    tables: list[Block] = field(default_factory=list)
    pictures: tuple[str, ...] = ()


@dataclass
class Text:
    """A bulletin. notes: how it was made; gaps: uid (or "") and what the data lack."""

    title: str
    subtitle: str
    sections: list[Section]
    notes: list[str]
    gaps: list[tuple[str, str, str]]


def bulletin_text(figures: Figures, period: Period) -> Text:
    """Return the bulletin of a period; ``figures`` are those of its last day."""
    answer = figures.answer
    where = _where(figures)
    title = translate("Bulletin", "Monthly dispatch on the outfalls of {where}")
    if period.quarter:
        title = translate("Bulletin", "Quarterly analysis of the outfalls of {where}")
    made = [_state(figures, where), _deadlines(figures), _changes(figures, period), _late(figures)]
    if period.quarter:
        made.append(
            Section(translate("Bulletin", "By department"), tables=[tables.department_block(figures)])
        )
    made.append(
        Section(
            translate("Bulletin", "Districts compared"),
            texts=[
                translate(
                    "Bulletin",
                    "Ranked by the share struck off of the outfalls in the register; equal "
                    "shares have one rank.",
                )
            ],
            tables=[tables.ranking_block(figures)],
        )
    )
    for number, section in zip(_NUMBERS if answer.language == "zh" else range(1, 11), made):
        section.heading = (
            f"{number}、{section.heading}" if answer.language == "zh" else (f"{number}. {section.heading}")
        )
    subtitle = translate("Bulletin", "{period}, state of {date}").format(
        period=period.title, date=day_text(figures.day, answer.language)
    )
    return Text(title.format(where=where), subtitle, made, _notes(figures, period), gaps_of(figures))


def _where(figures: Figures) -> str:
    answer = figures.answer
    if not answer.asked.districts:
        return translate("Bulletin", "the whole reach")
    return ("、" if answer.language == "zh" else ", ").join(map(answer.district, answer.districts))


def _worst(figures: Figures) -> Line | None:
    late = [line for line in figures.lines[:-1] if line.overdue]
    return max(late, key=lambda line: line.overdue, default=None)


def _state(figures: Figures, where: str) -> Section:
    total, worst = figures.lines[-1], _worst(figures)
    every, closed = total.steps[0], total.step("closed")
    said = inflected(
        translate(
            "Bulletin",
            "On {date}, {closed} of {n} (outfall|outfalls) of {where} (is|are) struck off ({share})",
        ),
        date=day_text(figures.day, figures.answer.language),
        closed=closed,
        n=every,
        where=where,
        share=share(closed, every),
    )
    if worst is None:
        lead = translate("Bulletin", "{said}; nothing is overdue.").format(said=said)
    else:
        lead = inflected(
            translate(
                "Bulletin",
                "{said}; {n} (has|have) something overdue, most of them in {district}: {late} of {of}.",
            ),
            said=said,
            n=total.overdue,
            district=figures.answer.district(worst.code),
            late=worst.overdue,
            of=worst.steps[0],
        )
    steps = ("; " if figures.answer.language == "en" else "，").join(
        translate("Bulletin", "{step}: {n}").format(step=step.name(figures.answer.language), n=n)
        for step, n in zip(STEPS[1:], total.steps[1:])
    )
    passed = translate("Bulletin", "Outfalls that have passed each step: {steps}.").format(steps=steps)
    return Section(
        translate("Bulletin", "Where the work stands"),
        lead,
        [passed],
        [tables.district_block(figures)],
        ("chart", "map"),
    )


def _deadlines(figures: Figures) -> Section:
    missed = [one for one in figures.deadlines if one[1] < figures.day and one[2] < one[3]]
    said = [
        translate("Bulletin", "{what} (by {day}): {done} of {of} done, {open} late.").format(
            what=what, day=day_text(day, figures.answer.language), done=done, of=of, open=of - done
        )
        for what, day, done, of in missed
    ] or [translate("Bulletin", "No deadline of the action plan that has passed was missed.")]
    plans = figures.lines[-1].plans
    said.append(
        inflected(
            translate(
                "Bulletin",
                "{n} (plan has|plans have) a deadline of (its|their) own: {done} done, {late} overdue, "
                "{risk} at risk.",
            ),
            n=plans["all"],
            done=plans["done"],
            late=plans["overdue"],
            risk=plans["at_risk"],
        )
    )
    return Section(
        translate("Bulletin", "Deadlines"),
        texts=said,
        tables=[tables.deadline_block(figures), tables.plan_block(figures)],
    )


def _changes(figures: Figures, period: Period) -> Section:
    now, language = figures.changes(period.first, period.last), figures.answer.language
    said = ("; " if figures.answer.language == "en" else "；").join(
        translate("Bulletin", "{step}: {n}").format(step=what, n=n) for what, n in now if n
    )
    told = translate("Bulletin", "From {first} to {last}: {said}.").format(
        first=day_text(period.first, language),
        last=day_text(period.last, language),
        said=said or translate("Bulletin", "no change on record"),
    )
    blocks = [tables.change_block(figures, period)]
    if period.quarter:
        blocks.append(tables.month_block(figures, period))
    return Section(translate("Bulletin", "What changed"), texts=[told], tables=blocks)


def _late(figures: Figures) -> Section:
    block, n = tables.late_block(figures), len(figures.late_units())
    if not n:
        said = translate("Bulletin", "Nothing is overdue.")
        return Section(translate("Bulletin", "Overdue"), texts=[said])
    said = translate(
        "Bulletin", "The units with most overdue outfalls; the register of the same date has all."
    )
    shown = Block(
        block.heading, [column.taken(range(min(n, _LISTED))) for column in block.columns], summed=False
    )
    return Section(translate("Bulletin", "Overdue"), texts=[said], tables=[shown])


def _notes(figures: Figures, period: Period) -> list[str]:
    notes = figures.answer.notes()
    if figures.by_dates_alone:
        notes[0] = translate(
            "Bulletin",
            "Nothing was on record yet on that day: drawn from what is on record on {today} and the dates "
            "in it.",
        ).format(today=figures.answer.date)
    if not period.over:
        notes.append(translate("Bulletin", "The period is not over."))
    if not all(is_verified(row) for row in table_rows("deadlines") if row["scope"] == "wuhan"):
        notes.append(
            translate(
                "Bulletin",
                "Deadlines are rows of an editable table; those that no published text "
                "confirms are marked there.",
            )
        )
    notes.append(translate("Bulletin", "Map approval number: ____________"))
    return notes


def gaps_of(figures: Figures) -> list[tuple[str, str, str]]:
    """Return what the data of a bulletin lack: uid of the outfall ("" for a district), whose, what."""
    answer, found = figures.answer, []
    reviewed = dict(zip(answer.outfall_texts("uid"), answer.outfall_texts("reviewed_at")))
    for line in figures.lines[:-1]:
        mine = [uid for uid in figures.lives if figures.county(uid) == line.code]
        done = [uid for uid in mine if text(answer.records[uid].outfall, "work_state") == "complete"]
        open_ = sum(not reviewed[uid] for uid in done)
        if open_:
            found.append(
                (
                    "",
                    answer.district(line.code),
                    inflected(
                        translate(
                            "Bulletin", "{open} of {n} finished (record|records) (is|are) not reviewed"
                        ),
                        open=open_,
                        n=len(done),
                    ),
                )
            )
        if not mine:
            found.append(("", answer.district(line.code), translate("Bulletin", "no outfall on record")))
    for uid, life in figures.lives.items():
        title = answer.records[uid].title
        if not figures.county(uid):
            found.append((uid, title, translate("Bulletin", "it lies in no district")))
        if life.breaks:
            found.append((uid, title, translate("Bulletin", "its stages cannot be in the order recorded")))
    return found


__all__ = ["Section", "Text", "bulletin_text", "gaps_of"]
