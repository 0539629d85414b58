"""The dock of the long section: title, drawing, what lies under the cursor, and export."""

from __future__ import annotations

import math
from typing import Any

from qgis.PyQt.QtCore import QSize, pyqtSignal
from qgis.PyQt.QtWidgets import QDockWidget, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from ...i18n import inflected, translate
from ...operations.answers.profile import Profile
from ...reports.section_drawing import pipe_label
from ..icons import icon
from ..plain_text import PlainLabel, tip
from ..words import label
from .chart import SectionChart


class SectionDock(QDockWidget):
    """Shows one section; the map is linked by the part."""

    export_requested = pyqtSignal(str)  # png, svg or csv

    def __init__(self, parent: Any = None) -> None:
        super().__init__(translate("Section", "Long section"), parent)
        self.setObjectName("OutfallTracerSection")
        self.chart = SectionChart(self)
        self.titleLabel = PlainLabel()
        self.titleLabel.setSizePolicy(self.chart.sizePolicy())
        font = self.titleLabel.font()
        font.setBold(True)
        self.titleLabel.setFont(font)
        self.valueLabel = PlainLabel()
        self.allButton = self._button("zoom", translate("Section", "Show the whole section"))
        self.exportButton = self._button("export_file", translate("Section", "Save as picture or table"))
        self.exportButton.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.exportButton)
        for kind, text in (
            ("png", translate("Section", "Picture (PNG)…")),
            ("svg", translate("Section", "Drawing (SVG)…")),
            ("csv", translate("Section", "Table (CSV)…")),
        ):
            action = menu.addAction(text)
            action.triggered.connect(lambda _checked=False, kind=kind: self.export_requested.emit(kind))
        self.exportButton.setMenu(menu)
        self._lay_out()
        self.allButton.clicked.connect(lambda _checked=False: self.chart.show_all())
        self.chart.pointed.connect(self.show_values)
        self.chart.left.connect(lambda: self.show_values(None))
        self.show_profile(None)

    def show_profile(self, profile: Profile | None) -> None:
        """Show a section, or none."""
        self.chart.show_profile(profile)
        self.titleLabel.setText(profile.title if profile else "")
        for button in (self.allButton, self.exportButton):
            button.setEnabled(profile is not None)
        self.show_values(None)

    def show_values(self, chainage: float | None) -> None:
        """Say what lies at a chainage; without one, what the section is."""
        profile = self.chart.profile
        if profile is None:
            self.valueLabel.clear()
            return
        stretch = profile.stretch_at(chainage) if chainage is not None else None
        if stretch is None or chainage is None:
            adverse = sum(each.is_adverse for each in profile.stretches)
            text = inflected(
                translate("Section", "{n} (pipe|pipes), {length} m"),
                n=len(profile.stretches), length=f"{profile.length_m:,.0f}",
            )
            if adverse:
                text += translate("Section", "; {n} rise in flow direction (▲)").format(n=adverse)
            if not profile.has_levels:
                text += translate("Section", "; no invert levels are known")
            self.valueLabel.setText(text)
            return
        parts = [
            translate("Section", "{m} m").format(m=f"{chainage:,.1f}"),
            stretch.pipe or translate("Section", "bridged gap"),
            pipe_label(stretch),
        ]
        level = stretch.invert_at(chainage)
        if math.isfinite(level):
            parts.append(translate("Section", "invert {level} m").format(level=f"{level:.2f}"))
        basis = label("flow_basis", stretch.basis)
        parts.append(translate("Section", "direction: {basis}").format(basis=basis))
        if stretch.is_adverse:
            rise = stretch.invert_bottom - stretch.invert_top
            parts.append(translate("Section", "rises by {rise} m").format(rise=f"{rise:.2f}"))
        self.valueLabel.setText(" · ".join(part for part in parts if part))

    def _button(self, name: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setToolTip(tip(text))
        button.setAutoRaise(True)
        return button

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.addWidget(self.titleLabel, 1)
        header.addWidget(self.allButton)
        header.addWidget(self.exportButton)
        self.titleLabel.setMinimumWidth(60)
        self.titleLabel.setFixedHeight(self.exportButton.sizeHint().height())
        contents = QWidget()
        column = QVBoxLayout(contents)
        column.setContentsMargins(6, 4, 6, 4)
        column.setSpacing(2)
        column.addLayout(header)
        column.addWidget(self.chart, 1)
        self.valueLabel.setMinimumSize(QSize(60, 0))
        column.addWidget(self.valueLabel)
        self.setWidget(contents)
