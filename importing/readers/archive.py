"""Zipped deliveries: unpacked into a scratch folder, within bounds, nothing beside that folder.

One level of archives inside is opened too.
"""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from ...i18n import Later
from .kinds import BROKEN_ZIP, MAX_MEMBERS, broken_zip, refused, too_large, too_many
from .scratch import folder_for

MAX_BYTES = 8 << 30  # of all members when unpacked
_MAX_RATIO = 200  # beyond a size; GIS data shrinks to a tenth, seldom to a hundredth
_SMALL = 64 << 20
_SMALL_ALL = 256 << 20


def unpacked(path: Path) -> Path:
    """Return the folder with the contents of an archive; raises for one that would fill the disk."""

    def fill(folder: Path) -> None:
        left = min(MAX_BYTES, max(_SMALL_ALL, _MAX_RATIO * path.stat().st_size))
        left = _unpack(path, folder, left)
        for inner in sorted(folder.rglob("*")):
            if inner.suffix.lower() == ".zip" and inner.is_file():
                left = _unpack(inner, inner.with_suffix(""), left, inside=True)
                inner.unlink()

    return folder_for((path,), fill)


def _unpack(path: Path, folder: Path, left: int, inside: bool = False) -> int:
    """Unpack one archive; return how many bytes more may come. A broken one inside another is passed over."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > 20 * MAX_MEMBERS:
                raise too_many(path, 20 * MAX_MEMBERS)
            if sum(member.file_size for member in members) > left:
                raise too_large(path, sum(member.file_size for member in members))
            for member in members:
                if member.flag_bits & 1:
                    raise refused(path, Later(
                        "ImportReaders", "{file} is protected by a password. Unpack it and choose the "
                        "files inside."))
                target = _inside(folder, _name(member))
                if target is None:
                    continue
                left -= _copied(archive, member, target, left, path)
    except BROKEN_ZIP as error:
        if inside:
            return left
        raise broken_zip(path, error) from error
    return left


def _copied(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int, path: Path) -> int:
    """Copy one member and return its size; what its header says is not believed."""
    allowed = min(left, max(_SMALL, _MAX_RATIO * max(member.compress_size, 1)))
    if member.file_size > allowed:
        raise too_large(path, member.file_size)
    done = 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as source, target.open("wb") as out:
        while True:
            piece = source.read(1 << 20)
            if not piece:
                break
            done += len(piece)
            if done > allowed:
                raise too_large(path, done)
            out.write(piece)
    return done


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; Chinese Windows writes GBK where the standard says CP437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for name in ("utf-8", "gb18030"):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    return member.filename


def _inside(folder: Path, name: str) -> Path | None:
    """Return where a member goes; never outside the folder, whatever its name says."""
    parts = [
        part
        for part in PurePosixPath(name.replace("\\", "/")).parts
        if part not in ("", "/", ".", "..") and ":" not in part
    ]
    if not parts or parts[0] == "__MACOSX" or len(parts) > 20:
        return None
    parts = ["".join(c for c in part if c >= " " and c not in '<>"|?*')[-80:] or "_" for part in parts]
    target = folder.joinpath(*parts)
    return target if target.resolve().is_relative_to(folder.resolve()) and not target.is_dir() else None
