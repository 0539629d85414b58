"""The catalogue of images: footprints, what cannot be used, second scans, files that move, vanish and
break.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from outfall_tracer.imagery.catalogue import CACHE, Wanted, cache_of, catalogue
from outfall_tracer.imagery.ground import Ground
from outfall_tracer.imagery.image_file import Reading, read_image
from outfall_tracer.operations.project_rows import file_rows
from outfall_tracer.problems import UserError
from outfall_tracer.tests.support.images import X, Y, ellipse, slanted, write_image, write_jpeg

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "ortho_geotiff"


def reading(folder, crs="EPSG:4547", **more):
    return Reading(Ground(crs), Path(folder), **more)


def rows_of(project, *names, table="orthophotos"):
    with file_rows(project, writing=False) as rows:
        found = rows.read(table, ["path", *names])
        return {
            Path(found["path"][at]).as_posix(): tuple(found[name][at] for name in names)
            for at in range(found.n)
        }


def named(found):
    return {Path(path).name: values for path, values in found.items()}


def parted():
    mask = slanted()
    mask[:, 470:560] = False  # the river, which no photo could place
    return mask


MASKS = {"ellipse": ellipse(), "slanted": slanted(), "parted": parted(), "narrow": slanted(300, 3000, 4)}


@pytest.mark.parametrize("name", MASKS)
@pytest.mark.parametrize("how", ["alpha", "no-data"])
def test_footprint_area_is_that_of_the_valid_pixels(tmp_path, name, how):
    import shapely

    mask = MASKS[name]
    more = {} if how == "alpha" else {"nodata": 0}
    path = write_image(tmp_path / "tile.tif", mask, turn=11, **more)
    image = read_image(path, reading(tmp_path))
    assert image.state == "ready", image.reason
    shape = shapely.from_wkb(image.footprint)
    true = mask.sum() * 0.25
    assert shape.is_valid
    assert abs(shape.area - true) < 0.01 * true
    assert image.gsd_m == pytest.approx(0.5, abs=1e-6)


def test_not_a_number_and_a_black_collar_are_no_pixels(tmp_path):
    import shapely

    mask = slanted(500, 500)
    floats = np.where(mask, 17.5, np.nan).astype(np.float32)
    path = write_image(tmp_path / "thermal.tif", bands=1, values=floats, size=(500, 500))
    image = read_image(path, reading(tmp_path))
    assert (image.band, image.temperature) == ("thermal", "celsius")
    assert abs(shapely.from_wkb(image.footprint).area - mask.sum() * 0.25) < 0.01 * mask.sum() * 0.25
    pixels = np.where(slanted(640, 640)[..., None], 130, 0).astype(np.uint8).repeat(3, axis=2)
    path = write_jpeg(tmp_path / "collar.jpg", pixels, (0.5, 0, 0, -0.5, X, Y))
    names = {one.name for one in tmp_path.iterdir()}
    image = read_image(path, reading(tmp_path, crs="EPSG:4547"), names)
    assert image.state == "unplaced"
    image = read_image(path, Reading(Ground("EPSG:4547"), tmp_path, crs="EPSG:4547"), names)
    true = slanted(640, 640).sum() * 0.25
    assert abs(shapely.from_wkb(image.footprint).area - true) < 0.01 * true


@pytest.mark.parametrize(
    ("celsius", "scale"),
    [(18.0, "celsius"), (291.0, "kelvin"), (2911.0, "decikelvin"), (29115.0, "centikelvin")],
)
def test_scales_of_temperature(tmp_path, celsius, scale):
    values = np.full((200, 200), celsius, np.float32)
    values[:100] += celsius / 300
    image = read_image(
        write_image(tmp_path / "t.tif", bands=1, values=values, size=(200, 200)), reading(tmp_path)
    )
    assert (image.band, image.temperature) == ("thermal", scale)
    assert image.value_min < image.value_max


def test_every_bad_image_says_why(tmp_path):
    folder = tmp_path / "images"
    write_image(folder / "no_crs.tif", epsg=0)
    write_image(folder / "wrong_crs.tif", epsg=32618)
    write_image(folder / "nothing.tif", np.zeros((300, 300), bool))
    write_image(folder / "1970.tif", metadata={"TIFFTAG_DATETIME": "1970:01:01 00:00:00"})
    whole = write_image(folder / "cut_off.tif", size=(900, 900)).read_bytes()
    (folder / "cut_off.tif").write_bytes(whole[: len(whole) * 2 // 3])
    (folder / "no_image.tif").write_text("not an image", encoding="ascii")
    seen = {
        path.name: read_image(
            path, Reading(Ground("EPSG:4547"), folder, around=(X, Y)), {one.name for one in folder.iterdir()}
        )
        for path in sorted(folder.iterdir())
    }
    states = {name: image.state for name, image in seen.items()}
    assert states == {
        "no_crs.tif": "unplaced",
        "wrong_crs.tif": "elsewhere",
        "nothing.tif": "empty",
        "1970.tif": "ready",
        "cut_off.tif": "unreadable",
        "no_image.tif": "unreadable",
    }
    assert all(image.reason.endswith((".", "?")) for image in seen.values())
    assert (seen["1970.tif"].taken_at, "1970" in seen["1970.tif"].reason) == ("", True)


def test_flight_and_day_come_from_what_states_them(tmp_path):
    folder = tmp_path / "all"
    write_image(folder / "2025-04-20 morning" / "a.tif")
    write_image(folder / "spring" / "tile_20240315_1020.tif")
    write_image(folder / "spring" / "b.tif", metadata={"ACQUISITION_DATETIME": "2024-03-16T09:00:00"})
    (folder / "spring" / "b.json").write_text(json.dumps({"flight": "F7"}), encoding="utf-8")
    seen = {}
    for path in folder.rglob("*.tif"):
        image = read_image(path, reading(folder), {one.name for one in path.parent.iterdir()})
        seen[path.name] = (image.flight, image.taken_at, image.date_basis)
    assert seen == {
        "a.tif": ("2025-04-20 morning", "2025-04-20T00:00:00", "name"),
        "tile_20240315_1020.tif": ("spring", "2024-03-15T10:20:00", "name"),
        "b.tif": ("F7", "2024-03-16T09:00:00", "metadata"),
    }


def test_second_scan_reads_nothing_and_moved_files_keep_their_row(town, tmp_path, monkeypatch):
    folder = tmp_path / "disk" / "flight"
    for at in range(4):
        write_image(folder / f"{at}.tif", corner=(X + 300 * at, Y), size=(200 + at, 200))
    write_image(tmp_path / "disk" / "other" / "0.tif", corner=(X, Y + 900))  # the same name
    first = catalogue(town.path, Wanted(tmp_path / "disk"))
    assert first.images["new"] == 5
    uids = rows_of(town.path, "uid")
    assert len(uids) == 5
    with monkeypatch.context() as patch:
        patch.setattr("outfall_tracer.imagery.catalogue.read_image", None)  # nothing is read
        assert catalogue(town.path, Wanted(tmp_path / "disk")).images["unchanged"] == 5
    shutil.move(tmp_path / "disk", tmp_path / "archive")
    moved = catalogue(town.path, Wanted(tmp_path / "archive"))
    assert (moved.images["moved"], moved.images["new"]) == (5, 0)
    there = rows_of(town.path, "uid")
    assert set(there.values()) == set(uids.values())
    assert all("archive" in path for path in there)
    (tmp_path / "archive" / "flight" / "2.tif").unlink()
    gone = catalogue(town.path, Wanted(tmp_path / "archive"))
    assert gone.images["missing"] == 1
    assert [one["state"] for one in gone.broken] == ["missing"]


def test_a_disk_that_vanishes_changes_nothing(town, tmp_path, monkeypatch):
    from outfall_tracer.imagery import catalogue as module

    folder = tmp_path / "usb"
    for at in range(3):
        write_image(folder / f"{at}.tif", corner=(X + 300 * at, Y))
    catalogue(town.path, Wanted(folder))
    before = rows_of(town.path, "state", "stamp")
    for at in range(3):
        write_image(folder / f"{at}.tif", corner=(X + 300 * at, Y), size=(300, 300))

    def vanishing(path, *more):
        shutil.rmtree(folder, ignore_errors=True)
        return read_image(path, *more)

    monkeypatch.setattr(module, "read_image", vanishing)
    with pytest.raises(UserError, match="vanished"):
        catalogue(town.path, Wanted(folder))
    assert rows_of(town.path, "state", "stamp") == before
    with pytest.raises(UserError, match="no folder"):
        catalogue(town.path, Wanted(folder))


def test_what_a_person_said_stays_when_the_file_changes(town, tmp_path):
    folder = tmp_path / "images"
    write_image(folder / "a.tif")
    catalogue(town.path, Wanted(folder))
    uid = rows_of(town.path, "uid").popitem()[1][0]
    offset = '{"kind": "shift", "about": [0, 0], "dx": 1, "dy": 2, "a": 1, "b": 0}'
    town.set("orthophotos", uid, flight="spring flight", offset=offset)
    write_image(folder / "a.tif", size=(700, 500))
    assert catalogue(town.path, Wanted(folder)).images["changed"] == 1
    found = rows_of(town.path, "uid", "flight", "offset", "width").popitem()[1]
    assert found == (uid, "spring flight", offset, 700.0)


def test_a_large_image_without_overviews_gets_them_in_the_cache_alone(town, tmp_path):
    folder = tmp_path / "images"
    path = write_image(folder / "large.tif", size=(5000, 300))
    before = (path.read_bytes(), sorted(folder.iterdir()))
    told = catalogue(town.path, Wanted(folder))
    assert (told.without_overviews, told.overviews_made) == (1, 0)
    assert told.overview_mb > 0
    made = catalogue(town.path, Wanted(folder, overviews=CACHE))
    assert made.overviews_made == 1
    assert (path.read_bytes(), sorted(folder.iterdir())) == before
    assert [one.suffix for one in sorted(cache_of(town.path).iterdir())] == [".vrt", ".ovr"]
    assert catalogue(town.path, Wanted(folder)).without_overviews == 0


def test_stac_names_every_ready_image(town, tmp_path):
    from outfall_tracer.imagery.stac import write_stac

    write_image(tmp_path / "images" / "2024-03-15" / "a.tif")
    catalogue(town.path, Wanted(tmp_path / "images"))
    assert write_stac(town.path, tmp_path / "catalog.json", "bank") == 1
    catalog = json.loads((tmp_path / "catalog.json").read_text(encoding="utf-8"))
    item_path = tmp_path / next(link["href"] for link in catalog["links"] if link["rel"] == "item")
    item = json.loads(item_path.read_text(encoding="utf-8"))
    assert item["properties"]["datetime"] == "2024-03-15T00:00:00Z"
    assert 110 < item["bbox"][0] < 116
    assert 29 < item["bbox"][1] < 32
    assert (item_path.parent / item["assets"]["image"]["href"]).resolve().is_file()


def test_the_verb_says_what_it_found(town, tmp_path, run_verb, heard):
    write_image(tmp_path / "images" / "a.tif")
    (tmp_path / "images" / "broken.tif").write_bytes(b"II*\0")
    outputs = run_verb(
        "catalogueimages",
        {
            "PROJECT": town.path,
            "FOLDER": str(tmp_path / "images"),
            "FLIGHT": "F1",
            "SUMMARY": str(tmp_path / "summary.json"),
            "STAC": str(tmp_path / "catalog.json"),
        },
    )
    assert (outputs["IMAGES"], outputs["BROKEN"], outputs["NEW"]) == (1, 1, 2)
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary["flights"] == {"F1": 1}
    assert any("broken.tif" in warning for warning in heard.warnings)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared rasters are not there")
def test_rasters_of_others():
    import shapely

    names = {one.name for one in SHARED.iterdir()}

    def state(name, crs="EPSG:3857", **more):
        return read_image(SHARED / name, Reading(Ground(crs), SHARED, **more), names)

    assert state("corrupt.tif").state == "unreadable"
    assert state("cogeo.tif").overviews == 6
    rotated = state("rotated.tif", crs="EPSG:3857", flight="F")
    assert rotated.state == "unplaced"
    turned = read_image(
        SHARED / "rotated.tif", Reading(Ground("EPSG:3857"), SHARED, crs="EPSG:3857"), names)
    assert shapely.from_wkb(turned.footprint).area == pytest.approx(30_000)
    assert 0 < state("RGBA.byte.tif", crs="EPSG:32618").valid_share < 1
    assert read_image(
        SHARED / "float_nan.tif", Reading(Ground("EPSG:3857"), SHARED, crs="EPSG:3857"), names
    ).valid_share == pytest.approx(5 / 6)
