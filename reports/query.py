"""As of a date, for a filter, in a language: the rows that everything printed is made from.

Maps, registers, files and statistics ask here, so that they cannot disagree. A past day is rebuilt from the
audit trail (:mod:`.past_rows`). What is personal is not read at all. Nothing is written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ..i18n import inflected, speaking, translate
from ..layers.public_texts import WHO, public_texts, without_persons
from ..layers.schema import RECORDED, SCHEMA, Geometry, Kind
from ..layers.store.columns import Columns
from ..layers.store.table_io import ProjectFile
from ..problems import UserError
from ..rules import districts, duties
from ..rules.life_records import TABLES as RECORDS_OF_LIFE
from ..rules.life_records import Records
from .labels import county_label, county_of, listed, local_time, texts, today
from .past_rows import DatedRows

#: What an outfall carries for the regime, besides itself: printed where there are rows.
OF_OUTFALLS = ("remediation", "closures", "inspections", "visits", "samples", "signs", "citizen_reports")
_JOINTS = re.compile(r"[\W_]")  # by which spellings of one code differ
_SEPARATORS = re.compile(r"[,;，；、\n]+")


@dataclass(frozen=True)
class Asked:
    """What a product is about.

    outfalls: a QGIS expression on the outfalls; districts: codes or names, with commas between; date: ISO.
    Each "" for no limit, the date for today.
    """

    outfalls: str = ""
    districts: str = ""
    date: str = ""


@dataclass(frozen=True)
class Source:
    """One possible source, with the rows of its links and its place (NaN where it has none)."""

    table: str
    cells: Mapping[str, Any]
    links: Sequence[int]
    xy: tuple[float, float]


class Answer:
    """The rows of one question; outfalls by district, bank and chainage, links by outfall and distance."""

    def __init__(self, path: str | Path, asked: Asked, language: str) -> None:
        self.path, self.asked, self.language = Path(path), asked, language
        self.date = as_of(asked.date)
        self._texts: dict[str, list[str]] = {}
        with ProjectFile(path) as project:
            rows = DatedRows(project, self.date)
            self.is_past = rows.is_past
            self.last_run = rows.last_run()
            outfalls = _read(rows, "outfalls")
            self.district_names = _district_names(rows, outfalls, language)
            self.districts = _asked_districts(asked.districts, self.district_names)
            matching = rows.matching(asked.outfalls) if asked.outfalls else None
            self._links = _read(rows, "trace_links", geometry=False)
            self._sources = {table.name: _read(rows, table.name) for table in SCHEMA.source_tables}
            self._findings = _read(rows, "findings")
            self._of_outfalls = {
                table: _read(rows, table, geometry=False)
                for table in dict.fromkeys((*OF_OUTFALLS, *RECORDS_OF_LIFE))
            }
            pipes = rows.read("pipe_trace", ["pipe_uid", "outfall_uid"]) if self.limited else None
            self._pipes_of = (texts(pipes["pipe_uid"]), texts(pipes["outfall_uid"])) if pipes else ([], [])
            self.demonstration = _is_demonstration(self.path, rows)
            self.uncertain = rows.uncertain
        statuses = [status or "untraced" for status in texts(outfalls["trace_status"])]
        outfalls.values["trace_status"] = np.array(statuses, dtype=object)
        ids, shared = short_ids(outfalls)
        chosen = self._chosen(outfalls, matching)
        self.outfalls = taken(outfalls, chosen)
        #: A word for each outfall that no other of the project has: on plates, in addresses, in file names.
        self.short_ids = [ids[row] for row in chosen]
        self.shares_code = [shared[row] for row in chosen]
        self.counties = [county_of(code) for code in texts(self.outfalls["county_code"])]
        self.row_of = {uid: row for row, uid in enumerate(texts(self.outfalls["uid"]))}
        self.links = self._links_of_outfalls()

    @cached_property
    def codes(self) -> list[str]:
        """The districts that have outfalls, and those asked for, by code; "" for none comes last."""
        asked = self.districts if self.asked.districts else ()
        return sorted({*self.counties, *asked}, key=lambda code: (not code, code))

    @property
    def limited(self) -> bool:
        """Tell whether there is a filter at all."""
        return bool(self.asked.outfalls or self.asked.districts)

    def notes(self, *, filtered: bool = True) -> list[str]:
        """Return the sentences that belong on every product: its date, filter and data."""
        said = [translate("Reports", "State of {date}").format(date=self.date)]
        if self.is_past:
            said.append(
                translate(
                    "Reports",
                    "Outfalls, links and their records as the audit trail has them for that day; sources, "
                    "findings, network and base map, and distances and confidence, as of {today}.",
                ).format(today=today())
            )
        if self.uncertain:
            said.append(
                inflected(
                    translate(
                        "Reports",
                        "{n} (value|values) changed unrecorded around that day and may have been otherwise.",
                    ),
                    n=self.uncertain,
                )
            )
        if filtered and self.asked.districts:
            said.append(
                translate("Reports", "Districts: {names}").format(
                    names=listed(map(self.district, self.districts), self.language)
                )
            )
        if filtered and self.asked.outfalls:
            said.append(
                translate("Reports", "Outfalls where {expression}").format(expression=self.asked.outfalls)
            )
        if self.last_run:
            said.append(
                translate("Reports", "Last tracing run {time}").format(time=local_time(self.last_run))
            )
        if self.demonstration:
            said.append(translate("Reports", "Schematic demonstration data, generated and not surveyed."))
        return said

    def date_of(self, table: str) -> str:
        """Return the day whose state the rows of a table have: today's where no past is kept."""
        return self.date if table in RECORDED else today()

    def district(self, code: str) -> str:
        """Return the name of a district for a heading."""
        return self.district_names.get(code) or county_label(code, self.language)

    def outfall_texts(self, name: str) -> list[str]:
        """Return a text column of the outfalls, "" where there is none."""
        if name not in self._texts:
            self._texts[name] = texts(self.outfalls[name])
        return self._texts[name]

    @cached_property
    def departments(self) -> list[str]:
        """The department that leads for each outfall, "" where none is known."""
        return [found.lead.department if found.lead else "" for found in self._departments]

    @cached_property
    def supporting(self) -> list[tuple[str, ...]]:
        """The departments that support it, for each outfall."""
        return [found.supporting_names for found in self._departments]

    @cached_property
    def _departments(self) -> list[duties.Departments]:
        names = ("type_718", "type_l1", "type_l2", "type_l3")
        tables: dict[str, set[str]] = {}
        for uid, table, status in zip(
            *(texts(self.links[name]) for name in ("outfall_uid", "source_table", "status"))
        ):
            if status in ("candidate", "confirmed"):
                tables.setdefault(uid, set()).add(table)
        known: dict[tuple[Any, ...], duties.Departments] = {}
        found = []
        for uid, *classes in zip(*(self.outfall_texts(name) for name in ("uid", *names))):
            sources = tuple(sorted(tables.get(uid, ())))
            key = (*classes, sources)
            if key not in known:
                known[key] = duties.departments_of(dict(zip(names, classes)), sources)
            found.append(known[key])
        return found

    @cached_property
    def records(self) -> dict[str, Records]:
        """What is on record of each outfall, by uid: what the rules of its life ask for."""
        found: dict[str, dict[str, list[dict[str, Any]]]] = {uid: {} for uid in self.row_of}
        for table in RECORDS_OF_LIFE:
            for row in self.of_outfalls(table).dicts():
                found[row["outfall_uid"]].setdefault(table, []).append(row)
        return {
            row["uid"]: Records(row, found[row["uid"]], department)
            for row, department in zip(self.outfalls.dicts(), self.departments)
        }

    @cached_property
    def sources(self) -> list[Source]:
        """Possible sources by kind: all, with a filter those with a link to one of its outfalls."""
        links: dict[tuple[str, str], list[int]] = {}
        for row, key in enumerate(zip(texts(self.links["source_table"]), texts(self.links["source_uid"]))):
            links.setdefault(key, []).append(row)
        found = []
        for table, columns in self._sources.items():
            names = list(columns)
            for row in range(columns.n):
                cells = {name: columns.cell(name, row) for name in names}
                theirs = links.get((table, str(cells["uid"])), [])
                if theirs or not self.limited:
                    x, y = columns.xy[row].tolist() if len(columns.xy) else (np.nan, np.nan)
                    found.append(Source(table, cells, theirs, (x, y)))
        return found

    @cached_property
    def findings(self) -> Columns:
        """What is wrong or odd: all, with a filter what is about its outfalls, their sources and pipes."""
        if not self.limited:
            return self._findings
        about = set(self.row_of) | {str(source.cells["uid"]) for source in self.sources}
        about |= {uid for uid, outfall in zip(*self._pipes_of) if outfall in self.row_of}
        objects = texts(self._findings["object_uid"])
        return taken(self._findings, [row for row, uid in enumerate(objects) if uid in about])

    def source_places(self) -> dict[str, Any]:
        """Return where the sources lie, (n, 2) by table; those without a place left out."""
        places = {table: columns.xy for table, columns in self._sources.items()}
        if self.limited:
            found: dict[str, list[tuple[float, float]]] = {}
            for source in self.sources:
                found.setdefault(source.table, []).append(source.xy)
            places = {table: np.array(xy) for table, xy in found.items()}
        there = {table: xy[np.isfinite(xy).all(axis=1)] for table, xy in places.items() if len(xy)}
        return {table: xy for table, xy in there.items() if len(xy)}

    def of_outfalls(self, table: str) -> Columns:
        """Return the rows of a table of OF_OUTFALLS, or of the life, in the order of the outfalls."""
        columns = self._of_outfalls[table]
        places = [self.row_of.get(uid, -1) for uid in texts(columns["outfall_uid"])]
        return taken(
            columns, sorted((i for i, place in enumerate(places) if place >= 0), key=places.__getitem__)
        )

    def counts(self, values: Sequence[str]) -> Counter[tuple[str, str]]:
        """Count ``values``, one for each outfall, by district."""
        return Counter(zip(self.counties, values))

    def _chosen(self, outfalls: Columns, matching: set[str] | None) -> list[int]:
        """Return the rows of the filter: by district, bank, chainage; those without a district last."""
        rows: Any = range(outfalls.n)
        if matching is not None:
            uids = texts(outfalls["uid"])
            rows = [row for row in rows if uids[row] in matching]
        codes = [county_of(code) for code in texts(outfalls["county_code"])]
        if self.asked.districts:
            rows = [row for row in rows if codes[row] in self.districts]
        banks = texts(outfalls["bank"])
        chainage = np.nan_to_num(outfalls["chainage_km"], nan=np.inf)
        return sorted(rows, key=lambda i: (not codes[i], codes[i], banks[i], chainage[i]))

    def _links_of_outfalls(self) -> Columns:
        links = self._links
        rank = np.array([self.row_of.get(uid, -1) for uid in texts(links["outfall_uid"])], dtype=np.int64)
        if not self.limited:  # a link whose outfall is gone is shown, last
            rank[rank < 0] = self.outfalls.n
        order = np.lexsort((np.nan_to_num(links["network_m"], nan=np.inf), rank))
        return taken(links, order[rank[order] >= 0])


