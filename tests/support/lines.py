"""Tiny networks written as text: ``pipes("0 0, 100 0", "50 40, 50 0")``.

Parts of one pipe are separated by ``;``, an empty text is a pipe without geometry.
Columns are plain lists.
"""

from __future__ import annotations

import numpy as np
from outfall_tracer.tracing.answers.trace import Starts, build_network, trace_all, trace_points
from outfall_tracer.tracing.model import Drainage, Nodes, Options, Pipes, Points

TEXTS = {"from_node", "to_node", "system", "form", "data_source", "status"}
FLOATS = {"invert_from", "invert_to", "diameter_mm", "length_m"}


def column(name, values):
    if values is None or name not in TEXTS | FLOATS | {"flow", "barrier"}:
        return values
    dtype = object if name in TEXTS else float if name in FLOATS else np.int8 if name == "flow" else bool
    return np.array(values, dtype=dtype)


def pairs(text):
    return [tuple(map(float, pair.split())) for pair in text.split(",") if pair.strip()]


def pipes(*lines, **columns):
    parts = [(row, pairs(part)) for row, line in enumerate(lines) for part in line.split(";") if part.strip()]
    xy = np.array([point for _, part in parts for point in part], dtype=float).reshape(-1, 2)
    start = np.cumsum([0] + [len(part) for _, part in parts])
    return Pipes(
        len(lines),
        xy,
        start,
        np.array([row for row, _ in parts], dtype=np.int64),
        **{name: column(name, values) for name, values in columns.items()},
    )


def from_arrays(lines, **columns):
    """Pipes from a list of (k, 2) arrays."""
    xy = np.concatenate([np.asarray(line, dtype=float) for line in lines]) if len(lines) else np.empty((0, 2))
    start = np.cumsum([0] + [len(line) for line in lines])
    return Pipes(len(lines), xy, start, np.arange(len(lines)), **columns)


def points(*places, node=None, outfall=None, outline=None):
    xy = np.array([tuple(map(float, p.split())) if p else (np.nan, np.nan) for p in places], dtype=float)
    return Points(
        xy.reshape(-1, 2),
        None if node is None else np.array(node, dtype=object),
        None if outfall is None else np.array(outfall, dtype=np.int64),
        None if outline is None else np.array(outline, dtype=object),
    )


def manholes(places, closed=None):
    """Manholes from {"code": "x y"}."""
    xy = np.array([tuple(map(float, place.split())) for place in places.values()], dtype=float).reshape(-1, 2)
    shut = None if closed is None else np.array([code in closed for code in places], dtype=bool)
    return Nodes(xy, np.array(list(places), dtype=object), None, shut)


def options(**values):
    return Options(**values)


def upstream(network, *places, nodes=None, node=None, **values):
    """For each outfall {pipe: metres} of what drains to it."""
    return _sets(trace_points(network, nodes, Starts(points(*places, node=node)), Options(**values)))


def downstream(network, *places, nodes=None, node=None, **values):
    return _sets(trace_points(network, nodes, Starts(points(*places, node=node), upstream=False),
                              Options(**values)))


def _sets(traces):
    found = [{} for _ in traces.hops.rule]
    for start, pipe, metres in zip(traces.start.tolist(), traces.pipe.tolist(), traces.network_m.tolist()):
        found[start][pipe] = round(metres, 6)
    return found


def trace(network, outfalls, sources=None, nodes=None, **values):
    return trace_all(Drainage(network, nodes, outfalls, sources or points()), Options(**values))


def links(result):
    """{(source, outfall): network metres}."""
    rows = zip(result.links.source.tolist(), result.links.outfall.tolist(), result.links.network_m.tolist())
    return {(source, outfall): round(metres, 6) for source, outfall, metres in rows}


def kinds(result):
    return sorted(finding.kind for finding in result.findings)


__all__ = [
    "build_network",
    "downstream",
    "from_arrays",
    "kinds",
    "links",
    "manholes",
    "options",
    "pipes",
    "points",
    "trace",
    "upstream",
]
