"""The Processing provider ``outfalltracer``: the list of verbs, nothing else."""

from __future__ import annotations

from importlib import import_module

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .base import ICONS
from .failures import log

#: module in this package -> algorithm class, in the order of the toolbox
VERBS: tuple[tuple[str, str], ...] = (
    ("alg_create_project", "CreateProjectAlgorithm"),
    ("alg_create_demo", "CreateDemoAlgorithm"),
    ("alg_import_layer", "ImportLayerAlgorithm"),
    ("alg_import_rejects", "ImportRejectsAlgorithm"),
    ("alg_validate_network", "ValidateNetworkAlgorithm"),
    ("alg_trace_project", "TraceProjectAlgorithm"),
    ("alg_trace_points", "TraceUpstreamAlgorithm"),
    ("alg_trace_points", "TraceDownstreamAlgorithm"),
    ("alg_propose_directions", "ProposeDirectionsAlgorithm"),
    ("alg_accumulate", "AccumulateAlgorithm"),
    ("alg_long_section", "LongSectionAlgorithm"),
    ("alg_spill", "SpillAlgorithm"),
    ("alg_record", "ClassifyAlgorithm"),
    ("alg_record", "ProposeNamesAlgorithm"),
    ("alg_reserve_codes", "ReserveCodesAlgorithm"),
    ("alg_record", "AssignCodesAlgorithm"),
    ("alg_record", "AssignPartiesAlgorithm"),
    ("alg_record", "CheckRegisterAlgorithm"),
    ("alg_life", "ProposePlansAlgorithm"),
    ("alg_life", "TakeStepAlgorithm"),
    ("alg_life", "TakeStepsAlgorithm"),
    ("alg_life", "CloseOutfallsAlgorithm"),
    ("alg_life", "ReopenOutfallsAlgorithm"),
    ("alg_life", "UpdateSignsAlgorithm"),
    ("alg_life", "MatchReportsAlgorithm"),
    ("alg_work_lists", "WorkListsAlgorithm"),
    ("alg_as_of", "AsOfAlgorithm"),
    ("alg_catalogue_images", "CatalogueImagesAlgorithm"),
    ("alg_field_project", "FieldProjectAlgorithm"),
    ("alg_sheets", "OverviewMapAlgorithm"),
    ("alg_sheets", "DistrictMapsAlgorithm"),
    ("alg_sheets", "OutfallFilesAlgorithm"),
    ("alg_sheets", "RegisterAlgorithm"),
    ("alg_city", "BulletinAlgorithm"),
    ("alg_city", "SignsAlgorithm"),
    ("alg_city", "DisclosureAlgorithm"),
)


class OutfallTracerProvider(QgsProcessingProvider):
    """Adds the verbs to the toolbox, the modeler and ``qgis_process``."""

    def id(self) -> str:
        """Return the prefix of every verb: ``outfalltracer:traceproject``."""
        return "outfalltracer"

    def name(self) -> str:
        """Return the name in the toolbox."""
        return "Outfall Tracer"

    def icon(self) -> QIcon:
        """Return the icon in the toolbox."""
        return QIcon(str(ICONS / "trace.svg"))

    def loadAlgorithms(self) -> None:
        """Add every verb; called by QGIS, also when settings change."""
        for module, name in VERBS:
            try:
                algorithm = getattr(import_module(f".{module}", __package__), name)
            except (ImportError, AttributeError) as error:  # one verb must not take the others down
                log(f"{module}: {error}")
                continue
            self.addAlgorithm(algorithm())
