"""District maps: a district a page, large ones cut into sheets behind a page that shows where they lie.

Everything is made from the answer of :mod:`.query`; outfalls carry their numbers in the register of the same
question. Pages are filled templates (:mod:`.template`). It needs a (gui) QGIS application, which may be off
screen; run it in the main thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from ..i18n import inflected, speaking, translate
from ..layers.files.protected import refuse_overwriting
from ..layers.files.replacing import replaced
from ..problems import UserError
from .labels import NameOf, Progress, county_of, export_language, file_name, no_progress, texts, writable
from .map_data import Base, Box, Network, read_base
from .map_sheets import SCALES, Frame, sheet_frames, whole_frame
from .page import Page, open_page
from .query import Answer, Asked
from .sheet_page import SheetPage, SheetRows
from .template import FOLDER, Template

PAPERS = ("a3", "a4")
#: A district that needs a smaller scale than this is cut into sheets.
LARGEST_SCALE = {"a3": 25_000, "a4": 20_000}
#: With more outfalls than this on a sheet, a larger scale is taken, but none beyond FINEST.
CROWD = {"a3": 50, "a4": 36}
FINEST = 5_000
PNG_DPI = 200


@dataclass(frozen=True)
class Wanted:
    """How the maps are made. template: a .qpt, None for the shipped one; scale: 0 for that of the paper.

    name_of: names a file from the ``code`` and the name of its ``district``.
    """

    paper: str = "a3"
    template: Path | None = None
    scale: int = 0
    png: bool = False
    approval: str = ""
    author: str = ""
    name_of: NameOf | None = None


@dataclass
class DistrictMaps:
    """What was written. outfalls: on all pages; problems: what of the template could not be used."""

    files: list[Path] = field(default_factory=list)
    pages: int = 0
    outfalls: int = 0
    problems: list[str] = field(default_factory=list)


def export_district_maps(
    project_path: str | Path,
    folder: str | Path,
    language: str | None = None,
    progress: Progress | None = None,
    *,
    asked: Asked | None = None,
    wanted: Wanted | None = None,
) -> DistrictMaps:
    """Write one PDF (and pictures) for each district into ``folder``.

    ``language``: "zh", "en" or a locale; None is the project's. Without districts in the question, those with
    outfalls are drawn. Raises UserError where the project cannot be read, two districts get one name, or a
    file cannot be written.
    """
    report, wanted = progress or no_progress, wanted or Wanted()
    spoken = export_language(project_path, language)
    made = DistrictMaps()
    with speaking(spoken) as code:
        report(0.0, "reading")
        answer = Answer(project_path, asked or Asked(), code)
        base, network = read_base(project_path), Network(project_path)
        shipped = FOLDER / f"district_{wanted.paper}.qpt"
        template = Template(wanted.template or shipped, shipped)
        chosen = _districts(answer)
        targets = _targets(Path(folder), chosen, answer, wanted.name_of)
        drawing = _Drawing(answer, base, network, template, wanted)
        for at, (district, target) in enumerate(zip(chosen, targets)):
            report(0.1 + 0.9 * at / len(chosen), "writing")
            drawing.write(district, target, made)
        made.problems = template.problems
        report(1.0, "writing")
    return made


def _districts(answer: Answer) -> list[str]:
    """Return the districts to draw: those asked for, else those with outfalls ("" for none)."""
    if answer.asked.districts:
        return list(answer.districts)
    if not answer.codes:
        said = translate("Reports", "There is no outfall to draw. Import outfalls, or change OUTFALLS.")
        raise UserError(said)
    return answer.codes


def _targets(
    folder: Path, chosen: Sequence[str], answer: Answer, name_of: NameOf | None
) -> list[Path]:
    called = [(code, answer.district(code)) for code in chosen]
    names = [
        name_of({"code": code, "district": name}) if name_of else file_name(name) or code
        for code, name in called
    ]
    double = sorted({name for name in names if [one.casefold() for one in names].count(name.casefold()) > 1})
    if double:
        said = translate(
            "Reports", "FILE_NAME gives several districts one name: {names}. Use @district in it."
        )
        raise UserError(said.format(names=", ".join(double)))
    targets = [writable(folder / f"{name}.pdf") for name in names]
    for target in targets:
        refuse_overwriting(target, [answer.path])
    return targets


def _drop_pictures_of_former_pages(target: Path, pages: int) -> None:
    """Remove the pictures of pages that a district had when it was drawn before, and has no more."""
    for number in count(pages + 1):
        former = target.with_name(f"{target.stem}_{number}.png")
        if not former.is_file():
            return
        former.unlink()


class _Drawing:
    """What all pages of a run share."""

    def __init__(
        self, answer: Answer, base: Base, network: Network, template: Template, wanted: Wanted
    ) -> None:
        self.answer, self.base, self.network, self.template, self.wanted = (
            answer,
            base,
            network,
            template,
            wanted,
        )
        self.metres = base.metres

    def write(self, district: str, target: Path, made: DistrictMaps) -> None:
        """Write one district's file."""
        with open_page(100, 100, self.base.crs) as page:
            pages = self._compose(page, district)
            with replaced(target) as beside:
                page.save_pdf(beside, f"{self.title(district)} {self.answer.date}")
                if self.wanted.png:
                    page.save_png(beside.with_suffix(".png"), PNG_DPI)
                files = sorted(one.name for one in beside.parent.iterdir())
            if self.wanted.png:
                _drop_pictures_of_former_pages(target, pages)
        made.files += [target.with_name(name) for name in files]
        made.pages += pages
        made.outfalls += self.answer.counties.count(district)

    def title(self, district: str) -> str:
        """Return the title of a district's pages."""
        return translate("Reports", "Outfalls of {district} and where their water comes from").format(
            district=self.answer.district(district)
        )

    def _compose(self, page: Page, district: str) -> int:
        """Put all pages of a district on the layout; return how many."""
        rows = self._rows(district)
        sheet = SheetPage(page, self.template, self.base, self.answer, rows)
        size = self.template.sizes["map"]
        frame = whole_frame(self._bounds(district, rows), size, self.metres)
        frames = self._frames(rows.xy, frame, size)
        for number, one in enumerate(frames):
            sheet.draw(
                number,
                one,
                frames,
                self.network.within(one.box) if number or len(frames) == 1 else None,
                self._texts(district, number, frames),
            )
        return len(frames)

    def _frames(self, xy: Any, whole: Frame, size: tuple[float, float]) -> list[Frame]:
        """Return the frame of a district, or its index and sheets on which its outfalls can be told apart."""
        most, crowd = self.wanted.scale or LARGEST_SCALE[self.wanted.paper], CROWD[self.wanted.paper]
        if (whole.scale <= most and (self.wanted.scale or len(xy) <= crowd)) or not len(xy):
            return [whole]
        scales = [most] if self.wanted.scale else [one for one in SCALES if FINEST <= one <= most]
        cut: list[Frame] = []
        for scale in reversed(scales):
            cut = sheet_frames(xy, size, scale, self.metres)
            if max(int(one.shows(xy).sum()) for one in cut) <= crowd:
                break
        return [whole, *cut] if len(cut) > 1 else cut

    def _rows(self, district: str) -> SheetRows:
        answer = self.answer
        mine = [row for row, code in enumerate(answer.counties) if code == district]
        placed = [row for row in mine if np.isfinite(answer.outfalls.xy[row]).all()]
        uids = {answer.outfall_texts("uid")[row] for row in mine}
        linked = texts(answer.links["outfall_uid"])
        sources = [
            one
            for one in answer.sources
            if one.xy[0] == one.xy[0] and any(linked[row] in uids for row in one.links)
        ]
        return SheetRows(district, mine, placed, answer.outfalls.xy[placed], sources)

    def _bounds(self, district: str, rows: SheetRows) -> Box:
        """Return the box of a district's outfalls; of its outline, else of everything, where it has none."""
        shapes = [shape for shape, code, _ in self.base.districts if county_of(code) == district]
        if len(rows.xy):
            low, high = rows.xy.min(axis=0), rows.xy.max(axis=0)
            return (*low.tolist(), *high.tolist())
        if shapes:
            boxes = np.array([shape.bounds for shape in shapes])
            return (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
        everywhere = self.answer.outfalls.xy
        everywhere = everywhere[np.isfinite(everywhere).all(axis=1)]
        if len(everywhere):
            return (*everywhere.min(axis=0).tolist(), *everywhere.max(axis=0).tolist())
        return (0.0, 0.0, 1000.0 / self.metres, 1000.0 / self.metres)

    def _texts(self, district: str, number: int, frames: Sequence[Frame]) -> dict[str, str]:
        """Return the variables of a page's texts."""
        answer = self.answer
        several = len(frames) > 1
        if district not in answer.counties:
            sheet = translate("Reports", "No outfall in this district")
        elif not several:
            sheet = translate("Reports", "One sheet")
        elif number == 0:
            sheet = inflected(translate("Reports", "Index of {n} (sheet|sheets)"), n=len(frames) - 1)
        else:
            sheet = translate("Reports", "Sheet {number} of {n}").format(number=number, n=len(frames) - 1)
        return {
            "title": self.title(district),
            "district": answer.district(district),
            "sheet": sheet,
            "date": answer.date,
            "scale": f"1:{frames[number].scale:,}",
            "source": "  ".join(answer.notes()),
            "crs": self.base.crs_words(),
            "approval": translate("Reports", "Map approval number: {number}").format(
                number=self.wanted.approval or "____________"
            ),
            "author": translate("Reports", "Drawn up by: {name}").format(
                name=self.wanted.author or "____________"
            ),
            "checked": translate("Reports", "Checked by: {name}").format(name="____________"),
            "legend": translate("Reports", "Legend"),
            "counts": translate("Reports", "Outfalls by tracing status"),
            "names": translate("Reports", "Outfalls by number"),
        }
