"""Ids are believed only where they can be right: far ends, moved ends, split pipes, words for none, schemes."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outfall_tracer.tests.support.lines import (
    build_network,
    from_arrays,
    manholes,
    options,
    pipes,
    points,
    trace,
    upstream,
)
from outfall_tracer.tracing.model import Nodes
from outfall_tracer.tracing.packed import PackedTexts

WORDS = ["NA", "n/a", "NaN", "nan", "NaT", "<NA>", "None", "NULL", "<Null>", "无", "/", "-", "0", "-1", "9999",
         "END", "终点", "no number", "XJ"]


def column(values):
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def doubts(network, nodes=None, **values):
    return build_network(network, nodes, options(**values)).noding.doubts


# --- apart ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [*WORDS, float("nan"), None, ""])
def test_a_word_for_no_id_joins_nothing(word):
    """The first network of cases/networks.md, made again."""
    network = pipes(
        "500000 3000000, 500050 3000000", "499950 3000000, 500000 3000000",
        "505000 3000000, 505050 3000000", "504950 3000000, 505000 3000000",
        from_node=["M1", word, "B1", "B0"], to_node=["OUT", "M1", word, "B1"],
    )
    found = upstream(network, "500050 3000000", node=["OUT"])
    assert found == [{0: 0.0, 1: 50.0}]
    assert upstream(network, "505050 3000000") == [{2: 0.0, 3: 50.0}]


def test_a_word_that_many_ends_share_is_none_although_some_lie_near_each_other():
    """Ends 40 m apart share it in a row of streets: nothing tells of two of them that they are one place."""
    lines = [f"{x} 0, {x} -30" for x in range(0, 800, 40)]
    network = pipes(*lines, from_node=["gully"] * 20, to_node=[f"m{i}" for i in range(20)])
    built = build_network(network, None, options())
    assert len(np.unique(built.noding.end_node)) == 40
    assert built.noding.doubts.apart.places.tolist() == [20]
    assert built.noding.doubts.apart.metres.tolist() == [760.0]


def test_ends_apart_are_joined_up_to_the_distance():
    network = pipes("0 0, 50 0", "140 0, 200 0", from_node=["a", "b"], to_node=["b", "c"])
    assert set(upstream(network, "200 0")[0]) == {0, 1}
    assert set(upstream(network, "200 0", id_distance_m=80.0)[0]) == {1}
    far = pipes("0 0, 50 0", "9140 0, 9200 0", from_node=["a", "b"], to_node=["b", "c"])
    assert set(upstream(far, "9200 0")[0]) == {1}
    assert set(upstream(far, "9200 0", id_distance_m=10_000.0)[0]) == {0, 1}
    assert set(upstream(far, "9200 0", id_distance_m=0.0)[0]) == {0, 1}


def test_one_wrong_id_leaves_the_others_together():
    """Three pipes meet at M, with gaps; the id stands once more, 5 km away."""
    network = pipes(
        "0 0, 50 0", "50 40, 51 1", "53 0, 100 0", "5000 0, 5050 0",
        from_node=["a", "b", "M", "x"], to_node=["M", "M", "out", "M"],
    )
    assert set(upstream(network, "100 0")[0]) == {0, 1, 2}
    found = doubts(network).apart
    assert (found.places.tolist(), found.ends.tolist(), found.strand[:, 0].tolist()) == ([2], [4], [3])
    # What has no place goes where the most ends are.
    nowhere = pipes(
        "0 0, 50 0", "50 40, 51 1", "53 0, 100 0", "5000 0, 5050 0", "",
        from_node=["a", "b", "M", "x", "y"], to_node=["M", "M", "out", "M", "M"], length_m=[np.nan] * 4 + [9.0],
    )
    assert set(upstream(nowhere, "100 0")[0]) == {0, 1, 2, 4}
    assert set(upstream(nowhere, "", node=["M"])[0]) == {0, 1, 4}


def test_what_has_no_place_meets_no_id_of_several_places():
    network = pipes(
        "0 0, 50 0", "9000 0, 9050 0", "", from_node=["M", "M", "y"], to_node=["a", "b", "M"],
        length_m=[np.nan, np.nan, 9.0],
    )
    assert upstream(network, "50 0", "9050 0", "", node=[None, None, "M"]) == [{0: 0.0}, {1: 0.0}, {}]


SHEETS = ("0 0, 50 0", "50 0, 100 0", "40000 0, 40050 0", "40050 0, 40100 0")
SAME_IDS = {"from_node": ["Y1", "Y2", "Y1", "Y2"], "to_node": ["Y2", "Y3", "Y2", "Y3"]}


def test_two_surveys_that_number_alike():
    network = pipes(*SHEETS, **SAME_IDS)
    assert upstream(network, "100 0", "40100 0") == [{1: 0.0, 0: 50.0}, {3: 0.0, 2: 50.0}]
    # A declared node is that of the point's own survey.
    assert upstream(network, "120 3", "40095 9", node=["Y3", "y2"]) == [{1: 0.0, 0: 50.0}, {2: 0.0}]


def test_manholes_of_two_surveys_that_number_alike():
    """A closed gate shuts the manhole of its own survey."""
    network = pipes(*SHEETS, **SAME_IDS)
    xy = np.array([[x + at, 0.0] for x in (0.0, 40000.0) for at in (0.0, 50.0, 100.0)])
    codes = column(["Y1", "Y2", "Y3"] * 2)
    for gate, expected in ((1, [{1: 0.0}, {3: 0.0, 2: 50.0}]), (4, [{1: 0.0, 0: 50.0}, {3: 0.0}])):
        nodes = Nodes(xy, codes, None, np.arange(6) == gate)
        assert upstream(network, "100 0", "40100 0", nodes=nodes) == expected
        assert build_network(network, nodes, options()).node_of_manhole[:3].tolist() != [-1, -1, -1]


def test_a_manhole_far_from_where_pipes_name_it_is_not_there():
    network = pipes("0 0, 50 0", "50 0, 100 0", from_node=["a", "b"], to_node=["b", "c"])
    gate = manholes({"b": "7000 0"}, closed={"b"})
    assert upstream(network, "100 0", nodes=gate) == [{1: 0.0, 0: 50.0}]
    assert build_network(network, gate, options()).node_of_manhole.tolist() == [-1]


def test_lines_drawn_against_their_ids_in_both_of_two_surveys():
    lines = ("50 0, 0 0", "50 0, 100 0", "40050 0, 40000 0", "40050 0, 40100 0", "90 90, 50 0", "40090 90, 40050 0")
    network = pipes(*lines, from_node=["Y1", "Y2", "Y1", "Y2", "Y4", "Y4"],
                    to_node=["Y2", "Y3", "Y2", "Y3", "Y2", "Y2"])
    assert [set(found) for found in upstream(network, "100 0", "40100 0")] == [{0, 1, 4}, {2, 3, 5}]


def test_a_declared_node_kilometres_away_is_not_meant():
    network = pipes("0 0, 100 0", "9000 0, 9100 0", from_node=["a", "c"], to_node=["b", "d"])
    found = trace(network, points("100 3", node=["d"]), points("20 3", "20 4", node=["a", "c"]))
    assert found.outfall_hops.denied_m.tolist() == pytest.approx([9000.0], abs=1)
    assert np.isnan(found.source_hops.denied_m).tolist() == [True, False]
    assert set(zip(found.links.source.tolist(), found.links.outfall.tolist())) == {(0, 0), (1, 0)}


# --- moved ------------------------------------------------------------------------------------------

#: Two lines of pipes; the first pipe's end was dragged from B to Q.
MOVED = ("0 0, 50 90", "50 0, 100 0", "0 90, 50 90", "50 90, 100 90")
MOVED_IDS = {"from_node": ["a", "B", "p", "Q"], "to_node": ["B", "c", "Q", "r"]}


def test_an_end_that_was_moved_to_another_node_meets_it():
    network = pipes(*MOVED, **MOVED_IDS)
    assert [set(found) for found in upstream(network, "100 0", "100 90")] == [{1}, {0, 2, 3}]
    moved = doubts(network).moved
    assert (moved.strand.tolist(), moved.side.tolist(), moved.certain.tolist()) == ([0], [1], [True])
    assert moved.metres.tolist() == [90.0]


def test_an_end_that_was_moved_to_a_manhole_meets_it_whatever_pipes_are_there():
    network = pipes("0 0, 50 90", "50 0, 100 0", "50 90, 100 90",
                    from_node=["a", "B", "Q"], to_node=["B", "c", "r"])
    marked = manholes({"B": "50 0", "Q": "50 90"})
    assert [set(found) for found in upstream(network, "100 0", "100 90", nodes=marked)] == [{1}, {0, 2}]
    # Without manholes and with no pipe on its way there, nobody knows which id is out of date: it is told.
    assert [set(found) for found in upstream(network, "100 0", "100 90")] == [{0, 1}, {2}]
    assert doubts(network).moved.certain.tolist() == [False]


def test_an_end_on_a_manhole_that_no_pipe_names():
    network = pipes("0 0, 50 80", "50 0, 100 0", from_node=["a", "B"], to_node=["B", "c"])
    marked = manholes({"B": "50 0", "new": "50 80"})
    assert set(upstream(network, "100 0", nodes=marked)[0]) == {1}
    moved = doubts(network, marked).moved
    assert (moved.manhole.tolist(), moved.other.tolist()) == ([1], [-1])


def test_two_nodes_at_one_place_are_no_contradiction():
    """A storm and a sewage manhole drawn on each other: each id is where it always is."""
    network = pipes("0 0, 50 0", "50 0, 100 0", "0 9, 50 0", "50 0, 100 9",
                    from_node=["a", "S", "b", "W"], to_node=["S", "c", "W", "d"])
    assert [set(found) for found in upstream(network, "100 0", "100 9")] == [{0, 1}, {2, 3}]
    assert not len(doubts(network).moved.strand)


def test_an_end_that_is_merely_drawn_too_short_keeps_its_id():
    network = pipes("0 0, 30 0", "50 0, 100 0", "30 60, 60 60", from_node=["a", "b", "x"], to_node=["b", "c", "y"])
    assert set(upstream(network, "100 0")[0]) == {0, 1}
    assert not len(doubts(network).moved.strand)


# --- split ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_the_parts_of_a_split_pipe_are_one_run(times, turned):
    """QGIS's Split Features copies both ids to all parts."""
    at = np.linspace(50, 250, times + 2)
    parts = [f"{a} 0, {b} 0" for a, b in zip(at[:-1], at[1:])]
    if turned:  # the line was drawn against its ids
        parts = [f"{b} 0, {a} 0" for a, b in zip(at[:-1], at[1:])]
    n = len(parts)
    network = pipes("0 0, 50 0", "250 0, 300 0", *parts, from_node=["a", "c"] + ["b"] * n, to_node=["b", "d"] + ["c"] * n)
    found = upstream(network, "300 0")[0]
    metres = [300.0 - b - 0.0 for b in at[1:]]
    assert found == {1: 0.0, 0: 250.0, **{2 + i: pytest.approx(metres[i]) for i in range(n)}}
    assert len(doubts(network).split) == times


