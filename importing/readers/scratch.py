"""Scratch folders, so that nothing is written where a delivery lies.

An archive is unpacked there; a database with a write-ahead log or a half-written change is copied
there, since even reading it would change the files beside it. The last few stay while the program
runs, so that looking, sampling and reading do the work once.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...i18n import Later
from .kinds import refused

_KEPT = 3
_TRIES = 3
_State = tuple[tuple[str, int, int], ...]

_folders: dict[_State, Path] = {}


def folder_for(files: tuple[Path, ...], fill: Callable[[Path], None]) -> Path:
    """Return the scratch folder that ``fill`` made for these files as they are now."""
    state = _state(files)
    if state in _folders and _folders[state].is_dir():
        return _folders[state]
    folder = Path(tempfile.mkdtemp(prefix="outfall_tracer_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        fill(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    while len(_folders) >= _KEPT:
        shutil.rmtree(_folders.pop(next(iter(_folders))), ignore_errors=True)
    _folders[state] = folder
    return folder


def _state(files: tuple[Path, ...]) -> _State:
    found = [(file, file.stat()) for file in files if file.exists()]
    return tuple((str(file.resolve()), state.st_mtime_ns, state.st_size) for file, state in found)


def untouched(path: Path) -> Path:
    """Return a database that can be opened without changing a byte of ``path`` or beside it.

    That is the file itself where reading leaves it alone, else a copy with all that was saved.
    Raises UserError where another program writes into it all the while.
    """
    with path.open("rb") as file:
        head = file.read(20)
    sides = tuple(path.with_name(path.name + end) for end in ("-wal", "-journal"))
    pending = any(side.exists() and side.stat().st_size for side in sides)
    if not head.startswith(b"SQLite format 3\0") or not (pending or head[18:20] == b"\x02\x02"):
        return path
    if any(folder in path.parents for folder in _folders.values()):
        return path  # out of an archive: a copy already
    files = (path, *sides)

    def fill(folder: Path) -> None:
        for _ in range(_TRIES):
            before = _state(files)
            for file in files:
                (folder / file.name).unlink(missing_ok=True)
                if file.exists():
                    shutil.copyfile(file, folder / file.name)
            if _state(files) == before:
                return
        raise refused(path, Later(
            "ImportReaders", "{file} is being written by another program. Wait until it has finished, and "
            "try again."))

    return folder_for(files, fill) / path.name


@contextmanager
def alone(path: Path, *beside: Path, name: str = "") -> Iterator[Path]:
    """Yield the file in a scratch folder of its own, with the files of ``beside``, to be read only there."""
    with tempfile.TemporaryDirectory(prefix="outfall_tracer_") as folder:
        main = Path(folder, name or path.name)
        for file, target in ((path, main), *((file, main.with_suffix(file.suffix)) for file in beside)):
            try:
                os.link(file, target)
            except OSError:  # another disk, or one without links
                shutil.copyfile(file, target)
        yield main
