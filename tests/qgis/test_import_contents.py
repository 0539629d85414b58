"""Files are read by what they hold, whatever they are called: nothing is followed, unfolded without end,
written beside the delivery, or read otherwise than it stands there without a word."""

from __future__ import annotations

import hashlib
import http.server
import io
import json
import sqlite3
import threading
import time
import zipfile
from contextlib import closing
from types import SimpleNamespace

import numpy as np
import openpyxl
import pytest
import shapely
from osgeo import ogr, osr
from outfall_tracer.importing import readers
from outfall_tracer.importing.comparing.colleague import is_project, read_table, tables_with_rows
from outfall_tracer.importing.proposal.mapping_files import load_profile
from outfall_tracer.problems import UserError

from ..support.import_deliveries import empty_project_file, project

__all__ = ["empty_project_file", "project"]
pytestmark = pytest.mark.usefixtures("qgis_app")

ROWS = [["编号", "名称"], ["Y1", "甲"], ["Y2", "乙"]]
ENDINGS = (
    *("gml", "gpx", "mif", "tab", "geojson", "fgb", "sqlite", "gpkg", "kml", "kmz", "dxf", "json", "csv"),
    *("txt", "xls", "xlsx", "shp", "dbf", "inp", "zip"),
)


def csv_file(path, rows=ROWS):
    path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    return path


def book(path, rows=ROWS, change=None):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    if change:
        change(made.active)
    made.save(path)
    return path


def layer(path, driver, **fields):
    """Write one row with a point and the fields name=(type, value)."""
    dataset = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    system = osr.SpatialReference()
    system.ImportFromEPSG(4547)
    made = dataset.CreateLayer("wells", system, ogr.wkbPoint)
    fields = fields or {"code": (ogr.OFTString, "Y1")}
    for name, (kind, _) in fields.items():
        field = ogr.FieldDefn(name, kind)
        if kind == ogr.OFTInteger64:
            field.SetWidth(20)
        made.CreateField(field)
    feature = ogr.Feature(made.GetLayerDefn())
    for name, (_, value) in fields.items():
        feature[name] = value
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT (500000 3380000)"))
    made.CreateFeature(feature)
    del feature, made, dataset
    return path


def said(path, *more):
    with pytest.raises(UserError) as caught:
        readers.read(path, *more)
    assert path.name in caught.value.message
    return caught.value.message


def state(folder):
    return {
        one.name: (hashlib.sha256(one.read_bytes()).hexdigest(), one.stat().st_mtime_ns)
        for one in folder.iterdir()
    }


# references


