"""Real networks with known answers, by their declared ids: the engine gives the owners' own answers."""

from __future__ import annotations

import json

import networkx as nx
import numpy as np
import pytest
import shapely
from outfall_tracer.tracing.answers.trace import Starts, build_network, trace_all, trace_network, trace_points
from outfall_tracer.tracing.model import Drainage, Flow, Options, Points

from .support import real_networks as real


def starts(ids):
    """Points that are nothing but a declared node."""
    return Points(np.full((len(ids), 2), np.nan), np.array(ids, dtype=object))


def traced(network, ids, **options):
    """Start id -> {pipe id: metres}."""
    found = trace_points(network.pipes, None, Starts(starts(ids)), Options(**options))
    answer = {start: {} for start in ids}
    for start, pipe, metres in zip(found.start.tolist(), found.pipe.tolist(), found.network_m.tolist()):
        answer[ids[start]][network.pipe_id[pipe]] = metres
    return answer


def pipe_sets(answer):
    return {start: set(pipes) for start, pipes in answer.items()}


@pytest.mark.parametrize("name", real.CITIES)
def test_canadian_city(name, shared_data):
    folder = shared_data("canada_cities")
    network, expected = real.city(folder, name), real.city_answers(folder, name)
    half = [bool(a) != bool(b) for a, b in zip(network.from_id, network.to_id)]
    network.pipes.barrier = np.array(half)  # the answers know complete ids only
    assert pipe_sets(traced(network, list(expected))) == expected


def test_a_city_that_writes_0_for_no_id(shared_data):
    """White Rock: 197 ends carry the id 0, from one end of the city to the other."""
    folder = shared_data("canada_cities")
    completed = json.loads((folder / "whiterock_completed.json").read_text())["upstream_completed"]
    network = real.city(folder, "whiterock")
    found, before = (
        pipe_sets(traced(network, list(completed), id_distance_m=metres)) for metres in (100.0, 0.0))
    wrong, wrong_before = (
        sum(len(pipes - set(map(str, completed[node]))) for node, pipes in answer.items())
        for answer in (found, before))
    right = sum(len(pipes & set(map(str, completed[node]))) for node, pipes in found.items())
    assert (wrong, wrong_before > 500) == (0, True)
    assert right > 0.85 * sum(map(len, completed.values()))


def test_giswater_arcs_connections_and_gullies(shared_data):
    """House connections and gullies drain through their lines, which meet the arcs by place."""
    network, links, answers = real.giswater(shared_data("giswater_ud_sample"))
    expected = {outfall: set(answer["upstream_arcs"]) for outfall, answer in answers.items()}
    assert pipe_sets(traced(network, list(answers))) == expected

    arcs = network.pipes
    lines = [arcs.xy[a:b] for a, b in zip(arcs.part_start, arcs.part_start[1:])]
    lines += [shapely.get_coordinates(line) for _, _, line in links]
    none = [None] * len(links)
    together = real.columns(
        [shapely.linestrings(line) for line in lines],
        from_node=network.from_id + none, to_node=network.to_id + none,
    )  # fmt: skip
    heads = Points(np.array([shapely.get_coordinates(line)[0] for _, _, line in links]))
    result = trace_all(Drainage(together, None, starts(list(answers)), heads), Options(nearest=None))
    assert result.source_hops.hop_m.max() < 1e-6
    for kind, column in (("CONNEC", "connecs"), ("GULLY", "gullies")):
        found = {outfall: set() for outfall in answers}
        for source, outfall in zip(result.links.source.tolist(), result.links.outfall.tolist()):
            if links[source][0] == kind:
                found[list(answers)[outfall]].add(links[source][1])
        assert found == {outfall: set(answer[column]) for outfall, answer in answers.items()}


def test_swmm_models(shared_data):
    """Links and subcatchments of every model that has outfalls."""
    folder = shared_data("swmm_models")
    expected = json.loads((folder / "expected_upstream.json").read_text())["models"]
    assert len(expected) > 10
    for path, outfalls in expected.items():
        network, catchments = real.swmm(folder / path)
        names = list(outfalls)
        found = pipe_sets(traced(network, names))
        assert found == {name: set(answer["upstream_links"]) for name, answer in outfalls.items()}, path
        sources = starts(list(catchments.values()))
        # A catchment may discharge at an outfall that no link reaches.
        sources.declared_outfall = np.array(
            [names.index(to) if to in names else -1 for to in catchments.values()], dtype=np.int64
        )
        result = trace_all(Drainage(network.pipes, None, starts(names), sources), Options(nearest=None))
        # The answers took j3 and J3 for two nodes; SWMM, and the engine, take them for one.
        spelled = {node for pair in zip(network.from_id, network.to_id) for node in pair} | set(names)
        drained = {name: set() for name in names}
        for source, outfall in zip(result.links.source.tolist(), result.links.outfall.tolist()):
            catchment = list(catchments)[source]
            if catchments[catchment] in spelled:
                drained[names[outfall]].add(catchment)
        assert drained == {name: set(answer["subcatchments"]) for name, answer in outfalls.items()}, path


