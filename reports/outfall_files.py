"""One file per outfall (一口一档): single documents, and one of all with bookmarks by district.

A folder has a manifest: what was made from which state. A run makes what is not there, or whose state is no
longer that of the project, and leaves the rest as it is. It needs a (gui) QGIS application, which may be off
screen; run it in the main thread.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..i18n import inflected, speaking, translate
from ..layers.files.protected import refuse_overwriting
from ..layers.files.replacing import replaced
from ..layers.store.table_io import utc_now
from ..problems import UserError
from .file_facts import FactsMaker
from .file_manifest import Made, Manifest, checksum
from .file_page import FILE_ROLES, FilePage
from .labels import NameOf, Progress, export_language, file_name, listed, no_progress, writable
from .map_data import Base, read_base
from .pdf_book import write_book
from .query import Answer, Asked
from .template import FOLDER, Template

SHIPPED = FOLDER / "outfall_file.qpt"
#: Changes where files look otherwise though the project says the same.
DRAWING = "1"
_NAMED = 5  # in a sentence


@dataclass(frozen=True)
class FilesWanted:
    """How files are made. template: a .qpt, None for the shipped one; book: all of them as one, too.

    name_of: names a file from its code, name, district, uid and number.
    """

    template: Path | None = None
    book: bool = False
    author: str = ""
    name_of: NameOf | None = None


@dataclass
class OutfallFiles:
    """What was done. made, kept: files; problems: what could not be used; book: its path."""

    made: list[Path] = field(default_factory=list)
    kept: int = 0
    pages: int = 0
    book: Path | None = None
    problems: list[str] = field(default_factory=list)



def export_outfall_files(
    project_path: str | Path,
    folder: str | Path,
    language: str | None = None,
    progress: Progress | None = None,
    *,
    asked: Asked | None = None,
    wanted: FilesWanted | None = None,
) -> OutfallFiles:
    """Write one PDF for each outfall into ``folder``.

    ``language``: "zh", "en" or a locale; None is the project's. Raises UserError where the project cannot be
    read, holds no such outfall, or a file cannot be written.
    """
    report, wanted = progress or no_progress, wanted or FilesWanted()
    spoken = export_language(project_path, language)
    with speaking(spoken) as code:
        report(0.0, "reading")
        answer = Answer(project_path, asked or Asked(), code)
        made = OutfallFiles(problems=_empty_districts(answer))
        if not answer.outfalls.n:
            said = translate("Reports", "There is no outfall to draw. Import outfalls, or change OUTFALLS.")
            raise UserError("\n".join([*made.problems, said]))
        targets = _targets(Path(folder), answer, wanted.name_of, made)
        template = Template(wanted.template or SHIPPED, SHIPPED, FILE_ROLES, "attributes")
        base = read_base(project_path)
        maker = FactsMaker(answer, base, lambda share, step: report(0.05 * share, step), template.sizes)
        with tempfile.TemporaryDirectory(prefix="outfall-files-") as scratch:
            run = _Run(answer, base, maker, template, wanted, Path(scratch))
            try:
                run.write(targets, made, report)
            finally:
                run.close()
        if wanted.book:
            made.book = _write_book(Path(folder), answer, targets)
        made.problems += template.problems
        report(1.0, "writing")
    return made


def _empty_districts(answer: Answer) -> list[str]:
    """Return which districts were asked for and have no outfall of the question."""
    names = [answer.district(code) for code in answer.codes if code not in answer.counties]
    said = translate("Reports", "No outfall, and so no file, in {names}.")
    return [said.format(names=listed(names, answer.language))] if names else []


class _Run:
    """Writes the files that are not there as the project has them."""

    def __init__(
        self,
        answer: Answer,
        base: Base,
        maker: FactsMaker,
        template: Template,
        wanted: FilesWanted,
        scratch: Path,
    ) -> None:
        self._answer, self._maker = answer, maker
        self._page = FilePage(template, base, str(answer.path), answer.language, maker.shots, scratch)
        self._values = _values(answer, base, wanted)
        #: What every file shows alike. The day does not count while it is today's: nothing else would differ.
        dated = {name: text for name, text in self._values.items() if name not in ("source", "date", "day")}
        shapes: list[Any] = [*base.river, *(one[0] for one in base.districts), *(one[0] for one in base.axis)]
        drawn = [shape.wkb for shape in shapes]
        self._common = (
            DRAWING,
            answer.language,
            answer.date if answer.is_past else "",
            repr(sorted(dated.items())),
            checksum(template.path),
            hashlib.sha256(b"".join(drawn)).hexdigest(),
        )

    def close(self) -> None:
        """Let the layout go."""
        self._page.close()

    def write(self, targets: Sequence[Path], made: OutfallFiles, report: Progress) -> None:
        """Write files in the order of the answer; stopping leaves those that are whole."""
        manifest = Manifest(targets[0].parent)
        altered = []
        for row, target in enumerate(targets):
            report(0.05 + 0.9 * row / len(targets), "writing")
            facts = self._maker.facts(row)
            state, known = facts.state(*self._common), manifest.known(target.name)
            if known is not None and target.is_file():
                if checksum(target) != known.sha256:
                    altered.append(target.name)
                    continue
                if known.state == state:
                    made.kept += 1
                    made.pages += known.pages
                    continue
            self._page.fill(facts, self._values)
            with replaced(target) as beside:
                title = f"{facts.values['name']} {self._answer.date}"
                self._page.page.save_pdf(beside, title, placed=False)
            pages = self._page.pages
            manifest.add(
                Made(target.name, facts.uid, state, checksum(target), pages, utc_now(), self._answer.date)
            )
            made.made.append(target)
            made.pages += pages
        made.problems += _about_folder(manifest, altered, targets, limited=self._answer.limited)


def _about_folder(
    manifest: Manifest, altered: Sequence[str], targets: Sequence[Path], *, limited: bool
) -> list[str]:
    """Return what of a folder a person has to know: files that somebody changed, files of former runs."""
    said = []
    if altered:
        text = translate(
            "Reports",
            "{n} (file was|files were) changed by somebody since, and (stays|stay) so until moved or "
            "deleted: {names}.",
        )
        said.append(inflected(text, n=len(altered), names=_some(altered)))
    others = [] if limited else manifest.others({target.name for target in targets})
    if others:
        text = translate("Reports", "{n} (file|files) of former runs {names}: no outfall has that name now.")
        said.append(inflected(text, n=len(others), names=_some(others)))
    return said


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")


def _targets(folder: Path, answer: Answer, name_of: NameOf | None, made: OutfallFiles) -> list[Path]:
    """Return each outfall's file. Of several with one name all but the first bear their identifiers, too."""
    codes = [
        national or local
        for national, local in zip(answer.outfall_texts("code_national"), answer.outfall_texts("code_local"))
    ]
    names, uids = answer.outfall_texts("name"), answer.outfall_texts("uid")
    found = []
    for row, (code, name, uid) in enumerate(zip(codes, names, uids)):
        given = {
            "code": code,
            "name": name,
            "uid": uid,
            "number": str(row + 1),
            "district": answer.district(answer.counties[row]),
        }
        text = name_of(given) if name_of else " ".join(part for part in (code, name) if part) or uid
        found.append(file_name(text) or uid)
    seen: Counter[str] = Counter()
    double = []
    for row, text in enumerate(found):
        seen[text.casefold()] += 1
        if seen[text.casefold()] > 1:
            found[row] = f"{text} {uids[row]}"
            double.append(text)
    if double:
        text = translate(
            "Reports", "Several outfalls would have one file; their identifiers are added: {names}."
        )
        made.problems.append(text.format(names=_some(list(dict.fromkeys(double)))))
    targets = [writable(folder / f"{text}.pdf") for text in found]
    for target in targets:
        refuse_overwriting(target, [answer.path])
    return targets


