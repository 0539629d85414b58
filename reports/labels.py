"""Words and times as they are printed, and what all products share: progress, language, target."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ..i18n import language_of, system_reason, translate
from ..layers.schema import SCHEMA
from ..layers.store.table_reading import project_language
from ..problems import UserError
from ..rules import districts

_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME = 180  # bytes; file systems take 255

#: ``progress(share 0..1, step)``; may raise :class:`problems.Cancelled`.
Progress = Callable[[float, str], None]

#: Order of statuses in tables, from done to open.
STATUSES = SCHEMA.values("trace_status").codes
#: Names a file, without an ending, from texts by their names: those that an expression for it can use.
NameOf = Callable[[Mapping[str, str]], str]


def no_progress(_share: float, _step: str) -> None:
    """Take progress and show it nowhere."""


def export_language(project_path: str | Path, asked: str | None) -> str:
    """Return "zh" or "en": the language (or locale) asked for, else the project's. Raises UserError."""
    return language_of(asked) if asked else project_language(str(project_path))


def writable(path: str | Path) -> Path:
    """Return ``path`` with its folder made; UserError where that cannot be done."""
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = translate("Reports", "The folder {folder} cannot be made: {reason}.")
        raise UserError(said.format(folder=target.parent, reason=system_reason(error))) from error
    return target


def file_name(text: str) -> str:
    """Return ``text`` as the name of a file, without an ending: no path, short enough for every disk."""
    named = _NO_NAME.sub("_", text).strip(" .")
    return named.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", "ignore").rstrip(" .")


def texts(values: Any) -> list[str]:
    """Return a text column with "" for NULL."""
    return ["" if value is None else str(value) for value in values.tolist()]


def county_of(code: str) -> str:
    """Return the six digits of a county from any longer area code."""
    return code.strip()[:6]


def county_label(code: str, language: str) -> str:
    """Return the name of a county for a heading."""
    return districts.district_name(code, language) or translate("Reports", "No district")


def label_of(values: str, code: str | None, language: str) -> str:
    """Return the label of a coded value."""
    return SCHEMA.values(values).label(code, language)


def listed(words: Iterable[str], language: str) -> str:
    """Return words with commas between them."""
    return ("、" if language == "zh" else ", ").join(words)


def joined(clauses: Iterable[str], language: str) -> str:
    """Return clauses with semicolons between them."""
    return ("；" if language == "zh" else "; ").join(clauses)


def local_time(iso: str) -> str:
    """Return a stored time (UTC, ISO) as local date and minutes; another text as it is."""
    try:
        time = dt.datetime.fromisoformat(iso.replace("Z", "+00:00"))
    except ValueError:
        return iso
    return time.astimezone().strftime("%Y-%m-%d %H:%M")


def today() -> str:
    """Return the local date."""
    return dt.datetime.now(tz=dt.timezone.utc).astimezone().date().isoformat()
