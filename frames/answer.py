"""What a trace came to, as GeoDataFrames that are made when they are first asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from ..i18n import user_language
from ..sentences import Names, end_sentence, finding_sentences
from ..tracing.answers.last_hops import last_hops
from ..tracing.answers.limits import counted_sources, first_pipe
from ..tracing.answers.trace import PipeNetwork, Starts, build_to_outfalls, trace_network
from ..tracing.drainage.linking import link_sources
from ..tracing.drainage.pipe_network import Known
from ..tracing.model import (
    Basis,
    Drainage,
    End,
    Floats,
    Ints,
    Limit,
    Options,
    Points,
    Rule,
    Texts,
    TraceResult,
)
from .inputs import FrameError, texts_of
from .outfall_summary import summaries
from .plane import Plane
from .writing import write_tables


@dataclass
class Asked:
    """What was traced: the caller's frames, what their rows are called, and the engine's columns of them."""

    pipe_frame: Any
    pipe_ids: pd.Index
    outfall_frame: Any
    outfall_ids: pd.Index
    source_frames: dict[str, Any]
    plane: Plane
    given: Drainage
    options: Options
    notes: list[str]
    known: Known | None = None  # of the whole that the frames are a part of

    @cached_property
    def source_ids(self) -> Texts:
        """The ids of all sources, in the order given."""
        return _together([frame.index for frame in self.source_frames.values()])

    @cached_property
    def source_names(self) -> Texts:
        """The names of all sources, None without one."""
        return _together(
            [
                texts_of(frame["name"]) if "name" in frame.columns else np.full(len(frame), None)
                for frame in self.source_frames.values()
            ]
        )

    @cached_property
    def source_units(self) -> Texts:
        """Who uses and who owns each source, pairs of texts; "" where the frame does not say."""
        pairs = np.empty(len(self.given.sources.xy), dtype=object)
        pairs[:] = [
            unit
            for frame in self.source_frames.values()
            for unit in zip(
                *(
                    [text or "" for text in texts_of(frame[name])]
                    if name in frame.columns
                    else [""] * len(frame)
                    for name in ("operator", "owner")
                )
            )
        ]
        return pairs

    @cached_property
    def names(self) -> Names:
        """What rows are called in sentences."""
        outfalls, pipes = self.outfall_frame, self.pipe_frame
        return Names(
            texts_of(pipes["code"]) if "code" in pipes.columns else texts_of(self.pipe_ids),
            texts_of(self.pipe_ids),
            _first_known(outfalls, "name", "code_national", "code_local"),
            texts_of(self.outfall_ids),
            self.source_names,
            self.source_ids,
        )


class Answer:
    """What drains where, and why. Every frame is in the coordinate system of the pipes.

    ``asked``: what was traced. ``result``: the engine's arrays, whose rows are rows of the frames.
    ``notes``: sentences on rows that could not be used in full.
    """

    def __init__(self, asked: Asked, result: TraceResult) -> None:
        self.asked, self.result = asked, result
        self.notes = asked.notes

    @cached_property
    def links(self) -> geopandas.GeoDataFrame:
        """One row per source and outfall; the geometry is the last hop, source to network."""
        asked, links = self.asked, self.result.links
        rules = _names(Rule)
        start, end = last_hops(asked.given.sources.xy[links.source], self.result.source_hops.xy[links.source])
        kinds = np.empty(0, dtype=object) if asked.given.sources.kind is None else asked.given.sources.kind
        return self._frame(
            {
                "outfall": asked.outfall_ids[links.outfall],
                "source_table": kinds[links.source],
                "source": asked.source_ids[links.source],
                "source_name": asked.source_names[links.source],
                "rule": rules[links.rule],
                "network_m": links.network_m,
                "hop_m": links.hop_m,
                "n_outfalls": links.n_outfalls,
                "confidence": links.confidence,
                **{f"confidence_{name}": values for name, values in links.parts.items()},
            },
            self._segments(start, end),
        )

    @cached_property
    def pipes(self) -> geopandas.GeoDataFrame:
        """The pipes that drain to an outfall: their own columns, then outfall (the nearest), n_outfalls,
        network_m (metres from the lower end) and flow_basis.
        """
        trace = self.result.pipe_trace
        return self._pipes(
            trace.pipe,
            {
                "outfall": self.asked.outfall_ids[trace.outfall],
                "n_outfalls": trace.n_outfalls,
                "network_m": trace.network_m,
                "flow_basis": _names(Basis)[trace.basis],
            },
        )

    @cached_property
    def ends(self) -> geopandas.GeoDataFrame:
        """One row per terminal: the nearest outfall, the reason and its sentence, gap_m where it is a gap."""
        ends, names = self.result.ends, self.asked.names
        limits = [Limit.NONE] * len(ends.reason) if ends.limit is None else ends.limit.tolist()
        details = [
            end_sentence(*row)
            for row in zip(
                ends.reason.tolist(), ends.gap_m.tolist(), ends.pipe.tolist(), [names] * len(limits), limits
            )
        ]
        return self._frame(
            {
                "outfall": _named(self.asked.outfall_ids, ends.outfall),
                "n_outfalls": ends.n_outfalls,
                "reason": _names(End)[ends.reason],
                "detail": np.array(details, dtype=object),
                "gap_m": ends.gap_m,
                "pipe": _named(self.asked.pipe_ids, ends.pipe),
            },
            self._points(ends.xy),
        )

    @cached_property
    def findings(self) -> geopandas.GeoDataFrame:
        """What looks wrong in the network: kind, severity, the object, what it is and how to mend it."""
        asked, found = self.asked, self.result.findings
        said = [finding_sentences(finding, asked.names) for finding in found]
        ids = {
            "pipes": asked.pipe_ids,
            "outfalls": asked.outfall_ids,
            "sources": asked.source_ids,
            "manholes": np.empty(0, object) if asked.given.nodes is None else asked.given.nodes.code,
        }
        objects = [ids[f.object_table][f.object_row] if f.object_row >= 0 else None for f in found]
        return self._frame(
            {
                "kind": [f.kind for f in found],
                "severity": [f.severity for f in found],
                "object_table": [f.object_table for f in found],
                "object": np.array([*objects, None], dtype=object)[:-1],
                "text": [text for text, _ in said],
                "fix": [fix for _, fix in said],
            },
            self._points(np.array([(f.x, f.y) for f in found], dtype=np.float64).reshape(-1, 2)),
        )

    @cached_property
    def outfalls(self) -> geopandas.GeoDataFrame:
        """The outfalls with their own columns, then what their links come to.

        Counts of sources by kind, the main source, its confidence, and the metres of network upstream.
        """
        frame, links = self.asked.outfall_frame, self.result.links
        columns = summaries(
            self.links,
            links.outfall,
            frame,
            self.asked.source_units[links.source],
            self.result.network_length_m,
            user_language(),
        )
        own = frame[[name for name in frame.columns if name not in columns]]
        return own.assign(**columns)

    def upstream(self, outfall: Any) -> geopandas.GeoDataFrame:
        """Return the pipes that drain to ``outfall``, nearest first, with network_m and flow_basis.

        The network is built at the first question and kept. Raises FrameError for an id that is none.
        """
        row = self.asked.outfall_ids.get_indexer([outfall])[0]
        if row < 0:
            raise FrameError(
                f"There is no outfall {outfall!r}; ids are such as "
                f"{', '.join(map(repr, self.asked.outfall_ids[:3].tolist()))}."
            )
        asked = self.asked
        outfalls = asked.given.outfalls
        node = outfalls.declared_node
        network, counted = self._network
        traced = trace_network(
            network,
            Starts(Points(outfalls.xy[row : row + 1], None if node is None else node[row : row + 1])),
            counted,
        )
        return self._pipes(
            traced.pipe, {"network_m": traced.network_m, "flow_basis": _names(Basis)[traced.basis]}
        )

    def summary(self) -> dict[str, Any]:
        """Return what the answer comes to, in numbers and sentences."""
        links = self.links
        return {
            "outfalls": len(self.asked.outfall_ids),
            "pipes": self.asked.given.pipes.n,
            "sources": len(self.asked.given.sources.xy),
            "links": len(links),
            "outfalls_with_links": int(links["outfall"].nunique()),
            "links_by_kind": dict(Counter(links["source_table"])),
            "links_by_rule": dict(Counter(links["rule"])),
            "pipes_traced": len(self.result.pipe_trace.pipe),
            "ends": dict(Counter(self.ends["reason"])),
            "findings": dict(Counter(self.findings["kind"])),
            "notes": self.notes,
        }

    def tables(self) -> dict[str, geopandas.GeoDataFrame]:
        """Return {table of a project: frame}, as they are written; see :mod:`.writing`."""
        rows = self.result.pipe_trace.pipe
        return {
            "outfalls": self.outfalls.assign(uid=self.asked.outfall_ids),
            "trace_links": self.links,
            "traced_pipes": self.pipes.assign(pipe_uid=self.asked.pipe_ids[rows]),
            "trace_ends": self.ends,
            "findings": self.findings,
        }

    def to_file(self, path: str | Path) -> Path:
        """Write all frames as a new file or folder; see :func:`writing.write_tables`."""
        return write_tables(self.tables(), Path(path))

    @cached_property
    def _network(self) -> tuple[PipeNetwork, tuple[Ints, Floats] | None]:
        """The network, and the sources on it that a limit on sources counts."""
        asked, options = self.asked, self.asked.options
        network, _, node = build_to_outfalls(asked.given, options, known=asked.known)
        if not options.limit_sources:
            return network, None
        hops = link_sources(network, asked.given.sources, asked.given.outfalls, node, options.link_distance_m)
        first = first_pipe(network, hops)
        return network, counted_sources(options, hops.node, first, asked.given.sources.kind)

    def _pipes(self, rows: Ints, columns: dict[str, Any]) -> geopandas.GeoDataFrame:
        frame = self.asked.pipe_frame
        own = frame[[name for name in frame.columns if name not in columns]].iloc[rows]
        return own.assign(**columns)

    def _frame(self, columns: dict[str, Any], shapes: Any) -> geopandas.GeoDataFrame:
        return geopandas.GeoDataFrame(columns, geometry=shapes, crs=self.asked.pipe_frame.crs)

    def _points(self, xy: Floats) -> Any:
        return _where_placed(xy, lambda at: shapely.points(self.asked.plane.from_metres(at)))

    def _segments(self, start: Floats, end: Floats) -> Any:
        plane = self.asked.plane
        return _where_placed(
            np.hstack([start, end]),
            lambda at: shapely.linestrings(
                np.stack([plane.from_metres(at[:, :2]), plane.from_metres(at[:, 2:])], axis=1)
            ),
        )


def _first_known(frame: Any, *columns: str) -> Texts:
    """Return (n,) the first text of each row among the columns that are there, None where all are blank."""
    found = np.full(len(frame), None, dtype=object)
    for name in columns:
        if name in frame.columns:
            texts = texts_of(frame[name])
            found = np.where(pd.isna(found), texts, found)
    return found


def _where_placed(xy: Floats, make: Any) -> Any:
    """Return one shape a row, None where a coordinate is missing."""
    out = np.full(len(xy), None, dtype=object)
    there = np.isfinite(xy).all(axis=1)
    if there.any():
        out[there] = make(xy[there])
    return out


def _names(codes: Any) -> Texts:
    """Return the name of each code of an IntEnum, as an array to look codes up in."""
    out = np.full(max(codes) + 1, None, dtype=object)
    for code in codes:
        out[code] = code.name.lower()
    return out


def _named(ids: Any, rows: Ints) -> Texts:
    out = np.full(len(rows), None, dtype=object)
    there = rows >= 0
    out[there] = np.asarray(ids, dtype=object)[rows[there]]
    return out


def _together(columns: list[Any]) -> Texts:
    return np.concatenate(
        [np.empty(0, dtype=object), *(np.asarray(column, dtype=object) for column in columns)]
    )
