"""Layout templates (.qpt): drawn in QGIS, filled here.

What is filled is found by the item's id: ``map``, ``inset``, ``legend``, ``scale_bar``, ``north`` are what
they are called; ``counts`` and ``names`` are labels whose place a table or list takes. All other labels are
texts with expressions (``[% @title %]``). A template may be restyled and extended in QGIS; what it lacks, or
gets wrong, is named in ``problems`` and the rest is made.
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
#: What a template of maps has, and what each is.
ROLES: Mapping[str, Any] = {
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
    """A template that pages are made after. problems: sentences on what of it could not be used."""

    def __init__(self, path: Path, shipped: Path) -> None:
        self.problems: list[str] = []
        self.path = path
        self.map_size = (0.0, 0.0)  #: of its map, in millimetres
        self._document = self._read(path) if path != shipped else None
        if self._document is None:
            self.path = shipped
            self._document = self._read(shipped)
            if self._document is None:
                raise UserError(self.problems[-1])

    def _read(self, path: Path) -> QDomDocument | None:
        """Return a template, None where it is none or has no map; the reason goes to ``problems``."""
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            return self._unusable(path, system_reason(error))
        except UnicodeDecodeError:
            return self._unusable(path, translate("Reports", "it is not in UTF-8"))
        document = QDomDocument()
        if not document.setContent(text)[0] or document.elementsByTagName("Layout").isEmpty():
            return self._unusable(path, translate("Reports", "it is no layout template of QGIS"))
        project = QgsProject()  # has to live as long as its layout
        trial = Page(project, 100, 100, "#000000")
        items, _ = trial.layout.loadFromTemplate(document, QgsReadWriteContext())
        sizes = [
            (item.rect().width(), item.rect().height())
            for item in items
            if item.id() == "map" and isinstance(item, QgsLayoutItemMap)
        ]
        several = trial.layout.pageCollection().pageCount() > 1
        items.clear()
        trial.close()
        if not sizes:
            return self._unusable(path, translate("Reports", "it has no map with the id “map”"))
        if several:
            said = translate("Reports", "The template {path} has several pages; the first one is used.")
            self.problem(said.format(path=path.name))
        self.map_size = sizes[0]
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
            role = ROLES.get(item.id())
            if role is not None and isinstance(item, role):
                found[item.id()] = item
            if isinstance(item, QgsLayoutItemLabel):
                self._write(page, item, "" if item.id() in found else item.text(), values)
        while number == 0 and layout.pageCollection().pageCount() > 1:
            layout.pageCollection().deletePage(1)
        for name in ROLES:
            if name not in found:
                said = translate("Reports", "The template {path} has no item “{name}”; it is left out.")
                self.problem(said.format(path=self.path.name, name=name))
        return found

    def _write(self, page: Page, item: Any, text: str, values: Mapping[str, str]) -> None:
        """Put a text with its expressions evaluated into a label, in a font that can be searched."""
        scope = QgsExpressionContextScope()
        for name, value in values.items():
            scope.setVariable(name, value)
        context = QgsExpressionContext()
        context.appendScope(scope)

        def evaluated(found: re.Match[str]) -> str:
            expression = QgsExpression(found[1])
            value = None if expression.hasParserError() else expression.evaluate(context)
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

        item.setText(literal(_EXPRESSION.sub(evaluated, text)))
        page.make_findable(item)
