"""A note of what is not saved yet, for the case that QGIS is killed: the next window says what is gone.

Edits live in QGIS's memory until they are saved. Beside them each window keeps a small file in the
user's profile: which project, which actions, since when. A save, an undo of everything and an orderly
end take it away. A note whose window is dead is read, and deleted, when its project is opened again.

Which windows are alive is known by lock files, which the system frees with the process that died.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from qgis.PyQt.QtCore import QLockFile

_MOST = 200  # titles kept; the number of actions is always right


@dataclass(frozen=True)
class Unsaved:
    """Actions of one window that were not saved: how many, the last titles, when the last one was done."""

    project: str
    n: int
    titles: list[str]
    when: str  # local time, for people
    saving: bool  # the window died while it saved: they may be in the file


class UnsavedNote:
    """The note of this window, and the notes of windows that are dead; ``folder`` is made when needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / f"{uuid4().hex}.json"
        self._lock: QLockFile | None = None

    def write(self, project: str, titles: Sequence[str], when: str, saving: bool = False) -> None:
        """Note what is not saved. A profile that cannot be written costs the note, never the work."""
        note = Unsaved(project, len(titles), list(titles[-_MOST:]), when, saving)
        with suppress(OSError):
            if self._lock is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._lock = _lock_of(self._file)
                self._lock.tryLock(0)
            beside = self._file.with_suffix(".part")  # on a full disk the former note stays
            beside.write_text(json.dumps(asdict(note), ensure_ascii=False), encoding="utf-8")
            beside.replace(self._file)

    def clear(self) -> None:
        """Nothing is unsaved any more."""
        if self._lock is not None:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
            self._lock.unlock()
            self._lock = None

    def left_behind(self, project: str) -> list[Unsaved]:
        """Return what dead windows left unsaved in ``project``, the oldest first; it is told once."""
        found = []
        for file in self._folder.glob("*.json"):
            lock = _lock_of(file)
            if file == self._file or not lock.tryLock(0):
                continue  # its window lives
            with suppress(OSError):
                note = _read(file)
                if note is None or Path(note.project) == Path(project) or not Path(note.project).exists():
                    file.unlink(missing_ok=True)
                if note is not None and Path(note.project) == Path(project):
                    found.append(note)
            lock.unlock()
        return sorted(found, key=lambda note: note.when)


def _lock_of(file: Path) -> QLockFile:
    lock = QLockFile(str(file.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # only a dead process loses it, never a long day
    return lock


def _read(file: Path) -> Unsaved | None:
    try:
        return Unsaved(**json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        return None  # killed while it was written
