"""Readers of the real networks beside the project, as engine input, with their owners' answers.

Every reader takes the folder of its data set (the fixture ``shared_data``). Coordinates come
out in metres of a local plane, lengths in true metres, so that the engine can run without QGIS.
"""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from dataclasses import dataclass, field, replace

import networkx as nx
import numpy as np
import pytest
import shapely
from outfall_tracer.tracing.model import Flow, Pipes
from shapely.geometry import shape

FOOT = 0.3048
CITIES = {
    # from, to, upper invert, lower invert, diameter (mm), pipe id
    "victoria": (
        "UpstreamNodeID", "DownstreamNodeID", "UpstreamInvert", "DownstreamInvert", "Diameter", "AssetID",
    ),
    "london": ("UpstreamID", "DownstreamID", "UpstreamInvert", "DownstreamInvert", "Diameter", "OBJECTID"),
    "peterborough": ("FROMMH", "TOMH", "UPELEV", "DOWNELEV", "DIAMETER", "FACILITYID"),
    "penticton": ("us_feat", "ds_feat", "upelev", "downelev", "diameter", "OBJECTID"),
}  # fmt: skip
#: Its ids need the drawing to be right, so it is none of those whose ids alone give the owners' answers.
COLUMNS = {
    **CITIES, "whiterock": ("Us_End_Id", "Ds_End_Id", "Us_Inv_Ele", "Ds_Inv_Ele", "Us_Pipe_Si", "OBJECTID"),
    # Without ids: their lines are drawn with the flow.
    "kamloops": (None, None, "UPSTREAMINVERT", "DOWNSTREAMINVERT", "DIAMETER", "OBJECTID"),
    "northvandistrict": (None, None, "UP_ELEV", "DN_ELEV", "AM_SIZE", "OBJECTID"),
}


@dataclass
class RealNetwork:
    """Pipes with declared ids, their names, and where named nodes lie.

    from_id, to_id: lists of str or None, as the owner wrote them; place: node id -> (x, y);
    outfalls: ids of the recorded outfalls. answers: outfall -> rows of its pipes, where they are known beyond
    what the ids say; against: rows whose lines run against their ids, where these are not all of the ids.
    """

    name: str
    pipes: Pipes
    pipe_id: list[str]
    from_id: list[str | None]
    to_id: list[str | None]
    place: dict[str, tuple[float, float]] = field(default_factory=dict)
    outfalls: list[str] = field(default_factory=list)
    answers: dict[str, set[int]] = field(default_factory=dict)
    against: list[int] | None = None

    def drawn_only(self):
        """The same pipes without ids: what a layer of bare lines says."""
        return replace(self.pipes, from_node=None, to_node=None)

    def graph(self):
        """Declared ids as a networkx graph; the key of an edge is the row of its pipe."""
        graph = nx.MultiDiGraph()
        for row, (a, b) in enumerate(zip(self.from_id, self.to_id)):
            if a and b:
                graph.add_edge(a, b, key=row)
        return graph


def upstream_pipes(graph, node):
    """Rows of the pipes upstream of a node, asked of networkx."""
    if node not in graph:
        return set()
    above = nx.ancestors(graph, node) | {node}
    return {row for _, _, row in graph.in_edges(above, keys=True)}


def number(value):
    """The first number in a field, NaN where there is none (``"450 mm"``, ``"2,75"``)."""
    try:
        return float(str(value).split()[0].replace(",", "."))
    except (ValueError, IndexError):
        return math.nan


