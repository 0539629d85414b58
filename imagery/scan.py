"""A folder of images: what is new, changed, moved, gone, and what is broken, without reading twice.

A file is known by its path and its stamp: size and time of itself and of what belongs to it (world file,
overviews, sidecar). A second scan asks the file system for these alone. A file that turned up elsewhere is
known by its fingerprint: name, size and a few kilobytes of content.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from ..i18n import system_reason, translate
from ..problems import UserError
from .dating import OF_FOLDER

IMAGES = frozenset((".tif", ".tiff", ".vrt", ".jpg", ".jpeg", ".png", ".jp2", ".img"))
WORLD_FILES = frozenset((".jgw", ".jpgw", ".jpegw", ".wld", ".pgw", ".pngw"))
PHOTOS = frozenset((".jpg", ".jpeg"))
_LOOK = 1 << 12  # bytes of each look into a file's content
Found = TypeVar("Found")


@dataclass(frozen=True)
class Seen:
    """A file as the file system knows it. names: its own and those of its folder that may belong to it."""

    path: Path
    stamp: str
    size: int
    names: frozenset[str] = field(repr=False, compare=False)


@dataclass
class Known:
    """What a catalogue remembers of a file."""

    uid: str
    stamp: str
    content: str
    state: str


@dataclass
class Scan(Generic[Found]):
    """What a scan found: files read anew (with their fingerprint), by uid where they were known."""

    new: list[tuple[Seen, str, Found]] = field(default_factory=list)
    changed: dict[str, tuple[Seen, str, Found]] = field(default_factory=dict)
    moved: dict[str, Seen] = field(default_factory=dict)
    back: list[str] = field(default_factory=list)  # known as missing, there again, unchanged
    missing: list[str] = field(default_factory=list)
    unchanged: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass
class Listing:
    """The files below a folder, and the folders that could not be listed."""

    folder: Path
    files: list[Seen] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def unreadable(error: Exception) -> str:
    """Return the sentence on a file that GDAL cannot read."""
    text = translate("Imagery", "The file cannot be read ({reason}). Copy it again from where it was made.")
    return text.format(reason=str(error).split("; ")[0].strip().rstrip("."))


def cells_of(read: object, columns: Mapping[str, int | None]) -> dict[str, Any]:
    """Return what was read of a file as a row. columns: to how many digits; NaN and "" are nothing."""
    cells = {name: getattr(read, name) for name in columns}
    for name, value in cells.items():
        if value == "" or value != value:
            cells[name] = None
        elif columns[name] is not None:
            cells[name] = round(value, columns[name])
    return {**cells, "taken_at": f"{cells['taken_at']}Z" if cells["taken_at"] else None}


def files_of(folder: Path, endings: frozenset[str]) -> Listing:
    """List the files below a folder. Raises UserError where ``folder`` itself is not there."""
    listing = Listing(folder)
    if not folder.is_dir():
        raise UserError(
            translate("Imagery", "There is no folder {folder}. Is its disk connected?").format(folder=folder)
        )
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as listed:
                entries = [
                    (entry.name, entry.is_dir(follow_symlinks=False), entry.stat())
                    for entry in listed
                    if not entry.name.startswith(".")
                ]
        except OSError as error:
            listing.unlisted.append(f"{here}{os.sep}")
            listing.problems.append(
                translate("Imagery", "The folder {folder} cannot be listed: {reason}.").format(
                    folder=here, reason=system_reason(error)
                )
            )
            continue
        waiting += sorted((here / name for name, is_folder, _ in entries if is_folder), reverse=True)
        listing.files += _files(
            here, {name: stat for name, is_folder, stat in entries if not is_folder}, endings
        )
    return listing


def _files(here: Path, stats: Mapping[str, os.stat_result], endings: frozenset[str]) -> Iterator[Seen]:
    of_all = [name for name in (OF_FOLDER,) if name in stats]
    companions: dict[str, list[str]] = {}
    for name in stats:
        companions.setdefault(name.split(".", 1)[0], []).append(name)
    for name in sorted(stats):
        stem, ending = os.path.splitext(name)  # noqa: PTH122 - two thousand times, and Path is slow
        if ending.lower() not in endings:
            continue
        own = [*companions[name.split(".", 1)[0]], *of_all]
        kept = own if len(own) == 1 else sorted(
            other for other in own if other in (name, OF_FOLDER) or (
                other.startswith(f"{stem}.")
                and os.path.splitext(other)[1].lower() not in endings))  # noqa: PTH122
        stamp = "/".join(f"{stats[other].st_size}-{stats[other].st_mtime_ns}" for other in kept)
        yield Seen(here / name, stamp, stats[name].st_size, frozenset(own))


def scan(
    listing: Listing,
    known: Mapping[str, Known],
    read: Callable[[Seen], Found | None],
    progress: Callable[[float], None] = lambda share: None,
) -> Scan[Found]:
    """Compare what is there with what is ``known`` (by absolute path), and read what is new.

    ``read`` returns None for a file that is none of ours. Known files that lie elsewhere than below
    the folder are left alone, unless they are gone and turned up here. Raises UserError where the folder
    vanishes in the middle: what is gone with it is not missing.
    """
    result: Scan[Found] = Scan(problems=list(listing.problems))
    folder, files = listing.folder, listing.files
    there = {str(file.path) for file in files}
    gone = _gone(known, there)
    for at, file in enumerate(files):
        progress(at / len(files))
        one = known.get(str(file.path))
        if one is not None and one.stamp == file.stamp:
            result.unchanged += 1
            if one.state == "missing":
                result.back.append(one.uid)
            continue
        _look(file, one, gone, read, result)
        if not file.path.exists():
            if not folder.is_dir():
                raise UserError(
                    translate(
                        "Imagery",
                        "The folder {folder} vanished while it was read. Nothing was changed; connect "
                        "its disk and catalogue it again.",
                    ).format(folder=folder)
                )
            result.problems.append(
                translate("Imagery", "{file} vanished while it was read.").format(file=file.path)
            )
    inside, blind, moved = f"{folder}{os.sep}", tuple(listing.unlisted), set(result.moved)
    result.missing = [
        one.uid
        for path, one in known.items()
        if path not in there
        and path.startswith(inside)
        and one.uid not in moved
        and one.state != "missing"
        and not (blind and path.startswith(blind))
    ]
    return result


def _look(
    file: Seen,
    one: Known | None,
    gone: dict[str, str],
    read: Callable[[Seen], Found | None],
    result: Scan[Found],
) -> None:
    try:
        content = fingerprint(file)
    except OSError as error:
        content = ""
        result.problems.append(
            translate("Imagery", "{file} cannot be read: {reason}.").format(
                file=file.path, reason=system_reason(error)
            )
        )
    if one is None and content in gone:
        result.moved[gone.pop(content)] = file
        return
    found = read(file)
    if found is None:
        return
    if one is None:
        result.new.append((file, content, found))
    else:
        result.changed[one.uid] = (file, content, found)


def _gone(known: Mapping[str, Known], there: set[str]) -> dict[str, str]:
    """Return uid by fingerprint of known files that are not where they were."""
    return {
        one.content: one.uid
        for path, one in known.items()
        if one.content and path not in there and not os.path.exists(path)  # noqa: PTH110 - a thousand times
    }


def fingerprint(file: Seen) -> str:
    """Return what a file is known by wherever it lies: its name, its size, its head, middle and tail."""
    digest = hashlib.sha256(f"{file.path.name}\n{file.size}\n".encode())
    with file.path.open("rb") as content:
        for at in dict.fromkeys((0, max(0, file.size // 2), max(0, file.size - _LOOK))):
            content.seek(at)
            digest.update(content.read(_LOOK))
    return digest.hexdigest()[:32]
