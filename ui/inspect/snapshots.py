"""What the inspector sees becomes evidence: scale, north, flight, day, image names, offset, inspector."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from ...i18n import translate
from ...operations import inspection
from ...operations.judging import candidates, evidence
from ..background import Report, Tasks
from .recording import utc_text
from .scene import Scene
from .snapshot import snapshot_image
from .views import View


class Snapshots:
    """Keeps snapshots of the scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._tasks = Tasks(scene.desk.messages.failure)

    def close(self) -> None:
        """Keep nothing more."""
        self._tasks.drop(2000)

    def keep(self) -> None:
        """Keep what is seen as evidence of the outfall."""
        scene = self._scene
        stop = scene.walk.stop
        if stop is None or stop.table != inspection.OUTFALL:
            scene.desk.messages.info(
                translate("Inspect", "Snapshots are evidence of an outfall; stand at one.")
            )
            return
        if not scene.item.is_sharp():
            scene.desk.messages.info(
                translate("Inspect", "The picture is not complete yet; press E again in a moment.")
            )
            return
        lines = self._note(stop)
        image = snapshot_image(scene.item, View.of(scene.canvas), lines)
        project, title = scene.session.path, candidates.title_of(scene.session, stop.uid).partition(" · ")[0]
        folder = Path(tempfile.mkdtemp(prefix="outfall_snapshot_"))
        name = f"{title}_{scene.flight or 'map'}_{utc_text()[:19].replace(':', '')}.png".replace("/", "_")
        file = folder / name
        image.save(str(file), "PNG")

        def work(report: Report) -> evidence.Staged:
            return evidence.stage(project, title, str(file), lambda share: report(share, "writing"))

        def done(staged: evidence.Staged) -> None:
            file.unlink(missing_ok=True)
            folder.rmdir()
            if scene.session.path != project:
                return
            piece = evidence.Piece(staged, "技术溯源", "无人机影像", " · ".join(lines))
            attached = partial(evidence.attach, scene.session, stop.uid, [], piece)
            if scene.desk.messages.attempt(attached):
                scene.recorder.adopt()
                scene.desk.messages.success(
                    translate("Inspect", "The snapshot is evidence of {outfall}.").format(outfall=title)
                )

        self._tasks.start(translate("Inspect", "Keeping a snapshot"), work, done)

    def _note(self, stop: inspection.Stop) -> list[str]:
        """Return what a snapshot says about itself."""
        scene = self._scene
        lines = [stop.title, *(side.title for side in scene.item.sides_seen() if side.title)]
        names = ", ".join(Path(shot.path).name for shot in scene.seen[:3])
        if names:
            lines.append(names)
        offset = scene.seen[0].offset if scene.seen else None
        if offset is not None:
            lines.append(
                translate("Inspect", "shown {x} m east, {y} m north of its file's place").format(
                    x=f"{offset.dx:+.2f}", y=f"{offset.dy:+.2f}"
                )
            )
        lines.append(f"{stop.x:.2f}, {stop.y:.2f} · {scene.session.user} · {utc_text()[:10]}")
        return lines
