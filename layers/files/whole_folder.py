"""A folder of files that belong together: it takes its place whole, or what was there stays.

A list of its files lies in it. A folder that holds anything else is somebody's, and is not replaced.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from ...i18n import translate
from ...problems import UserError
from .protected import is_project
from .replacing import check_whole, unwritable

LIST = "files.json"
_NAMED = 3  # files that the refusal names


@contextmanager
def replaced_folder(path: str | os.PathLike[str], made_by: str) -> Iterator[Path]:
    """Yield an empty folder; when the block ends well, it takes the place of ``path``.

    ``made_by``: the verb, kept in the list of files. Raises UserError where ``path`` holds what no such verb
    made, or cannot be written; what was there stays then.
    """
    target = Path(os.path.realpath(path))
    check_replaceable(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".writing-", dir=target.parent))
    except OSError as error:
        raise unwritable(path, error) from error
    made = scratch / target.name
    try:
        made.mkdir()
        yield made
        _finish(made, target, made_by)
        _swap(made, target, scratch / "former")
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def check_replaceable(folder: Path) -> None:
    """Raise UserError where a folder cannot be written, or holds what no verb of ours put there."""
    if folder.exists() and not folder.is_dir():
        raise unwritable(folder, NotADirectoryError(errno.ENOTDIR, ""))
    parent = next(one for one in (folder, *folder.parents) if one.exists())
    if not os.access(parent, os.W_OK | os.X_OK):
        raise unwritable(folder, PermissionError(errno.EACCES, ""))
    if not folder.is_dir():
        return
    ours = _listed(folder)
    strangers = (
        one.relative_to(folder).as_posix()
        for one in folder.rglob("*")
        if not one.is_dir() and (one.relative_to(folder).as_posix() not in ours or is_project(one))
    )
    theirs = sorted(islice(strangers, _NAMED + 1))  # a whole home is not walked through
    if theirs:
        said = translate(
            "Files",
            "The folder {folder} is replaced as a whole, but holds what was not made here: {names}. Give "
            "an empty folder, or one that this verb made.",
        )
        names = ", ".join(theirs[:_NAMED]) + (" …" if len(theirs) > _NAMED else "")
        raise UserError(said.format(folder=folder, names=names))


def _listed(folder: Path) -> set[str]:
    """Return the files that the list in a folder names, none where there is no such list."""
    try:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {LIST, *map(str, listed)}


def _finish(made: Path, target: Path, made_by: str) -> None:
    files = sorted(one for one in made.rglob("*") if one.is_file())
    for file in files:
        check_whole(file, target / file.relative_to(made))
        with file.open("rb+") as content:
            os.fsync(content.fileno())
    listed = {"made_by": made_by, "files": [one.relative_to(made).as_posix() for one in files]}
    (made / LIST).write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _swap(made: Path, target: Path, former: Path) -> None:
    """Put ``made`` in the place of ``target``, which comes back where that fails."""
    there = target.exists()
    if there:
        target.rename(former)
    try:
        made.rename(target)
    except OSError:
        if there:
            former.rename(target)
        raise
