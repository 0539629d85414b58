"""Layout templates (.qpt): drawn in QGIS, filled here.

What is filled is found by the item's id, its role: maps, legends and scale bars are what they are called, a
label's place is taken by a table, list or picture. All other labels are texts with expressions
(``[% @title %]``). A template may be restyled and extended in QGIS; what it lacks, or gets wrong, is named in
``problems`` and the rest is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextScope,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsProject,
    QgsReadWriteContext,
)
from qgis.PyQt.QtXml import QDomDocument

from ..i18n import system_reason, translate
from ..problems import UserError
from .page import Page, literal

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "layouts"
#: What a template of district maps has, and what each is.
DISTRICT_ROLES: Mapping[str, Any] = {
    "map": QgsLayoutItemMap,
    "inset": QgsLayoutItemMap,
    "legend": QgsLayoutItemLegend,
    "scale_bar": QgsLayoutItemScaleBar,
    "north": QgsLayoutItemPicture,
    "counts": QgsLayoutItemLabel,
    "names": QgsLayoutItemLabel,
}
_EXPRESSION = re.compile(r"\[%(.*?)%\]", re.DOTALL)


class Template:
    """A template that pages are made after. problems: sentences on what of it could not be used.

    ``needs``: the item without which it is of no use.
    """

    def __init__(
        self, path: Path, shipped: Path, roles: Mapping[str, Any] = DISTRICT_ROLES, needs: str = "map"
    ) -> None:
        self.problems: list[str] = []
        self.path = path
        self.sizes: dict[str, tuple[float, float]] = {}  #: of what is filled, by role, in millimetres
        self._roles, self._needs = roles, needs
        self._document = self._read(path) if path != shipped else None
        if self._document is None:
            self.path = shipped
            self._document = self._read(shipped)
            if self._document is None:
                raise UserError(self.problems[-1])

    def _read(self, path: Path) -> QDomDocument | None:
        """Return a template, None where it is none or lacks what is needed; ``problems`` has the reason."""
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            return self._unusable(path, system_reason(error))
        except UnicodeDecodeError:
            return self._unusable(path, translate("Reports", "it is not in UTF-8"))
        document = QDomDocument()
        if not document.setContent(text)[0] or document.elementsByTagName("Layout").isEmpty():
            return self._unusable(path, translate("Reports", "it is not a QGIS layout template"))
        project = QgsProject()  # has to live as long as its layout
        trial = Page(project, 100, 100, "#000000")
        items, _ = trial.layout.loadFromTemplate(document, QgsReadWriteContext())
        sizes = {
            item.id(): (item.rect().width(), item.rect().height())
            for item in items
            if isinstance(item, self._roles.get(item.id(), ()))
        }
        items.clear()
        trial.close()
        if self._needs not in sizes:
            said = translate("Reports", "it has no item with the id “{name}”")
            return self._unusable(path, said.format(name=self._needs))
        self.sizes = sizes
        return document

    def _unusable(self, path: Path, reason: str) -> QDomDocument | None:
        said = translate("Reports", "The template {path} cannot be used: {reason}. The one shipped is taken.")
        self.problem(said.format(path=path.name, reason=reason))
        return None

    def problem(self, sentence: str) -> None:
        """Keep a sentence, once."""
        if sentence not in self.problems:
            self.problems.append(sentence)

    def add_page(self, page: Page, number: int, values: Mapping[str, str]) -> dict[str, Any]:
        """Add page ``number`` (from 0) with its texts; return the items that are to be filled, by role."""
        layout = page.layout
        items, _ = layout.loadFromTemplate(self._document, QgsReadWriteContext(), number == 0)
        if number == 0 and layout.pageCollection().pageCount() > 1:
            said = translate("Reports", "The template {path} has several pages; the first one is used.")
            self.problem(said.format(path=self.path.name))
        page.number = number
        if number:
            sheet = QgsLayoutItemPage(layout)
            sheet.setPageSize(layout.pageCollection().page(0).pageSize())
            layout.pageCollection().addPage(sheet)
        found: dict[str, Any] = {}
        for item in items:
            if item.page() > 0:  # of a template with several pages
                layout.removeLayoutItem(item)
                continue
            if number:
                item.attemptMove(item.pagePositionWithUnits(), True, False, number)
            if isinstance(item, self._roles.get(item.id(), ())):
                found[item.id()] = item
            if isinstance(item, QgsLayoutItemLabel):
                page.make_findable(item)
                self.write(page, item, "" if item.id() in found else item.text(), values)
        while number == 0 and layout.pageCollection().pageCount() > 1:
            layout.pageCollection().deletePage(1)
        self._name_missing(found)
        return found

    def load(self, page: Page) -> tuple[dict[str, Any], list[tuple[Any, str]]]:
        """Put all pages onto a layout; return what is to be filled, by role, and labels with their texts.

        The labels are written by :meth:`write`, again for every document.
        """
        items, _ = page.layout.loadFromTemplate(self._document, QgsReadWriteContext(), True)
        found = {item.id(): item for item in items if isinstance(item, self._roles.get(item.id(), ()))}
        labels = []
        for item in items:
            if isinstance(item, QgsLayoutItemLabel):
                page.make_findable(item)
                if item.id() in found:
                    item.setText("")
                else:
                    labels.append((item, item.text()))
        self._name_missing(found)
        return found, labels

    def _name_missing(self, found: Mapping[str, Any]) -> None:
        for name in self._roles:
            if name not in found:
                said = translate("Reports", "The template {path} has no item “{name}”; it is left out.")
                self.problem(said.format(path=self.path.name, name=name))

    def write(self, page: Page, item: Any, text: str, values: Mapping[str, str]) -> None:
        """Put a text with its expressions evaluated into a label, broken to its width."""
        def evaluated(found: re.Match[str]) -> str:
            name = found[1].strip()[1:]
            if found[1].strip() == f"@{name}" and name in values:  # as nearly all are
                return values[name]
            expression = QgsExpression(found[1])
            value = None if expression.hasParserError() else expression.evaluate(_context(values))
            reason = " ".join((expression.parserErrorString() or expression.evalErrorString()).split())
            unknown = sorted(expression.referencedVariables() - set(values) - {"qgis_version"})
            if not reason and unknown:
                near = get_close_matches(unknown[0], list(values), 1)
                reason = translate("Reports", "there is no @{name}; there are: {names}").format(
                    name=unknown[0], names=", ".join(f"@{one}" for one in near or sorted(values))
                )
            if reason:
                said = translate(
                    "Reports",
                    "The template {path}, item “{name}”: {expression} cannot be evaluated: {reason}.",
                )
                self.problem(
                    said.format(
                        path=self.path.name,
                        name=item.id() or item.displayName(),
                        expression=found[1].strip(),
                        reason=reason,
                    )
                )
                return ""
            return "" if value is None else str(value)

        item.setText(literal(page.broken(item, _EXPRESSION.sub(evaluated, text))))


def _context(values: Mapping[str, str]) -> QgsExpressionContext:
    scope = QgsExpressionContextScope()
    for name, value in values.items():
        scope.setVariable(name, value)
    context = QgsExpressionContext()
    context.appendScope(scope)
    return context
