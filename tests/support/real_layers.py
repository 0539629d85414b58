"""Every layer of the real data: how a person brings it in, and what another reader says is in it."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field, replace
from math import hypot

ALL = {"*": "proposed"}  # what the software proposes where it asks
_RUNS = ("CONDUITS", "PUMPS", "ORIFICES", "WEIRS", "OUTLETS")
_NODES = ("JUNCTIONS", "OUTFALLS", "STORAGE", "DIVIDERS")


@dataclass(frozen=True)
class Real:
    """One layer, the answers a person gives beyond the proposals, and a project system of its country.

    refused: the words of the refusal, where nothing can come in. quick: also tried in every test run.
    """

    file: str
    layer: str = ""
    table: str = "auto"
    answers: dict[str, str] = field(default_factory=dict)
    epsg: int = 4547
    crs: str = ""
    refused: str = ""
    quick: bool = False

    @property
    def id(self) -> str:
        """How the tests call it."""
        return f"{self.file}:{self.layer}" if self.layer else self.file


def _files(folder, epsg, names, quick=(), **more):
    return [Real(f"{folder}/{name}", epsg=epsg, quick=name in quick, **more) for name in names.split()]


_MAINS = "mains.geojson manholes.geojson sanitary_mains.geojson sanitary_manholes.geojson"
_CITIES = [
    *_files(
        "canada_cities/kamloops",
        32610,
        f"{_MAINS} catchbasins.geojson outlets.geojson buildings.geojson",
        ("mains.geojson", "outlets.geojson"),
    ),
    *_files(
        "canada_cities/london",
        32617,
        f"{_MAINS} catchbasins.geojson outfalls.geojson other_nodes.geojson sanitary_other_nodes.geojson "
        "sanitary_outfalls.geojson buildings.geojson parcels.geojson raw_arcgis_mains_query.json",
        ("catchbasins.geojson", "parcels.geojson"),
    ),
    *_files(
        "canada_cities/northvandistrict", 32610, "mains.geojson sanitary_mains.geojson", ("mains.geojson",)
    ),
    *_files("canada_cities/penticton", 32611, f"{_MAINS} catchbasins.geojson outlets.geojson"),
    *_files("canada_cities/peterborough", 32617, f"{_MAINS} inlets.geojson outfalls.geojson"),
    *_files(
        "canada_cities/victoria",
        32610,
        f"{_MAINS} outfalls.geojson fittings.geojson sanitary_fittings.geojson raw_arcgis_mains_query.json",
    ),
    Real("canada_cities/victoria/sanitary_outfalls.geojson", refused="holds no rows", quick=True),
]
_GISWATER = Real("giswater_ud_sample/giswater_ud.gpkg", epsg=25831)
_THREEDI = Real("threedi_bergermeer/v2_bergermeer.gpkg", epsg=28992)
_HYDX = Real("hydx_nl_sample", epsg=28992, crs="EPSG:28992")
_NHD = Real("nhdplus_hydroloom", epsg=32617)
_OTHERS = [
    *[
        replace(_GISWATER, layer=layer, answers=answers, quick=layer in ("connec", "link"))
        for layer, answers in {
            "node": {},
            "arc": {"column.code": "arc_id", "numbering.status": "nothing"},
            "connec": {},
            "gully": {},
            "link": {"numbering.status": "nothing"},
        }.items()
    ],
    *[
        replace(_THREEDI, layer=layer, table=table)
        for layer, table in {
            "connection_node": "manholes",
            "channel": "pipes",
            "culvert": "pipes",
            "weir": "pipes",
            "pipe": "pipes",
            "orifice": "pipes",
            "pump": "manholes",
            "pump_map": "pipes",
            "grid_refinement_line": "pipes",
            "obstacle": "pipes",
            "exchange_line": "pipes",
        }.items()
    ],
    replace(_HYDX, file="hydx_nl_sample/Knooppunt.csv", table="manholes", quick=True),
    replace(_HYDX, file="hydx_nl_sample/Verbinding.csv", table="pipes", quick=True),
    *[
        replace(_HYDX, file=f"hydx_nl_sample/{name}.csv", refused=words)
        for name, words in {
            "Debiet": "not clear",
            "ItObject": "not clear",
            "Kunstwerk": "not clear",
            "Meta": "not clear",
            "Nwrw": "not clear",
            "Oppervlak": "not clear",
            "Profiel": "not clear",
            "Verloop": "not clear",
        }.items()
    ],
    Real("raepa_fr/import/test_data/cana_test.shp", answers={"numbering.form": "nothing"}, epsg=2154),
    Real(
        "raepa_fr/import/test_data/ouv_test.shp", answers={"numbering.kind": "nothing"}, epsg=2154, quick=True
    ),
    Real("raepa_fr/import/test_data/app_test.shp", answers={"numbering.kind": "nothing"}, epsg=2154),
    Real("raepa_fr/test/data/lines.geojson", table="pipes", epsg=2154),
    Real("sewergraph_sample/sample_sewer_network_1.shp", answers={"unit.diameter_mm": "in"}, epsg=32618),
    *[
        replace(_NHD, file=f"nhdplus_hydroloom/{name}", layer=layer, table="pipes", quick=name[0] == "c")
        for name, layer in {
            "new_hope.gpkg": "nhdplus_flowline",
            "walker.gpkg": "NHDFlowline_Network",
            "coastal_example.gpkg": "coastal_example",
            "diversions.geojson": "",
            "simple_diversions.geojson": "",
        }.items()
    ],
    Real("yangtze_wuhan_axis.geojson", quick=True),
]
_MODELS = {
    "bellinge_small": "bellinge_small",
    "norfolk_uva": "brambleton hague_v10 v2014_Hague_EX_10yr_MHHW_orig",
    "pystorms": "alpha beta delta epsilon gamma theta zeta",
    "swmm5plus": "Greenville_EPA TTT_Baseline_v2 user1 user2 user3 user4 user5_a",
    "swmmio": "Example1 Example1_parallel_loop Example6 alt_test3 groundwater_model outfalls_issue "
    "model_full_features_network model_full_features_network_xy model_state_plane test_inlet_drains",
}
_TABLES = {"nodes": "manholes", "links": "pipes", "outfalls": "outfalls", "subcatchments": "other_sources"}
_WITHOUT = {  # sections that a model lacks
    ("v2014_Hague_EX_10yr_MHHW_orig", "outfalls"),
    ("groundwater_model", "links"),
    *((name, "subcatchments") for name in ("TTT_Baseline_v2", "Example6", "alt_test3", "outfalls_issue")),
}
_SWMM = [
    Real(
        f"swmm_models/{folder}/{name}.inp", layer, table, epsg=26910, crs="EPSG:26910", quick=name == "theta"
    )
    for folder, names in _MODELS.items()
    for name in names.split()
    for layer, table in _TABLES.items()
    if (name, layer) not in _WITHOUT
]
_EMPTY = [
    Real(f"swmm_models/swmmio/{name}.inp", refused=words)
    for name, words in {
        "example_polygons": "is empty",
        "nodes_integer_names": "is empty",
        "model_blank": "not a SWMM model",
    }.items()
]

LAYERS = [*_CITIES, *_OTHERS, *_SWMM, *_EMPTY]


def counted(path, layer, epsg):
    """Return rows, and metres of line in the system ``epsg`` (None for no lines), by another reader."""
    if path.suffix == ".inp":
        return _of_model(path, layer)
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return sum(1 for row in csv.reader(stream, delimiter=";") if any(row)) - 1, None
    return _of_vector(path, layer, epsg)


def _of_vector(path, layer, epsg):
    import fiona
    import numpy as np
    import shapely
    from fiona.transform import transform
    from shapely.geometry import shape

    with fiona.open(path, layer=layer or None) as source:
        shapes = [shape(row["geometry"]) if row["geometry"] else None for row in source]
        crs = source.crs_wkt or None
    lines = [one for one in shapes if one is not None and "Line" in one.geom_type]
    if not lines or crs is None:
        return len(shapes), None

    def move(xy):
        return np.column_stack(transform(crs, f"EPSG:{epsg}", xy[:, 0].tolist(), xy[:, 1].tolist()))

    return len(shapes), float(shapely.length(shapely.transform(shapely.force_2d(lines), move)).sum())


def _of_model(path, layer):
    """Read the sections of a SWMM model in the plainest way."""
    sections, section = defaultdict(list), ""
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        words = text.partition(";")[0].split()
        if words and words[0].startswith("["):
            section = words[0].strip("[]").upper()
        elif words:
            sections[section].append(words)
    if layer == "nodes":
        return sum(len(sections[name]) for name in _NODES), None
    if layer != "links":
        return len(sections[layer.upper()]), None
    at = {words[0]: (float(words[1]), float(words[2])) for words in sections["COORDINATES"]}
    bends = defaultdict(list)
    for name, x, y in sections["VERTICES"]:
        bends[name].append((float(x), float(y)))
    runs = [words for name in _RUNS for words in sections[name]]
    drawn = [[at[words[1]], *bends[words[0]], at[words[2]]] for words in runs if {*words[1:3]} <= set(at)]
    metres = sum(hypot(b[0] - a[0], b[1] - a[1]) for line in drawn for a, b in zip(line, line[1:]))
    return len(runs), metres if drawn else None
