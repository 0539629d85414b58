"""A catalogue as other tools read it: one static STAC catalog with its items, beside the images on request.

STAC 1.0.0: ``catalog.json`` links one GeoJSON item per image, with its footprint in degrees, its time, its
ground resolution and a relative path where the image lies below the catalogue.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from ..operations.project_rows import file_rows
from .catalogue import absolute, project_ground
from .ground import System, moved

_VERSION = "1.0.0"


def write_stac(project: str, target: Path, title: str) -> int:
    """Write the ready images of a project as a catalog to ``target``, items beside it; return how many."""
    with file_rows(project, writing=False) as rows:
        ground = project_ground(rows)
        columns = ("uid", "path", "flight", "taken_at", "gsd_m", "band", "state")
        found = rows.read("orthophotos", columns, geometry=True)
    system = ground.system("EPSG:4326")
    folder = target.parent / f"{target.stem}_items"
    items = []
    for at in range(found.n):
        if found["state"][at] == "ready" and found.shapes[at] is not None and system is not None:
            row = {name: found[name][at] for name in columns}
            items.append(_item(row, found.shapes[at], system, absolute(row["path"], project), folder, target))
    folder.mkdir(parents=True, exist_ok=True)
    for item in items:
        (folder / f"{item['id']}.json").write_text(json.dumps(item, ensure_ascii=False), encoding="utf-8")
    links = [{"rel": "root", "href": f"./{target.name}", "type": "application/json"}]
    links += [
        {"rel": "item", "href": f"./{folder.name}/{item['id']}.json", "type": "application/geo+json"}
        for item in items
    ]
    catalog = {
        "type": "Catalog",
        "stac_version": _VERSION,
        "id": target.parent.name or "catalog",
        "title": title,
        "description": title,
        "links": links,
    }
    target.write_text(json.dumps(catalog, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(items)


def _item(
    row: dict[str, Any], shape: Any, system: System, path: Path, folder: Path, catalog: Path
) -> dict[str, Any]:
    degrees = shapely.transform(shape, lambda xy: np.round(moved(system.back, xy), 8))
    properties = {
        "datetime": row["taken_at"],
        "title": path.name,
        "flight": row["flight"],
        "band": row["band"],
    }
    if row["gsd_m"] == row["gsd_m"]:
        properties["gsd"] = float(row["gsd_m"])
    return {
        "type": "Feature",
        "stac_version": _VERSION,
        "id": row["uid"],
        "geometry": mapping(degrees),
        "bbox": [float(value) for value in degrees.bounds],
        "properties": properties,
        "links": [{"rel": "root", "href": f"../{catalog.name}", "type": "application/json"}],
        "assets": {"image": {"href": _href(path, folder), "roles": ["data"]}},
    }


def _href(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive of Windows
        return path.as_uri()
