"""The inspector's rows: stops in their order, verdicts, suspects, detections, two inspectors; file and
window.
"""

from __future__ import annotations

import json
import math
from contextlib import contextmanager

import pytest
from outfall_tracer.operations import inspection
from outfall_tracer.operations.inspection import (
    Look,
    Proposal,
    Record,
    agreement,
    judge,
    ordered,
    stops,
    take_in,
)
from outfall_tracer.operations.project_rows import EditedRows, file_rows
from outfall_tracer.tests.support.images import X, Y

WHEN = "2025-04-20T06:30:00Z"


@contextmanager
def in_the_file(path):
    with file_rows(path, "Li") as rows:
        yield rows


@contextmanager
def in_the_window(path):
    from outfall_tracer.operations.editing.session import EditSession

    session = EditSession(person=lambda: "Li")
    session.attach(path, {})
    with session.step("Work") as step:
        yield EditedRows(session, step)
    session.save()
    session.detach()


WAYS = pytest.mark.parametrize("way", [in_the_file, in_the_window])


@pytest.fixture
def bank(town):
    """The town beside a river that flows east; A and C on the left bank, B on the right."""
    town.add("river_axis", "LINESTRING (-1000 -20, 10000 -20)", uid="axis", start_km=20.0)
    for name, bank, km in (("A", "left", 21.0), ("B", "right", 22.0), ("C", "left", None)):
        town.set("outfalls", town.uid[name], bank=bank, chainage_km=km)
    return town


def of(rows, name, bank):
    return next(stop for stop in stops(rows) if stop.uid == bank.uid[name])


def test_stops_go_down_one_bank_and_then_the_other(bank):
    with file_rows(bank.path, writing=False) as rows:
        found = stops(rows)
    names = {uid: name for name, uid in bank.uid.items()}
    assert [names[stop.uid] for stop in ordered(found)] == ["A", "B", "C"]  # C has no chainage
    bank.set("outfalls", bank.uid["C"], chainage_km=29.0)
    with file_rows(bank.path, writing=False) as rows:
        found = stops(rows)
    assert [names[stop.uid] for stop in ordered(found)] == ["A", "C", "B"]
    assert [names[stop.uid] for stop in ordered(found, inspection.BY_CHAINAGE)] == ["A", "B", "C"]


@WAYS
def test_a_second_look_changes_the_record_and_another_inspector_stands_beside(bank, way):
    first = Record("seen", "discharging", "grey", "yes", "no", -1.5, "V01,V03", "a note")
    with way(bank.path) as rows:
        stop = of(rows, "A", bank)
        rows.apply(judge(rows, stop, first, Look("F1", "Li", WHEN, "ortho")))
    with file_rows(bank.path, writing=False) as rows:
        stop = of(rows, "A", bank)
        assert stop.record("Li", "F1") == first
    with way(bank.path) as rows:
        stop = of(rows, "A", bank)
        rows.apply(judge(rows, stop, Record("hidden"), Look("F1", "Li", WHEN)))
    with way(bank.path) as rows:
        stop = of(rows, "A", bank)
        rows.apply(judge(rows, stop, Record("seen"), Look("F1", "Wang", WHEN)))
    with way(bank.path) as rows:
        stop = of(rows, "A", bank)
        rows.apply(judge(rows, stop, Record("not_seen"), Look("F2", "Li", WHEN)))
    with file_rows(bank.path, writing=False) as rows:
        stop = of(rows, "A", bank)
        assert {at: kept.record for at, kept in stop.records.items()} == {
            ("F1", "Li"): Record("hidden"),
            ("F1", "Wang"): Record("seen"),
            ("F2", "Li"): Record("not_seen"),
        }
        found = rows.read("inspections", ["outfall_uid", "bank", "chainage_km"], geometry=True)
        assert found.n == 3
        assert set(found["bank"]) == {"left"}
        assert found.xy.tolist() == [[X, Y]] * 3


@WAYS
def test_a_verdict_is_taken_back_whole(bank, way):
    with way(bank.path) as rows:
        stop = of(rows, "A", bank)
        rows.apply(judge(rows, stop, Record("seen", plume="yes"), Look("F1", "Li", WHEN)))
    with way(bank.path) as rows:
        stop = of(rows, "A", bank)
        plan = judge(rows, stop, Record("hidden"), Look("F1", "Li", WHEN))
        back = inspection.changed_cells(rows, plan)
        rows.apply(plan)
    with way(bank.path) as rows:
        rows.apply(inspection.take_back(*back))
    with way(bank.path) as rows:
        stop = of(rows, "B", bank)
        plan = judge(rows, stop, Record("hidden"), Look("F1", "Li", WHEN))
        new = inspection.changed_cells(rows, plan)
        rows.apply(plan)
    with way(bank.path) as rows:
        rows.apply(inspection.take_back(*new))
    with file_rows(bank.path, writing=False) as rows:
        assert of(rows, "A", bank).record("Li", "F1") == Record("seen", plume="yes")
        assert rows.read("inspections", ["uid"]).n == 1


@WAYS
def test_a_suspected_outfall_knows_its_place(bank, way):
    with way(bank.path) as rows:
        look = Look("F1", "Li", WHEN, "ortho")
        rows.apply(inspection.suspect(rows, X + 500, Y - 60, look, Record(plume="yes")))
    with file_rows(bank.path, writing=False) as rows:
        found = rows.read("inspections", ["suspect", "bank", "chainage_km", "plume", "outfall_uid"])
        assert [found[name][0] for name in ("suspect", "bank", "plume", "outfall_uid")] == [
            "confirmed",
            "right",
            "yes",
            None,
        ]
        assert found["chainage_km"][0] == pytest.approx(21.5)
        stop = next(one for one in stops(rows) if one.table == inspection.SUSPECT)
        assert (stop.x, stop.y) == (X + 500, Y - 60)


