"""Bulletins: the same numbers in PDF, Word document and register; the same again after edits; bad input."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from outfall_tracer.problems import UserError
from outfall_tracer.reports.bulletin import BulletinWanted, export_bulletin
from outfall_tracer.reports.bulletin_word import FOLDER
from outfall_tracer.reports.query import Asked
from outfall_tracer.reports.register import export_register
from outfall_tracer.tests.support.planted import found_in, plant
from outfall_tracer.tests.support.reach import reach, uid
from outfall_tracer.tests.support.scripted_life import give_lives

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
N = 90


@pytest.fixture(scope="module")
def reach_file(qgis_app, tmp_path_factory):
    path = tmp_path_factory.mktemp("reach") / "p.gpkg"
    reach(path, N, districts=3)
    give_lives(str(path))
    return path


@pytest.fixture
def project(reach_file, tmp_path):
    return str(shutil.copy(reach_file, tmp_path / "p.gpkg"))


def pdf_text(path):
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
    ).stdout.decode()


def word_text(path):
    with zipfile.ZipFile(path) as archive:
        document = archive.read("word/document.xml").decode()
    return "\n".join(re.sub(r"<[^>]+>", "", part) for part in document.split("</w:p>"))


def numbers(text):
    """All numbers of a bulletin but days, periods, page numbers, those of names and of the rule."""
    text = re.sub(r"—\s*\d+\s*—|GB/T 9704-2012|\d{4}年第\d季度|第\d+纺织厂", " ", text)
    text = re.sub(r"\d{4}年\d{1,2}月(\d{1,2}日)?|\d{4}-(Q\d|\d\d(-\d\d)?( \d\d:\d\d)?)", " ", text)
    return re.findall(r"\d+(?:\.\d+)?%?", text)


def register_numbers(path):
    book = openpyxl.load_workbook(path)
    cells = [str(cell) for row in book["进展与时限"].values for cell in row if cell is not None]
    return {cell for cell in cells if re.fullmatch(r"\d+(\.\d+)?%?", cell)}


@needs_poppler
@pytest.mark.parametrize(("period", "day"), [("2021-12", "2021-12-31"), ("2022-Q3", "2022-09-30")])
def test_every_number_stands_in_the_register_of_that_date(project, tmp_path, period, day):
    made = export_bulletin(project, tmp_path / "out", BulletinWanted(period), language="zh")
    assert [one.name for one in made.files] == [f"简报 {period}.pdf", f"简报 {period}.docx"]
    export_register(project, tmp_path / "r.xlsx", "zh", asked=Asked(date=day))
    known = register_numbers(tmp_path / "r.xlsx")
    pdf, word = pdf_text(made.files[0]), word_text(made.files[1])
    for text in (pdf, word):
        told = numbers(text)
        assert len(told) > 100
        assert sorted({one for one in told if one not in known}) == []
    assert sorted(numbers(word)) == sorted(set_aside_chart(numbers(pdf), made))
    lead = next(line for line in word.splitlines() if line.startswith("截至"))
    closed = re.search(r"已销号 (\d+) 个（([\d.]+%)）", lead)
    assert f"在册入河排污口 {N} 个" in lead
    assert closed[2] == f"{int(1000 * int(closed[1]) / N) / 10:.1f}%"
    assert "".join(lead.split()) in "".join(pdf.split())
    assert [one for one in pdf if "\u2e80" <= one <= "\u2fdf"] == []


def set_aside_chart(told, made):
    """Drop the numbers of the chart, which the Word document holds as a picture: done and all."""
    left = list(told)
    for done, every in re.findall(r"(\d+) / (\d+)", pdf_text(made.files[0])):
        left.remove(done)
        left.remove(every)
    return left


def test_the_same_after_200_edits(project, tmp_path):
    """Whatever is entered later: closings of that very month, other deadlines, plans, districts."""
    from outfall_tracer.operations.project_rows import file_rows
    from outfall_tracer.operations.regime.lives import read_records
    from outfall_tracer.operations.regime.steps import plans_of

    def content(folder, period):
        made = export_bulletin(project, tmp_path / folder, BulletinWanted(period), language="en")
        return word_text(made.files[1]), made.outfalls

    before = {period: content("a", period) for period in ("2022-03", "2021-Q4")}
    edits = 0
    with file_rows(project, "Li") as rows:
        cells, new = {}, []
        for i, one in enumerate(read_records(rows).values()):
            cells[("outfalls", one.uid)] = {
                "work_state": "open",
                "name": f"renamed {i}",
                "county_code": "420107",
            }
            plan = one.plan
            if plan and i % 2:
                cells[("remediation", plan["uid"])] = {"deadline": "2021-12-31", "responsible_unit": "nobody"}
            for row in one.rows("closures"):
                cells[("closures", row["uid"])] = {"closed_on": "2022-03-15", "reopened_on": None}
            if not plan:
                new.append(("remediation", {"outfall_uid": one.uid, "planned_on": "2021-10-01"}))
        edits = len(cells) + len(new)
        rows.apply(*plans_of(cells, new, "later"))
    assert edits >= 200
    assert {period: content("b", period) for period in before} == before
    today = dt.datetime.now(tz=dt.timezone.utc).date()
    assert content("c", f"{today.year}-{today.month:02d}") != before["2022-03"]


def test_rows_that_were_entered_later_count_by_their_own_dates(project, tmp_path):
    """A register with its history, imported today: last year's bulletin can be drawn up, and says so."""
    from osgeo import gdal, ogr

    entered = f"{dt.datetime.now(tz=dt.timezone.utc).date()}T00:00:01Z"
    dataset = gdal.OpenEx(project, gdal.OF_VECTOR | gdal.OF_UPDATE, ["GPKG"])
    audit = dataset.GetLayerByName("audit")
    dataset.StartTransaction()
    for table in ("outfalls", "remediation", "closures"):
        for at, row in enumerate(dataset.GetLayerByName(table)):
            entry = ogr.Feature(audit.GetLayerDefn())
            for name, value in (("uid", f"{table}{at}"), ("table_name", table), ("row_uid", row["uid"]),
                                ("column_name", "uid"), ("new_value", row["uid"]), ("changed_at", entered)):
                entry[name] = value
            assert audit.CreateFeature(entry) == 0
    dataset.CommitTransaction()
    del entry, row, audit, dataset  # in this order: a feature must not outlive its file
    made = export_bulletin(project, tmp_path / "out", BulletinWanted("2022-03"), language="en")
    assert made.outfalls == N
    assert "Nothing was on record yet on that day" in word_text(made.files[1])
    assert re.search(r"On 2022-03-31, [1-9]\d* of 90 outfalls", word_text(made.files[1]))
    with pytest.raises(UserError, match=r"No outfall of .* is on record for 2019-05"):
        export_bulletin(project, tmp_path / "out", BulletinWanted("2019-05"), language="en")


