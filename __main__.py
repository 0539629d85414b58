"""``python -m outfall_tracer``: the front door without QGIS; see ``frames/command.py``."""

from __future__ import annotations

import sys
from pathlib import Path


def _score(answer: Path, truth: Path) -> str:
    from .demo.scoring import score_text
    from .frames.project import read_links

    return score_text(read_links(answer), truth)


if __name__ == "__main__":
    from .frames.command import main

    sys.exit(main(None, _score))