@pytest.fixture
def secret(tmp_path):
    """A file elsewhere on the disk that no delivery may bring in."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return csv_file(folder / "secret.csv", [["code"], ["SECRET"]])


@pytest.fixture
def server():
    """A server that notes what it is asked for."""
    asked = []

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_args):
            pass

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{running.server_port}", asked=asked)
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_description_of_data_elsewhere_is_not_followed_whatever_it_is_called(tmp_path, secret, ending):
    vrt = f'<OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
    wfs = "<OGRWFSDataSource><URL>http://127.0.0.1:9/wfs</URL></OGRWFSDataSource>"
    for number, text in enumerate(
        (
            f"<OGRVRTDataSource>{vrt}</OGRVRTDataSource>",
            f'<?xml version="1.0"?>\n<!-- a list -->\n{wfs}',
            f"<VRTDataset><SourceFilename>{secret}</SourceFilename></VRTDataset>",
        )
    ):
        path = tmp_path / f"list{number}.{ending}"
        path.write_text(text, encoding="utf-8")
        assert "references are not followed" in said(path)
        folder = tmp_path / f"folder{number}{ending}"
        folder.mkdir()
        path.rename(folder / path.name)
        packed = tmp_path / f"packed{number}{ending}.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(folder / path.name, path.name)
        for source in (folder, packed):
            with pytest.raises(UserError):
                readers.read(source)


@pytest.mark.parametrize(
    "text",
    [
        "!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  Type SEAMLESS\n",
        '!Table\n!Version 100\n\nOpen Table "elsewhere" Hide\nCreate View v As Select * From elsewhere\n',
        '!table\n!version 300\nDefinition Table\n  File "secret.tif"\n  Type "RASTER"\n',
        "!table\n!version 300\nDefinition Table\n  Type LINKED\n",
        '!table\n!version 300\nDefinition Table\n  Type NATIVE\nbegin_metadata\n"\\IsSeamless" = "TRUE"',
    ],
)
def test_mapinfo_tables_that_point_elsewhere_are_refused(tmp_path, text):
    path = tmp_path / "a.tab"
    path.write_text(text)
    assert "points at other files" in said(path)


@pytest.mark.parametrize(
    "module",
    [
        "VirtualText('{secret}', 'UTF-8', 1, POINT, NONE, ',')",
        "VirtualOGR('{secret}')",
        "virtualshape('{shape}', 'UTF-8', 4547)",
        "\"VirtualXL\"('{secret}', 0, 1)",
    ],
)
@pytest.mark.parametrize("name", ["a.gpkg", "a.sqlite", "a.db"])
def test_a_database_with_tables_out_of_other_files_is_refused(tmp_path, secret, module, name):
    shape = layer(secret.parent / "secret.shp", "ESRI Shapefile").with_suffix("")
    path = layer(tmp_path / name, "SQLite" if name == "a.sqlite" else "GPKG")
    assert readers.read(path).n == 1
    made = f'CREATE VIRTUAL TABLE "a using rtree(x)" USING {module.format(secret=secret, shape=shape)}'
    with sqlite3.connect(path) as database:  # as an attacker would: the module is not asked
        database.execute("PRAGMA writable_schema = 1")
        row = ("table", "a using rtree(x)", "a using rtree(x)", 0, made)
        database.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
    database.close()
    assert "read from other files (a using rtree(x))" in said(path)
    with pytest.raises(UserError):
        readers.layers_of(path)


def test_reading_fetches_nothing(tmp_path, server):
    point = '"geometry":{"type":"Point","coordinates":[114.3,30.5]}'
    for name in ("link", "url", "name"):
        properties = json.dumps(dict.fromkeys(("href", "url", "name"), f"{server.url}/{name}"))
        crs = f'"crs":{{"type":"{name}","properties":{properties}}}'
        (tmp_path / f"{name}.geojson").write_text(
            f'{{"type":"FeatureCollection",{crs},"features":[{{"type":"Feature","properties":{{"a":1}},{point}}}]}}'
        )
    (tmp_path / "a.gml").write_text(
        '<?xml version="1.0"?><ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" '
        'xmlns:gml="http://www.opengis.net/gml" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xsi:schemaLocation="http://ogr.maptools.org/ {server.url}/s.xsd">'
        f'<gml:featureMember><ogr:w fid="1"><ogr:geometryProperty><gml:Point srsName="{server.url}/srs">'
        '<gml:coordinates>1,2</gml:coordinates></gml:Point></ogr:geometryProperty>'
        f'<ogr:o xlink:href="{server.url}/x"/>'
        "<ogr:a>Y1</ogr:a></ogr:w></gml:featureMember></ogr:FeatureCollection>"
    )
    (tmp_path / "a.kml").write_text(
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>f</name>'
        f"<Placemark><name>Y1</name><styleUrl>{server.url}/s.kml#a</styleUrl><Point><coordinates>114,30"
        f"</coordinates></Point></Placemark><NetworkLink><Link><href>{server.url}/n.kml</href></Link></NetworkLink>"
        "</Folder></Document></kml>"
    )
    before = state(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        assert readers.read(path).n == 1, path.name
    assert server.asked == []
    assert state(tmp_path) == before, "nothing is written beside a delivery"


def test_xml_that_declares_texts_of_its_own_is_refused(tmp_path, secret):
    kml = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&x;</name><Point>'
        "<coordinates>114,30</coordinates></Point></Placemark></Document></kml>"
    )
    head = f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "{secret}">]>'
    (tmp_path / "a.kml").write_text(head + kml)
    (tmp_path / "a.gpx").write_text(head + '<gpx><wpt lat="1" lon="2"><name>&x;</name></wpt></gpx>')
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", head + kml)
    for name in ("a.kml", "a.gpx", "a.kmz"):
        assert "declares texts" in said(tmp_path / name)


# names that say something else


@pytest.mark.parametrize("name", ["a.xls", "a.csv", "a.txt", "a.et", "a.zip", "a.dat", "a"])
def test_a_workbook_under_another_name(tmp_path, name):
    path = book(tmp_path / "a.xlsx").rename(tmp_path / name)
    assert readers.read(path).columns["编号"].tolist() == ["Y1", "Y2"]


@pytest.mark.parametrize(
    "name", ["a.xlsx", "a.xls", "a.json", "a.gpkg", "a.tab", "a.kml", "a.dbf", "a.geojson"]
)
def test_a_table_of_text_under_another_name(tmp_path, name):
    assert readers.read(csv_file(tmp_path / name)).columns["名称"].tolist() == ["甲", "乙"]


@pytest.mark.parametrize(
    ("driver", "made", "name"),
    [
        ("GeoJSON", "a.geojson", "a.json"),
        ("GeoJSON", "a.geojson", "a.txt"),
        ("GPKG", "a.gpkg", "a.db"),
        ("GPKG", "a.gpkg", "a.sqlite"),
        ("FlatGeobuf", "a.fgb", "a.shp"),
        ("KML", "a.kml", "a.xml"),
        ("GML", "a.gml", "a.xml"),
        ("ESRI Shapefile", "a.shp", "a.shape"),
    ],
)
def test_a_layer_under_another_name(tmp_path, driver, made, name):
    path = layer(tmp_path / made, driver).rename(tmp_path / name)
    assert [one.n_rows for one in readers.layers_of(path)] == [1]
    table = readers.read(path)
    assert "Y1" in table.row(0).values()
    assert table.geometry[0] is not None


def test_a_dbase_table_and_a_workbook_under_other_names_in_an_archive(tmp_path):
    layer(tmp_path / "a.shp", "ESRI Shapefile")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(tmp_path / "a.dbf", "one.csv")
        archive.write(book(tmp_path / "b.xlsx"), "two.xls")
    assert readers.read(tmp_path / "all.zip", "one").columns["code"].tolist() == ["Y1"]
    assert readers.read(tmp_path / "all.zip", "two").n == 2


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("a.mdb", b"\0\1\0\0Standard Jet DB\0" + bytes(60), "export each table"),
        ("a.accdb", b"\0\1\0\0Standard ACE DB\0" + bytes(60), "export each table"),
        ("a.csv", b"\0\1\0\0Standard Jet DB\0" + bytes(60), "export each table"),
        ("a.shp", b"Rar!\x1a\7", "ZIP"),
        ("a.csv", b"\x1f\x8b\x08\0", "ZIP"),
        (
            "a.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "xlsx",
        ),
        ("a.kml", b"<html><body/></html>", "web page"),
        ("a.dxf", b"AutoCAD Binary DXF\r\n\x1a\0", "ASCII"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "KML, GPX and GML"),
    ],
)
def test_what_cannot_be_read_says_what_to_ask_for(tmp_path, name, content, advice):
    (tmp_path / name).write_bytes(content)
    assert advice in said(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr(name, content)
    with pytest.raises(UserError):
        readers.read(tmp_path / "all.zip")


@pytest.mark.parametrize(
    ("member", "advice"),
    [("xl/workbook.bin", "xlsb"), ("word/document.xml", "Word"), ("content.xml", "OpenDocument")],
)
def test_office_files_that_cannot_be_read_say_how_to_save_them(tmp_path, member, advice):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(member, "x")
    assert advice in said(tmp_path / "a.xlsx")


# bombs


def swollen(path, sheet, name="xl/worksheets/sheet1.xml", **replaced):
    """Write a workbook whose sheet is made of the pieces given."""
    good = io.BytesIO()
    book(good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            if part.filename == name:
                with archive.open(part.filename, "w") as out:
                    for piece in sheet:
                        out.write(piece)
            else:
                archive.writestr(part.filename, replaced.get(part.filename) or source.read(part.filename))
    return path


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    "row", [b"<row><c><v>1</v></c><c><v>2</v></c></row>", b"<row/>", b"<row><c/><c/><c/><c/><c/><c/></row>"]
)
def test_a_small_workbook_that_unfolds_without_end_is_refused_at_once(tmp_path, row):
    pieces = [SHEET, *[row * 20_000] * (40_000_000 // (20_000 * len(row))), END]
    path = swollen(tmp_path / "a.xlsx", pieces)
    assert path.stat().st_size < 200_000
    start = time.monotonic()
    assert "unpacked" in said(path)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(path, "a.xlsx")
    with pytest.raises(UserError):
        readers.layers_of(tmp_path / "a.zip")
    assert time.monotonic() - start < 10


def test_a_workbook_full_of_cells_but_of_a_usual_ratio_is_refused_too(tmp_path):
    noise = np.random.default_rng(1)
    row = b"<row><c/><c/><c/><c/></row>"
    pieces = [
        SHEET,
        *[row * 2000 + b"<!--" + noise.bytes(700).hex().encode() + b"-->" for _ in range(300)],
        END,
    ]
    path = swollen(tmp_path / "a.xlsx", pieces)
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
        assert part.file_size < 60 * part.compress_size
    assert "unpacked" in said(path)


def test_styles_without_end_and_one_sheet_listed_again_and_again_are_refused(tmp_path):
    styles = swollen(tmp_path / "a.xlsx", [b"<styleSheet>", *[b"<font/>" * 100_000] * 40], "xl/styles.xml")
    assert "unpacked" in said(styles)
    sheets = "".join(f'<sheet name="s{i}" sheetId="{i}" r:id="rId1"/>' for i in range(1, 900))
    again = swollen(
        tmp_path / "b.xlsx",
        [
            SHEET.replace(b"worksheet", b"workbook").split(b"><")[0],
            b' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>',
            sheets.encode(),
            b"</sheets></workbook>",
        ],
        "xl/workbook.xml",
    )
    assert "unpacked" in said(again)


def test_cells_merged_over_each_other_end(tmp_path):
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (i, i) for i in range(1, 20_001))
    merged = b"<mergeCells>" + b'<mergeCell ref="A1:A20000"/>' * 40_000 + b"</mergeCells></worksheet>"
    path = swollen(tmp_path / "a.xlsx", [SHEET, rows, b"</sheetData>", merged])
    start = time.monotonic()
    assert readers.read(path).n >= 19_999
    assert time.monotonic() - start < 30


def test_archives_that_unfold_without_end_are_refused_before_anything_is_unpacked(tmp_path, monkeypatch):
    from outfall_tracer.importing.readers import archive as unpacking

    unpacked = []
    monkeypatch.setattr(unpacking, "_copied", lambda *found: unpacked.append(found) or 0)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):  # each by itself is small enough
            with archive.open(f"{number}.csv", "w") as out:
                for _ in range(50):
                    out.write(b"0" * 1_000_000)
    assert "unpacked" in said(tmp_path / "a.zip")
    assert unpacked == []


def test_a_packed_document_of_places_that_unfolds_without_end_is_refused(tmp_path):
    with (
        zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("doc.kml", "w") as out,
    ):
        out.write(b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>')
        for _ in range(90):
            out.write(b" " * 1_000_000)
        out.write(b"</Document></kml>")
    assert "unpacked" in said(tmp_path / "a.kmz")


@pytest.mark.parametrize("kind", ["GPKG", "SQLite"])
def test_a_view_without_end_is_named_before_its_rows_are_counted(tmp_path, kind):
    path = layer(tmp_path / f"a.{kind.lower()}", kind)
    with closing(sqlite3.connect(path)) as file:
        file.execute(
            "CREATE VIEW endless AS WITH c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
            "SELECT x AS code FROM c"
        )
        file.execute("CREATE VIEW plain AS SELECT code FROM wells")
        if kind == "GPKG":
            for name in ("endless", "plain"):
                file.execute(
                    "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
                    "VALUES (?, 'attributes', ?)",
                    (name, name),
                )
        file.commit()
        assert "views" in said(path)
        assert "endless" in said(path)
        assert "plain" not in said(path)
        file.execute("DROP VIEW endless")
        file.execute("DELETE FROM gpkg_contents WHERE table_name = 'endless'") if kind == "GPKG" else None
        file.commit()
        assert readers.read(path, "plain" if kind == "GPKG" else "wells").n == 1


def test_a_table_of_text_needs_no_ending(tmp_path):
    for name in ("wells", "wells.dat", "wells.2024"):
        assert readers.read(csv_file(tmp_path / name)).n == 2
    (tmp_path / "letter.md").write_text("One word\nafter another\n", "utf-8")
    assert "cannot be read" in said(tmp_path / "letter.md")


def test_a_block_in_an_endless_grid_is_refused(tmp_path):
    def pairs(*values):
        return "".join(f"{code}\n{value}\n" for code, value in zip(values[::2], values[1::2]))

    (tmp_path / "a.dxf").write_text(
        pairs(
            0,
            "SECTION",
            2,
            "BLOCKS",
            0,
            "BLOCK",
            8,
            "0",
            2,
            "W",
            70,
            0,
            10,
            0,
            20,
            0,
            3,
            "W",
            0,
            "ENDBLK",
            8,
            0,
            0,
            "ENDSEC",
            0,
            "SECTION",
            2,
            "ENTITIES",
            0,
            "INSERT",
            8,
            "L",
            2,
            "W",
            10,
            5,
            20,
            6,
            70,
            20000,
            71,
            20000,
            44,
            1,
            45,
            1,
            0,
            "ENDSEC",
            0,
            "EOF",
        )
    )
    assert "400000000 times" in said(tmp_path / "a.dxf")


def test_json_nested_without_end_is_a_sentence(tmp_path):
    deep = "[" * 200_000 + "]" * 200_000
    for number, text in enumerate(
        (deep, '{"a":' * 200_000, f'[{{"a":1,"b":{deep}}}]', '[{"a":' + "[" * 900 + "]" * 900 + "}]")
    ):
        path = tmp_path / f"{number}.json"
        path.write_text(text)
        try:
            readers.read(path)
        except UserError as error:
            assert "JSON" in error.message  # noqa: PT017 - some Python reads the last one
    for name in ("a.geojson", "b.geojson"):
        value = (
            f'"properties":{{"a":{deep}}},"geometry":null'
            if name == "a.geojson"
            else (f'"properties":{{}},"geometry":{{"type":"Point","coordinates":{deep}}}')
        )
        (tmp_path / name).write_text(
            f'{{"type":"FeatureCollection","features":[{{"type":"Feature",{value}}}]}}'
        )
        said(tmp_path / name)
    (tmp_path / "mapping.json").write_text(deep)
    with pytest.raises(UserError, match="not a mapping"):
        load_profile(tmp_path / "mapping.json")
    from outfall_tracer.algorithms.alg_import_layer import answers_of

    with pytest.raises(UserError, match="ANSWERS"):
        answers_of(deep)


# the delivery stays as it is


@pytest.mark.parametrize("pending", [False, True])
def test_a_database_with_a_log_is_read_whole_and_stays_as_it_is(tmp_path, project, pending):
    folder = tmp_path / "delivery"
    folder.mkdir()
    path = layer(folder / "a.gpkg", "GPKG")
    theirs = folder / "project.gpkg"
    theirs.write_bytes(project.read_bytes())
    open_ones = []
    for file in (path, theirs):
        writer = sqlite3.connect(file)
        writer.execute("PRAGMA journal_mode = WAL")
        if pending:  # saved, but still in the log
            writer.execute("CREATE TABLE extra (a)")
            writer.execute("INSERT INTO extra VALUES (7)")
            writer.commit()
            open_ones.append(writer)
        else:
            writer.close()
    before = state(folder)
    assert ("a.gpkg-wal" in before) is pending
    assert {one.name for one in readers.layers_of(path)} == {"wells", *(["extra"] if pending else [])}
    assert readers.read(path, "extra" if pending else "wells").n == 1
    assert is_project(theirs)
    assert tables_with_rows(theirs) == []
    read_table(theirs, "closures", "")
    assert state(folder) == before
    for writer in open_ones:
        writer.close()


@pytest.mark.parametrize(
    ("name", "driver"),
    [
        ("a.shp", "ESRI Shapefile"),
        ("a.gpkg", "GPKG"),
        ("a.gml", "GML"),
        ("a.geojson", "GeoJSON"),
        ("a.kml", "KML"),
        ("a.tab", "MapInfo File"),
        ("a.sqlite", "SQLite"),
        ("a.fgb", "FlatGeobuf"),
    ],
)
def test_reading_writes_nothing_beside_a_file(tmp_path, name, driver):
    layer(tmp_path / name, driver)
    (tmp_path / "a.gfs").unlink(missing_ok=True)
    before = state(tmp_path)
    assert readers.layers_of(tmp_path / name)
    assert readers.read(tmp_path / name).n == 1
    assert state(tmp_path) == before


# what the file itself keeps only in part

LONG = 420102199001011234


def problems_of(table, word):
    return [problem for problem in table.problems if word in problem.text]


def test_long_whole_numbers_are_read_to_the_last_digit(tmp_path):
    cells = "".join(f"<row><c><v>{LONG + i}</v></c></row>" for i in range(2))
    path = swollen(
        tmp_path / "a.xlsx",
        [SHEET, b'<row><c t="inlineStr"><is><t>id</t></is></c></row>', cells.encode(), END],
    )
    assert readers.read(path).columns["id"].tolist() == [str(LONG), str(LONG + 1)]
    csv_file(tmp_path / "a.csv", [["id"], [LONG]])
    assert readers.read(tmp_path / "a.csv").columns["id"].tolist() == [str(LONG)]
    for name, driver in (
        ("b.gpkg", "GPKG"),
        ("b.geojson", "GeoJSON"),
        ("b.fgb", "FlatGeobuf"),
        ("b.shp", "ESRI Shapefile"),
        ("b.sqlite", "SQLite"),
    ):
        table = readers.read(layer(tmp_path / name, driver, id=(ogr.OFTInteger64, LONG)))
        assert table.columns["id"].tolist() == [str(LONG)], name
        assert not table.problems


def test_numbers_that_lost_their_last_digits_are_named_and_never_become_powers_of_ten(tmp_path):
    xlwt = pytest.importorskip("xlwt")
    old = xlwt.Workbook()
    sheet = old.add_sheet("S")
    for row, cells in enumerate([["id", "mixed"], [LONG, "甲"], [LONG, LONG]]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, float(cell) if isinstance(cell, int) else cell)
    old.save(str(tmp_path / "a.xls"))
    check_cut_short(readers.read(tmp_path / "a.xls"), "id", "mixed")


def check_cut_short(table, *names):
    for name in names:
        assert not any("e+" in (text or "").lower() for text in table.columns[name].tolist())
        assert table.columns[name].tolist()[-1].startswith("42010219900101")
    assert {problem.column for problem in problems_of(table, "15 digits")} == set(names)


def test_cut_numbers_of_every_format_are_named(tmp_path):
    check_cut_short(
        readers.read(book(tmp_path / "a.xlsx", [["id", "m"], [1, "甲"], [float(LONG)] * 2])), "m", "id"
    )
    for name, driver in (("b.gpkg", "GPKG"), ("b.geojson", "GeoJSON"), ("b.fgb", "FlatGeobuf")):
        check_cut_short(readers.read(layer(tmp_path / name, driver, id=(ogr.OFTReal, float(LONG)))), "id")
    (tmp_path / "c.json").write_text('[{"id": 4.20102199001011e17}]')
    check_cut_short(readers.read(tmp_path / "c.json"), "id")


def test_a_number_of_sixteen_digits_that_is_exact_stays_exact(tmp_path):
    table = readers.read(book(tmp_path / "a.xlsx", [["id", "m"], [1234567890123456.0, "甲"], [2.0, 3.0]]))
    from outfall_tracer.importing.cleaning.distinct_cells import Cells

    assert Cells.of(table.columns["id"]).texts().tolist() == ["1234567890123456", "2"]
    assert not table.problems


@pytest.mark.parametrize("lost", ["\ufffd\ufffd路排口", "锟斤拷路排口", "??????"])
def test_destroyed_text_is_told_whatever_brought_it(tmp_path, lost):
    rows = [["编号", "名称"], ["Y1", lost], ["Y2", "好"]]
    for table in (
        readers.read(book(tmp_path / "a.xlsx", rows)),
        readers.read(csv_file(tmp_path / "a.csv", rows)),
        readers.read(layer(tmp_path / "a.gpkg", "GPKG", name=(ogr.OFTString, lost))),
        readers.read(layer(tmp_path / "b.geojson", "GeoJSON", n=(ogr.OFTString, lost))),
    ):
        (told,) = problems_of(table, "lost")
        assert lost in told.text
        assert told.row
    assert not problems_of(readers.read(csv_file(tmp_path / "good.csv")), "lost")


def test_formulas_without_a_value_and_hidden_rows_are_told(tmp_path):
    def change(sheet):
        sheet["B2"] = "=1+1"
        sheet["B4"] = "=SUM(A2:A3)"
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[9].hidden = True  # beyond the table

    rows = [["编号", "井深"], ["Y1", 1], ["Y2", 2], ["Y3", 3]]
    table = readers.read(book(tmp_path / "a.xlsx", rows, change))
    (formulas,) = problems_of(table, "formula")
    assert formulas.text.startswith("2 formulas")
    assert formulas.row == "2, 4"
    (hidden,) = problems_of(table, "hidden")
    assert (hidden.text[:5], hidden.row) == ("1 row", "3")
    assert table.n == 3
    assert not readers.read(book(tmp_path / "b.xlsx", rows)).problems


def test_hidden_rows_of_an_old_workbook_are_told(tmp_path):
    xlwt = pytest.importorskip("xlwt")
    old = xlwt.Workbook()
    sheet = old.add_sheet("S")
    for row, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    sheet.row(2).hidden = True
    old.save(str(tmp_path / "a.xls"))
    (hidden,) = problems_of(readers.read(tmp_path / "a.xls"), "hidden")
    assert hidden.row == "3"


# places in a column of text


@pytest.mark.parametrize(
    "shape",
    [
        "POINT (114.3 30.5)",
        "SRID=4490;POINT(114.3 30.5)",
        "POINT Z (114.3 30.5 21.2)",
        shapely.to_wkb(shapely.Point(114.3, 30.5), hex=True),
        shapely.to_wkb(shapely.set_srid(shapely.Point(114.3, 30.5), 4490), hex=True, include_srid=True),
    ],
)
@pytest.mark.parametrize("heading", ["WKT", "geom", "空间位置"])
def test_places_in_a_column_of_text_are_the_places_of_the_file(tmp_path, shape, heading):
    rows = [["code", heading], ["Y1", shape], ["Y2", shape], ["Y3", ""]]
    table = readers.read(book(tmp_path / "a.xlsx", rows))
    assert list(table.columns) == ["code"]
    assert [blob is None for blob in table.geometry.tolist()] == [False, False, True]
    assert shapely.get_coordinates(shapely.from_wkb(table.geometry[0])).tolist() == [[114.3, 30.5]]
    assert bool(table.crs_wkt) is ("SRID" in shape or "20" in shape[8:12])


@pytest.mark.parametrize("raises", [False, True])
def test_a_number_of_a_system_that_nobody_knows_is_none(tmp_path, raises):
    csv_file(tmp_path / "a.csv", [["code", "geom"], ["Y1", "SRID=999999;POINT (1 2)"]])
    if raises:
        osr.UseExceptions()
    try:
        table = readers.read(tmp_path / "a.csv")
    finally:
        osr.DontUseExceptions()
    assert table.geometry[0] is not None
    assert table.crs_wkt == ""


def test_cells_without_a_shape_are_told_and_codes_are_no_shapes(tmp_path):
    rows = [
        ["code", "geom"],
        *[[f"Y{i}", f"LINESTRING (0 {i}, 1 1)"] for i in range(20)],
        ["Y20", "LINESTRING (0"],
    ]
    table = readers.read(book(tmp_path / "a.xlsx", rows))
    (told,) = problems_of(table, "shape")
    assert told.row == "22"
    assert table.columns["geom"][20] == "LINESTRING (0"
    assert sum(blob is not None for blob in table.geometry.tolist()) == 20
    digests = [["sha"], *[["01" + hashlib.sha256(str(i).encode()).hexdigest()] for i in range(9)]]
    assert readers.read(csv_file(tmp_path / "b.csv", digests)).geometry is None
