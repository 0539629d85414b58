"""A spill: which outfalls it reaches from a source, a manhole or a place, by which ways, when, whom to call.

Asks the network in memory; times are assumptions (``rules/velocity.py``) and are said to be. Offices only:
neither names nor numbers of persons are read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ...i18n import translate, user_language
from ...interruptible import Progress
from ...layers.project.project_file import open_check
from ...layers.store.table_io import ProjectFile
from ...problems import UserError
from ...rules.districts import districts
from ...rules.duties import departments_of, duties
from ...rules.government import government_name
from ...rules.velocity import velocity
from ...tracing.live.map_lines import point_hops, point_places
from ...tracing.live.start_places import Place
from ...tracing.model import Rule
from ..live.project import LiveProject
from ..runs.configurations import Configuration
from ..runs.run_options import checked_options
from .long_section import fid_of, stretches_of
from .profile import Stretch
from .trace_view import Start
from .traces import outfall_title, place_of

MOST = 20  # outfalls whose ways are told; the others are counted
Kinds = Mapping[str, tuple[str, str]]  # form and material of a pipe by its uid
Register = tuple[Mapping[str, object], Mapping[str, str]]  # cells of the outfall; names of districts
CLICK_M = 50.0  # how far a place may lie from the pipe it is meant for
_OUTFALL = ("uid", "county_code", "managing_unit", "bank", "chainage_km", "receiving_water", "party_main",
            "type_718", "type_l1", "type_l2", "type_l3")


@dataclass(frozen=True)
class SpillWay:
    """The way to one outfall: metres and minutes from the start, its lines, whom to call.

    by_levels: share of the way whose velocity comes of its levels.
    """

    outfall_uid: str
    title: str
    metres: float
    minutes: float
    by_levels: float
    lines: tuple[tuple[tuple[float, float], ...], ...]
    xy: tuple[float, float]
    district: str
    bank: str  # code of the list "bank"
    km: float  # NaN where not known
    government: str
    party: str
    department: str

    @property
    def place(self) -> str:
        """Return where the outfall lies, in the language that is spoken."""
        sides = {"left": translate("Spill", "left bank"), "right": translate("Spill", "right bank")}
        km = translate("Spill", "km {km}").format(km=f"{self.km:.1f}") if math.isfinite(self.km) else ""
        named = {one.name("zh"): one.name(user_language()) for one in districts()}
        district = named.get(self.district, self.district)
        return " · ".join(filter(None, (district, sides.get(self.bank, ""), km)))


@dataclass
class Spill:
    """What a spill reaches, nearest first."""

    title: str
    xy: tuple[float, float]
    ways: list[SpillWay] = field(default_factory=list)
    more: int = 0  # outfalls beyond MOST
    emergency: str = ""
    notes: list[str] = field(default_factory=list)


def spill(live: LiveProject, start: Start) -> Spill:
    """Return what a spill at a feature reaches; UserError where the network does not know the place."""
    place = place_of(live, start.table, start.fids[0], start.xy)
    if place is None:
        raise UserError(translate("Spill", "This is not in the project any more, or not saved yet."))
    name = getattr(live.rows, place.table).name(place.row)
    return spill_from(live, place, str(name))


def spill_at(live: LiveProject, x: float, y: float) -> Spill:
    """Return what a spill at a place of the map reaches: on the nearest pipe within :data:`CLICK_M`."""
    place = live.network.pipe_at((x * live.scale, y * live.scale), CLICK_M)
    if place is None:
        text = translate("Spill", "No pipe lies within {m} m of this place.")
        raise UserError(text.format(m=f"{CLICK_M:g}"))
    return spill_from(live, place, translate("Spill", "Place on pipe {pipe}").format(
        pipe=live.rows.pipes.name(place.row)))


def spill_named(
    path: str, table: str, start: str, place: tuple[float, float] | None, used: Configuration | None = None,
    progress: Progress | None = None,
) -> Spill:
    """Return what a spill reaches from a row of ``table`` called ``start``, without a name from a place."""
    tell = progress or (lambda _share, _step: None)
    open_check(path)
    beginning = None
    if start:
        with ProjectFile(path) as project:
            beginning = Start(table, (fid_of(project, table, start),))
    used = used or Configuration()
    checked_options(used.options)
    live = LiveProject(path, lambda share, step: tell(0.9 * share, step), used)
    if beginning is not None:
        return spill(live, beginning)
    return spill_at(live, *(place or (math.nan, math.nan)))


def spill_from(live: LiveProject, place: Place, title: str) -> Spill:
    """Return what a spill at a place of the network reaches."""
    below = live.network.downstream(place)
    emergency = next((one.department for one in duties("emergency")), "")
    found = Spill(title, _xy(live, place), emergency=emergency, more=max(len(below.outfall) - MOST, 0))
    order = np.argsort(below.outfall_m, kind="stable")[:MOST]
    outfalls = below.outfall[order].tolist()
    hop = _hop(live, "sources", place.row) if place.table == "sources" else 0.0
    ways = [(row, _stretches(live, place, row)) for row in outfalls]
    uids = {stretch.uid for _, stretches in ways for stretch in stretches if stretch.uid}
    with ProjectFile(live.path) as project:
        pipes = project.read("pipes", ["uid", "form", "material"], {"uid": uids})
        rows = project.read("outfalls", _OUTFALL, {"uid": [live.rows.outfalls.uid(row) for row in outfalls]})
        names = project.read("districts", ["county_code", "name"])
    kinds = {uid: (form or "", material or "") for uid, form, material in zip(
        *(pipes[name].tolist() for name in ("uid", "form", "material")))}
    registered = {uid: dict(zip(_OUTFALL, cells)) for uid, *cells in zip(
        rows["uid"].tolist(), *(rows[name].tolist() for name in _OUTFALL))}
    districts = dict(zip(names["county_code"].tolist(), names["name"].tolist()))
    for (row, stretches), along in zip(ways, below.outfall_m[order].tolist()):
        found.ways.append(_way(live, row, (along, hop + _hop(live, "outfalls", row)), stretches, kinds,
                               (registered.get(live.rows.outfalls.uid(row), {}), districts)))
    if not found.ways:
        found.notes.append(translate("Spill", "No water runs from there to any outfall."))
    return found


def _way(live: LiveProject, row: int, lengths: tuple[float, float], stretches: list[Stretch],
         kinds: Kinds, register: Register) -> SpillWay:
    """Return one way: lengths along the network and of both hops, metres."""
    along, hops = lengths
    seconds, by_levels = hops / velocity("hop", math.nan, math.nan, "").m_s, 0.0
    told = 0.0
    for one in stretches:
        form, material = kinds.get(one.uid, ("", ""))
        slope = one.slope if math.isfinite(one.slope) else math.nan
        speed = velocity(form, one.diameter_mm, slope, material)
        seconds += one.length_m / speed.m_s
        told += one.length_m
        by_levels += one.length_m if speed.by_levels else 0.0
    if along > told:  # along a pipe that is entered within the tolerance
        seconds += (along - told) / velocity("", math.nan, math.nan, "").m_s
    cells, districts = register
    county = str(cells.get("county_code") or "")
    lead = departments_of(cells).lead
    spot = _xy(live, Place("outfalls", row))
    km = cells.get("chainage_km")
    return SpillWay(
        live.rows.outfalls.uid(row), outfall_title(live, row), along + hops, seconds / 60,
        by_levels / told if told > 0 else 0.0,
        tuple(tuple((x, y) for x, y, _ in one.path) for one in stretches), spot,
        districts.get(county, county), str(cells.get("bank") or ""),
        float(km) if isinstance(km, (int, float)) else math.nan,
        government_name(districts.get(county), str(cells.get("managing_unit") or "") or None),
        str(cells.get("party_main") or ""), lead.department if lead else "")


def _stretches(live: LiveProject, place: Place, outfall: int) -> list[Stretch]:
    section = live.network.section(place, outfall)
    return stretches_of(live, section) if section is not None and len(section.pipe) else []


def _xy(live: LiveProject, place: Place) -> tuple[float, float]:
    """Return where a place lies, in the project's coordinates; NaN for a pipe without a spot."""
    if place.table == "pipes":
        x, y = place.xy or (math.nan, math.nan)
    else:
        x, y = point_places(live.network, place.table, np.array([place.row]))[0][0].tolist()
    return float(x) / live.scale, float(y) / live.scale


def _hop(live: LiveProject, table: str, row: int) -> float:
    rule, hop, _ = point_hops(live.network, table, np.array([row]))
    return float(np.nan_to_num(hop[0])) if rule[0] != Rule.NONE else 0.0
