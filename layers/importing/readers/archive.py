"""Zipped deliveries: unpacked into a scratch folder, within bounds, nothing beside that folder.

One level of archives inside is opened too. The last few deliveries stay unpacked while the program
runs, so that looking, sampling and reading unpack once.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from ....i18n import translate
from ....problems import UserError
from .kinds import BROKEN_ZIP, MAX_MEMBERS, broken_zip, too_many

MAX_BYTES = 8 << 30  # of all members when unpacked
_MAX_RATIO = 200  # of one member beyond a size; GIS data shrinks to a tenth, seldom to a hundredth
_SMALL = 64 << 20
_KEPT = 3

_unpacked: dict[tuple[str, int, int], Path] = {}


def unpacked(path: Path) -> Path:
    """Return the folder with the contents of an archive; raises for one that would fill the disk."""
    state = path.stat()
    key = (str(path.resolve()), state.st_mtime_ns, state.st_size)
    if key in _unpacked and _unpacked[key].is_dir():
        return _unpacked[key]
    folder = Path(tempfile.mkdtemp(prefix="outfall_tracer_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        left = _unpack(path, folder, MAX_BYTES)
        for inner in sorted(folder.rglob("*")):
            if inner.suffix.lower() == ".zip" and inner.is_file():
                left = _unpack(inner, inner.with_suffix(""), left, inside=True)
                inner.unlink()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    while len(_unpacked) >= _KEPT:
        shutil.rmtree(_unpacked.pop(next(iter(_unpacked))), ignore_errors=True)
    _unpacked[key] = folder
    return folder


def _unpack(path: Path, folder: Path, left: int, inside: bool = False) -> int:
    """Unpack one archive; return how many bytes more may come. A broken one inside another is passed over."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > 20 * MAX_MEMBERS:
                raise too_many(path, 20 * MAX_MEMBERS)
            for member in members:
                if member.flag_bits & 1:
                    raise UserError(
                        translate(
                            "ImportReaders",
                            "{file} is protected by a password. Unpack it and choose the files inside.",
                        ).format(file=path.name)
                    )
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
    bomb = UserError(
        translate(
            "ImportReaders",
            "{file} would take {size} MB and more when unpacked; it is not opened. Unpack it "
            "yourself and choose the files that are meant.",
        ).format(file=path.name, size=(MAX_BYTES - left >> 20) + 1)
    )
    allowed = min(left, max(_SMALL, _MAX_RATIO * max(member.compress_size, 1)))
    if member.file_size > allowed:
        raise bomb
    done = 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as source, target.open("wb") as out:
        while True:
            piece = source.read(1 << 20)
            if not piece:
                break
            done += len(piece)
            if done > allowed:
                raise bomb
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
