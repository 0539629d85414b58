"""A disk that can be filled and one that cannot be written, both real; needs the right to mount."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest


def _mounted(*arguments):
    if shutil.which("mount") is None:
        pytest.skip("a disk of its own for a test needs the command mount")
    done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a disk of its own for a test needs the right to mount: {done.stderr.strip()}")


def _unmount(folder):
    """Detach a disk, also while a file of it is open; the command umount needs /proc for that."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.umount2(os.fsencode(folder), 2):  # MNT_DETACH
        raise OSError(ctypes.get_errno(), f"cannot detach {folder}")


@contextmanager
def small_disk(folder, size="8m"):
    """A disk of so many bytes at ``folder``."""
    folder = Path(folder)
    folder.mkdir()
    _mounted("-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder)
    try:
        yield folder
    finally:
        _unmount(folder)


def fill(folder, leave=0):
    """Fill the disk of ``folder`` but for ``leave`` bytes; returns the file that takes the room."""
    ballast = Path(folder) / "ballast"
    with ballast.open("wb") as file:
        file.write(b"\0" * max(shutil.disk_usage(folder).free - leave, 0))
    return ballast


@contextmanager
def read_only(folder, seen):
    """The files of ``folder`` where nothing can be written, not by root either: at ``seen``."""
    Path(seen).mkdir()
    _mounted("--bind", folder, seen)
    try:
        _mounted("-o", "remount,bind,ro", seen)
        yield Path(seen)
    finally:
        _unmount(seen)
