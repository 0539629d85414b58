"""Ids are believed only where they can be right: ends apart, moved ends, split pipes, words, schemes."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outfall_tracer.rules import tables
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
from outfall_tracer.tracing.noding.node_ids import DOUBTFUL_WORDS, NO_ID, EndIds
from outfall_tracer.tracing.noding.noding import node_pipes
from outfall_tracer.tracing.packed_texts import PackedTexts

WORDS = ["NA", "n/a", "NaN", "nan", "NaT", "<NA>", "None", "NULL", "<Null>", "无", "/", "-", "0", "-1",
         "9999", "END", "终点", "no number", "XJ"]


def column(values):
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def doubts(network, nodes=None, **values):
    return build_network(network, nodes, options(**values)).noding.doubts


def test_every_placeholder_of_the_tables_is_no_id():
    assert {row["text"].casefold() for row in tables.rows("placeholders")} <= NO_ID
    assert not NO_ID & set(DOUBTFUL_WORDS)


@pytest.mark.parametrize("as_column", [column, PackedTexts.of])
def test_missing_ids_are_those_of_texts_and_of_objects(as_column):
    words = [*NO_ID, "NULL", "<Null>", "NaT", " none "]
    n = len(words) + 1
    network = from_arrays([[[0, 0], [9, 0]]] * n, from_node=as_column([*words, "m-1"]),
                          to_node=as_column(["M"] * n))
    assert EndIds(network).given[:, 0].tolist() == [False] * len(words) + [True]


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
    """Gullies 40 m apart along a street share it: nothing tells of two of them that they are one place."""
    at = range(0, 800, 40)
    gullies = [f"{x} 0, {x} -30" for x in at]
    street = [f"{x} -30, {x + 40} -30" for x in at]
    network = pipes(*gullies, *street, from_node=["gully"] * 20 + [f"m{i}" for i in range(20)],
                    to_node=[f"m{i}" for i in range(20)] + [f"m{i}" for i in range(1, 21)])
    built = build_network(network, None, options())
    assert len(np.unique(built.noding.end_node)) == 20 + 21
    apart = built.noding.doubts.apart
    assert (apart.places.tolist(), apart.metres.tolist()) == ([20], [760.0])
    assert len(upstream(network, "400 -30", outfall_distance_m=1.0)[0]) == 21


def test_ends_apart_are_joined_up_to_the_distance():
    def network(gap):
        at = gap + 50
        return pipes("0 0, 50 0", f"{at} 0, {at + 50} 0", "-50 0, 0 0", f"{at + 50} 0, {at + 100} 0",
                     from_node=["a", "b", "z", "c"], to_node=["b", "c", "a", "d"])

    assert len(upstream(network(90), "240 0")[0]) == 4
    assert len(upstream(network(90), "240 0", id_distance_m=80.0)[0]) == 2
    assert len(upstream(network(9000), "9150 0")[0]) == 2
    assert len(upstream(network(9000), "9150 0", id_distance_m=10_000.0)[0]) == 4
    assert len(upstream(network(9000), "9150 0", id_distance_m=0.0)[0]) == 4


def test_where_nothing_tells_how_a_network_is_drawn_ids_reach_farther():
    """Two pipes a kilometre apart and one shared id: whether the id or the drawing is wrong, nobody knows."""
    for gap, joined in ((1000, True), (5000, False)):
        network = pipes("0 0, 50 0", f"{50 + gap} 0, {100 + gap} 0", from_node=["a", "b"], to_node=["b", "c"])
        assert (len(upstream(network, f"{100 + gap} 0")[0]) == 2) == joined


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
        from_node=["a", "b", "M", "x", "y"], to_node=["M", "M", "out", "M", "M"],
        length_m=[np.nan] * 4 + [9.0],
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
    lines = [line for x in (0, 40000) for line in (
        f"{x + 50} 0, {x} 0", f"{x + 50} 0, {x + 100} 0", f"{x + 90} 90, {x + 50} 0")]
    network = pipes(*lines, from_node=["Y1", "Y2", "Y4"] * 2, to_node=["Y2", "Y3", "Y2"] * 2)
    assert [set(found) for found in upstream(network, "100 0", "40100 0")] == [{0, 1, 2}, {3, 4, 5}]


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


def test_an_end_that_was_moved_farther_than_its_pipe_is_long_does_not_turn_it():
    network = pipes("0 0, 0 140", "50 0, 100 0", "50 -50, 50 0", "-50 140, 0 140", "0 140, 0 190",
                    from_node=["a", "B", "d", "p", "Q"], to_node=["B", "c", "B", "Q", "r"])
    assert [set(found) for found in upstream(network, "100 0", "0 190")] == [{1, 2}, {0, 3, 4}]


def test_an_end_that_was_moved_far_away_is_told_as_moved():
    network = pipes("0 0, 50 900", "50 0, 100 0", "50 -50, 50 0", "0 900, 50 900", "50 900, 100 900",
                    from_node=["a", "B", "d", "p", "Q"], to_node=["B", "c", "B", "Q", "r"])
    assert [set(found) for found in upstream(network, "100 0", "100 900")] == [{1, 2}, {0, 3, 4}]
    found = doubts(network)
    assert (found.moved.strand.tolist(), found.moved.metres.tolist()) == ([0], [900.0])
    assert not len(found.apart.places)


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
    network = pipes("0 0, 30 0", "50 0, 100 0", "30 60, 60 60",
                    from_node=["a", "b", "x"], to_node=["b", "c", "y"])
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
    network = pipes("0 0, 50 0", "250 0, 300 0", *parts,
                    from_node=["a", "c"] + ["b"] * n, to_node=["b", "d"] + ["c"] * n)
    found = upstream(network, "300 0")[0]
    metres = [300.0 - b - 0.0 for b in at[1:]]
    assert found == {1: 0.0, 0: 250.0, **{2 + i: pytest.approx(metres[i]) for i in range(n)}}
    assert len(doubts(network).split) == times


def test_a_split_pipe_alone_is_one_run():
    network = pipes("0 0, 40 0", "40 0, 100 0", from_node=["a", "a"], to_node=["b", "b"])
    assert upstream(network, "100 0") == [{1: 0.0, 0: 60.0}]


def test_parallel_pipes_are_no_split_pipe():
    braid = pipes("0 0, 50 9, 100 0", "0 0, 50 -9, 100 0", "100 0, 0 0",
                  from_node=["a"] * 3, to_node=["b"] * 3)
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


def test_how_a_whole_is_drawn_is_not_asked_of_a_part():
    part = pipes("0 0, 50 0", "250 0, 300 0", from_node=["a", "b"], to_node=["b", "c"])
    apart, few = (
        node_pipes(part, None, 0.1, id_distance_m=100.0, known=(metres, frozenset()))
        for metres in (100.0, None))
    assert (len(np.unique(apart.end_node)), apart.id_distance_m) == (4, 100.0)
    assert (len(np.unique(few.end_node)), few.id_distance_m) == (3, 2000.0)
    known = node_pipes(part, None, 0.1, id_distance_m=100.0, known=(few.id_distance_m, frozenset()))
    assert known.end_node.tolist() == few.end_node.tolist()


def test_words_for_no_id_make_no_scheme():
    """Three of them disagree with the drawing more often than the few ids of the network agree with it."""
    far = [f"0 {y}, 50 {y}" for y in range(1000, 7000, 1000)]
    network = pipes(
        "0 0, 50 0", "50 0, 100 0", *far,
        from_node=["A", "B", *"CDEFGH"], to_node=["B", "OUT", "0", "0", "END", "END", "x", "x"],
    )
    noding = build_network(network, None, options()).noding
    assert noding.doubts.scheme is None
    assert len(np.unique(noding.end_node)) == 3 + 2 * len(far)


def test_one_word_at_many_ends_makes_no_scheme():
    at = range(0, 20_000, 1000)
    network = pipes(*(f"{x} 0, {x} -30" for x in at), "0 -30, 0 -60", "0 -60, 0 -90",
                    from_node=["gully"] * 20 + ["m0", "n0"],
                    to_node=[f"m{i}" for i in range(20)] + ["n0", "o0"])
    found = doubts(network)
    assert found.scheme is None
    assert found.apart.places.tolist() == [20]


# --- everything together ----------------------------------------------------------------------------


class Surveyed:
    """Networks whose truth is known: lines, ids and the place of both ends of each pipe, in the order of ids.

    Every survey is a tree on a grid of 60 m.
    """

    def __init__(self, rng, n_surveys, *, alike, wall):
        self.rng = rng
        self.lines, self.ids, self.ends, self.marks = [], [], [], []
        for survey in range(n_surveys):
            n = int(rng.integers(6, 25))
            cell = rng.permutation(49)[:n]
            place = np.stack([cell % 7, cell // 7], axis=1) * 60.0 + rng.uniform(-9, 9, (n, 2))
            place += survey * rng.uniform(3000, 9000, 2)
            name = [f"Y{i}" if alike else f"{'ABC'[survey]}{i}" for i in range(n)]
            for i in range(1, n):
                # A line that brushes another place by chance would be joined there.
                free = [j for j in range(i) if _clear(np.delete(place, [i, j], axis=0), place[i], place[j])]
                if free:
                    j = free[int(rng.integers(0, len(free)))]
                    self.add(place[[i, j]] + rng.uniform(-wall, wall, (2, 2)), name[i], name[j], survey, i, j)
            self.marks += zip(name, place, ((survey, i) for i in range(n)))
        self.drawn = len(self.lines)
        self.touched = set()

    def add(self, line, start, end, survey, i, j):
        self.lines.append(line)
        self.ids.append([start, end])
        self.ends.append([(survey, i), (survey, j)])

    def some(self, most):
        """Rows that nothing was done to."""
        rows = self.rng.permutation(self.drawn)[:most].tolist()
        return [row for row in rows if row not in self.touched]

    def move(self, row):
        """Draw an end to another manhole, and keep its id."""
        side = int(self.rng.integers(0, 2))
        _, xy, at = self.marks[int(self.rng.integers(0, len(self.marks)))]
        other = self.ends[row][1 - side]
        places = np.array([each for _, each, where in self.marks if where not in (at, other)])
        if at[0] == other[0] and at not in self.ends[row] and _clear(places, xy, self.lines[row][1 - side]):
            self.lines[row][side], self.ends[row][side] = xy, at
            self.touched.add(row)

    def split(self, row):
        """Cut a pipe in two that carry its ids, as QGIS does."""
        middle = self.lines[row].mean(axis=0) + self.rng.uniform(-1, 1, 2)
        others = shapely.multilinestrings([line for at, line in enumerate(self.lines) if at != row])
        if shapely.distance(others, shapely.points(middle)) > 3.0:
            self.touched |= {row, len(self.lines)}
            self.lines.append(np.array([middle, self.lines[row][1]]))
            self.lines[row] = np.array([self.lines[row][0], middle])
            self.ids.append(list(self.ids[row]))
            self.ends.append([("middle", row), self.ends[row][1]])
            self.ends[row] = [self.ends[row][0], ("middle", row)]

    def fill(self, word):
        """Write a word for none at several ends; an id whose ends lie near each other might be one.

        So few that the ids of the others say more: else a word that nobody knows might be an id of a scheme.
        """
        rows, used = [], set()
        for row in self.some(min(8, self.drawn // 5)):
            if not used.intersection(self.ends[row]):
                used.update(self.ends[row])
                rows.append((row, int(self.rng.integers(0, 2))))
        spots = np.array([self.lines[row][side] for row, side in rows]).reshape(-1, 2)
        if rows and np.ptp(spots, axis=0).max() > 101:
            for row, side in rows:
                self.touched.add(row)
                self.ids[row][side] = word


def _clear(places, one, two):
    line = shapely.linestrings([one, two])
    return bool((shapely.distance(shapely.points(places), line) > 3.0).all())


@st.composite
def surveys(draw):
    """A survey, the rows of lines that are drawn against their ids, and its manholes or None."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    marked, to_walls, alike = (draw(st.booleans()) for _ in range(3))
    made = Surveyed(rng, draw(st.sampled_from([1, 1, 2, 3])), alike=alike, wall=0.6 if to_walls else 0.0)
    if marked and not to_walls:
        for row in made.some(draw(st.integers(0, 2))):
            made.move(row)
    for row in made.some(draw(st.integers(0, 2))):
        made.split(row)
    if not to_walls:
        for word in draw(st.lists(st.sampled_from(WORDS), max_size=2, unique_by=str.casefold)):
            made.fill(word)
    against = rng.random(len(made.lines)) < (0.2 if marked else 0.0)  # else nobody can tell of every line
    against[list(made.touched)] = False
    nodes = None
    if marked:
        nodes = Nodes(np.array([xy for _, xy, _ in made.marks]), column([name for name, _, _ in made.marks]))
    return made, against, nodes


