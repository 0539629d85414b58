"""Where the places of a delivery come from: its geometry, columns of coordinates, or numbered points.

The columns are found by name (``places.csv``); their cells tell the notation, whether the two are
exchanged, and which systems come into question. A system that the file does not state is taken
only where the project's own places confirm it; else it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ...i18n import translate
from ...layers.schema import SCHEMA, Geometry
from ...rules.words import known
from ...tracing.model import Floats
from .. import lexicon, systems
from ..cleaning.cell_profile import Profile
from ..cleaning.distinct_cells import Cells
from ..context import ImportContext
from ..model import CoordinateRule, Question, RawTable
from ..places.placing import authid, is_geographic, shown
from ..questions import NOTHING
from . import datum_test
from .matching import SURE, candidates
from .place_columns import answered, ask, looks, notation, sample

_TRIPLE = ("lon_d", "lon_m", "lon_s", "lat_d", "lat_m", "lat_s")
_ENDS = {"from_node", "to_node"}
#: What a cell or a heading calls a datum.
_DATUM_WORDS = (
    ("gcj02", ("gcj02", "gcj-02", "gcj", "火星", "高德", "腾讯", "国测局")),
    ("bd09", ("bd09", "bd-09", "百度", "bd_")),
    ("cgcs2000", ("cgcs2000", "国家2000", "2000国家", "大地2000", "cgcs")),
    ("xian80", ("西安80", "xian80", "西安1980", "xian1980")),
    ("beijing54", ("北京54", "beijing54", "北京1954", "bj54")),
    ("wgs84", ("wgs84", "wgs-84", "wgs_", "wgs 84")),
    ("local", ("武汉2000", "wh2000", "地方坐标", "独立坐标", "城建坐标")),
)


@dataclass
class PlaceProposal:
    """A rule, the columns it uses up, what is open and what was assumed."""

    rule: CoordinateRule
    used: tuple[str, ...] = ()
    questions: list[Question] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)


def propose_place(raw: RawTable, table: str, seen: dict[str, Profile], answers: dict[str, str],
                  context: ImportContext | None) -> PlaceProposal:
    """Propose where the places of ``raw`` come from."""
    kind = SCHEMA.table(table).geometry
    roles = _roles(raw, seen)
    if kind is Geometry.NONE:
        return PlaceProposal(CoordinateRule("none"))
    ends = {one.target for one in candidates(table, seen) if one.certainty >= SURE} | {
        target for target in _ENDS if answers.get(f"column.{target}", NOTHING) != NOTHING}
    rule = answered(raw, seen, answers) or _rule(raw, kind, roles, seen, ends)
    # Columns of coordinates fill nothing else, whether the place comes from them or from the geometry.
    sure = {role: name for role, (name, _) in roles.items()}
    used = tuple(dict.fromkeys((*rule.x, *rule.y, *(sure[r] for r in ("lon", "lat", *_TRIPLE) if r in sure))))
    found = PlaceProposal(rule, used)
    stated = answers.get("datum") or _stated_datum(raw, rule, roles.get("datum", ("", 0.0))[0])
    if rule.kind == "none" and kind is Geometry.POINT and "place.x" not in answers:
        asked, told = ask(raw, table, seen)
        found.questions += asked
        found.assumptions += told
    if rule.kind in ("none", "nodes"):
        return found
    xy = sample(raw, rule)
    if len(xy):
        _settle_system(raw, found, xy, answers, context, stated)
        _settle_datum(raw, table, found, answers, context, stated)
    return found


def _roles(raw: RawTable, seen: dict[str, Profile]) -> dict[str, tuple[str, float]]:
    """Return role -> (column, certainty) by the names of columns whose cells look like coordinates."""
    found: dict[str, tuple[str, float]] = {}
    known_names = lexicon.places()
    for source, cells in seen.items():
        bare = _bare(source)
        names = (*lexicon.names_of(source), bare, lexicon.last_of(source))
        for name in (*names, lexicon.ending_of(bare, known_names)):
            role, certainty = known_names.get(name, ("", 0.0))
            if role and cells.filled and (role == "datum" or looks(role, cells)):
                if certainty > found.get(role, ("", 0.0))[1]:
                    found[role] = (source, certainty)
                break
    for axis in ("lon", "lat"):  # "经度 (°)" beside "经度 (′)" are the degrees alone
        if f"{axis}_m" in found and f"{axis}_d" not in found and axis in found:
            found[f"{axis}_d"] = found.pop(axis)
    return found


def _bare(source: str) -> str:
    """Return a heading without the name of a datum in it."""
    name = lexicon.plain(source)
    for _, words in _DATUM_WORDS:
        for word in words:
            name = name.replace(lexicon.plain(word), "")
    return name


def _rule(raw: RawTable, kind: Geometry, roles: dict[str, tuple[str, float]],
          seen: dict[str, Profile], ends: set[str]) -> CoordinateRule:
    if raw.geometry is not None and raw.n:
        there = np.array([blob is not None for blob in raw.geometry[:: max(1, raw.n // 2000)].tolist()])
        if there.mean() >= 0.05 and not (kind is Geometry.LINE and _is_points(raw)):
            return CoordinateRule("geometry")
    name = {role: column for role, (column, _) in roles.items()}
    if kind is Geometry.LINE:
        if "x2" in name and "y2" in name:  # "X1" and "Y1" are also what a point calls its only place
            name = {"x1": name.get("x", ""), "y1": name.get("y", ""), **name}
        if all(name.get(role) for role in ("x1", "y1", "x2", "y2")):
            return CoordinateRule("ends", (name["x1"], name["x2"]), (name["y1"], name["y2"]))
        return CoordinateRule("nodes" if ends >= _ENDS else "none")
    if kind is Geometry.POLYGON:
        return CoordinateRule("none")
    if all(role in name for role in ("lon_d", "lon_m", "lat_d", "lat_m")):
        return CoordinateRule("columns", tuple(name[r] for r in _TRIPLE[:3] if r in name),
                              tuple(name[r] for r in _TRIPLE[3:] if r in name), "dms")
    for x, y in (("lon", "lat"), ("x", "y")):
        if x in name and y in name:
            return CoordinateRule("columns", (name[x],), (name[y],), notation(raw, name[x], seen))
    if "pair" in name:
        return CoordinateRule("columns", (name["pair"],), (), "pair")
    return CoordinateRule("none")


def _is_points(raw: RawTable) -> bool:
    return raw.geometry_kind() == "Point"


def _settle_system(raw: RawTable, found: PlaceProposal, xy: Floats, answers: dict[str, str],
                   context: ImportContext | None, stated: str) -> None:
    """Set system and exchange of a rule; ask where numbers and project do not tell."""
    rule = found.rule
    answer = answers.get("crs", "")
    if answer == "local":
        rule.datum = answer
    elif answer:
        rule.crs = answer
    guessed = systems.guesses(xy)
    if rule.kind == "geometry" and raw.crs_wkt and not answer:
        if not _contradicts(raw.crs_wkt, xy):
            _put_right_geometry(raw, found, guessed, answers)
            return
        found.assumptions.append(translate(
            "Import", "The file says its coordinates are degrees, but they are as large as {value}; its "
                      "system was not "
            "believed.").format(value=f"{np.nanmax(np.abs(xy)):.0f}"))
    swapped = guessed[0].swapped if guessed else False
    if "order" in answers:
        swapped = answers["order"] == "exchanged"
    elif swapped:
        found.assumptions.append(_exchanged(guessed[0].kind))
    rule.swapped = swapped
    if answer:
        return
    first = guessed[0] if guessed else systems.Guess("", False, "local")
    if stated == "local":
        first = systems.Guess("", swapped, "local")
    if first.kind == "degrees":
        rule.crs = systems.GEOGRAPHIC.get(stated, first.crs)
    elif first.kind in ("zone3", "zone6"):
        rule.crs = first.crs
        found.assumptions.append(translate(
            "Import", "The eastings carry a zone number; they were read in {crs}.").format(crs=first.crs))
    else:
        _settle_metres(found, first, xy, context)
    rule.crs = systems.in_datum(rule.crs, stated) if stated else rule.crs


def _put_right_geometry(raw: RawTable, found: PlaceProposal, guessed: list[systems.Guess],
                        answers: dict[str, str]) -> None:
    """Exchange the coordinates of a geometry that has northings for x in a Chinese survey system."""
    first = guessed[0] if guessed else None
    turned = (
        first is not None
        and first.swapped
        and first.kind != "degrees"
        and (
            systems.is_chinese(authid(raw.crs_wkt))
            or any(name in raw.crs_wkt for name in ("CGCS", "Xian", "Beijing"))
        )
    )
    found.rule.swapped = answers.get("order", "exchanged" if turned else "") == "exchanged"
    if turned and "order" not in answers:
        found.assumptions.append(_exchanged("metres"))


def _exchanged(kind: str) -> str:
    return translate(
        "Import", "The two coordinates are exchanged in the file (its first is the {first}); they were put "
                  "right.").format(
            first=translate("Import", "latitude") if kind == "degrees" else translate("Import", "northing"))


def _contradicts(wkt: str, xy: Floats) -> bool:
    return is_geographic(wkt) and bool((np.abs(np.median(xy, axis=0)) > (361.0, 91.0)).any())


def _settle_metres(
    found: PlaceProposal, first: systems.Guess, xy: Floats, context: ImportContext | None
) -> None:
    """Choose among systems of metres: the project's own where its places confirm it; else ask."""
    rule = found.rule
    own = context.crs if context is not None else ""
    straight = xy[:, ::-1] if rule.swapped else xy
    if context is not None and context.has_places:
        confirmed = datum_test.confirmed_systems(straight, _candidates(first, own), context)
        if confirmed and (len(confirmed) == 1 or confirmed[0][1] >= 0.9 > confirmed[1][1]):
            rule.crs = confirmed[0][0]
            found.assumptions.append(translate(
                "Import", "The file does not state its coordinate system; {share} % of its places lie in the "
                          "project's area "
                "if it is {crs}, which was assumed.").format(share=round(100 * confirmed[0][1]),
                                                             crs=shown(rule.crs)))
            return
    options = [(crs, shown(crs)) for crs in _candidates(first, own)]
    options.append(("local", translate("Import", "A local system (give control points)")))
    proposed = first.crs if first.kind in ("metres", "mercator") else ""
    if own and first.kind == "metres" and not is_geographic(own):
        proposed = own
    elif own and first.kind == "local":
        proposed = ""
    found.questions.append(Question(
        "crs", translate("Import", "The file does not state its coordinate system. Its places lie around "
                                   "{x}, {y}. Which one is "
                         "it?").format(x=f"{np.median(xy[:, 0]):.2f}", y=f"{np.median(xy[:, 1]):.2f}"),
        "", tuple(dict(options).items()), proposed))


