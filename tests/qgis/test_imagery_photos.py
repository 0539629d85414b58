"""Photos: what cameras noted, read by GDAL alone, against what exiftool reads; and what cannot be a place."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from outfall_tracer.imagery import photos
from outfall_tracer.imagery.photos import Photo, neighbours, read_photo

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "drone_dji"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared photos are not there")
def test_photos_are_as_exiftool_reads_them():
    with (SHARED / "expected_exif_exiftool.csv").open(encoding="utf-8") as file:
        expected = {Path(row["SourceFile"]).name: row for row in csv.DictReader(file)}
    compared = 0
    for path in sorted(SHARED.iterdir()):
        if path.suffix.lower() != ".jpg":
            continue
        row, photo = expected[path.name], read_photo(path, SHARED)
        compared += 1
        assert (photo.width, photo.height) == (int(row["ImageWidth"]), int(row["ImageHeight"]))
        assert photo.taken_at.replace("-", ":").replace("T", " ") == row["DateTimeOriginal"][:19]
        assert photo.orientation == int(row["Orientation"] or 1)
        for value, text in (
            (photo.lat, row["GPSLatitude"]),
            (photo.lon, row["GPSLongitude"]),
            (photo.height_m, row["GPSAltitude"]),
            (photo.above_start_m, row["RelativeAltitude"]),
        ):
            assert math.isnan(value) if not text else value == pytest.approx(float(text), abs=1e-9)
        if row["GimbalYawDegree"]:
            assert photo.direction == pytest.approx(float(row["GimbalYawDegree"]) % 360)
            assert photo.direction_kind == "gimbal"
        assert (photo.state == "ready") == bool(row["GPSLatitude"])
    assert compared >= 6


@pytest.mark.parametrize(
    "exif",
    [
        {},
        {"EXIF_GPSLatitude": "", "EXIF_GPSLongitude": ""},
        {"EXIF_GPSLatitude": "(0) (0) (0)", "EXIF_GPSLatitudeRef": "", "EXIF_GPSLongitude": "(0) (0) (0)"},
        {
            "EXIF_GPSLatitude": "(nan) (0) (0)",
            "EXIF_GPSLatitudeRef": "N",
            "EXIF_GPSLongitude": "(1) (0) (0)",
            "EXIF_GPSLongitudeRef": "E",
        },
        {
            "EXIF_GPSLatitude": "(120) (0) (0)",
            "EXIF_GPSLatitudeRef": "N",
            "EXIF_GPSLongitude": "(1) (0) (0)",
            "EXIF_GPSLongitudeRef": "E",
        },
    ],
)
def test_empty_and_impossible_tags_are_no_place(exif):
    photo = Photo("a.jpg")
    photos._place(photo, exif)
    assert (photo.state, math.isnan(photo.lat)) == ("unplaced", True)
    assert photo.reason


@pytest.mark.parametrize(
    ("noted", "direction", "kind"),
    [
        ({"GimbalYawDegree": "-10.0", "FlightYawDegree": "30"}, 350.0, "gimbal"),
        (
            {
                "GimbalYawDegree": "0.00",
                "GimbalPitchDegree": "0.00",
                "GimbalRollDegree": "0.00",
                "FlightYawDegree": "30",
            },
            30.0,
            "flight",
        ),
        (
            {
                "GimbalYawDegree": "0.00",
                "GimbalPitchDegree": "-90.0",
                "GimbalRollDegree": "0.00",
                "FlightYawDegree": "30",
            },
            0.0,
            "gimbal",
        ),
        ({"FlightYawDegree": "-170"}, 190.0, "flight"),
        ({}, math.nan, ""),
    ],
)
def test_which_direction_is_taken_is_said(noted, direction, kind):
    photo = Photo("a.jpg")
    photos._view(photo, {}, noted)
    assert photo.direction == pytest.approx(direction, nan_ok=True)
    assert photo.direction_kind == kind


def test_next_and_previous_go_by_time():
    times = [
        ("2024-03-15T10:00:00", "b"),
        ("2024-03-15T09:00:00", "a"),
        ("", "x"),
        ("2024-03-15T11:00:00", "c"),
    ]
    assert neighbours(times, "b") == ("a", "c")
    assert neighbours(times, "a") == ("", "b")
    assert neighbours(times, "x") == ("", "")


def test_photos_enter_the_catalogue(town, tmp_path):
    import numpy as np
    from outfall_tracer.imagery.catalogue import Wanted, catalogue
    from outfall_tracer.tests.support.images import write_jpeg

    write_jpeg(tmp_path / "f" / "phone.jpg", np.full((40, 60, 3), 90, np.uint8))
    (tmp_path / "f" / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe1")
    summary = catalogue(town.path, Wanted(tmp_path / "f"))
    assert (summary.photos["new"], summary.images["new"]) == (2, 0)
    assert sorted(one["state"] for one in summary.broken) == ["unplaced", "unreadable"]
    assert catalogue(town.path, Wanted(tmp_path / "f")).photos["unchanged"] == 2
