"""Many cities, or the parts of one huge network that do not touch, side by side on Dask.

A city is a project file, or a folder with ``pipes.parquet``, ``outfalls.parquet``, and one file per kind
of source (``manholes.parquet``, ``source_sites.parquet`` where there are). Each is one task: a worker reads
it, traces it, and writes ``OUTPUT/<city>.parquet/``; only names and numbers travel. A task whose
worker dies is tried again by Dask; a city that cannot be traced is named and the others are kept. One
network that is too large for a worker is cut where it does not touch by :func:`.parts.split`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..problems import UserError
from ..tracing.model import Options
from .inputs import FrameError
from .writing import remove_unfinished

_RETRIES = 2  # of a task whose worker died


@dataclass
class Done:
    """What came of many cities: the summary of each, and the reason of each that failed."""

    traced: dict[str, dict[str, Any]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def cities_in(folder: Path) -> list[Path]:
    """Return the projects and the folders of GeoParquet files in ``folder``, sorted by name.

    Raises FrameError where there is none.
    """
    if not folder.is_dir():
        raise FrameError(f"There is no folder {folder}.")
    found = sorted(
        path for path in folder.iterdir() if path.suffix == ".gpkg" or (path / "pipes.parquet").is_file()
    )
    if not found:
        raise FrameError(f"{folder} holds no city: no .gpkg, and no folder with a pipes.parquet.")
    return found


def trace_many(
    cities: Iterable[Path],
    client: Any,
    output: Path,
    options: Options | None = None,
    *,
    told: Callable[[int, int, str], None] | None = None,
) -> Done:
    """Trace every city on the Dask ``client`` and write its answer to ``output / (name + ".parquet")``.

    told: called with (done, of how many, city).
    An answer that is there already counts as done: a stopped run goes on where it was, and what a killed
    worker had written of a city in part is removed when the city has ended.
    """
    from distributed import as_completed

    output.mkdir(parents=True, exist_ok=True)
    wanted = list(cities)
    done = Done()
    task_of = {
        client.submit(
            trace_city,
            city,
            _answer_of(city, output),
            options,
            retries=_RETRIES,
            pure=False,
        ): city
        for city in wanted
    }
    for number, task in enumerate(as_completed(task_of), 1):
        city = task_of[task]
        error = task.exception()
        remove_unfinished(_answer_of(city, output))
        if error is not None:
            done.failed[city.name] = str(error) or type(error).__name__
        else:
            done.traced[city.name] = task.result()
        task.release()
        if told:
            told(number, len(wanted), city.name)
    return done


def _answer_of(city: Path, output: Path) -> Path:
    return output / f"{city.stem}.parquet"


def trace_city(city: Path, output: Path, options: Options | None) -> dict[str, Any]:
    """Read, trace and write one city; return its summary. Runs on a worker."""
    from .project import Project, read_folder, read_project

    if output.exists():
        return {"output": str(output), "present": True}
    try:
        project: Project = read_project(city) if city.suffix == ".gpkg" else read_folder(city)
        answer = project.trace(options)
        answer.to_file(output)
    except UserError as error:
        raise FrameError(f"{city.name}: {error}") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise FrameError(f"{city.name} cannot be read: {error}") from None
    return answer.summary() | {"output": str(output)}
