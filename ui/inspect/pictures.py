"""Pictures of views, rendered in QGIS's own threads and kept: what is needed now, and what will be needed
next.

A *side* is a list of layers under a key. :meth:`Pictures.want` renders a side for a view unless its picture
is there; :meth:`Pictures.ahead` names what to render when nothing else waits. Nothing is ever waited for: a
job that is not needed any more is told to stop and forgotten.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Optional

from qgis.core import QgsMapSettings
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtGui import QColor, QImage

from ..timers import single_shot
from .rendering import Rendering
from .views import View

KEPT_BYTES = 192 * 1024 * 1024
AHEAD_MS = 15  # between two pictures that are rendered ahead: keys come first


@dataclass(frozen=True)
class Side:
    """What one side of a comparison shows. key: the same for the same picture; title: for people."""

    key: str
    title: str = ""
    layers: tuple[Any, ...] = field(default=(), compare=False, repr=False)
    styles: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


NOTHING = Side("")


#: What says, when its turn comes, which side is to be rendered for which view.
Coming = Callable[[], Optional[tuple[Side, View]]]


@dataclass
class Picture:
    """A rendered view of a side."""

    key: str
    view: View
    image: QImage


@dataclass
class _Running:
    """What is being rendered; ``ahead``: nobody waits for it yet."""

    rendering: Rendering
    side: Side
    view: View
    ahead: bool


class Pictures(QObject):
    """See the module."""

    ready = pyqtSignal(str, bool)  # key of the side; whether somebody waits for it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[tuple[str, float, float, float], Picture] = OrderedDict()
        self._running: dict[int, _Running] = {}
        self._last = 0
        self._waiting: list[Coming] = []
        self._base = QgsMapSettings()
        self._soon = single_shot(self, AHEAD_MS, self._next)

    # what is there

    def find(self, key: str, view: View) -> Picture | None:
        """Return the picture of a side that shows this very view, None where there is none."""
        for picture in reversed(self._kept.values()):
            if picture.key == key and picture.view.shows_same(view):
                return picture
        return None

    def nearest(self, key: str, view: View) -> Picture | None:
        """Return the latest picture of a side that can stand in for a view: the same rotation, somewhere
        else.
        """
        for picture in reversed(self._kept.values()):
            if picture.key == key and picture.view.rotation == view.rotation:
                return picture
        return None

    @property
    def n_bytes(self) -> int:
        """Bytes of all pictures."""
        return sum(_size(picture) for picture in self._kept.values())

    # what is asked for

    def base(self, settings: QgsMapSettings) -> None:
        """Render like this map: its system, resolution and rules."""
        self._base = QgsMapSettings(settings)
        self._base.setBackgroundColor(QColor(0, 0, 0, 0))

    def want(self, sides: Sequence[Side], view: View) -> None:
        """Render these sides for ``view`` now; what was wanted before and is not among it stops."""
        wanted = [side for side in sides if side.key and self.find(side.key, view) is None]
        keys = {side.key for side in wanted}
        for number, one in list(self._running.items()):
            if one.side.key in keys and one.view.shows_same(view):
                keys.discard(one.side.key)
                one.ahead = False
            elif wanted or not one.ahead:
                self._drop(number)
        for side in wanted:
            if side.key in keys:
                self._start(side, view, False)
        if not self._running:
            self._soon.start()

    def ahead(self, coming: Sequence[Coming]) -> None:
        """Render these when nothing else waits, in their order; replaces what was named before.

        Each is asked when its turn comes: opening its layers is work of the window's thread.
        """
        self._waiting = list(coming)
        if not self._running:
            self._soon.start()

    def forget(self, prefix: str = "") -> None:
        """Throw away pictures whose key begins so, and stop rendering them."""
        for number, one in list(self._running.items()):
            if one.side.key.startswith(prefix):
                self._drop(number)
        self._waiting = []
        for at in [at for at, picture in self._kept.items() if picture.key.startswith(prefix)]:
            del self._kept[at]

    def close(self) -> None:
        """Stop everything."""
        self._soon.stop()
        self.forget()

    # inside

    def _start(self, side: Side, view: View, ahead: bool) -> None:
        settings = view.settings(self._base, list(side.layers))
        if side.styles:
            settings.setLayerStyleOverrides(dict(side.styles))
        self._last += 1
        number = self._last
        rendering = Rendering(settings, side.layers, partial(self._finished, number))
        self._running[number] = _Running(rendering, side, view, ahead)
        rendering.start()

    def _drop(self, number: int) -> None:
        one = self._running.pop(number, None)
        if one is not None:
            one.rendering.drop()

    def _finished(self, number: int, image: QImage) -> None:
        one = self._running.pop(number, None)
        if one is None:
            return
        self._keep(Picture(one.side.key, one.view, image))
        self.ready.emit(one.side.key, not one.ahead)
        if not self._running:
            self._soon.start()

    def _next(self) -> None:
        """Render what comes next, one at a time."""
        if not self._waiting or self._running:
            return
        found = self._waiting.pop(0)()
        if found is not None and found[0].key and self.find(found[0].key, found[1]) is None:
            self._start(*found, True)
        elif self._waiting:
            self._soon.start()

    def _keep(self, picture: Picture) -> None:
        view = picture.view
        at = (
            picture.key,
            round(view.x / view.units_per_px, 1),
            round(view.y / view.units_per_px, 1),
            view.units_per_px,
        )
        self._kept.pop(at, None)
        self._kept[at] = picture
        room = KEPT_BYTES - self.n_bytes
        while room < 0 and len(self._kept) > 2:
            _at, gone = self._kept.popitem(last=False)
            room += _size(gone)


def _size(picture: Picture) -> int:
    return int(picture.image.bytesPerLine() * picture.image.height())
