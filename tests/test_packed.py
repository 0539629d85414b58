"""Packed texts say what lists of texts say, and ids in either form make the same network."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from outfall_tracer.tracing import packed_texts
from outfall_tracer.tracing.answers.validation import validate
from outfall_tracer.tracing.model import Drainage, Nodes, Options, Pipes, Points
from outfall_tracer.tracing.noding.node_ids import EndIds, NodeIds, codes_to_nodes, normal_codes
from outfall_tracer.tracing.noding.noding import Noding, node_pipes
from outfall_tracer.tracing.noding.pieces import metres_along
from outfall_tracer.tracing.packed_texts import PackedTexts, distinct_rows

CELLS = st.lists(st.one_of(st.none(), st.text(max_size=20).filter(lambda text: not text.endswith("\0"))))
NAMES = [None, "a", "A", "b", "B1", "node-0000000001", "NODE-0000000001", "c"]
IDS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=30)
OTHERS = ["b1", "é", "other", "longer than all of them"]


def column(values: list[str | None]) -> np.ndarray:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def pack(values: list[str | None]) -> PackedTexts:
    return PackedTexts(PackedTexts.of([value or "" for value in values]).data,
                       np.array([value is None for value in values], dtype=bool))


@given(CELLS)
def test_packed_texts_are_the_texts(values):
    column = pack(values)
    assert column.tolist() == values == list(column)
    assert np.asarray(column).tolist() == values
    assert [column[row] for row in range(len(values))] == values
    assert column[::-1].tolist() == values[::-1]
    content = [(value or "").encode("utf-8", "surrogatepass") for value in values]
    assert column.sizes().tolist() == list(map(len, content))
    text = "\x1f".join("\x00" if value is None else value for value in values)
    assert column.joined(b"\x1f", b"\x00") == text.encode("utf-8", "surrogatepass")


@given(CELLS)
def test_plain_is_what_strip_leaves_alone(values):
    plain = pack(values).is_plain
    assert not plain or all(value.isascii() and value.split() == [value] for value in values if value)


@given(st.lists(st.sampled_from(["", "x", "xy", "longer than eight", "longer than eighty"])))
def test_equal_rows_have_one_number_in_the_order_of_their_first(values):
    number, first = distinct_rows(PackedTexts.of(values).words(3))
    seen = list(dict.fromkeys(values))
    assert number.tolist() == [seen.index(value) for value in values]
    assert [values[row] for row in first.tolist()] == seen


def test_texts_that_are_mixed_alike_are_still_told_apart(monkeypatch):
    monkeypatch.setattr(packed_texts, "mixed_rows", lambda words: words[:, 0] % np.uint64(2))
    values = ["north-0001", "south-0002", "north-0001", "north-0003", "south-0002"]
    number, first = distinct_rows(PackedTexts.of(values).words(2))
    assert number.tolist() == [0, 1, 0, 2, 1]
    assert first.tolist() == [0, 1, 3]


def pipes_of(ids: list[tuple[str | None, str | None]], as_column) -> Pipes:
    n = len(ids)
    at = np.arange(n) * 10.0
    xy = np.stack([at, np.zeros(n), at + 10.0, np.zeros(n)], axis=1).reshape(-1, 2)
    start, end = ([pair[side] for pair in ids] for side in (0, 1))
    return Pipes(n, xy, np.arange(n + 1) * 2, np.arange(n), as_column(start), as_column(end))


@given(IDS, st.lists(st.sampled_from([*NAMES, *OTHERS])))
def test_packed_ids_are_numbered_as_texts_are(ids, asked):
    one, two = EndIds(pipes_of(ids, column)), EndIds(pipes_of(ids, pack))
    assert (one.given == two.given).all()
    assert [one.code(row, side) for row in range(len(ids)) for side in (0, 1)] == [
        two.code(row, side) for row in range(len(ids)) for side in (0, 1)]
    rows = np.flatnonzero(one.both)
    (numbers, known), (again, found) = one.number(rows), two.number(rows)
    assert (numbers == again).all()
    assert known.numbers == found.numbers
    for codes in (column(asked), pack(asked)):
        nodes = codes_to_nodes(codes, known.numbers, len(asked))
        assert found.find(codes, len(asked)).tolist() == nodes.tolist()
    assert NodeIds(words=None).find(None, 2).tolist() == [-1, -1]


def missing_codes(start, end, manholes):
    """The definition, from lists of normal ids."""
    used = set(start).union(end) - {""} if manholes else set()
    listed = bool(used) and len(used & manholes) > 0.5 * len(used)
    return [
        (row, (b if a in manholes else a) if a and b else a or b, int(not (a and b)))
        for row, (a, b) in enumerate(zip(start, end))
        if (listed and (a not in manholes or b not in manholes) if a and b else a or b)
    ]


@given(IDS, st.lists(st.sampled_from(["a", "b", "B1", "c", "x"]), max_size=6))
def test_missing_nodes_are_those_of_the_lists(ids, manholes):
    nodes = Nodes(np.zeros((len(manholes), 2)) + np.nan, column(list(manholes)))
    nowhere = Points(np.empty((0, 2)))
    for as_column in (column, pack):
        pipes = pipes_of(ids, as_column)
        found = [f for f in validate(Drainage(pipes, nodes, nowhere, nowhere),
                                     Options()) if f.kind == "missing_node"]
        start, end = normal_codes(pipes.from_node), normal_codes(pipes.to_node)
        assert [(f.object_row, f.values["code"], f.values["half"]) for f in found] == missing_codes(
            start, end, {code for code in normal_codes(nodes.code) if code})


def every_t_join(noding: Noding) -> set[tuple[int, int, float]]:
    """The definition: all pairs of a node and a strand, one by one."""
    strands, reach = noding.strands, max(noding.tolerance_m, 1e-6)
    found = set()
    for node, place in enumerate(shapely.points(noding.node_xy)):
        for strand, line in enumerate(strands.line):
            if not shapely.dwithin(place, line, reach):
                continue
            metres = float(metres_along(np.array([line], dtype=object), np.array([place], dtype=object))[0])
            margin = 3 * reach if node in noding.end_node[strand] else reach
            if margin < metres < line.length - margin:
                found.add((strand, node, metres))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_t_joins_are_those_of_their_definition(seed):
    rng = np.random.default_rng(seed)
    n, steps = 25, rng.integers(2, 5, 25)
    start = np.concatenate([[0], np.cumsum(steps)])
    xy = rng.integers(0, 12, (start[-1], 2)) + rng.choice([0.0, 0.04, 0.09, 0.11], (start[-1], 2))
    noding = node_pipes(Pipes(n, xy, start, np.arange(n)), None, 0.1)
    cuts = set(zip(noding.cut_strand.tolist(), noding.cut_node.tolist(), noding.cut_m.tolist()))
    assert cuts == every_t_join(noding)