def test_a_split_pipe_alone_is_one_run():
    network = pipes("0 0, 40 0", "40 0, 100 0", from_node=["a", "a"], to_node=["b", "b"])
    assert upstream(network, "100 0") == [{1: 0.0, 0: 60.0}]


def test_parallel_pipes_are_no_split_pipe():
    braid = pipes("0 0, 50 9, 100 0", "0 0, 50 -9, 100 0", "100 0, 0 0", from_node=["a"] * 3, to_node=["b"] * 3)
    built = build_network(braid, None, options())
    assert not len(built.noding.doubts.split)
    assert built.noding.end_node.tolist() == [[0, 1]] * 3
    assert built.noding.drawn_backwards.tolist() == [False, False, True]


def test_a_split_pipe_beside_a_parallel_one():
    network = pipes("0 0, 50 9, 100 0", "0 0, 40 0", "40 0, 100 0", from_node=["a"] * 3, to_node=["b"] * 3)
    built = build_network(network, None, options())
    assert len(np.unique(built.noding.end_node)) == 3
    assert built.noding.doubts.split.tolist() == [[1, 2]]


def test_copied_ids_are_no_split_pipe():
    """The second pipe was copied with the ids of the first: where it begins is known to be b."""
    network = pipes("0 0, 50 0", "50 0, 100 0", "50 40, 50 0", "100 0, 150 0",
                    from_node=["a", "a", "x", "c"], to_node=["b", "b", "b", "d"])
    assert not len(doubts(network).split)