def text(value):
    """An id as text without blanks, None for an empty one; whole numbers lose their ``.0``."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def columns(lines, **values):
    """Engine pipes from shapely lines (or None) and equally long lists."""
    count = shapely.get_num_geometries(np.array(lines, dtype=object))
    parts, owner = [], []
    for row, (line, n) in enumerate(zip(lines, count.tolist())):
        for part in range(n if line is not None else 0):
            parts.append(shapely.get_coordinates(shapely.get_geometry(line, part)))
            owner.append(row)
    xy = np.concatenate(parts) if parts else np.empty((0, 2))
    start = np.cumsum([0] + [len(part) for part in parts])
    kinds = {"from_node": object, "to_node": object, "form": object, "flow": np.int8, "barrier": bool}
    arrays = {
        key: None if value is None else np.array(value, dtype=kinds.get(key, float))
        for key, value in values.items()
    }
    return Pipes(len(lines), xy, start, np.array(owner, dtype=np.int64), **arrays)


def geographic_scale(latitude):
    """Metres per degree of longitude and latitude on the WGS 84 ellipsoid."""
    a, e2 = 6378137.0, 0.0066943799901413165
    sine = math.sin(math.radians(latitude))
    meridian = a * (1 - e2) / (1 - e2 * sine**2) ** 1.5
    normal = a / math.sqrt(1 - e2 * sine**2)
    return math.radians(1) * normal * math.cos(math.radians(latitude)), math.radians(1) * meridian


def in_metres(geometry, latitude):
    """Bring a geometry from degrees to metres near a latitude."""
    return shapely.transform(geometry, lambda xy: xy * geographic_scale(latitude))


def features(path):
    """(properties, shapely geometry or None) of a GeoJSON file."""
    rows = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [(row["properties"], shape_of(row["geometry"])) for row in rows]


def shape_of(geometry):
    """A GeoJSON geometry as a flat shapely one (older GEOS reads no third coordinate there)."""
    if not geometry or not geometry["coordinates"]:
        return None
    make = {
        "Point": lambda xy: shapely.points(xy[:2]),
        "LineString": lambda xy: shapely.linestrings([point[:2] for point in xy]),
        "MultiLineString": lambda parts: shapely.multilinestrings(
            [shapely.linestrings([point[:2] for point in part]) for part in parts]
        ),
    }
    return make[geometry["type"]](geometry["coordinates"])


def vector_rows(path, layer=None):
    """(attributes, shapely geometry or None) of a GeoPackage or shapefile; ``fid`` is an attribute too.

    Read with fiona, which the unit stage has: QGIS and its GDAL are switched off there.
    """
    fiona = pytest.importorskip("fiona", reason="fiona (python3-fiona) reads this file")
    with fiona.open(str(path), layer=layer) as source:
        return [
            ({"fid": int(row["id"]), **row["properties"]}, row["geometry"] and shape(row["geometry"]))
            for row in source
        ]


def city(folder, name, layer="mains"):
    """One network of a Canadian city; the record of outfalls is the owner's layer of them."""
    start, end, upper, lower, size, key = COLUMNS[name]
    rows = features(folder / name / f"{layer}.geojson")
    latitude = float(np.mean([shapely.get_coordinates(line)[0, 1] for _, line in rows if line is not None]))
    lines = [None if line is None else in_metres(line, latitude) for _, line in rows]
    given = [properties for properties, _ in rows]
    from_id, to_id = ([text(row.get(column)) for row in given] for column in (start, end))
    pipes = columns(
        lines, from_node=from_id, to_node=to_id,
        invert_from=[number(row.get(upper)) for row in given],
        invert_to=[number(row.get(lower)) for row in given],
        diameter_mm=[number(row.get(size)) for row in given],
    )  # fmt: skip
    network = RealNetwork(f"{name} {layer}", pipes, [str(row[key]) for row in given], from_id, to_id)
    prefix = layer.removesuffix("mains")
    for kind in ("outfalls", "outlets"):
        path = folder / name / f"{prefix}{kind}.geojson"
        if path.exists():
            for properties, point in features(path):
                if point is not None:
                    x, y = shapely.get_coordinates(in_metres(point, latitude))[0].tolist()
                    for column in ("InfrastructureID", "AssetID", "FACILITYID", "GIS_ID", "assetid"):
                        if text(properties.get(column)):
                            network.place.setdefault(text(properties[column]), (x, y))
    known = json.loads((folder / "expected_upstream_by_id.json").read_text())["cities"].get(name)
    if known and known["layer"] == layer:
        network.outfalls = list(known["upstream"])
    return network


