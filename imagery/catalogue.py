"""The catalogue of a project: what a scan found becomes rows of ``orthophotos`` and ``photos``.

A person's words stay: flight, time and band of a known image are only written where its file changed and the
person had left what the last reading wrote. An offset belongs to the image, not to its file.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ..layers.store.geometry_io import point_blobs, shape_blobs
from ..layers.store.table_io import new_uids
from ..layers.store.table_plan import TablePlan, Updates, cell_updates, texts
from ..operations.project_rows import FileRows, ProjectRows, file_rows
from ..problems import Cancelled, UserError
from . import overviews, photos, scan
from .ground import Ground, moved
from .image_file import Image, Reading, read_image

Progress = Callable[[float, str], None]
BESIDE, CACHE = "beside", "cache"
_KEPT = ("flight", "taken_at", "band")  # what people correct
#: What is catalogued of an image, and to how many digits.
_COLUMNS = {
    "flight": None, "taken_at": None, "date_basis": None, "band": None, "temperature": None, "gsd_m": 5,
    "value_min": None, "value_max": None, "valid_share": 4, "crs": None, "width": None, "height": None,
    "overviews": None, "state": None, "reason": None,
}


@dataclass
class Summary:
    """What a run of the catalogue did: counts by table, what is wrong, what overviews would cost."""

    images: dict[str, int] = field(default_factory=dict)
    photos: dict[str, int] = field(default_factory=dict)
    broken: list[dict[str, str]] = field(default_factory=list)  # path, state, reason
    problems: list[str] = field(default_factory=list)
    flights: dict[str, int] = field(default_factory=dict)
    without_overviews: int = 0
    overview_mb: float = 0.0
    overviews_made: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the summary as the verb writes it."""
        return dict(vars(self))


@dataclass(frozen=True)
class Wanted:
    """What is asked for: the folder, what people state for all its files, what is done about overviews."""

    folder: Path
    flight: str = ""
    crs: str = ""
    overviews: str = ""  # BESIDE, CACHE, "" for none
    photos: bool = True


def catalogue(
    project: str, wanted: Wanted, user: str | None = None, progress: Progress | None = None
) -> Summary:
    """Bring the catalogue of a project up to date with a folder, in one transaction; reads first, writes
    last.
    """
    tell = progress or (lambda share, step: None)
    summary = Summary()
    folder = Path(os.path.abspath(wanted.folder))  # noqa: PTH100 - not resolved: a link may be the way people know
    listing = scan.files_of(folder, scan.IMAGES)
    with file_rows(project, writing=False) as rows:
        ground, around = project_ground(rows), _around(rows)
        known = {table: _known(rows, table, project) for table in ("orthophotos", "photos")}
    pictures, shots = _split(listing)
    reading = Reading(ground, folder, wanted.flight, wanted.crs, around)
    found = scan.scan(
        pictures,
        known["orthophotos"],
        lambda seen: read_image(seen.path, reading, seen.names),
        lambda share: tell(0.7 * share, "reading"),
    )
    taken = (
        scan.scan(
            shots,
            known["photos"],
            lambda seen: photos.read_photo(seen.path, folder, wanted.flight),
            lambda share: tell(0.7 + 0.1 * share, "reading"),
        )
        if wanted.photos
        else scan.Scan()
    )
    with file_rows(project, user, progress=lambda share: tell(0.8 + 0.1 * share, "writing")) as rows:
        plans = [_image_plan(rows, found, project), _photo_plan(rows, taken, project, ground)]
        rows.apply(*(plan for plan in plans if plan))
    _count(summary, found, taken)
    with file_rows(project, writing=False) as rows:
        slow = _say_state(rows, summary, folder, project)
    if wanted.overviews and slow:
        _make_overviews(
            project, slow, wanted.overviews, summary, lambda share: tell(0.9 + 0.1 * share, "overviews")
        )
    return summary


def absolute(path: str, project: str) -> Path:
    """Return the place of a catalogued file; one inside the project's folder is kept relative to it."""
    given = Path(path)
    return given if given.is_absolute() else Path(project).absolute().parent / given


def stored(path: Path, project: str) -> str:
    """Return a path as the catalogue keeps it."""
    home = Path(project).absolute().parent
    try:
        return path.relative_to(home).as_posix()
    except ValueError:
        return path.as_posix()


def cache_of(project: str) -> Path:
    """Return the folder beside the project where what is made for display lies; it can be deleted at any
    time.
    """
    path = Path(project)
    return path.with_name(f"{path.stem}_images")