def _candidates(first: systems.Guess, own: str) -> list[str]:
    if first.kind == "mercator":
        return ["EPSG:3857"]
    names = [*systems.meridians(), "EPSG:32649", "EPSG:32650"] if first.kind == "metres" else []
    return list(dict.fromkeys([own, *names])) if own else names


def _stated_datum(raw: RawTable, rule: CoordinateRule, column: str) -> str:
    """Return the datum that a heading, or one word in all cells of its own column, names; "" for none."""
    if rule.kind == "geometry":
        return ""
    said = {_datum_of(name) for name in (*rule.x, *rule.y)} - {""}
    if column:
        words = {text for text in Cells.of(raw.columns[column]).distinct if text is not None and known(text)}
        said |= {_datum_of(text) for text in words}
    return said.pop() if len(said) == 1 else "+".join(sorted(said))


def _datum_of(text: str) -> str:
    bare = text.casefold()
    return next((name for name, words in _DATUM_WORDS if any(word in bare for word in words)), "")


def _settle_datum(raw: RawTable, table: str, found: PlaceProposal, answers: dict[str, str],
                  context: ImportContext | None, stated: str) -> None:
    """Set the datum where it is stated; else compare with the project and ask."""
    rule = found.rule
    if "+" in stated:
        names = stated.split("+")
        found.questions.append(Question(
            "datum", translate("Import", "The file names several datums: {datums}. Import them one after the "
                                         "other, each "
                               "with a filter for its rows, and say which one this is.").format(
                                   datums=", ".join(map(datum_test.name_of, names))),
            "", tuple((name, datum_test.name_of(name)) for name in names)))
        return
    if stated and stated != "local":
        rule.datum = stated
        if "datum" not in answers:
            found.assumptions.append(
                translate("Import", "The file states the datum {datum} itself.").format(
                    datum=datum_test.name_of(stated)
                )
            )
        return
    if context is None or (not rule.crs and not raw.crs_wkt):
        return
    if not context.has_places:
        found.assumptions.append(datum_test.untested())
        return
    report = datum_test.examine(raw, table, replace(rule, datum="auto"), context)
    question = report.question()
    if question is not None:
        found.questions.append(question)
    if report.note:
        found.assumptions.append(report.note)
