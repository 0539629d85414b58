"""The demonstration's flights: the same for the same seed, catalogued whole, and as their truth says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from outfall_tracer.demo.flights import NAMES, SHIFTS, make_flights
from outfall_tracer.imagery.best import Shots
from outfall_tracer.operations.project_rows import file_rows
from outfall_tracer.problems import UserError
from outfall_tracer.tests.support.flown import flown


@pytest.fixture
def bank(tmp_path):
    return flown(tmp_path)


def shots_of(bank):
    with file_rows(bank.path, writing=False) as rows:
        return Shots.of(rows)


def sample(bank, shot, places, shift, kind):
    """Band 1 (3 x 3 mean) of an image at places of the ground."""
    from osgeo import gdal

    dataset = gdal.Open(str(Path(bank.path).parent / shot.path))
    x0, step, _, y0, _, down = dataset.GetGeoTransform()
    values = dataset.GetRasterBand(1).ReadAsArray().astype(float)
    column = ((places[:, 0] + shift[0] - x0) / step).astype(int)
    row = ((places[:, 1] + shift[1] - y0) / down).astype(int)
    good = (column > 0) & (row > 0) & (column < values.shape[1] - 1) & (row < values.shape[0] - 1)
    return np.array([values[r, c] if ok else np.nan for r, c, ok in zip(row, column, good)])


def test_every_image_is_ready_and_every_registered_mouth_is_shown(bank):
    with file_rows(bank.path, writing=False) as rows:
        found = rows.read("orthophotos", ["state", "band", "flight", "gsd_m", "temperature", "taken_at"])
    assert set(found["state"]) == {"ready"}
    assert set(zip(found["band"], found["temperature"])) == {("visible", None), ("thermal", "centikelvin")}
    assert set(found["flight"]) == set(NAMES)
    assert set(np.round(found["gsd_m"], 2)) == {0.3, 1.2}
    shots = shots_of(bank)
    for flight in NAMES:
        places = [tuple(one["place"]) for one in bank.outlets(flight).values() if one["outfall_uid"]]
        assert all(shots.shown(places, flight, "visible"))


def test_plumes_are_as_warm_as_the_truth_says(bank):
    """Where a plume begins, the water is warmer or cooler than across the stream, as it is written down."""
    shots, compared = shots_of(bank), 0
    for name, shift in zip(NAMES, SHIFTS):
        for one in bank.outlets(name).values():
            mouth, way = np.array(one["mouth"]), np.array(one["way"])
            chosen = shots.of_view((*(mouth - 1), *(mouth + 1)), tuple(mouth), name, "thermal")
            if not one["plume"] or one["seen"] == "bad_image" or not chosen:
                continue
            out = np.array([-way[1], way[0]])
            out = -out if np.dot(np.array(one["place"]) - mouth, out) > 0 else out  # away from the bank
            places = np.array([mouth + 3 * way + 1.5 * out, mouth + 3 * way + 30 * out])
            warm, plain = sample(bank, chosen[0], places, shift, "thermal") / 100
            if not (280 < plain < 293 and 280 < warm < 294):
                continue  # land, or another tile
            compared += 1
            assert np.sign(warm - plain) == np.sign(one["temperature_diff_k"])
            assert abs(warm - plain) < abs(one["temperature_diff_k"]) + 1.0
    assert compared


def test_the_same_seed_flies_the_same(bank, tmp_path):
    import shutil

    again = Path(shutil.copy(bank.path, tmp_path / "again.gpkg"))
    made = make_flights(again, 3, most_tiles=10)
    assert json.loads(json.dumps(made.outlets)) == bank.truth["outlets"]
    for path in bank.folder.rglob("*.tif"):
        assert (tmp_path / "again_flights" / path.relative_to(bank.folder)).read_bytes() == path.read_bytes()
    with pytest.raises(UserError, match="exists already"):
        make_flights(again, 3, most_tiles=10)


def test_the_verb_flies_on_request(run_verb, heard, tmp_path, monkeypatch):
    from outfall_tracer.demo import flights

    monkeypatch.setattr(flights, "MOST_TILES", 2)
    monkeypatch.setattr(flights.make_flights, "__defaults__", (None, 2))
    made = run_verb("createdemo", {"SEED": 4, "OUTFALLS": 25, "PIPES": 600, "FLIGHTS": True,
                                   "OUTPUT": str(tmp_path / "d.gpkg")})
    assert (tmp_path / "d_flights" / "truth.json").is_file()
    with file_rows(made["OUTPUT"], writing=False) as rows:
        assert set(rows.read("orthophotos", ["state"])["state"]) == {"ready"}
    assert any("flights over" in said for said in heard.infos)