def project_ground(rows: ProjectRows) -> Ground:
    """Return the project's coordinate system."""
    from ..layers.store.gpkg import open_dataset

    dataset = open_dataset(rows.path)
    wkt = dataset.GetLayerByName("orthophotos").GetSpatialRef().ExportToWkt()
    del dataset
    return Ground(wkt)


def _around(rows: ProjectRows) -> tuple[float, float] | None:
    xy = rows.read("outfalls", ["uid"], geometry=True).xy
    xy = xy[np.isfinite(xy).all(axis=1)]
    return (float(np.median(xy[:, 0])), float(np.median(xy[:, 1]))) if len(xy) else None


def _known(rows: ProjectRows, table: str, project: str) -> dict[str, scan.Known]:
    found = rows.read(table, ["uid", "path", "stamp", "content", "state"])
    cells = zip(*(found[name].tolist() for name in ("uid", "path", "stamp", "content", "state")))
    return {
        str(absolute(path, project)): scan.Known(uid, stamp or "", content or "", state or "")
        for uid, path, stamp, content, state in cells
        if path
    }


def _split(listing: scan.Listing) -> tuple[scan.Listing, scan.Listing]:
    """Return the images and the photos of a listing: a JPEG without a world file is a photo."""
    parts = [
        scan.Listing(listing.folder, [], listing.unlisted, problems) for problems in (listing.problems, [])
    ]
    for seen in listing.files:
        ending = seen.path.suffix.lower()
        placed = ending not in (".jpg", ".jpeg", ".png") or any(
            f"{seen.path.stem}{world}" in seen.names or f"{seen.path.stem}{world.upper()}" in seen.names
            for world in scan.WORLD_FILES
        )
        if placed:
            parts[0].files.append(seen)
        elif ending in scan.PHOTOS:
            parts[1].files.append(seen)
    return parts[0], parts[1]


def _plan(
    rows: ProjectRows, table: str, found: scan.Scan[Any], project: str, columns: Mapping[str, int | None]
) -> TablePlan:
    """Return what a scan changes in a table but for the shapes; what people may have said stays."""
    plan = TablePlan(table)
    kept = [name for name in _KEPT if table == "orthophotos"]
    present = rows.read(table, ["uid", *kept], {"uid": found.changed})
    was = {uid: {name: present[name][at] for name in kept} for at, uid in enumerate(present["uid"].tolist())}

    def read(seen: scan.Seen, content: str, one: Any) -> dict[str, Any]:
        return {**scan.cells_of(one, columns), "stamp": seen.stamp, "content": content or None}

    cells = _moves(found, project)
    for uid, one in found.changed.items():
        said = {name: old for name, old in was.get(uid, {}).items() if old}
        cells.setdefault(uid, {}).update({**read(*one), **said})
    plan.updates = list(cell_updates(cells))
    if found.new:
        plan.new = _columns([{**read(*one), "path": stored(one[0].path, project)} for one in found.new])
    plan.audit = []  # what a scan reads is no decision of a person
    return plan


def _image_plan(rows: ProjectRows, found: scan.Scan[Image], project: str) -> TablePlan:
    plan, srs = _plan(rows, "orthophotos", found, project, _COLUMNS), rows.srs_id("orthophotos")
    shapes = {uid: one.footprint for uid, (_, _, one) in found.changed.items() if one.footprint is not None}
    if shapes:
        plan.updates.append(Updates(list(shapes), {}, shape_blobs(texts(list(shapes.values())), srs)))
    if found.new:
        plan.new_geometry = shape_blobs(texts([image.footprint for _, _, image in found.new]), srs)
    return plan


def _photo_plan(rows: ProjectRows, taken: scan.Scan[photos.Photo], project: str, ground: Ground) -> TablePlan:
    plan, srs = _plan(rows, "photos", taken, project, photos.COLUMNS), rows.srs_id("photos")
    if taken.changed:
        places = _xy([photo for _, _, photo in taken.changed.values()], ground)
        plan.updates.append(Updates(list(taken.changed), {}, point_blobs(places, srs)))
    if taken.new:
        plan.new_geometry = point_blobs(_xy([photo for _, _, photo in taken.new], ground), srs)
    return plan


