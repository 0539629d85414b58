"""The test of the datum: do places fit the project better if they were in GCJ-02 or BD-09?

Every candidate is brought into the project's system and measured against what stands there: rows
known by their code or name, the pipes, the banks of the river, the districts that the rows name and those
around all of them. At Wuhan GCJ-02 is 573 to 609 m off, BD-09 about 1.2 km. One candidate is proposed only
where its numbers leave no doubt: it comes nearer by 150 m, or, where a dense network lies near to any place,
many places far apart from each other come nearer together. It is a question, never a conversion. Whatever
the test finds, a sentence says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ...i18n import translate
from ...rules.words import fold
from ...tracing.model import Bools, Floats
from ..cleaning.cell_profile import county_of
from ..cleaning.distinct_cells import Cells
from ..context import ImportContext
from ..model import CoordinateRule, Question, RawTable
from ..places.placing import Mover, given, is_geographic, is_web_mercator, transform

_SAMPLE = 3000
_FEW = 3  # places below this number prove nothing
_CLEAR_M = 150.0  # the better candidate must come nearer by so much
_RATIO = 0.4  # and must be nearer than this share of the other's distance
_SQUARE_M = 1000.0  # places in one such square are moved alike, and are one witness
_LEAST_M = 10.0  # places in many squares: the best of all candidates must come nearer by so little
_SQUARES = ((10, 0.4), (50, 0.5))  # least number of squares, and the share of the next best's distance
_BORDER = 8  # rows that another datum puts into the district they name, for one that it puts out of it
_NEAR_M = {"known": 100.0, "network": 150.0, "bank": 250.0}  # and this near to its witness
_NEAR_BANK_M = 3000.0  # an outfall farther from the river belongs to other water
_MAX_EXTENT_M = 30_000.0


def name_of(datum: str) -> str:
    """Return a datum as people write it."""
    return {"auto": translate("Import", "as given"), "gcj02": "GCJ-02", "bd09": "BD-09", "wgs84": "WGS 84",
            "cgcs2000": "CGCS2000", "xian80": "Xian 1980", "beijing54": "Beijing 1954",
            "swapped": translate("Import", "coordinates exchanged")}.get(datum, datum)


@dataclass
class Evidence:
    """How far a candidate lies from what is known: metres (median) per witness, with the number of places."""

    candidate: str
    known_m: float = float("nan")  # to the row of the same code or name
    n_known: int = 0
    network_m: float = float("nan")
    bank_m: float = float("nan")
    inside: float = float("nan")  # share inside the districts
    own: Bools | None = None  # rows that name a district of the project: whether they lie in it
    shift_m: tuple[float, float] = (0.0, 0.0)  # least and most that its places move

    @property
    def outside(self) -> float:
        """Number of rows outside the district they name, NaN where no row names one."""
        return float("nan") if self.own is None else float((~self.own).sum())


@dataclass
class DatumReport:
    """What the test found. ``proposed`` is "auto" where nothing better than as given was found."""

    n: int = 0
    squares: int = 0  # squares of a kilometre with any of the places
    evidence: list[Evidence] = field(default_factory=list)
    proposed: str = "auto"
    witness: str = ""  # known, network, bank, own, inside
    undecided: bool = False
    note: str = ""

    def question(self) -> Question | None:
        """Return the question to ask, None where places fit as given or nothing can be told."""
        if self.proposed == "auto":
            return None
        best = self._of(self.proposed)
        text = translate(
            "Import", "The places fit the project better if they are {datum}: {reason} Correcting them moves "
                      "them by {low} to "
            "{high} m. Convert them?").format(datum=name_of(self.proposed), reason=self.reason(),
                                               low=round(best.shift_m[0]), high=round(best.shift_m[1]))
        options = [(one.candidate if one.candidate != "auto" else "wgs84",
                    name_of(one.candidate) if one.candidate == "auto"
                    else translate("Import", "Convert from {datum}").format(datum=name_of(one.candidate)))
                   for one in self.evidence]
        return Question("datum", text, "", tuple(options), self.proposed)

    def reason(self) -> str:
        """Return the numbers that speak for the proposal."""
        as_given, best = self._of("auto"), self._of(self.proposed)
        text, before, after = {
            "known": (
                translate("Import", "{n} rows that the project knows lie {before} m away from there as "
                                    "given and {after} m after the correction."),
                as_given.known_m, best.known_m,
            ),
            "network": (
                translate("Import", "half of them lie within {before} m of a pipe as given and within "
                                    "{after} m after the correction."),
                as_given.network_m, best.network_m,
            ),
            "bank": (
                translate("Import", "half of them lie within {before} m of the river bank as given and "
                                    "within {after} m after the correction."),
                as_given.bank_m, best.bank_m,
            ),
            "own": (
                translate("Import", "{before} of them lie outside the district they name as given and "
                                    "{after} after the correction."),
                as_given.outside, best.outside,
            ),
        }.get(self.witness, (
            translate("Import", "{before} % of them lie inside the districts as given and {after} % after "
                                "the correction."),
            100 * as_given.inside, 100 * best.inside,
        ))
        return text.format(n=best.n_known, before=round(before), after=round(after))

    def _of(self, candidate: str) -> Evidence:
        return next(one for one in self.evidence if one.candidate == candidate)


def examine(raw: RawTable, table: str, rule: CoordinateRule, context: ImportContext) -> DatumReport:
    """Compare the candidates for the places of ``raw``."""
    step = max(1, raw.n // _SAMPLE)
    pick = slice(None, None, step)
    part = RawTable(raw.file, raw.layer, raw.row_number[pick],
                    {name: values[pick] for name, values in raw.columns.items()},
                    None if raw.geometry is None else raw.geometry[pick], raw.crs_wkt)
    xy, file_crs = _given(part, rule), raw.crs_wkt
    there = np.isfinite(xy).all(axis=1)
    xy = xy[there]
    report = DatumReport(len(xy))
    if len(xy) < _FEW:
        return report
    as_given = Mover(replace(rule, datum="auto"), file_crs, context.crs)(xy)
    report.squares = len(np.unique(as_given[np.isfinite(as_given).all(axis=1)] // _SQUARE_M, axis=0))
    kept_codes = [_kept(column, there) for column in _codes(part, context, table)]
    districts = _named_districts(part, context)
    kept_districts = None if districts is None else _kept(districts, there)
    for candidate in ("auto", "gcj02", "bd09", "swapped"):
        if candidate == "swapped":
            places = Mover(replace(rule, datum="auto", swapped=not rule.swapped), file_crs, context.crs)(xy)
        else:
            places = (
                as_given
                if candidate == "auto"
                else Mover(replace(rule, datum=candidate), file_crs, context.crs)(xy)
            )
        if not np.isfinite(places).all(axis=1).mean() >= 0.5:
            continue
        moved = np.hypot(*(places - as_given).T)
        one = _measured(candidate, places, table, context, kept_codes)
        one.own = _in_own_district(places, kept_districts, context)
        if np.isfinite(moved).any():
            one.shift_m = (float(np.nanmin(moved)), float(np.nanmax(moved)))
        report.evidence.append(one)
    if report.evidence and report.evidence[0].candidate == "auto":
        _judge(report, table, _is_surveyed(rule.crs or file_crs))
    return report


def _kept(values: list[str | None], there: Bools) -> list[str | None]:
    return [value for value, ok in zip(values, there.tolist()) if ok]


def _is_surveyed(crs: str) -> bool:
    """Tell whether a system counts in metres of a survey: neither degrees nor the map of the web."""
    return bool(crs) and not is_geographic(crs) and not is_web_mercator(crs)


def _judge(report: DatumReport, table: str, surveyed: bool) -> None:
    """Choose by the strongest witness that can tell the candidates apart.

    Coordinates in metres of a survey's zones (``surveyed``) are in no map datum, whatever lies near:
    only rows that are known by their code could say otherwise.
    """
    for witness in ("known",) if surveyed else ("known", "network", "bank", "own", "inside"):
        if witness == "network" and table in ("outfalls", "river", "districts", "river_axis"):
            continue
        found = {"own": _by_own_district, "inside": _by_districts}.get(witness, _by_distance)(report, witness)
        if found is not None:
            report.proposed, report.witness = found.candidate, witness
            break
    report.undecided = not report.witness and not surveyed
    if report.undecided:
        report.note = translate(
            "Import", "Whether the places are as given or in GCJ-02 or BD-09 cannot be told from the "
                      "project: {n} places, {numbers}. They are taken as given.").format(
                n=report.n, numbers=_numbers(report))
    elif report.proposed == "auto" and report.witness:
        report.note = translate(
            "Import", "The places fit the project as given: {n} places, {numbers}.").format(
                n=report.n, numbers=_numbers(report))


def _by_distance(report: DatumReport, witness: str) -> Evidence | None:
    """Return the candidate that is clearly nearest to a witness, None where none is."""
    scored = [(getattr(one, f"{witness}_m"), one) for one in report.evidence]
    scored = sorted(((value, one) for value, one in scored if value == value), key=lambda pair: pair[0])
    as_given = next((value for value, one in scored if one.candidate == "auto"), None)
    if as_given is None or len(scored) < 2:
        return None
    (value, best), (second, _) = scored[:2]
    before = second if best.candidate == "auto" else as_given
    clear = before - value >= _CLEAR_M and value <= _RATIO * before
    together = second - value >= _LEAST_M and any(
        report.squares >= squares and value <= ratio * second for squares, ratio in _SQUARES
    )
    near = best.candidate == "auto" or value <= _NEAR_M[witness]
    return best if near and (clear or together) else None


def _by_own_district(report: DatumReport, _witness: str) -> Evidence | None:
    """Return the candidate that puts rows into the districts they name and next to none out of them."""
    told = [(one, one.own) for one in report.evidence if one.own is not None and one.candidate != "swapped"]
    for one, inside in told:
        others = [(int((inside & ~other).sum()), int((other & ~inside).sum()))
                  for rival, other in told if rival is not one]
        if others and all(gained >= _BORDER * (lost + 1) for gained, lost in others):
            return one
    return None


def _by_districts(report: DatumReport, _witness: str) -> Evidence | None:
    """Return the candidate that alone lies in the districts."""
    scored = [one for one in report.evidence if one.inside == one.inside]
    if len(scored) < 2 or scored[0].candidate != "auto":
        return None
    best = max(scored, key=lambda one: one.inside)
    return best if best.inside >= 0.9 and scored[0].inside <= 0.5 else None


def untested() -> str:
    """Return what is said of places that nothing in the project can confirm."""
    return translate("Import", "The project holds nothing yet to compare the places with: coordinate system "
                               "and datum are taken as given. Look at them on a map before more is imported.")


def _numbers(report: DatumReport) -> str:
    parts = []
    for one in report.evidence:
        if one.candidate == "swapped":
            continue
        if one.bank_m == one.bank_m:
            parts.append(translate("Import", "{datum}: {metres} m to the bank").format(
                datum=name_of(one.candidate), metres=round(one.bank_m)))
        elif one.network_m == one.network_m:
            parts.append(translate("Import", "{datum}: {metres} m to a pipe").format(
                datum=name_of(one.candidate), metres=round(one.network_m)))
        elif one.inside == one.inside:
            parts.append(translate("Import", "{datum}: {share} % inside the districts").format(
                datum=name_of(one.candidate), share=round(100 * one.inside)))
    return "; ".join(parts) or translate("Import", "with nothing to compare them with")


def _given(raw: RawTable, rule: CoordinateRule) -> Floats:
    if rule.kind == "geometry":
        from ...layers.store.geometry_io import points_of

        return points_of(raw.geometry)[0] if raw.geometry is not None else np.empty((0, 2))
    return given(raw, rule).xy[:, :2]


def _codes(raw: RawTable, context: ImportContext, table: str) -> list[list[str | None]]:
    """Return the columns whose cells name rows of the table that the project holds."""
    held = _held(context, table)
    if not held:
        return []
    found = []
    for values in raw.columns.values():
        cells = Cells.of(values).map(_as_held)
        if any(text in held for text in cells.distinct if text):
            found.append(cells.texts().tolist())
    return found


def _held(context: ImportContext, table: str) -> dict[str, tuple[float, float]]:
    return {_as_held(text): place for text, place in context.known.get(table, {}).items()}


def _as_held(text: str) -> str:
    """Return a code or name as it is compared, however it is written."""
    return fold(text).replace("-", "").replace("_", "")


def _named_districts(raw: RawTable, context: ImportContext) -> list[str | None] | None:
    """Return the code of the project's district that each row names; None where no column does."""
    known_codes = set(context.district_codes) - {""}
    for values in raw.columns.values():
        if not known_codes:
            return None
        cells = Cells.of(values).map(county_of)
        named = cells.where(lambda text: text in known_codes)
        if len(named) and named.mean() >= 0.5:
            return [text if text in known_codes else None for text in cells.texts().tolist()]
    return None


