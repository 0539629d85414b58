"""Vector files as they are delivered: every format, encoding and gap, written by GDAL and then spoilt."""

from __future__ import annotations

import random
import shutil
import struct
import zipfile

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from outfall_tracer.importing import readers
from outfall_tracer.layers.store.gpkg import no_exceptions
from outfall_tracer.problems import Cancelled, UserError

NAMES = ["雨水检查井", "沿江大道污水管", "武昌区排污口", ""]


def layer_file(path, driver, options=(), geometry=ogr.wkbPoint, names=("名称", "深度", "编号"), rows=NAMES):
    """Write a small layer; returns the path."""
    with no_exceptions():  # a heading that a Shapefile has no letters for is lost, not refused
        return _layer_file(path, driver, options, geometry, names, rows)


def _layer_file(path, driver, options, geometry, names, rows):
    dataset = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    system = osr.SpatialReference()
    system.ImportFromEPSG(4547)
    layer = dataset.CreateLayer("points", system, geometry, list(options))
    for name, kind in zip(names, (ogr.OFTString, ogr.OFTReal, ogr.OFTInteger)):
        field = ogr.FieldDefn(name, kind)
        if kind == ogr.OFTString:
            field.SetWidth(40)
        layer.CreateField(field)
    layer.StartTransaction()
    for at, text in enumerate(rows):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField(0, text)
        if at != 1:
            feature.SetField(1, 1.5 + at)
        feature.SetField(2, at)
        if at != 2:
            feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT ({500000 + at} 3380000)"))
        layer.CreateFeature(feature)
    layer.CommitTransaction()
    del layer, dataset
    return path


def check(table, sure=True):
    assert table.n == 4
    assert [name or "" for name in table.columns["名称"].tolist()] == NAMES
    assert np.isnan(table.columns["深度"]).tolist() == [False, True, False, False]
    assert [shape is None for shape in table.geometry] == [False, False, True, False]
    assert struct.unpack("<d", bytes(table.geometry[1])[5:13])[0] == pytest.approx(500001)
    assert table.encoding_sure is sure


@pytest.mark.parametrize(
    ("written", "page", "expected"),
    [
        ("GBK", True, "gb18030"),
        ("GBK", False, "gb18030"),
        ("GB18030", False, "gb18030"),
        ("UTF-8", True, "utf-8"),
        ("UTF-8", False, "utf-8"),
    ],
)
@pytest.mark.parametrize("projection", [True, False])
def test_shapefiles_with_and_without_their_declarations(tmp_path, written, page, projection, expected):
    path = layer_file(tmp_path / "管点.shp", "ESRI Shapefile", [f"ENCODING={written}"])
    if not page:
        path.with_suffix(".cpg").unlink()
        with path.with_suffix(".dbf").open("r+b") as file:  # nor does the header say it
            file.seek(29)
            file.write(b"\0")
    if not projection:
        path.with_suffix(".prj").unlink()
    table = readers.read(path)
    check(table)
    assert table.encoding == expected
    assert bool(table.crs_wkt) is projection
    assert table.row_number.tolist() == [1, 2, 3, 4]
    assert readers.layers_of(path)[0].columns == ("名称", "深度", "编号")


def test_a_declaration_that_the_bytes_contradict_is_said(tmp_path):
    path = layer_file(tmp_path / "a.shp", "ESRI Shapefile", ["ENCODING=GBK"])
    path.with_suffix(".cpg").write_text("UTF-8")
    table = readers.read(path)
    check(table, sure=False)
    assert "gb18030" in table.problems[0].text
    assert readers.read(path, encoding="latin1").columns.keys() != table.columns.keys()


@pytest.mark.parametrize(
    "name",
    [
        "big5",
        "cpg/big5",
        "cpg/euckr",
        "cpg/koi8r",
        "cpg/latin2",
        "cpg/shiftjis",
        "cpg/win1251",
        "cpg/win874",
        "eucjp",
        "gb2312",
        "gbk",
        "latin1",
        "ldid/chinese",
        "shiftjis",
        "utf8",
        "periphereies",
    ],
)
def test_every_encoding_of_the_shared_tables(shared_data, name):
    expected = {
        "big5": "繁體國語",
        "cpg/big5": "國語",
        "cpg/euckr": "한국말",
        "cpg/koi8r": "русский",
        "cpg/latin2": "čeština",
        "cpg/shiftjis": "カタカナひらがな",
        "cpg/win1251": "РУССКИЙ",
        "cpg/win874": "ภาษาไทย",
        "eucjp": "ひたちなか市",
        "gb2312": "简体国语",
        "gbk": "简体国语",
        "latin1": "Peçeña México",
        "ldid/chinese": "简体",
        "shiftjis": "ひたちなか市",
        "utf8": "国语國語",
        "periphereies": "Π. ΑΝΑΤΟΛΙΚΗΣ ΜΑΚΕΔΟΝΙΑΣ - ΘΡΑΚΗΣ",
    }[name]
    table = readers.read(shared_data("dbf_encodings_mapshaper") / f"{name}.dbf")
    assert next(iter(table.columns.values()))[0] == expected