# --- schemes ----------------------------------------------------------------------------------------


def test_in_a_scheme_ids_decide():
    rng = np.random.default_rng(1)
    n = 40
    below = [int(rng.integers(0, i)) for i in range(1, n)]
    lines = [rng.uniform(0, 20_000, (2, 2)) for _ in below]
    network = from_arrays(lines, from_node=column([f"N{i}" for i in range(1, n)]),
                          to_node=column([f"N{i}" for i in below]))
    assert len(upstream(network, "", node=["N0"])[0]) == n - 1
    found = doubts(network)
    assert found.scheme is not None
    assert not len(found.apart.places)


def test_a_few_ids_in_the_wrong_make_no_scheme():
    network = pipes("0 0, 50 0", "9000 0, 9050 0", "0 5000, 50 5000",
                    from_node=["a", "b", "c"], to_node=["b", "c", "a"])
    assert doubts(network).scheme is None
    assert upstream(network, "9050 0", outfall_distance_m=5.0) == [{1: 0.0}]


# --- everything together ----------------------------------------------------------------------------


def _far_from_line(places, one, two):
    line = shapely.linestrings([one, two])
    return bool((shapely.distance(shapely.points(places), line) > 3.0).all())


@st.composite
def surveys(draw):
    """Networks with all of it, and the truth: the place that each end is at.

    Every survey is a tree on a grid of 60 m. Returns lines, ids and places of both ends of each pipe, in the
    order of the ids, which lines are drawn against it, and the manholes or None.
    """
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    with_manholes, drawn_to_walls, alike = (draw(st.booleans()) for _ in range(3))
    lines, ids, ends, marks = [], [], [], []
    for survey in range(draw(st.sampled_from([1, 1, 2, 3]))):
        n = int(rng.integers(6, 25))
        cell = rng.permutation(49)[:n]
        place = np.stack([cell % 7, cell // 7], axis=1) * 60.0 + rng.uniform(-9, 9, (n, 2))
        place += survey * rng.uniform(3000, 9000, 2)
        name = [f"Y{i}" if alike else f"{'ABC'[survey]}{i}" for i in range(n)]
        for i in range(1, n):
            # A line that brushes another place by chance would be joined there.
            free = [j for j in range(i) if _far_from_line(np.delete(place, [i, j], axis=0), place[i], place[j])]
            if not free:
                continue
            j = free[int(rng.integers(0, len(free)))]
            lines.append(place[[i, j]])
            ids.append([name[i], name[j]])
            ends.append([(survey, i), (survey, j)])
        marks += zip(name, place, ((survey, i) for i in range(n)))
    n = len(lines)
    if drawn_to_walls:
        lines = [line + rng.uniform(-0.6, 0.6, line.shape) for line in lines]
    touched = set()
    if with_manholes and not drawn_to_walls:
        for row in rng.permutation(n)[: draw(st.integers(0, 2))].tolist():
            side = int(rng.integers(0, 2))
            _, xy, at = marks[int(rng.integers(0, len(marks)))]
            places = np.array([each for _, each, where in marks if where not in (at, ends[row][1 - side])])
            if at[0] == ends[row][side][0] and at not in ends[row] and _far_from_line(
                    places, xy, lines[row][1 - side]):
                lines[row][side], ends[row][side] = xy, at
                touched.add(row)
    for row in rng.permutation(n)[: draw(st.integers(0, 2))].tolist():
        if row in touched:
            continue
        middle = lines[row].mean(axis=0) + rng.uniform(-1, 1, 2)
        others = shapely.multilinestrings([line for at, line in enumerate(lines) if at != row])
        if shapely.distance(others, shapely.points(middle)) < 3.0:
            continue
        touched |= {row, len(lines)}
        lines.append(np.array([middle, lines[row][1]]))
        ids.append(list(ids[row]))
        ends.append([("middle", row), ends[row][1]])
        lines[row] = np.array([lines[row][0], middle])
        ends[row] = [ends[row][0], ("middle", row)]
    if not drawn_to_walls:
        for word in draw(st.lists(st.sampled_from(WORDS), max_size=2, unique_by=str.casefold)):
            rows, used = [], set(touched)
            for row in rng.permutation(n)[: int(rng.integers(2, 9))].tolist():
                if row not in touched and not used.intersection(ends[row]):  # or it is named as one place
                    used.update(ends[row])
                    rows.append(row)
            sides = rng.integers(0, 2, len(rows)).tolist()
            spots = np.array([lines[row][side] for row, side in zip(rows, sides)]).reshape(-1, 2)
            # An id whose ends lie nearer than the distance may be one, for all that anybody knows.
            if len(rows) and np.ptp(spots, axis=0).max() > 101:
                touched.update(rows)
                for row, side in zip(rows, sides):
                    ids[row][side] = word
    against = np.zeros(len(lines), dtype=bool)
    if with_manholes:  # without them nobody can tell of every line
        against = rng.random(len(lines)) < 0.2
        against[list(touched)] = False
    nodes = None
    if with_manholes:
        nodes = Nodes(np.array([xy for _, xy, _ in marks]), column([name for name, _, _ in marks]))
    return lines, ids, ends, against, nodes


@settings(max_examples=100, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(surveys(), st.randoms(use_true_random=False), st.booleans())
def test_ends_meet_where_they_truly_do(survey, random, packed):
    lines, ids, ends, against, nodes = survey
    order = list(range(len(lines)))
    random.shuffle(order)
    as_column = (lambda values: PackedTexts.of(values)) if packed else column
    network = from_arrays(
        [lines[row][::-1] if against[row] else lines[row] for row in order],
        from_node=as_column([ids[row][0] for row in order]), to_node=as_column([ids[row][1] for row in order]))
    built = build_network(network, nodes, options())
    truth = nx.MultiDiGraph()
    for row in order:
        truth.add_edge(*ends[row], key=row)
    place_of, node_of = {}, {}
    for at, row in enumerate(order):
        for place, node in zip(ends[row], built.noding.end_node[at].tolist()):
            assert place_of.setdefault(node, place) == place, (place, "is joined to", place_of[node])
            assert node_of.setdefault(place, node) == node, (place, "is torn apart", row)
    reach = built.network.upstream(np.array(list(node_of.values())))
    pipe = built.piece_pipe[built.edge_piece]
    for i, place in enumerate(node_of):
        above = nx.ancestors(truth, place) | {place}
        expected = {key for _, _, key in truth.in_edges(above, keys=True)}
        found = {order[at] for at in pipe[reach.edges(i)].tolist()}
        assert found == expected, (place, "too few", expected - found, "too many", found - expected)
