"""The proposal of a mapping: which column fills what, in which unit, with which values.

What is certain is filled in, with a sentence saying why. What is doubtful becomes a
:class:`.model.Question`; its column stays empty until somebody answers (:func:`propose` again with
the answers) or accepts what is proposed (:func:`.questions.accepted`). One column of the file never
fills two of the project, except where the alias table says so by ``share``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ...i18n import translate
from ...layers.schema import SCHEMA, Geometry
from ...problems import UserError
from .. import lexicon, questions
from ..cleaning.cell_profile import Profile
from ..cleaning.distinct_cells import Cells
from ..cleaning.numbers_and_units import column_numbers
from ..context import ImportContext
from ..model import FieldRule, Mapping, RawTable
from ..questions import NOTHING
from . import contradicted_columns, missing, other_utilities
from .choosing import choose
from .filling import fill_unit, fill_values
from .matching import SURE, Candidate, candidates, contradicted, profiles
from .place_proposal import propose_place

_KEY_ROWS = 200_000  # rows that show whether a key is one
#: Columns by which a row is known again, the best first.
_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "outfalls": (("code_national",), ("code_local",), ("name",)),
    "pipes": (("code",), ("from_node", "to_node")),
    "manholes": (("code",),),
    "districts": (("county_code",), ("name",)),
    "source_sites": (("source_uid",),),
}
_SOURCE_KEYS = (
    ("credit_code", "outlet_code"),
    ("credit_code",),
    ("permit_no",),
    ("name", "operator"),
    ("name",),
)
_GEOMETRY_OF = {Geometry.POINT: "Point", Geometry.LINE: "LineString", Geometry.POLYGON: "Polygon"}
#: Tables that a delivery can be meant for; runs and books fill the others.
TARGETS = ("outfalls", "pipes", "manholes", *(table.name for table in SCHEMA.source_tables), "source_sites",
           "districts", "river", "river_axis")


def guess_table(raw: RawTable, shape: str | None = None) -> list[tuple[str, float, str]]:
    """Return (table, certainty, why) of the tables a delivery may be meant for, the likeliest first.

    ``shape``: its geometry where ``raw`` holds nothing but the headings.
    """
    seen = profiles(raw)
    shape = raw.geometry_kind() if shape is None else shape
    words = _layer_hits(raw)
    found = []
    for table in TARGETS:
        expected = _GEOMETRY_OF.get(SCHEMA.table(table).geometry, "")
        hits = _best_per_target(candidates(table, seen))
        strong = sum(one.certainty for one in hits if one.target != "remark" and one.certainty >= SURE)
        score = 1.0 - 0.75 ** strong
        named = max((word.weight for word in words if word.table == table), default=0.0)
        score = score * 0.6 + 0.4 * named
        if shape == "Polygon" and expected == "LineString":
            continue  # an area is no pipe
        if shape and shape != expected:
            score *= 0.5 if {shape, expected} <= {"Point", "Polygon"} else 0.1
        elif shape and shape == expected == "LineString":
            score = min(1.0, score + 0.1)
        ends = {one.target for one in hits if one.certainty >= SURE} >= {"from_node", "to_node"}
        if table == "pipes" and not shape and not ends:
            score *= 0.3
        if score >= 0.1:
            found.append((table, round(min(score, 0.99), 3), _why_table(hits, named > 0, shape)))
    return sorted(found, key=lambda one: -one[1])


def propose(raw: RawTable, table: str, answers: dict[str, str] | None = None,
            context: ImportContext | None = None) -> Mapping:
    """Propose how ``raw`` fills ``table``; ``context`` is what the project knows of places and manholes.

    Raises UserError where ``raw`` holds areas and the table lines, or an answer names no column.
    """
    if SCHEMA.table(table).geometry is Geometry.LINE and raw.geometry_kind() == "Polygon":
        raise UserError(translate(
            "Import", "{file} holds areas, but the table {table} holds lines. Ask for the lines, or choose "
                      "another table.").format(file=Path(raw.file).name, table=table))
    answers = dict(answers or {})
    mapping = Mapping(table, layer=raw.layer, answers=answers)
    seen = profiles(raw)
    place = propose_place(raw, table, seen, answers, context)
    mapping.place = place.rule
    mapping.questions += place.questions
    mapping.assumptions += place.assumptions
    found = candidates(table, seen, place.used)
    chosen = choose(raw, found, seen, mapping)
    for one in chosen:
        rule = FieldRule(one.target, one.source, derive=one.alias.derive, certainty=round(one.certainty, 3),
                         why=_why(one))
        if _fill(raw, table, rule, one, seen[one.source], mapping):
            mapping.fields.append(rule)
    contradicted_columns.enter(table, contradicted(table, seen, place.used), seen, mapping)
    missing.enter(raw, seen, place.used, mapping, context)
    other_utilities.enter(raw, mapping)
    _grounds(seen, mapping)
    _constants(raw, table, mapping)
    _check_ends(raw, mapping)
    mapping.fields.sort(key=lambda rule: SCHEMA.table(table).column_names.index(rule.target))
    mapping.key = key_of(raw, mapping)
    return mapping


def key_of(raw: RawTable, mapping: Mapping) -> tuple[str, ...]:
    """Return the columns by which a row is known again: filled nearly everywhere and nearly unique."""
    source_of = {rule.target: rule.source for rule in mapping.fields if rule.source in raw.columns}
    table = SCHEMA.table(mapping.table)
    wanted = _KEYS.get(mapping.table, _SOURCE_KEYS if table.is_source else (("name",),))
    for key in wanted:
        if raw.n and all(target in source_of for target in key):
            cells = [Cells.of(raw.columns[source_of[target]][:_KEY_ROWS]) for target in key]
            filled = np.mean([one.where(lambda text: bool(text and text.strip())).mean() for one in cells])
            together = np.unique(np.column_stack([one.code for one in cells]), axis=0)
            if filled >= 0.8 and len(together) >= 0.95 * cells[0].n * filled:
                return key
    return next((key for key in wanted if all(target in source_of for target in key)), ())


def _best_per_target(found: Iterable[Candidate]) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    used: set[str] = set()
    for one in found:
        if one.target not in best and one.source not in used:
            best[one.target] = one
            used.add(one.source)
    return list(best.values())


def _fill(
    raw: RawTable, table: str, rule: FieldRule, one: Candidate, cells: Profile, mapping: Mapping
) -> bool:
    """Add unit and values to a rule; False where it is left out until somebody answers."""
    if one.alias.derive == "level":
        answer = mapping.answers.get(f"level.{one.target}")
        if answer is None:
            mapping.questions.append(questions.which_level(one.target, one.source))
            return False
        if answer == NOTHING:
            return False
        rule.derive = "top" if answer == "top" else ""
    if not fill_unit(table, rule, one.alias.unit, cells, mapping):
        return False
    return fill_values(raw, table, rule, mapping)


def _grounds(seen: dict[str, Profile], mapping: Mapping) -> None:
    """Name the column that holds the ground level for a depth, where the line table has its own."""
    depths = {rule.target: rule for rule in mapping.fields if rule.derive == "depth"}
    used = {rule.source for rule in mapping.fields}
    for role, target in (("ground1", "invert_from"), ("ground2", "invert_to")):
        for source, cells in seen.items():
            named = any(lexicon.places().get(name, ("", 0.0))[0] == role for name in lexicon.names_of(source))
            if target in depths and named and cells.filled and source not in used:
                depths[target].ground = source


def _why(one: Candidate) -> str:
    if one.how == "cut":
        return translate("Import", "The heading is a known name cut off by the file format.")
    if one.how == "chosen":
        return translate("Import", "It was chosen in the answers.")
    if one.how == "around":
        return translate("Import", "The heading contains a known name.")
    if not one.filled:
        return translate("Import", "The heading is known; the column is empty.")
    return translate("Import", "The heading is known, and {share} % of the cells fit.").format(
        share=round(100 * one.fit))


def _why_table(hits: list[Candidate], named: bool, shape: str) -> str:
    parts = []
    if named:
        parts.append(translate("Import", "the name of the layer"))
    if shape:
        parts.append(translate("Import", "its geometry"))
    columns = [one.source for one in hits if one.certainty >= SURE][:4]
    if columns:
        parts.append(translate("Import", "columns such as {columns}").format(columns=", ".join(columns)))
    return ", ".join(parts)


def _layer_hits(raw: RawTable) -> list[lexicon.LayerWord]:
    """Return the layer words in what names the layer; its own name counts first."""
    for name in other_utilities.names_of(raw):
        hits = [word for word in lexicon.layer_words() if _names(word.word, name)]
        if hits:
            return hits
    return []


def _names(word: str, name: str) -> bool:
    bare = name.casefold()
    if word[0] > "\u2e80":
        return word in bare
    if len(word) == 2 and word.isalpha():  # YS, WS, HS: in front, as in YSLine or ys_pipe
        return re.match(rf"{word}([^a-z]|l|p|g|$)", bare) is not None
    return re.search(rf"(?:^|[^a-z]){re.escape(word)}(?:[^a-z]|$)", bare.replace("_", " ")) is not None or (
        word in ("line", "point") and bare.endswith(word))


def _constants(raw: RawTable, table: str, mapping: Mapping) -> None:
    """Fill what no column says but the name of the layer does, such as YSLine: storm."""
    filled = {rule.target for rule in mapping.fields} | {
        one.code.partition(".")[2] for one in mapping.questions if one.code.startswith("column.")}
    given: dict[str, set[str]] = {}
    for name in other_utilities.names_of(raw):
        if not given:
            for word in lexicon.layer_words():
                if (
                    word.table == table
                    and word.column
                    and word.column not in filled
                    and _names(word.word, name)
                ):
                    given.setdefault(word.column, set()).add(word.value)
    for column, codes in given.items():
        if len(codes) == 1:
            mapping.fields.append(FieldRule(column, constant=codes.pop(), certainty=0.8, why=translate(
                "Import", "The name of the layer says so.")))


def _check_ends(raw: RawTable, mapping: Mapping) -> None:
    """Ask whether start and end are exchanged where most pipes with both levels rise."""
    rules = {rule.target: rule for rule in mapping.fields}
    if mapping.table != "pipes" or not {"from_node", "to_node", "invert_from", "invert_to"} <= set(rules):
        return
    levels = []
    for target in ("invert_from", "invert_to"):
        if rules[target].derive:
            return
        levels.append(column_numbers(raw.columns[rules[target].source][:200_000]))
    both = (
        np.isfinite(levels[0])
        & np.isfinite(levels[1])
        & (levels[0] != levels[1])
        & (levels[0] != 0)
        & (levels[1] != 0)
    )
    rising = levels[1][both] > levels[0][both]
    if "flow" in rules and len(rising):
        flow = Cells.of(raw.columns[rules["flow"].source][:200_000]).where(
            lambda text: text is not None and text.strip() in ("-", "－")
        )
        rising = rising != flow[both]
    if len(rising) < 20 or rising.mean() < 0.6:
        return
    answer = mapping.answers.get("ends")
    if answer == "exchange":
        for first, second in (("from_node", "to_node"), ("invert_from", "invert_to")):
            rules[first].target, rules[second].target = second, first
    elif answer is None:
        mapping.questions.append(questions.exchanged_ends(float(rising.mean()), len(rising)))
