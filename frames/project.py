"""A project file as frames, read in the notebook's own process.

Projects belong to QGIS's GDAL where QGIS runs. A notebook is another process: it reads with pyogrio
or fiona, and where a ``-wal`` lies beside the file (somebody has it open) it reads a copy.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas

from ..layers.schema import SCHEMA
from ..tracing.model import Options, Progress
from .answer import Answer
from .inputs import FrameError

OF_WHOLE = "whole.json"  # beside the files of a part: what only the whole can tell


@dataclass
class Project:
    """The tables of a project that a trace needs; rows are called by their ``uid``."""

    path: Path
    pipes: Any
    outfalls: Any
    sources: dict[str, Any]
    manholes: Any
    outlines: Any
    known_id_distance_m: float | None = None  # of the whole that this is a part of

    def trace(
        self, options: Options | None = None, barriers: Any = None, progress: Progress | None = None
    ) -> Answer:
        """Trace it as ``traceproject`` would; nothing is written."""
        from .trace import trace

        return trace(
            self.pipes,
            self.outfalls,
            self.sources,
            manholes=self.manholes,
            outlines=self.outlines,
            barriers=barriers,
            options=options,
            progress=progress,
            known_id_distance_m=self.known_id_distance_m,
        )


def read_project(path: str | Path) -> Project:
    """Read a project GeoPackage; raises FrameError where it is none."""
    path = Path(path)
    if not path.is_file():
        raise FrameError(f"There is no file {path}.")
    with _readable(path) as file:
        present = set(geopandas.list_layers(file)["name"])
        wanted = [
            "pipes",
            "outfalls",
            "manholes",
            "source_sites",
            *(table.name for table in SCHEMA.source_tables),
        ]
        lacking = [name for name in wanted if name not in present]
        if lacking:
            raise FrameError(f"{path} is no outfall project: it has no {', '.join(lacking)}.")
        frames = {name: _read(file, name) for name in wanted}
    sources = {table.name: frames[table.name] for table in SCHEMA.source_tables}
    return Project(
        path, frames["pipes"], frames["outfalls"], sources, frames["manholes"], frames["source_sites"]
    )


def read_folder(path: str | Path) -> Project:
    """Read a folder of GeoParquet files, one a table, each called as the table of a project.

    Rows are called by their ``uid``, else by their index. What :func:`.parts.split` says of the whole counts.
    Raises FrameError where pipes or outfalls lack.
    """
    path = Path(path)
    lacking = [name for name in ("pipes", "outfalls") if not (path / f"{name}.parquet").is_file()]
    if lacking:
        raise FrameError(
            f"{path} holds no network: there is no {' and no '.join(f'{n}.parquet' for n in lacking)}."
        )
    frames = {
        file.stem: _called_by_uid(geopandas.read_parquet(file)) for file in sorted(path.glob("*.parquet"))
    }
    order = [table.name for table in SCHEMA.source_tables]
    sources = {name: frames[name] for name in order if name in frames}
    whole = path / OF_WHOLE
    return Project(
        path,
        frames["pipes"],
        frames["outfalls"],
        sources,
        frames.get("manholes"),
        frames.get("source_sites"),
        json.loads(whole.read_text("utf-8"))["id_distance_m"] if whole.is_file() else None,
    )


def read_links(path: str | Path) -> list[tuple[str, str, str, str]]:
    """Return the links of an answer or a traced project: (outfall, source table, source, rule).

    Links that a person rejected, or that were lost, do not count.
    """
    path = Path(path)
    columns = ["outfall_uid", "source_table", "source_uid", "rule"]
    if path.suffix == ".parquet":
        links = geopandas.read_parquet(path / "trace_links.parquet")
    else:
        with _readable(path) as file:
            links = geopandas.read_file(file, layer="trace_links")
    if "status" in links.columns:
        links = links[links["status"].isin(["candidate", "confirmed"])]
    return list(links[columns].itertuples(index=False, name=None))


def _called_by_uid(frame: Any) -> Any:
    return frame.set_index(frame["uid"]).rename_axis(None) if "uid" in frame.columns else frame


def _read(file: Path, name: str) -> Any:
    return _called_by_uid(geopandas.read_file(file, layer=name))


@contextmanager
def _readable(path: Path) -> Iterator[Path]:
    """Give the file itself, or a copy where it is open elsewhere."""
    beside = [Path(f"{path}{end}") for end in ("-wal", "-shm")]
    if not any(file.exists() and file.stat().st_size for file in beside):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        for file in (path, *beside):
            if file.exists():
                shutil.copy2(file, folder)
        yield Path(folder, path.name)
