"""The public page in a real browser, from disk and from a server; what must not be on it."""

from __future__ import annotations

import csv
import functools
import http.server
import json
import shutil
import threading

import pytest
from outfall_tracer.problems import Cancelled, UserError
from outfall_tracer.reports.disclosure import Wanted, export_disclosure
from outfall_tracer.reports.query import Asked
from outfall_tracer.tests.support import browser
from outfall_tracer.tests.support.planted import found_in, plant
from outfall_tracer.tests.support.reach import reach, uid
from outfall_tracer.tests.support.rule_tables import own_table

N = 1842
EVIL = "</script><img src=x onerror=alert(1)>=HYPERLINK(1)排口"
needs_browser = pytest.mark.skipif(browser.PROGRAM is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def page(qgis_app, tmp_path_factory):
    """The page of 1,842 outfalls with all that must not be on it, and odd codes and names."""
    folder = tmp_path_factory.mktemp("page")
    town = reach(folder / "p.gpkg", N)
    plant(town, [uid(i) for i in range(10, 20)])
    town.set("outfalls", uid(1), name=EVIL, code_national="鄂/7#1")
    town.set("outfalls", uid(2), code_national="FA-420106-0003-QT-00")
    town.set("outfalls", uid(4), standing="void")
    town.set("outfalls", uid(5), name="长" * 200)
    made = export_disclosure(town.path, folder / "out", wanted=Wanted(approval="鄂S(2026)001号"))
    assert made.outfalls == N - 1
    return folder / "out"


@pytest.fixture(scope="module")
def served(page):
    """Addresses of the page on disk and from a plain static server."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(page)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield {
        "disk": (page / "index.html").as_uri(),
        "server": f"http://127.0.0.1:{server.server_port}/index.html",
    }
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser.Browser(str(tmp_path_factory.mktemp("profile"))) as opened:
        yield opened


@needs_browser
@pytest.mark.parametrize(("place", "width"), [("disk", 390), ("server", 1280)])
def test_in_a_browser(chromium, served, place, width):
    home = served[place]
    chromium.requests.clear()
    chromium.complaints.clear()
    chromium.open(home, width)
    assert chromium.value("window.OUTFALLS_READY") < 1000
    assert chromium.value(
        "document.querySelector('canvas').getContext('2d').getImageData(0,0,300,200).data.some(x => x)"
    )
    assert chromium.value("document.documentElement.scrollWidth") <= width
    # search finds a name; the keyboard alone opens it
    chromium.value("document.getElementById('search').focus()")
    chromium.type("1234号")
    assert chromium.value("document.querySelectorAll('#list li').length") == 1
    chromium.key("Tab", 9)
    chromium.key("Enter", 13, "\r")
    chromium.until("!document.getElementById('card').hidden")
    assert chromium.value("location.hash") == "#FA-420106-1234-QT-00"
    assert "1234号" in chromium.value("document.getElementById('card-title').textContent")
    assert chromium.value("document.activeElement.id") == "card"
    chromium.key("Escape", 27)
    chromium.until("document.getElementById('card').hidden")
    # the codes that QR codes lead to, in any spelling; odd ones; one of two outfalls
    for code, title in (
        ("#FA-420106-0777-QT-00", "777号"),
        ("#fa4201060777qt00", "777号"),
        ("#%E9%84%82%2F7%231", "<img src=x onerror=alert(1)>"),
        ("#00000002", "2号"),
        ("#FA-420106-0003-QT-00", "2 "),
        ("#%E0%A4%A", "%E0%A4%A"),
        ("#nowhere", "nowhere"),
    ):
        chromium.open(home + code, width)
        assert title in chromium.value("document.getElementById('card-title').textContent"), code
    assert chromium.value("document.querySelectorAll('img').length") == 0
    # both languages
    before = chromium.value("document.getElementById('title').textContent")
    chromium.value("document.getElementById('language').click()")
    titles = {before, chromium.value("document.getElementById('title').textContent")}
    assert titles == {"River outfalls made public", "入河排污口信息公开"}
    assert "鄂S(2026)001号" in chromium.value("document.body.innerText")
    start = home.rsplit("/", 1)[0]
    assert [one for one in chromium.requests if not one.startswith((start, "data:", "about:"))] == []
    assert chromium.complaints == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_nothing_planted_is_in_any_file(page):
    assert found_in(page) == []
    text = (page / "data.js").read_text(encoding="utf-8")
    assert "武昌区水务局" in text
    assert "</script>" not in text


def test_open_data_and_dictionary_agree_with_the_page(page):
    data = json.loads((page / "data.js").read_text(encoding="utf-8").split("= ", 1)[1].rstrip(";\n"))
    keys = [column["key"] for column in data["columns"]]
    rows = list(csv.reader((page / "data" / "outfalls_zh.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == [column["zh"] for column in data["columns"]]
    assert len(rows) == N == len(data["rows"]) + 1
    features = json.loads((page / "data" / "outfalls.geojson").read_text(encoding="utf-8"))["features"]
    assert len(features) == N - 1
    assert features[7]["properties"]["id"] == data["rows"][7][0] == rows[8][0]
    lon, lat = features[7]["geometry"]["coordinates"]
    assert 113 < lon < 115
    assert 30 < lat < 31
    explained = list(
        csv.DictReader((page / "data" / "dictionary.csv").read_text(encoding="utf-8-sig").splitlines())
    )
    assert [one["column"] for one in explained if not one["code"]] == keys
    codes = {one["code"] for one in explained if one["column"] == "trace_status"}
    assert {row[keys.index("trace_status")] for row in data["rows"]} <= codes
    # nobody is called responsible on the strength of candidates
    party = dict(zip(range(N), (row[keys.index("party_main")] for row in data["rows"])))
    status = [row[keys.index("trace_status")] for row in data["rows"]]
    assert {status[row] for row, name in party.items() if name} == {"confirmed"}
    total = data["progress"][-1]
    assert total["counts"][:2] == [N - 1, sum(one == "confirmed" for one in status)]
    assert (page / "leaflet" / "LICENSE").is_file()


def test_positions_are_rounded_and_columns_listed(qgis_app, tmp_path, monkeypatch):
    town = reach(tmp_path / "p.gpkg", 12)
    exact = export_disclosure(town.path, tmp_path / "a")
    rounded = export_disclosure(town.path, tmp_path / "b", wanted=Wanted(rounding_m=30_000, base_map=False))

    def places(made):
        read = json.loads((made.folder / "data" / "outfalls.geojson").read_text(encoding="utf-8"))
        return {tuple(one["geometry"]["coordinates"]) for one in read["features"]}

    assert len(places(exact)) == 12
    assert len(places(rounded)) <= 2
    assert '"base":{}' in (rounded.folder / "data.js").read_text(encoding="utf-8")
    own_table(tmp_path, monkeypatch, "public_columns", lambda rows: rows.__delitem__(slice(3, None)))
    made = export_disclosure(town.path, tmp_path / "b")
    assert (made.folder / "data" / "outfalls_en.csv").read_text(encoding="utf-8-sig").splitlines()[0] == (
        "Short id,Name,National code"
    )
    for column in ("reviewed_by", "remark", "written", "nothing"):
        own_table(
            tmp_path, monkeypatch, "public_columns", lambda rows, column=column: rows[1].update(column=column)
        )
        from outfall_tracer.rules import tables

        tables._read.cache_clear()
        with pytest.raises(UserError, match=f"names {column}, which may not be made public"):
            export_disclosure(town.path, tmp_path / "b")


def test_the_folder_is_replaced_whole_or_not_at_all(qgis_app, tmp_path, monkeypatch):
    town = reach(tmp_path / "p.gpkg", 5)
    folder = tmp_path / "out"
    export_disclosure(town.path, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def stop(share, step):
        if share > 0.8:
            raise Cancelled

    def now():
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    with pytest.raises(Cancelled):
        export_disclosure(town.path, folder, stop)
    with pytest.raises(UserError, match="lies ahead"):
        export_disclosure(town.path, folder, asked=Asked(date="2999-01-01"))
    from outfall_tracer import bundled_packages

    monkeypatch.setattr(bundled_packages, "FOLDER", tmp_path / "none")
    with pytest.raises(UserError, match="needs leaflet, which the plugin's ZIP carries"):
        export_disclosure(town.path, folder)
    monkeypatch.undo()
    assert now() == before
    (folder / "data" / "mine.csv").write_text("a", encoding="utf-8")
    with pytest.raises(UserError, match=r"not made here: data/mine\.csv"):
        export_disclosure(town.path, folder)
    (folder / "data" / "mine.csv").unlink()
    town.remove("outfalls", uid(0))
    assert export_disclosure(town.path, folder).outfalls == 4
    assert now() != before
    for i in range(1, 5):
        town.remove("outfalls", uid(i))
    with pytest.raises(UserError, match="no outfall to publish"):
        export_disclosure(town.path, folder)
    assert not list(tmp_path.glob(".writing-*"))


def test_the_verb(run_verb, heard, town, tmp_path):
    out = run_verb("disclosure", {"PROJECT": town.path, "ROUNDING": 50, "OUTPUT": str(tmp_path / "page")})
    assert out == {"OUTPUT": str(tmp_path / "page"), "OUTFALLS": 3, "GAPS": 3}
    assert any("no map approval number" in one for one in heard.warnings)
    assert any(one == "3 outfalls made public; 3 things are missing." for one in heard.infos)
