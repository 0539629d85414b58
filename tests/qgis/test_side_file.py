"""Packed columns go through the side file, and are read, as texts are."""

from __future__ import annotations

import sqlite3  # the side file only

import numpy as np
import pytest
import shapely
from outfall_tracer.layers.schema import Kind
from outfall_tracer.layers.store.geometry_io import parts_of, plain_lines, plain_points
from outfall_tracer.layers.store.side_file import SideFile, is_ascending
from outfall_tracer.layers.store.table_io import packed_uids
from outfall_tracer.layers.store.table_plan import differs, match
from outfall_tracer.layers.store.text_columns import joined_pieces, piece_of
from outfall_tracer.operations.runs.declared import declared_id
from outfall_tracer.operations.runs.fingerprint import _feed
from outfall_tracer.operations.runs.whole_columns import counted, declared_ids
from outfall_tracer.problems import Cancelled
from outfall_tracer.tracing.packed_texts import PackedTexts

KINDS = [Kind.TEXT, Kind.REAL, Kind.INTEGER, Kind.INTEGER, Kind.TEXT]


def _columns(n, seed=0):
    rng = np.random.default_rng(seed)
    widths = rng.integers(0, 40, n).tolist()
    text = PackedTexts.of(["x" * width + str(row % 7) for row, width in enumerate(widths)])
    missing = rng.random(n) < 0.1
    text = PackedTexts(np.where(missing, b"", text.data), missing)
    real = np.where(rng.random(n) < 0.1, np.nan, rng.random(n) * 1000)
    big = np.where(rng.random(n) < 0.1, np.nan, rng.integers(-2**40, 2**40, n).astype(float))
    small = rng.integers(-3, 100, n).astype(float)
    return [text, real, big, small, PackedTexts.of([f"井{i}" for i in range(n)])]


@pytest.mark.parametrize("n", [1, 1000, 2001, 20_001])
def test_packed_rows_are_the_rows_of_texts(n):
    columns = _columns(n)
    side = SideFile()
    try:
        names = side.put(columns, KINDS), side.put([
            one.texts() if isinstance(one, PackedTexts) else one for one in columns], KINDS)
        with sqlite3.connect(str(side.path)) as connection:
            packed, bound = (connection.execute(f"SELECT rowid, * FROM {name}") for name in names)
            assert packed.fetchall() == bound.fetchall()
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            some = f"WHERE rowid > {n // 3} AND rowid <= {n // 2} ORDER BY rowid"
            assert connection.execute(f"SELECT c4 FROM {names[0]} {some}").fetchall() == connection.execute(
                f"SELECT c4 FROM {names[1]} {some}").fetchall()
        connection.close()
    finally:
        side.drop()


def test_binding_can_be_stopped():
    asked = []

    def alive():
        asked.append(1)
        if len(asked) == 3:
            raise Cancelled

    side = SideFile(alive)
    try:
        with pytest.raises(Cancelled):
            side.put(_columns(90_000), KINDS)
    finally:
        side.drop()
    assert len(asked) == 3


def test_what_comes_in_order_is_known():
    uids = packed_uids(20_000)
    assert is_ascending(uids)
    assert is_ascending(uids.texts())
    assert len(set(uids.tolist())) == 20_000
    assert not is_ascending(uids[::-1])
    assert not is_ascending(np.array(["a", None, "b"], dtype=object))
    assert is_ascending(np.array(["a", "a", "b"], dtype=object))


@pytest.mark.parametrize("values", [
    ["P1", "P2", None, "", "雨水井"] * 50, ["storm"] * 300, [None] * 40, [], ["n/a", "/", "A1", "longer"] * 9,
    [f"name {i}" for i in range(300)], [f"kind {i % 60}" for i in range(3000)], ["w" * 90, "s"] * 20,
])
def test_pieces_of_a_column_are_its_texts(values):
    data = np.array([(value or "").encode() for value in values], dtype="S")
    mask = np.array([value is None for value in values], dtype=bool)
    for step in (7, 1000):
        pieces = [piece_of(data[at:at + step], mask[at:at + step])
                  for at in range(0, max(len(values), 1), step)]
        assert joined_pieces(pieces).tolist() == values
        whole = joined_pieces(pieces, packed=True)
        assert whole.tolist() == values
        assert declared_ids(whole).tolist() == [declared_id(value) for value in values]
        assert declared_ids(joined_pieces(pieces)).tolist() == [declared_id(value) for value in values]
    assert dict(counted(joined_pieces(pieces))) == {value: values.count(value) for value in values}


@pytest.mark.parametrize(("old", "new"), [
    (["a", "b", "a", None, ""], ["", "a", "x", None]), ([], ["a"]), (["a"], []),
    (["a" * 20, "b"], ["b", "a"]),
])
def test_packed_keys_match_as_texts_do(old, new):
    packed = [PackedTexts(PackedTexts.of([key or "" for key in keys]).data,
                          np.array([key is None for key in keys], dtype=bool)) for keys in (old, new)]
    assert [one.tolist() for one in match(*packed)] == [one.tolist() for one in match(old, new)]
    both = [column[:min(len(old), len(new))] for column in packed]
    assert differs(*both).tolist() == differs(*(column.texts() for column in both)).tolist()


def test_bytes_that_are_no_utf8_become_replaced_texts():
    data = np.array([b"ok", b"\xff\xfe"], dtype="S")
    assert joined_pieces([piece_of(data, None)], packed=True).tolist() == ["ok", "\ufffd\ufffd"]


def test_a_fingerprint_does_not_depend_on_the_form_of_its_columns():
    class Digest(bytearray):
        def update(self, some):
            self.extend(some)

    for values in (["a", None, "井"] * 70_000, [None, None], []):
        packed = PackedTexts(PackedTexts.of([value or "" for value in values]).data,
                             np.array([value is None for value in values], dtype=bool))
        one, two = Digest(), Digest()
        _feed(one, packed)
        _feed(two, packed.texts())
        assert one == two


def test_plain_shapes_are_read_as_any_are():
    rng = np.random.default_rng(1)
    for count in (2, 3, 7):
        xy = rng.random((20, count, 2))
        wkb = np.asarray(shapely.to_wkb(shapely.linestrings(xy), byte_order=1), dtype=object)
        rows = np.frombuffer(b"".join(wkb), dtype=np.uint8).reshape(20, -1)
        plain, (parts, unreadable) = plain_lines(rows), parts_of(wkb)
        assert not len(unreadable)
        for name in ("xy", "part_start", "part_row"):
            assert (getattr(plain, name) == getattr(parts, name)).all()
        other = rows.copy()
        other[5, 1] = 3
        assert plain_lines(other) is None
        assert plain_points(rows) is None
    points = shapely.to_wkb(shapely.points(xy[:, 0]), byte_order=1)
    rows = np.frombuffer(b"".join(points), dtype=np.uint8).reshape(20, -1)
    assert (plain_points(rows) == xy[:, 0]).all()
    assert plain_lines(rows) is None
