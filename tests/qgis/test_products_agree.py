"""Map, register and file of one question agree: read back by readers that are not ours."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess

import numpy as np
import openpyxl
import pytest
from outfall_tracer.layers.store.table_plan import TablePlan, cell_updates
from outfall_tracer.operations.project_rows import file_rows
from outfall_tracer.reports.labels import today
from outfall_tracer.reports.query import Answer, Asked

YESTERDAY = (dt.date.fromisoformat(today()) - dt.timedelta(days=1)).isoformat()
STATES = ("candidates", "confirmed", "no_source")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


@pytest.fixture(scope="module")
def reach_template(town_template, tmp_path_factory):
    """Nine outfalls in two districts, their states and links; since yesterday two of them were decided."""
    town = town_template.copied(tmp_path_factory.mktemp("reach"))
    for at in range(9):
        town.add("outfalls", f"POINT ({400 * at} {60 * (at % 3)})", uid=f"o{at}", name=f"第{at}号雨水排口",
                 code_national=f"FA-4201{6 if at % 2 else 2:02d}-{at:04d}-YS-00",
                 county_code="420106" if at % 2 else "420102", trace_status=STATES[at % 3],
                 bank="right", chainage_km=100.0 + at, party_main="纺织厂" if at % 3 == 0 else None)
        for source in ("Mill", "Dye")[: at % 3]:
            town.add("trace_links", "LINESTRING (0 0, 1 1)", uid=f"l{at}{source}", outfall_uid=f"o{at}",
                     source_table="enterprises", source_uid=town.uid[source], source_name=source,
                     rule="nearest_node", network_m=10.0 * at, status="candidate")
    with file_rows(town.path, "one") as rows:
        rows.apply(TablePlan("outfalls", updates=cell_updates(
            {uid: {"trace_status": "confirmed"} for uid in ("o0", "o3")})))
    return town


@pytest.fixture
def reach(reach_template, tmp_path):
    return reach_template.copied(tmp_path)


def lists_of(path):
    book = openpyxl.load_workbook(path)
    found = {}
    for name in ("排污口清单", "溯源关联"):
        _title, heading, *rows, _empty, _foot = book[name].values
        found[name] = [dict(zip(heading, row)) for row in rows]
    return found


def said(path):
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def marks_on(path, colour, size_mm, box_mm):
    """Return how many separate spots of a colour lie in a box (millimetres) of a picture of a page."""
    from qgis.PyQt.QtGui import QColor, QImage
    from scipy import ndimage

    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    pixels = np.frombuffer(bits, dtype="<u4").reshape(image.height(), -1) == QColor(colour).rgb()
    dots = image.width() / size_mm
    left, top, right, bottom = (int(side * dots) for side in box_mm)
    return ndimage.label(pixels[top:bottom, left:right], np.ones((3, 3)))[1]


@needs_poppler
@pytest.mark.parametrize("date", ["", YESTERDAY])
def test_map_register_and_files_of_a_day_and_a_filter_agree(qgis_app, reach, tmp_path, date):
    from outfall_tracer.reports.district_maps import Wanted, export_district_maps
    from outfall_tracer.reports.map_layers import STATUS_COLOURS
    from outfall_tracer.reports.outfall_files import export_outfall_files
    from outfall_tracer.reports.register import export_register

    states = "\"trace_status\" IN ('candidates', 'confirmed')"
    asked = Asked(f"{states} AND \"uid\" LIKE 'o%'", "420102,420106", date)
    answer = Answer(reach.path, asked, "zh")
    export_register(reach.path, tmp_path / "r.xlsx", "zh", asked=asked)
    lists = lists_of(tmp_path / "r.xlsx")
    maps = export_district_maps(reach.path, tmp_path / "m", "zh", asked=asked, wanted=Wanted(png=True))
    files = export_outfall_files(reach.path, tmp_path / "f", "zh", asked=asked)
    rows = lists["排污口清单"]
    assert answer.outfalls.n == len(rows) == maps.outfalls == len(files.made) == 6
    assert sum(row["溯源状态"] == "已确认" for row in rows) == (5 if not date else 3)
    for path in (path for path in maps.files if path.suffix == ".pdf"):
        mine = [row for row in rows if row["行政区"] == path.stem]
        assert mine
        text = said(path)
        for label, code in (("已确认", "confirmed"), ("待确认", "candidates")):
            n = sum(row["溯源状态"] == label for row in mine)
            assert (f"{label}（{n}）" in text) == bool(n)  # the legend
            assert marks_on(path.with_suffix(".png"), STATUS_COLOURS[code], 420, (10, 24, 296, 281)) == n
        for row in mine:
            assert row["名称"] in text or str(row["序号"]) in text
    for row in rows:
        (path,) = [path for path in files.made if path.name.startswith(row["国家编码"])]
        text = said(path)
        links = [link for link in lists["溯源关联"] if link["国家编码"] == row["国家编码"]]
        for wanted in (row["名称"], row["国家编码"], row["行政区"], row["溯源状态"], *(
            link["污染源名称"] for link in links
        )):
            assert wanted in text
        listed = re.findall(r"(\d)(Mill|Dye)企业", text)
        assert [name for _, name in listed] == [link["污染源名称"] for link in links]
        assert f"数据截至{date or today()}" in text


@needs_poppler
def test_every_source_and_end_is_a_mark_of_the_file(qgis_app, reach, tmp_path):
    from outfall_tracer.layers.styles.sources import KINDS
    from outfall_tracer.reports.outfall_files import export_outfall_files

    asked = Asked(f"\"uid\" = '{reach.uid['A']}'")
    for uid, table, source in (("la", "enterprises", "Mill"), ("lb", "construction_sites", "Tower")):
        reach.add("trace_links", "LINESTRING (0 0, 1 1)", uid=uid, outfall_uid=reach.uid["A"],
                  source_table=table, source_uid=reach.uid[source], rule="nearest_node", status="candidate")
    (path,) = export_outfall_files(reach.path, tmp_path, "en", asked=asked).made
    subprocess.run(["pdftoppm", "-r", "200", "-f", "1", "-l", "1", "-png", str(path), str(tmp_path / "page")],
                   check=True)
    (page,) = tmp_path.glob("page*.png")
    ways = (107, 113, 198, 197)  # the map of ways, in millimetres
    answer = Answer(reach.path, asked, "en")
    for table, places in answer.source_places().items():
        assert marks_on(page, KINDS[table][1], 210, ways) == len(places) == 1
    assert "Ends:Headwater2" in said(path)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_of_others_reads_the_register(reach, tmp_path):
    from outfall_tracer.reports.register import export_register

    reach.set("outfalls", "o1", remark="=1+1", name="@名称")
    export_register(reach.path, tmp_path / "r.xlsx", "zh")
    home = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(["soffice", "--headless", home, "--convert-to", "ods", "--outdir", str(tmp_path),
                    str(tmp_path / "r.xlsx")], check=True, capture_output=True, timeout=120)
    import zipfile

    with zipfile.ZipFile(tmp_path / "r.ods") as book:
        content = book.read("content.xml").decode()
    rows = lists_of(tmp_path / "r.xlsx")["排污口清单"]
    for row in rows:
        assert f">{row['名称'].replace(chr(39), '&apos;')}</text:p>" in content
    assert ">&apos;=1+1<" in content  # text: no formula was made of it
    assert 'of:=1+1' not in content
    assert content.count("<table:database-range ") >= 5  # filters
    assert content.count("table:content-validation ") > 3  # words to pick from
    assert content.count("<draw:object ") >= 3  # charts that can be edited
    assert 'office:value-type="float" office:value="100"' in content  # a chainage is a number