@pytest.mark.parametrize(
    ("name", "driver", "options"),
    [
        ("a.gpkg", "GPKG", ()),
        ("a.geojson", "GeoJSON", ()),
        ("a.gdb", "OpenFileGDB", ()),
        ("a.tab", "MapInfo File", ("ENCODING=CP936",)),
        ("a.mif", "MapInfo File", ("ENCODING=CP936",)),
    ],
)
def test_other_formats(tmp_path, name, driver, options):
    if driver == "OpenFileGDB" and int(gdal.VersionInfo()) < 3060000:
        pytest.skip("this GDAL writes no FileGDB")
    mapinfo = driver == "MapInfo File"  # GDAL writes no Chinese names there; it knows no missing numbers
    names = ("name", "depth", "no") if mapinfo else ("名称", "深度", "编号")
    path = layer_file(tmp_path / name, driver, options, names=names)
    table = readers.read(path)
    if mapinfo:
        table.columns = dict(zip(("名称", "深度", "编号"), table.columns.values()))
        table.columns["深度"][1] = np.nan
        assert table.crs_wkt
    check(table)
    layers = readers.layers_of(path)
    assert len(layers) == 1
    assert layers[0].n_rows == 4
    assert layers[0].geometry in ("Point", "mixed")


def test_mapinfo_files_that_name_no_encoding(tmp_path):
    (tmp_path / "a.mif").write_bytes(
        'Version 300\nCharset "Neutral"\nDelimiter ","\nColumns 1\n  名称 Char(20)\nData\n\n'
        "Point 1 2\nPoint 3 4\n".encode("gbk")
    )
    (tmp_path / "a.mid").write_bytes('"武汉"\n"江汉区排口"\n'.encode("gbk"))
    assert readers.read(tmp_path / "a.mif").columns["名称"].tolist() == ["武汉", "江汉区排口"]
    assert readers.layers_of(tmp_path / "a.mid")[0].columns == ("名称",)


@pytest.fixture(params=["LIBKML", "KML"])
def kml_driver(request, monkeypatch):
    """Both drivers that GDAL may have for KML; newer systems lack LIBKML."""
    from osgeo import gdal
    from outfall_tracer.importing.readers import vector

    if gdal.GetDriverByName(request.param) is None:
        pytest.skip(f"this GDAL has no driver {request.param}")
    opening = vector.Opening
    monkeypatch.setattr(vector, "Opening", lambda path, _drivers: opening(path, (request.param,)))
    return request.param


def test_kml_and_kmz_keep_chinese_names_and_encodings(tmp_path, kml_driver):
    text = (
        '<?xml version="1.0" encoding="GB2312"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        "<Folder><name>排口</name><Placemark><name>武汉一号</name><ExtendedData>"
        '<Data name="类型"><value>雨水</value></Data><Data name="名称"><value>甲</value></Data>'
        "</ExtendedData><Point><coordinates>114.3,30.5</coordinates></Point></Placemark></Folder></Document></kml>"
    )
    (tmp_path / "a.kml").write_bytes(text.encode("gbk"))
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", text.replace("GB2312", "UTF-8"))
    for name in ("a.kml", "a.kmz"):
        row = readers.read(tmp_path / name, "排口").row(0)
        assert (row["Name"], row["类型"], row["名称"]) == ("武汉一号", "雨水", "甲")
        assert {"Name", "类型", "名称"} <= set(readers.layers_of(tmp_path / name)[0].columns)


def test_every_form_of_kml_attributes_is_read(tmp_path, kml_driver):
    (tmp_path / "a.kml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        '<Schema name="s" id="s"><SimpleField type="string" name="depth"/></Schema><Folder><name>wells</name>'
        "<Placemark><name>A &amp; B</name><description><![CDATA[<b>old</b>]]></description><ExtendedData>"
        '<Data name="owner"><displayName>Owner</displayName><value>Mill &lt;1&gt;</value></Data>'
        '<SchemaData schemaUrl="#s"><SimpleData name="depth">1.5</SimpleData></SchemaData></ExtendedData>'
        "<Point><coordinates>114.3,30.5</coordinates></Point></Placemark>"
        "<Placemark><name>C</name><Point><coordinates>114.4,30.6</coordinates></Point></Placemark>"
        "</Folder></Document></kml>",
        encoding="utf-8",
    )
    table = readers.read(tmp_path / "a.kml", "wells")
    first, second = table.row(0), table.row(1)
    assert (first["Name"], first["owner"], first["depth"]) == ("A & B", "Mill <1>", "1.5")
    assert (second["Name"], second["owner"], second["depth"]) == ("C", None, None)
    assert "<b>old</b>" in first.values()
    assert table.geometry[0] != table.geometry[1]


