"""The demonstration project: everything laid, surveyed, named and written, with its truth beside it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..i18n import translate
from ..layers.schema import SCHEMA
from ..problems import UserError

DEFAULT_SEED = 2021


@dataclass
class DemoSummary:
    """What was made."""

    project: Path
    truth: Path
    seed: int
    rows: dict[str, int] = field(default_factory=dict)
    true_links: int = 0
    story_outfall: str = ""

    def text(self) -> str:
        """Return one sentence in the user's language."""
        sources = sum(self.rows.get(table.name, 0) for table in SCHEMA.source_tables)
        return translate(
            "Demo",
            "Demonstration project {path}: {outfalls} outfalls, {pipes} pipes, {sources} possible "
            "sources, {links} true links (seed {seed}). Schematic, invented data.",
        ).format(
            path=self.project,
            outfalls=self.rows["outfalls"],
            pipes=self.rows["pipes"],
            sources=sources,
            links=self.true_links,
            seed=self.seed,
        )


@dataclass(frozen=True)
class Demonstration:
    """Which demonstration: the same seed and numbers give the same rows.

    ``lives``: with plans, works, closings and reports of 2021 to 2026, their lists in the truth.
    """

    seed: int = DEFAULT_SEED
    outfalls: int = 1842
    pipes: int = 60_000
    lives: bool = False


def generate(
    output_path: str | os.PathLike[str],
    wanted: Demonstration | None = None,
    progress: Callable[[float, str], None] | None = None,
    language: str | None = None,
) -> DemoSummary:
    """Write a demonstration project to ``output_path`` (.gpkg) and its truth beside it.

    ``progress(share 0..1, step)`` may raise Cancelled; nothing is left behind then. Raises UserError for
    numbers that make no city and for a place that cannot be written.
    """
    from .layout import MIN_OUTFALLS, MIN_PIPES, make_layout
    from .tables import make_tables
    from .truth import truth_path, write_truth
    from .writing import write_tables

    tell = progress or (lambda _share, _step: None)
    wanted = wanted or Demonstration()
    seed, outfalls, pipes = wanted.seed, wanted.outfalls, wanted.pipes
    target = Path(output_path)
    tell(0.0, "layout")
    if outfalls < MIN_OUTFALLS or pipes < max(MIN_PIPES, 8 * outfalls):
        raise UserError(
            translate(
                "Demo",
                "A demonstration needs at least {outfalls} outfalls and {pipes} pipes, and "
                "eight pipes for every outfall.",
            ).format(outfalls=MIN_OUTFALLS, pipes=MIN_PIPES)
        )
    layout = make_layout(seed, pipes, outfalls, lambda share: tell(0.3 * share, "layout"))
    tell(0.3, "tables")
    tables, truth = make_tables(seed, layout, lambda share: tell(0.3 + 0.25 * share, "tables"), wanted.lives)
    tell(0.55, "writing")
    write_tables(target, tables, language, lambda share: tell(0.55 + 0.43 * share, "writing"))
    kept = write_truth(truth_path(target), truth)
    tell(1.0, "writing")
    rows = {name: table.count for name, table in tables.items()}
    return DemoSummary(target, kept, seed, rows, len(truth.links), truth.story.get("outfall_uid", ""))
