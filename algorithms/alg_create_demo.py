"""``outfalltracer:createdemo``: the Wuhan demonstration project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingOutputFile

from ..i18n import inflected, translate
from .base import OutfallAlgorithm
from .call import Call
from .parameters import Declared, flag, output_file, whole


class CreateDemoAlgorithm(OutfallAlgorithm):
    """The demonstration reach: made up by a seeded generator, schematic, the same for the same seed."""

    NAME = "createdemo"
    ICON = "demo_project.svg"

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters and the output."""
        yield whole("SEED", translate("Algorithms", "Seed"), 2021, 0)
        yield whole("OUTFALLS", translate("Algorithms", "Outfalls"), 1842, 1)
        yield whole("PIPES", translate("Algorithms", "Pipes, about"), 60_000, 1)
        yield output_file("OUTPUT", translate("Algorithms", "New project"), "GeoPackage (*.gpkg)")
        yield flag("FLIGHTS", translate("Algorithms", "Two drone flights over part of the bank"))
        yield flag("LIVES", translate("Algorithms", "Plans, works, closings and reports of 2021 to 2026"))
        yield QgsProcessingOutputFile("TRUTH", translate("Algorithms", "True links, for scoring"))

    def work(self, call: Call) -> dict[str, Any]:
        """Generate the project."""
        from ..demo.generate import Demonstration, generate
        from ..operations.regime.unaudited_changes import note_unaudited

        flown = call.flag("FLIGHTS")
        made = generate(
            call.output_file("OUTPUT"),
            Demonstration(
                seed=call.whole("SEED"),
                outfalls=call.whole("OUTFALLS"),
                pipes=call.whole("PIPES"),
                lives=call.flag("LIVES"),
            ),
            progress=call.progress.part(0.0, 0.3) if flown else call.progress,
        )
        call.say(made.text())
        if flown:
            _fly(made.project, call)
        note_unaudited(str(made.project))
        return {"OUTPUT": str(made.project), "TRUTH": str(made.truth)}


def _fly(project: Path, call: Call) -> None:
    """Fly the bank of a new demonstration project, and catalogue what was seen."""
    from ..demo.flights import flights_folder, make_flights
    from ..imagery.catalogue import Wanted, catalogue

    flown = make_flights(project, call.whole("SEED"), call.progress.part(0.3, 0.97))
    summary = catalogue(
        str(project), Wanted(flights_folder(project)), call.user, call.progress.part(0.97, 1.0)
    )
    text = translate(
        "Algorithms", "{n} (flight|flights) over {k} (outfall|outfalls): {m} images in {folder}."
    )
    outfalls = {outlet["outfall_uid"] for outlet in flown.outlets if outlet["outfall_uid"]}
    images = sum(summary.flights.values())
    call.say(
        inflected(text, n=len(summary.flights), k=len(outfalls), m=images, folder=flights_folder(project))
    )
