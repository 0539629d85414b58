"""The bulletin as a Word document: a template that the analyst restyles, filled by docxtpl.

The template is a Word document with fields such as ``{{ title }}``; what may stand in them is FIELDS. Those
that are shipped are made by ``scripts/make_bulletin_templates.py``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..bundled_packages import python_package
from ..i18n import system_reason, translate
from ..problems import UserError
from .bulletin_text import Text
from .figures import cells_of
from .sheets import Block

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "bulletin"
FIELDS = ("title", "subtitle", "sections", "chart", "map", "notes", "date")
_PICTURE_MM = 150


def word_problem() -> str:
    """Return why a Word document cannot be made on this computer, "" where it can."""
    use = translate("Bulletin", "The bulletin as a Word document")
    try:
        for name in ("lxml", "jinja2", "docxtpl"):
            python_package(name, use)
    except UserError as error:
        return str(error)
    return ""


class WordTemplate:
    """A template; it is opened, and its fields are read, before anything is made."""

    def __init__(self, path: Path | None, language: str) -> None:
        self.path = path or FOLDER / f"bulletin_{language}.docx"
        use = translate("Bulletin", "The bulletin as a Word document")
        self._docxtpl: Any = python_package("docxtpl", use)
        self._jinja: Any = python_package("jinja2", use)
        sandbox: Any = python_package("jinja2.sandbox", use)
        self._docx: Any = python_package("docx", use)
        # A template may come from anyone: it is filled, it does not run.
        self._environment = sandbox.SandboxedEnvironment(
            undefined=self._jinja.StrictUndefined, autoescape=True
        )
        try:
            self._document = self._docxtpl.DocxTemplate(str(self.path))
            unknown = sorted(
                self._document.get_undeclared_template_variables(self._environment) - set(FIELDS)
            )
        except self._errors() as error:
            raise self._unusable(error) from error
        if unknown:
            raise self._unknown(unknown)

    def write(self, path: Path, said: Text, pictures: Mapping[str, Path]) -> None:
        """Fill the template into ``path``; raises UserError where a field cannot be filled."""
        inline = {
            name: self._docxtpl.InlineImage(
                self._document, str(file), width=self._docx.shared.Mm(_PICTURE_MM)
            )
            for name, file in pictures.items()
        }
        sections = [{**vars(one), "tables": [_table(block) for block in one.tables]} for one in said.sections]
        fields = {
            "title": said.title,
            "subtitle": said.subtitle,
            "sections": sections,
            "notes": said.notes,
            "date": said.subtitle,
            **inline,
        }
        try:
            self._document.render(fields, self._environment, autoescape=True)
            self._document.save(str(path))
        except self._errors() as error:
            raise self._unusable(error) from error

    def _errors(self) -> tuple[type[BaseException], ...]:
        etree: Any = python_package("lxml.etree", "")
        opc: Any = python_package("docx.opc.exceptions", "")
        return (
            self._jinja.TemplateError,
            etree.LxmlError,
            opc.OpcError,
            zipfile.BadZipFile,
            OSError,
            ValueError,
            KeyError,
            AttributeError,
            TypeError,
        )

    def _unusable(self, error: BaseException) -> UserError:
        reason = system_reason(error) if isinstance(error, OSError) and error.errno else str(error)
        said = translate(
            "Bulletin", "The template {path} cannot be used: {reason}. Fields to fill in: {fields}."
        )
        return UserError(
            said.format(path=self.path.name, reason=reason.rstrip("."), fields=", ".join(FIELDS)),
            detail=repr(error),
        )

    def _unknown(self, names: list[str]) -> UserError:
        said = translate(
            "Bulletin", "The template {path} has fields that do not exist: {names}. Fields there are: "
                        "{fields}."
        )
        return UserError(said.format(path=self.path.name, names=", ".join(names), fields=", ".join(FIELDS)))


def _table(block: Block) -> dict[str, Any]:
    rows = [["" if value is None else str(value) for value in row] for row in cells_of(block)]
    return {"heading": block.heading, "heads": [column.heading for column in block.columns], "rows": rows}
