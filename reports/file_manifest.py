"""Which files of a folder were made from what: one line of JSON for each, added when the file is whole.

A run that was stopped, or killed, goes on where it ended: what a line says of a file (the state of everything
it shows, its checksum) tells whether it has to be made again. Of several lines about a file the last counts.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from ..layers.files.replacing import unwritable, write_whole

NAME = "manifest.jsonl"


@dataclass(frozen=True)
class Made:
    """A file that was made: of which outfall, from which state, when; ``sha256`` of its bytes."""

    file: str
    uid: str
    state: str
    sha256: str
    pages: int
    made: str
    date: str


class Manifest:
    """The manifest of a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._known: dict[str, Made] = {}
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            lines = []
        for line in lines:
            try:
                one = Made(**json.loads(line))
            except (ValueError, TypeError):  # cut off when the program was killed
                continue
            self._known[one.file] = one
        if len(lines) > len(self._known):
            write_whole(self._path, "".join(map(_line, self._known.values())))

    def known(self, file: str) -> Made | None:
        """Return what is known of a file."""
        return self._known.get(file)

    def others(self, files: set[str]) -> list[str]:
        """Return files of former runs that lie there and are not among ``files``."""
        return sorted(name for name in set(self._known) - files if self._path.with_name(name).is_file())

    def add(self, made: Made) -> None:
        """Enter a file; UserError where the manifest cannot be written."""
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_line(made))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise unwritable(self._path, error) from error
        self._known[made.file] = made


def _line(made: Made) -> str:
    return json.dumps(asdict(made), ensure_ascii=False) + "\n"


def checksum(path: Path) -> str:
    """Return the checksum of a file, "" where there is none."""
    made = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                made.update(chunk)
    except OSError:
        return ""
    return made.hexdigest()
