"""Is this file a project we can work with? Every "no" is a sentence that says what to do.

:func:`open_check` is called before a project is used. It looks at the file through GDAL
only: opening and closing it by other means would drop the locks that QGIS holds on it.
An older project is backed up, and what it lacks is added, on the way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...i18n import translate
from ...problems import UserError
from ..files.protected import MARKS
from ..migrations import migrate as run_migrations
from ..migrations.growth import lacking, remembered
from ..schema import SCHEMA, SCHEMA_VERSION
from ..store.foreign_objects import check_objects
from ..store.gpkg import GdalError, Names, bound, open_dataset, side_files, sql
from ..store.tables import declared_names

_BUSY_MS = "2000"  # that another program which writes is waited for; GDAL's own are 5000
_UNIQUE = re.compile(r'"?\buid"?\s[^,]*\bUNIQUE\b', re.IGNORECASE)


@dataclass(frozen=True)
class ProjectInfo:
    """What is known of a project after the check; ``backup`` is set where it was migrated just now."""

    path: Path
    version: int
    crs_wkt: str
    backup: Path | None = None


def open_check(
    path: str | os.PathLike[str], writing: bool = False, migrate: bool = True, thorough: bool = True
) -> ProjectInfo:
    """Check the project ``path`` and return what it is; raise UserError where it cannot be used.

    ``writing``: rows are to be changed, so the file, its folder and its lock are checked too.
    ``migrate``: update an older schema after a backup, else only say that it is old.
    ``thorough``: walk the whole file for damage (about 1 s per GB from a warm disk).
    """
    file = _there(path)
    dataset = _opened(file, update=False)
    try:
        _check_length(dataset, file)  # what lies on a lost page cannot be read, whatever it is
        version, known = _versions(dataset, file)
        if thorough:
            _check_whole(dataset, file)
        lacks = lacking(dataset)
        _check_tables(file, [name for name in lacks if name in known])
        rules = _uid_rules(dataset)
        _check_uids(dataset, file, rules)
        if version == SCHEMA_VERSION and not lacks:
            _checked[file] = _structure(dataset), rules
        crs = dataset.GetLayerByName("outfalls").GetSpatialRef()
        crs_wkt = crs.ExportToWkt() if crs is not None else ""
    finally:
        del dataset
    if version == SCHEMA_VERSION and not lacks:
        if writing:
            _check_writable(file)
        return ProjectInfo(file, version, crs_wkt)
    if not migrate:
        raise _older(file, version, lacks)
    _check_writable(file)
    return ProjectInfo(file, SCHEMA_VERSION, crs_wkt, run_migrations(file, version, SCHEMA_VERSION))


#: What the structure of a project was when it was checked last, by path, and what it forbids of uids.
_checked: dict[Path, tuple[tuple[Any, ...], dict[str, bool]]] = {}


def open_for_saving(path: str | os.PathLike[str]) -> Any:
    """Return a project that is opened for writing and checked; UserError where it cannot be saved into.

    Its tables, triggers and versions are looked at anew where they are not as they were at the last check.
    """
    file = _there(path)
    _check_access(file)
    dataset = _opened(file, update=True)
    _check_length(dataset, file)
    structure = _structure(dataset)
    checked, rules = _checked.get(file, ((), {}))
    if not structure or checked != structure:
        version, known = _versions(dataset, file)
        lacks = lacking(dataset)
        _check_tables(file, [name for name in lacks if name in known])
        if version != SCHEMA_VERSION or lacks:
            raise _older(file, version, lacks)
        rules = _uid_rules(dataset)
        _checked[file] = structure, rules
    _check_uids(dataset, file, rules)
    return dataset


def check_ahead(path: str | os.PathLike[str]) -> None:
    """Check a project's structure, so that the first save need not; what is wrong, that one says."""
    file = Path(path).absolute()
    if file not in _checked:
        with suppress(UserError):
            open_check(file, migrate=False, thorough=False)


def _structure(dataset: Any) -> tuple[Any, ...]:
    """Return what says which tables and triggers there are and of which version; () where it lacks itself."""
    try:
        return sql(  # in one order: GDAL makes triggers anew as it writes
            dataset,
            "SELECT (SELECT group_concat(name || ' ' || coalesce(sql, '')) "
            "FROM (SELECT name, sql FROM sqlite_master ORDER BY name)), "
            "(SELECT group_concat(table_name) FROM gpkg_contents), "
            "(SELECT group_concat(version || ' ' || coalesce(declared, '')) FROM schema_info)",
        )[0]
    except GdalError:
        return ()


