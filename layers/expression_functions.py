"""Functions for QGIS expressions: labels, filters and forms may ask what drains where.

``outfall_sources``, ``outfall_count``, ``trace_distance`` and ``source_outfalls`` read the
stored links of the open project (:mod:`.link_index`). They may be asked from any thread, so
the path of the project is told beforehand (:func:`use_project`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from qgis.core import NULL, QgsExpression, QgsExpressionFunction, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QThread

from ..i18n import translate
from ..problems import UserError
from ..rules.link_status import COUNTED
from .project import find

if TYPE_CHECKING:  # QGIS imports this when it starts
    from .link_index import Link, LinkIndex

GROUP = "Outfall Tracer"

_path = ""


def use_project(path: str) -> None:
    """Tell which project file the functions ask; "" where none is open."""
    global _path  # noqa: PLW0603 - one window, one project; threads only read it
    _path = path


class LinkFunction(QgsExpressionFunction):
    """One function over the links; without its first argument it asks about the row at hand."""

    def __init__(
        self, name: str, parameters: Sequence[tuple[str, bool]], help_text: str,
        answer: Callable[[LinkIndex, list[str]], Any],
    ) -> None:
        listed = [QgsExpressionFunction.Parameter(label, optional) for label, optional in parameters]
        super().__init__(name, listed, GROUP, help_text)
        self._answer = answer

    def func(self, values: Any, context: Any, parent: Any, _node: Any) -> Any:
        """Answer for one row."""
        given = ["" if value is None or value == NULL else str(value) for value in values or ()]
        if not (given and given[0]) and context is not None:
            row = context.feature()
            if row.isValid() and row.fields().lookupField("uid") >= 0:
                given[:1] = [str(row["uid"])]
        try:
            from .link_index import links_of

            return self._answer(links_of(_open_project()), given)
        except UserError as error:
            parent.setEvalErrorString(error.message)
            return None

    def usesGeometry(self, _node: Any) -> bool:  # noqa: N802 - QGIS's name
        """No shape is needed."""
        return False

    def referencedColumns(self, _node: Any) -> set[str]:  # noqa: N802 - QGIS's name
        """The row at hand is asked for its ``uid``; other arguments name their own columns."""
        return {"uid"}

    def handlesNull(self) -> bool:  # noqa: N802 - QGIS's name
        """An empty argument is not an empty answer."""
        return True

    def isStatic(self, *_arguments: Any) -> bool:  # noqa: N802 - QGIS's name
        """Links change while people judge."""
        return False


def make_functions() -> list[LinkFunction]:
    """Return the functions; who registers them keeps them alive."""
    return [
        LinkFunction("outfall_sources", (("outfall", True), ("status", True)), _help(
            translate("Expressions", "Names of the sources that drain to an outfall, the most certain "
                      "first."),
            translate("Expressions", "outfall: uid of the outfall; empty: the row at hand. status: "
                      "candidate, confirmed, rejected or lost; empty: candidates and confirmed ones."),
            "array_to_string(outfall_sources(\"uid\", 'confirmed'))",
        ), lambda index, given: [link.source_name or link.source_uid for link in _of_outfall(index, given)]),
        LinkFunction("outfall_count", (("source", True), ("status", True)), _help(
            translate("Expressions", "Number of outfalls that a source drains to."),
            translate("Expressions", "source: uid of the source; empty: the row at hand. status: as in "
                      "outfall_sources."),
            'outfall_count("uid") > 1',
        ), lambda index, given: len(_of_source(index, given))),
        LinkFunction("source_outfalls", (("source", True), ("status", True)), _help(
            translate("Expressions", "Identifiers (uid) of the outfalls that a source drains to, the nearest "
                      "first."),
            translate("Expressions", "source: uid of the source; empty: the row at hand. status: as in "
                      "outfall_sources."),
            "attribute(get_feature('outfalls', 'uid', source_outfalls(\"uid\")[0]), 'code_national')",
        ), lambda index, given: [link.outfall_uid for link in _of_source(index, given)]),
        LinkFunction("trace_distance", (("outfall", False), ("source", False)), _help(
            translate("Expressions", "Metres from a source to an outfall: the last hop and the way along the "
                      "network. Empty where the two are not linked."),
            translate("Expressions", "outfall: uid of the outfall. source: uid of the source."),
            'trace_distance("outfall_uid", "source_uid")',
        ), _distance),
    ]


def register(functions: Sequence[LinkFunction]) -> None:
    """Make the functions known to QGIS."""
    for function in functions:
        QgsExpression.registerFunction(function)


def unregister(functions: Sequence[LinkFunction]) -> None:
    """Take the functions away again."""
    for function in functions:
        QgsExpression.unregisterFunction(function.name())


def _open_project() -> str:
    path = _path
    if not path and QThread.currentThread() == QCoreApplication.instance().thread():
        path = str(find.project_path(QgsProject.instance()) or "")
    if not path:
        raise UserError(translate("Expressions", "No outfall project is open."))
    return path


def _wanted(links: list[Link], given: list[str]) -> list[Link]:
    status = given[1] if len(given) > 1 else ""
    return [link for link in links if (link.status == status if status else link.status in COUNTED)]


def _of_outfall(index: LinkIndex, given: list[str]) -> list[Link]:
    return _wanted(index.by_outfall.get(given[0], []) if given else [], given)


def _of_source(index: LinkIndex, given: list[str]) -> list[Link]:
    return _wanted(index.by_source.get(given[0], []) if given else [], given)


def _distance(index: LinkIndex, given: list[str]) -> float | None:
    outfall, source = given
    found = [link.metres for link in index.by_source.get(source, ()) if link.outfall_uid == outfall]
    return min((metres for metres in found if metres is not None), default=None)


def _help(text: str, arguments: str, example: str) -> str:
    title, sample = translate("Expressions", "Arguments"), translate("Expressions", "Example")
    return (f"<p>{text}</p><h4>{title}</h4><p>{arguments}</p>"
            f"<h4>{sample}</h4><p><code>{example}</code></p>")
