"""Every file that is written, is written beside its place first and then takes it.

So a full disk, a stop or a killed process leaves what was there. Libraries do not all say that they ran
out of room: what they made is looked at before it takes its place.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...i18n import system_reason, translate
from ...problems import UserError
from ..store.gpkg import side_files
from .protected import companions, refuse_project

#: What a whole file of a kind ends with.
_ENDS = {
    ".png": b"IEND\xaeB`\x82", ".pdf": b"%%EOF", ".svg": b"</svg>", ".geojson": b"}", ".kml": b"</kml>",
}


@contextmanager
def replaced(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a file to write to; when the block ends well, it and what lies beside it go to ``path``.

    The file has the name of ``path``, in a folder of its own on the same disk. Raises UserError where
    ``path`` is an outfall project, or cannot be written whole; what was there stays then.
    """
    target = Path(os.path.realpath(path))
    refuse_project(target)
    try:
        device = target.exists() and not stat.S_ISREG(target.stat().st_mode) and not target.is_dir()
        folder = Path(tempfile.mkdtemp(prefix=".writing-", dir=None if device else target.parent))
    except OSError as error:
        raise unwritable(path, error) from error
    made = folder / target.name
    try:
        yield made
        check_whole(made, Path(path))
        if device:  # such as /dev/stdout
            with made.open("rb") as content, Path(path).open("wb") as out:
                shutil.copyfileobj(content, out)
        else:
            _move(folder, target)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write a text (as UTF-8) or bytes to ``path``, whole or not at all; raises UserError."""
    with replaced(path) as made:
        made.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def unwritable(path: str | os.PathLike[str], error: OSError) -> UserError:
    """Return the error that names a file that cannot be written."""
    said = translate("Files", "The file {path} cannot be written: {reason}.")
    return UserError(said.format(path=path, reason=system_reason(error)))


def check_whole(made: Path, path: Path) -> None:
    """Raise UserError where the file is missing, cut off, or took the last free byte of the disk."""
    end = _ENDS.get(made.suffix.lower(), b"")
    whole = made.exists() and not _is_full(made.parent)
    if whole and end and made.is_file():
        with made.open("rb") as file:
            file.seek(max(made.stat().st_size - 64, 0))
            whole = file.read().rstrip().endswith(end)
    if not whole:
        said = translate(
            "Files",
            "The file {path} could not be written whole; what was there is as it was. Is the disk full?",
        )
        raise UserError(said.format(path=path))


def _is_full(folder: Path) -> bool:
    if not hasattr(os, "statvfs"):
        return shutil.disk_usage(folder).free == 0
    found = os.statvfs(folder)
    return found.f_blocks > 0 and found.f_bfree == 0


def _move(folder: Path, target: Path) -> None:
    """Let all that was made take its place, the file itself last; what belonged to the old one goes."""
    files = sorted(folder.iterdir(), key=lambda file: (file.name == target.name, file.name))
    for file in files:
        if file.is_file():
            with file.open("rb+") as content:
                os.fsync(content.fileno())
            old = target.with_name(file.name)
            if old.is_file():
                file.chmod(stat.S_IMODE(old.stat().st_mode))
    new = {file.name for file in files}
    for old in (*side_files(target), *companions(target)):
        if old.name not in new and old.is_file():
            old.unlink()
    for file in files:
        place = target.with_name(file.name)
        if place.is_dir() and file.is_dir():  # a file geodatabase, which no folder can replace
            place.replace(folder.with_name(f"{folder.name}-old"))
            shutil.rmtree(folder.with_name(f"{folder.name}-old"), ignore_errors=True)
        file.replace(place)
