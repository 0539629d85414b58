"""The result dock, its marks and the long section under Qt 6: shown, painted, moved over, exported."""

from __future__ import annotations

import math

import pytest


@pytest.fixture
def profile():
    from outfall_tracer.operations.answers.profile import Profile, Stop, Stretch

    nan = math.nan
    stretches = [
        Stretch(0.0, 60.0, 21.0, 20.5, 800.0, "P1", 1, "declared_flow"),
        Stretch(60.0, 100.0, 20.5, 20.9, nan, "P2", 2, "invert"),
        Stretch(100.0, 110.0, nan, nan, 300.0, "", -1, "unknown"),
    ]
    stops = [Stop(m, m, 0.0, 23.0, f"M{m:.0f}") for m in (0.0, 60.0, 100.0, 110.0)]
    return Profile("A way", stretches, stops, [(m, 0.0, m) for m in (0.0, 60.0, 100.0, 110.0)])


def test_section(app, profile, tmp_path):
    from outfall_tracer.reports.section_files import save
    from outfall_tracer.ui.section.dock import SectionDock
    from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
    from PyQt6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

    dock = SectionDock()
    dock.resize(800, 300)
    dock.show()
    assert not dock.grab().isNull()  # how to get one
    dock.show_profile(profile)
    assert not dock.grab().isNull()
    chart = dock.chart
    none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(chart.width() / 2, 60)
    app.sendEvent(chart, QMouseEvent(QEvent.Type.MouseMove, place, none, none, keys))
    assert "P1" in dock.valueLabel.text() or "P2" in dock.valueLabel.text()
    app.sendEvent(chart, QWheelEvent(
        place, place, QPoint(), QPoint(0, 120), none, keys, Qt.ScrollPhase.NoScrollPhase, False))
    assert chart.shown[1] - chart.shown[0] < 110
    app.sendEvent(chart, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Home, keys))
    assert chart.shown == (0.0, 110.0)
    assert not dock.grab().isNull()
    for kind in ("png", "svg"):
        save(profile, str(tmp_path / f"way.{kind}"), chart.shown, chart.font())
        assert (tmp_path / f"way.{kind}").stat().st_size > 2000


def test_results(app):
    from outfall_tracer.operations.answers.trace_view import EndRow, OutfallRow, SourceRow, TraceView
    from outfall_tracer.ui.trace.dock import TraceDock
    from outfall_tracer.ui.trace.results import Results
    from PyQt6.QtCore import Qt

    def view(title, names):
        sources = [
            SourceRow("enterprises", f"u{i}", i, name, title, 1, 50.0 * i, 3.0, "nearest_node", 0.8,
                      (("link", 0.8),), float(i), 0.0)
            for i, name in enumerate(names)
        ]
        ends = [EndRow(0.0, 0.0, reason, 2.0, "P") for reason in ("gap", "barrier", "cross_connection")]
        return TraceView(title, [1], sources, ends, outfalls=[OutfallRow("o", 1, "A", 9.0, 0.0, 0.0)])

    results = Results()
    dock = TraceDock(results)
    dock.resize(500, 600)
    dock.show()
    results.add(view("A", ["Mill", "Dye"]))
    results.keep(results.current)
    results.add(view("B", ["Mill"]))
    model = dock.sourcesTree.model()
    assert "0.80" in model.index(0, 3, model.index(1, 0)).data(Qt.ItemDataRole.ToolTipRole)
    assert not dock.grab().isNull()
    dock.resultsTree.topLevelItem(0).setCheckState(0, Qt.CheckState.Unchecked)
    assert not results.current.visible
    dock.compareButton.click()
    assert results.comparison is not None
    assert not dock.grab().isNull()


def test_marks(app):
    from outfall_tracer.ui.trace.marks import (
        MARKS,
        PALETTE,
        colour_icon,
        end_icon,
        mark_picture,
        source_picture,
    )
    from PyQt6.QtCore import QSize

    for reason in MARKS:
        assert not end_icon(reason).pixmap(QSize(16, 16)).isNull()
        assert not mark_picture(reason, 2.0).isNull()
    assert not colour_icon(PALETTE[0]).isNull()
    assert not source_picture((PALETTE[0], "enterprises", "confirmed"), 1.0).isNull()
