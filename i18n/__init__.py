"""Languages: English is the source text, Simplified Chinese is complete.

``translate("Context", "Text {n}").format(n=1)`` is the form used in the project, and
``Later("Context", "Text")`` where a text stands in a constant; the extractor finds both, an
f-string it would not. Placeholders are filled after translation. Outside QGIS the source
text comes back unchanged.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any, NamedTuple

_CHINESE = {"zh", "zh-hans", "zh-cn", "zh-sg", "zh-hans-cn"}


def translate(context: str, text: str) -> str:
    """Return ``text`` in the language of the running application."""
    try:
        from qgis.PyQt.QtCore import QCoreApplication
    except ImportError:
        return text
    return str(QCoreApplication.translate(context, text))


class Later(NamedTuple):
    """A text in a constant: ``str()`` gives it in the language of the moment, not of the import."""

    context: str
    text: str

    def __str__(self) -> str:
        return translate(*self)


def system_reason(error: OSError) -> str:
    """Return why the system refused a file, as the end of a sentence: its own words where we have none."""
    if isinstance(error, PermissionError):
        return translate("System", "access is denied, or another program has it open")
    reasons = {
        errno.ENOENT: translate("System", "there is no such file or folder"),
        errno.ENOTDIR: translate("System", "part of the path is a file, not a folder"),
        errno.EEXIST: translate("System", "there is something else of this name"),
        errno.EISDIR: translate("System", "it is a folder"),
        errno.ENOSPC: translate("System", "the disk is full"),
        errno.EROFS: translate("System", "the disk is read-only"),
        errno.ENAMETOOLONG: translate("System", "the name is too long"),
    }
    return reasons.get(error.errno or 0) or error.strerror or str(error)


def user_locale() -> str:
    """Return the locale QGIS runs in, such as ``zh-Hans`` or ``en_US``; "en" where none is set."""
    try:
        from qgis.core import QgsSettings
    except ImportError:
        return "en"
    # QGIS writes the locale it really uses here at every start, with or without an override.
    value = QgsSettings().value("locale/userLocale")
    return str(value) if value else "en"


def language_of(locale: str | None) -> str:
    """Return "zh" for every spelling of Simplified Chinese, else "en"."""
    normal = (locale or "").replace("_", "-").split(".")[0].lower()
    return "zh" if normal in _CHINESE else "en"


def user_language() -> str:
    """Return "zh" or "en": the language stored texts and exports are written in."""
    return language_of(user_locale())


def install_translator(locale: str | None = None) -> Any:
    """Install and return the translator for ``locale``, or None where none is needed.

    Keep the returned object: Qt drops a translator that nothing refers to.
    """
    if language_of(locale or user_locale()) != "zh":
        return None
    from qgis.PyQt.QtCore import QCoreApplication, QTranslator

    translator = QTranslator()
    if not translator.load(str(Path(__file__).parent / "outfall_tracer_zh_Hans.qm")):
        return None
    QCoreApplication.installTranslator(translator)
    return translator
