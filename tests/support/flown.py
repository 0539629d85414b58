"""A small demonstration project with two flights over its busiest bank, made once per run of the tests."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

SEED = 3


@dataclass(frozen=True)
class Flown:
    """A project of its own to work on, and what is there in truth."""

    path: str
    truth: dict

    @property
    def folder(self):
        return Path(self.path).with_name(f"{Path(self.path).stem}_flights")

    def outlets(self, flight):
        return {one["outfall_uid"]: one for one in self.truth["outlets"] if one["flight"] == flight}


@lru_cache(maxsize=1)
def _made():
    from outfall_tracer.demo.flights import flights_folder, make_flights
    from outfall_tracer.demo.generate import Demonstration, generate
    from outfall_tracer.imagery.catalogue import Wanted, catalogue

    made = os.environ.get("OUTFALL_TRACER_FLOWN", "")  # made before, by who works on these tests
    if made:
        return Path(made)
    folder = Path(mkdtemp(prefix="flown-"))
    project = folder / "bank.gpkg"
    generate(project, Demonstration(seed=SEED, outfalls=40, pipes=800))
    make_flights(project, SEED, most_tiles=10)
    catalogue(str(project), Wanted(flights_folder(project)))
    return folder


def flown(tmp_path):
    """A copy of the flown project in ``tmp_path``."""
    shutil.copytree(_made(), tmp_path / "flown")
    path = tmp_path / "flown" / "bank.gpkg"
    truth = json.loads((path.with_name("bank_flights") / "truth.json").read_text(encoding="utf-8"))
    return Flown(str(path), truth)
