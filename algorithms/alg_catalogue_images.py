"""``outfalltracer:catalogueimages``: a folder of orthophotos and photos into the catalogue of a project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingParameterCrs, QgsProcessingParameterFile

from ..i18n import inflected, translate, user_language
from ..layers.schema import SCHEMA
from .call import Call
from .choices import choice
from .parameters import Declared, flag, number_output, optional_file, text
from .project_algorithm import ProjectAlgorithm

if TYPE_CHECKING:
    from ..imagery.catalogue import Summary

NONE = "none"
_SHOWN = 30  # files named one by one


class CatalogueImagesAlgorithm(ProjectAlgorithm):
    """A folder of images into the tables orthophotos and photos."""

    NAME = "catalogueimages"
    ICON = "images.svg"

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters and the outputs."""
        behaviour = QgsProcessingParameterFile.Behavior.Folder
        yield QgsProcessingParameterFile("FOLDER", translate("Algorithms", "Folder of images"), behaviour)
        yield text("FLIGHT", translate("Algorithms", "Flight"), optional=True)
        label = translate("Algorithms", "Coordinate system of images that state none")
        yield QgsProcessingParameterCrs("CRS", label, optional=True)
        yield choice(
            "OVERVIEWS",
            translate("Algorithms", "Overviews that are lacking"),
            {
                NONE: translate("Algorithms", "Leave them"),
                "beside": translate("Algorithms", "Make them beside the images"),
                "cache": translate("Algorithms", "Make them beside the project"),
            },
        )
        yield flag("PHOTOS", translate("Algorithms", "Photos too"), default=True)
        yield optional_file("STAC", translate("Algorithms", "STAC catalog"), "JSON (*.json)")
        yield optional_file("SUMMARY", translate("Algorithms", "Summary"), "JSON (*.json)")
        yield number_output("IMAGES", translate("Algorithms", "Images that are ready"))
        yield number_output("NEW", translate("Algorithms", "New images and photos"))
        yield number_output("BROKEN", translate("Algorithms", "Files that cannot be used"))

    def work(self, call: Call) -> dict[str, Any]:
        """Scan the folder, say what happened, write the summary and the STAC catalog."""
        from ..imagery.catalogue import Wanted, catalogue

        path = str(self.project_path())
        made = call.choice("OVERVIEWS")
        wanted = Wanted(
            Path(call.file("FOLDER")),
            call.text("FLIGHT").strip(),
            call.crs_words("CRS"),
            "" if made == NONE else made,
            call.flag("PHOTOS"),
        )
        summary = catalogue(path, wanted, call.user, call.progress)
        call.say(*_said(summary))
        call.warn(*summary.problems[:_SHOWN])
        call.warn(*(_broken(one) for one in summary.broken[:_SHOWN]))
        outputs: dict[str, Any] = {
            "IMAGES": sum(summary.flights.values()),
            "BROKEN": len(summary.broken),
            "NEW": summary.images["new"] + summary.photos["new"],
        }
        stac_path = call.output_file("STAC")
        if stac_path is not None:
            from ..imagery.stac import write_stac

            write_stac(path, stac_path, Path(path).stem)
            outputs["STAC"] = str(stac_path)
        return {**outputs, **call.write_json("SUMMARY", summary.to_json())}


def _said(summary: Summary) -> Iterator[str]:
    counts = {name: summary.images[name] + summary.photos[name] for name in summary.images}
    yield inflected(
        translate("Algorithms", "{n} (file|files) new, {k} changed, {m} moved, {g} gone, {u} unchanged."),
        n=counts["new"],
        k=counts["changed"],
        m=counts["moved"],
        g=counts["missing"],
        u=counts["unchanged"],
    )
    for flight, n in sorted(summary.flights.items()):
        yield inflected(translate("Algorithms", "Flight {flight}: {n} (image|images)"), flight=flight, n=n)
    if summary.overviews_made:
        yield inflected(
            translate("Algorithms", "Overviews of {n} (image|images) made."), n=summary.overviews_made
        )
    elif summary.without_overviews:
        yield inflected(
            translate(
                "Algorithms",
                "{n} large (image lacks|images lack) overviews and (is|are) slow to show; making "
                "them takes about {mb} MB (OVERVIEWS).",
            ),
            n=summary.without_overviews,
            mb=f"{summary.overview_mb:,.0f}",
        )


def _broken(one: dict[str, str]) -> str:
    state = SCHEMA.values("image_state").label(one["state"], user_language())
    return ": ".join(part for part in (one["path"], state, one["reason"]) if part)