@settings(max_examples=100, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(surveys(), st.randoms(use_true_random=False), st.booleans())
def test_ends_meet_where_they_truly_do(survey, random, packed):
    made, against, nodes = survey
    lines, ids, ends = made.lines, made.ids, made.ends
    order = list(range(len(lines)))
    random.shuffle(order)
    start, end = ([ids[row][side] for row in order] for side in (0, 1))
    network = from_arrays(
        [lines[row][::-1] if against[row] else lines[row] for row in order],
        from_node=PackedTexts.of(start) if packed else column(start),
        to_node=PackedTexts.of(end) if packed else column(end))
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


def test_case_counts_where_manholes_differ_by_nothing_else():
    """y1 and Y1 are two manholes of two surveys; elsewhere capitals do not count."""
    ids = {"from_node": ["a", "y1", "B", "Y1"], "to_node": ["y1", "out", "Y1", "OUT2"]}
    lines = ("0 0, 50 0", "50 0, 100 0", "0 30, 50 30", "50 30, 100 30")
    both = manholes({"y1": "50 0", "Y1": "50 30"})
    found = trace(pipes(*lines, **ids), points("100 0", "100 30", node=["OUT", "out2"]), nodes=both)
    assert dict(zip(found.pipe_trace.pipe.tolist(), found.pipe_trace.outfall.tolist())) == {
        0: 0, 1: 0, 2: 1, 3: 1}
    sources = points("0 500", "0 500", node=["y1", "Y1"])
    linked = trace(pipes(*lines, **ids), points("100 0", "100 30", node=["OUT", "out2"]), sources, nodes=both)
    assert linked.links.outfall.tolist() == [0, 1]
    one = trace(pipes(*lines[:2], from_node=["a", "Y1"], to_node=["y1", "out"]), points("100 0"))
    assert one.pipe_trace.pipe.tolist() == [0, 1]
