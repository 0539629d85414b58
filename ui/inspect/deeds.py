"""What the inspector does now and then: suspected outfalls, snapshots, offsets, the strip, detections,
signs.
"""

from __future__ import annotations

import math
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsGeometry
from qgis.PyQt.QtWidgets import QFileDialog

from ...i18n import inflected, translate
from ...imagery.best import Shot
from ...imagery.offset import Offset, fit
from ...operations import inspection
from ...operations.judging import candidates, evidence
from ...problems import Cancelled, UserError
from .. import settings
from ..background import BackgroundTask, Report
from .choices import FLIGHT, Choice
from .photo_view import NEAR_M, PhotoView, Shown, nearest, photos_of
from .recording import utc_text
from .snapshot import Note, snapshot_image
from .strip import SIZE
from .views import View

if TYPE_CHECKING:
    from qgis.core import QgsPointXY

    from .part import InspectPart

STRIP_M = 40.0  # what a small picture of the strip shows, from edge to edge


# suspected outfalls


def ask_suspect(part: InspectPart) -> None:
    """Ask for a click where the register has no outfall."""
    part.clicks = partial(_make_suspect, part)
    part.tool.take_clicks(translate("Inspect", "Click the suspected outfall. Esc or right click: none."))


def _make_suspect(part: InspectPart, place: QgsPointXY) -> None:
    part.clicks = None
    part.tool.take_clicks("")
    shot = part.seen[0].uid if part.seen else ""
    try:
        part.recorder.suspect(place.x(), place.y(), part.flight, shot, part.dock.record())
    except UserError as error:
        part.desk.messages.failure(error)
        return
    part.reload()
    part.refresh()
    part.desk.messages.success(translate("Inspect", "A suspected outfall was recorded; U takes it back."))


def end_clicks(part: InspectPart) -> None:
    """No further clicks: an offset that was measured is kept."""
    part.clicks = None
    part.tool.take_clicks("")
    pairs, part.pairs, part.half_pair = part.pairs, [], None
    if pairs:
        _keep_offset(part, pairs)
    part.dock.show_offset_row(False)
    part.refresh()


# offsets


def measure_offset(part: InspectPart) -> None:
    """Ask for pairs of points: where something is seen, where it is."""
    if not part.seen:
        part.desk.messages.info(translate("Inspect", "The left side shows no catalogued image here."))
        return
    part.pairs, part.half_pair = [], None
    part.clicks = partial(_take_pair, part)
    part.dock.show_offset_row(True)
    part.tool.take_clicks(_pair_hint(part))


def _take_pair(part: InspectPart, place: QgsPointXY) -> None:
    here = (place.x(), place.y())
    if part.half_pair is None:
        part.half_pair = here
    else:
        part.pairs.append((*part.half_pair, *here))
        part.half_pair = None
    part.tool.take_clicks(_pair_hint(part))
    part.refresh()


def _pair_hint(part: InspectPart) -> str:
    if part.half_pair is not None:
        return translate(
            "Inspect", "Click where it really is, on the map or the other side. Esc or right click ends."
        )
    if not part.pairs:
        return translate("Inspect", "Click something that the left image shows.")
    try:
        found = fit(part.pairs, part.dock.offset_kind)
    except UserError:
        found = fit(part.pairs)
    rest = (
        ""
        if found.rms_m != found.rms_m
        else translate("Inspect", ", {m} m left over").format(m=f"{found.rms_m:.2f}")
    )
    return translate(
        "Inspect", "{n} pairs: {m} m off{rest}. Click another point, or right click to move the image."
    ).format(n=len(part.pairs), m=f"{found.size_m:.2f}", rest=rest)


def _keep_offset(part: InspectPart, pairs: list[tuple[float, float, float, float]]) -> None:
    """Move the images; a measurement on one that is moved already adds to its offset."""
    before = part.seen[0].offset if part.seen else None
    try:
        # What was clicked is where the image shows now; its file shows it elsewhere.
        as_in_file = (
            pairs if before is None else [(*_back(before, x, y), to_x, to_y) for x, y, to_x, to_y in pairs]
        )
        found = fit(as_in_file, part.dock.offset_kind)
    except UserError as error:
        part.desk.messages.failure(error)
        return
    _write_offset(part, found)
    part.desk.messages.success(
        translate("Inspect", "The image is shown {m} m off its file's place; the file is as it was.").format(
            m=f"{found.size_m:.2f}"
        ),
        [(translate("Inspect", "Back where it was"), lambda: take_offset_away(part))],
    )


def take_offset_away(part: InspectPart) -> None:
    """Show the images of this flight where their files say."""
    _write_offset(part, None)