def _there(path: str | os.PathLike[str]) -> Path:
    file = Path(path).absolute()
    if not file.is_file():
        raise UserError(
            translate("Project", "There is no project file {path}. Was it moved or renamed?").format(
                path=file
            )
        )
    return file


def _versions(dataset: Any, file: Path) -> tuple[int, AbstractSet[str]]:
    """Return the schema version of a project that holds nothing foreign, and what it was made with."""
    check_objects(dataset, file)
    version = _version(dataset, file)
    known = remembered(dataset, version)
    if version > SCHEMA_VERSION or (version == SCHEMA_VERSION and known - set(declared_names())):
        raise UserError(
            translate(
                "Project",
                "{path} was made by a newer version of the plugin: its schema version is {found}, "
                "this plugin knows {known}. Update the plugin.",
            ).format(path=file, found=version, known=SCHEMA_VERSION)
        )
    return version, known


def _older(file: Path, version: int, lacks: list[str]) -> UserError:
    """Return what is said of a project that lacks what this version works with."""
    text = translate(
        "Project",
        "{path} has the older schema version {found}; this plugin works with {known}. Open it "
        "in QGIS with the plugin once to update it.",
    ) if version < SCHEMA_VERSION else translate(
        "Project",
        "{path} lacks tables or columns that this version of the plugin works with: {names}. Open it in "
        "QGIS with the plugin once to add them.",
    )
    return UserError(text.format(
        path=file, found=version, known=SCHEMA_VERSION, names=", ".join(by_table(lacks))))


def _opened(file: Path, update: bool) -> Any:
    try:
        dataset = open_dataset(file, update)
        if update:
            sql(dataset, f"PRAGMA busy_timeout = {_BUSY_MS}")  # GDAL has no option for it
        return dataset
    except GdalError as error:
        raise _sentence(file, str(error)) from error


def _sentence(file: Path, said: str) -> UserError:
    """Return the sentence for what GDAL or SQLite said about a file that does not open."""
    low = said.lower()
    if "locked" in low or "busy" in low:
        text = translate(
            "Project",
            "{path} is locked by another program. Close the project there, or wait until it has "
            "finished, and try again.",
        )
    elif "malformed" in low or "disk image" in low or "disk i/o" in low:
        text = translate(
            "Project",
            "{path} is damaged or cut off, for example by an interrupted copy. Use a backup, or "
            "copy it again from where it came.",
        )
    elif "permission" in low or not os.access(file, os.R_OK):
        text = translate(
            "Project",
            "{path} may not be read. Ask for the right to read it, or copy it to a folder of yours.",
        )
    else:
        text = translate("Project", "{path} is not a GeoPackage, or it is damaged beyond reading.")
    return UserError(text.format(path=file), detail=said)


def _version(dataset: Any, file: Path) -> int:
    names = {dataset.GetLayer(i).GetName() for i in range(dataset.GetLayerCount())}
    try:
        rows = sql(dataset, "SELECT max(version) FROM schema_info") if names.issuperset(MARKS) else []
    except GdalError as error:
        raise _sentence(file, str(error)) from error
    if not rows or rows[0][0] is None:
        raise UserError(
            translate(
                "Project",
                "{path} is a GeoPackage, but not a project of this plugin. Make a new project and "
                "import the layers of this file into it.",
            ).format(path=file)
        )
    return int(rows[0][0])


def _check_length(dataset: Any, file: Path) -> None:
    """Compare the file's length with what it says of itself."""
    if side_files(file)[0].exists():
        return  # the log may hold pages that the file lacks yet
    try:
        pages = sql(dataset, "PRAGMA page_count")[0][0]
        size = sql(dataset, "PRAGMA page_size")[0][0]
    except GdalError as error:
        raise _damaged(file, error) from error
    if int(pages) * int(size) > file.stat().st_size:
        raise _damaged(file, f"{pages} pages of {size} bytes expected")


