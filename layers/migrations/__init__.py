"""From an older schema to today's: what is lacking is added, rows change in numbered steps.

Tables, columns and values that were declared newly need nothing here: :mod:`.growth` adds what a project
lacks. Where *rows* must change, raise ``SCHEMA_VERSION`` and append ``(old version, function)`` to
:data:`MIGRATIONS`: the function gets the open gdal.Dataset inside a transaction, before anything is added. A
step is never changed after a release. A backup is made before either.
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
from .growth import grow

Step = Callable[[Any], None]

#: (from_version, function), ascending; each brings rows to from_version + 1. Versions without one need none.
MIGRATIONS: list[tuple[int, Step]] = [(2, versions.from_2), (3, versions.from_3)]
OLDEST = 1  # the first version there was


def migrate(
    path: Path, version: int, target: int, migrations: Sequence[tuple[int, Step]] | None = None
) -> Path:
    """Back up the project ``path``, bring it to version ``target``, add what it lacks; return the backup.

    Every step is one transaction with its version number, so a failure leaves the project at
    the last version that was reached whole. Raises UserError that names the backup.
    """
    steps = dict(MIGRATIONS if migrations is None else migrations)
    if version < OLDEST and version not in steps:
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
            if number in steps:
                _run(dataset, steps[number], number + 1)
        del dataset
        dataset = open_dataset(path, update=True)  # what GDAL knew of the tables may be past
        _run(dataset, grow, target)
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


def _run(dataset: Any, step: Step, version: int) -> None:
    with transaction(dataset):
        step(dataset)
        sql(
            dataset,
            bound(
                "UPDATE schema_info SET version = :version, "
                "migrated = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
                version=version,
            ),
        )