@WAYS
def test_what_a_detector_found_is_stepped_through_and_never_a_fact(bank, way):
    proposals = [
        Proposal(X + 100, Y, 0.4),
        Proposal(X + 101, Y, 0.9),
        Proposal(X + 300, Y, 0.7),
        Proposal(X + 700, Y),
    ]
    with way(bank.path) as rows:
        plan = take_in(rows, proposals, "boxes.geojson")
        assert plan.n_new == 3  # two lie on one another
        rows.apply(plan)
    with way(bank.path) as rows:
        assert take_in(rows, proposals, "boxes.geojson").n_new == 0
    with file_rows(bank.path, writing=False) as rows:
        suspects = [stop for stop in ordered(stops(rows)) if stop.table == inspection.SUSPECT]
        scores = [stop.score for stop in suspects]
        assert scores[:2] == [0.9, 0.7]
        assert math.isnan(scores[2])
        assert not any(stop.records for stop in suspects)
    for at, seen in enumerate(("seen", "not_seen", "uncertain")):
        with way(bank.path) as rows:
            stop = next(one for one in stops(rows) if one.uid == suspects[at].uid)
            rows.apply(judge(rows, stop, Record(seen), Look("F1", "Li", WHEN)))
    with way(bank.path) as rows:  # a second opinion on a suspect stands beside the first
        stop = next(one for one in stops(rows) if one.uid == suspects[0].uid)
        rows.apply(judge(rows, stop, Record("hidden"), Look("F1", "Wang", WHEN)))
    with file_rows(bank.path, writing=False) as rows:
        found = rows.read("inspections", ["suspect", "seen", "inspector"])
        kept = sorted(zip(found["suspect"], found["seen"], found["inspector"]))
        assert kept == [
            ("confirmed", "seen", "Li"),
            ("dismissed", "not_seen", "Li"),
            ("open", "hidden", "Wang"),
            ("open", "uncertain", "Li"),
        ]


def test_agreement_counts_what_both_judged(bank):
    verdicts = {"A": ("seen", "seen"), "B": ("seen", "hidden"), "C": ("hidden", "hidden")}
    with file_rows(bank.path) as rows:
        for name, both in verdicts.items():
            for who, seen in zip(("Li", "Wang"), both):
                rows.apply(judge(rows, of(rows, name, bank), Record(seen), Look("F1", who, WHEN)))
        rows.apply(judge(rows, of(rows, "A", bank), Record("hidden"), Look("F2", "Wang", WHEN)))  # alone
    with file_rows(bank.path, writing=False) as rows:
        (found,) = agreement(stops(rows))
    assert (found.one, found.other, found.both, found.same) == ("Li", "Wang", 3, 2)
    assert found.kappa == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))


def test_the_list_of_signs_is_the_project_s_own_once_it_has_one(bank):
    with file_rows(bank.path) as rows:
        start = inspection.sign_library(rows)
        rows.apply(inspection.fill_library(rows))
    assert len(start) >= 5
    with file_rows(bank.path) as rows:
        assert [one.code for one in inspection.sign_library(rows)] == [one.code for one in start]
        assert not inspection.fill_library(rows)


def test_files_of_detectors_are_read_as_points_and_boxes(bank, tmp_path):
    from outfall_tracer.imagery.ground import Ground
    from outfall_tracer.imagery.suspects import read_proposals
    from outfall_tracer.problems import UserError

    box = [[[114.0, 30.0], [114.001, 30.0], [114.001, 30.001], [114.0, 30.001], [114.0, 30.0]]]
    features = [
        {
            "type": "Feature",
            "properties": {"Score": 0.8},
            "geometry": {"type": "Polygon", "coordinates": box},
        },
        {
            "type": "Feature",
            "properties": {"Score": 0.1},
            "geometry": {"type": "Point", "coordinates": [114, 30]},
        },
        {"type": "Feature", "properties": {"Score": None}, "geometry": None},
    ]
    path = tmp_path / "found.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    found = read_proposals(path, Ground("EPSG:4547"))
    assert [round(one.score, 3) for one in found] == [0.8, 0.1]
    assert found[1].x == pytest.approx(500_000, abs=0.01)
    assert found[0].x == pytest.approx(500_048, abs=1)
    assert len(read_proposals(path, Ground("EPSG:4547"), least_score=0.5)) == 1
    (tmp_path / "none.geojson").write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match="GeoJSON"):
        read_proposals(tmp_path / "none.geojson", Ground("EPSG:4547"))


def test_old_codes_of_what_was_seen_become_those_of_the_new_list(bank):
    from outfall_tracer.layers.migrations import versions
    from outfall_tracer.layers.store.gpkg import open_dataset, transaction

    for at, seen in enumerate(("yes", "no", "uncertain", None)):
        bank.add("inspections", "POINT (0 0)", uid=f"old-{at}", seen=seen)
    dataset = open_dataset(bank.path, update=True)
    with transaction(dataset):
        versions.from_3(dataset)
    del dataset
    assert {row["uid"]: row["seen"] for row in bank.rows("inspections")} == {
        "old-0": "seen",
        "old-1": "not_seen",
        "old-2": "uncertain",
        "old-3": None,
    }
