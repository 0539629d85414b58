"""Texts of exports, in the language asked for rather than the one QGIS runs in.

``with in_language("zh"):`` makes :func:`translate` of this module answer in Chinese
within the block, in this thread only. It is called like ``i18n.translate``, so the
extractor finds the texts. Chinese comes from the lists in ``i18n/zh`` or, where only
the compiled file was installed, from that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from .. import i18n

_language: ContextVar[str] = ContextVar("outfall_tracer_report_language", default="")


@contextmanager
def in_language(language: str | None) -> Iterator[str]:
    """Speak ``language`` ("zh", "en" or a locale; None: the user's) within the block; yields "zh" or "en"."""
    code = i18n.language_of(language) if language else i18n.user_language()
    token = _language.set(code)
    try:
        yield code
    finally:
        _language.reset(token)


def translate(context: str, text: str) -> str:
    """Return ``text`` in the language of the export."""
    if (_language.get() or i18n.user_language()) != "zh":
        return text
    return _lists().get((context, text)) or _compiled(context, text) or text


@lru_cache(maxsize=1)
def _lists() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for path in sorted((Path(i18n.__file__).parent / "zh").glob("*.json")):
        for context, texts in json.loads(path.read_text(encoding="utf-8")).items():
            found.update({(context, source): target for source, target in texts.items()})
    return found


def _compiled(context: str, text: str) -> str:
    translator = _translator()
    return str(translator.translate(context, text) or "") if translator is not None else ""


@lru_cache(maxsize=1)
def _translator() -> Any:
    from qgis.PyQt.QtCore import QTranslator

    translator = QTranslator()
    file = Path(i18n.__file__).parent / "outfall_tracer_zh_Hans.qm"
    return translator if translator.load(str(file)) else None