def test_kml_attributes_named_like_other_columns_and_objects_without_any_lose_nothing(tmp_path, kml_driver):
    (tmp_path / "a.kml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        "<Folder><name>wells</name><Placemark><name>A</name><ExtendedData>"
        '<Data name="Name"><value>one</value></Data><Data name="Name_2"><value>two</value></Data>'
        "</ExtendedData><Point><coordinates>114.3,30.5</coordinates></Point></Placemark>"
        "<GroundOverlay><name>flight</name><description>12</description><LatLonBox><north>31</north>"
        "<south>30</south><east>115</east><west>114</west></LatLonBox></GroundOverlay>"
        "</Folder></Document></kml>",
        encoding="utf-8",
    )
    table = readers.read(tmp_path / "a.kml", "wells")
    assert {"A", "one", "two"} <= set(table.row(0).values())


def test_drawings_offer_their_layers_and_the_attributes_of_blocks(tmp_path):
    def pairs(*values):
        return "".join(f"{code}\n{value}\n" for code, value in zip(values[::2], values[1::2]))

    head = pairs(
        0, "SECTION", 2, "HEADER", 9, "$ACADVER", 1, "AC1015", 9, "$DWGCODEPAGE", 3, "ANSI_936", 0, "ENDSEC"
    )
    block = (
        pairs(0, "SECTION", 2, "BLOCKS", 0, "BLOCK", 8, "0", 2, "WELL", 70, 2, 10, 0, 20, 0, 30, 0)
        + pairs(3, "WELL")
        + pairs(0, "CIRCLE", 8, "0", 10, 0, 20, 0, 40, 1)
        + pairs(0, "ENDBLK", 8, "0", 0, "ENDSEC")
    )
    entities = pairs(
        0,
        "SECTION",
        2,
        "ENTITIES",
        0,
        "LINE",
        8,
        "YS_LINE",
        10,
        0,
        20,
        0,
        11,
        10,
        21,
        0,
        0,
        "INSERT",
        8,
        "YS_POINT",
        66,
        1,
        2,
        "WELL",
        10,
        5,
        20,
        6,
        0,
        "ATTRIB",
        8,
        "YS_POINT",
        10,
        5,
        20,
        6,
        40,
        1,
        1,
        "YS001",
        2,
        "CODE",
        0,
        "SEQEND",
        8,
        "YS_POINT",
        0,
        "TEXT",
        8,
        "YS_TEXT",
        10,
        1,
        20,
        2,
        40,
        1,
        1,
        "雨水DN600",
        0,
        "ENDSEC",
    )
    path = tmp_path / "a.dxf"
    path.write_text(head + block + entities + pairs(0, "EOF"), "gb18030")
    layers = {layer.name: layer for layer in readers.layers_of(path)}
    assert {"entities", "YS_LINE", "YS_POINT"} <= set(layers)
    assert layers["YS_LINE"].geometry == "LineString"
    wells = readers.read(path, "YS_POINT")
    assert wells.columns["BlockName"].tolist()[0] == "WELL"
    assert wells.columns["CODE"].tolist()[0] == "YS001"
    assert struct.unpack("<dd", bytes(wells.geometry[0])[5:21])[:2] == (5.0, 6.0)
    assert "雨水DN600" in readers.read(path, "YS_TEXT").columns["Text"].tolist()


def test_parts_of_a_shapefile_may_be_missing(tmp_path):
    path = layer_file(tmp_path / "a.shp", "ESRI Shapefile", ["ENCODING=GBK"])
    before = sorted(part.name for part in tmp_path.iterdir())
    path.with_suffix(".shx").unlink()
    table = readers.read(path)
    check(table)
    assert any(".shx" in problem.text for problem in table.problems)
    assert "a.shx" in before
    assert not path.with_suffix(".shx").exists()  # nothing is written beside a delivery
    path.with_suffix(".dbf").unlink()
    bare = readers.read(path)
    assert bare.n == 4
    assert any(".dbf" in problem.text for problem in bare.problems)


