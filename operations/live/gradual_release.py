"""Freeing a network of a million pipes a slice at a time.

Python frees what nothing refers to any more in one go, and millions of texts and shapes take it half a
second in which no other thread can do anything, the window neither.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import Any

MANY = 10_000  # objects in one container; fewer are freed in a millisecond or two
_SLICE = 10_000
_DEPTH = 8


def _alone() -> int:
    """Return what Python counts for a container that nobody else holds: it depends on its version."""
    large: list[Any] = [[]]
    container = large.pop()
    return sys.getrefcount(container)


def release_gradually(held: list[Any]) -> None:
    """Free the only thing in ``held``, and with it all that nobody else refers to; in any thread.

    The caller gives away its last reference: ``release_gradually([network])`` with no name left for the
    network.
    """
    alone = _alone()
    large: list[Any] = []
    _gather(held.pop(), large, set(), _DEPTH)
    while large:
        container = large.pop()
        # What is shared with something that lives on stays as it is.
        if sys.getrefcount(container) <= alone:
            _empty(container)
    del large
    _give_back()


def _give_back() -> None:
    """Let the system have what was freed: glibc keeps it for the thread that used it.

    The next network is built in another thread, and a city would lie in memory twice.
    """
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def _gather(thing: Any, large: list[Any], met: set[int], depth: int) -> None:
    """Collect the large containers below ``thing``."""
    import numpy as np

    if id(thing) in met or depth == 0:
        return
    met.add(id(thing))
    if isinstance(thing, np.ndarray):
        if thing.dtype == object and thing.size > MANY and thing.base is None:
            large.append(thing)
    elif isinstance(thing, (dict, list)) and len(thing) > MANY:
        large.append(thing)
    elif isinstance(thing, (dict, list, tuple)):
        for below in list(thing.values()) if isinstance(thing, dict) else thing:
            _gather(below, large, met, depth - 1)
    else:
        for below in list(getattr(thing, "__dict__", {}).values()):
            _gather(below, large, met, depth - 1)


def _empty(container: Any) -> None:
    """Take the objects out of a container, and let other threads go on in between."""
    if isinstance(container, dict):
        while container:
            for _ in range(min(_SLICE, len(container))):
                container.popitem()
            time.sleep(0)
    elif isinstance(container, list):
        while container:
            del container[-_SLICE:]
            time.sleep(0)
    else:
        flat = container.reshape(-1)
        for low in range(0, len(flat), _SLICE):
            flat[low : low + _SLICE] = None
            time.sleep(0)