def test_river_area_sums(shared_data):
    """746 flowlines: what drains to each is the area its publisher states."""
    folder = shared_data("nhdplus_hydroloom")
    network, rows = real.flowlines(folder / "new_hope.gpkg", "nhdplus_flowline")
    pipes = build_network(network.pipes, None, Options())
    area = np.array([row["AreaSqKM"] for row in rows])
    upper = np.array([pipes.node_of(node) for node in network.from_id])
    reach = pipes.network.upstream(upper)
    piece_pipe = pipes.piece_pipe[pipes.edge_piece]
    above = [set(piece_pipe[reach.edges(row)].tolist()) for row in range(len(rows))]
    sums = np.array([area[row] + area[sorted(rows_above)].sum() for row, rows_above in enumerate(above)])
    stated = np.array([row["TotDASqKM"] for row in rows])
    assert len(rows) == 746
    np.testing.assert_allclose(sums, stated, atol=5e-4)
    known = json.loads((folder / "expected_upstream_new_hope.json").read_text())["upstream"]
    for comid, expected in known.items():
        row = network.pipe_id.index(comid)
        assert {network.pipe_id[i] for i in above[row]} | {comid} == set(map(str, expected))
    assert len(above[network.pipe_id.index("8897784")]) == 745


@pytest.mark.parametrize(
    ("table", "start", "end", "key"),
    [
        ("network.csv", "FromNode", "ToNode", "COMID"),
        ("hr.csv", "FromNode", "ToNode", "Permanent_Identifier"),
        ("loop.csv", "fromnode", "tonode", "id"),
        ("loop2.csv", "id", "toid", "id"),
        ("diversions.csv", "fromnode", "tonode", "comid"),
    ],
)
def test_river_tables_against_networkx(table, start, end, key, shared_data):
    """Tables of ids, loops and diversions among them: every node's upstream is what networkx finds."""
    folder = shared_data("nhdplus_hydroloom")
    network = real.tabular(table, real.csv_rows(folder / table), start, end, key)
    graph = network.graph()
    nodes = sorted(graph)
    pipes = build_network(network.pipes, None, Options())
    reach = pipes.network.upstream([pipes.node_of(node) for node in nodes])
    number = {pipes.node_of(node): node for node in nodes}
    for i, node in enumerate(nodes):
        assert {number[at] for at in reach.nodes(i).tolist()} == nx.ancestors(graph, node)
    if table == "loop2.csv":
        assert not nx.is_directed_acyclic_graph(graph)
    if table == "network.csv":
        known = json.loads((folder / "expected_upstream_network.json").read_text())["upstream"]
        row_of = {name: row for row, name in enumerate(network.pipe_id)}
        piece_pipe = pipes.piece_pipe[pipes.edge_piece]
        for comid, expected in known.items():
            at = nodes.index(network.from_id[row_of[comid]])
            above = {network.pipe_id[row] for row in piece_pipe[reach.edges(at)].tolist()}
            assert above | {comid} == set(map(str, expected))


def test_sewergraph_drained_area(shared_data):
    folder = shared_data("sewergraph_sample")
    network, rows = real.sewergraph(folder)
    expected = json.loads((folder / "expected_upstream.json").read_text())["A58064DF"]
    last = network.pipe_id.index("A58064DF")
    mouth = network.pipes.xy[network.pipes.part_start[last + 1] - 1]
    found = trace_points(network.pipes, None, Starts(Points(mouth[None])), Options())
    assert {network.pipe_id[row] for row in found.pipe.tolist()} == set(expected)
    area = np.array([row["local_area"] or 0.0 for row in rows])
    assert area[found.pipe].sum() == pytest.approx(4233504.422, abs=1e-3)


def test_polder_pumps_stand_against_gravity(shared_data):
    """Pumps lift: no policy lets their levels turn them, and the way through them is kept."""
    network = real.bergermeer(shared_data("threedi_bergermeer"))
    graph = network.graph()
    pumps = [row for row, name in enumerate(network.pipe_id) if name.startswith("pump")]
    lower = sorted({network.to_id[row] for row in pumps} | set(network.outfalls))
    expected = {node: {network.pipe_id[row] for row in real.upstream_pipes(graph, node)} for node in lower}
    assert pipe_sets(traced(network, lower)) == expected
    assert sum(map(len, expected.values())) > 1000
    for policy in ("invert", "auto"):
        pipes = build_network(network.pipes, None, Options(direction_policy=policy))
        trace_network(pipes, Starts(starts(network.outfalls)))
        assert (pipes.direction.sign[pumps] == 1).all(), policy


