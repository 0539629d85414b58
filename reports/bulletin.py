"""Bulletins: the monthly dispatch and the quarterly analysis, as PDF and as a Word document.

Both are made from the same sentences and tables (:mod:`.bulletin_text`); the Word document is filled into a
template that the analyst restyles (:mod:`.bulletin_word`).
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from ..i18n import speaking, translate
from ..layers.files.protected import refuse_overwriting
from ..layers.files.replacing import replaced
from ..problems import UserError
from ..rules.duties import deadlines
from .bulletin_pictures import MAP_MM, chart_height, draw_chart, draw_map, picture_of
from .bulletin_text import Text, bulletin_text
from .bulletin_word import WordTemplate, word_problem
from .figures import Figures, cells_of
from .flow import HEIGHT, INNER, LEFT, WIDTH, Flow, Paragraph
from .labels import Progress, export_language, no_progress, today, writable
from .map_data import Base, read_base
from .page import Page, open_page
from .periods import Period, period_of
from .query import Answer, Asked


@dataclass
class Bulletin:
    """What was made. gaps: uid, title and sentence; problems: why there is no Word document."""

    files: list[Path] = field(default_factory=list)
    pages: int = 0
    outfalls: int = 0
    gaps: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def figures_of(
    project_path: str | Path, period: str, districts: str, language: str
) -> tuple[Figures, Period]:
    """Return the numbers of a period, in the language that is spoken.

    Raises UserError where PERIOD or DISTRICTS cannot be used, or nothing is on record for that time.
    """
    asked, now = period_of(period, dt.date.fromisoformat(today())), today()
    answer = Answer(project_path, Asked(districts=districts, date=asked.last.isoformat()), language)
    figures = Figures(answer)
    if not answer.outfalls.n and asked.last.isoformat() < now:  # entered later: their own dates count
        answer = Answer(project_path, Asked(districts=districts, date=now), language)
        figures = Figures(answer, asked.last)
    begun = asked.last >= min(one.due for one in deadlines())
    if not figures.lives or not (figures.is_dated or (begun and not figures.by_dates_alone)):
        said = translate(
            "Bulletin",
            "No outfall of {where} is on record for {period}: choose another PERIOD, or other DISTRICTS.",
        )
        where = ", ".join(map(answer.district, answer.districts)) if districts else Path(project_path).name
        raise UserError(said.format(where=where, period=asked.text))
    return figures, asked


@dataclass(frozen=True)
class BulletinWanted:
    """Of which period a bulletin is (2021-09 or 2021-Q3) and of which districts.

    ``template``: a Word document, None for the shipped one.
    """

    period: str
    districts: str = ""
    template: Path | None = None


def export_bulletin(
    project_path: str | Path,
    folder: str | Path,
    wanted: BulletinWanted,
    language: str | None = None,
    progress: Progress | None = None,
) -> Bulletin:
    """Write the bulletin of a period into ``folder``, as PDF and DOCX, both or none.

    Without lxml or jinja2 the PDF alone is made, and ``problems`` says how to get them. Raises UserError
    where the period, the districts or the template cannot be used, nothing is on record, or a file cannot be
    written.
    """
    report, made = progress or no_progress, Bulletin()
    with speaking(export_language(project_path, language)) as code:
        report(0.0, "reading")
        figures, asked = figures_of(project_path, wanted.period, wanted.districts, code)
        base, said = read_base(project_path), bulletin_text(figures, asked)
        problem = word_problem()
        word = None if problem else WordTemplate(wanted.template, code)
        made.problems += [problem] if problem else []
        stem = translate("Bulletin", "bulletin {period}").format(period=asked.text)
        targets = [writable(Path(folder) / f"{stem}{end}") for end in (".pdf", ".docx")]
        for target in targets:
            refuse_overwriting(target, [Path(project_path), *([wanted.template] if wanted.template else [])])
        report(0.4, "writing")
        with replaced(targets[0]) as pdf:
            made.pages = _write_pdf(pdf, said, figures, base)
            report(0.8, "writing")
            if word is not None:
                with replaced(targets[1]) as document, tempfile.TemporaryDirectory() as scratch:
                    pictures = {}
                    for which in ("chart", "map"):
                        pictures[which] = Path(scratch) / f"{which}.png"
                        picture_of(pictures[which], figures, base, which, INNER)
                    word.write(document, said, pictures)
        made.files = [target for target in targets if target.suffix == ".pdf" or word is not None]
        made.outfalls, made.gaps = len(figures.lives), said.gaps
        report(1.0, "writing")
    return made


def _write_pdf(path: Path, said: Text, figures: Figures, base: Base) -> int:
    """Write the pages; return how many."""
    with open_page(WIDTH, HEIGHT, base.crs) as page:
        pages = compose(page, said, figures, base)
        page.save_pdf(path, f"{said.title} {said.subtitle}")
        return pages


def compose(page: Page, said: Text, figures: Figures, base: Base) -> int:
    """Put a bulletin on the pages of a layout; return how many there are."""
    flow = Flow(page)
    flow.text(said.title, Paragraph(22, bold=True, indent=0, centred=True, pitch=1.3))
    flow.text(said.subtitle, Paragraph(14, indent=0, centred=True))
    for section in said.sections:
        flow.heading(section.heading)
        if section.lead:
            flow.text(section.lead, Paragraph(bold=True))
        for text in section.texts:
            flow.text(text)
        for block in section.tables:
            flow.table(
                block.heading,
                [column.heading for column in block.columns],
                cells_of(block),
                last_bold=block.summed,
            )
        if "chart" in section.pictures:
            draw_chart(page, figures, LEFT, flow.room(chart_height(figures)), INNER)
            flow.y += chart_height(figures)
        if "map" in section.pictures:
            draw_map(page, figures, base, LEFT, flow.room(MAP_MM), INNER)
            flow.y += MAP_MM
    flow.y += 3
    for note in [
        *said.notes,
        translate(
            "Bulletin",
            "Page rules of GB/T 9704-2012. The typefaces that it names are not free; {fonts} stand for them "
            "here, and the Word document names them.",
        ).format(fonts=f"{flow.serif}, {flow.sans}"),
    ]:
        flow.small(note)
    flow.finish()
    return flow.pages
