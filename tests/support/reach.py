"""A bank with many outfalls, a river and districts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DISTRICTS = (("420106", "武昌区"), ("420107", "青山区"), ("420102", "江岸区"))


def uid(i: int) -> str:
    """Return the identifier of an outfall of :func:`reach`."""
    return f"{i:08d}-0000-0000-0000-00000000{i:04d}"


def reach(path: Path, n: int, districts: int = 1) -> Any:
    """Make a project with n outfalls in so many districts; return its town."""
    from osgeo import ogr
    from outfall_tracer.tests.qgis.conftest import Town

    town = Town(path).build()
    for name in "ABC":
        town.remove("outfalls", town.uid[name])
    town.remove("districts", town.uid["District"])
    for at, (code, name) in enumerate(DISTRICTS[:districts]):
        x0, x1 = -2000 + 13000 * at / districts, -2000 + 13000 * (at + 1) / districts
        town.add("districts", f"POLYGON (({x0} -500, {x1} -500, {x1} 5000, {x0} 5000, {x0} -500))",
                 uid=code, county_code=code, name=name)
    town.add("river", "POLYGON ((-2000 -900, 11000 -900, 11000 -20, -2000 -20, -2000 -900))", uid="r")
    dataset, layer = town._layer("outfalls")
    dataset.StartTransaction()
    for i in range(n):
        code, name = DISTRICTS[i * districts // n]
        feature = ogr.Feature(layer.GetLayerDefn())
        town._fill(feature, {
            "uid": uid(i), "name": f"武汉市{name}{i}号雨水排口", "code_national": f"FA-{code}-{i:04d}-QT-00",
            "county_code": code, "type_l1": "其他排口", "type_l2": "城镇雨洪排口", "receiving_water": "长江",
            "trace_status": "confirmed" if i % 3 else "candidates", "party_main": f"第{i}纺织厂",
            "is_outfall": "yes", "work_state": "complete" if i % 3 else "open",
            "completed_at": "2021-09-01T00:00:00Z",
        }, f"POINT ({-1900 + 12900 * i / n} {10 + i % 5})")
        assert layer.CreateFeature(feature) == 0
    dataset.CommitTransaction()
    del feature, layer, dataset
    return town
