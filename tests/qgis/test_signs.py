"""Sign plates: read back by a reader of QR codes and of PDFs that we did not write."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from outfall_tracer.problems import Cancelled, UserError
from outfall_tracer.reports.query import Asked
from outfall_tracer.reports.signs import Wanted, export_signs
from outfall_tracer.tests.support.rule_tables import own_table

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
LONG = "武汉市武昌区" + "很长的名称" * 38 + "排污口"
WUCHANG = Asked(districts="420106")


@pytest.fixture(scope="module")
def bank_template(town_template, tmp_path_factory):
    """Eight outfalls with all a plate says; some with what plates have trouble with."""
    town = town_template.copied(tmp_path_factory.mktemp("bank"))
    for name in "ABC":
        town.remove("outfalls", town.uid[name])
    for i in range(8):
        town.add(
            "outfalls",
            f"POINT ({120 * i} 0)",
            uid=f"{i:08d}-0000-0000-0000-00000000000{i}",
            name=f"武汉市武昌区{i}号雨水排口",
            code_national=f"FA-420106-{i:04d}-QT-00",
            county_code="420106",
            type_l1="其他排口",
            type_l2="城镇雨洪排口",
            party_main="武汉长江纺织有限公司",
            receiving_water="长江",
            managing_unit="武昌区水务局",
            is_outfall="yes",
        )
    return town


@pytest.fixture
def bank(bank_template, tmp_path):
    return bank_template.copied(tmp_path)


def uid(i):
    return f"{i:08d}-0000-0000-0000-00000000000{i}"


def say(path):
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def rows(folder, sheet):
    (book,) = folder.glob("*.xlsx")
    return list(openpyxl.load_workbook(book)[sheet].values)[2:-2]


def read_codes(pixels):
    zxingcpp = pytest.importorskip("zxingcpp")
    return zxingcpp.read_barcodes(pixels)


def rendered(pdf, folder):
    """A page at 100 dpi as grey values, by poppler."""
    stem = folder / "page"
    subprocess.run(["pdftoppm", "-r", "100", "-gray", "-singlefile", str(pdf), str(stem)], check=True)
    kind, width, height, _, pixels = stem.with_suffix(".pgm").read_bytes().split(None, 4)
    assert kind == b"P5"
    return np.frombuffer(pixels[-int(width) * int(height) :], np.uint8).reshape(int(height), int(width))


@needs_poppler
def test_every_plate_is_read_also_with_a_tenth_of_its_code_covered(qgis_app, bank, tmp_path):
    made = export_signs(
        bank.path,
        tmp_path / "out",
        "zh",
        asked=WUCHANG,
        wanted=Wanted(url="https://pwk.wuhan.example/p/#{id}"),
    )
    assert (made.plates, made.gaps) == (8, [])
    chance, read, tries = np.random.default_rng(7), 0, 0
    for i in range(8):
        pdf = tmp_path / "out" / "plates" / f"FA-420106-{i:04d}-QT-00.pdf"
        pixels = rendered(pdf, tmp_path)
        address = f"https://pwk.wuhan.example/p/#FA-420106-{i:04d}-QT-00"
        found = read_codes(pixels)
        assert {one.text for one in found} == {address}
        largest = max((one.position for one in found), key=lambda place: place.top_right.x - place.top_left.x)
        left, top, side = largest.top_left.x, largest.top_left.y, largest.top_right.x - largest.top_left.x
        hand = int(side * 0.1**0.5)
        for _ in range(5):
            covered = pixels.copy()
            x, y = chance.integers(left, left + side - hand), chance.integers(top, top + side - hand)
            covered[y : y + hand, x : x + hand] = chance.choice([0, 90, 255])
            tries += 1
            read += address in {one.text for one in read_codes(covered)}
    assert read >= 0.95 * tries


@needs_poppler
@pytest.mark.parametrize(
    ("size", "mm"),
    [
        ("flat_480x300", (480, 300)),
        ("post_420x420", (420, 420)),
        ("large_1200x800", (1200, 800)),
    ],
)
def test_the_page_is_the_plate_and_says_what_the_register_says(qgis_app, bank, tmp_path, size, mm):
    export_signs(
        bank.path,
        tmp_path / "out",
        "zh",
        asked=Asked(outfalls=f"\"uid\" = '{uid(3)}'"),
        wanted=Wanted(size=size),
    )
    (pdf,) = (tmp_path / "out" / "plates").glob("*.pdf")
    info = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, check=True).stdout.decode()
    points = [float(word) for word in info.split("Page size:")[1].split()[:3:2]]
    assert np.allclose(np.array(points) * 25.4 / 72, mm, atol=0.1)
    text = say(pdf)
    for wanted in (
        "入河排污口",
        "武汉市武昌区3号雨水排口",
        "FA-420106-0003-QT-00",
        "城镇雨洪排口",
        "武汉长江纺织有限公司",
        "武昌区水务局",
        "长江",
        "12345",
    ):
        assert wanted in text
    svg = pdf.with_suffix(".svg").read_text(encoding="utf-8")
    assert f'width="{mm[0]}mm" height="{mm[1]}mm"' in svg
    assert "#ff00ff" in svg  # the cut line
    assert "武汉市武昌区3号雨水排口" in svg.split("</title>")[1]


@needs_poppler
def test_text_as_outlines_needs_no_font(qgis_app, bank, tmp_path):
    export_signs(
        bank.path,
        tmp_path / "out",
        "zh",
        asked=Asked(outfalls=f"\"uid\" = '{uid(3)}'"),
        wanted=Wanted(outlines=True),
    )
    (pdf,) = (tmp_path / "out" / "plates").glob("*.pdf")
    assert say(pdf) == ""
    fonts = subprocess.run(["pdffonts", str(pdf)], capture_output=True, check=True).stdout.decode()
    assert len(fonts.splitlines()) == 2
    assert "<text" not in pdf.with_suffix(".svg").read_text(encoding="utf-8")
    assert {one.text[-20:] for one in read_codes(rendered(pdf, tmp_path))} == {"FA-420106-0003-QT-00"}


@needs_poppler
def test_gaps_are_told_and_plates_stay_apart(qgis_app, bank, tmp_path):
    bank.set("outfalls", uid(0), code_national=None, party_main="王小明", name=LONG)
    bank.set("outfalls", uid(1), code_national="FA-420106-0002-QT-00")
    bank.set("outfalls", uid(3), code_national="鄂/7\\3#", managing_unit="武昌区水务局（13812345678）")
    bank.set("outfalls", uid(4), standing="void")
    bank.set("outfalls", uid(5), is_outfall="no")
    made = export_signs(bank.path, tmp_path / "out", "zh", asked=WUCHANG)
    assert made.plates == 6
    names = sorted(one.stem for one in (tmp_path / "out" / "plates").glob("*.pdf"))
    assert names == [
        "00000000",
        "00000001",
        "00000002",
        "FA-420106-0006-QT-00",
        "FA-420106-0007-QT-00",
        "鄂_7_3#",
    ]
    assert {(one, gap) for one, _, gap in made.gaps} >= {
        (uid(0), "缺少编码"),
        (uid(1), "编码 FA-420106-0002-QT-00 与另一排污口相同"),
        (uid(2), "编码 FA-420106-0002-QT-00 与另一排污口相同"),
    }
    told = rows(tmp_path / "out", "制作清单")
    assert len(told) == 6
    assert told[0][1] == "00000000"
    text = say(tmp_path / "out" / "plates" / "00000000.pdf")
    assert "王小明" not in text
    assert "个人" in text
    assert "很长的名称" * 10 in text
    slash = say(tmp_path / "out" / "plates" / "鄂_7_3#.pdf")
    assert "13812345678" not in slash
    assert "鄂/7\\3#" in slash
    (code,) = {
        one.text for one in read_codes(rendered(tmp_path / "out" / "plates" / "鄂_7_3#.pdf", tmp_path))
    }
    assert code.endswith("#%E9%84%82%2F7%5C3%23")
    assert any("2 个排污口" in note for note in made.notes)


@needs_poppler
def test_the_workshop_and_the_crew_get_their_lists(qgis_app, bank, tmp_path):
    bank.add("signs", uid="s", outfall_uid=uid(1), state="待安装", mount="wall", place="闸口东侧墙面")
    for i, (name, code, time) in enumerate(
        (
            ("旧名", "FA-420106-0002-QT-00", "2026-01-01T00:00:00Z"),
            ("武汉市武昌区2号雨水排口", "FA 420106 0002 QT 01", "2026-03-01T00:00:00Z"),
        )
    ):
        bank.add("visits", uid=f"v{i}", outfall_uid=uid(2), plate_name=name, plate_code=code, time=time)
    made = export_signs(bank.path, tmp_path / "out", "zh", asked=WUCHANG, wanted=Wanted(size="post_420x420"))
    assert made.differing == 1
    workshop = rows(tmp_path / "out", "制作清单")
    assert workshop[1][1:7] == (
        "FA-420106-0001-QT-00",
        "武汉市武昌区1号雨水排口",
        "420 × 420",
        "墙面",
        "闸口东侧墙面",
        "武昌区",
    )
    assert workshop[2][4] == "立柱"
    (site,) = rows(tmp_path / "out", "现场牌面")
    assert site[3:5] == ("FA 420106 0002 QT 01", "FA-420106-0002-QT-00")
    (sheet,) = (tmp_path / "out").glob("*.pdf")
    text = say(sheet)
    assert text.count("手机扫码能打开本排污口页面") == 8
    assert "闸口东侧墙面" in text
    info = subprocess.run(["pdfinfo", str(sheet)], capture_output=True, check=True).stdout.decode()
    assert "Pages:           4" in info


def test_sizes_and_words_are_rows_of_tables(qgis_app, bank, tmp_path, monkeypatch):
    own_table(
        tmp_path,
        monkeypatch,
        "plate_sizes",
        lambda found: found[0].update(size="ours", width_mm="600", height_mm="400", ground="#004488"),
    )
    made = export_signs(bank.path, tmp_path / "out", "en", asked=Asked(outfalls=f"\"uid\" = '{uid(3)}'"))
    svg = next((made.folder / "plates").glob("*.svg")).read_text(encoding="utf-8")
    assert 'width="600mm" height="400mm"' in svg
    assert "#004488" in svg
    assert "confirms" in made.notes[0]
    with pytest.raises(UserError, match="no plate of the size post_1"):
        export_signs(bank.path, tmp_path / "out", "en", wanted=Wanted(size="post_1"))


def test_what_cannot_be_made_is_a_sentence_and_the_folder_stays(qgis_app, bank, tmp_path):
    folder = tmp_path / "out"
    export_signs(bank.path, folder, "en", asked=WUCHANG)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    listed = json.loads((folder / "files.json").read_text(encoding="utf-8"))
    assert sorted(listed["files"]) == sorted(
        path.relative_to(folder).as_posix() for path in before if path.name != "files.json"
    )

    def stop(share, step):
        if share > 0.3:
            raise Cancelled

    for more, reason in (
        ({"asked": Asked(outfalls="\"name\" = 'nobody'")}, "no outfall to make a plate for"),
        ({"asked": Asked(districts="Qingshan")}, "no outfall to make a plate for"),
        ({"wanted": Wanted(url="https://example.org/")}, "with {id} in it"),
        ({"wanted": Wanted(url="{id}")}, "with {id} in it"),
        ({"progress": stop}, None),
    ):
        with pytest.raises(UserError if reason else Cancelled, match=reason):
            export_signs(bank.path, folder, "en", **more)
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    (folder / "mine.txt").write_text("notes", encoding="utf-8")
    with pytest.raises(UserError, match=r"not made here: mine\.txt"):
        export_signs(bank.path, folder, "en")
    with pytest.raises(UserError, match="cannot be written"):
        export_signs(bank.path, folder / "mine.txt", "en")
    assert not list(tmp_path.glob(".writing-*"))
    (folder / "mine.txt").unlink()
    export_signs(bank.path, folder, "en", asked=Asked(outfalls=f"\"uid\" = '{uid(3)}'"))
    assert len(list((folder / "plates").iterdir())) == 2


def test_the_verb_says_what_is_missing(run_verb, heard, bank, tmp_path):
    bank.set("outfalls", uid(0), code_national=None)
    out = run_verb(
        "signs",
        {
            "PROJECT": bank.path,
            "LANGUAGE": 2,
            "SIZE": "post_420x420",
            "DISTRICTS": "Wuchang",
            "OUTPUT": str(tmp_path / "signs"),
        },
    )
    assert out == {"OUTPUT": str(tmp_path / "signs"), "PLATES": 8, "GAPS": 1}
    assert any(one.startswith("8 plates; 1 thing is missing; 0 plates on site say") for one in heard.infos)
    assert any("no Code" in one for one in heard.warnings)
    assert Path(out["OUTPUT"], "workshop.xlsx").is_file()