def as_of(date: str) -> str:
    """Return the date of a product (ISO), today's for none; UserError where it is none, or lies ahead."""
    now = today()
    if not date.strip():
        return now
    try:
        asked = dt.date.fromisoformat(date.strip()).isoformat()
    except ValueError as error:
        said = translate("Reports", "DATE must be written like {today}; {date} is not.")
        raise UserError(said.format(today=now, date=date)) from error
    if asked > now:
        said = translate("Reports", "DATE {date} lies ahead of today, {today}.")
        raise UserError(said.format(date=asked, today=now))
    return asked


def public_columns(table: str) -> list[str]:
    """Return the columns of ``table`` that may be shown to anyone."""
    return [column.name for column in SCHEMA.table(table).columns if not column.personal]


def _read(rows: DatedRows, table: str, *, geometry: bool = True) -> Columns:
    """Return the public columns of a table, without rows where the project does not have it.

    Where texts are written for everyone, what tells of a person is blotted out, whoever wrote it there.
    """
    names, points = public_columns(table), SCHEMA.table(table).geometry is Geometry.POINT
    if not public_texts(table):
        return rows.read(table, names, geometry and points) or _none(names)
    found = rows.read(table, [*names, *WHO], geometry and points) or _none([*names, *WHO])
    every = found.dicts()
    free = [one.name for one in SCHEMA.table(table).columns if one.kind is Kind.TEXT and one.name in names]
    for name in free:
        found.values[name] = np.array([without_persons(row[name], row) for row in every], dtype=object)
    for name in WHO:
        del found.values[name]
    return found