def test_long_numbers_booleans_lists_dates_and_repeated_names(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":420100198001011234,"b":true,'
        '"l":["x","y"],"d":"2024-05-06","o":{"k":1}},"geometry":null},{"type":"Feature","properties":{"id":2,'
        '"b":false,"l":null,"d":null},"geometry":{"type":"Point","coordinates":[500000,3380000]}}]}'
    )
    table = readers.read(path)
    assert table.columns["id"].tolist() == ["420100198001011234", "2"]
    assert table.columns["b"].tolist() == [1.0, 0.0]
    assert table.columns["l"].tolist() == ['["x", "y"]', None]
    assert table.columns["d"].tolist() == ["2024-05-06", None]
    assert table.crs_wkt == ""
    assert any("not degrees" in problem.text for problem in table.problems)


@pytest.mark.parametrize(
    "name",
    [
        "canada_cities/peterborough",
        "giswater_ud_sample",
        "raepa_fr/import/test_data",
        "hydx_nl_sample",
        "sewergraph_sample",
        "swmm_models/bellinge_small",
        "gcj02_vectors",
        "threedi_bergermeer",
    ],
)
def test_every_layer_of_real_deliveries_is_read_as_it_was_offered(shared_data, name):
    folder = shared_data(name)
    offered = readers.layers_of(folder)
    assert offered
    for layer in [one for one in offered if one.n_rows != 0][:12]:
        table = readers.read(folder, layer.name)
        assert layer.n_rows in (None, table.n)
        assert table.n > 0
        assert set(layer.columns) <= set(table.columns)
        assert all(len(values) == table.n for values in table.columns.values())
        if layer.geometry in ("Point", "LineString", "Polygon"):
            assert table.geometry is None or sum(shape is not None for shape in table.geometry) > 0


def test_repeated_column_names_of_a_table(shared_data):
    table = readers.read(shared_data("dbf_encodings_mapshaper") / "duplicate_fields.dbf")
    assert len(table.columns) == len({name.lower() for name in table.columns}) == 12


def test_long_texts_do_not_eat_the_memory(tmp_path):
    import resource

    path = layer_file(tmp_path / "a.gpkg", "GPKG", rows=["x" * 2_000_000, *["y"] * 20_000])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    table = readers.read(path)
    assert table.n == 20_001
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2_000_000  # kB


def test_names_with_quotes_are_read(tmp_path):
    path = layer_file(tmp_path / "it's; DROP.gpkg", "GPKG", names=('a"b', "c'd", "e;f"))
    assert list(readers.read(path).columns)[1:] == ['a"b', "c'd", "e;f"]


def test_cancel_and_progress(tmp_path):
    path = layer_file(tmp_path / "a.shp", "ESRI Shapefile", ["ENCODING=GBK"], rows=NAMES * 10_000)
    shares = []
    assert readers.read(path, progress=shares.append).n == 40_000
    assert shares == sorted(shares)
    assert shares[-1] == 1.0

    def stop(share):
        raise Cancelled

    with pytest.raises(Cancelled):
        readers.read(path, progress=stop)
    assert readers.sample(path, rows=7).n == 7


def test_a_folder_is_read_like_an_archive(tmp_path):
    layer_file(tmp_path / "管点.shp", "ESRI Shapefile", ["ENCODING=GBK"])
    (tmp_path / "单位.csv").write_bytes("名称,经度\n甲,114\n".encode("gbk"))
    assert {layer.name for layer in readers.layers_of(tmp_path)} == {"管点", "单位"}
    check(readers.read(tmp_path, "管点"))
    packed = shutil.make_archive(str(tmp_path.parent / f"{tmp_path.name}_all"), "zip", tmp_path)
    check(readers.read(packed, "管点"))


@pytest.mark.parametrize(
    ("name", "driver"),
    [("a.shp", "ESRI Shapefile"), ("a.gpkg", "GPKG"), ("a.geojson", "GeoJSON"), ("a.mif", "MapInfo File")],
)
def test_cut_and_damaged_files_end_in_rows_or_in_a_sentence(tmp_path, name, driver):
    path = layer_file(tmp_path / name, driver)
    kinds = (".shp", ".dbf", ".shx", ".gpkg", ".geojson", ".mif", ".mid")
    parts = sorted(part for part in tmp_path.iterdir() if part.suffix in kinds)
    whole = {part: part.read_bytes() for part in parts}
    dice = random.Random(7)
    for turn in range(60):
        for part, data in whole.items():
            part.write_bytes(data)
        hurt = dice.choice(parts)
        data = bytearray(whole[hurt])
        if turn % 2:
            del data[dice.randrange(1, len(data)) :]
        for _ in range(dice.randrange(1, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        hurt.write_bytes(data)
        try:
            for layer in readers.layers_of(path):
                table = readers.read(path, layer.name)
                assert all(len(values) == table.n for values in table.columns.values())
        except UserError as error:
            assert name in error.message  # noqa: PT017 - the sentence names the file