def _check_whole(dataset: Any, file: Path) -> None:
    """Let SQLite walk the whole file."""
    try:
        found = sql(dataset, "PRAGMA quick_check(5)")
    except GdalError as error:
        raise _damaged(file, error) from error
    if found != [("ok",)]:
        with suppress(GdalError):  # what a table made anew by others lacks is a fault of its own
            _check_uids(dataset, file, _uid_rules(dataset))
        raise _damaged(file, "; ".join(str(row[0]) for row in found))


def _damaged(file: Path, said: object) -> UserError:
    if "locked" in str(said).lower():
        return _sentence(file, str(said))
    text = translate(
        "Project",
        "{path} is damaged or cut off, for example by an interrupted copy. Use a backup, or "
        "copy it again from where it came.",
    )
    return UserError(text.format(path=file), detail=str(said))


def _check_tables(file: Path, missing: list[str]) -> None:
    """Raise UserError that names all tables and columns at once that the project had and has no more."""
    if missing:
        raise UserError(
            translate(
                "Project",
                "In {path} these tables or columns are missing: {names}. They were deleted or renamed "
                "by hand; use a backup, or make a new project and import the layers.",
            ).format(path=file, names=", ".join(by_table(missing)))
        )


def _uid_rules(dataset: Any) -> dict[str, bool]:
    """Return our tables that the file has, and whether its own rules forbid that two rows share a uid."""
    rules = dict(sql(dataset, "SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    names = (table.name for table in SCHEMA.tables)
    return {name: bool(_UNIQUE.search(rules[name])) for name in names if name in rules}


def _check_uids(dataset: Any, file: Path, rules: dict[str, bool]) -> None:
    """Raise UserError that names every row without a uid, or with that of another: relations go by it.

    The file's own rules forbid both; a table that another program made anew has lost them.
    """
    blank = (
        "SELECT * FROM (SELECT fid + 0 AS row, :title AS title FROM :table "
        "WHERE uid IS NULL OR uid = '' LIMIT 6)"
    )
    twice = "SELECT max(fid) + 0 AS row FROM :table GROUP BY uid HAVING count(*) > 1 LIMIT 6"
    wrong_rows: dict[str, list[str]] = {name: [] for name in rules}
    for row, name in sql(dataset, " UNION ALL ".join(
            bound(blank, title=name, table=Names((f'"{name}"',))) for name in rules)):
        wrong_rows[name].append(str(row))
    for name, is_unique in rules.items():
        if not wrong_rows[name] and not is_unique:
            wrong_rows[name] = [
                str(row) for (row,) in sql(dataset, bound(twice, table=Names((f'"{name}"',))))]
    wrong = [
        f"{name} ({', '.join(numbers[:5])}{' ...' if len(numbers) > 5 else ''})"
        for name, numbers in wrong_rows.items() if numbers
    ]  # fmt: skip
    if wrong:
        raise UserError(
            translate(
                "Project",
                "In {path} these rows (fid) have no uid of their own: {rows}. Rows are known by it. Give "
                "each a new one in QGIS, in the column uid with the expression uuid('WithoutBraces').",
            ).format(path=file, rows="; ".join(wrong))
        )


def by_table(names: list[str]) -> list[str]:
    """Return "table.column" for columns, "table" alone where all of its columns are among them."""
    found = []
    for table in SCHEMA.tables:
        columns = [name for name in table.column_names if f"{table.name}.{name}" in names]
        whole = len(columns) == len(table.columns)
        found += [table.name] if whole else [f"{table.name}.{name}" for name in columns]
    return found


def _check_access(file: Path) -> None:
    """The file and its folder can be written: SQLite keeps its log there."""
    for place in (file, file.parent):
        if not os.access(place, os.W_OK):
            raise UserError(
                translate(
                    "Project",
                    "{place} is read-only, so the project cannot be changed. Copy the project to a "
                    "folder where you may write.",
                ).format(place=place)
            )


def _check_writable(file: Path) -> None:
    """The file and its folder can be written, and nobody else is writing."""
    _check_access(file)
    dataset = _opened(file, update=True)
    try:
        sql(dataset, "BEGIN IMMEDIATE")
        sql(dataset, "ROLLBACK")
    except GdalError as error:
        raise _sentence(file, str(error)) from error
    finally:
        del dataset
