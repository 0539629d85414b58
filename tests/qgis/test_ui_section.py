"""The long section in the window: its values, the linked cursor, zoom and pan, and what is saved."""

from __future__ import annotations

import csv
import math
import shutil
from pathlib import Path

import pytest
from outfall_tracer.tests.support.desks import desk_on, overhear, wait_for
from qgis.core import QgsPointXY, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QEvent, QPointF, Qt
from qgis.PyQt.QtGui import QImage, QMouseEvent, QPalette
from qgis.PyQt.QtWidgets import QApplication

X, Y = 500_000.0, 3_380_000.0


@pytest.fixture(scope="module")
def with_levels(qgis_app, town_template, tmp_path_factory):
    """The town: P2 falls, P1 rises towards the outfall; a manhole M with a ground level between them."""
    from outfall_tracer.layers.project.qgis_project import write_qgis_project

    path = Path(shutil.copy(town_template.path, tmp_path_factory.mktemp("section") / "town.gpkg"))
    town = type(town_template)(path)
    town.uid = dict(town_template.uid)
    town.set("pipes", town.uid["P2"], invert_from=21.0, invert_to=20.0, diameter_mm=800)
    town.set("pipes", town.uid["P1"], invert_from=20.0, invert_to=20.5, diameter_mm=1000)
    town.add("manholes", "POINT (0 100)", uid="m-1", code="M", ground_level=23.5)
    town.set("enterprises", town.uid["Mill"], name="=1+1")
    write_qgis_project(path, "en")
    return path


@pytest.fixture(scope="module")
def one_desk(qgis_iface, with_levels):
    """One desk with the town open, for all tests of this module."""
    QgsProject.instance().clear()
    canvas = qgis_iface.mapCanvas()
    canvas.resize(600, 600)
    with pytest.MonkeyPatch.context() as patch, desk_on(qgis_iface, with_levels) as made:
        overhear(made, patch)
        canvas.setDestinationCrs(made.watch.layer("outfalls").crs())
        canvas.setRotation(0)
        canvas.setExtent(QgsRectangle(X - 200, Y - 100, X + 200, Y + 300))
        yield made


@pytest.fixture
def desk(one_desk):
    one_desk.said.clear()
    one_desk.part("section").clear()
    return one_desk


@pytest.fixture
def part(desk, town_template):
    found = desk.part("section")
    found.show_link("enterprises", town_template.uid["Mill"], town_template.uid["A"])
    wait_for(lambda: found.dock.chart.profile is not None or desk.said)
    found.dock.chart.resize(800, 260)
    return found


def painted(part):
    part.dock.chart.grab()  # paints, and so knows what is drawn where
    return part.dock.chart._view


