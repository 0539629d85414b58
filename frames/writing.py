"""An answer as a new file, with the tables and columns of a project; the caller's ids stand there as text."""

from __future__ import annotations

import glob
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from .inputs import FrameError

_RENAMED = {
    "outfall": "outfall_uid",
    "source": "source_uid",
    "pipe": "pipe_uid",
    "object": "object_uid",
}
_OF_FOLDER = {".parquet": "parquet", ".fgb": "fgb"}


def write_tables(tables: Mapping[str, Any], path: Path) -> Path:
    """Write an answer: ``x.gpkg`` one file, ``x.parquet`` or ``x.fgb`` a folder with one file a table.

    What is there already is not touched. Raises FrameError with the reason; nothing is left then.
    """
    kind = path.suffix.lower()
    if kind != ".gpkg" and kind not in _OF_FOLDER:
        raise FrameError(f"{path} cannot be written: the name should end in .gpkg, .parquet or .fgb.")
    if path.exists():
        raise FrameError(f"{path} is there already; give another name, or remove it first.")
    if not path.parent.is_dir():
        raise FrameError(f"The folder {path.parent} does not exist.")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=_unfinished(path)) as folder:
        made = Path(folder, path.name)
        if kind == ".gpkg":
            for name, frame in tables.items():
                _plain(frame).to_file(made, layer=name, driver="GPKG")
        else:
            made.mkdir()
            for name, frame in tables.items():
                _write_table(_plain(frame), made / f"{name}{kind}", kind)
        shutil.move(made, path)
    return path


def remove_unfinished(path: Path) -> None:
    """Remove what killed processes had written of ``path`` in part; nobody may be writing it."""
    for folder in path.parent.glob(f"{glob.escape(_unfinished(path))}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _unfinished(path: Path) -> str:
    return f".{path.name}."


def _write_table(frame: Any, path: Path, kind: str) -> None:
    if kind == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        # Its spatial index has no place for a row without geometry.
        frame.to_file(path, driver="FlatGeobuf", SPATIAL_INDEX="NO" if frame.geometry.isna().any() else "YES")


def _plain(frame: Any) -> Any:
    """Return a frame without its index, columns named as in the project, ids as text."""
    taken = [new for old, new in _RENAMED.items() if old in frame.columns and new in frame.columns]
    frame = frame.drop(columns=taken).reset_index(drop=True).rename(columns=_RENAMED)
    ids = [name for name in frame.columns if name.endswith("_uid") or name == "uid"]
    return frame.assign(**{name: frame[name].map(_text, na_action="ignore") for name in ids})


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
