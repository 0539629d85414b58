"""Languages: English is the source text, Simplified Chinese is complete.

``translate("Context", "Text {n}").format(n=1)`` is the form used in the project, and
``Later("Context", "Text")`` where a text stands in a constant; the extractor finds both, an
f-string it would not. Placeholders are filled after translation. Outside QGIS the source
text comes back unchanged.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

_FOLDER = Path(__file__).parent
_CHINESE_TEXTS = _FOLDER / "outfall_tracer_zh_Hans.qm"
_spoken: ContextVar[str | None] = ContextVar("outfall_tracer_spoken", default=None)
_CHINESE = {"zh", "zh-hans", "zh-cn", "zh-sg", "zh-hans-cn"}


def translate(context: str, text: str) -> str:
    """Return ``text`` in the language of the running application, or in the one of :func:`speaking`."""
    application = _application()
    if application is None:
        return text
    language = _spoken.get()
    if language is None:
        return str(application.translate(context, text))
    if language == "en":
        return text
    compiled = _compiled().translate
    # As bytes: a translator takes no text with signs beyond ASCII, such as “ and ….
    return str(compiled(context.encode(), text.encode()) or text)


@lru_cache(maxsize=1)
def _application() -> Any:
    """Return the application's class, None without QGIS; to search in vain for each text takes a while."""
    try:
        from qgis.PyQt.QtCore import QCoreApplication
    except ImportError:
        return None
    return QCoreApplication


@contextmanager
def speaking(language: str) -> Iterator[str]:
    """Let this thread speak ``language`` ("zh" or "en") for a while, whatever the application speaks.

    For texts that are stored or exported: a project has one language, and a colleague whose QGIS
    speaks another one shall not rewrite its sentences with every run. Yields ``language``.
    """
    before = _spoken.set(language)
    try:
        yield language
    finally:
        _spoken.reset(before)


@lru_cache(maxsize=1)
def _compiled() -> Any:
    """Return the Chinese texts; all of them empty where they are not compiled."""
    from qgis.PyQt.QtCore import QTranslator

    texts = QTranslator()
    texts.load(str(_CHINESE_TEXTS))
    return texts


_PLACE_OR_CHOICE = re.compile(r"\{(\w+)\}|\(([^(){}|]*)\|([^(){}|]*)\)")


def inflected(text: str, **values: object) -> str:
    """Fill a text whose words depend on a number: ``"{n} (row is|rows are) saved"``.

    A choice goes with the place filled in before it; its first form is that of 1. Chinese needs none.
    """
    last = ""

    def chosen(found: re.Match[str]) -> str:
        nonlocal last
        name, one, several = found.groups()
        if name is None:
            return str(one if last == "1" else several)
        last = str(values.get(name))
        return found[0]

    return _PLACE_OR_CHOICE.sub(chosen, text).format(**values)


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
    """Return "zh" or "en": the language of the application, or the one of :func:`speaking`."""
    return _spoken.get() or language_of(user_locale())


def install_translator(locale: str | None = None) -> Any:
    """Install and return the translator for ``locale``, or None where none is needed.

    Keep the returned object: Qt drops a translator that nothing refers to.
    """
    if language_of(locale or user_locale()) != "zh":
        return None
    from qgis.PyQt.QtCore import QCoreApplication, QTranslator

    translator = QTranslator()
    if not translator.load(str(_CHINESE_TEXTS)):
        return None
    QCoreApplication.installTranslator(translator)
    return translator