def city_answers(folder, name):
    """Outfall id -> set of pipe ids, as the owner's ids say."""
    known = json.loads((folder / "expected_upstream_by_id.json").read_text())["cities"][name]
    return {outfall: set(map(str, pipes)) for outfall, pipes in known["upstream"].items()}


def whiterock(folder):
    """White Rock, whose blank and loose ends are completed by place in the answers: an id 0 is none."""
    network = city(folder, "whiterock")
    completed = json.loads((folder / "whiterock_completed.json").read_text())
    row = {pipe: at for at, pipe in enumerate(network.pipe_id)}
    ids = [[None if code == "0" else code for code in side] for side in (network.from_id, network.to_id)]
    answers = {node: {row[str(p)] for p in pipes} for node, pipes in completed["upstream_completed"].items()}
    pipes = replace(
        network.pipes, from_node=np.array(ids[0], dtype=object), to_node=np.array(ids[1], dtype=object))
    return replace(
        network, pipes=pipes, from_id=ids[0], to_id=ids[1], outfalls=list(answers), answers=answers,
        against=[row[str(pipe)] for pipe in completed["drawn_against_the_ids"]],
    )  # fmt: skip


def giswater(folder):
    """Arcs of the Giswater sample, and its house connections and gullies as (kind, id, line)."""
    path = folder / "giswater_ud.gpkg"
    rows = vector_rows(path, "arc")
    given = [row for row, _ in rows]
    from_id, to_id = ([text(row[column]) for row in given] for column in ("node_1", "node_2"))
    pipes = columns(
        [line for _, line in rows], from_node=from_id, to_node=to_id,
        invert_from=[number(row["elev1"]) for row in given],
        invert_to=[number(row["elev2"]) for row in given],
    )  # fmt: skip
    nodes = vector_rows(path, "node")
    place = {str(row["node_id"]): tuple(shapely.get_coordinates(point)[0].tolist()) for row, point in nodes}
    answers = json.loads((folder / "expected_upstream.json").read_text())["outfalls"]
    network = RealNetwork(
        "giswater", pipes, [str(row["arc_id"]) for row in given], from_id, to_id, place, list(answers)
    )
    links = [(row["feature_type"], str(row["feature_id"]), line) for row, line in vector_rows(path, "link")]
    return network, links, answers


def flowlines(path, layer, start="FromNode", end="ToNode", key="COMID", degrees=False):
    """Rivers of NHDPlus with their rows of attributes."""
    rows = vector_rows(path, layer)
    lines = [line for _, line in rows]
    if degrees:
        latitude = float(np.mean(shapely.get_coordinates(lines)[:, 1]))
        lines = [in_metres(line, latitude) for line in lines]
    given = [row for row, _ in rows]
    from_id, to_id = ([text(row[column]) for row in given] for column in (start, end))
    pipes = columns(lines, from_node=from_id, to_node=to_id)
    return RealNetwork(layer, pipes, [text(row[key]) for row in given], from_id, to_id), given


