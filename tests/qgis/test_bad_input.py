"""Bad files, bad rows and bad wishes: each a sentence that names the thing, and nothing lost.

Files go through the verbs as a person would run them; ``refused`` checks what all refusals share.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from outfall_tracer.operations.runs.configurations import Configuration
from outfall_tracer.operations.runs.trace_project import trace_project
from outfall_tracer.operations.runs.validate_project import validate_project
from outfall_tracer.problems import UserError
from outfall_tracer.tracing.model import Options
from qgis.core import QgsProcessingException

VERBS = ["traceproject", "validatenetwork"]
HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute(sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def impatient(monkeypatch):
    """Whoever holds a lock in these tests never lets it go: it is waited for briefly."""
    from outfall_tracer.layers.project import project_file
    from outfall_tracer.layers.store import table_io

    monkeypatch.setattr(project_file, "_BUSY_MS", "200")
    monkeypatch.setattr(table_io, "_BUSY_MS", "200")


@pytest.fixture
def refused(run_verb):
    """Return a function: verb, parameters -> the sentence; fails where there is none, or no good one."""

    def run(verb, **parameters):
        with pytest.raises(QgsProcessingException) as caught:
            run_verb(verb, parameters)
        said = str(caught.value)
        assert "Traceback" not in said
        assert "something unexpected" not in said
        return said

    return run


@pytest.fixture(params=["en", "zh"])
def language(request, qgis_app):
    """Run a test in English and in Chinese."""
    from outfall_tracer.i18n import install_translator
    from qgis.core import QgsSettings
    from qgis.PyQt.QtCore import QCoreApplication

    if request.param == "en":
        yield "en"
        return
    settings = QgsSettings()
    before = settings.value("locale/userLocale")
    settings.setValue("locale/userLocale", "zh-Hans")
    translator = install_translator()
    if translator is None:
        settings.setValue("locale/userLocale", before)
        pytest.skip("the translation is not compiled")
    yield "zh"
    QCoreApplication.removeTranslator(translator)
    settings.setValue("locale/userLocale", before)


def chinese(text):
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def spoilt(town, how):
    """A file that is no sound project any more."""
    path = Path(town.path).with_name("spoilt.gpkg")
    whole = Path(town.path).read_bytes()
    if how == "missing":
        return path
    content = {
        "text": b"code;x;y\n", "empty": b"", "cut in the head": whole[:60],
        "cut": whole[: len(whole) // 2], "a little cut": whole[:-10],
    }.get(how, whole)  # fmt: skip
    path.write_bytes(content)
    if how == "newer":
        from outfall_tracer.layers.store.gpkg import open_dataset, sql

        sql(open_dataset(path, update=True), "UPDATE schema_info SET version = 99")
    return path


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("how", "sentence"),
    [("missing", "There is no file"), ("text", "not a GeoPackage"), ("empty", "not a GeoPackage"),
     ("cut in the head", "not a GeoPackage"), ("cut", "cut off"), ("a little cut", "cut off"),
     ("newer", "Update the plugin")],
)  # fmt: skip
def test_files_that_are_no_sound_project(refused, town, language, verb, how, sentence):
    path = spoilt(town, how)
    before = path.read_bytes() if path.exists() else None
    said = refused(verb, PROJECT=str(path))
    assert str(path) in said
    assert sentence in said if language == "en" else chinese(said)
    assert (path.read_bytes() if path.exists() else None) == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_project_that_another_program_writes(impatient, refused, run_verb, town, verb, lock):
    before = Path(town.path).read_bytes()
    with subprocess.Popen([sys.executable, "-c", HOLD, town.path, lock], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline().strip() == "held"
        assert "locked by another program" in refused(verb, PROJECT=town.path)
        other.stdin.close()
    assert Path(town.path).read_bytes() == before
    run_verb(verb, {"PROJECT": town.path})


def test_a_lock_taken_while_the_engine_runs(impatient, town):
    """The file is free at the start and locked when the run wants to write."""
    before = town.dump()
    other = []

    def lock(_share, step):
        if step == "linking" and not other:
            other.append(subprocess.Popen([sys.executable, "-c", HOLD, town.path, "BEGIN IMMEDIATE"],
                                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
            other[0].stdout.readline()

    try:
        with pytest.raises(UserError, match="being written by another program"):
            trace_project(town.path, progress=lock)
    finally:
        with other[0]:
            other[0].stdin.close()
    assert town.dump() == before


def test_read_only_file_and_folder(refused, town, monkeypatch):
    if os.geteuid() == 0:  # no mode stops root: what the system answers to others is given instead
        asked = os.access
        monkeypatch.setattr(os, "access", lambda place, mode: mode != os.W_OK and asked(place, mode))
    else:
        Path(town.path).chmod(0o444)
    before = town.dump()
    assert "read-only" in refused("traceproject", PROJECT=town.path)
    assert town.dump() == before




@pytest.mark.parametrize("room", ["as large as it is", "hardly anything"])
def test_a_full_disk(town, room):
    """The system's limit on file sizes stands for the full disk: SQLite meets it in the same place."""
    town.crowd(100)  # links to write, more than the file has room for
    before = town.dump()
    size = Path(town.path).stat().st_size if room == "as large as it is" else 2048
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        with pytest.raises(UserError, match=r"could not be written|disk is full|not enough room") as caught:
            trace_project(town.path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert "Nothing was changed" in str(caught.value) or "room" in str(caught.value)
    assert town.dump() == before
    assert trace_project(town.path).links["new"] == 104


# --- wishes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["OUTFALLS", "BARRIERS"])
@pytest.mark.parametrize("wrong", ["code = ", "no_such_column > 1", "code == == 3", "to_real('x') > 1", ")("])
def test_a_wrong_expression_is_refused_not_ignored(refused, town, name, wrong):
    before = town.dump()
    said = refused("traceproject", PROJECT=town.path, **{name: wrong})
    assert wrong.strip() in said
    assert ("outfalls" if name == "OUTFALLS" else "pipes") in said
    assert town.dump() == before


def test_no_outfall_chosen_changes_no_outfall(run_verb, town):
    before = town.dump()
    run_verb("traceproject", {"PROJECT": town.path, "OUTFALLS": "name = 'nobody'"})
    after = town.dump()
    assert all(after[name] == before[name] for name in after if name != "trace_runs")


@pytest.mark.parametrize(
    ("value", "shown"), [(-1, "-1"), (float("nan"), "nan"), (float("inf"), "inf"), ("x", "x")]
)
def test_distances_that_cannot_be_meant(refused, town, language, value, shown):
    before = town.dump()
    said = refused("traceproject", PROJECT=town.path, TOLERANCE=value)
    assert shown in said
    assert language == "en" or chinese(said)
    assert town.dump() == before
    with pytest.raises(UserError):
        validate_project(town.path, Configuration(options=Options(gap_search_m=-1.0)))


def test_all_refused_parameters_are_named_at_once(refused):
    said = refused("createdemo", OUTFALLS=0, PIPES="many", OUTPUT="")
    assert all(name in said for name in ("OUTFALLS", "PIPES", "OUTPUT"))


def test_zero_and_huge_tolerance_give_an_answer(run_verb, town):
    for metres in (0, 1e6):
        run_verb("traceproject", {"PROJECT": town.path, "TOLERANCE": metres})


@pytest.mark.parametrize("end", ["", "-wal", "-journal"])
def test_no_output_overwrites_the_project(refused, run_verb, town, end):
    before = Path(town.path).read_bytes()
    assert "overwrite the project" in refused("traceproject", PROJECT=town.path, SUMMARY=town.path + end)
    assert Path(town.path).read_bytes() == before


def test_folders_of_outputs(refused, run_verb, town, tmp_path):
    summary = tmp_path / "not" / "there" / "summary.json"
    run_verb("traceproject", {"PROJECT": town.path, "SUMMARY": str(summary)})
    assert summary.is_file()
    assert "cannot be made" in refused("traceproject", PROJECT=town.path, SUMMARY=f"{town.path}/x/s.json")
    new = tmp_path / "new" / "p.gpkg"
    assert run_verb("createproject", {"OUTPUT": str(new)}) == {"OUTPUT": str(new)}
    assert "cannot be made" in refused("createproject", OUTPUT=f"{town.path}/x/p.gpkg")
    assert "exists already" in refused("createproject", OUTPUT=town.path)
    long = tmp_path / f"{'x' * 300}.gpkg"
    assert "the name is too long" in refused("createproject", OUTPUT=str(long))


# --- rows -----------------------------------------------------------------------------------------


def test_a_project_without_coordinate_system(refused, town):
    from outfall_tracer.layers.store.gpkg import open_dataset, sql

    sql(open_dataset(town.path, update=True),
        "UPDATE gpkg_geometry_columns SET srs_id = -1 WHERE table_name = 'pipes'")
    before = town.dump()
    assert "no projected coordinate system" in refused("traceproject", PROJECT=town.path)
    assert town.dump() == before


@pytest.mark.parametrize("emptied", ["outfalls", "pipes", "enterprises", "all"])
def test_empty_tables_give_an_empty_answer(run_verb, town, emptied):
    tables = ["outfalls", "pipes", "enterprises", "construction_sites", "farmland_outlets"]
    for table in tables if emptied == "all" else [emptied]:
        for row in town.rows(table):
            town.remove(table, row["uid"])
    run_verb("validatenetwork", {"PROJECT": town.path})
    run_verb("traceproject", {"PROJECT": town.path})
    assert set(town.links()) <= {("A", "Tower"), ("B", "Field"), ("A", "Mill"), ("A", "Dye")}
    if emptied in ("outfalls", "all"):
        assert not town.links()
        assert not town.rows("trace_ends")


# GDAL 3.10, closing a file with infinity in it, fails to write "Inf" as the extent and says so.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_odd_rows_leave_the_others_alone(run_verb, heard, town):
    """Nulls, no and empty geometry, no length, far away, blank ids: said, and the rest as ever."""
    from osgeo import ogr

    town.add("pipes", None, uid="n1")
    town.add("pipes", "LINESTRING (300 300, 300 300)", uid="n2", code="", from_node=" ", to_node="\t")
    town.add("pipes", "LINESTRING (400 0, 400 50)", uid="n3", from_node="a ", to_node=" B")
    town.add("pipes", "LINESTRING (450 50, 480 50)", uid="n4", from_node="b", to_node="C", status="?",
             invert_from=float("inf"), invert_to=float("-inf"), diameter_mm=-5)  # fmt: skip
    town.add("outfalls", "POINT (9000000 9000000)", uid="n5", name="Far")
    town.add("outfalls", None, uid="n6")
    town.add("enterprises", None, uid="n7", declared_node="  ", declared_outfall="?")
    town.add("source_sites", None, uid="n8", source_table="no such", source_uid="x")
    dataset, layer = town._layer("pipes")
    for number, wkt in enumerate(("LINESTRING EMPTY", "LINESTRING (0 0, nan 5)", "LINESTRING (0 0, inf 5)")):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["uid"] = f"g{number}"
        line = ogr.CreateGeometryFromWkt("LINESTRING (0 0, 1 1)" if number else wkt)
        if number:
            line.SetPoint_2D(1, float("nan" if number == 1 else "inf"), 5.0)
        feature.SetGeometry(line)
        assert layer.CreateFeature(feature) == 0
    del feature, layer, dataset
    run_verb("validatenetwork", {"PROJECT": town.path})
    run_verb("traceproject", {"PROJECT": town.path})
    assert set(town.links()) == {("A", "Mill"), ("A", "Dye"), ("A", "Tower"), ("B", "Field")}
    said = "\n".join(heard.warnings)
    assert "no geometry" in said
    assert "outside the list" in said
    found = {(row["kind"], row["object_uid"]) for row in town.rows("findings")}
    assert {("zero_length", "n2"), ("unlinked_outfall", "n5")} <= found
    assert {("bad_geometry", "g1"), ("bad_geometry", "g2")} <= found
    before = town.dump()
    run_verb("traceproject", {"PROJECT": town.path})
    assert town.dump() == before


def test_text_in_number_fields(run_verb, town):
    """SQLite keeps what another program wrote, whatever the column is declared as."""
    program = textwrap.dedent("""
        import sqlite3, sys
        held = sqlite3.connect(sys.argv[1])
        for name, in held.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            held.execute(f'DROP TRIGGER "{name}"')
        held.execute("UPDATE pipes SET invert_from = 'deep', diameter_mm = 'DN300'")
        held.execute("UPDATE pipes SET system = 7, flow = x'00ff'")
        held.execute("UPDATE enterprises SET name = 12.5, declared_node = x'ff00ff'")
        held.commit()
        """)
    subprocess.run([sys.executable, "-c", program, town.path], check=True)
    run_verb("validatenetwork", {"PROJECT": town.path})
    run_verb("traceproject", {"PROJECT": town.path})
    assert ("A", "Tower") in town.links()


def test_two_networks_in_different_coordinate_systems(refused, town):
    """All tables of a project share one system; one that was changed by hand is refused by name."""
    from outfall_tracer.layers.store.gpkg import open_dataset, sql

    dataset = open_dataset(town.path, update=True)
    sql(dataset, "INSERT OR IGNORE INTO gpkg_spatial_ref_sys SELECT 'WGS 84 / UTM zone 50N', 32650, 'EPSG', "
        "32650, definition, NULL FROM gpkg_spatial_ref_sys WHERE srs_id = 4547")
    sql(dataset, "UPDATE gpkg_geometry_columns SET srs_id = 32650 WHERE table_name = 'enterprises'")
    del dataset
    before = town.dump()
    assert "enterprises" in refused("traceproject", PROJECT=town.path)
    assert town.dump() == before


def test_a_thousand_pipes_on_one_spot(run_verb, town):
    from osgeo import ogr

    dataset, layer = town._layer("pipes")
    assert layer.StartTransaction() == 0
    for number in range(1000):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["uid"] = f"s{number}"
        feature.SetGeometry(town.geometry("LINESTRING (0 100, 0 0)"))
        assert layer.CreateFeature(feature) == 0
    layer.CommitTransaction()
    del feature, layer, dataset
    run_verb("validatenetwork", {"PROJECT": town.path})
    run_verb("traceproject", {"PROJECT": town.path})
    assert len([row for row in town.rows("findings") if row["kind"] == "duplicate"]) == 1000
    assert ("A", "Mill") in town.links()


def test_another_program_is_waited_for_as_long_as_we_say(town):
    """GDAL's own are five seconds, in which a window would stand still, and no option changes them."""
    from outfall_tracer.layers.project.project_file import open_for_saving

    dataset = open_for_saving(town.path)
    rows = dataset.ExecuteSQL("PRAGMA busy_timeout")
    assert rows.GetNextFeature().GetField(0) == 2000
    dataset.ReleaseResultSet(rows)
