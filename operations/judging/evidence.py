"""Evidence: photos, documents and samples, kept in a folder of their own beside the project file.

``wuhan.gpkg`` keeps its evidence in ``wuhan_evidence/<outfall>/``. The table holds the path relative
to the folder of the project file, so that file and folder travel together, and the checksum of
the content: the same file is stored once per outfall. Nothing outside that folder is ever opened on
the word of a row: :func:`file_of` refuses such a path.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from ...i18n import inflected, system_reason, translate
from ...problems import UserError
from ..editing.feature_rows import Row, now, read_rows
from .candidates import Candidate, title_of

if TYPE_CHECKING:
    from ..editing.session import EditSession

COLUMNS = ("uid", "outfall_uid", "link_uid", "method", "kind", "path", "sha256", "note", "time")
PICTURES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".heic"))
_VIDEOS = frozenset((".mp4", ".avi", ".mov", ".mkv", ".wmv", ".mpg", ".mpeg", ".ts"))
_CHUNK = 1 << 20
_LONGEST_NAME = 80
_DRIVE = re.compile(r"^[A-Za-z]:|^[a-z]+://")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)

#: Which method a kind of evidence speaks of, where the person does not say otherwise.
METHOD_OF = {
    "管网资料": "资料溯源",
    "排污许可": "资料溯源",
    "环评/审批": "资料溯源",
    "现场照片": "人工排查",
    "访谈笔录": "人工排查",
    "无人机影像": "技术溯源",
    "CCTV视频": "技术溯源",
    "示踪试验": "技术溯源",
    "水质监测": "技术溯源",
    "其他": "人工排查",
}


@dataclass(frozen=True)
class Staged:
    """A file that lies in the evidence folder: its path relative to the project's folder, its checksum."""

    path: str
    sha256: str
    copied: bool  # False: the same content was there already


def folder_of(project: str) -> Path:
    """Return the evidence folder of a project file."""
    path = Path(project)
    return path.with_name(f"{path.stem}_evidence")


def kind_of(file: str) -> str:
    """Guess the kind of evidence from the file's ending."""
    ending = Path(file).suffix.lower()
    if ending in PICTURES:
        return "现场照片"
    if ending in _VIDEOS:
        return "CCTV视频"
    return "水质监测" if ending in (".xlsx", ".xls", ".csv") else "管网资料"


def stage(project: str, outfall: str, file: str, progress: Callable[[float], None] | None = None) -> Staged:
    """Copy ``file`` into the evidence folder under ``outfall``'s code or name; plain work for a thread.

    The copy appears under its name only when it is whole. Raises UserError; ``progress(share)`` may raise.
    """
    source = Path(file)
    if not source.is_file():
        raise UserError(translate("Evidence", "There is no file {path}.").format(path=file))
    home = folder_of(project)
    folder = home / _safe(outfall, "outfall")
    kept = ""
    try:
        if _inside(source, home):
            digest = _digest(source, progress)
            return Staged(_relative(source.resolve(), project), digest, False)
        folder.mkdir(parents=True, exist_ok=True)
        if not _inside(folder, home) or not _inside(home, Path(project).parent):
            raise UserError(
                translate(
                    "Evidence",
                    "{folder} leads out of the project's folder, so nothing is stored in "
                    "it. Remove that link.",
                ).format(folder=folder)
            )
        handle, kept = tempfile.mkstemp(prefix=".copy-", dir=folder)
        digest = _copy(source, handle, progress)
        same = _same_content(folder, digest, source.stat().st_size, Path(kept))
        if same is not None:
            return Staged(_relative(same, project), digest, False)
        target = _free_name(folder, _safe(source.name, "file"))
        Path(kept).replace(target)
        kept = ""
        target.chmod(0o644)
        return Staged(_relative(target, project), digest, True)
    except OSError as error:
        raise UserError(
            translate(
                "Evidence",
                "{file} could not be copied into {folder}: {reason}. Is there room, and may you write there?",
            ).format(file=source.name, folder=folder, reason=system_reason(error)),
            detail=repr(error),
        ) from error
    finally:
        if kept:
            with suppress(OSError):
                Path(kept).unlink()


class Piece(NamedTuple):
    """One piece of evidence: its file, how it was found, what it is."""

    staged: Staged
    method: str
    kind: str
    note: str = ""


