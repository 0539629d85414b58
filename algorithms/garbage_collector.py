"""How long work outside the main thread behaves towards the window: no collections, and the lock is shared.

The collector runs in whichever thread allocates; a collection in a worker that meets forgotten
widgets, timers or layers of the main thread ends the process. So it is switched off before the
work and on again by the main thread only.

While it works, Python hands its lock over fifty times as often as it would: a window that is painted calls
Python a hundred times (a list asks for every cell), and each call waits for the lock.

What grew meanwhile may be a network of a million pipes, and the first collection would walk over all of
it while the window waits (half a second and more). So it is set aside ("frozen"): it goes as soon as
nothing refers to it, as all objects do; only its reference cycles wait for :func:`unfreeze`.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ..interruptible import tell_of_abandoned

MANY = 100_000  # containers; a collection walks over so many in some 10 ms
SWITCH_S = 0.0001  # a thread that waits for Python's lock asks for it after so long


class CollectorRest:
    """Switches the cyclic garbage collector off, and shares the lock, while at least one holder asks."""

    _lock = threading.Lock()
    _holders = 0
    _was_on = False
    _switched_s = SWITCH_S

    @classmethod
    def begin(cls) -> None:
        """Ask for rest; in any thread."""
        with cls._lock:
            if cls._holders == 0:
                cls._was_on = gc.isenabled()
                gc.disable()
                cls._switched_s = sys.getswitchinterval()
                sys.setswitchinterval(min(SWITCH_S, cls._switched_s))
            cls._holders += 1

    @classmethod
    def end(cls) -> None:
        """Give the rest back; the last one switches the collector on again. Main thread only."""
        with cls._lock:
            cls._holders -= 1
            if cls._holders > 0:
                return
            sys.setswitchinterval(cls._switched_s)
            if cls._was_on:
                if gc.get_count()[0] > MANY:
                    gc.freeze()
                gc.enable()


def unfreeze() -> None:
    """Let the collector see again what was set aside, as when the network is dropped."""
    gc.unfreeze()


class _EndOnMainThread(QObject):
    """Gives the rest back on the main thread, where Qt delivers the signal."""

    left = pyqtSignal()
    _waiting: set[_EndOnMainThread] = set()  # noqa: RUF012 - what nothing refers to would be gone at once

    def __init__(self) -> None:
        super().__init__()
        self.moveToThread(QCoreApplication.instance().thread())
        self.left.connect(self._end)
        self._waiting.add(self)

    def _end(self) -> None:
        self._waiting.discard(self)
        CollectorRest.end()


def rest_until_done(worker: threading.Thread) -> None:
    """Let the collector rest until a thread that is left to itself has ended; starts one that waits."""
    CollectorRest.begin()
    if worker.ident is None:
        worker.start()
    ender = _EndOnMainThread()

    def wait() -> None:
        worker.join()
        ender.left.emit()

    threading.Thread(target=wait, name="outfall-tracer-rest", daemon=True).start()


tell_of_abandoned(rest_until_done)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Let the collector rest while the block runs in a worker; on the main thread it may work on."""
    if threading.current_thread() is threading.main_thread():
        yield
        return
    CollectorRest.begin()
    ender = _EndOnMainThread()
    try:
        yield
    finally:
        ender.left.emit()
