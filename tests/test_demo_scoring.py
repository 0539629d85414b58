"""Scoring counts what it should and explains what was missed."""

from __future__ import annotations

from outfall_tracer.demo.scoring import Share, score_links
from outfall_tracer.demo.truth import Truth

TRUTH = Truth(
    seed=1,
    links=[
        ("o1", "enterprises", "a", ""),
        ("o2", "enterprises", "a", ""),
        ("o1", "wharves", "b", ""),
        ("o3", "enterprises", "c", "survey_gap"),
        ("o3", "enterprises", "d", ""),
        ("o4", "enterprises", "f", ""),
    ],
    connection={
        "a": "manhole",
        "b": "at_outfall",
        "c": "manhole",
        "d": "elsewhere",
        "e": "none",
        "f": "manhole",
    },
    story={"outfall_uid": "o1", "source_table": "wharves", "source_uid": "b"},
)


def test_recall_precision_and_causes():
    links = [
        ("o1", "enterprises", "a", "nearest_node"),
        ("o1", "wharves", "b", "at_outfall"),
        ("o5", "enterprises", "d", "nearest_node"),
        ("o1", "enterprises", "e", "nearest_pipe"),
        ("o9", "enterprises", "f", "nearest_node"),
    ]
    found = score_links(links, TRUTH)
    assert (found.recall, found.precision) == (Share(2, 6), Share(2, 5))
    assert found.precision_by_rule == {
        "nearest_node": Share(1, 3),
        "at_outfall": Share(1, 1),
        "nearest_pipe": Share(0, 1),
    }
    assert found.recall_by_connection == {
        "manhole": Share(1, 4),
        "at_outfall": Share(1, 1),
        "elsewhere": Share(0, 1),
    }
    assert found.missed_by_cause == {"linked_to_other_outfall": 2, "survey_gap": 1, "connected_elsewhere": 1}
    assert found.wrong_by_cause == {"connected_elsewhere": 1, "sends_nothing": 1, "other_outfall_too": 1}
    assert found.story_found


def test_nothing_found_is_no_division():
    found = score_links([], TRUTH)
    assert found.recall.value == 0.0
    assert found.precision.value == 1.0
    assert not found.story_found


def test_text_speaks_both_languages():
    found = score_links([("o1", "wharves", "b", "at_outfall")], TRUTH)
    assert "Recall of true links: 0.1667 (1/6)" in found.text("en")
    assert "真实关联召回率：" in found.text("zh")