def attach(session: EditSession, outfall_uid: str, links: Sequence[Candidate], piece: Piece) -> int:
    """Add one row per link (one for the outfall where there is none); return how many are new.

    A link that has evidence with the same content keeps that row. One undo step.
    """
    staged, method, kind, note = piece
    wanted: list[str | None] = [link.uid for link in links] or [None]
    present = {row["link_uid"] for row in evidence_of(session, outfall_uid) if row["sha256"] == staged.sha256}
    fresh = [link_uid for link_uid in wanted if link_uid not in present]
    if not fresh:
        return 0
    title = translate("Evidence", "Attach {file} to {outfall}").format(
        file=PurePosixPath(staged.path).name, outfall=title_of(session, outfall_uid)
    )
    with session.step(title) as step:
        for link_uid in fresh:
            step.add(
                "evidence",
                {
                    "outfall_uid": outfall_uid,
                    "link_uid": link_uid,
                    "method": method,
                    "kind": kind,
                    "path": staged.path,
                    "sha256": staged.sha256,
                    "note": note.strip() or None,
                    "time": now(),
                },
            )
        for link in links:
            if link.status == "confirmed" and not link.method:
                step.change("trace_links", link.fid, {"method": method})
    return len(fresh)


def detach(session: EditSession, rows: Sequence[Row]) -> None:
    """Remove rows of evidence in one step; the files stay, so that undo brings everything back."""
    if not rows:
        return
    title = inflected(translate("Evidence", "Remove {n} (piece|pieces) of evidence"), n=len(rows))
    with session.step(title) as step:
        for row in rows:
            step.delete("evidence", row.fid)


def evidence_of(session: EditSession, outfall_uid: str) -> list[Row]:
    """Return the evidence of an outfall and of its links, newest first."""
    rows = read_rows(session, "evidence", COLUMNS, "outfall_uid", [outfall_uid])
    return sorted(rows, key=lambda row: (_when(row["time"]), row.fid), reverse=True)


def file_of(project: str, relative: str | None) -> Path:
    """Return the file of a row of evidence; raises UserError for a path that leads out of the folder."""
    home = Path(project).absolute().parent
    text = (relative or "").replace("\\", "/")
    parts = PurePosixPath(text).parts
    outside = not parts or text.startswith("/") or ".." in parts or bool(_DRIVE.match(text))
    file = home.joinpath(*parts) if not outside else home
    if outside or not _inside(file, home):
        raise UserError(
            translate(
                "Evidence",
                "The evidence “{path}” does not lie in the project's folder, so it is not "
                "opened. Attach the file again.",
            ).format(path=relative or "")
        )
    return file


def checked_file(project: str, row: Row) -> tuple[Path, str]:
    """Return the file of a row and what is wrong with it: "", "missing" or "changed"."""
    file = file_of(project, row["path"])
    if not file.is_file():
        return file, "missing"
    return file, "changed" if row["sha256"] and _digest(file, None) != row["sha256"] else ""


def _when(value: Any) -> str:
    return value.toString("yyyy-MM-ddTHH:mm:ss") if hasattr(value, "toString") else str(value or "")


def _safe(name: str, fallback: str) -> str:
    """Return a name that every file system takes: no separators, control signs, leading or trailing dots."""
    text = unicodedata.normalize("NFC", name)
    odd = {sign for sign in text if sign in '<>:"/\\|?*#%&' or unicodedata.category(sign)[0] == "C"}
    text = "".join("_" if sign in odd else sign for sign in text)
    text = re.sub(r"\s+", " ", text).strip(" .")
    stem, dot, ending = text.rpartition(".")
    if dot and len(ending) <= 8:
        text = f"{stem[:_LONGEST_NAME].rstrip(' .')}.{ending}" if stem else ending
    else:
        text = text[:_LONGEST_NAME].rstrip(" .")
    return f"_{text}" if _RESERVED.match(text) else text or fallback


def _free_name(folder: Path, name: str) -> Path:
    target, number = folder / name, 1
    while target.exists():
        number += 1
        target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return target


def _inside(path: Path, folder: Path) -> bool:
    real, home = os.path.realpath(path), os.path.realpath(folder)
    return real == home or real.startswith(home.rstrip(os.sep) + os.sep)


def _relative(file: Path, project: str) -> str:
    home = os.path.realpath(Path(project).absolute().parent)
    return Path(os.path.realpath(file)).relative_to(home).as_posix()


def _copy(source: Path, handle: int, progress: Callable[[float], None] | None) -> str:
    digest, done = hashlib.sha256(), 0
    size = max(source.stat().st_size, 1)
    with os.fdopen(handle, "wb") as target, source.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
            done += len(chunk)
            if progress:
                progress(min(done / size, 1.0))
        target.flush()
        os.fsync(target.fileno())
    with suppress(OSError):
        shutil.copystat(source, target.name)  # when a photo was taken, for those without EXIF
    return digest.hexdigest()


def _digest(file: Path, progress: Callable[[float], None] | None) -> str:
    digest, done = hashlib.sha256(), 0
    size = max(file.stat().st_size, 1)
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            if progress:
                progress(min(done / size, 1.0))
    return digest.hexdigest()


def _same_content(folder: Path, digest: str, size: int, but: Path) -> Path | None:
    """Return a file of the folder with the same content, or None."""
    for file in sorted(folder.iterdir()):
        if (
            file != but
            and file.is_file()
            and not file.name.startswith(".")
            and file.stat().st_size == size
            and _digest(file, None) == digest
        ):
            return file
    return None
