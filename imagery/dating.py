"""Which flight an image belongs to, and when it was taken: what sidecar, file and names say.

Times are those of the camera's clock, as it wrote them. A date that cannot be (before drones flew, or
tomorrow) is not believed: cameras that lost their battery say 1970 or 1980.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ..i18n import translate

OF_FOLDER = "flight.json"  # a sidecar of all images of its folder
EARLIEST = datetime(2000, 1, 1)  # noqa: DTZ001 - a camera's clock has no zone
_STATED = ("ACQUISITION_DATETIME", "ACQUISITIONDATETIME", "EXIF_DateTimeOriginal", "EXIF_DateTimeDigitized")
_FILE_TIMES = ("TIFFTAG_DATETIME", "EXIF_DateTime")  # often when the mosaic was made: the last to be asked
_DAY = re.compile(
    r"(?<!\d)(20\d\d)[-_.年]?(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])(?!\d{1,3}(?!\d))"
    r"(?:日?[-_T ]?([01]\d|2[0-3])[-_:]?([0-5]\d)(?:[-_:]?([0-5]\d))?(?!\d))?"
)


@dataclass(frozen=True)
class Taken:
    """When, "" for unknown (``2024-03-15T10:20:30``), by what it is known, and what was not believed."""

    at: str = ""
    basis: str = ""  # sidecar, metadata, name, file
    doubtful: str = ""

    def problem(self) -> str:
        """Return a sentence on a date that cannot be, "" where there is none."""
        text = translate(
            "Imagery", "The date {date} is not plausible; state the day in the file's or the folder's name.")
        return text.format(date=self.doubtful) if self.doubtful else ""


def taken(path: Path, metadata: Mapping[str, str], sidecar: Mapping[str, Any]) -> Taken:
    """Return when an image was taken; the folder's name counts where the file's says nothing."""
    doubtful = ""
    for basis, text in (
        ("sidecar", str(sidecar.get("taken_at") or sidecar.get("datetime") or "")),
        *(("metadata", metadata.get(name, "")) for name in _STATED),
        ("name", _day_in(path.stem) or _day_in(path.parent.name)),
        *(("file", metadata.get(name, "")) for name in _FILE_TIMES),
    ):
        when = moment(text)
        if when is None:
            continue
        if believable(when):
            return Taken(when.isoformat(timespec="seconds"), basis, doubtful)
        doubtful = doubtful or text.strip()
    return Taken(doubtful=doubtful)


def flight(
    path: Path, root: Path, given: str, metadata: Mapping[str, str], sidecar: Mapping[str, Any]
) -> str:
    """Return the flight: as given, else what sidecar or file state, else the folder below ``root``."""
    stated = given or str(sidecar.get("flight") or "") or metadata.get("FLIGHT", "")
    if stated.strip():
        return stated.strip()
    try:
        below = path.parent.relative_to(root).parts
    except ValueError:
        below = ()
    return below[0] if below else root.name


def sidecar_of(path: Path, names: frozenset[str] | set[str]) -> dict[str, Any]:
    """Return what ``<image>.json`` (or the folder's ``flight.json``) says; {} where nothing readable does."""
    for name in (f"{path.stem}.json", f"{path.name}.json", OF_FOLDER):
        if name in names:
            try:
                content = json.loads((path.parent / name).read_text(encoding="utf-8-sig"))
            except (OSError, ValueError):
                continue
            if isinstance(content, dict):
                inner = content.get("properties")  # a STAC item keeps them there
                return {**content, **inner} if isinstance(inner, dict) else content
    return {}


def moment(text: str) -> datetime | None:
    """Return the time a text states ("2016:06:23 16:31:59", "2024-03-15T10:20Z"); None for none."""
    digits = re.match(
        r"\s*(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?", text or ""
    )
    if digits is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in digits.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


def believable(when: datetime) -> bool:
    """Tell whether a camera's time can be true; a day is left for its zone."""
    return EARLIEST <= when <= datetime.now() + timedelta(days=1)  # noqa: DTZ005


def _day_in(name: str) -> str:
    found = _DAY.search(name)
    if found is None:
        return ""
    year, month, day, hour, minute, second = found.groups()
    clock = f" {hour}:{minute}:{second or '00'}" if hour and minute else ""
    return f"{year}-{month}-{day}{clock}"