@needs_poppler
def test_the_word_document_is_after_the_rule_for_documents(project, tmp_path):
    (word,) = [
        one
        for one in export_bulletin(project, tmp_path, BulletinWanted("2022-03"), language="zh").files
        if one.suffix == ".docx"
    ]
    with zipfile.ZipFile(word) as archive:
        document = archive.read("word/document.xml").decode()
        styles = archive.read("word/styles.xml").decode()
    margins = dict(
        re.findall(r'w:(top|right|bottom|left)="(\d+)"', re.search(r"<w:pgMar[^>]*>", document)[0])
    )
    assert {side: round(int(twips) * 25.4 / 1440) for side, twips in margins.items()} == {
        "top": 37,
        "bottom": 35,
        "left": 28,
        "right": 26,
    }
    for key, font in (
        ("Body", "仿宋"),
        ("Title", "方正小标宋简体"),
        ("Heading1", "黑体"),
        ("Heading2", "楷体"),
    ):
        style = re.search(rf'w:styleId="{key}".*?</w:style>', styles)[0]
        assert f'w:eastAsia="{font}"' in style
    assert document.count("<w:drawing>") == 2
    assert "{{" not in document
    assert "{%" not in document
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed; the parts of the document were looked at")
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "fodt",
         "--outdir", str(tmp_path / "lo"), str(word)],
        check=True, capture_output=True, timeout=120)
    (shown,) = (tmp_path / "lo").glob("*.fodt")
    seen = shown.read_text(encoding="utf-8")
    page = next(one for one in re.findall(r"<style:page-layout-properties[^>]*>", seen) if "margin" in one)
    inches = dict(re.findall(r'fo:margin-(top|left|right)="([\d.]+)in"', page))
    millimetres = {side: round(float(one) * 25.4) for side, one in inches.items()}
    assert millimetres == {"top": 37, "left": 28, "right": 26}
    assert {"仿宋", "楷体", "黑体", "方正小标宋简体"} <= set(re.findall(r'font-name-asian="([^"]+)"', seen))
    lead = next(line for line in word_text(word).splitlines() if line.startswith("截至"))
    assert lead in re.sub(r"<[^>]+>", "", seen)


@needs_poppler
def test_the_page_is_after_the_rule_too_and_fonts_are_embedded(project, tmp_path):
    pdf = export_bulletin(project, tmp_path, BulletinWanted("2022-03", "武昌区"), language="zh").files[0]
    assert "武昌区入河排污口溯源整治月调度" in "".join(pdf_text(pdf).split())
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True
    ).stdout.decode()
    places = [
        tuple(map(float, found))
        for found in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"', boxes)
    ]
    mm = 25.4 / 72
    assert min(x for x, _, _ in places) * mm >= 27.5
    assert max(x for _, _, x in places) * mm <= 210 - 26 + 0.7
    assert min(y for _, y, _ in places) * mm >= 36
    fonts = (
        subprocess.run(["pdffonts", str(pdf)], capture_output=True, check=True)
        .stdout.decode()
        .splitlines()[2:]
    )
    assert all(re.search(r"\s(yes)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$", line) for line in fonts)
    info = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, check=True).stdout.decode()
    assert "595 x 842" in info


