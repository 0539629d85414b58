"""Sign plates to be made and put up: a drawing of each, the workshop's list, the check list for installation.

All of it is one folder that takes its place whole: what lies in it is one order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qgis.PyQt.QtGui import QPainter

from ..i18n import speaking, translate
from ..layers.files.whole_folder import check_replaceable, replaced_folder
from ..layers.schema import SCHEMA
from ..problems import UserError
from ..rules.plates import PlateSize
from .labels import Progress, export_language, local_time, no_progress
from .lettering import font_family
from .plate_checklist import write_checklist
from .plate_drawing import draw_cut_line, draw_plate
from .plates import Plate, Plates, on_site, plate_size, plates_of, without_doubles
from .query import Answer, Asked
from .sheets import Workbook, columns_of
from .vector_sheet import pdf_pages, svg_sheet

PLATES = "plates"


@dataclass
class Signs:
    """What was made. gaps: uid, title and sentence of what a plate lacks; notes: on all of them."""

    folder: Path
    plates: int = 0
    gaps: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    differing: int = 0  # plates on site that say something else


@dataclass(frozen=True)
class Wanted:
    """How plates are made. size: a key of ``plate_sizes``; url: with {id}; outlines: text as paths."""

    size: str = ""
    url: str = ""
    outlines: bool = False


def export_signs(
    project_path: str | Path,
    folder: str | Path,
    language: str | None = None,
    progress: Progress | None = None,
    *,
    asked: Asked | None = None,
    wanted: Wanted | None = None,
) -> Signs:
    """Write plates (PDF and SVG, 1:1), workshop list (XLSX) and check list (PDF) into ``folder``.

    ``language``: "zh", "en" or a locale; None is the project's. The folder appears whole and replaces what
    this verb made there before. Raises UserError where there is no outfall to make a plate for, the size or
    the address cannot be used, or the folder cannot be replaced.
    """
    report, wanted, target = progress or no_progress, wanted or Wanted(), Path(folder)
    with speaking(export_language(project_path, language)) as code:
        check_replaceable(target)
        report(0.0, "reading")
        answer = Answer(project_path, asked or Asked(), code)
        size = plate_size(wanted.size)
        found = plates_of(answer, size, wanted.url)
        if not found.plates:
            said = translate(
                "Reports", "There is no outfall to make a plate for. Change OUTFALLS or DISTRICTS."
            )
            raise UserError(" ".join([said, *found.left_out]))
        made = Signs(target, len(found.plates), list(found.gaps()), [*found.notes, *found.left_out])
        with replaced_folder(target, "signs") as scratch:
            (scratch / PLATES).mkdir()
            files = without_doubles([plate.file for plate in found.plates])
            family = font_family()
            for at, (plate, file) in enumerate(zip(found.plates, files)):
                report(0.1 + 0.7 * at / len(files), "writing")
                for label in write_plate(
                    scratch / PLATES / file, plate, size, family, outlines=wanted.outlines
                ):
                    said = translate("Reports", "“{what}” is too long for the plate and was cut")
                    made.gaps.append((plate.uid, plate.title, said.format(what=label)))
            report(0.8, "writing")
            write_checklist(
                scratch / f"{translate('Reports', 'check list')}.pdf",
                answer,
                found,
                family,
                lambda share: report(0.8 + 0.1 * share, "writing"),
            )
            report(0.9, "writing")
            made.differing = _write_workbook(
                scratch / f"{translate('Reports', 'workshop')}.xlsx", answer, found, files, made
            )
        report(1.0, "writing")
    return made


def write_plate(stem: Path, plate: Plate, size: PlateSize, family: str, *, outlines: bool) -> list[str]:
    """Write a plate as ``stem``.pdf and .svg; return the labels of what was cut."""
    cut: list[str] = []

    def draw(painter: QPainter) -> None:
        cut[:] = draw_plate(painter, plate, size, family, outlines=outlines)
        draw_cut_line(painter, size)

    with pdf_pages(stem.with_name(f"{stem.name}.pdf"), size.width_mm, size.height_mm, plate.title) as (
        painter,
        _,
    ):
        draw(painter)
    with svg_sheet(stem.with_name(f"{stem.name}.svg"), size.width_mm, size.height_mm, plate.title) as painter:
        draw(painter)
    return cut


def _write_workbook(path: Path, answer: Answer, found: Plates, files: Sequence[str], made: Signs) -> int:
    """Write the workshop's list, what is missing, and plates on site that differ; return how many differ."""
    plates, size, language = found.plates, found.size, answer.language
    mounts = {one.code: one.zh if language == "zh" else one.en for one in SCHEMA.values("sign_mount").values}
    headings = [
        translate("Reports", "No."),
        translate("Reports", "Code or short id"),
        translate("Reports", "Outfall"),
        translate("Reports", "Size (mm)"),
        translate("Reports", "Mounted on"),
        translate("Reports", "Where it stands"),
        translate("Reports", "District"),
        translate("Reports", "Drawing"),
        translate("Reports", "Address in the QR code"),
        translate("Reports", "Missing"),
    ]
    rows = [
        (number, plate.id, plate.title, f"{size.width_mm:g} × {size.height_mm:g}",
         mounts.get(plate.mount, plate.mount), plate.place,
         answer.district(answer.counties[answer.row_of[plate.uid]]), f"{PLATES}/{file}.pdf", plate.url,
         "; ".join(plate.gaps))
        for number, (plate, file) in enumerate(zip(plates, files), 1)
    ]
    differing = on_site(answer)
    titles = dict(zip(answer.outfall_texts("uid"), answer.outfall_texts("name")))
    book = Workbook(translate("Reports", "Sign plates"))
    foot = " ".join([*answer.notes(), *found.notes, *found.left_out])
    title = translate("Reports", "Plates to be made, state of {date}").format(date=answer.date)
    book.list_sheet(translate("Reports", "Workshop"), title, columns_of(headings, rows), foot)
    book.list_sheet(
        translate("Reports", "Missing"),
        translate("Reports", "What plates lack"),
        columns_of(
            [headings[0], headings[2], translate("Reports", "What is missing")],
            [(number, title, gap) for number, (_, title, gap) in enumerate(made.gaps, 1)]),
        foot,
    )
    visits = SCHEMA.table("visits")
    book.list_sheet(
        translate("Reports", "On site"),
        translate("Reports", "Plates on site that say something else"),
        columns_of(
            [headings[0], headings[2], translate("Reports", "About"), translate("Reports", "The plate says"),
             translate("Reports", "Would be printed now"), translate("Reports", "Read at")],
            [(number, titles.get(uid, ""), visits.column(about).alias(language), plate, now, local_time(when))
             for number, (uid, plate, now, when, about) in enumerate(differing, 1)]),
        foot,
    )
    book.save(str(path))
    return len(differing)
