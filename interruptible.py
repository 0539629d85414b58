"""Long work that can be stopped at once.

A sort of a million rows, or a spatial index over them, is one call that nothing interrupts. So such work is
done in a thread of its own while this one looks several times a second whether to go on. When it must
not, the work is left to itself: it stops at its next sign of life, and its answer is dropped. Only work
that reads plain data and makes new may be done so. Standard library only.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from .problems import Cancelled

Result = TypeVar("Result")
#: ``progress(share 0..1, step)``; may raise to stop the work.
Progress = Callable[[float, str], None]

#: Seconds between two looks.
LOOK_S = 0.1


class _Desktop:
    """What the desktop wants to know: threads that work on although nobody waits for them."""

    told: Callable[[threading.Thread], None] | None = None


def tell_of_abandoned(told: Callable[[threading.Thread], None]) -> None:
    """Have ``told`` called with every thread that is left to itself; the desktop calls this once.

    From then on work asked for by the main thread stays there: a window that waits cannot be asked to stop.
    """
    _Desktop.told = told


def interruptible(progress: Progress | None, work: Callable[..., Result], *given: Any) -> Result:
    """Return ``work(*given, progress)``, where ``progress`` may stop it within LOOK_S, whatever it does.

    Everything the work tells is passed on, in order, by the thread that called this.
    """
    on_main = threading.current_thread() is threading.main_thread()
    if progress is None or (_Desktop.told is not None and on_main):
        return work(*given, progress)
    run = _Run(progress)
    worker = threading.Thread(target=run.work, args=(work, given), name="outfall-tracer-work", daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(LOOK_S)
            run.pass_on(look=worker.is_alive())
    except BaseException:
        run.stopped = True
        if _Desktop.told is not None and worker.is_alive():
            _Desktop.told(worker)
        raise
    run.pass_on(look=False)
    if run.error is not None:
        raise run.error
    result: Result = run.answer
    return result


class _Run:
    """One piece of work, and what it told."""

    def __init__(self, progress: Progress) -> None:
        self.stopped = False
        self.answer: Any = None
        self.error: BaseException | None = None
        self._progress = progress
        self._told: deque[tuple[float, str]] = deque()
        self._last: tuple[float, str] | None = None

    def work(self, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
        try:
            self.answer = work(*given, self._tell)
        except BaseException as error:  # noqa: BLE001 - raised again where the work was asked for
            self.error = error

    def _tell(self, share: float, step: str) -> None:
        if self.stopped:
            raise Cancelled
        self._told.append((share, step))

    def pass_on(self, *, look: bool) -> None:
        """Tell what was told; without news, ``look`` by telling the last once more."""
        news = False
        while self._told:
            self._last = self._told.popleft()
            news = True
            self._progress(*self._last)
        if look and not news and self._last is not None:
            self._progress(*self._last)
