"""Name and number of a table that no heading of the file names: asked, or said where no column can be it.

Without them rows come in that nobody can find again, so they are never passed over.
"""

from __future__ import annotations

import re

from ...i18n import translate
from ...layers.schema import SCHEMA
from .. import lexicon, questions
from ..cleaning.cell_profile import Profile, fits
from ..cleaning.distinct_cells import Cells
from ..context import ImportContext
from ..model import Mapping, RawTable
from ..questions import NOTHING

#: What a row of a table is known by: of each group one column is enough.
_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "outfalls": (("name",), ("code_local", "code_national")),
    "manholes": (("code",),),
    "pipes": (("code",),),
    "districts": (("name", "county_code"),),
    **{table.name: (("name",),) for table in SCHEMA.source_tables},
}
_ENDS = ("from_node", "to_node")
#: A heading that speaks for a name or a number, although it is not known which.
_HINTS = {
    "name": re.compile(r"名|称谓|name|nom(?![a-z])|title|libell", re.IGNORECASE),
    "": re.compile(r"号|编|代码|标识|(?:^|[^a-z])(?:id|no|nr|num|code|key|ref)(?:[^a-z]|$)", re.IGNORECASE),
}
#: Headings of what is surely neither.
_ROW_NUMBER = re.compile(r"序号?|序列号?|顺序号?|行号|项次|no|fid|gid|ogcfid|objectid|oid|rowid").fullmatch
_OTHER = re.compile(
    "量|面积|长|高|深|径|坡|率|人口|日期|时间|年度|电话|手机|联系|负责|坐标|经度|纬度|地址|位置|备注"
)
_MEASURE = re.compile(r"-?\d*\.\d*[1-9]\d*").fullmatch
_MOST = 20  # columns that are offered
_LONGEST_NUMBER = 40  # letters


def enter(raw: RawTable, seen: dict[str, Profile], used: tuple[str, ...], mapping: Mapping,
          context: ImportContext | None) -> None:
    """Ask for what no rule, question or answer of ``mapping`` settles; ``used`` are columns of the place."""
    settled = {rule.target for rule in mapping.fields} | {
        code.partition(".")[2] for code in (*(one.code for one in mapping.questions), *mapping.answers)
        if code.startswith(("column.", "level."))}
    taken = {rule.source for rule in mapping.fields} | set(used) | {
        option for one in mapping.questions if one.code.startswith("column.") for option, _ in one.options}
    free = {name: cells for name, cells in seen.items()
            if cells.filled and name not in taken and not lexicon.unit_of(name)
            and not _ROW_NUMBER(lexicon.plain(name)) and not _OTHER.search(name)}
    for group in _NEEDED.get(mapping.table, ()):
        if not settled & set(group):
            _ask(raw, group, free, mapping)
    if mapping.table == "pipes" and not settled & set(_ENDS):
        _ask_ends(raw, free, mapping, context)


def _ask(raw: RawTable, group: tuple[str, ...], free: dict[str, Profile], mapping: Mapping) -> None:
    target = group[0]
    fitting = [name for name, cells in free.items() if _can_be(mapping.table, target, cells)][:_MOST]
    if not fitting:
        mapping.assumptions.append(translate("Import", "No column of the file holds “{target}”.").format(
            target=questions.label(mapping.table, target)))
        return
    hinted = _hinted(target, [name for name in fitting if not _counts(free[name], raw.n)])
    proposed = next(iter(hinted), NOTHING)
    for other in group[1:]:  # a code that has the shape of the national one is that
        if proposed != NOTHING and fits(mapping.table, other, free[proposed]) >= 0.5:
            target = other
    mapping.questions.append(questions.which_column(mapping.table, target, fitting, proposed))


def _can_be(table: str, target: str, cells: Profile) -> bool:
    """Tell whether nearly every row of a column holds something of its own that can be a name or number."""
    telling = cells.distinct >= 0.8 * min(cells.filled, 300) and cells.filled >= 0.5 * cells.n_rows
    if target == "name":
        return telling and fits(table, target, cells) >= 0.8 and cells.share(_is_date) < 0.5
    return telling and cells.share(lambda text: len(text) <= _LONGEST_NUMBER and not _MEASURE(text)) > 0.8


def _counts(cells: Profile, n: int) -> bool:
    """Tell whether a column only counts the rows."""
    numbers = cells.numbers()
    return len(numbers) == len(cells.texts) and min(numbers) in (0, 1) and max(numbers) <= n + 1


def _is_date(text: str) -> bool:
    return re.fullmatch(r"[\d\s年月日:./T-]+", text) is not None


def _hinted(target: str, names: list[str]) -> list[str]:
    hint = _HINTS["name" if target == "name" else ""]
    return [name for name in names if hint.search(name)]


def _ask_ends(raw: RawTable, free: dict[str, Profile], mapping: Mapping,
              context: ImportContext | None) -> None:
    """Ask for the two ends: always where they are all that places a pipe, else where manholes are named."""
    points = context.manholes if context is not None else None
    named = {}
    for name, cells in free.items():
        if points is not None and len(points.code) and cells.texts:
            found = points.rows(Cells.of(raw.columns[name][:: max(1, raw.n // 2000)]).texts())
            named[name] = float((found >= 0).mean())
    likely = [name for name in named if named[name] >= 0.5]
    placed = mapping.place.kind != "none"
    options = likely if len(likely) >= 2 else [] if placed else [
        name for name, cells in free.items() if cells.share(lambda text: len(text) <= _LONGEST_NUMBER) > 0.8]
    if len(options) < 2:
        if not placed:
            mapping.assumptions.append(translate("Import", "No column of the file holds “{target}”.").format(
                target=questions.label("pipes", "from_node")))
        return
    for target, proposed in zip(_ENDS, likely if len(likely) >= 2 else (NOTHING, NOTHING)):
        mapping.questions.append(questions.which_column("pipes", target, options[:_MOST], proposed))
