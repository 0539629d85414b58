"""Saves that lie in a file beside a database, where that file cannot be read: said, never passed over.

A folder that nobody may write, root included, is a read-only mount here; on a real disk of another
machine it is a share, a CD or a folder of somebody else.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from outfall_tracer.problems import UserError
from outfall_tracer.tests.support.small_disk import read_only
from qgis.core import QgsProcessingException

WRITER = """
import os, sqlite3, sys
file = sqlite3.connect(sys.argv[1], isolation_level=None)
file.execute("PRAGMA journal_mode = " + sys.argv[2])
file.execute("PRAGMA cache_size = 1")
file.execute("BEGIN")
file.execute("CREATE TABLE saved_last (text TEXT)")
file.executemany("INSERT INTO saved_last VALUES (?)", [("x" * 500,)] * 2000)
if sys.argv[2] == "wal":
    file.execute("COMMIT")
os._exit(0)
"""


def left_over(path, journal="wal", index=False):
    """Let another program die with its saves in the log, or in the middle of a save."""
    subprocess.run([sys.executable, "-c", WRITER, str(path), journal], check=True)
    beside = Path(f"{path}-{'wal' if journal == 'wal' else 'journal'}")
    assert beside.stat().st_size
    if not index:
        Path(f"{path}-shm").unlink(missing_ok=True)
    return beside


@pytest.fixture(params=["wal", "delete"])
def unread(request, town, tmp_path):
    """The town where nothing can be written, with saves beside it that cannot be read there."""
    folder = tmp_path / "share"
    folder.mkdir()
    path = Path(shutil.move(town.path, folder / "town.gpkg"))
    left_over(path, request.param)
    with read_only(folder, tmp_path / "seen") as seen:
        yield seen / "town.gpkg"


VERBS = {
    "register": {"OUTPUT": "r.xlsx"},
    "overviewmap": {"PNG": "m.png"},
    "districtmaps": {"OUTPUT": "maps.d"},
    "outfallfiles": {"OUTPUT": "files.d"},
    "traceproject": {},
    "validatenetwork": {},
    "accumulate": {"OUTPUT": "a.gpkg"},
    "longsection": {"OUTPUT": "l.gpkg", "TABLE": "enterprises", "START": "Mill"},
    "proposedirections": {"OUTPUT": "p.gpkg"},
    "importrejects": {"OUTPUT": "i.csv"},
}


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_reads_a_project_without_its_last_saves(run_verb, unread, tmp_path, verb):
    given = {name: str(tmp_path / value) if "." in value else value for name, value in VERBS[verb].items()}
    with pytest.raises(QgsProcessingException, match=r"gpkg-(wal|journal) holds what was saved last"):
        run_verb(verb, {**given, "PROJECT": str(unread)})


def test_nor_a_network(run_verb, unread, tmp_path):
    with pytest.raises(QgsProcessingException, match="holds what was saved last in"):
        run_verb("traceupstream", {
            "NETWORK": f"{unread}|layername=pipes", "OUTFALLS": f"{unread}|layername=outfalls",
            "OUTPUT": str(tmp_path / "o.gpkg")})


def test_nor_does_the_window(unread, gdal_raises):
    from outfall_tracer.layers.project.open_project import open_in_qgis
    from outfall_tracer.layers.project.project_file import open_check
    from outfall_tracer.reports.query import Answer, Asked

    for look in (open_check, open_in_qgis, lambda path: Answer(path, Asked(), "en")):
        with pytest.raises(UserError, match="holds what was saved last in"):
            look(str(unread))


def test_a_delivery_is_read_in_a_copy_with_its_last_saves(unread):
    """Where nothing may be written beside it, a copy of both files shows what was saved last."""
    from outfall_tracer.importing.readers import read
    from outfall_tracer.importing.readers.scratch import untouched
    from outfall_tracer.layers.store.gpkg import open_dataset, sql

    saved = unread.with_name(f"{unread.name}-wal").exists()
    copy = open_dataset(untouched(unread))
    tables = sql(copy, "SELECT name FROM sqlite_master WHERE name = 'saved_last'")
    assert tables == ([("saved_last",)] if saved else [])  # half a save is taken back, a whole one counts
    if saved:
        assert sql(copy, "SELECT count(*) FROM saved_last") == [(2000,)]
    assert read(str(unread)) is not None


DELIVERER = """
import os, sqlite3, sys
file = sqlite3.connect(sys.argv[1], isolation_level=None)
file.execute("CREATE TABLE works (name TEXT, lon REAL, lat REAL)")
file.execute("INSERT INTO works VALUES ('First', 114.30, 30.60)")
file.execute("PRAGMA journal_mode = " + sys.argv[2])
file.execute("PRAGMA cache_size = 1")
file.execute("BEGIN")
file.execute("UPDATE works SET name = 'Renamed'")
file.executemany("INSERT INTO works VALUES (?, ?, ?)",
                 [(f"Works {n}", 114.30 + n / 1e4, 30.6 + n / 1e4) for n in range(500)])
if sys.argv[2] == "wal":
    file.execute("COMMIT")
os._exit(0)
"""


@pytest.mark.parametrize(("journal", "names"), [("wal", {"Renamed", "Works 499"}), ("delete", {"First"})])
def test_a_delivery_comes_in_with_its_last_saves(run_verb, town, tmp_path, journal, names):
    """By the verb as in the wizard, from a folder where nobody may write; half a save is none."""
    folder = tmp_path / "share"
    folder.mkdir()
    path = folder / "works.sqlite"
    subprocess.run([sys.executable, "-c", DELIVERER, str(path), journal], check=True)
    assert Path(f"{path}-{'wal' if journal == 'wal' else 'journal'}").stat().st_size
    Path(f"{path}-shm").unlink(missing_ok=True)
    with read_only(folder, tmp_path / "seen") as seen:
        run_verb("importlayer", {
            "PROJECT": str(town.path), "SOURCE": str(seen / "works.sqlite"), "TABLE": "enterprises",
            "CRS": "EPSG:4490"})
    known = {row["name"] for row in town.rows("enterprises")}
    assert names <= known
    assert ("Works 499" in known) == (journal == "wal")


def test_saves_that_can_be_read_are_read(town, tmp_path):
    """With the index of the log there, or where it can be made: no word, and all that was saved."""
    from outfall_tracer.layers.store.gpkg import open_dataset, sql

    folder = tmp_path / "share"
    folder.mkdir()
    path = Path(shutil.move(town.path, folder / "town.gpkg"))
    left_over(path, index=True)
    with read_only(folder, tmp_path / "seen") as seen:
        assert sql(open_dataset(seen / "town.gpkg"), "SELECT count(*) FROM saved_last") == [(2000,)]
    Path(f"{path}-shm").unlink(missing_ok=True)
    assert sql(open_dataset(path), "SELECT count(*) FROM saved_last") == [(2000,)]


def test_an_empty_log_hides_nothing(town, tmp_path, run_verb):
    folder = tmp_path / "share"
    folder.mkdir()
    path = Path(shutil.move(town.path, folder / "town.gpkg"))
    Path(f"{path}-wal").touch()
    with read_only(folder, tmp_path / "seen") as seen:
        run_verb("register", {"PROJECT": str(seen / "town.gpkg"), "OUTPUT": str(tmp_path / "r.xlsx")})
