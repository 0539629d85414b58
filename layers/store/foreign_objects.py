"""Triggers and views of others in a project: named before anything of them can run.

A trigger runs at every save, a view at every reading, and either may never end. SQLite takes them with
the file, whoever put them there. GDAL's own triggers keep spatial indexes and counts, and one view is ours.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from ...i18n import translate
from ...problems import UserError
from ..schema import SCHEMA
from .gpkg import sql

VIEW = "traced_pipes"
_BOOKS = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys", "gpkg_ogr_contents",
          "gpkg_extensions", "layer_styles", "qgis_projects", "sqlite_sequence")
_VIEW = re.compile(
    r'CREATE VIEW "traced_pipes" AS SELECT p\."\w+" AS OGC_FID, p\."\w+" AS "geom", '
    r'(\+?[pt]\."\w+" AS "\w+"(, )?)+ FROM "pipes" p CROSS JOIN "pipe_trace" t '
    r'WHERE t\."\w+" = p\."\w+"'  # SQLite renames columns here with those of the tables
)
_NESTED = re.compile(r"\b(select|with)\b", re.IGNORECASE)
_LISTED = (
    "FROM (SELECT * FROM sqlite_master WHERE type IN ('trigger', 'view') "
    "ORDER BY name)"  # GDAL makes some anew as it writes
)
_QUOTED = "group_concat(quote(type) || quote(name) || quote(tbl_name) || quote(sql))"
_BODY = re.compile(r"\bBEGIN\b(.*)\bEND\s*;?\s*$", re.IGNORECASE | re.DOTALL)


#: Digests of triggers and views in which nothing foreign was found: a project is opened again and again.
_passed: set[bytes] = set()


def check_objects(dataset: Any, path: str | Path) -> None:
    """Raise UserError that names every foreign trigger on our tables, and every view that stands for one."""
    whole = hashlib.sha256(str(sql(dataset, f"SELECT {_QUOTED} {_LISTED}")[0][0]).encode()).digest()
    if whole in _passed:
        return
    ours = {table.name for table in SCHEMA.tables} | set(_BOOKS)
    found = []
    for kind, name, table, text in sql(dataset, f"SELECT type, name, tbl_name, sql {_LISTED}"):
        known = str(table).lower()
        if kind == "view":
            foreign = known in ours or (known == VIEW and not _VIEW.fullmatch(text))
        else:
            watched = known in ours or known == VIEW or known.startswith("rtree_")
            foreign = watched and not _is_gdals(text, str(table))
        if foreign:
            found.append(f"{kind.upper()} {name}")
    if found:
        said = translate(
            "ProjectFile",
            "{path} holds what is none of this plugin's and would run at every reading or saving: {names}. "
            "Nothing was read. Remove it where it was made (DROP {first}), or make a new project and import "
            "the tables into it.",
        )
        raise UserError(said.format(path=path, names=", ".join(found), first=found[0]))
    _passed.add(whole)


def _is_gdals(text: str, table: str) -> bool:
    """Tell whether a trigger only keeps GDAL's spatial index or its count of rows."""
    body = _BODY.search(text)
    if body is None or _NESTED.search(text):
        return False
    index = rf'"?rtree_{re.escape(table)}_\w+"?'
    step = re.compile(
        rf"(INSERT(\sOR\sREPLACE)?\sINTO\s{index}\sVALUES|DELETE\sFROM\s{index}\sWHERE|UPDATE\s{index}\sSET"
        r"|UPDATE\s\"?gpkg_ogr_contents\"?\sSET\sfeature_count\b).*",
        re.IGNORECASE | re.DOTALL,
    )
    return all(step.fullmatch(part.strip()) for part in body.group(1).split(";") if part.strip())
