"""``python -m outfall_tracer``: tracing from a terminal, without QGIS.

Exit codes: 0 done, 1 the input cannot be used (the sentences are on stderr), 2 the command line is wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any, TextIO

from ..problems import UserError
from ..tracing.model import Options
from .inputs import FrameError

_BAR = 40  # characters

EXAMPLES = """examples:
  python -m outfall_tracer trace city.gpkg --output answer.gpkg
      a project made by the plugin: its pipes, outfalls, sources and manholes; the project stays as it is
  python -m outfall_tracer trace pipes.shp outfalls.geojson --sources enterprises=ent.parquet \\
      --from-node US_MH --to-node DS_MH --option gap_distance_m=2 --output answer.parquet
      any files that geopandas reads; FILE|LAYER names a layer of a file that has several
  python -m outfall_tracer trace-many cities/ --output answers/
      every project (.gpkg) and every folder of GeoParquet files below cities/, side by side
  python -m outfall_tracer score answer.gpkg demo.truth.json.gz
      how many of the true links of the demonstration were found, and how many found ones are true
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        "python -m outfall_tracer",
        description="Where does the water of each outfall come from?",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="trace | trace-many | score")
    one = verbs.add_parser(
        "trace",
        help="trace one network",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    one.add_argument("pipes", help="file of lines, or a project of the plugin")
    one.add_argument("outfalls", nargs="?", help="file of points; none for a project")
    one.add_argument(
        "--sources",
        action="append",
        default=[],
        metavar="KIND=FILE",
        help="points where water enters, such as enterprises=ent.gpkg; may be given again",
    )
    one.add_argument("--manholes", metavar="FILE", help="points with their id in a column 'code'")
    one.add_argument("--outlines", metavar="FILE", help="polygons of sites, with source_table and source_uid")
    for name, text in (
        ("from-node", "column of the upper node id"),
        ("to-node", "column of the lower node id"),
        ("flow", "column of + and -"),
        ("pipe-id", "column that names a pipe"),
        ("outfall-id", "column that names an outfall"),
    ):
        one.add_argument(f"--{name}", metavar="COLUMN", help=text)
    one.add_argument(
        "--barriers",
        metavar="QUERY",
        help="pipes closed to every trace, as a pandas query such as \"status == 'closed'\"",
    )
    many = verbs.add_parser("trace-many", help="trace many cities on Dask")
    many.add_argument("folder", type=Path, help="folder of projects and of folders of GeoParquet files")
    many.add_argument(
        "--scheduler",
        default="local",
        metavar="ADDRESS|local",
        help="address of a Dask scheduler; local starts workers here",
    )
    many.add_argument("--workers", type=int, default=2, help="local workers (2)")
    for verb in (one, many):
        verb.add_argument(
            "--output",
            type=Path,
            required=True,
            help="new file or folder; its ending says the format: .gpkg, .parquet, .fgb",
        )
        verb.add_argument(
            "--option",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="a tracing option, such as gap_distance_m=2 or direction_policy=auto",
        )
        verb.add_argument("--json", action="store_true", help="print a summary as JSON")
        verb.add_argument("--quiet", action="store_true", help="no progress bar")
    truth = verbs.add_parser("score", help="hold an answer against the truth of the demonstration")
    truth.add_argument("answer", type=Path)
    truth.add_argument("truth", type=Path)
    return top


def trace_command(given: argparse.Namespace) -> dict[str, Any]:
    """Trace one network and write the answer; return the summary."""
    from .project import read_project
    from .trace import trace

    options = options_of(given.option)
    bar = Bar(sys.stderr if not given.quiet else None)
    if given.outfalls is None:
        project = read_project(given.pipes)
        answer = project.trace(options, barriers=_mask(project.pipes, given.barriers), progress=bar)
    else:
        pipes = read_frame(given.pipes)
        answer = trace(
            pipes,
            read_frame(given.outfalls),
            dict(_sources(given.sources)),
            manholes=given.manholes and read_frame(given.manholes),
            outlines=given.outlines and read_frame(given.outlines),
            barriers=_mask(pipes, given.barriers),
            from_node=given.from_node,
            to_node=given.to_node,
            flow=given.flow,
            pipe_id=given.pipe_id,
            outfall_id=given.outfall_id,
            options=options,
            progress=bar,
        )
    bar.close()
    answer.to_file(given.output)
    return answer.summary() | {"output": str(given.output)}


def trace_many_command(given: argparse.Namespace) -> dict[str, Any]:
    """Trace a folder of cities; return the summary."""
    from distributed import Client, LocalCluster

    from .many import cities_in, trace_many

    options = options_of(given.option)
    cities = cities_in(given.folder)
    bar = Bar(None if given.quiet else sys.stderr)
    cluster = None
    if given.scheduler == "local":
        cluster = LocalCluster(n_workers=given.workers, threads_per_worker=1, dashboard_address=None)
    client = Client(cluster or given.scheduler)
    try:
        done = trace_many(
            cities, client, given.output, options, told=lambda n, of, name: bar(n / of, f"{n}/{of} {name}")
        )
    finally:
        bar.close()
        client.close()
        if cluster is not None:
            cluster.close()
    return {
        "cities": len(cities),
        "traced": len(done.traced),
        "links": sum(one.get("links", 0) for one in done.traced.values()),
        "failed": done.failed,
        "output": str(given.output),
    }


def read_frame(name: str) -> Any:
    """Read a file, or ``FILE|LAYER``; raises FrameError with the reason."""
    import geopandas

    path, _, layer = name.partition("|")
    layer = layer.removeprefix("layername=")
    if "://" not in path and not Path(path).exists():
        raise FrameError(f"There is no file {path}.")
    try:
        if path.lower().endswith((".parquet", ".geoparquet")):
            return geopandas.read_parquet(path)
        return geopandas.read_file(path, **({"layer": layer} if layer else {}))
    except Exception as error:  # of whatever library reads it
        raise FrameError(f"{path} cannot be read: {error}") from error


def options_of(given: Iterable[str]) -> Options:
    """Return options from ``name=value`` texts; raises FrameError that names every wrong one."""
    kinds = {field.name: field for field in fields(Options)}
    values: dict[str, Any] = {}
    wrong = []
    for text in given:
        name, _, value = text.partition("=")
        if name not in kinds:
            wrong.append(f"{name!r} is no option; there are {', '.join(kinds)}.")
            continue
        try:
            values[name] = _option(value, kinds[name].default)
        except ValueError:
            wrong.append(f"{text!r}: {value!r} is no value of {name}.")
    if wrong:
        raise FrameError(" ".join(wrong))
    return Options(**values)


def _option(value: str, default: Any) -> Any:
    if isinstance(default, bool):
        if value.lower() not in ("true", "false"):
            raise ValueError
        return value.lower() == "true"
    if isinstance(default, tuple):
        return tuple(value.split(","))
    if value.lower() == "none":
        return None
    return type(default)(value) if default is not None else int(value)


def _sources(given: Iterable[str]) -> Iterable[tuple[str, Any]]:
    for text in given:
        kind, equals, path = text.partition("=")
        if not equals:
            raise FrameError(f"--sources takes KIND=FILE, such as enterprises={text}.")
        yield kind, read_frame(path)


def _mask(pipes: Any, query: str | None) -> Any:
    if not query:
        return None
    try:
        mask = pipes.eval(query)
    except Exception as error:  # whatever pandas finds wrong with it
        raise FrameError(f"--barriers {query!r} cannot be asked of the pipes: {error}") from error
    return mask.fillna(False).astype(bool)


class Bar:
    """A progress bar on one line of a terminal; silent without one."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream if stream is not None and stream.isatty() else None

    def __call__(self, share: float, step: str) -> None:
        """Show how far the work is; share: 0..1."""
        if self._stream is not None:
            full = int(_BAR * min(max(share, 0.0), 1.0))
            self._stream.write(f"\r[{'#' * full}{'.' * (_BAR - full)}] {step:<12}")
            self._stream.flush()

    def close(self) -> None:
        """End the line."""
        if self._stream is not None:
            self._stream.write("\r" + " " * (_BAR + 16) + "\r")


def main(arguments: list[str] | None, score: Any) -> int:
    """Run one command; ``score(answer, truth)`` returns the text of a score."""
    given = parser().parse_args(arguments)
    try:
        if given.verb == "score":
            print(score(given.answer, given.truth))
            return 0
        said = (trace_many_command if given.verb == "trace-many" else trace_command)(given)
    except ImportError as error:
        print(
            f"A Python package is missing: {error.name}. Install it with: "
            f'python -m pip install "outfall_tracer[frames,dask]"',
            file=sys.stderr,
        )
        return 1
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(said, ensure_ascii=False, indent=2) if given.json else lines(said))
    return 0 if not said.get("failed") else 1


def lines(said: dict[str, Any]) -> str:
    """Return a summary as lines for people."""
    return "\n".join(
        f"{name.replace('_', ' '):>20}  {_plain(value)}" for name, value in said.items() if value
    )


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {n}" for key, n in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
