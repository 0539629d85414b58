"""One task, several libraries. Run as ``peers.py TASK PEER FILE.npz SECONDS``; prints one JSON line.

links   which sources drain to which outfall. Only this project also says over how many metres.
noding  which of the drawn lines meet where.

A peer walks outfall by outfall; when SECONDS have passed it stops, and the time for all
is the time to build plus the walking time scaled up to all outfalls ("asked" says how many it did).
Seconds are processor time (every peer uses one core), so other work on the machine disturbs little;
of pgrouting, whose work is done by the server, they are seconds of the clock.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
Arrays = dict[str, np.ndarray]
#: Seconds to build, seconds to answer, pairs found, outfalls asked.
Outcome = tuple[float, float, int, int]


def engine() -> None:
    """Make ``outfall_tracer`` importable, whatever the checkout is called."""
    spec = importlib.util.spec_from_file_location(
        "outfall_tracer", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["outfall_tracer"] = module
    spec.loader.exec_module(module)


def walk(
    data: Arrays, limit: float, upstream: Callable[[int], Iterable[int]], built: float,
    clock: Callable[[], float] = time.process_time,
) -> Outcome:
    """Ask outfall by outfall, in random order, until the time is up."""
    is_source = np.bincount(data["sources"], minlength=int(data["n_nodes"]))
    order = np.random.default_rng(0).permutation(data["outfalls"]).tolist()
    pairs = asked = 0
    begin = clock()
    for outfall in order:
        pairs += int(is_source[np.fromiter(upstream(outfall), dtype=np.int64)].sum())
        asked += 1
        if clock() - begin > limit:
            break
    spent = clock() - begin
    return built, spent * len(order) / asked, round(pairs * len(order) / asked), asked


def outfall_tracer(data: Arrays, limit: float) -> Outcome:
    """Links with metres; at most 20 outfalls per source where sources reach hundreds, as the product does."""
    from outfall_tracer.tracing import Network

    begin = time.process_time()
    reach = Network.from_edges(int(data["n_nodes"]), data["tail"], data["head"], data["length_m"]).upstream(
        data["outfalls"]
    )
    links = reach.links(data["sources"], nearest=int(data["nearest"]) or None)
    return 0.0, time.process_time() - begin, len(links.source), len(data["outfalls"])


def igraph(data: Arrays, limit: float) -> Outcome:
    """Build, then the incoming component of each outfall."""
    import igraph as ig

    begin = time.process_time()
    graph = ig.Graph(
        n=int(data["n_nodes"]), edges=np.column_stack([data["tail"], data["head"]]), directed=True
    )
    built = time.process_time() - begin
    return walk(data, limit, lambda node: graph.subcomponent(node, mode="in"), built)


def networkx(data: Arrays, limit: float) -> Outcome:
    """Build, then the ancestors of each outfall."""
    import networkx as nx

    begin = time.process_time()
    graph = nx.DiGraph()
    graph.add_edges_from(zip(data["tail"].tolist(), data["head"].tolist()))
    built = time.process_time() - begin
    return walk(data, limit, lambda node: nx.ancestors(graph, node) | {node}, built)


def rustworkx(data: Arrays, limit: float) -> Outcome:
    """Build, then the ancestors of each outfall."""
    import rustworkx as rx

    begin = time.process_time()
    graph = rx.PyDiGraph()
    graph.add_nodes_from(range(int(data["n_nodes"])))
    graph.add_edges_from_no_data(list(zip(data["tail"].tolist(), data["head"].tolist())))
    built = time.process_time() - begin
    return walk(data, limit, lambda node: rx.ancestors(graph, node) | {node}, built)


def scipy(data: Arrays, limit: float) -> Outcome:
    """Build a sparse matrix, then a breadth-first search per outfall."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import breadth_first_order

    begin = time.process_time()
    n = int(data["n_nodes"])
    graph = csr_matrix((np.ones(len(data["tail"])), (data["head"], data["tail"])), shape=(n, n))
    built = time.process_time() - begin
    return walk(data, limit, lambda node: breadth_first_order(graph, node, return_predecessors=False), built)