def point_at(chart, x, y=100.0, kind=QEvent.Type.MouseMove, button=Qt.MouseButton.NoButton):
    event = QMouseEvent(kind, QPointF(x, y), button, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(chart, event)


def test_the_section_has_the_values_of_the_pipes(part):
    profile = part.dock.chart.profile
    assert [stretch.pipe for stretch in profile.stretches] == ["P2", "P1"]
    first, last = profile.stretches
    assert profile.length_m == pytest.approx(100 + 80 * math.sqrt(2))
    assert first.slope == pytest.approx(1 / (80 * math.sqrt(2)))
    assert (first.is_adverse, last.is_adverse) == (False, True)
    assert [stop.manhole for stop in profile.stops] == ["", "M", ""]
    assert profile.stops[1].ground == 23.5
    assert last.invert_at(last.start_m + 50) == pytest.approx(20.25)
    assert profile.place_at(first.end_m + 100) == pytest.approx((X, Y))
    assert "1 rise" in part.dock.valueLabel.text()


def test_the_cursor_is_linked_both_ways(desk, part):
    chart, view = part.dock.chart, painted(part)
    middle = part.dock.chart.profile.stretches[1].start_m + 50
    point_at(chart, view.x(middle))
    assert part._marker is not None
    place = part._marker.toMapCoordinates(part._marker.pos().toPoint())
    assert place.distance(QgsPointXY(X, Y + 50)) < 3
    text = part.dock.valueLabel.text()
    assert "P1" in text
    assert "DN 1000" in text
    assert "rises by 0.50 m" in text
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert part._marker is None
    part.dock.show()
    part._canvas.xyCoordinates.emit(QgsPointXY(X + 2, Y + 50))
    assert chart._cursor == pytest.approx(middle, abs=0.5)
    part._canvas.xyCoordinates.emit(QgsPointXY(X + 150, Y + 50))
    assert chart._cursor is None


def test_zoom_and_pan_stay_within_the_section(part):
    chart = part.dock.chart
    length = chart.profile.length_m
    chart.zoom(0.25, 0.0)
    assert chart.shown == pytest.approx((0.0, length / 4))
    view = painted(part)
    left = Qt.MouseButton.LeftButton
    point_at(chart, view.box.center().x(), kind=QEvent.Type.MouseButtonPress, button=left)
    point_at(chart, view.box.center().x() - view.box.width() / 2)
    assert chart.shown == pytest.approx((length / 8, length * 3 / 8))
    point_at(chart, view.box.center().x() + 9 * view.box.width())
    assert chart.shown[0] == 0.0
    point_at(chart, 0.0, kind=QEvent.Type.MouseButtonRelease, button=left)
    chart.zoom(100.0)
    assert chart.shown == pytest.approx((0.0, length))


def test_it_is_readable_on_dark_and_light(part):
    """Text and pipes stand out from the paper, whatever the theme."""
    from outfall_tracer.reports.section_drawing import inks_of

    dark = QPalette()
    dark.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.black)
    dark.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.white)
    for inks in (inks_of(None), inks_of(dark)):
        for ink in (inks.text, inks.pipe, inks.adverse, inks.ground, inks.cursor):
            one, other = ink.getRgb()[:3], inks.paper.getRgb()[:3]
            assert max(abs(a - b) for a, b in zip(one, other)) > 90


def test_it_is_saved_as_picture_drawing_and_table(desk, part, tmp_path):
    for kind in ("png", "svg", "csv"):
        assert part.save(str(tmp_path / f"way.{kind}"))
    assert QImage(str(tmp_path / "way.png")).width() == 2800
    drawing = (tmp_path / "way.svg").read_text(encoding="utf-8")
    assert "DN 1000" in drawing
    with (tmp_path / "way.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert [row[0] for row in table[1:]] == ["P2", "P1"]
    assert table[2][9] == "-5.00"
    assert sorted(path.name for path in tmp_path.iterdir() if "section" in path.name) == []
    assert not part.save(str(tmp_path / "no" / "way.png"))
    assert "cannot be written" in desk.said[-1]


def test_cells_are_no_formulas():
    from outfall_tracer.operations.answers.profile import Profile, Stop, Stretch

    nan = math.nan
    stops = [Stop(0.0, 0, 0, nan, "=cmd"), Stop(5.0, 5, 0, nan, "-3")]
    text = Profile("", [Stretch(0.0, 5.0, nan, nan, nan, "@P", 1, "unknown")], stops).csv()
    assert "'@P,'=cmd,-3," in text


def test_no_way_is_a_sentence(desk, town_template):
    part = desk.part("section")
    part.show_link("enterprises", town_template.uid["Mill"], town_template.uid["B"])
    wait_for(lambda: desk.said)
    assert "No water runs from there" in desk.said[0]
    assert part.dock.chart.profile is None


def test_round_steps():
    from outfall_tracer.reports.section_drawing import nice_step, ticks

    assert [nice_step(span, 5) for span in (1.0, 7.0, 12.0, 4999.0)] == [0.2, 2.0, 5.0, 1000.0]
    assert list(ticks(-1.0, 3.0, 2.0)) == [0.0, 2.0]
