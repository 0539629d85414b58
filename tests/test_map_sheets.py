"""Names on maps never overlap, and sheets show every outfall: whatever the rows are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outfall_tracer.reports.map_sheets import SCALES, sheet_frames, whole_frame
from outfall_tracer.reports.placing import place

SIZE = (280.0, 210.0)
HEIGHT = 2.9


def width(text):
    return 1.6 * len(text)


def boxes(labels):
    return [(one.x - width(one.text) / 2, one.y - HEIGHT / 2, one.x + width(one.text) / 2, one.y + HEIGHT / 2)
            for one in labels]


def overlaps(first, second):
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


@pytest.mark.parametrize(("n", "spread"), [(1, 1.0), (40, 1.0), (400, 1.0), (200, 0.1), (60, 0.0)])
def test_labels_meet_neither_each_other_nor_a_mark_of_others(n, spread):
    random = np.random.default_rng(n)
    points = np.array(SIZE) * (0.5 + spread * (random.random((n, 2)) - 0.5))
    labels = place(points, ["某某区某某路雨水排口"] * n, [str(i + 1) for i in range(n)], SIZE, width, HEIGHT)
    placed = boxes(labels)
    assert len({one.row for one in labels}) == len(labels)
    assert not [pair for i, first in enumerate(placed) for pair in enumerate(placed[i + 1:])
                if overlaps(first, pair[1])]
    for label, box in zip(labels, placed):
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[2] <= SIZE[0]
        assert box[3] <= SIZE[1]
        others = np.delete(points, label.row, axis=0)
        inside = ((others > np.array(box[:2])) & (others < np.array(box[2:]))).all(axis=1)
        assert not inside.any()
    if n <= 40:
        assert len(labels) == n


def test_a_name_stands_where_there_is_room_and_the_number_where_there_is_not():
    points = np.array([[50.0, 50.0], [150.0, 100.0], [151.0, 101.0], [250.0, 150.0]])
    labels = place(points, ["甲", "乙", "丙", ""], ["1", "2", "3", "4"], SIZE, width, HEIGHT)
    assert [one.text for one in labels] == ["甲", "2", "3", "4"]
    assert [one.named for one in labels] == [True, False, False, False]
    assert labels == place(points, ["甲", "乙", "丙", ""], ["1", "2", "3", "4"], SIZE, width, HEIGHT)


def test_a_crowd_has_leaders_and_what_has_no_room_is_left_out():
    points = np.full((300, 2), 100.0)
    labels = place(points, [""] * 300, [str(i) for i in range(300)], SIZE, width, HEIGHT)
    assert 8 < len(labels) < 300
    assert any(one.far for one in labels)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(0, 60_000), st.floats(0, 60_000)), min_size=1, max_size=80),
       st.sampled_from([2_000, 10_000, 25_000]), st.sampled_from([1.0, 0.3048]))
def test_every_outfall_is_on_a_sheet(places, scale, metres):
    xy = np.array(places)
    frames = sheet_frames(xy, SIZE, scale, metres)
    shown = np.array([frame.shows(xy) for frame in frames])
    assert shown.any(axis=0).all()
    assert shown.any(axis=1).all()
    assert len(frames) <= len(xy)
    for frame in frames:
        across = (frame.box[2] - frame.box[0]) * metres * 1000 / frame.scale
        assert across == pytest.approx(SIZE[0], rel=1e-6)
    whole = whole_frame((*xy.min(axis=0), *xy.max(axis=0)), SIZE, metres)
    assert whole.shows(xy).all()
    assert whole.scale in SCALES
