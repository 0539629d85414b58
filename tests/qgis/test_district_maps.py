"""District maps: what is on the pages, counted and read back, and templates with mistakes."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from outfall_tracer.problems import Cancelled, UserError
from outfall_tracer.reports.labels import today
from outfall_tracer.reports.query import Asked
from outfall_tracer.reports.template import FOLDER

LONG = "武汉市武昌区" + "很长的名称" * 38 + "排污口"


@pytest.fixture(scope="module")
def bank_template(town_template, tmp_path_factory):
    """A bank of 3 km with 12 more outfalls, some of them crowded, one with a name of 200 characters."""
    town = town_template.copied(tmp_path_factory.mktemp("bank"))
    town.set(
        "districts",
        town.uid["District"],
        wkt="POLYGON ((-2000 -500, 11000 -500, 11000 5000, -2000 5000, -2000 -500))",
    )
    town.add("river", "POLYGON ((-2000 -900, 11000 -900, 11000 -20, -2000 -20, -2000 -900))", uid="r")
    town.add("river_axis", "LINESTRING (-2000 -450, 11000 -450)", uid="x", name="长江", start_km=98.0)
    town.add("pipe_trace", uid="t1", pipe_uid=town.uid["P1"], outfall_uid=town.uid["A"], n_outfalls=1)
    town.add(
        "trace_links",
        "LINESTRING (0 0, 1 1)",
        uid="l",
        outfall_uid=town.uid["A"],
        source_table="enterprises",
        source_uid=town.uid["Mill"],
        rule="nearest_node",
        status="candidate",
    )
    for i in range(12):
        x = 1500 + 120 * i if i < 8 else 2600 + 6 * i
        town.add(
            "outfalls",
            f"POINT ({x} 0)",
            uid=f"o{i}",
            name=f"{i}号雨水排口" if i else LONG,
            code_national=f"FA-420106-{i:04d}-YS-00",
            county_code="420106",
            trace_status="candidates",
            bank="right",
            chainage_km=100.0 + i / 10,
            type_l1="工业排污口" if i % 2 else "其他排口",
        )
    return town


@pytest.fixture
def bank(bank_template, tmp_path):
    return bank_template.copied(tmp_path)


def export(bank, folder, language="zh", **more):
    from outfall_tracer.reports.district_maps import export_district_maps

    return export_district_maps(bank.path, folder, language, **more)


def said(path):
    return "".join(
        subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode().split()
    )


def marks(path, colour, size):
    """Return how many separate spots of a colour lie on the map of a page."""
    from qgis.PyQt.QtGui import QColor, QImage
    from scipy import ndimage

    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    pixels = np.frombuffer(bits, dtype="<u4").reshape(image.height(), -1) == QColor(colour).rgb()
    dots = image.width() / size[0]
    on_map = pixels[int(24 * dots) : int(281 * dots), int(10 * dots) : int(296 * dots)]
    return ndimage.label(on_map, np.ones((3, 3)))[1]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_the_page_says_what_the_register_says(qgis_app, bank, tmp_path):
    from outfall_tracer.reports.register import export_register

    asked = Asked(districts="武昌区", outfalls="\"trace_status\" = 'candidates'")
    made = export(bank, tmp_path / "new" / "maps", asked=asked)
    assert (made.pages, made.outfalls, made.problems) == (1, 12, [])
    assert made.files == [tmp_path / "new" / "maps" / "武昌区.pdf"]
    text = said(made.files[0])
    assert [one for one in text if "\u2e80" <= one <= "\u2fdf"] == []
    for wanted in (
        "武昌区入河排污口溯源图",
        "审图号",
        "制图",
        f"数据截至{today()}",
        "1:5,000",
        "图例",
        "待确认（12）",
        "工业排污口（6）",
        "1号雨水排口",
        "EPSG:4547",
    ):
        assert wanted in text
    export_register(bank.path, tmp_path / "r.xlsx", "zh", asked=asked)
    rows = list(openpyxl.load_workbook(tmp_path / "r.xlsx")["排污口清单"].values)[2:-2]
    assert len(rows) == 12
    for row in rows:  # beside its mark, or under its number in the list
        assert row[2] in text or f"{row[0]}{row[2][:12]}" in text


def test_every_outfall_is_a_mark_and_every_page_a_picture(qgis_app, bank, tmp_path):
    from outfall_tracer.reports.district_maps import Wanted
    from outfall_tracer.reports.map_layers import STATUS_COLOURS

    asked = Asked(outfalls='"trace_status" = \'candidates\' AND "chainage_km" < 100.75')
    before = hashlib.sha256(Path(bank.path).read_bytes()).hexdigest()
    made = export(bank, tmp_path, "en", asked=asked, wanted=Wanted(png=True))
    assert [one.name for one in made.files] == ["Wuchang.pdf", "Wuchang.png"]
    assert "drainagepipes" not in said(tmp_path / "Wuchang.pdf")
    assert marks(tmp_path / "Wuchang.png", STATUS_COLOURS["candidates"], (420, 297)) == made.outfalls == 8
    made = export(bank, tmp_path / "cut", "en", asked=asked, wanted=Wanted(png=True, scale=1000))
    pages = sorted((tmp_path / "cut").glob("*.png"))
    assert len(pages) == made.pages > 3
    made = export(bank, tmp_path / "cut", "en", asked=asked, wanted=Wanted(png=True))
    assert made.pages == len(list((tmp_path / "cut").glob("*.png"))) == 1
    assert hashlib.sha256(Path(bank.path).read_bytes()).hexdigest() == before


def test_a4_and_districts_without_outfalls_and_outfalls_without_a_district(qgis_app, bank, tmp_path):
    from outfall_tracer.reports.district_maps import Wanted

    bank.add("outfalls", "POINT (3000 900)", uid="alone", name="alone")
    made = export(bank, tmp_path, "en", asked=Asked(districts="Qingshan"), wanted=Wanted(paper="a4"))
    assert (made.outfalls, [one.name for one in made.files]) == (0, ["Qingshan.pdf"])
    assert "Nooutfallinthisdistrict" in said(made.files[0])
    made = export(bank, tmp_path, "en", wanted=Wanted(paper="a4"))
    assert [one.name for one in made.files] == ["Wuchang.pdf", "No district.pdf"]
    assert made.outfalls == 16
    assert "Water" in said(made.files[0])
    bank.set("outfalls", "alone", wkt="POINT (300000 90000)")
    made = export(bank, tmp_path, "en", asked=Asked(districts="未填区县"))
    assert (made.outfalls, [one.name for one in made.files]) == (1, ["No district.pdf"])
    text = said(made.files[0])
    assert "Outfallsbytracingstatus" in text
    assert not [word for word in ("Water", "Chainage", "Flowoftheriver") if word in text]  # they are far off


def test_mistakes_of_a_template_are_named_and_the_rest_is_made(qgis_app, bank, tmp_path):
    from outfall_tracer.reports.district_maps import Wanted

    good = (FOLDER / "district_a3.qpt").read_text(encoding="utf-8")
    mine = tmp_path / "mine.qpt"

    placed = Asked(outfalls="\"name\" <> 'C'")

    def problems(text):
        mine.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        made = export(bank, tmp_path, "en", asked=placed, wanted=Wanted(template=mine))
        assert made.pages == 1
        assert made.files[0].stat().st_size > 20_000
        return made.problems, said(made.files[0])

    assert problems(good)[0] == []
    found, text = problems(
        good.replace("[% @title %]", "[% @titel %]")
        .replace("[% @sheet %]", "[% 1 + %]")
        .replace('id="legend"', 'id="legende"')
        .replace("[% @author %]", "局 [% upper('x') %]")
    )
    assert len(found) == 3
    assert any("there is no @titel; there are: @title" in one for one in found)
    assert any("“sheet”: 1 + cannot be evaluated" in one for one in found)
    assert any("no item “legend”" in one for one in found)
    assert "局X" in text
    assert "Candidatesfound" in text
    for broken, reason in (
        ("<html/>", "not a QGIS layout template"),
        (b"\xff\xfe\x00", "not in UTF-8"),
        (good.replace('id="map"', 'id="plan"'), "no item with the id"),
    ):
        found, text = problems(broken)
        assert reason in found[0]
        assert "The one shipped is taken" in found[0]
        assert "OutfallsofWuchang" in text


def test_of_a_template_with_several_pages_the_first_is_used(qgis_app, bank, tmp_path):
    from outfall_tracer.reports.district_maps import Wanted
    from qgis.core import (
        QgsLayoutItemLabel,
        QgsLayoutItemPage,
        QgsLayoutPoint,
        QgsPrintLayout,
        QgsProject,
        QgsReadWriteContext,
    )
    from qgis.PyQt.QtXml import QDomDocument

    document = QDomDocument()
    document.setContent((FOLDER / "district_a4.qpt").read_text(encoding="utf-8"))
    project = QgsProject()
    layout = QgsPrintLayout(project)
    layout.loadFromTemplate(document, QgsReadWriteContext())
    layout.pageCollection().addPage(QgsLayoutItemPage(layout))
    second = QgsLayoutItemLabel(layout)
    second.setText("second page")
    layout.addLayoutItem(second)
    second.attemptMove(QgsLayoutPoint(10, 10), True, False, 1)
    assert layout.saveAsTemplate(str(tmp_path / "two.qpt"), QgsReadWriteContext())
    made = export(bank, tmp_path, "en", wanted=Wanted(paper="a4", template=tmp_path / "two.qpt"))
    assert made.problems == ["The template two.qpt has several pages; the first one is used."]
    assert made.pages == 3
    info = subprocess.run(["pdfinfo", str(made.files[0])], capture_output=True, check=True).stdout.decode()
    assert "Pages:           3" in info
    assert "secondpage" not in said(made.files[0])


def test_names_that_look_like_expressions_are_printed_as_they_are(qgis_app, bank, tmp_path):
    bank.set("outfalls", bank.uid["A"], name="[% 6 * 7 %]排口", county_code="420107")
    made = export(bank, tmp_path, "en", asked=Asked(districts="Qingshan", outfalls="\"name\" <> '[% 1 %]'"))
    text = said(made.files[0])
    assert "[%6*7%]排口" in text
    assert "Outfallswhere\"name\"<>'[%1%]'" in text
    assert "OutfallsofQingshan" in text


def test_what_cannot_be_drawn_is_a_sentence(qgis_app, bank, tmp_path):
    from outfall_tracer.reports.district_maps import Wanted

    for asked, reason in (
        (Asked(outfalls="\"name\" = 'nobody'"), "There is no outfall to draw"),
        (Asked(districts="Nowhere"), "unknown districts: Nowhere"),
        (Asked(date="2999-01-01"), "lies ahead"),
    ):
        with pytest.raises(UserError, match=reason):
            export(bank, tmp_path, "en", asked=asked)
    with pytest.raises(UserError, match="several districts one name"):
        export(
            bank, tmp_path, "en", asked=Asked(districts="420106, 420107"),
            wanted=Wanted(name_of=lambda values: "map"),
        )
    shutil.copy(bank.path, tmp_path / "Wuchang.pdf")
    with pytest.raises(UserError, match="would overwrite"):
        export(bank, tmp_path, "en")


def test_a_folder_named_like_the_project_is_no_project(run_verb, bank):
    folder = Path(bank.path).with_suffix("")
    run_verb("districtmaps", {"PROJECT": bank.path, "LANGUAGE": 2, "OUTPUT": str(folder)})
    assert (folder / "Wuchang.pdf").is_file()


def test_a_stop_leaves_whole_files_only(qgis_app, bank, tmp_path):
    def stop(share, step):
        if share > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        export(bank, tmp_path, "en", progress=stop, asked=Asked(districts="420106, 420107"))
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".pdf"] == ["Wuchang.pdf"]
    assert not list(tmp_path.glob(".writing-*"))


def test_the_verb_names_files_and_tells_of_the_template(run_verb, heard, bank, tmp_path):
    mine = tmp_path / "mine.qpt"
    shipped = (FOLDER / "district_a3.qpt").read_text(encoding="utf-8")
    mine.write_text(shipped.replace("[% @crs %]", "[% @csr %]"), encoding="utf-8")
    out = run_verb(
        "districtmaps",
        {
            "PROJECT": bank.path,
            "LANGUAGE": 2,
            "DISTRICTS": "武昌区",
            "TEMPLATE": str(mine),
            "PNG": True,
            "AUTHOR": "Li",
            "APPROVAL": "GS(2026)1",
            "FILE_NAME": "@code || ' ' || @district || ' ' || @date",
            "OUTPUT": str(tmp_path / "maps"),
        },
    )
    assert out == {"OUTPUT": str(tmp_path / "maps"), "PAGES": 3}  # C lies 9 km away: an index and two sheets
    stem = f"420106 Wuchang {today()}"
    assert sorted(one.name for one in (tmp_path / "maps").iterdir()) == [
        f"{stem}.pdf",
        f"{stem}.png",
        f"{stem}_2.png",
        f"{stem}_3.png",
    ]
    assert "Drawnupby:Li" in said(tmp_path / "maps" / f"{stem}.pdf")
    assert any("there is no @csr" in one for one in heard.warnings)
    assert any(one.startswith("3 pages with 15 outfalls") for one in heard.infos)