def csv_rows(path, delimiter=","):
    """Rows of a table of text."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def tabular(name, rows, start, end, key, **values):
    """A network that is a table of ids, without any line."""
    from_id, to_id = ([text(row[column]) for row in rows] for column in (start, end))
    values.setdefault("length_m", [1.0] * len(rows))
    pipes = columns([None] * len(rows), from_node=from_id, to_node=to_id, **values)
    return RealNetwork(name, pipes, [text(row[key]) for row in rows], from_id, to_id)


LINKS = ("CONDUITS", "PUMPS", "ORIFICES", "WEIRS", "OUTLETS")


def swmm(path):
    """An EPA-SWMM model: its network, its outfalls, and subcatchment -> outlet node."""
    sections = defaultdict(list)
    name = ""
    for raw in path.read_text(encoding="utf-8", errors="replace").splitlines():
        line = raw.split(";")[0].strip()
        if line.startswith("["):
            name = line.strip("[]").upper()
        elif line:
            sections[name].append(line.split())
    options = {row[0].upper(): row[1].upper() for row in sections["OPTIONS"] if len(row) > 1}
    unit = FOOT if options.get("FLOW_UNITS", "CFS") in ("CFS", "GPM", "MGD") else 1.0
    by_elevation = options.get("LINK_OFFSETS", "DEPTH").startswith("ELEV")
    place = {row[0]: (float(row[1]), float(row[2])) for row in sections["COORDINATES"]}
    bends = defaultdict(list)
    for row in sections["VERTICES"]:
        bends[row[0]].append((float(row[1]), float(row[2])))
    bottom = {row[0]: number(row[1]) for kind in ("JUNCTIONS", "OUTFALLS", "STORAGE", "DIVIDERS")
              for row in sections[kind] if len(row) > 1}  # fmt: skip
    size = {row[0]: number(row[2]) for row in sections["XSECTIONS"] if len(row) > 2}
    links = [(kind, row) for kind in LINKS for row in sections[kind]]
    lines, inverts, lengths = [], [], []
    for kind, row in links:
        a, b = row[1], row[2]
        known = a in place and b in place and place[a] != place[b]
        lines.append(shapely.linestrings([place[a], *bends[row[0]], place[b]]) if known else None)
        conduit = kind == "CONDUITS"
        lengths.append(number(row[3]) * unit if conduit else math.nan)
        bottoms = [bottom.get(node, math.nan) for node in (a, b)]
        offsets = [number(row[at]) if conduit and len(row) > at else 0.0 for at in (5, 6)]
        inverts.append([
            unit * max(low, offset if by_elevation and conduit else low + offset)
            for low, offset in zip(bottoms, offsets)
        ])  # fmt: skip
    pipes = columns(
        lines, from_node=[row[1] for _, row in links], to_node=[row[2] for _, row in links],
        length_m=lengths, invert_from=[pair[0] for pair in inverts], invert_to=[pair[1] for pair in inverts],
        diameter_mm=[size.get(row[0], math.nan) * unit * 1000 for _, row in links],
        form=["pressure_main" if kind == "PUMPS" else None for kind, _ in links],
    )  # fmt: skip
    network = RealNetwork(
        path.stem, pipes, [row[0] for _, row in links], [row[1] for _, row in links],
        [row[2] for _, row in links], place, [row[0] for row in sections["OUTFALLS"]],
    )  # fmt: skip
    return network, {row[0]: row[2] for row in sections["SUBCATCHMENTS"] if len(row) > 2}


def bergermeer(folder):
    """Channels, culverts, weirs, pipes and pumps of a polder, joined by connection nodes."""
    path = folder / "v2_bergermeer.gpkg"
    nodes = {
        row["fid"]: shapely.get_coordinates(point)[0] for row, point in vector_rows(path, "connection_node")
    }
    rows = []
    for form, layer in (
        ("open_channel", "channel"),
        ("culvert", "culvert"),
        ("pipe", "weir"),
        ("pipe", "pipe"),
    ):
        for row, line in vector_rows(path, layer):
            rows.append(
                (
                    f"{layer} {row['fid']}",
                    row["connection_node_id_start"],
                    row["connection_node_id_end"],
                    form,
                    line,
                    number(row.get("invert_level_start")),
                    number(row.get("invert_level_end")),
                )
            )
    below = {row["pump_id"]: row["connection_node_id_end"] for row, _ in vector_rows(path, "pump_map")}
    for row, _ in vector_rows(path, "pump"):
        if row["fid"] in below:
            a, b = row["connection_node_id"], below[row["fid"]]
            # A pump lifts: its levels stand against the flow.
            rows.append(
                (
                    f"pump {row['fid']}",
                    a,
                    b,
                    "pressure_main",
                    shapely.linestrings([nodes[a], nodes[b]]),
                    -3.0,
                    -1.5,
                )
            )
    from_id, to_id = [text(row[1]) for row in rows], [text(row[2]) for row in rows]
    pipes = columns(
        [row[4] for row in rows], from_node=from_id, to_node=to_id, form=[row[3] for row in rows],
        invert_from=[row[5] for row in rows], invert_to=[row[6] for row in rows],
    )  # fmt: skip
    ends = [text(row["connection_node_id"]) for row, _ in vector_rows(path, "boundary_condition_1d")]
    place = {str(node): tuple(xy.tolist()) for node, xy in nodes.items()}
    return RealNetwork("bergermeer", pipes, [row[0] for row in rows], from_id, to_id, place, ends)


def raepa(folder):
    """The French sewer sample: mains by ids, branches that end at fittings on the mains."""
    rows = vector_rows(folder / "import" / "test_data" / "cana_test.shp")
    given = [row for row, _ in rows]
    from_id, to_id = ([text(row[column]) for row in given] for column in ("id_nd_amon", "id_nd_aval"))
    pipes = columns(
        [line for _, line in rows], from_node=from_id, to_node=to_id,
        invert_from=[number(row["fe_amont"]) for row in given],
        invert_to=[number(row["fe_aval"]) for row in given],
    )  # fmt: skip
    return RealNetwork("raepa", pipes, [str(row["fid"]) for row in given], from_id, to_id)


def sewergraph(folder):
    """A combined sewer in US survey feet, without ids; lines come out in metres."""
    rows = vector_rows(folder / "sample_sewer_network_1.shp")
    foot = 1200 / 3937
    lines = [shapely.transform(line, lambda xy: xy * foot) for _, line in rows]
    given = [row for row, _ in rows]
    return RealNetwork("sewergraph", columns(lines), [row["facilityid"] for row in given], [], []), given


HYDX_FLOW = {"1_2": Flow.FORWARD, "2_1": Flow.BACKWARD, "OPN": Flow.BOTH}


def hydx(folder):
    """The Dutch exchange sample: ``STR_RCH`` says which ways water may pass, ``GSL`` is shut."""
    rows = csv_rows(folder / "Verbinding.csv", ";")
    nodes = csv_rows(folder / "Knooppunt.csv", ";")
    place = {row["UNI_IDE"]: (number(row["KNP_XCO"]), number(row["KNP_YCO"])) for row in nodes}
    lines = []
    for row in rows:
        a, b = place[row["KN1_IDE"]], place[row["KN2_IDE"]]
        lines.append(shapely.linestrings([a, b]) if a != b else None)
    from_id, to_id = ([text(row[column]) for row in rows] for column in ("KN1_IDE", "KN2_IDE"))
    pipes = columns(
        lines, from_node=from_id, to_node=to_id, length_m=[number(row["VRB_LEN"]) for row in rows],
        flow=[HYDX_FLOW.get(row["STR_RCH"], Flow.UNSTATED) for row in rows],
        barrier=[row["STR_RCH"] == "GSL" for row in rows],
        invert_from=[number(row["BOB_KN1"]) for row in rows],
        invert_to=[number(row["BOB_KN2"]) for row in rows],
        form=["pressure_main" if row["VRB_TYP"] == "PMP" else None for row in rows],
    )  # fmt: skip
    outlets = [row["UNI_IDE"] for row in nodes if row["KNP_TYP"] == "UIT"]
    network = RealNetwork("hydx", pipes, [row["UNI_IDE"] for row in rows], from_id, to_id, place, outlets)
    return network, rows
