"""The register: lists of a project's outfalls, sources, links, parties and findings, to be handed on.

As a workbook (XLSX) with statistics and charts before the lists, as CSV (a file a list) or as a GeoPackage.
Columns marked personal and the names of the people who decided are left out.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..bundled_packages import python_package
from ..i18n import speaking, translate
from ..layers.files.protected import refuse_overwriting
from ..layers.files.replacing import replaced
from ..problems import UserError
from .column_sets import ColumnSet, column_set
from .figures import progress_blocks
from .labels import Progress, export_language, no_progress, writable
from .listings import LISTS, TABLE_OF, Listing, listing, part
from .query import OF_OUTFALLS, Answer, Asked, crs_wkt
from .sheets import Workbook, safe_value
from .statistics import statistics
from .tables_file import write_layers

SUFFIXES = (".xlsx", ".csv", ".gpkg")


@dataclass(frozen=True)
class Register:
    """What was written. problems: what of the column set could not be used."""

    path: Path
    outfalls: int
    links: int
    sheets: int
    problems: tuple[str, ...] = ()


def export_register(
    project_path: str | Path,
    target_path: str | Path,
    language: str | None = None,
    progress: Progress | None = None,
    *,
    asked: Asked | None = None,
    columns: str = "",
) -> Register:
    """Write the register of a project as XLSX, CSV or GeoPackage, after the ending of ``target_path``.

    ``language``: "zh", "en" or a locale; None is the project's. ``columns``: a column set, by name or file.
    The file appears when it is whole. Raises UserError where openpyxl is missing, the project cannot be read,
    the question has no meaning or the file cannot be written.
    """
    report = progress or no_progress
    spoken = export_language(project_path, language)
    target = writable(target_path)
    ending = target.suffix.lower()
    if ending not in SUFFIXES:
        said = translate("Reports", "A register can be written as {endings}, not as {path}.")
        raise UserError(said.format(endings=", ".join(SUFFIXES), path=target.name))
    if ending == ".xlsx":
        python_package("openpyxl", translate("Reports", "A workbook"))
    with speaking(spoken) as code:
        chosen = column_set(columns, code)
        report(0.0, "reading")
        answer = Answer(project_path, asked or Asked(), code)
        report(0.2, "reading")
        lists = list(_lists(answer, chosen))
        report(0.3, "writing")
        writers = {".xlsx": _write_workbook, ".csv": _write_csv, ".gpkg": _write_geopackage}
        sheets = writers[ending](target, answer, lists, chosen, report)
        report(1.0, "writing")
        return Register(target, answer.outfalls.n, answer.links.n, sheets, tuple(chosen.problems))


def _lists(answer: Answer, chosen: ColumnSet) -> Iterator[Listing]:
    """Yield the lists of a column set; those of the regime only where they have rows."""
    for name in LISTS:
        if name in chosen:
            made = listing(answer, name)
            if made.n or name not in OF_OUTFALLS:
                yield made


def _from(report: Progress, first: float, width: float) -> Callable[[float], None]:
    """Return progress of a part that begins at ``first`` and is ``width`` of the whole."""
    return lambda share: report(min(first + width * share, 0.9), "writing")


@contextmanager
def _workbook(title: str) -> Iterator[Workbook]:
    book = Workbook(title)
    try:
        yield book
    except BaseException:
        book.discard()
        raise


def _write_workbook(
    target: Path, answer: Answer, lists: Sequence[Listing], chosen: ColumnSet, report: Progress
) -> int:
    title, notes = translate("Reports", "Register of outfalls"), answer.notes()
    foot = translate(
        "Reports", "Filled in by:                    Checked by:                    Date: {date}"
    )
    foot = foot.format(date=answer.date)
    sheets = 2
    with _workbook(title) as book:
        book.block_sheet(translate("Reports", "Summary"), title, notes, statistics(answer))
        for at, each in enumerate(_with_districts(answer, lists)):
            first = 0.3 + 0.6 * at / (len(lists) + 15)
            date = answer.date_of(TABLE_OF.get(each.name, each.name))
            name = translate("Reports", "{list}, state of {date}").format(list=each.title, date=date)
            book.list_sheet(each.title, name, chosen.chosen(each), foot, _from(report, first, 0.02))
            sheets += 1
        name = translate("Reports", "Progress and deadlines")
        book.block_sheet(name, f"{name} {answer.date}", notes, progress_blocks(answer))
        report(0.9, "writing")
        with replaced(target) as made:
            book.save(str(made))
    return sheets


def _with_districts(answer: Answer, lists: Sequence[Listing]) -> Iterator[Listing]:
    """Yield the lists, after that of all outfalls one for each district."""
    for each in lists:
        yield each
        if each.name == "outfalls":
            for county in answer.codes:
                rows = [row for row, code in enumerate(answer.counties) if code == county]
                yield part(each, rows, answer.district(county))


def _write_csv(
    target: Path, answer: Answer, lists: Sequence[Listing], chosen: ColumnSet, report: Progress
) -> int:
    """Write the first list to ``target``, each other to a file beside it with the list's name in its own."""
    with replaced(target) as made:
        for at, each in enumerate(lists):
            report(0.3 + 0.6 * at / len(lists), "writing")
            name = target.name if at == 0 else f"{target.stem}_{each.name}{target.suffix}"
            refuse_overwriting(target.with_name(name), [answer.path])
            columns = chosen.chosen(each)
            # The mark tells spreadsheets that the file is in UTF-8.
            with made.with_name(name).open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow([safe_value(column.heading) for column in columns])
                writer.writerows(zip(*([safe_value(value) for value in column.values] for column in columns)))
    return len(lists)


def _write_geopackage(
    target: Path, answer: Answer, lists: Sequence[Listing], chosen: ColumnSet, report: Progress
) -> int:
    refuse_overwriting(target, [answer.path])
    tables: list[tuple[Listing, list[str], list[Any]]] = [
        (each, chosen.names(each), chosen.chosen(each)) for each in lists
    ]
    with replaced(target) as made:
        write_layers(
            made,
            tables,
            crs_wkt(answer.path),
            answer.notes(),
            lambda share: report(0.3 + 0.6 * share, "writing"),
        )
    return len(lists)
