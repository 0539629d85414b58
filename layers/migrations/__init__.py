"""From an older schema to today's, one ordered step per version.

To change the schema: raise ``SCHEMA_VERSION``, and append ``(old version, function)`` to
:data:`MIGRATIONS`. The function gets the open gdal.Dataset inside a transaction and
brings a project from that version to the next; :mod:`.steps` has what most need. A
migration is never changed after a release.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ...i18n import translate
from ...problems import UserError
from ..store.gpkg import GdalError, bound, open_dataset, sql, transaction
from . import versions

Step = Callable[[Any], None]

#: (from_version, function), ascending; each brings a project to from_version + 1.
MIGRATIONS: list[tuple[int, Step]] = [(1, versions.from_1)]


def migrate(
    path: Path, version: int, target: int, migrations: Sequence[tuple[int, Step]] | None = None
) -> Path:
    """Back up the project ``path`` and bring it from ``version`` to ``target``; return the backup.

    Every step is one transaction with its version number, so a failure leaves the project at
    the last version that was reached whole. Raises UserError that names the backup.
    """
    steps = dict(MIGRATIONS if migrations is None else migrations)
    missing = [number for number in range(version, target) if number not in steps]
    if missing:
        raise UserError(
            translate(
                "Project",
                "{path} has schema version {version}, and this plugin cannot update it. Open it once "
                "with an older version of the plugin.",
            ).format(path=path, version=version)
        )
    backup = back_up(path, version)
    dataset = None
    try:
        dataset = open_dataset(path, update=True)
        for number in range(version, target):
            _run(dataset, number, steps[number])
    except Exception as error:
        raise UserError(
            translate(
                "Project",
                "Updating {path} to schema version {target} failed; the project is as it was after the "
                "last whole step, and a copy of the original is {backup}.",
            ).format(path=path, target=target, backup=backup),
            detail=repr(error),
        ) from error
    finally:
        del dataset
    return backup


def back_up(path: Path, version: int) -> Path:
    """Copy the project and all its log holds to a file beside it, check the copy, return its path."""
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    backup = path.with_name(f"{path.stem}.v{version}.{stamp}{path.suffix}")
    number = 1
    while backup.exists():
        number += 1
        backup = path.with_name(f"{path.stem}.v{version}.{stamp}-{number}{path.suffix}")
    quoted = str(backup).replace("'", "''")  # VACUUM INTO is not reached by bound parameters through GDAL
    try:
        dataset = open_dataset(path)
        sql(dataset, f"VACUUM INTO '{quoted}'")
        del dataset
        copy = open_dataset(backup)
        whole = sql(copy, "PRAGMA quick_check(1)") == [("ok",)]
        del copy
        if not whole:
            raise GdalError("the copy is damaged")
    except GdalError as error:
        backup.unlink(missing_ok=True)
        raise UserError(
            translate(
                "Project",
                "No backup of {path} could be made, so it was not updated. Is there room in its "
                "folder, and may you write there?",
            ).format(path=path),
            detail=str(error),
        ) from error
    return backup


def _run(dataset: Any, number: int, step: Step) -> None:
    with transaction(dataset):
        step(dataset)
        sql(
            dataset,
            bound(
                "UPDATE schema_info SET version = :version, "
                "migrated = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
                version=number + 1,
            ),
        )
