"""Everything that the file of one outfall says and shows, gathered before anything is drawn.

Cells come from the register's own lists, ways and ends from the engine of the window. What there is not says
so. A file's :meth:`FileFacts.state` changes where anything in it would.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ..i18n import inflected, translate
from ..imagery.best import Shot, Shots
from ..layers.schema import SCHEMA
from ..operations.answers.long_section import profile_between
from ..operations.answers.profile import Profile
from ..operations.answers.trace_view import Start, TraceView, confidence_word, part_text
from ..operations.answers.traces import trace
from ..operations.judging.evidence import file_of
from ..operations.live.project import LiveProject
from ..operations.project_rows import file_rows
from ..operations.runs.configurations import default_configuration
from ..problems import UserError
from .drawn import Cell, Row, Table
from .file_life import Histories, Life
from .labels import Progress, joined, label_of, listed, local_time, texts
from .listings import Listing, listing, shown
from .map_data import Base, Lines, Network
from .map_sheets import Frame, frame_around, whole_frame
from .query import Answer

SLOTS = SCHEMA.values("evidence_slot").codes
PLACE_SCALE = 5_000
IMAGE_M = 120.0  # width of the excerpt of an orthophoto
CONTEXT_SCALE = 30_000  # beyond which other pipes would hide the ways
_NARROW = (
    "code_national",
    "code_local",
    "district",
    "managing_unit",
    "type_l1",
    "type_l2",
    "type_l3",
    "type_718",
    "receiving_water",
    "bank",
    "chainage_km",
    "mouth_form",
    "longitude",
    "latitude",
    "operator",
    "owner",
    "is_outfall",
    "water_body",
    "drainage_feature",
    "standing",
    "trace_status",
    "traced_at",
    "n_enterprises",
    "n_construction_sites",
    "n_farmland_outlets",
    "n_other_sources",
    "network_length_m",
    "work_state",
)
_WIDE = ("name", "remark")
_WIDE_IF_THERE = ("untraceable_reason", "work_note", "stale_because")
_PARTY = ("party_main", "party_rule", "party_basis", "department", "supporting", "party_others")


@dataclass(frozen=True)
class Photo:
    """A slot of the field sheet: the file to show, what stands under it, why there is none."""

    caption: str
    path: Path | None = None
    why: str = ""
    stamp: str = ""  # what tells that the file is another


@dataclass
class FileFacts:
    """One outfall; positions in the project's system, texts in the language of the answer."""

    uid: str
    values: dict[str, str]  # variables of the template's texts
    tables: dict[str, Table]
    photos: list[Photo]
    xy: tuple[float, float] | None
    place: Frame | None = None
    trace: Frame | None = None
    neighbours: list[tuple[float, float, str]] = field(default_factory=list)
    sources: dict[str, Any] = field(default_factory=dict)
    view: TraceView | None = None
    section: Profile | None = None
    pipes: Lines | None = None
    context: Lines | None = None
    shots: list[Shot] = field(default_factory=list)

    def state(self, *more: str) -> str:
        """Return a checksum of all that is shown, and of ``more``."""
        made = hashlib.sha256()
        for part in (*more, self.uid, self.xy, self.place, self.trace, self.neighbours):
            made.update(repr(part).encode())
        made.update(json.dumps([self.values, self.tables, self.photos, self.shots], default=_plain).encode())
        for lines in (self.pipes, self.context):
            if lines is not None:
                made.update(_bytes(lines.shapes) + "".join(lines.codes).encode())
        for xy in self.sources.values():
            made.update(np.ascontiguousarray(xy).tobytes())
        if self.view is not None and self.view.lines is not None:
            made.update(np.ascontiguousarray(self.view.lines.xy).tobytes() + repr(self.view.ends).encode())
        if self.section is not None:
            made.update(repr(self.section).encode())
        return made.hexdigest()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: getattr(value, one.name) for one in dataclasses.fields(value) if one.name != "shape"
        }
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)


def _bytes(shapes: Any) -> bytes:
    import shapely

    return b"".join(shapely.to_wkb(shapes).tolist())


