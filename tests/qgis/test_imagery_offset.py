"""Images moved for display: what pairs of points come to, and VRTs that show the same pixels elsewhere."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from outfall_tracer.imagery.ground import Ground, moved, on_map
from outfall_tracer.imagery.offset import SIMILARITY, Offset, display_file, fit
from outfall_tracer.problems import UserError
from outfall_tracer.tests.support.images import X, Y, write_image


def test_a_shift_is_the_mean_of_its_pairs():
    found = fit([(X, Y, X + 3, Y - 1), (X + 10, Y, X + 13.2, Y - 1.2)])
    assert (found.dx, found.dy) == (pytest.approx(3.1), pytest.approx(-1.1))
    assert found.rms_m == pytest.approx(math.hypot(0.1, 0.1))
    assert math.isnan(fit([(X, Y, X + 3, Y)]).rms_m)


def test_a_similarity_is_found_again():
    true = Offset(SIMILARITY, (X + 40, Y + 30), 2.5, -1.5, 1.002 * math.cos(0.01), 1.002 * math.sin(0.01))
    seen = np.array([(X, Y), (X + 100, Y + 5), (X + 20, Y + 90)])
    found = fit([(*one, *other) for one, other in zip(seen, true.moved(seen))], SIMILARITY)
    places = np.array([(X + 55, Y + 66), (X - 300, Y + 10)])
    assert np.abs(found.moved(places) - true.moved(places)).max() < 1e-6
    assert found.scale == pytest.approx(1.002)
    assert math.atan2(found.b, found.a) == pytest.approx(0.01)
    again = Offset.from_json(found.to_json())
    assert np.abs(again.moved(places) - found.moved(places)).max() < 1e-9


@pytest.mark.parametrize(
    "text", ["", None, "{}", "[1]", '{"kind": "shift", "about": [0], "dx": 1}', '{"dx": NaN}']
)
def test_a_damaged_offset_is_none(text):
    assert Offset.from_json(text) is None


def test_too_few_pairs_and_too_far_are_sentences():
    with pytest.raises(UserError, match="pair"):
        fit([])
    with pytest.raises(UserError, match="metre apart"):
        fit([(X, Y, X, Y), (X + 0.1, Y, X, Y)], SIMILARITY)
    with pytest.raises(UserError, match="coordinate system"):
        fit([(X, Y, X + 500, Y)])


@pytest.mark.parametrize(
    ("epsg", "corner", "gsd"),
    [(4547, (X, Y), 0.5), (32649, (787_000, 3_385_000), 0.5), (4326, (114.3, 30.5), 5e-6)],
)
@pytest.mark.parametrize("turn", [0, 25])
def test_the_vrt_shows_every_pixel_where_the_offset_puts_it(tmp_path, epsg, corner, gsd, turn):
    from osgeo import gdal

    source = write_image(tmp_path / "image.tif", epsg=epsg, corner=corner, gsd=gsd, turn=turn)
    before = source.read_bytes()
    ground = Ground("EPSG:4547")
    dataset = gdal.Open(str(source))
    system = ground.system(dataset.GetProjection())
    pixels = np.array([(0, 0), (600, 400), (123, 321)], dtype=float)
    here = moved(system.forward, on_map(dataset.GetGeoTransform(), pixels))
    offset = Offset(SIMILARITY, tuple(here[0]), 3.25, -7.5, math.cos(0.003), math.sin(0.003))
    shown = gdal.Open(str(display_file(source, tmp_path / "cache" / "x.vrt", offset, ground)))
    there = moved(system.forward, on_map(shown.GetGeoTransform(), pixels))
    assert np.abs(there - offset.moved(here)).max() < 0.01
    assert (shown.ReadAsArray() == dataset.ReadAsArray()).all()
    plain = gdal.Open(str(display_file(source, tmp_path / "cache" / "x.vrt", None, ground)))
    assert plain.GetGeoTransform() == pytest.approx(dataset.GetGeoTransform(), rel=1e-12)
    assert source.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["image.tif"]


def test_an_image_that_is_gone_is_a_sentence(tmp_path):
    with pytest.raises(UserError, match="still there"):
        display_file(Path(tmp_path / "none.tif"), tmp_path / "x.vrt", None, Ground("EPSG:4547"))