def _in_own_district(
    places: Floats, districts: list[str | None] | None, context: ImportContext
) -> Bools | None:
    """Tell which rows that name a district lie in it."""
    import shapely

    if districts is None:
        return None
    rows = np.array([at for at, code in enumerate(districts) if code is not None], dtype=np.int64)
    inside = np.zeros(len(rows), dtype=bool)
    for shape, code in zip(context.districts, context.district_codes):
        mine = np.array([districts[row] == code for row in rows.tolist()], dtype=bool)
        if mine.any():
            shapely.prepare(shape)
            inside[mine] |= shapely.contains_xy(shape, *places[rows[mine]].T)
    return inside


def _measured(candidate: str, places: Floats, table: str, context: ImportContext,
              codes: list[list[str | None]]) -> Evidence:
    import shapely

    out = Evidence(candidate)
    ok = np.isfinite(places).all(axis=1)
    points = shapely.points(places[ok])
    held = _held(context, table) if codes else {}
    if held and codes:
        away = [
            np.hypot(x - held[code][0], y - held[code][1])
            for column in codes
            for code, x, y in zip(column, *places.T.tolist())
            if code in held and x == x
        ]
        if len(away) >= _FEW:
            out.known_m, out.n_known = float(np.median(away)), len(away)
    if len(context.network) and len(points):
        from scipy.spatial import cKDTree

        away = cKDTree(context.network).query(places[ok])[0]
        if float(np.median(away)) < _MAX_EXTENT_M:
            out.network_m = float(np.median(away))
    banks = [shapely.boundary(shape) for shape in context.river] or context.axis
    if table == "outfalls" and banks and len(points):
        tree = shapely.STRtree(banks)
        _, away = tree.query_nearest(points, return_distance=True, all_matches=False)
        near = away[away <= _NEAR_BANK_M]
        # As many as half must be by the river, or the river is no witness.
        out.bank_m = float(np.median(near)) if len(near) >= max(_FEW, 0.5 * len(away)) else float("nan")
    if context.districts and len(points):
        tree = shapely.STRtree(context.districts)
        out.inside = len(np.unique(tree.query(points, predicate="within")[0])) / max(1, len(points))
    return out


def confirmed_systems(xy: Floats, systems: list[str], context: ImportContext) -> list[tuple[str, float]]:
    """Return (system, share of places in the project's area) of the systems that put most places there."""
    import shapely

    shapes = [*context.districts, *context.river, *context.axis]
    known = np.array([place for places in context.known.values() for place in places.values()]).reshape(-1, 2)
    corners = [np.array(shapely.total_bounds(np.array(shapes, dtype=object))).reshape(2, 2)] if shapes else []
    everything = np.concatenate([*corners, known, context.network])
    low, high = everything.min(axis=0) - 5000.0, everything.max(axis=0) + 5000.0
    found = []
    for crs in systems:
        places = transform(xy, crs, context.crs)
        with np.errstate(invalid="ignore"):
            share = float(((places >= low) & (places <= high)).all(axis=1).mean())
        if share >= 0.5:
            found.append((crs, share))
    return sorted(found, key=lambda one: -one[1])
