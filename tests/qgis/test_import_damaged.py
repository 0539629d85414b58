"""Damaged and hostile files: a sentence each or rows that are whole, never half an import."""

from __future__ import annotations

import io
import random
import resource
import shutil
import zipfile

import numpy as np
import pytest
from outfall_tracer.importing.run import Request, import_layer
from outfall_tracer.problems import UserError

from ..support.import_deliveries import content, empty_project_file, project, table_of

__all__ = ["empty_project_file", "project"]

ANSWERS = {"*": "proposed", "crs": "EPSG:4547", "datum": "cgcs2000"}


def corpus(folder):
    """Small good files of several kinds."""
    import openpyxl
    from osgeo import gdal, ogr, osr

    text = "编号,名称,X,Y,井深\n" + "".join(
        f"YS{i},井{i},{500000 + 9 * i},{3380000 + i},2.{i}\n" for i in range(12))
    (folder / "wells.csv").write_bytes(text.encode("gbk"))
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append(line.split(","))
    book.save(folder / "wells.xlsx")
    system = osr.SpatialReference()
    system.ImportFromEPSG(4547)
    drivers = {"wells.shp": "ESRI Shapefile", "wells.geojson": "GeoJSON", "wells.gpkg": "GPKG"}
    for name, driver in drivers.items():
        dataset = ogr.GetDriverByName(driver).CreateDataSource(str(folder / name))
        layer = dataset.CreateLayer("wells", system, ogr.wkbPoint)
        layer.CreateField(ogr.FieldDefn("code", ogr.OFTString))
        for i in range(12):
            feature = ogr.Feature(layer.GetLayerDefn())
            feature["code"] = f"YS{i}"
            feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT ({500000 + 9 * i} 3380000)"))
            layer.CreateFeature(feature)
        del layer, dataset
    gdal.ErrorReset()
    return ["wells.csv", "wells.xlsx", "wells.shp", "wells.geojson", "wells.gpkg"]


def damaged(data, dice):
    """Return the bytes cut off, flipped, or filled with something else."""
    kind = dice.randrange(4)
    if kind == 0:
        return data[: dice.randrange(len(data))]
    out = bytearray(data)
    for _ in range(1 if kind == 1 else 40):
        out[dice.randrange(len(out))] = dice.randrange(256)
    if kind == 3:
        at = dice.randrange(len(out))
        out[at:at + 60] = bytes(dice.choices(b"\0\xff=,\n\"'<A9", k=60))
    return bytes(out)


def attempt(project, file, **more):
    """Import; return "refused" with the project untouched, or the rows written, all of them."""
    before = content(project)
    request = Request(str(file), "manholes", answers=dict(ANSWERS), **more)
    said, outcomes = "", []
    try:
        outcomes = import_layer(project, request)
    except UserError as error:
        said = str(error) or "nothing said"
    if not outcomes:
        assert "Traceback" not in said
        assert said != "nothing said"
        assert content(project) == before
        return "refused"
    (outcome,) = outcomes
    counts = outcome.plan.counts()
    assert counts["read"] == sum(counts[name] for name in (
        "added", "updated", "unchanged", "rejected", "left_out"))
    assert table_of(project, "manholes", "uid").n == len(before["manholes"]) + counts["added"]
    return "written"


def test_damaged_files_are_refused_or_come_in_whole(empty_project_file, tmp_path, qgis_app):
    names = corpus(tmp_path)
    good = tmp_path / "good.gpkg"
    for name in names:
        shutil.copy(empty_project_file, good)
        assert attempt(good, tmp_path / name) == "written", name
    dice = random.Random(5)
    outcomes = []
    for turn in range(35):
        name = names[turn % len(names)]
        victim = tmp_path / name
        parts = (".shp", ".dbf", ".shx", ".prj") if name == "wells.shp" else (victim.suffix,)
        target = victim.with_suffix(dice.choice(parts))
        kept = target.read_bytes()
        target.write_bytes(damaged(kept, dice))
        try:
            outcomes.append(attempt(shutil.copy(empty_project_file, tmp_path / "p.gpkg"), victim))
        finally:
            target.write_bytes(kept)
            for side in (".gpkg-wal", ".gpkg-shm", ".gpkg-journal"):
                victim.with_name(victim.stem + side).unlink(missing_ok=True)
    assert outcomes.count("refused") >= 5
    assert outcomes.count("written") >= 5


def test_bombs_need_little_memory(project, tmp_path, qgis_app):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open("xl/workbook.xml", "w") as part:
            for _ in range(300):
                part.write(b" " * 1_000_000)
    (tmp_path / "bomb.xlsx").write_bytes(book.getvalue())
    heads = ",".join(f"c{i}" for i in range(300_000))
    (tmp_path / "wide.csv").write_text(heads + "\n1,2\n", encoding="utf-8")
    inner = book.getvalue()
    for _ in range(4):
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w") as packed:
            packed.writestr("../../again.zip", inner)
        inner = outer.getvalue()
    (tmp_path / "nested.zip").write_bytes(inner)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "folder.shp").mkdir()
    for name in ("bomb.xlsx", "wide.csv", "nested.zip", "empty.csv", "folder.shp"):
        assert attempt(project, tmp_path / name) == "refused", name
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 300, f"{grown:.0f} MB"


def test_hostile_cells_are_only_text(project, tmp_path, qgis_app):
    evil = ["=cmd|' /C calc'!A0", "'; DROP TABLE pipes; --", "../../../etc/passwd", "<b>x</b>",
            "\u202egpj.exe", "A" * 40_000]
    rows = "".join(f'K{i},"{text}",{500000 + 9 * i},3380000\n' for i, text in enumerate(evil))
    (tmp_path / "evil.csv").write_text("编号,备注,X,Y\n" + rows, encoding="utf-8")
    assert attempt(project, tmp_path / "evil.csv") == "written"
    kept = table_of(project, "manholes", "code", "remark")
    assert kept.n == len(evil)
    assert kept["remark"][1] == evil[1]
    assert table_of(project, "pipes", "uid").n == 0
    assert np.isfinite(table_of(project, "manholes", "uid", geometry=True).xy).all()


@pytest.mark.parametrize("table", ["outfalls", "pipes", "enterprises", "districts"])
def test_a_file_for_another_table_is_a_sentence(table, project, tmp_path, qgis_app):
    (tmp_path / "odd.csv").write_text("foo,bar\n1,2\n3,4\n", encoding="utf-8")
    before = content(project)
    with pytest.raises(UserError):
        import_layer(project, Request(str(tmp_path / "odd.csv"), table, answers=dict(ANSWERS)))
    assert content(project) == before
