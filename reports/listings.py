"""The lists of a register: outfalls, sources, links, parties, findings and the regime's tables, as columns.

A list has every column that may be handed on, by name; which of them are written, in which order and under
which headings, is up to a column set (:mod:`.column_sets`). Headings come from the schema.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..i18n import translate
from ..layers.qgis_names import CsException
from ..layers.schema import SCHEMA, Kind
from ..layers.store.columns import Columns
from ..rules import credit_code
from ..rules.responsible_parties import Mention, normal_name, responsible_parties, split_names
from ..rules.retelling import retold
from .labels import county_of, label_of, listed, local_time, texts
from .query import OF_OUTFALLS, Answer, Source, crs_wkt
from .sheets import INTEGER, ONE_PLACE, SIX_PLACES, THREE_PLACES, SheetColumn

LISTS = ("outfalls", "sources", "links", "parties", "findings", *OF_OUTFALLS)
#: The table that says of which day a list is, where it is not the list's name.
TABLE_OF = {"links": "trace_links", "parties": "outfalls"}
#: Never in a list, besides what the schema marks personal: who decided, and the software's own books.
_NOT_SHOWN = {
    "decided_by",
    "accepted_by",
    "written",
    "trace_run",
    "run_uid",
    "confidence_parts",
    "fingerprint",
    "main_source_uid",
    "source_uid",
    "code_raw",
}
FILLS = {
    "trace_status": {
        "confirmed": "D5EBDD",
        "candidates": "FCE9C8",
        "no_source": "E8EBED",
        "untraceable": "D6D6D6",
        "untraced": "F8D8D4",
    },
    "link_status": {"confirmed": "D5EBDD", "candidate": "FCE9C8", "rejected": "E8EBED", "lost": "F8D8D4"},
}
FORMATS = {"chainage_km": THREE_PLACES, "trace_confidence": THREE_PLACES, "confidence": THREE_PLACES}
_NAMES = 50  # of outfalls, in one cell


@dataclass
class Listing:
    """One list: its columns by name, and the places of its rows (n, 2) where they have any."""

    name: str
    title: str
    n: int
    columns: dict[str, SheetColumn] = field(default_factory=dict)
    xy: Any = None


def listing(answer: Answer, name: str) -> Listing:
    """Return a list of LISTS."""
    makers: dict[str, Callable[[Answer], Listing]] = {
        "outfalls": _outfalls,
        "sources": _sources,
        "links": _links,
        "parties": _parties,
        "findings": _findings,
    }
    made = makers[name](answer) if name in makers else _of_outfalls(answer, name)
    number = SheetColumn(translate("Reports", "No."), list(range(1, made.n + 1)), INTEGER)
    made.columns = {"number": number, **made.columns}
    return made


def part(whole: Listing, rows: Sequence[int], title: str) -> Listing:
    """Return a list of some rows of ``whole``, numbered anew."""
    columns = {name: column.taken(rows) for name, column in whole.columns.items()}
    columns["number"].values = list(range(1, len(rows) + 1))
    return Listing(whole.name, title, len(rows), columns)


def shown(column: SheetColumn, row: int) -> str:
    """Return a cell as it is printed, "" where it is empty."""
    value = column.values[row]
    if value is None or value != value:
        return ""
    digits = {INTEGER: 0, ONE_PLACE: 1, THREE_PLACES: 3, SIX_PLACES: 6}.get(column.number_format)
    if digits is None or isinstance(value, str):
        return str(value)
    return f"{value:,.{digits}f}"


#: Columns in which the rules' own sentences are stored.
_SAID = ("party_basis", "party_others", "source_names", "text", "fix", "proposed_because", "goal", "measures")


def column(table: str, name: str, columns: Columns, language: str) -> SheetColumn:
    """Return one column with codes as words and numbers as numbers."""
    declared = SCHEMA.table(table).column(name)
    heading, values = declared.alias(language), columns[name]
    if declared.values:
        codes = texts(values)
        labels = {
            value.code: value.zh if language == "zh" else value.en
            for value in SCHEMA.values(declared.values).values
        }
        fills = {labels[code]: fill for code, fill in FILLS.get(declared.values, {}).items()}
        return SheetColumn(
            heading, [labels.get(code, code) for code in codes], fills=fills, choices=tuple(labels.values())
        )
    if name in ("main_source_table", "source_table", "object_table"):
        known = {one.name: one.alias(language) for one in SCHEMA.tables}
        return SheetColumn(heading, [known.get(code, code) for code in texts(values)])
    if declared.kind is Kind.BOOLEAN:
        yes, no = translate("Reports", "Yes"), translate("Reports", "No")
        said = [None if v != v else yes if v else no for v in values.tolist()]
        return SheetColumn(heading, said, choices=(yes, no))
    if declared.kind is Kind.INTEGER:
        return SheetColumn(heading, [int(v) if v == v else None for v in values.tolist()], INTEGER)
    if declared.kind is Kind.REAL:
        return SheetColumn(heading, values.tolist(), FORMATS.get(name, ONE_PLACE))
    if declared.kind is Kind.DATETIME:
        return SheetColumn(heading, [local_time(text) for text in texts(values)])
    if name in _SAID:
        return SheetColumn(heading, [text and retold(text, language) for text in values.tolist()])
    return SheetColumn(heading, values.tolist())


def _declared(table: str, columns: Columns, language: str, but: Iterable[str] = ()) -> dict[str, SheetColumn]:
    unwanted = {*_NOT_SHOWN, *but}
    return {name: column(table, name, columns, language) for name in columns if name not in unwanted}


def _outfalls(answer: Answer) -> Listing:
    made = _declared("outfalls", answer.outfalls, answer.language)
    made["district"] = SheetColumn(
        translate("Reports", "District"), [answer.district(code) for code in answer.counties]
    )
    made["department"] = SheetColumn(translate("Reports", "Leading department"), answer.departments)
    made["supporting"] = SheetColumn(
        translate("Reports", "Supporting departments"),
        [listed(names, answer.language) for names in answer.supporting],
    )
    outfalls = answer.outfalls
    places = degrees(answer, answer.outfalls.xy)
    made["longitude"] = SheetColumn(
        translate("Reports", "Longitude (degrees)"), [x for x, _ in places], SIX_PLACES
    )
    made["latitude"] = SheetColumn(
        translate("Reports", "Latitude (degrees)"), [y for _, y in places], SIX_PLACES
    )
    return Listing("outfalls", translate("Reports", "Outfalls"), outfalls.n, made, xy=outfalls.xy)


def degrees(answer: Answer, xy: Any) -> list[tuple[float, float]]:
    """Return longitude and latitude (CGCS2000) of positions (n, 2), NaN where there is none."""
    from qgis.core import (
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransform,
        QgsCoordinateTransformContext,
        QgsPointXY,
    )

    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem.fromWkt(crs_wkt(answer.path)),
        QgsCoordinateReferenceSystem("EPSG:4490"),
        QgsCoordinateTransformContext(),
    )
    found = []
    for x, y in xy.tolist():
        try:
            point = transform.transform(QgsPointXY(x, y)) if x == x else QgsPointXY(np.nan, np.nan)
        except CsException:
            point = QgsPointXY(np.nan, np.nan)
        found.append((point.x(), point.y()))
    return found


def _of_each(answer: Answer, uids: Sequence[str]) -> dict[str, SheetColumn]:
    """Return which outfall each row is about."""
    rows = [answer.row_of.get(uid, -1) for uid in uids]

    def of_outfall(values: Sequence[Any]) -> list[Any]:
        return [values[row] if row >= 0 else None for row in rows]

    code = SCHEMA.table("outfalls").column("code_national").alias(answer.language)
    return {
        "outfall_code": SheetColumn(code, of_outfall(answer.outfall_texts("code_national"))),
        "outfall_name": SheetColumn(
            translate("Reports", "Outfall"), of_outfall(answer.outfall_texts("name"))
        ),
        "district": SheetColumn(
            translate("Reports", "District"), of_outfall([answer.district(code) for code in answer.counties])
        ),
    }


def _links(answer: Answer) -> Listing:
    links = answer.links
    uids = texts(links["outfall_uid"])
    made = {
        **_of_each(answer, uids),
        **_declared("trace_links", links, answer.language, ["uid", "outfall_uid"]),
        "outfall_uid": SheetColumn(translate("Reports", "Outfall identifier"), uids),
    }
    return Listing("links", translate("Reports", "Links"), links.n, made)


def _of_outfalls(answer: Answer, table: str) -> Listing:
    columns = answer.of_outfalls(table)
    made = {
        **_of_each(answer, texts(columns["outfall_uid"])),
        **_declared(table, columns, answer.language, ["outfall_uid", "orthophoto_uid"]),
    }
    return Listing(table, SCHEMA.table(table).alias(answer.language), columns.n, made)


def _sources(answer: Answer) -> Listing:
    found, language = answer.sources, answer.language
    shared = [
        one
        for one in SCHEMA.source_tables[0].columns
        if all(one.name in {c.name for c in table.columns} for table in SCHEMA.source_tables)
    ]
    made = {
        "kind": SheetColumn(
            translate("Reports", "Kind of source"),
            [SCHEMA.table(one.table).alias(language) for one in found],
            choices=tuple(table.alias(language) for table in SCHEMA.source_tables),
        )
    }
    for declared in shared:
        if not declared.personal:
            made[declared.name] = SheetColumn(
                declared.alias(language), [one.cells.get(declared.name) for one in found]
            )
    counties = [county_of(str(one.cells.get("county_code") or "")) for one in found]
    made["district"] = SheetColumn(
        translate("Reports", "District"), [answer.district(code) if code else None for code in counties]
    )
    uids, status = texts(answer.links["outfall_uid"]), texts(answer.links["status"])
    codes = [
        code or name
        for code, name in zip(answer.outfall_texts("code_national"), answer.outfall_texts("name"))
    ]

    def outfalls_of(one: Source) -> list[str]:
        kept = [uids[row] for row in one.links if status[row] not in ("rejected", "lost")]
        return [codes[answer.row_of[uid]] for uid in dict.fromkeys(kept) if uid in answer.row_of]

    linked = [outfalls_of(one) for one in found]
    made["n_outfalls"] = SheetColumn(translate("Reports", "Outfalls linked"), list(map(len, linked)), INTEGER)
    made["outfall_codes"] = SheetColumn(translate("Reports", "Outfall codes"), [_some(one) for one in linked])
    words = {
        code: label_of("link_status", code, language) for code in SCHEMA.values("link_status").codes
    }
    made["link_status"] = SheetColumn(
        translate("Reports", "State of its links"),
        [
            "; ".join(
                f"{words.get(code, code)} {n}"
                for code, n in Counter(status[row] for row in one.links).most_common()
            )
            for one in found
        ],
    )
    return Listing(
        "sources",
        translate("Reports", "Possible sources"),
        len(found),
        made,
        xy=np.array([one.xy for one in found]).reshape(-1, 2),
    )


def _some(names: Sequence[str]) -> str:
    more = f"… (+{len(names) - _NAMES})" if len(names) > _NAMES else ""
    return "; ".join(names[:_NAMES]) + more


def _parties(answer: Answer) -> Listing:
    """Return who answers for which outfalls; names spelled differently are one party where that is sure."""
    known: dict[str, set[str]] = {}
    for source in answer.sources:
        code = str(source.cells.get("credit_code") or "")
        for name in {str(source.cells.get(key) or "") for key in ("operator", "owner", "name")} - {""}:
            if credit_code.is_valid(code):
                known.setdefault(normal_name(name), set()).add(code)

    def mention(name: str, uid: str, role: str) -> Mention:
        codes = known.get(normal_name(name), set())
        return Mention(name, uid, role, next(iter(codes)) if len(codes) == 1 else "")

    uids = answer.outfall_texts("uid")
    main = [mention(name, uid, "main") for name, uid in zip(answer.outfall_texts("party_main"), uids) if name]
    others = [
        mention(name, uid, "other")
        for cell, uid in zip(answer.outfall_texts("party_others"), uids)
        for name in split_names(cell)
    ]
    found = responsible_parties([*main, *others])
    codes = [
        code or name
        for code, name in zip(answer.outfall_texts("code_national"), answer.outfall_texts("name"))
    ]

    def called(them: Iterable[str]) -> str:
        return _some([codes[answer.row_of[uid]] for uid in them])

    def where(them: Iterable[str]) -> str:
        return "; ".join(dict.fromkeys(answer.district(answer.counties[answer.row_of[uid]]) for uid in them))

    def departments(of_rows: Sequence[Iterable[str]]) -> list[str]:
        names = ((name for uid in one.main_of for name in of_rows[answer.row_of[uid]]) for one in found)
        return [listed(filter(None, dict.fromkeys(those)), answer.language) for those in names]

    yes, no = translate("Reports", "Yes"), translate("Reports", "No")
    made = {
        "party": SheetColumn(translate("Reports", "Responsible party"), [one.name for one in found]),
        "credit_code": SheetColumn(
            SCHEMA.table("enterprises").column("credit_code").alias(answer.language),
            [one.code for one in found],
        ),
        "n_main": SheetColumn(
            translate("Reports", "Outfalls as main party"), [len(one.main_of) for one in found], INTEGER
        ),
        "n_other": SheetColumn(
            translate("Reports", "Outfalls as other party"), [len(one.other_of) for one in found], INTEGER
        ),
        "districts": SheetColumn(
            translate("Reports", "Districts"), [where([*one.main_of, *one.other_of]) for one in found]
        ),
        "department": SheetColumn(
            translate("Reports", "Leading department"), departments([[name] for name in answer.departments])
        ),
        "supporting": SheetColumn(
            translate("Reports", "Supporting departments"), departments(answer.supporting)
        ),
        "main_of": SheetColumn(translate("Reports", "Main party of"), [called(one.main_of) for one in found]),
        "other_of": SheetColumn(
            translate("Reports", "Other party of"), [called(one.other_of) for one in found]
        ),
        "government": SheetColumn(
            translate("Reports", "Government"),
            [yes if one.government else no for one in found],
            choices=(yes, no),
        ),
        "spellings": SheetColumn(
            translate("Reports", "Spellings"), ["; ".join(one.spellings) for one in found]
        ),
        "ambiguous": SheetColumn(
            translate("Reports", "Several bear this name"),
            [yes if one.ambiguous else no for one in found],
            choices=(yes, no),
        ),
    }
    return Listing("parties", translate("Reports", "Responsible parties"), len(found), made)


def _findings(answer: Answer) -> Listing:
    made = _declared("findings", answer.findings, answer.language)
    return Listing("findings", translate("Reports", "Findings"), answer.findings.n, made)
