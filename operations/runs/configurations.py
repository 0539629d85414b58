"""Named trace configurations: how a run is set up, saved in the project and shared as a file.

A configuration holds every field of :class:`tracing.model.Options` (distances, direction policy,
limits, linking rules), the expression that closes pipes (``barriers``), and filters: expressions by
table that say which rows are *shown*. Filters never change what is traced. Explicit settings of a run
win over its configuration.

Stored in the table ``trace_configurations``; its column ``options`` is the JSON that
:func:`to_json` writes and :func:`from_json` reads, and the shared file is the same JSON with the name.
Fields that a newer version wrote and this one does not know are left out, missing ones have the
defaults, so files travel between versions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

from ...i18n import system_reason, translate
from ...layers.files.replacing import write_whole
from ...layers.schema import SCHEMA
from ...layers.store.table_io import new_uids, utc_now
from ...layers.store.table_plan import TablePlan, cell_updates, repeated
from ...problems import UserError
from ...tracing.model import Options
from ..project_rows import ProjectRows, file_rows
from .run_options import checked_options, option_name

TABLE = "trace_configurations"
_FORMAT = "outfall-tracer configuration"
_COLUMNS = ("uid", "name", "description", "options", "is_default", "changed_by", "changed_at")


@dataclass(frozen=True)
class Configuration:
    """One set-up of a trace; the name may be "". ``filters``: table -> expression of rows that are shown."""

    name: str = ""
    options: Options = field(default_factory=Options)
    barriers: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    is_default: bool = False
    changed_by: str | None = None
    changed_at: str | None = None

    def with_options(self, **explicit: Any) -> Configuration:
        """Return the configuration with some options replaced; values that are None change nothing."""
        given = {name: value for name, value in explicit.items() if value is not None}
        return replace(self, options=replace(self.options, **given))


def configurations_in(rows: ProjectRows) -> list[Configuration]:
    """Return the configurations of a project, by name; rows that hold none that can be used are left out."""
    found = []
    for name, row in _rows(rows):
        with suppress(UserError):
            found.append(_parsed(name, row))
    return found


def configuration(path: str, name: str) -> Configuration:
    """Return the configuration called ``name``; raises UserError that lists what there is."""
    with file_rows(path, writing=False) as rows:
        return configuration_in(rows, name)


def configuration_in(rows: ProjectRows, name: str) -> Configuration:
    """Return :func:`configuration` of the rows of a project."""
    there = _rows(rows)
    for each, row in there:
        if each == name.strip():
            return _parsed(each, row)
    text = translate("Configurations", "{path} has no configuration “{name}”. There are: {names}.")
    if not there:
        text = translate("Configurations", "{path} has no configuration “{name}”, nor any other. "
                         "Save one first, or import it from a file.")
    raise UserError(text.format(path=rows.path, name=name, names=", ".join(each for each, _ in there)))


def default_configuration(path: str) -> Configuration | None:
    """Return the configuration that is marked as the default, if there is one.

    Raises UserError where it cannot be used, with what is wrong in it, and where several are marked: a run
    with other settings than those a project prescribes would look like any other.
    """
    with file_rows(path, writing=False) as rows:
        marked = [(name, row) for name, row in _rows(rows) if row["is_default"] not in (None, 0)]
    if len(marked) > 1:
        text = translate(
            "Configurations", "{path} has several default configurations: {names}. Keep one marked.")
        raise UserError(text.format(path=path, names=", ".join(name for name, _ in marked)))
    return _parsed(*marked[0]) if marked else None


def put_configuration(rows: ProjectRows, given: Configuration, user: str | None = None) -> Configuration:
    """Add a configuration, or replace the one of the same name; returns it as saved.

    A default takes the mark from the one that had it. Raises UserError for a blank name, options
    that cannot be used and filters on tables there are not.
    """
    checked(given)
    saved = replace(given, name=given.name.strip(), changed_by=user, changed_at=utc_now())
    there = _rows(rows)
    named = [row["uid"] for name, row in there if name == saved.name]
    cells: dict[str, dict[str, Any]] = {
        row["uid"]: {"is_default": 0} for _, row in there
        if saved.is_default and row["is_default"] == 1 and row["uid"] not in named}
    columns = {
        "name": saved.name, "description": saved.description or None, "options": to_json(saved),
        "is_default": int(saved.is_default), "changed_by": user, "changed_at": saved.changed_at,
    }
    plan = TablePlan(TABLE, delete=named[1:])
    if named:
        cells[named[0]] = columns
    else:
        plan.new = {"uid": new_uids(1), **{name: repeated(value, 1) for name, value in columns.items()}}
    plan.updates = cell_updates(cells)
    rows.apply(plan)
    return saved


def drop_configuration(rows: ProjectRows, name: str) -> None:
    """Remove the configuration called ``name``; runs that used it keep its name and their options."""
    uids = [row["uid"] for each, row in _rows(rows) if each == name.strip()]
    rows.apply(TablePlan(TABLE, delete=uids))


def export_configuration(given: Configuration, file: str | Path) -> None:
    """Write a configuration to a JSON file that others can import."""
    content = {"format": _FORMAT, "name": given.name, "description": given.description, **_content(given)}
    write_whole(file, json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def import_configuration(file: str | Path) -> Configuration:
    """Read a configuration from a file that :func:`export_configuration` wrote; it is not saved yet."""
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(translate("Configurations", "The file {path} cannot be read: {reason}.").format(
            path=file, reason=system_reason(error) if isinstance(error, OSError) else error)) from error
    return from_json(text, Path(file).stem, str(file))


def checked(given: Configuration) -> Configuration:
    """Return the configuration; raises UserError for what in it cannot be used."""
    if not given.name.strip():
        raise UserError(translate("Configurations", "A configuration needs a name."))
    checked_options(given.options)
    known = {table.name for table in SCHEMA.tables}
    strange = sorted(set(given.filters) - known)
    if strange:
        text = translate("Configurations",
                         "The configuration “{name}” filters tables that a project does not have: {tables}.")
        raise UserError(text.format(name=given.name, tables=", ".join(strange)))
    return given


def to_json(given: Configuration) -> str:
    """Return options, barriers and filters as JSON text."""
    return json.dumps(_content(given), ensure_ascii=False)


def from_json(text: str, name: str, place: str = "") -> Configuration:
    """Return the configuration in ``text``; ``name`` is used where the text has none.

    ``place`` (a file or table) is named in the UserError where the text is no configuration or a
    field in it is of the wrong kind; all wrong fields are named at once.
    """
    place = place or name
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(translate("Configurations", "{place} holds no configuration: {reason}.").format(
            place=place, reason=error)) from error
    if not isinstance(content, dict) or not isinstance(content.get("options"), dict):
        raise UserError(translate("Configurations", "{place} holds no configuration: {reason}.").format(
            place=place, reason=translate("Configurations", "the part “options” is missing")))
    filters = content.get("filters") or {}
    wrong = [option_name(key) for key, value in content["options"].items()
             if key in _KINDS and not _fits(key, value)]
    if not isinstance(filters, dict) or not all(isinstance(shown, str) for shown in filters.values()):
        wrong.append("filters")
    if wrong:
        text = translate("Configurations",
                         "In {place} these settings hold values of the wrong kind: {settings}.")
        raise UserError(text.format(place=place, settings=", ".join(wrong)))
    options = {key: _value(key, value) for key, value in content["options"].items() if key in _KINDS}
    return checked(Configuration(
        str(content.get("name") or name).strip(), Options(**options), str(content.get("barriers") or ""),
        {table: shown for table, shown in filters.items() if shown.strip()},
        str(content.get("description") or ""),
    ))


_KINDS: dict[str, type] = {each.name: type(each.default) for each in fields(Options)}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return float(value) if _KINDS[name] is float else value


def _fits(name: str, value: object) -> bool:
    kind = _KINDS[name]
    if name == "nearest":
        return value is None or (isinstance(value, int) and not isinstance(value, bool))
    if kind is tuple:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if kind in (int, float):
        return isinstance(value, (int, float) if kind is float else int) and not isinstance(value, bool)
    return isinstance(value, kind)


def _content(given: Configuration) -> dict[str, Any]:
    options = {each.name: getattr(given.options, each.name) for each in fields(Options)}
    return {"options": options, "barriers": given.barriers, "filters": dict(given.filters)}


def _rows(rows: ProjectRows) -> list[tuple[str, dict[str, Any]]]:
    """Return (name, row) of the table, by name."""
    columns = rows.read(TABLE, _COLUMNS)
    found = [{name: columns.cell(name, row) for name in _COLUMNS} for row in range(columns.n)]
    return sorted((((row["name"] or "").strip(), row) for row in found), key=itemgetter(0))


def _parsed(name: str, row: Mapping[str, Any]) -> Configuration:
    if row["is_default"] not in (None, 0, 1):
        text = translate("Configurations",
                         "In {place} these settings hold values of the wrong kind: {settings}.")
        raise UserError(text.format(place=f"{TABLE}: {name}", settings="is_default"))
    read = from_json(row["options"] or "", name, f"{TABLE}: {name}")
    return replace(
        read, name=name, description=row["description"] or "", is_default=bool(row["is_default"] == 1),
        changed_by=row["changed_by"], changed_at=row["changed_at"],
    )