@needs_poppler
def test_nothing_planted_is_in_any_product(qgis_app, tmp_path):
    from outfall_tracer.reports.signs import export_signs

    town = reach(tmp_path / "p.gpkg", 10, districts=2)
    give_lives(town.path)
    plant(town, [uid(i) for i in range(8)])
    town.set("remediation", "plan1", responsible_unit="刘秀英")
    export_bulletin(town.path, tmp_path / "out", BulletinWanted("2022-03"), language="zh")
    export_bulletin(town.path, tmp_path / "out", BulletinWanted("2023-Q1"), language="en")
    export_signs(town.path, tmp_path / "out" / "signs", "zh")
    assert len(list((tmp_path / "out").rglob("*.pdf"))) > 10
    assert found_in(tmp_path / "out") == []


def edited(tmp_path, old, new):
    """The shipped template with a piece of its text changed."""
    mine = tmp_path / f"mine{abs(hash(new))}.docx"
    with zipfile.ZipFile(FOLDER / "bulletin_en.docx") as shipped, zipfile.ZipFile(mine, "w") as out:
        for name in shipped.namelist():
            part = shipped.read(name).decode()
            out.writestr(name, part.replace(old, new) if name == "word/document.xml" else part)
    return mine


def test_templates_are_restyled_and_their_mistakes_named(project, tmp_path):
    good = export_bulletin(project, tmp_path / "out", BulletinWanted("2022-03"), language="en")
    before = {path: path.read_bytes() for path in good.files}
    mine = edited(tmp_path, "{{ title }}", "Bureau: {{ title }}")
    made = export_bulletin(project, tmp_path / "own", BulletinWanted("2022-03", template=mine), language="en")
    assert "Bureau: Monthly dispatch on the outfalls of the whole reach" in word_text(made.files[1])
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"no document")
    for template, reason in (
        (edited(tmp_path, "{{ title }}", "{{ titel }}"), "do not exist: titel. Fields there are: title"),
        (edited(tmp_path, "{{ title }}", "{{ title"), "cannot be used"),
        (edited(tmp_path, "{{ section.heading }}", "{{ section.headline }}"), "cannot be used: .*headline"),
        (edited(tmp_path, "{{ title }}", "{{ title.__class__.__mro__ }}"), "cannot be used"),
        (broken, r"broken\.docx cannot be used"),
        (tmp_path / "nowhere.docx", r"nowhere\.docx cannot be used"),
    ):
        with pytest.raises(UserError, match=reason):
            export_bulletin(project, tmp_path / "out", BulletinWanted("2022-03", template=template), "en")
        assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_what_cannot_be_made_is_a_sentence(project, tmp_path):
    for period, districts, reason in (
        ("2021-13", "", "must be a month such as 2021-09"),
        ("2021", "", "must be a month"),
        ("2021-Q5", "", "must be a month"),
        ("2999-01", "", "has not begun"),
        ("2019-05", "", r"No outfall of p\.gpkg is on record for 2019-05"),
        ("2022-03", "Hanyang", "No outfall of Hanyang is on record"),
        ("2022-03", "Nowhere", "unknown districts: Nowhere"),
    ):
        with pytest.raises(UserError, match=reason):
            export_bulletin(project, tmp_path / "out", BulletinWanted(period, districts), language="en")
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be made"):
        export_bulletin(project, tmp_path / "file" / "sub", BulletinWanted("2022-03"), language="en")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_without_lxml_the_pdf_is_made_and_the_way_to_get_it_told(project, tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "lxml", None)
    made = export_bulletin(project, tmp_path, BulletinWanted("2022-03"), language="en")
    assert [one.suffix for one in made.files] == [".pdf"]
    (problem,) = made.problems
    assert "needs the Python package lxml, which is missing." in problem
    assert "apt install python3-lxml" in problem


def test_the_verb_tells_of_districts_that_are_not_reviewed(run_verb, heard, project, tmp_path):
    out = run_verb(
        "bulletin",
        {
            "PROJECT": project,
            "PERIOD": "2022-q1",
            "DISTRICTS": "Wuchang, Qingshan",
            "LANGUAGE": 2,
            "OUTPUT": str(tmp_path / "b"),
        },
    )
    assert {one.name for one in Path(out["OUTPUT"]).iterdir()} == {
        "bulletin 2022-Q1.pdf",
        "bulletin 2022-Q1.docx",
    }
    assert out["PAGES"] >= 4
    assert any(
        re.match(r"Wuchang: \d+ of \d+ finished records are not reviewed", one) for one in heard.warnings
    )