def _write_offset(part: InspectPart, offset: Offset | None) -> None:
    chosen: list[Shot] = part.seen
    if part.dock.moves_flight and part.seen:
        first = part.seen[0]
        chosen = [shot for shot in part.shots.shots if (shot.flight, shot.band) == (first.flight, first.band)]
    if not chosen:
        return
    title = (
        translate("Inspect", "Move images") if offset else translate("Inspect", "Images back where they were")
    )
    text = offset.to_json() if offset else None
    try:
        part.recorder.apply(
            title,
            lambda _rows: inspection.keep_offset(
                [shot.uid for shot in chosen], text, part.session.user, utc_text()
            ),
        )
    except UserError as error:
        part.desk.messages.failure(error)
        return
    part.reload()
    part.refresh()


def _back(offset: Offset, x: float, y: float) -> tuple[float, float]:
    """Return the place that the offset moves to (x, y)."""
    square = offset.a**2 + offset.b**2
    dx, dy = x - offset.about[0] - offset.dx, y - offset.about[1] - offset.dy
    return (
        offset.about[0] + (offset.a * dx + offset.b * dy) / square,
        offset.about[1] + (offset.a * dy - offset.b * dx) / square,
    )


# the strip


def toggle_strip(part: InspectPart) -> None:
    """Show or hide the strip."""
    part.dock.strip.setVisible(not part.dock.strip.isVisible())
    fill_strip(part)


def fill_strip(part: InspectPart) -> None:
    """Show the present stop on every flight."""
    stop = part.walk.stop
    if not part.dock.strip.isVisible() or stop is None or not part.tool.is_active:
        return
    place, middle = part.to_map(stop.x, stop.y), (stop.x, stop.y)
    view = View(place.x(), place.y(), STRIP_M / SIZE[0], *SIZE)
    band = part.left.band if part.left is not None and part.left.kind == FLIGHT else "visible"
    part.small.base(part.desk.iface.mapCanvas().mapSettings())
    entries, sides = [], []
    for flight, day in part.shots.flights_at(middle, band):
        choice = Choice(FLIGHT, flight, band)
        side, _shots = part.side(choice, view)
        if side.key:
            entries.append((side.key, flight if day in flight else f"{flight}\n{day}", choice))
            sides.append(side)
    part.dock.strip.show_places(entries)
    for side in sides:
        there = part.small.find(side.key, view)
        if there is not None:
            part.dock.strip.set_picture(side.key, there.image)
    part.small.ahead([lambda side=side: (side, view) for side in sides])  # type: ignore[misc]


def show_small(part: InspectPart, key: str) -> None:
    """Show a picture of the strip that is there now."""
    stop = part.walk.stop
    if stop is None:
        return
    place = part.to_map(stop.x, stop.y)
    there = part.small.find(key, View(place.x(), place.y(), STRIP_M / SIZE[0], *SIZE))
    if there is not None:
        part.dock.strip.set_picture(key, there.image)


# snapshots


def snapshot(part: InspectPart) -> None:
    """Keep what is seen as evidence of the outfall: scale, north, flight, day, image names, offset,
    inspector.
    """
    stop = part.walk.stop
    if stop is None or stop.table != inspection.OUTFALL:
        part.desk.messages.info(translate("Inspect", "Snapshots are evidence of an outfall; stand at one."))
        return
    if not part.item.is_sharp():
        part.desk.messages.info(
            translate("Inspect", "The picture is not complete yet; press E again in a moment.")
        )
        return
    note = note_of(part, stop)
    image = snapshot_image(part.item, View.of(part.desk.iface.mapCanvas()), note)
    project, title = part.session.path, candidates.title_of(part.session, stop.uid).partition(" · ")[0]
    folder = Path(tempfile.mkdtemp(prefix="outfall_snapshot_"))
    file = folder / f"{title}_{part.flight or 'map'}_{utc_text()[:19].replace(':', '')}.png".replace("/", "_")
    image.save(str(file), "PNG")

    def work(report: Report) -> Any:
        return evidence.stage(project, title, str(file), lambda share: report(share, "writing"))

    def done(staged: Any) -> None:
        part.tasks.discard(task)
        file.unlink(missing_ok=True)
        folder.rmdir()
        if part.session.path != project:
            return
        try:
            evidence.attach(
                part.session, stop.uid, [], staged, "技术溯源", "无人机影像", " · ".join(note.lines)
            )
        except UserError as error:
            part.desk.messages.failure(error)
            return
        part.recorder.adopt()
        part.desk.messages.success(
            translate("Inspect", "The snapshot is evidence of {outfall}.").format(outfall=title)
        )

    def failed(error: BaseException, log: str) -> None:
        part.tasks.discard(task)
        if not isinstance(error, Cancelled):
            part.desk.messages.failure(error, log)

    task = BackgroundTask(translate("Inspect", "Keeping a snapshot"), work, done, failed)
    part.tasks.add(task)
    task.start()


