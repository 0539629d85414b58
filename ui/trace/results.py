"""Results that are kept: coloured, named, switched on and off, and compared two by two.

The first of the list is the present answer; the next question replaces it unless it was kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...i18n import translate
from ...operations.answers.trace_view import Lines, SourceRow, TraceView
from .marks import COMPARED, PALETTE
from .overlay import Drawn

MOST = 12  # results kept at once


@dataclass(eq=False)
class Result:
    """One answer that is listed."""

    view: TraceView
    name: str
    colour: str
    visible: bool = True
    kept: bool = False


@dataclass(eq=False)
class Comparison:
    """What two results share; groups: in both, only in the first, only in the second."""

    one: Result
    other: Result
    sources: tuple[list[SourceRow], list[SourceRow], list[SourceRow]]
    pipes: tuple[list[int], list[int], list[int]]
    metres: tuple[float, float, float]

    @property
    def name(self) -> str:
        """Both names."""
        return translate("Results", "{one} compared with {other}").format(
            one=self.one.name, other=self.other.name
        )

    def titles(self) -> tuple[str, str, str]:
        """Return the names of the groups."""
        only = translate("Results", "Only in {name}")
        return (
            translate("Results", "In both"),
            only.format(name=self.one.name),
            only.format(name=self.other.name),
        )


def compare(one: Result, other: Result) -> Comparison:
    """Compare two results by pipes and by sources."""
    mine, theirs = set(one.view.pipe_fids), set(other.view.pipe_fids)
    of_mine = {(row.table, row.fid): row for row in one.view.sources}
    of_theirs = {(row.table, row.fid): row for row in other.view.sources}
    pipes = (sorted(mine & theirs), sorted(mine - theirs), sorted(theirs - mine))
    drawn = (one.view.lines, one.view.lines, other.view.lines)
    lengths = tuple(_length(lines, fids) for lines, fids in zip(drawn, pipes))
    return Comparison(
        one,
        other,
        (
            [row for key, row in of_mine.items() if key in of_theirs],
            [row for key, row in of_mine.items() if key not in of_theirs],
            [row for key, row in of_theirs.items() if key not in of_mine],
        ),
        pipes,
        lengths,  # type: ignore[arg-type]
    )


def drawn_comparison(made: Comparison, distances: bool) -> Drawn:
    """Return a comparison as it is drawn: the three groups in colours of their own."""
    lines: list[tuple[Lines, str]] = []
    drawn = (made.one.view.lines, made.one.view.lines, made.other.view.lines)
    for of, fids, colour in zip(drawn, made.pipes, COMPARED):
        if of is not None and fids:
            lines.append((_some(of, fids), colour))
    points = Drawn(lines=lines)
    for rows, colour in zip(made.sources, COMPARED):
        points.sources += Drawn.of(TraceView("", [], sources=rows), colour, False, distances).sources
    points.rings = [*made.one.view.places, *made.other.view.places]
    return points


def _some(lines: Lines, fids: Sequence[int]) -> Lines:
    """Return the lines of some pipes."""
    import numpy as np

    count = np.diff(lines.start)
    chosen = np.isin(lines.fid, np.asarray(fids, dtype=np.int64))
    start = np.concatenate([[0], np.cumsum(count[chosen])])
    return Lines(lines.xy[np.repeat(chosen, count)], start, lines.kind[chosen], lines.fid[chosen])


def _length(lines: Lines | None, fids: Sequence[int]) -> float:
    """Return the drawn metres of some pipes."""
    import numpy as np

    if lines is None or not fids:
        return 0.0
    some = _some(lines, fids)
    step = np.hypot(*np.diff(some.xy, axis=0).T) if len(some.xy) > 1 else np.zeros(0)
    within = np.ones(len(step), dtype=bool)
    within[some.start[1:-1] - 1] = False
    return float(step[within].sum())


class Results(QObject):
    """The list of results; ``current`` and ``comparison`` are what is looked at."""

    changed = pyqtSignal()  # the list, a name, a colour, what is visible
    chosen = pyqtSignal()  # another result is looked at, or a comparison

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: list[Result] = []
        self.current: Result | None = None
        self.comparison: Comparison | None = None

    @property
    def results(self) -> list[Result]:
        """All results, the newest first."""
        return list(self._results)

    def add(self, view: TraceView) -> Result:
        """Add an answer, in place of the last one that was not kept."""
        result = Result(view, self._name(view), self.coming_colour)
        self._results = [result, *(each for each in self._results if each.kept)][:MOST]
        self.comparison = None
        self.current = result
        self.changed.emit()
        self.chosen.emit()
        return result

    @property
    def coming_colour(self) -> str:
        """The colour of the next answer: of the one it replaces, else one that no other has."""
        replaced = next((result for result in self._results if not result.kept), None)
        if replaced is not None:
            return replaced.colour
        used = {result.colour for result in self._results}
        spare = (colour for colour in PALETTE if colour not in used)
        return next(spare, PALETTE[len(self._results) % len(PALETTE)])

    def keep(self, result: Result) -> None:
        """Keep a result when the next question is asked."""
        result.kept = True
        self.changed.emit()

    def choose(self, result: Result) -> None:
        """Look at a result."""
        if result is not self.current or self.comparison is not None:
            self.current, self.comparison = result, None
            self.chosen.emit()

    def compare(self, one: Result, other: Result) -> Comparison:
        """Look at what two results share."""
        one.kept = other.kept = True
        self.comparison = compare(one, other)
        self.changed.emit()
        self.chosen.emit()
        return self.comparison

    def stop_comparing(self) -> None:
        """Look at the result again that was looked at before."""
        if self.comparison is not None:
            self.comparison = None
            self.chosen.emit()

    def rename(self, result: Result, name: str) -> None:
        """Call a result differently; it is worth keeping then."""
        if name.strip():
            result.name, result.kept = name.strip(), True
        self.changed.emit()

    def paint(self, result: Result, colour: str) -> None:
        """Give a result another colour."""
        result.colour = colour
        self.changed.emit()

    def show(self, result: Result, visible: bool) -> None:
        """Switch a result on or off on the map."""
        if visible != result.visible:
            result.visible = visible
            self.changed.emit()

    def remove(self, result: Result) -> None:
        """Take a result off the list."""
        self._results = [each for each in self._results if each is not result]
        made = self.comparison
        if made is not None and result in (made.one, made.other):
            self.comparison = None
        if self.current is result:
            self.current = self._results[0] if self._results else None
        self.changed.emit()
        self.chosen.emit()

    def clear(self) -> None:
        """Take all off."""
        self._results, self.current, self.comparison = [], None, None
        self.changed.emit()
        self.chosen.emit()

    def drawn(self, headwaters: bool, distances: bool) -> list[Drawn]:
        """Return what is drawn: the comparison, else what is visible, the one looked at on top."""
        if self.comparison is not None:
            return [drawn_comparison(self.comparison, distances)]
        shown = [result for result in reversed(self._results) if result.visible]
        shown.sort(key=lambda result: result is self.current)
        return [
            Drawn.of(result.view, result.colour, headwaters, distances and result is self.current)
            for result in shown
        ]

    def drawn_below(self, lines: Lines, headwaters: bool) -> list[Drawn]:
        """Return what is drawn while an answer comes of which only the lines are there: the kept results."""
        shown = [result for result in reversed(self._results) if result.visible and result.kept]
        kept = [Drawn.of(result.view, result.colour, headwaters, False) for result in shown]
        return [*kept, Drawn([(lines, self.coming_colour)])]

    @staticmethod
    def _name(view: TraceView) -> str:
        way: Any = translate("Results", "↑ {title}") if view.upstream else translate("Results", "↓ {title}")
        return str(way.format(title=view.title))