class FactsMaker:
    """Gathers facts; what all files of a run share is read once."""

    def __init__(self, answer: Answer, base: Base, report: Progress, sizes: Mapping[str, Any]) -> None:
        """``sizes``: width and height in millimetres of the maps that the template has."""
        self.answer, self._base, self._sizes = answer, base, sizes
        self._none = translate("Reports", "none yet")
        self._outfalls, self._links = listing(answer, "outfalls"), listing(answer, "links")
        self._life, self._histories = Life(answer), Histories(answer)
        self._network = Network(answer.path)
        self._live = LiveProject(str(answer.path), report, default_configuration(str(answer.path)))
        with file_rows(str(answer.path), writing=False) as rows:
            self.shots = Shots.of(rows)
        self._links_of: dict[str, list[int]] = {}
        for row, uid in enumerate(texts(answer.links["outfall_uid"])):
            self._links_of.setdefault(uid, []).append(row)
        self._source_at = {(one.table, str(one.cells["uid"])): one.xy for one in answer.sources}
        self._evidence = answer.of_outfalls("evidence")
        self._evidence_of: dict[str, list[int]] = {}
        for row, uid in enumerate(texts(self._evidence["outfall_uid"])):
            self._evidence_of.setdefault(uid, []).append(row)

    def facts(self, row: int) -> FileFacts:
        """Return the facts of the outfall in ``row`` of the answer."""
        answer = self.answer
        uid, (x, y) = answer.outfall_texts("uid")[row], answer.outfalls.xy[row].tolist()
        view = self._view(int(answer.outfalls.fid[row]))
        made = FileFacts(
            uid,
            self._values(row, view),
            {
                "attributes": self._attributes(row),
                "party": Table((1, 4), [self._pair(self._outfalls, row, name) for name in _PARTY]),
                "sources": self._sources(uid),
                "life": self._life.table(uid, self._none),
                "history": self._histories.table(uid, self._none),
            },
            self._photos(uid),
            (x, y) if x == x else None,
            view=view,
        )
        if made.xy is not None:
            self._place(made)
        made.section = self._section(row, view)
        made.values["section_title"] = made.section.title if made.section else self._none
        return made

    # -- texts and tables -----------------------------------------------------------------

    def _values(self, row: int, view: TraceView | None) -> dict[str, str]:
        answer = self.answer
        texts_of = {name: answer.outfall_texts(name)[row] for name in ("code_national", "code_local", "name")}
        code = texts_of["code_national"] or texts_of["code_local"]
        return {
            "name": texts_of["name"] or code or answer.outfall_texts("uid")[row],
            "code": code or self._none,
            "district": answer.district(answer.counties[row]),
            "status": shown(self._outfalls.columns["trace_status"], row),
            "ways": self._ways(view),
        }

    def _ways(self, view: TraceView | None) -> str:
        """Return what drains to the outfall, and where the ways end, in a sentence or two."""
        if view is None:
            return self._none
        language = self.answer.language
        said = [
            inflected(
                translate("Reports", "{n} (pipe|pipes), {m} m upstream."),
                n=f"{len(view.pipe_fids):,}",
                m=f"{view.length_m:,.0f}",
            )
        ]
        known = set(SCHEMA.values("end_reason").codes)
        ends = [
            f"{label_of('end_reason', reason, language)} {len(rows)}"
            for reason, rows in sorted(view.ends_by_reason.items(), key=lambda one: -len(one[1]))
            if reason in known
        ]
        ends_at = translate("Reports", "Ends: {ends}.").format(ends=listed(ends, language) or self._none)
        unknown = inflected(
            translate("Reports", "The direction of {n} (pipe|pipes) is not known."), n=view.n_unknown
        )
        return " ".join([*said, ends_at, *([unknown] if view.n_unknown else []), *view.notes])

    def _pair(self, made: Listing, row: int, name: str) -> list[Cell | str]:
        column = made.columns[name]
        return [Cell(column.heading, bold=True), shown(column, row) or self._none]

    def _attributes(self, row: int) -> Table:
        made = self._outfalls
        there = [name for name in _WIDE_IF_THERE if shown(made.columns[name], row)]
        rows: list[Row] = [self._wide(made, row, "name")]
        pairs = [self._pair(made, row, name) for name in _NARROW]
        rows += [[*pairs[at], *pairs[at + 1]] for at in range(0, len(pairs), 2)]
        rows += [self._wide(made, row, name) for name in (*_WIDE[1:], *there)]
        return Table((2, 4, 2, 4), rows)

    def _wide(self, made: Listing, row: int, name: str) -> Row:
        head, value = self._pair(made, row, name)
        return [head, Cell(str(value), span=3)]

    def _sources(self, uid: str) -> Table:
        columns = self._links.columns
        names = ("source_name", "source_table", "network_m", "hop_m", "rule")
        heads = [translate("Reports", "No."), *(columns[name].heading for name in names)]
        heads[2] = translate("Reports", "Kind of source")
        heads += [columns["confidence"].heading, columns["status"].heading, translate("Reports", "Evidence")]
        rows: list[Row] = [
            [
                f"{number:,}",
                *(shown(columns[name], row) for name in names),
                self._confidence(row),
                shown(columns["status"], row),
                self._evidence_words(texts(self.answer.links["uid"][row : row + 1])[0], uid),
            ]
            for number, row in enumerate(self._links_of.get(uid, ()), start=1)
        ]
        none = [Cell(self._none, span=len(heads))]
        return Table(
            (1.1, 5.6, 2.4, 2.1, 2, 3.8, 6, 2.2, 3.4), rows or [none], heads, frozenset({0, 3, 4}), most=4
        )

    def _confidence(self, row: int) -> str:
        """Return a link's confidence as word and number, with what weakens it most."""
        value = float(self.answer.links["confidence"][row])
        if math.isnan(value):
            return ""
        said = f"{confidence_word(value)} {value:.2f}"
        try:
            parts = json.loads(texts(self.answer.links["confidence_parts"][row : row + 1])[0] or "{}")
            name, least = min(parts.items(), key=lambda one: float(one[1]))
        except (ValueError, TypeError, AttributeError):
            return said
        return (
            said
            if float(least) > 0.99
            else joined((said, f"{part_text(name)} {float(least):.2f}"), self.answer.language)
        )

    def _evidence_words(self, link_uid: str, uid: str) -> str:
        """Return how many pieces of evidence of which kind a link has."""
        links, kinds = self._evidence["link_uid"], texts(self._evidence["kind"])
        found = Counter(kinds[row] for row in self._evidence_of.get(uid, ()) if links[row] == link_uid)
        language = self.answer.language
        words = [f"{label_of('evidence_kind', kind, language)} {n}" for kind, n in found.most_common()]
        return listed(words, language) or self._none

    def _photos(self, uid: str) -> list[Photo]:
        """Return the eight pictures of the field sheet; of several in a slot the latest."""
        rows = self._evidence_of.get(uid, ())
        slots, times = texts(self._evidence["slot"]), texts(self._evidence["time"])
        made = []
        for slot in SLOTS:
            label = label_of("evidence_slot", slot, self.answer.language)
            mine = sorted((row for row in rows if slots[row] == slot), key=lambda row: times[row])
            made.append(self._photo(label, mine) if mine else Photo(label, None, self._none))
        return made

    def _photo(self, label: str, rows: list[int]) -> Photo:
        row = rows[-1]
        caption = f"{label}  {local_time(texts(self._evidence['time'])[row])}"
        if len(rows) > 1:
            caption += "  " + translate("Reports", "(the latest of {n})").format(n=len(rows))
        try:
            path = file_of(str(self.answer.path), texts(self._evidence["path"])[row])
        except UserError as error:
            return Photo(caption, None, error.message)
        stamp = f"{path.stat().st_size} {path.stat().st_mtime_ns}" if path.is_file() else ""
        return Photo(caption, path, "", stamp)

    # -- what is drawn --------------------------------------------------------------------

    def _view(self, fid: int) -> TraceView | None:
        try:
            return trace(self._live, Start("outfalls", (fid,)), True, lambda _share, _step: None)
        except UserError:  # it is gone since the day of the answer
            return None

    def _section(self, row: int, view: TraceView | None) -> Profile | None:
        """Return the way from the main source, else from the nearest, else from the farthest pipe's top."""
        if view is None:
            return None
        main = self.answer.outfall_texts("main_source_uid")[row]
        ranked = sorted(view.sources, key=lambda source: (source.uid != main, source.network_m))
        starts = [Start(source.table, (source.fid,)) for source in ranked[:3]]
        if view.pipe_fids and not starts:
            starts.append(Start("pipes", (view.pipe_fids[-1],)))
        for start in starts:
            try:
                fid = int(self.answer.outfalls.fid[row])
                found = profile_between(self._live, start, fid, lambda _share, _step: None)
            except UserError:
                continue
            if found.stretches:
                return found
        return None

    def _place(self, made: FileFacts) -> None:
        """Set the frames, and what they show besides the ways."""
        answer, (x, y) = self.answer, made.xy or (0.0, 0.0)
        if "place_map" in self._sizes:
            made.place = frame_around(x, y, PLACE_SCALE, self._sizes["place_map"], self._base.metres)
            made.pipes = self._network.within(made.place.box)
            inside = np.flatnonzero(made.place.shows(answer.outfalls.xy)).tolist()
            statuses = answer.outfall_texts("trace_status")
            made.neighbours = [
                (*answer.outfalls.xy[row].tolist(), statuses[row])
                for row in inside
                if row != answer.row_of[made.uid]
            ]
        made.sources = self._source_places(made.uid)
        if "trace_map" in self._sizes:
            made.trace = self._of_ways(made, self._sizes["trace_map"])
            if made.trace.scale <= CONTEXT_SCALE:
                made.context = self._network.within(made.trace.box)
        half = IMAGE_M / 2 / self._base.metres
        made.shots = self.shots.of_view((x - half, y - half, x + half, y + half), (x, y))
        days = {tuple(dict.fromkeys((shot.flight, shot.taken_at[:10]))) for shot in made.shots}
        made.values["image"] = listed((" ".join(one) for one in sorted(days)), answer.language) or self._none

    def _source_places(self, uid: str) -> dict[str, Any]:
        links = self.answer.links
        found: dict[str, list[tuple[float, float]]] = {}
        for row in self._links_of.get(uid, ()):
            key = (str(links["source_table"][row]), str(links["source_uid"][row]))
            xy = self._source_at.get(key, (math.nan, math.nan))
            if xy[0] == xy[0]:
                found.setdefault(key[0], []).append(xy)
        return {table: np.array(places) for table, places in found.items()}

    def _of_ways(self, made: FileFacts, size: tuple[float, float]) -> Frame:
        parts = [np.array([made.xy]), *made.sources.values()]
        view = made.view
        if view is not None:
            parts += [lines.xy for lines in (view.lines, view.hops) if lines is not None and lines.n]
        xy = np.concatenate(parts)
        xy = xy[np.isfinite(xy).all(axis=1)]
        low, high = xy.min(axis=0), xy.max(axis=0)
        return whole_frame((*low.tolist(), *high.tolist()), size, self._base.metres)