def note_of(part: InspectPart, stop: inspection.Stop) -> Note:
    """Return what a snapshot says about itself."""
    lines = [stop.title, *(side.title for side in part.item.sides_seen() if side.title)]
    names = ", ".join(Path(shot.path).name for shot in part.seen[:3])
    if names:
        lines.append(names)
    offset = part.seen[0].offset if part.seen else None
    if offset is not None:
        lines.append(
            translate("Inspect", "shown {x} m east, {y} m north of its file's place").format(
                x=f"{offset.dx:+.2f}", y=f"{offset.dy:+.2f}"
            )
        )
    lines.append(f"{stop.x:.2f}, {stop.y:.2f} · {part.session.user} · {utc_text()[:10]}")
    return Note(tuple(lines))


# photos


def show_photo(part: InspectPart) -> None:
    """Show the photo nearest to the present stop, and where the camera stood."""
    stop = part.walk.stop
    if stop is None:
        return
    photos = photos_of(part.recorder.rows)
    photo = nearest(photos, stop.x, stop.y)
    if photo is None:
        part.desk.messages.info(translate("Inspect", "No photo lies within {m} m.").format(m=f"{NEAR_M:.0f}"))
        return
    if part.photo_view is None:
        part.photo_view = PhotoView(part.desk.iface.mainWindow(), partial(_flash, part))
    part.photo_view.show_photo(photos, photo)


def _flash(part: InspectPart, photo: Shown) -> None:
    if not math.isnan(photo.x):
        here = QgsGeometry.fromPointXY(part.to_map(photo.x, photo.y))
        canvas = part.desk.iface.mapCanvas()
        canvas.flashGeometries([here], canvas.mapSettings().destinationCrs())


# files


def ask_catalogue(part: InspectPart) -> None:
    """Show the dialog of the verb that catalogues a folder."""
    part.desk.projects.run_verb("catalogueimages")
    part.catalogue_changed()


def ask_detections(part: InspectPart) -> None:
    """Ask for a detector's file and take it in as suspects."""
    file, _kind = QFileDialog.getOpenFileName(
        part.desk.iface.mainWindow(),
        translate("Inspect", "What a detector found"),
        settings.LAST_FOLDER.get(),
        "GeoJSON, GeoPackage (*.geojson *.json *.gpkg *.shp)",
    )
    if file:
        settings.LAST_FOLDER.set(str(Path(file).parent))
        take_in_file(part, file)


def take_in_file(part: InspectPart, file: str) -> None:
    """Take a detector's points or boxes in as suspects to step through."""
    from ...imagery.catalogue import project_ground
    from ...imagery.suspects import read_proposals

    try:
        found = read_proposals(Path(file), project_ground(part.recorder.rows))
        plans: list[Any] = []

        def make(rows: Any) -> Any:
            plans.append(inspection.take_in(rows, found, Path(file).name))
            return plans[0]

        part.recorder.apply(translate("Inspect", "Take in {file}").format(file=Path(file).name), make)
    except UserError as error:
        part.desk.messages.failure(error)
        return
    part.reload()
    text = translate(
        "Inspect",
        "{n} (suspect|suspects) to look at; {k} (was|were) there already. The filter “Suspects” steps "
        "through them.",
    )
    part.desk.messages.success(inflected(text, n=plans[0].n_new, k=len(found) - plans[0].n_new))


def edit_signs(part: InspectPart) -> None:
    """Open the list of interpretation signs; a project that has none begins with the starting list."""
    try:
        part.recorder.apply(translate("Inspect", "Begin a list of signs"), inspection.fill_library)
        layer = part.session.layer("interpretation_signs")
    except UserError as error:
        part.desk.messages.failure(error)
        return
    part.desk.iface.showAttributeTable(layer)


def show_agreement(part: InspectPart) -> None:
    """Say how far inspectors agree."""
    found = inspection.agreement(part.walk.stops)
    if not found:
        part.desk.messages.info(
            translate("Inspect", "No two inspectors have judged the same outfall on the same flight.")
        )
        return
    for one in found[:3]:
        kappa = "-" if one.kappa != one.kappa else f"{one.kappa:.2f}"
        part.desk.messages.info(
            translate(
                "Inspect", "{one} and {other}: the same verdict on {same} of {both} (kappa {kappa})."
            ).format(one=one.one or "?", other=one.other or "?", same=one.same, both=one.both, kappa=kappa)
        )