def _moves(found: scan.Scan[Any], project: str) -> dict[str, dict[str, Any]]:
    """Return the cells of rows whose files moved, are gone, or are back."""
    cells: dict[str, dict[str, Any]] = {
        uid: {"path": stored(seen.path, project), "stamp": seen.stamp, "state": "ready"}
        for uid, seen in found.moved.items()
    }
    cells.update((uid, {"state": "missing"}) for uid in found.missing)
    cells.update((uid, {"state": "ready"}) for uid in found.back)
    return cells


def _xy(shots: Sequence[photos.Photo], ground: Ground) -> Any:
    degrees = np.array([[shot.lon, shot.lat] for shot in shots], dtype=np.float64)
    xy = np.full(degrees.shape, math.nan)
    there = np.isfinite(degrees).all(axis=1)
    system = ground.system("EPSG:4326")
    if there.any() and system is not None:
        xy[there] = moved(system.forward, degrees[there])
    return xy


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    columns: dict[str, Any] = {"uid": new_uids(len(rows))}
    for name in rows[0]:
        values = [row[name] for row in rows]
        numeric = all(value is None or isinstance(value, (int, float)) for value in values) and any(
            value is not None for value in values
        )
        columns[name] = (
            np.array([math.nan if value is None else value for value in values], dtype=np.float64)
            if (numeric)
            else texts(values)
        )
    return columns


def _count(summary: Summary, found: scan.Scan[Image], taken: scan.Scan[photos.Photo]) -> None:
    for counts, one in ((summary.images, found), (summary.photos, taken)):
        counts.update(
            new=len(one.new),
            changed=len(one.changed),
            moved=len(one.moved),
            back=len(one.back),
            missing=len(one.missing),
            unchanged=one.unchanged,
        )
        summary.problems += one.problems


def _say_state(rows: ProjectRows, summary: Summary, folder: Path, project: str) -> list[Image]:
    """List what is not ready or doubtful, count flights, and return the images that need overviews."""
    inside = f"{folder}{os.sep}"
    slow: list[Image] = []
    for table in ("orthophotos", "photos"):
        more = ("width", "height", "overviews", "band") if table == "orthophotos" else ()
        found = rows.read(table, ["uid", "path", "flight", "state", "reason", *more])
        for at in range(found.n):
            path = str(absolute(found["path"][at] or "", project))
            if not path.startswith(inside):
                continue
            state, reason = found["state"][at], found["reason"][at] or ""
            if state != "ready":
                summary.broken.append({"path": path, "state": state, "reason": reason})
            elif reason:  # it can be shown, and something about it was not believed
                summary.problems.append(f"{path}: {reason}")
            if state == "ready" and table == "orthophotos":
                flight = found["flight"][at] or ""
                summary.flights[flight] = summary.flights.get(flight, 0) + 1
                one = Image(
                    path,
                    width=int(found["width"][at]),
                    height=int(found["height"][at]),
                    n_bands=3,
                    overviews=int(found["overviews"][at]),
                    band=found["band"][at] or "",
                )
                one.reason = found["uid"][at]  # which row it is
                if one.is_slow and not (cache_of(project) / f"{one.reason}.vrt.ovr").exists():
                    slow.append(one)
    summary.without_overviews, summary.overview_mb = len(slow), round(overviews.estimate(slow) / 1e6, 1)
    return slow


def _make_overviews(
    project: str, slow: Sequence[Image], where: str, summary: Summary, tell: Callable[[float], None]
) -> None:
    from .offset import display_file

    cache = cache_of(project)
    overviews.room_for(cache if where == CACHE else Path(slow[0].path).parent, overviews.estimate(slow))
    made: dict[str, dict[str, Any]] = {}
    for at, image in enumerate(slow):
        part = partial(lambda share, at: tell((at + share) / len(slow)), at=at)
        try:
            source = Path(image.path)
            if where == CACHE:
                with file_rows(project, writing=False) as rows:
                    ground = project_ground(rows)
                source = display_file(source, cache / f"{image.reason}.vrt", None, ground)
            levels = overviews.make_overviews(
                source, image.width, image.height, image.band == "visible", part
            )
        except Cancelled:
            raise
        except UserError as error:
            summary.problems.append(error.message)
            continue
        summary.overviews_made += 1
        made[image.reason] = {"overviews": levels}
    with file_rows(project) as rows:
        _write_overviews(rows, made)


def _write_overviews(rows: FileRows, made: Mapping[str, Mapping[str, Any]]) -> None:
    rows.apply(TablePlan("orthophotos", updates=cell_updates(made), audit=[]))