def qgis(data: Arrays, limit: float) -> Outcome:
    """Build QGIS's own graph with every edge turned round, then its shortest-path tree of each outfall."""
    from qgis.analysis import QgsGraph, QgsGraphAnalyzer
    from qgis.core import QgsPointXY

    begin = time.process_time()
    graph, nowhere = QgsGraph(), QgsPointXY(0, 0)
    for _ in range(int(data["n_nodes"])):
        graph.addVertex(nowhere)
    for tail, head, metres in zip(data["tail"].tolist(), data["head"].tolist(), data["length_m"].tolist()):
        graph.addEdge(head, tail, [metres])
    built = time.process_time() - begin

    def upstream(node: int) -> np.ndarray:
        _, metres = QgsGraphAnalyzer.dijkstra(graph, node, 0)
        return np.flatnonzero(np.array(metres) < 1e300)

    return walk(data, limit, upstream, built)


def pgrouting(data: Arrays, limit: float) -> Outcome:
    """Copy the edges into a table, then a breadth-first search by the server for each outfall.

    OUTFALL_TRACER_PGROUTING names the database, with the extension pgrouting made in it.
    """
    import io

    import psycopg2

    begin = time.perf_counter()
    connection = psycopg2.connect(os.environ["OUTFALL_TRACER_PGROUTING"])
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE edges "
            "(id int8, source int8, target int8, cost float8 DEFAULT 1, reverse_cost float8 DEFAULT -1)"
        )
        rows = zip(range(len(data["tail"])), data["head"].tolist(), data["tail"].tolist())
        text = io.StringIO("".join(f"{edge}\t{head}\t{tail}\n" for edge, head, tail in rows))
        cursor.copy_expert("COPY edges (id, source, target) FROM STDIN", text)
        cursor.execute("ANALYZE edges")
        built = time.perf_counter() - begin

        def upstream(node: int) -> list[int]:
            cursor.execute(
                "SELECT node FROM pgr_breadthFirstSearch('SELECT * FROM edges', %s::int8)", (int(node),)
            )
            return [row[0] for row in cursor.fetchall()]

        found = walk(data, limit, upstream, built, time.perf_counter)
        cursor.execute("DROP TABLE edges")
    connection.close()
    return found


def node_outfall_tracer(data: Arrays, limit: float) -> Outcome:
    """Nodes, T-joins and lengths of all lines."""
    from outfall_tracer.tracing.model import Pipes
    from outfall_tracer.tracing.noding.noding import node_pipes

    n = len(data["xy"]) // 3
    pipes = Pipes(n, data["xy"], np.arange(0, 3 * n + 1, 3), np.arange(n))
    begin = time.process_time()
    noding = node_pipes(pipes, None, 0.1)
    return 0.0, time.process_time() - begin, len(noding.cut_strand), n


def node_shapely(data: Arrays, limit: float) -> Outcome:
    """Build the lines and a tree, and ask which lines lie within the tolerance of which."""
    import shapely

    n = len(data["xy"]) // 3
    begin = time.process_time()
    lines = shapely.linestrings(data["xy"], indices=np.repeat(np.arange(n), 3))
    tree = shapely.STRtree(lines)
    found = tree.query(lines, predicate="dwithin", distance=0.1)
    return 0.0, time.process_time() - begin, found.shape[1], n


TASKS: dict[str, dict[str, Callable[[Arrays, float], Outcome]]] = {
    "links": {
        "outfall_tracer": outfall_tracer,
        "igraph": igraph,
        "rustworkx": rustworkx,
        "scipy": scipy,
        "networkx": networkx,
        "qgis": qgis,
        "pgrouting": pgrouting,
    },
    "noding": {"outfall_tracer": node_outfall_tracer, "shapely": node_shapely},
}


def peak_mb() -> float:
    """Peak memory of this process; NaN where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main() -> None:
    task, peer, file, limit = sys.argv[1:]
    data = dict(np.load(file))
    engine()
    run = TASKS[task][peer]
    before = peak_mb()
    outcomes = []
    begin = time.process_time()
    while len(outcomes) < 3 and (not outcomes or time.process_time() - begin < 8):
        outcomes.append(run(data, float(limit)))
    build, answer, pairs, asked = min(outcomes, key=lambda outcome: outcome[0] + outcome[1])
    print(
        json.dumps(
            {
                "build": build,
                "seconds": build + answer,
                "pairs": pairs,
                "asked": asked,
                "peak_mb": peak_mb() - before,
                "runs": len(outcomes),
            }
        )
    )


if __name__ == "__main__":
    main()
