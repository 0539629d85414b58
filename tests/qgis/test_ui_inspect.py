"""The inspector's part on a flown bank: stepping, verdicts by keys, comparing, offsets, what stays on the
map.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from outfall_tracer.tests.support.desks import desk_on, overhear, wait_for
from outfall_tracer.tests.support.flown import flown


@pytest.fixture
def bank(tmp_path):
    return flown(tmp_path)


@pytest.fixture
def desk(qgis_iface, qgis_new_project, bank, monkeypatch):
    from qgis.core import QgsSettings

    QgsSettings().setValue("locale/userLocale", "en_US")
    QgsSettings().remove("outfall_tracer/inspect")
    canvas = qgis_iface.mapCanvas()
    canvas.resize(640, 420)
    canvas.show()
    with desk_on(qgis_iface, Path(bank.path)) as made:
        canvas.setDestinationCrs(made.watch.layer("outfalls").crs())
        overhear(made, monkeypatch)
        yield made
        made.part("edits").session.discard()


def test_a_hint_is_whole_on_a_narrow_map(qgis_app):
    from outfall_tracer.ui.hint import HintLine
    from qgis.gui import QgsMapCanvas

    canvas = QgsMapCanvas()
    canvas.resize(300, 200)
    hint = HintLine(canvas)
    hint.say("Short")
    one_line = hint.height()
    hint.say("1 seen, 2 not seen, 3 uncertain, 4 hidden, 5 bad image; J next, K previous; Esc: leave.")
    assert hint.geometry().right() < canvas.width()
    assert hint.geometry().bottom() < canvas.height()
    assert hint.height() >= max(2 * one_line - 16, hint.heightForWidth(hint.width()))
    hint.say("Short")
    assert hint.height() == one_line


@pytest.fixture
def part(desk):
    made = desk.part("inspect")
    made.begin()
    wait_for(lambda: made.item.is_sharp() and made.item.left.key)
    return made


def press(part, *keys):
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtTest import QTest

    for key in keys:
        QTest.keyClick(part.desk.iface.mapCanvas(), getattr(Qt.Key, f"Key_{key}"))


def records(path):
    from outfall_tracer.operations.project_rows import file_rows

    with file_rows(path, writing=False) as rows:
        found = rows.read("inspections", ["outfall_uid", "seen", "flight", "plume", "suspect"])
        return {
            found["outfall_uid"][at]: tuple(
                found[name][at] for name in ("seen", "flight", "plume", "suspect")
            )
            for at in range(found.n)
        }


def test_verdicts_by_keys_are_saved_and_taken_back(part, bank):
    stops = [part.walk.stop, *part.walk.coming(+1, 3)]
    press(part, "1", "P", "2", "3")
    wait_for(lambda: not part.session.is_modified)
    kept = records(bank.path)
    flight = part.scene.flight
    assert kept[stops[0].uid] == ("seen", flight, None, None)
    assert kept[stops[1].uid] == ("not_seen", flight, "yes", None)
    assert kept[stops[2].uid][0] == "uncertain"
    assert part.walk.stop is stops[3]
    press(part, "U")
    wait_for(lambda: not part.session.is_modified)
    assert part.walk.stop.uid == stops[2].uid
    assert stops[2].uid not in records(bank.path)


def test_a_saved_verdict_has_nothing_read_again(part, monkeypatch):
    from outfall_tracer.operations import inspection

    read = []
    stops = inspection.stops
    monkeypatch.setattr(inspection, "stops", lambda rows: read.append(1) or stops(rows))
    told = []
    part.recorder.saved.connect(lambda: told.append(1))
    press(part, "1")
    wait_for(lambda: told)
    press(part, "2")
    wait_for(lambda: len(told) == 2)
    assert not read
    layer = part.session.layer("inspections")
    assert layer.isEditable(), "the next verdict need not open it anew"
    part.tool.leave()
    assert not layer.isEditable()


def test_the_position_is_kept_on_the_disk(part, bank):
    from outfall_tracer.ui.inspect.walk import kept_position

    press(part, "4")
    wait_for(lambda: not part.session.is_modified)
    wait_for(lambda: kept_position(part.session.path))
    kept = kept_position(part.session.path)
    assert kept == {"uid": part.walk.stop.uid, "flight": part.scene.flight, "band": "visible"}
    uid = part.walk.stop.uid
    part.tool.leave()
    part.walk.load([])
    part.begin()
    assert part.walk.stop.uid == uid


def test_a_kill_loses_two_verdicts_at_most_however_busy_the_machine_is(part, bank):
    from outfall_tracer.ui.inspect.walk import kept_position

    stood = [part.walk.stop.uid]
    for n, key in enumerate("123123", 1):
        press(part, key)  # the window gets to nothing but keys
        stood.append(part.walk.stop.uid)
        assert len(records(bank.path)) >= n - 2
        if n >= 2:
            assert kept_position(part.session.path)["uid"] in stood[-3:]


def test_the_position_is_kept_where_verdicts_come_before_a_save_is_told_of(part, monkeypatch):
    from outfall_tracer.operations import inspection
    from outfall_tracer.ui.inspect.walk import kept_position

    read = []
    stops = inspection.stops
    monkeypatch.setattr(inspection, "stops", lambda rows: read.append(1) or stops(rows))
    for key in "123":
        press(part, key)
        here = part.walk.stop.uid
        part.recorder.save()  # as slow as it may be, the next key is there when it ends
        assert kept_position(part.session.path)["uid"] == here
    wait_a_moment(100)
    assert not read, "one's own verdicts are not read again"


def test_other_peoples_edits_are_not_saved_along(part, bank):
    session = part.session
    outfalls = session.layer("outfalls")
    fid = next(outfalls.getFeatures()).id()
    with session.step("A person's edit") as step:
        step.change("outfalls", fid, {"remark": "not finished"})
    press(part, "1")
    wait_a_moment(600)
    assert session.is_modified
    assert records(bank.path) == {}
    assert "not saved" in part.dock.state.text()
    assert session.undo()
    assert session.undo()
    assert not session.is_modified


def test_undo_takes_a_verdict_back_as_one_step(part, monkeypatch):
    from outfall_tracer.ui.settings import INSPECT_SAVES

    monkeypatch.setattr(
        type(INSPECT_SAVES), "get", lambda self: False if self is INSPECT_SAVES else self.of_user()
    )
    stop = part.walk.stop
    press(part, "P", "1")
    assert len(part.session.unsaved_titles) == 1
    assert part.session.undo()
    wait_for(lambda: not next(one for one in part.walk.stops if one.uid == stop.uid).records)


def test_filters_and_order_lead_the_way(part):
    from outfall_tracer.ui.inspect import walk

    shown = part.scene.shown()
    assert part.walk.stop.uid in shown
    assert all(stop.uid in shown for stop in part.walk.coming(+1, 50))
    press(part, "1")
    first = part.walk.stops[part.walk.stops.index(part.walk.stop) - 1]
    part.dock.filterBox.setCurrentIndex(part.dock.filterBox.findData(walk.TO_DO))
    assert first.uid not in {stop.uid for stop in part.walk.coming(-1, 50)} or not first.records
    part.dock.filterBox.setCurrentIndex(part.dock.filterBox.findData(walk.ALL))
    assert len(part.walk.coming(+1, 500)) + len(part.walk.coming(-1, 500)) + 1 == len(part.walk.stops)


@pytest.mark.parametrize("rotation", [0, 30])
@pytest.mark.parametrize("ratio", [1, 2])
def test_the_two_sides_of_the_swipe_meet_without_a_seam(part, ratio, rotation):
    """The same side left and right is, composed, the picture itself, to the last pixel."""
    from dataclasses import replace

    from outfall_tracer.ui.inspect.pictures import Side
    from outfall_tracer.ui.inspect.views import View
    from qgis.PyQt.QtGui import QImage, QPainter

    canvas = part.desk.iface.mapCanvas()
    view = replace(View.of(canvas), rotation=float(rotation), ratio=float(ratio))
    left, _shots = part.scene.side(part.scene.left, view)
    right = Side("other:" + left.key, "", left.layers)
    wait_a_moment(150)  # what moved the map at the beginning is through
    part.scene.pictures.base(canvas.mapSettings())
    part.scene.pictures.want([left, right], view)
    wait_for(lambda: all(part.scene.pictures.find(side.key, view) for side in (left, right)))
    item = part.item
    item.left, item.right, item.marks = left, right, ()
    item._titles = item._seam = lambda *_: None

    def painted(mode, split):
        image = QImage(view.width * ratio, view.height * ratio, QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(0)
        painter = QPainter(image)
        item.mode, item.split = mode, split
        item.paint_view(painter, view, ratio)
        painter.end()
        return pixels(image)

    whole = painted("one", 0.5)
    assert whole.std() > 5  # it shows something
    for split in (0.5, 0.3333, 0.71):
        assert (painted("swipe", split) == whole).all()
    assert part.scene.pictures.find(left.key, view).image.size() == painted_size(view, ratio)


def test_a_drag_paints_what_changes_and_nothing_else(qgis_app):
    """Measured at 1,718 x 1,130: 7 ms a step when all was painted, and 27 at worst."""
    from outfall_tracer.ui.inspect.item import LENS, LENS_PX, SWIPE, CompareItem
    from outfall_tracer.ui.inspect.pictures import Pictures, Side
    from qgis.gui import QgsMapCanvas
    from qgis.PyQt.QtCore import QEvent, QObject, QPointF

    class Painted(QObject):
        def eventFilter(self, _watched, event):  # noqa: N802 - Qt's name
            if event.type() == QEvent.Type.Paint:
                boxes.append(event.region().boundingRect())
            return False

    canvas, pictures, boxes, painted = QgsMapCanvas(), Pictures(), [], Painted()
    canvas.resize(640, 420)
    canvas.show()
    item = CompareItem(canvas, pictures)
    item.show_sides(Side("left"), Side("right"))
    item.mode = LENS
    canvas.viewport().installEventFilter(painted)
    for x in (300, 305):  # the first times all is painted
        wait_a_moment(100)
        item.move_lens(QPointF(x, 200))
        wait_for(lambda: boxes)
    wait_a_moment(100)
    boxes.clear()
    item.move_lens(QPointF(310, 190))
    wait_for(lambda: boxes)
    assert min(box.width() for box in boxes) <= 10 + 2 * LENS_PX + 10
    boxes.clear()
    item.mode = SWIPE
    item.move_edge(0.55)
    wait_for(lambda: boxes)
    box = min(boxes, key=lambda one: one.width())
    assert (box.left() <= 0.5 * 640 - 7, box.right() >= 0.55 * 640 + 7) == (True, True)
    assert box.width() < 0.1 * 640
    canvas.viewport().removeEventFilter(painted)
    pictures.close()


def test_a_checker_lies_where_the_map_draws_it(part, tmp_path):
    """A rotated map of two pixels a point: the picture is the canvas's own, to one pixel."""
    import numpy as np
    from outfall_tracer.tests.support.images import write_image
    from outfall_tracer.ui.inspect.pictures import Pictures, Side
    from outfall_tracer.ui.inspect.views import View
    from qgis.core import QgsMapRendererSequentialJob, QgsRasterLayer

    canvas = part.desk.iface.mapCanvas()
    stop = part.walk.stop
    checker = ((np.add.outer(np.arange(200), np.arange(200)) // 10) % 2 * 255).astype(np.uint8)
    path = write_image(
        tmp_path / "checker.tif", values=checker, size=(200, 200), gsd=0.5, corner=(stop.x - 50, stop.y + 50)
    )
    layer = QgsRasterLayer(str(path), "checker", "gdal")
    canvas.setRotation(30)
    wait_a_moment(100)
    view = View.of(canvas)
    own = Pictures()  # the part's have other wishes meanwhile
    own.base(canvas.mapSettings())
    settings = canvas.mapSettings()
    settings.setLayers([layer])
    settings.setBackgroundColor(own._base.backgroundColor())
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    own.want([Side("checker", "", (layer,))], view)
    wait_for(lambda: own.find("checker", view))
    ours, theirs = pixels(own.find("checker", view).image), pixels(job.renderedImage())
    assert ours.shape == theirs.shape
    assert (ours != theirs).mean() < 0.001
    for x, y in ((stop.x, stop.y), (stop.x + 20, stop.y - 9)):
        mine, qgis = view.pixel(x, y), canvas.getCoordinateTransform().transform(x, y)
        assert abs(mine.x() - qgis.x()) < 0.6
        assert abs(mine.y() - qgis.y()) < 0.6
        back = view.place(mine.x(), mine.y())
        assert abs(back.x() - x) < 1e-6
        assert abs(back.y() - y) < 1e-6
    canvas.setRotation(0)


def test_every_way_to_compare_and_esc_leaves_nothing(part):
    canvas = part.desk.iface.mapCanvas()
    before = len(canvas.scene().items())
    for key, mode in (("W", "swipe"), ("L", "lens"), ("F", "flicker"), ("H", "beside"), ("I", "one")):
        press(part, key)
        assert part.item.mode == mode
        wait_for(part.item.is_sharp)
    press(part, "W", "W")
    assert part.item.mode == "one"
    press(part, "V")
    assert (part.scene.left.band, part.item.mode) == ("thermal", "one")
    wait_for(part.item.is_sharp)
    press(part, "V", "N")
    assert part.scene.left.what == "2024-11-12"
    press(part, "Escape")
    assert not part.tool.is_active
    assert not part.item.isVisible()
    assert len(canvas.scene().items()) <= before
    part.tool.start()
    right_click(canvas)
    assert not part.item.isVisible()


def test_an_offset_is_measured_shown_and_taken_away_in_one_step(part, bank):
    from qgis.PyQt.QtCore import QPointF

    files = {path: path.read_bytes() for path in bank.folder.rglob("*.tif")}
    press(part, "R")
    middle = QPointF(part.item.boundingRect().center())
    for place in (middle, middle + QPointF(20, 0)):
        part.tool.clicked.emit(place)
    part.tool.ended.emit()
    per_px = part.scene.view_of(part.walk.stop).units_per_px
    assert part.scene.seen[0].offset.dx == pytest.approx(20 * per_px, abs=1e-6)
    assert part.scene.seen[0].offset.dy == pytest.approx(0, abs=1e-6)
    wait_for(lambda: part.item.is_sharp() and not part.session.is_modified)
    moved = [shot for shot in part.scene.shots.shots if shot.offset]
    assert len(moved) == sum(
        shot.flight == part.scene.flight and shot.band == "visible" for shot in part.scene.shots.shots
    )
    part.does["unmove"]()
    wait_for(lambda: part.item.is_sharp() and not part.session.is_modified)
    assert not any(shot.offset for shot in part.scene.shots.shots)
    assert {path: path.read_bytes() for path in bank.folder.rglob("*.tif")} == files


def test_the_second_flight_lies_off_by_what_the_truth_says(part, bank):
    """Where the truth puts a mouth, the shifted flight shows it beside; moved by the shift, it fits."""
    from osgeo import gdal
    from outfall_tracer.demo.flights import NAMES, SHIFTS

    one = next(outlet for outlet in bank.outlets(NAMES[1]).values() if outlet["seen"] == "seen")
    for flight, shift in zip(NAMES, SHIFTS):
        x, y = one["place"]
        shot = part.scene.shots.of_view((x - 5, y - 5, x + 5, y + 5), (x, y), flight, "visible")[0]
        dataset = gdal.Open(str(part.scene.layers.source_of(shot)))
        x0, step, _, y0, _, down = dataset.GetGeoTransform()
        column, row = int((x + shift[0] - x0) / step), int((y + shift[1] - y0) / down)
        dark = dataset.GetRasterBand(1).ReadAsArray(column - 1, row - 1, 3, 3)
        assert dark.mean() < 70  # the mouth


def test_a_click_makes_a_suspect_and_a_snapshot_is_evidence(part, bank):
    from outfall_tracer.operations.judging import evidence
    from qgis.PyQt.QtCore import QPointF

    press(part, "A")
    assert part.tool.takes_clicks
    part.tool.clicked.emit(QPointF(part.item.boundingRect().center()) + QPointF(60, -40))
    wait_for(lambda: not part.session.is_modified)
    assert records(bank.path)[None][3] == "confirmed"
    stop = part.walk.stop
    press(part, "E")
    wait_for(lambda: evidence.evidence_of(part.session, stop.uid) and not part.session.is_modified)
    (row,) = evidence.evidence_of(part.session, stop.uid)
    file, wrong = evidence.checked_file(part.session.path, row)
    assert (file.suffix, wrong, row["kind"]) == (".png", "", "无人机影像")
    assert part.scene.flight in row["note"]


def test_detections_become_suspects_to_step_through(part, bank, tmp_path):
    import json

    from outfall_tracer.ui.inspect import walk

    stop = part.walk.stop
    places = [(stop.x + 30, stop.y), (stop.x + 60, stop.y + 10)]
    path = tmp_path / "found.geojson"
    path.write_text(
        json.dumps(
            {
                "type": "FeatureCollection",
                "crs": {"type": "name", "properties": {"name": "EPSG:4547"}},
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"score": 0.5},
                        "geometry": {"type": "Point", "coordinates": place},
                    }
                    for place in places
                ],
            }
        ),
        encoding="utf-8",
    )
    part.suspects.take_in(str(path))
    part.dock.filterBox.setCurrentIndex(part.dock.filterBox.findData(walk.SUSPECTS))
    wait_for(lambda: not part.session.is_modified)
    found = [*part.walk.coming(-1, 9), *part.walk.coming(+1, 9)]
    assert len(found) == 2
    part.walk.go(found[0].uid)
    press(part, "2")
    wait_for(lambda: not part.session.is_modified)
    assert [state for *_, state in records(bank.path).values()].count("dismissed") <= 1
    part.scene.reload()
    assert sum(one.table == "inspections" for one in part.walk.stops) == 1