def _is_demonstration(path: Path, rows: DatedRows) -> bool:
    """Tell whether this is the demonstration reach: its truth lies beside it, or its names say so."""
    if path.with_name(f"{path.stem}.truth.json.gz").is_file():
        return True
    drawn = [rows.read(table, ["name"]) for table in ("river_axis", "river", "districts")]
    names = [name for table in drawn if table is not None for name in texts(table["name"])]
    return any("示意" in name or "schematic" in name.lower() for name in names)


def crs_wkt(path: str | Path) -> str:
    """Return the coordinate reference system of the outfalls as WKT."""
    from osgeo import gdal

    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=["GPKG"])
    layer = dataset.GetLayerByName("outfalls") if dataset is not None else None
    reference = layer.GetSpatialRef() if layer is not None else None
    if reference is None:
        said = translate("Reports", "{path} has no coordinate reference system for its outfalls.")
        raise UserError(said.format(path=path))
    return str(reference.ExportToWkt())


def taken(columns: Columns, rows: Any) -> Columns:
    """Return the given rows of ``columns``, in that order; positions go along, other shapes do not."""
    at = np.asarray(rows, dtype=np.int64)
    place = {int(row): i for i, row in enumerate(at)}
    odd = {
        name: {place[row]: text for row, text in cells.items() if row in place}
        for name, cells in columns.odd.items()
    }
    return Columns(
        len(at),
        columns.fid[at],
        {name: columns[name][at] for name in columns},
        xy=columns.xy[at] if len(columns.xy) else columns.xy,
        odd=odd,
    )


