"""The judging dock: the chosen outfall's candidates by kind, their reasons, evidence, what is lacking.

It shows, and asks for everything else by ``asked(name)``, one name per action of :data:`ACTIONS`. Every
action has a single key that works while the dock has the focus.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import QRect, Qt, pyqtSignal
from qgis.PyQt.QtGui import QFont
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QTextBrowser,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...i18n import inflected, translate
from ...operations.judging.candidates import Candidate
from ...operations.judging.completeness import Lack, Work, summary
from ..action_dock import ActionDock, Keyed
from ..icons import icon
from ..inks import warning_ink
from ..plain_text import Paragraph, PlainLabel, RichLabel, escaped, tip
from ..register.model import status_colour
from ..worded_bar import WordedBar
from ..words import label, offer
from . import wording
from .actions import ON_LINKS, decisions, endings
from .candidate_tree import LINK, CandidateTree
from .elided import ElidedLabel
from .evidence_list import EvidenceList

_LACKS = 5  # lines of what is lacking, before the list scrolls


class JudgeDock(ActionDock):
    """See the module."""

    selection_changed = pyqtSignal()
    lack_chosen = pyqtSignal(object)  # Lack

    def __init__(self, parent: Any = None) -> None:
        super().__init__("Judge", translate("Judge", "Judging"), parent)
        self.pages = QStackedWidget(self)
        self.setWidget(self.pages)
        self.empty = Paragraph(
            translate("Judge", "Select an outfall in the register or on the map."), self.pages
        )
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages.addWidget(self.empty)
        self.page = QWidget(self.pages)
        self.pages.addWidget(self.page)
        self._build()

    # what it shows

    def show_nothing(self) -> None:
        """Show that no outfall is chosen."""
        self.tree.show_links([], [])
        self.pages.setCurrentWidget(self.empty)

    def show_outfalls(self, works: Sequence[Work], links: Sequence[Candidate], n_differences: int) -> None:
        """Show the candidates of one or several outfalls; the selection stays."""
        self.pages.setCurrentWidget(self.page)
        self._show_head(works, links, n_differences)
        self.tree.show_links(links, works)
        self._on_selection()

    def selected(self) -> list[Candidate]:
        """Return the selected links, top to bottom; a selected group stands for its links."""
        return self.tree.selected()

    def select(self, uids: Sequence[str]) -> None:
        """Select links by uid and bring the first into view."""
        self.tree.select(uids)

    def select_next_candidate(self) -> None:
        """Select the next link that nobody has decided, after the present one."""
        self.tree.select_next_candidate()

    def show_lacks(self, lacks: Sequence[Lack]) -> None:
        """List what completeness lacks; none hides the list."""
        self.lacks.clear()
        lacks = summary(lacks)
        for lack in lacks:
            item = QListWidgetItem(icon("findings"), lack.text)
            item.setToolTip(tip(lack.text))
            item.setData(LINK, lack)
            self.lacks.addItem(item)
        text = translate("Judge", "Not complete yet, {n} (item|items) missing:")
        self.lacksLabel.setText(inflected(text, n=len(lacks)))
        self.lacksLabel.setVisible(bool(lacks))
        self.lacks.setVisible(bool(lacks))
        self._fit_lacks()

    def _fit_lacks(self) -> None:
        """Make the list as high as its texts, wrapped, up to a limit from which on it scrolls."""
        metrics = self.lacks.fontMetrics()
        line = max(metrics.height(), self.lacks.iconSize().height()) + 6
        room = QRect(0, 0, max(self.page.width() - 3 * line, 4 * line), 100 * line)
        wrapped = [
            metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), self.lacks.item(at).text()).height() + 8
            for at in range(self.lacks.count())
        ]
        height = min(sum(max(one, line) for one in wrapped), _LACKS * line)
        self.lacks.setFixedHeight(height + 2 * self.lacks.frameWidth())

    def resizeEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Texts wrap anew."""
        super().resizeEvent(event)
        self._fit_lacks()

    @property
    def method(self) -> str:
        """Return the method that a decision is made by, "" where none is chosen."""
        return str(self.methodBox.currentData() or "")

    # how it is made

    def _build(self) -> None:
        box = QVBoxLayout(self.page)
        box.setContentsMargins(6, 4, 6, 4)
        box.setSpacing(4)
        head = QHBoxLayout()
        self.title = ElidedLabel(self.page)
        font = QFont(self.title.font())
        font.setBold(True)
        self.title.setFont(font)
        head.addWidget(self._step_button("previous", translate("Judge", "Previous outfall"), "K"))
        head.addWidget(self._step_button("next", translate("Judge", "Next outfall"), "J"))
        head.addWidget(self.title, 1)
        box.addLayout(head)
        self.state = RichLabel(self.page)
        self.state.setWordWrap(True)
        self.state.linkActivated.connect(self.asked)
        box.addWidget(self.state)
        box.addWidget(self._bar(decisions(), with_method=True))
        self.splitter = QSplitter(Qt.Orientation.Vertical, self.page)
        self.splitter.setChildrenCollapsible(False)
        self.tree = CandidateTree(self.page)
        self.tree.itemSelectionChanged.connect(self._on_selection)
        self.tree.itemDoubleClicked.connect(lambda _item, _column: self.asked.emit("way"))
        self.details = QTextBrowser(self.page)
        self.details.setOpenLinks(False)
        self.details.setMinimumHeight(70)
        self.evidence = EvidenceList(self.page)
        lower = QSplitter(Qt.Orientation.Horizontal, self.page)
        lower.setChildrenCollapsible(False)
        lower.addWidget(self.details)
        lower.addWidget(self.evidence)
        lower.setSizes([260, 120])
        self.splitter.addWidget(self.tree)
        self.splitter.addWidget(lower)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 1)
        box.addWidget(self.splitter, 1)
        self.lacksLabel = PlainLabel(self.page)
        self.lacks = QListWidget(self.page)
        self.lacks.setWordWrap(True)
        self.lacks.itemActivated.connect(lambda item: self.lack_chosen.emit(item.data(LINK)))
        self.lacks.itemClicked.connect(lambda item: self.lack_chosen.emit(item.data(LINK)))
        for widget in (self.lacksLabel, self.lacks):
            widget.hide()
            box.addWidget(widget)
        box.addWidget(self._bar(endings()))

    def _step_button(self, name: str, text: str, key: str) -> QToolButton:
        button = QToolButton(self.page)
        button.setAutoRaise(True)
        button.setDefaultAction(self.add_action(Keyed(name, key, text, text), self.page))
        return button

    def _bar(self, actions: Sequence[Keyed], with_method: bool = False) -> QToolBar:
        bar = WordedBar(self.page)
        if with_method:
            self.methodBox = QComboBox(bar)
            self.methodBox.addItem(translate("Judge", "(method)"), "")
            offer(self.methodBox, "trace_method")
            self.methodBox.setToolTip(
                translate("Judge", "How the source was established; kept with every decision")
            )
            self.methodBox.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for action in actions:
            bar.addAction(self.add_action(action, self.page))
        if with_method:
            bar.addWidget(self.methodBox)
        return bar

    # inside

    def _show_head(self, works: Sequence[Work], links: Sequence[Candidate], n_differences: int) -> None:
        title = works[0].title if len(works) == 1 else inflected(
            translate("Judge", "{n} (outfall|outfalls)"),
            n=len(works),
        )
        self.title.setText(title)
        lines = []
        if len(works) == 1:
            work = works[0]
            status = label("trace_status", work.status)
            state = label("work_state", work.state)
            lines.append(
                f'<span style="color:{status_colour(work.status)}">● <b>{status}</b></span> · {state}'
                + (f" · {escaped(work.party)}" if work.party else "")
            )
            if work.note:
                lines.append(escaped(work.note))
            if work.status == "untraceable" and work.reason:
                lines.append(escaped(work.reason))
            if work.is_stale:
                text = translate("Judge", "Out of date: {because}").format(
                    because=escaped(work.stale_because)
                )
                lines.append(
                    f'<span style="color:{warning_ink()}">{text}</span> '
                    f'<a href="retrace">{translate("Judge", "Trace again")}</a>'
                )
        if n_differences:
            text = inflected(
                translate("Judge", "{n} entered (value differs|values differ) from the links"),
                n=n_differences,
            )
            lines.append(f'<a href="differences">{text}</a>')
        undecided = sum(link.status == "candidate" for link in links)
        if links:
            lines.append(inflected(
                translate("Judge", "{n} (source|sources), {k} undecided"),
                n=len(links), k=undecided,
            ))
        else:
            lines.append(
                translate("Judge", "No source is linked yet.")
                + f' <a href="retrace">{translate("Judge", "Trace now")}</a>'
            )
        self.state.setText("<br>".join(lines))

    def _on_selection(self) -> None:
        chosen = self.selected()
        for name in ON_LINKS:
            self.actions_by_name[name].setEnabled(bool(chosen))
        self.actions_by_name["remove"].setEnabled(any(link.rule == "manual" for link in chosen))
        for name in ("way", "section"):
            self.actions_by_name[name].setEnabled(len(chosen) == 1)
        if len(chosen) == 1:
            self.details.setHtml(wording.details(chosen[0]))
        elif chosen:
            self.details.setHtml(inflected(
                translate("Judge", "{n} (source is|sources are) selected."),
                n=len(chosen),
            ))
        else:
            self.details.setHtml(
                translate(
                    "Judge",
                    "Select sources to judge them. Y confirms, N rejects, U takes back, W shows the way.",
                )
            )
        self.selection_changed.emit()
