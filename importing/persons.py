"""Rows whose texts for the public tell of a person: they are not taken in before somebody mends them."""

from __future__ import annotations

from typing import Any

from ..i18n import translate, user_language
from ..layers.public_texts import persons_in, public_texts
from ..layers.schema import SCHEMA


def telling_of_persons(table: str, columns: dict[str, Any], n: int) -> dict[int, str]:
    """Return why rows (0 to n - 1) of the columns of a table are turned away, by row."""
    if not any(name in columns for name in public_texts(table)):
        return {}
    found = {}
    for row in range(n):
        for name, part in persons_in(table, {one: values[row] for one, values in columns.items()}):
            found[row] = translate(
                "Import", "“{column}” is for the public and holds a number, an address or a name of a "
                "person: “{part}”. Take it out, then import the row again.").format(
                    column=SCHEMA.table(table).column(name).alias(user_language()), part=part)
    return found