def short_ids(outfalls: Columns) -> tuple[list[str], list[bool]]:
    """Return a short id for each outfall, and whether its code is another's, too.

    It is the code where only this outfall has it, else the beginning of the identifier.
    """
    codes = [
        national.strip() or local.strip()
        for national, local in zip(texts(outfalls["code_national"]), texts(outfalls["code_local"]))
    ]
    folded = [_JOINTS.sub("", code).casefold() for code in codes]
    often = Counter(folded)
    uids = [uid.replace("-", "") for uid in texts(outfalls["uid"])]
    length = 8
    while len({uid[:length] for uid in uids}) < len(uids) and length < max(map(len, uids)):
        length += 1
    ids = [
        code if word and often[word] == 1 else uid[:length] for code, word, uid in zip(codes, folded, uids)
    ]
    return ids, [bool(word) and often[word] > 1 for word in folded]


def _none(names: Sequence[str]) -> Columns:
    return Columns(0, np.empty(0, dtype=np.int64), {name: np.empty(0, dtype=object) for name in names})


def _district_names(rows: DatedRows, outfalls: Columns, language: str) -> dict[str, str]:
    """Return code and name of every district that is known: by the rules, the project's map, its outfalls."""
    names = {one.code: one.name(language) for one in districts.districts()}
    drawn = rows.read("districts", ["county_code", "name"])
    listed = zip(texts(drawn["county_code"]), texts(drawn["name"])) if drawn else ()
    for code, name in (*listed, *((code, "") for code in texts(outfalls["county_code"]))):
        if county_of(code):
            names.setdefault(county_of(code), name or county_of(code))
    return names


def _asked_districts(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes of the districts asked for, of all where none is; UserError for others.

    What outfalls without a district are headed by asks for them (code "").
    """
    wanted = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    if not wanted:
        return tuple(sorted(names))
    codes = {name.casefold(): code for code, name in names.items()}
    for language in ("zh", "en"):
        with speaking(language):
            codes.setdefault(county_label("", language).casefold(), "")
    for one in districts.districts():
        codes.update({one.name(language).casefold(): one.code for language in ("zh", "en")})
    codes.update({code: code for code in names})
    found = {part: codes.get(part.casefold(), codes.get(county_of(part))) for part in wanted}
    unknown = [part for part, code in found.items() if code is None]
    if unknown:
        said = translate("Reports", "DISTRICTS names unknown districts: {unknown}. There are: {names}.")
        raise UserError(
            said.format(
                unknown=", ".join(unknown), names=", ".join(f"{code} {names[code]}" for code in sorted(names))
            )
        )
    return tuple(dict.fromkeys(code for code in found.values() if code is not None))


__all__ = ["OF_OUTFALLS", "Answer", "Asked", "Source", "as_of", "crs_wkt", "public_columns", "taken"]