def test_memory_of_pictures_is_bounded(part, monkeypatch):
    from outfall_tracer.ui.inspect import pictures

    monkeypatch.setattr(pictures, "KEPT_BYTES", 4 * 640 * 420 * 4)
    for at in range(12):
        part.step(+1 if at % 6 < 3 else -1)
        wait_for(part.item.is_sharp)
    assert part.scene.pictures.n_bytes <= 5 * 640 * 420 * 4
    assert len(part.scene.layers._open) <= 24


def test_a_shifted_base_map_is_named(desk):
    from outfall_tracer.ui.inspect import basemap
    from qgis.core import QgsProject, QgsRasterLayer

    url = "type=xyz&url=https://webrd01.is.autonavi.com/appmaptile?x%3D{x}%26y%3D{y}%26z%3D{z}"
    layer = QgsRasterLayer(url, "高德", "wms")
    QgsProject.instance().addMapLayer(layer)
    assert basemap.shifted_layers() == [("高德", "GCJ-02")]
    basemap.warn(desk.messages)
    assert "GCJ-02" in desk.said[-1]


def test_an_image_that_vanished_is_a_hint_and_the_walk_goes_on(part, bank, monkeypatch):
    import shutil

    shutil.rmtree(bank.folder / part.scene.flight)
    part.scene.layers.close()
    part.scene.pictures.forget()
    said = []
    monkeypatch.setattr(part.tool, "hint", said.append)
    part.scene.refresh()
    assert not part.item.left.key
    assert part.scene.seen[0].path.rpartition("/")[2] in said[-1]  # and not that no image shows this place
    press(part, "5")
    wait_for(lambda: not part.session.is_modified)
    assert [one[0] for one in records(bank.path).values()] == ["bad_image"]


