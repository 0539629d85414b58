"""The memory of imports: exact, small, and indifferent to the company a value keeps."""

from __future__ import annotations

import numpy as np
from outfall_tracer.importing.comparing.import_memory import (
    EMPTY,
    UNKNOWN,
    Memory,
    Origin,
    digest_column,
    digest_places,
    digest_rows,
)


def texts(*values):
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def test_a_digest_depends_on_the_value_alone():
    values = ["", None, "P1", "管段 17", "x" * 64, "x" * 65, "é" * 40, "P1\0", "-0.5"]
    together = digest_column(texts(*values))
    alone = [int(digest_column(texts(value))[0]) for value in values]
    assert together.tolist() == alone
    assert together[:2].tolist() == [EMPTY, EMPTY]
    assert len(set(alone[1:])) == len(alone) - 1

    numbers = np.array([np.nan, 0.0, -0.0, 300.0, 300.0000000001, 300.1])
    found = digest_column(numbers).tolist()
    assert found[0] == EMPTY
    assert found[1] == found[2]
    assert found[3] == found[4] != found[5]


def test_a_million_neighbouring_codes_collide_no_oftener_than_chance():
    found = digest_column(texts(*[f"P{i}" for i in range(200_000)]))
    assert len(found) - len(np.unique(found)) < 30  # 4.7 expected
    assert not np.isin(found, (UNKNOWN, EMPTY)).any()


def test_places_differ_by_a_millimetre_and_by_direction():
    line = np.array([[0.0, 0.0], [10.0, 0.0]])
    shapes = [line, line[::-1], line + np.array([0.001, 0.0]), line + 1e-5, np.empty((0, 2))]
    xy = np.concatenate(shapes)
    row = np.repeat(np.arange(5), [len(shape) for shape in shapes])
    found = digest_places(xy, row, 5).tolist()
    assert len({found[0], found[1], found[2]}) == 3
    assert found[0] == found[3]
    assert found[4] == 0


def test_what_is_kept_comes_back_and_damage_forgets_everything():
    uids = texts(*[f"u{i}" for i in range(3000)])
    cells = {"code": digest_column(texts(*[f"P{i}" for i in range(3000)])),
             "material": digest_column(texts(*["PVC"] * 3000))}
    memory = Memory().with_rows(digest_rows(uids), cells, 0, [Origin("管线.shp", "管线", "i1")])
    kept = memory.to_bytes()
    assert len(kept) < 3000 * (8 + 4) * 1.1 + 500  # row and code; the rest compresses away
    back = Memory.from_bytes(kept)
    assert back.same_cells(memory)
    assert back.origins == memory.origins
    at = back.positions(digest_rows(texts("u7", "nobody")))
    assert at[1] == -1
    assert back.delivered("code", at).tolist() == [digest_column(texts("P7"))[0], UNKNOWN]
    for damaged in (None, b"", b"rubbish", kept[:50], kept[:-100], kept[:30] + b"\xff" * 40 + kept[70:]):
        assert Memory.from_bytes(damaged).n == 0


def test_a_later_delivery_adds_and_replaces_but_forgets_nothing():
    first = Memory().with_rows(digest_rows(texts("a", "b")), {"code": np.array([11, 12], dtype=np.uint32)}, 0,
                               [Origin("one", "", "1")])
    second = first.with_rows(digest_rows(texts("b", "c")), {
        "code": np.array([UNKNOWN, 33], dtype=np.uint32), "material": np.array([5, 6], dtype=np.uint32)}, 1,
        [*first.origins, Origin("two", "", "2")])
    at = second.positions(digest_rows(texts("a", "b", "c")))
    assert second.delivered("code", at).tolist() == [11, 12, 33]
    assert second.delivered("material", at).tolist() == [UNKNOWN, 5, 6]
    assert second.origin[at].tolist() == [0, 1, 1]
