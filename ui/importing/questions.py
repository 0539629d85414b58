"""The questions of an import as a person answers them: a sentence, the possible answers, what is proposed."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from ...i18n import translate
from ...importing.model import Question
from ..plain_text import Paragraph

#: Questions about places have a page of their own.
PLACES = ("crs", "datum", "order", "place")


def about_places(question: Question) -> bool:
    """Tell whether a question is about coordinates."""
    return question.code.split(".")[0] in PLACES


class QuestionList(QScrollArea):
    """Questions one below the other; hidden where there are none."""

    answered = pyqtSignal(dict)  # code -> answer; "" takes an answer back

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def show_questions(self, questions: Sequence[Question], answers: dict[str, str]) -> None:
        """Show questions with the answers given so far."""
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setColumnStretch(0, 1)
        open_ones = [one for one in questions if one.code not in answers]
        proposed = [one for one in open_ones if one.proposed]
        if len(proposed) > 1:
            every = QPushButton(translate("ImportWizard", "Take all {n} proposals").format(n=len(proposed)))
            every.clicked.connect(
                lambda _checked=False: self.answered.emit({one.code: one.proposed for one in proposed})
            )
            grid.addWidget(every, 0, 1)
        for row, question in enumerate(questions, 1):
            label = Paragraph(question.text)
            if question.code not in answers and not question.optional:
                label.setStyleSheet("font-weight: bold")
            grid.addWidget(label, row, 0)
            grid.addWidget(self._answer(question, answers.get(question.code, "")), row, 1)
        grid.setRowStretch(len(questions) + 1, 1)
        self.setWidget(inside)
        self.setVisible(bool(questions))
        self.setMaximumHeight(min(220, 24 + 44 * len(questions) + 34 * (len(proposed) > 1)))

    def _answer(self, question: Question, given: str) -> QWidget:
        if not question.options:
            edit = QLineEdit(given or question.proposed)
            edit.editingFinished.connect(lambda: self.answered.emit({question.code: edit.text().strip()}))
            return edit
        box = QComboBox()
        box.addItem(
            translate("ImportWizard", "(leave it empty)")
            if question.optional
            else translate("ImportWizard", "(choose)"),
            "",
        )
        for answer, text in question.options:
            shown = (
                translate("ImportWizard", "{answer} (proposed)").format(answer=text)
                if answer == question.proposed
                else text
            )
            box.addItem(shown, answer)
        box.setCurrentIndex(max(0, box.findData(given)))
        box.setMinimumWidth(260)
        box.activated.connect(lambda _at: self.answered.emit({question.code: box.currentData()}))
        return box