def test_photos_open_the_right_way_up_and_go_by_time(part, bank, tmp_path):
    """A photo that the camera held upright is 80 x 48 on the disk and 48 x 80 to the eye."""
    from outfall_tracer.ui.inspect.photo_view import PhotoView, Shown, nearest
    from qgis.PyQt.QtGui import QImage

    said = []
    view = PhotoView(part.desk.iface.mainWindow(), said.append)
    files = []
    for name, turn in (("a", 1), ("b", 6), ("c", 1)):
        image = QImage(80, 48, QImage.Format.Format_RGB32)
        image.fill(0x336699)
        file = tmp_path / f"{name}.jpg"
        assert image.save(str(file), "JPEG")
        exif = (
            bytes.fromhex("ffe10022457869660000" + "4d4d002a00000008" + "0001" + "011200030000000100")
            + bytes([turn, 0, 0])
            + bytes(4)
        )
        file.write_bytes(file.read_bytes()[:2] + exif + file.read_bytes()[2:])
        files.append(file)
    photos = [
        Shown(file.stem, file, f"2024-03-15T10:0{at}:00", 100.0 * at, 0.0, "")
        for at, file in enumerate(files)
    ]
    assert nearest(photos, 60.0, 0.0).uid == "b"
    assert nearest(photos, 9000.0, 0.0) is None
    view.show_photo(photos, photos[0])
    assert view._whole.width() > view._whole.height()
    view.step(+1)
    assert (view.shown.uid, view._whole.width() < view._whole.height()) == ("b", True)
    view.step(+1)
    view.step(+1)
    view.step(-1)
    assert [one.uid for one in said] == ["a", "b", "c", "b"]
    files[0].unlink()
    view.step(-1)
    assert "cannot be read" in view.picture.text()
    view.close()
    press(part, "B")
    assert "photo" in part.desk.said[-1]


