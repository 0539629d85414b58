"""Colours of text: as they are on light lists, readable on dark ones."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QApplication


@pytest.fixture
def paper(qgis_app):
    """Colour the background of lists."""
    before = QApplication.palette()

    def colour(name):
        palette = QPalette(before)
        palette.setColor(QPalette.ColorRole.Base, QColor(name))
        QApplication.setPalette(palette)

    yield colour
    QApplication.setPalette(before)


def test_colours_stay_on_light_lists(paper):
    from outfall_tracer.ui.inks import ink

    paper("#ffffff")
    assert ink("#d7191c").name() == "#d7191c"


@pytest.mark.parametrize("background", ["#000000", "#222222", "#404040"])
def test_every_colour_of_a_state_can_be_read_on_dark_lists(paper, background):
    from outfall_tracer.ui import inks
    from outfall_tracer.ui.findings import model as findings
    from outfall_tracer.ui.judge import wording
    from outfall_tracer.ui.register import model as register

    paper(background)
    colours = {inks.WARNING, inks.DOUBTFUL}
    for part in (register, wording, findings):
        colours.update(part.STATUS_COLOURS.values())
    colours.update(findings.SEVERITY_COLOURS.values())
    for colour in colours:
        assert inks.contrast(inks.ink(colour), QColor(background)) >= inks.ENOUGH, colour


def test_contrast_of_black_on_white(qgis_app):
    from outfall_tracer.ui.inks import contrast

    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21.0)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)  # WCAG's own example