def _values(answer: Answer, base: Base, wanted: FilesWanted) -> dict[str, str]:
    """Return the variables that every file's texts share."""
    line = "____________"
    titles = {
        "attributes": translate("Reports", "Outfall"),
        "party": translate("Reports", "Responsible party"),
        "sources": translate("Reports", "Possible sources, their evidence and confidence"),
        "life": translate("Reports", "Plan, closure, visits and inspections"),
        "history": translate("Reports", "Changes on record"),
        "place_map": translate("Reports", "Where it lies"),
        "trace_map": translate("Reports", "What drains to it"),
        "section_of": translate("Reports", "Long section of the main way"),
        "orthophoto": translate("Reports", "From above"),
        "photos": translate("Reports", "Pictures of the field sheet"),
        "legend": translate("Reports", "Legend"),
    }
    return {
        **{f"{name}_title": text for name, text in titles.items()},
        "title": translate("Reports", "File of an outfall discharging into the river"),
        "date": answer.date,
        "day": translate("Reports", "State of {date}").format(date=answer.date),
        "source": "  ".join(answer.notes(filtered=False)),
        "crs": base.crs_words(),
        "author": translate("Reports", "Drawn up by: {name}").format(name=wanted.author or line),
        "checked": translate("Reports", "Checked by: {name}").format(name=line),
    }


def _write_book(folder: Path, answer: Answer, targets: Sequence[Path]) -> Path:
    """Join the files of an answer, by district."""
    title = translate("Reports", "Files of all outfalls")
    book = folder / f"{title}.pdf"
    refuse_overwriting(book, [answer.path])
    chapters: dict[str, list[tuple[str, Path]]] = {}
    codes, names = answer.outfall_texts("code_national"), answer.outfall_texts("name")
    for row, target in enumerate(targets):
        mark = " ".join(part for part in (codes[row], names[row]) if part) or target.stem
        chapters.setdefault(answer.district(answer.counties[row]), []).append((mark, target))
    write_book(book, title, chapters.items())
    return book


__all__ = ["FilesWanted", "OutfallFiles", "export_outfall_files"]