def test_dutch_exchange_allowed_directions(shared_data):
    """Open both ways, one way as stated, or shut."""
    network, _ = real.hydx(shared_data("hydx_nl_sample"))
    graph = nx.MultiDiGraph()
    for row, (a, b) in enumerate(zip(network.from_id, network.to_id)):
        flow = Flow(network.pipes.flow[row])
        if not network.pipes.barrier[row] and flow in (Flow.FORWARD, Flow.BOTH, Flow.UNSTATED):
            graph.add_edge(a, b, key=row)
        if not network.pipes.barrier[row] and flow in (Flow.BACKWARD, Flow.BOTH):
            graph.add_edge(b, a, key=row)
    one_way = [row for row, flow in enumerate(network.pipes.flow) if flow in (Flow.FORWARD, Flow.BACKWARD)]
    assert len(one_way) == 10
    asked = sorted(
        {
            *network.outfalls,
            *(network.from_id[row] for row in one_way),
            *(network.to_id[row] for row in one_way),
        }
    )
    shut = {network.pipe_id[row] for row in np.flatnonzero(network.pipes.barrier)}
    expected = {node: {network.pipe_id[row] for row in real.upstream_pipes(graph, node)} for node in asked}
    found = pipe_sets(traced(network, asked))
    # A shut pipe right at the start is named: the barrier at the start is ignored.
    assert {node: pipes - shut for node, pipes in found.items()} == expected
    assert len({frozenset(pipes) for pipes in expected.values()}) > 3


def test_french_branches_tee_into_mains(shared_data):
    """By ids the branches end at fittings of their own; by place they join the mains they touch."""
    folder = shared_data("raepa_fr")
    network = real.raepa(folder)
    known = json.loads((folder / "expected_upstream.json").read_text())["terminal_nodes"]
    expected = {node: set(map(str, rows)) for node, rows in known.items()}
    assert pipe_sets(traced(network, list(known))) == expected

    # Every branch that touches what drains there (measured without the engine) drains with it.
    p = network.pipes
    lines = [shapely.linestrings(p.xy[a:b]) for a, b in zip(p.part_start, p.part_start[1:])]
    graph = network.graph()
    drains, tees = real.upstream_pipes(graph, "RV1"), {}
    grows = True
    while grows:
        size = len(drains)
        for row, line in enumerate(lines):
            tip = shapely.get_point(line, -1)
            met = [
                main
                for main in sorted(drains - {row})
                if lines[main].distance(tip) < 0.1 < shapely.distance(shapely.boundary(lines[main]), tip)
            ]
            if row not in drains and graph.out_degree(network.to_id[row]) == 0 and met:
                tees[row] = met[0]
                drains |= real.upstream_pipes(graph, network.to_id[row])
        grows = len(drains) > size
    assert len(tees) > 20
    whole = set(map(str, drains))
    assert pipe_sets(traced(network, ["RV1"], join_loose_ids=True)) == {"RV1": whole}
    # A branch is upstream of its main's lower end, not of its upper end.
    tee, main = next((tee, main) for tee, main in tees.items() if graph.in_degree(network.from_id[main]))
    ends = traced(network, [network.from_id[main], network.to_id[main]], join_loose_ids=True)
    assert str(tee) not in ends[network.from_id[main]]
    assert str(tee) in ends[network.to_id[main]]

    # Bare lines say the same.
    bare = trace_points(network.drawn_only(), None, Starts(Points(np.array([[724262.311, 6921537.916]]))),
                        Options())
    assert {str(row) for row in bare.pipe.tolist()} >= whole


def test_loose_ids_are_left_alone_unless_asked(shared_data):
    """The owner's ids of Peterborough leave branches apart from the mains they touch: so does the engine."""
    folder = shared_data("canada_cities")
    network = real.city(folder, "peterborough")
    network.pipes.barrier = np.array([bool(a) != bool(b) for a, b in zip(network.from_id, network.to_id)])
    ids = network.outfalls
    alone, joined = traced(network, ids), traced(network, ids, join_loose_ids=True)
    assert all(set(alone[node]) <= set(joined[node]) for node in ids)
    assert sum(map(len, joined.values())) - sum(map(len, alone.values())) > 50
