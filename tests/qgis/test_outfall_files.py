"""Files of outfalls: what they say, what they show, and runs that go on where one ended."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from outfall_tracer.problems import Cancelled, UserError
from outfall_tracer.reports.labels import today
from outfall_tracer.reports.query import Asked

LONG = "武汉市武昌区" + "很长的名称" * 38 + "排污口"
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


@pytest.fixture(scope="module")
def bank_template(town_template, tmp_path_factory):
    """The town with a river, links and their evidence, a visit, a plan, and one outfall of a long name."""
    town = town_template.copied(tmp_path_factory.mktemp("bank"))
    town.set("districts", town.uid["District"],
             wkt="POLYGON ((-2000 -500, 5000 -500, 5000 5000, -2000 5000, -2000 -500))")
    town.add("river", "POLYGON ((-2000 -900, 11000 -900, 11000 -20, -2000 -20, -2000 -900))", uid="r")
    town.add("river_axis", "LINESTRING (-2000 -450, 11000 -450)", uid="x", name="长江", start_km=98.0)
    town.set("outfalls", town.uid["A"], name=LONG, code_national="FA-420106-0001-YS-00", party_main="纺织厂",
             party_rule="R1", trace_status="candidates", main_source_uid=town.uid["Mill"])
    town.set("outfalls", town.uid["B"], code_national="FA-420106-0002-YS-00", remark="[% 1 + 1 %]")
    town.set("outfalls", town.uid["C"], county_code=None)
    for uid, source, metres in (("l1", "Mill", 213.0), ("l2", "Dye", 216.0)):
        town.add("trace_links", "LINESTRING (0 0, 1 1)", uid=uid, outfall_uid=town.uid["A"],
                 source_table="enterprises", source_uid=town.uid[source], source_name=source, hop_m=3.0,
                 network_m=metres, rule="nearest_node", status="candidate", confidence=0.71,
                 confidence_parts='{"link": 0.8, "direction": 1.0}')
    town.add("evidence", None, uid="e1", outfall_uid=town.uid["A"], link_uid="l1", kind="示踪试验")
    town.add("visits", "POINT (0 0)", uid="v1", outfall_uid=town.uid["A"], discharging="yes", smell="酸臭味",
             leader="张三", participants="李四")
    town.add("remediation", None, uid="m1", outfall_uid=town.uid["A"], goal="不再排污", measures="截污纳管")
    return town


@pytest.fixture
def bank(bank_template, tmp_path):
    return bank_template.copied(tmp_path)


def export(bank, folder, language="zh", **more):
    from outfall_tracer.reports.outfall_files import export_outfall_files

    return export_outfall_files(bank.path, folder, language, **more)


def said(path):
    return "".join(out_of("pdftotext", path, "-").split())


def out_of(program, *given):
    """What a program says of a document, without a complaint."""
    done = subprocess.run([program, *map(str, given)], capture_output=True, check=True)
    assert not done.stderr
    return done.stdout.decode()


def picture(path, box=(320, 240)):
    import numpy as np
    from qgis.PyQt.QtGui import QImage

    pixels = np.random.default_rng(7).integers(0, 255, (box[1], box[0], 4), dtype=np.uint8)
    image = QImage(pixels.tobytes(), *box, QImage.Format.Format_RGB32)
    path.parent.mkdir(parents=True, exist_ok=True)
    assert image.save(str(path))
    return path


@needs_poppler
def test_a_file_says_what_the_project_says(qgis_app, bank, tmp_path):
    made = export(bank, tmp_path / "new")
    assert (len(made.made), made.kept, made.problems) == (3, 0, [])
    first = next(path for path in made.made if path.name.startswith("FA-420106-0001"))
    assert len(first.name.encode()) < 200
    text = said(first)
    assert [one for one in text if "\u2e80" <= one <= "\u2fdf"] == []
    for wanted in (
        LONG, "FA-420106-0001-YS-00", "入河排污口档案", f"数据截至{today()}", "武昌区", "纺织厂",
        "R1使用权人与所有权人相同", "Mill", "Dye", "中0.71", "示踪试验1", "酸臭味", "截污纳管", "暂无",
        "近景1", "标识牌", "快检结果", "上游管渠3条", "终点：管网起端2", "Mill→FA-420106-0001-YS-00", "1/3",
    ):
        assert wanted in text, wanted
    assert not [person for person in ("张三", "李四") if person in text]
    fonts = out_of("pdffonts", first).splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)
    assert "[%1+1%]" in said(next(path for path in made.made if "0002" in path.name))
    assert "暂无" in said(next(path for path in made.made if path.stem == "C"))


@needs_poppler
def test_pictures_stand_in_their_slots_small_enough(qgis_app, bank, tmp_path):
    home = Path(bank.path).parent
    shown = picture(home / "town_evidence" / "A" / "big.jpg", (4000, 3000))
    for uid, slot, path in (
        ("p1", "近景1", "town_evidence/A/big.jpg"), ("p2", "标识牌", "town_evidence/A/gone.jpg"),
        ("p3", "远景", "../../etc/passwd"), ("p4", "水样", "town_evidence/A/no.jpg"),
    ):
        bank.add("evidence", None, uid=uid, outfall_uid=bank.uid["A"], slot=slot, path=path)
    (home / "town_evidence" / "A" / "no.jpg").write_text("no picture")
    asked = Asked(f"\"uid\" = '{bank.uid['A']}'")
    (path,) = export(bank, tmp_path / "files", "en", asked=asked).made
    (image,) = out_of("pdfimages", "-list", path).splitlines()[2:]
    assert image.split()[8] == "jpeg"
    assert int(image.split()[3]) <= 360  # 45 mm at 200 dpi
    assert path.stat().st_size < 300_000 + 60_000
    text = said(path)
    for wanted in ("Thefileismissing", "doesnotlieintheproject'sfolder", "Thepicturecannotbeshown"):
        assert wanted in text
    before = path.read_bytes()
    picture(shown, (400, 300))
    made = export(bank, tmp_path / "files", "en", asked=asked)
    assert len(made.made) == 1  # another photo under the same name
    assert path.read_bytes() != before


def test_only_what_is_missing_or_out_of_date_is_made(qgis_app, bank, tmp_path):
    folder = tmp_path / "files"
    first = export(bank, folder)
    times = {path: path.stat().st_mtime_ns for path in first.made}
    again = export(bank, folder)
    assert (again.made, again.kept, again.pages) == ([], 3, first.pages)
    bank.set("outfalls", bank.uid["B"], remark="new")
    bank.add("pipes", "LINESTRING (9000 60, 9000 0)", uid="p9", code="P9", system="storm")
    changed = export(bank, folder)
    assert {path.stem.split()[0] for path in changed.made} == {"FA-420106-0002-YS-00", "C"}
    kept = next(path for path in times if "0001" in path.name)
    assert kept.stat().st_mtime_ns == times[kept]
    (folder / "C.pdf").unlink()
    kept.write_bytes(kept.read_bytes() + b"a note")
    last = export(bank, folder)
    assert [path.name for path in last.made] == ["C.pdf"]
    assert kept.read_bytes().endswith(b"a note")  # somebody's: it is named, not overwritten
    assert any(kept.name in problem for problem in last.problems)
    lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    assert {"file", "uid", "state", "sha256", "pages", "made", "date"} <= set(json.loads(lines[0]))


def test_a_stop_leaves_whole_files_and_the_next_run_goes_on(qgis_app, bank, tmp_path):
    folder, n = tmp_path / "files", []

    def stop(share, step):
        n.append(step == "writing")
        if sum(n) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        export(bank, folder, progress=stop)
    made = {path: path.stat().st_mtime_ns for path in folder.glob("*.pdf")}
    assert len(made) == 2
    with (folder / "manifest.jsonl").open("a") as file:
        file.write('{"file": "half')  # as a killed process leaves it
    rest = export(bank, folder)
    assert (len(rest.made), rest.kept) == (1, 2)
    assert {path: path.stat().st_mtime_ns for path in made} == made


def test_a_killed_run_goes_on(qgis_app, bank, tmp_path):
    folder = tmp_path / "files"
    code = textwrap.dedent(f"""
        import importlib.util, sys
        root = {str(Path(__file__).resolve().parents[2])!r}
        sys.path[:0] = {sys.path!r}
        spec = importlib.util.spec_from_file_location(
            "outfall_tracer", root + "/__init__.py", submodule_search_locations=[root])
        sys.modules["outfall_tracer"] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        from qgis.core import QgsApplication
        app = QgsApplication([], True)
        app.initQgis()
        from outfall_tracer.reports.outfall_files import export_outfall_files
        export_outfall_files({bank.path!r}, {str(folder)!r}, "zh")
        import os
        os._exit(0)
    """)
    child = subprocess.Popen([sys.executable, "-c", code])
    until = time.monotonic() + 120
    manifest = folder / "manifest.jsonl"
    while not (manifest.is_file() and manifest.read_text().count("\n") >= 1) and time.monotonic() < until:
        time.sleep(0.002)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    before = {json.loads(line)["file"] for line in manifest.read_text().splitlines() if line.endswith("}")}
    times = {name: (folder / name).stat().st_mtime_ns for name in before}
    assert before
    rest = export(bank, folder)
    assert (len(rest.made), rest.kept) == (3 - len(before), len(before))
    assert {name: (folder / name).stat().st_mtime_ns for name in before} == times
    assert sorted(path.suffix for path in folder.iterdir() if not path.name.startswith(".")) == [
        ".jsonl", ".pdf", ".pdf", ".pdf"]


@needs_poppler
def test_a_book_has_all_files_and_bookmarks_by_district(qgis_app, bank, tmp_path):
    from outfall_tracer.reports.outfall_files import FilesWanted

    made = export(bank, tmp_path, wanted=FilesWanted(book=True))
    assert int(out_of("pdfinfo", made.book).split("Pages:")[1].split()[0]) == made.pages
    text = said(made.book)
    assert [text.count(said(path)[:40]) for path in made.made] == [1, 1, 1]
    outline = out_of("pdftohtml", "-xml", "-i", "-stdout", made.book).split("<outline>", 1)[1]
    places = [outline.index(title) for title in ("武昌区", "FA-420106-0001-YS-00", "未填区县", ">C<")]
    assert places == sorted(places)


def test_districts_without_outfalls_are_told_and_outfalls_without_one_can_be_asked_for(
    qgis_app, bank, tmp_path
):
    made = export(bank, tmp_path, "en", asked=Asked(districts="No district, Qingshan"))
    assert [path.name for path in made.made] == ["C.pdf"]
    assert made.problems == ["No outfall, and so no file, in Qingshan."]
    with pytest.raises(UserError, match="no file, in Qingshan"):
        export(bank, tmp_path, "en", asked=Asked(districts="Qingshan"))


def test_mistakes_of_a_template_are_named_and_the_rest_is_made(qgis_app, bank, tmp_path):
    from outfall_tracer.reports.outfall_files import SHIPPED, FilesWanted

    good = SHIPPED.read_text(encoding="utf-8")
    mine = tmp_path / "mine.qpt"
    mine.write_text(good.replace('id="section"', 'id="sektion"').replace("[% @ways %]", "[% @weys + %]")
                    .replace("[% @code %]", "[% @kode %]"), encoding="utf-8")
    asked = Asked(f"\"uid\" = '{bank.uid['B']}'")
    made = export(bank, tmp_path / "files", "en", asked=asked, wanted=FilesWanted(template=mine))
    assert len(made.made) == 1
    told = "\n".join(made.problems)
    for wanted in ("no item “section”", "@weys +", "there is no @kode; there are: @code"):
        assert wanted in told
    mine.write_text("no template", encoding="utf-8")
    made = export(bank, tmp_path / "others", "en", asked=asked, wanted=FilesWanted(template=mine))
    assert len(made.made) == 1
    assert "is not a QGIS layout template" in made.problems[0]


def test_the_verb_names_files_by_an_expression(run_verb, heard, bank, tmp_path):
    given = {"PROJECT": bank.path, "LANGUAGE": 2, "DISTRICTS": "武昌区", "OUTPUT": str(tmp_path / "f")}
    out = run_verb("outfallfiles", {**given, "FILE_NAME": "@district || '/' || @date || @language"})
    assert (out["MADE"], out["KEPT"]) == (2, 0)
    name = f"Wuchang_{today()}en"
    files = sorted(path.name for path in (tmp_path / "f").glob("*.pdf"))
    assert files[1] == f"{name}.pdf"
    assert files[0].startswith(f"{name} ")  # the second of that name bears its identifier
    assert any("identifiers are added" in warning for warning in heard.warnings)
