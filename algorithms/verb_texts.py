"""What verbs are called, found by and mean, and what each parameter means: tables in ``resources/verbs``.

``verbs`` has title, tags (words the toolbox search finds a verb by) and help of each verb; ``parameters``
what a dialog shows over a label, and ``qgis_process help``: one text for all verbs that have a parameter of
a name, ``verb.NAME`` where one means it otherwise. All of it in English and Chinese.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ..i18n import user_language
from ..rules.tables import Row, delivered_rows

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "verbs"


def verb_text(verb: str, part: str) -> str:
    """Return the "title", "tags" or "help" of a verb, in the language that is spoken."""
    return texts("verbs")[verb][f"{part}_{user_language()}"]


def help_of(verb: str, name: str) -> str:
    """Return what parameter ``name`` of ``verb`` means; "" where nobody has said it."""
    known = texts("parameters")
    row = known.get(f"{verb}.{name}") or known.get(name)
    return row[f"help_{user_language()}"] if row else ""


@lru_cache(maxsize=2)
def texts(table: str) -> dict[str, Row]:
    """Return the rows of a table by their first column."""
    return {next(iter(row.values())): row for row in delivered_rows(table, FOLDER)}