def pixels(image):
    import numpy as np
    from qgis.PyQt.QtGui import QImage

    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = plain.constBits()
    bits.setsize(plain.bytesPerLine() * plain.height())
    return (
        np.frombuffer(bits, np.uint8)
        .reshape(plain.height(), plain.bytesPerLine() // 4, 4)[:, : plain.width(), :3]
        .copy()
    )


def painted_size(view, ratio):
    from qgis.PyQt.QtCore import QSize

    return QSize(view.width * ratio, view.height * ratio)


def wait_a_moment(milliseconds):
    from qgis.PyQt.QtTest import QTest

    QTest.qWait(milliseconds)


def right_click(canvas):
    from qgis.PyQt.QtCore import QPoint, Qt
    from qgis.PyQt.QtTest import QTest

    QTest.mouseClick(
        canvas.viewport(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, QPoint(40, 40)
    )


def test_bad_images_are_named_and_the_walk_goes_on(part, bank, tmp_path, run_verb, heard, monkeypatch):
    """Added while one steps: what cannot be shown says why, what can is shown, and then the disk is gone."""
    import shutil

    import numpy as np
    from outfall_tracer.tests.support.images import write_image, write_jpeg
    from outfall_tracer.ui.inspect.choices import choices

    stop, folder = part.walk.stop, tmp_path / "usb"
    here = {"corner": (stop.x - 150, stop.y + 100)}
    write_image(folder / "no_crs.tif", epsg=0, **here)
    write_image(folder / "wrong_crs.tif", epsg=32618, **here)
    write_image(folder / "nothing.tif", np.zeros((400, 600), bool), **here)
    write_image(folder / "large.tif", size=(9000, 500), gsd=0.1, **here)
    for name in ("a", "b"):
        write_image(folder / name / "same.tif", **here)
    exif = {"EXIF_DateTimeOriginal": "1970:01:01 00:00:00", "EXIF_GPSLatitude": "(30) (34) (0)",
            "EXIF_GPSLatitudeRef": "N", "EXIF_GPSLongitude": "(114) (18) (0)", "EXIF_GPSLongitudeRef": "E"}
    write_jpeg(folder / "1970.jpg", np.full((40, 60, 3), 90, np.uint8), exif=exif)
    given = {"PROJECT": bank.path, "FOLDER": str(folder), "FLIGHT": "usb"}
    monkeypatch.setattr(part.desk.projects, "run_verb", lambda verb: run_verb(verb, given))
    part.does["catalogue"]()
    for name in ("no_crs.tif", "wrong_crs.tif", "nothing.tif", "1970.jpg"):
        assert any(name in text for text in heard.warnings), name
    shown = [one.path.rpartition("usb/")[2] for one in part.scene.shots.shots if one.flight == "usb"]
    assert sorted(shown) == ["a/same.tif", "b/same.tif", "large.tif"]
    part.scene.choose(next(one for one in choices(part.scene.shots) if one.what == "usb"), None)
    wait_for(lambda: part.item.is_sharp() and part.item.left.key)
    assert part.walk.stop.uid == stop.uid
    shutil.rmtree(folder)
    said = []
    monkeypatch.setattr(part.tool, "hint", said.append)
    press(part, "J", "K")
    part.scene.layers.close()
    part.scene.pictures.forget()
    part.scene.show_stop()
    assert not part.item.left.key
    assert said
    press(part, "5")
    wait_for(lambda: not part.session.is_modified)
    assert records(bank.path)[stop.uid][:2] == ("bad_image", "usb")
