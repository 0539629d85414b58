"""A full disk leaves what was there: every verb that writes a file, tried on a disk that is really full."""

from __future__ import annotations

import pytest
from outfall_tracer.problems import UserError
from outfall_tracer.tests.support.small_disk import fill, small_disk
from qgis.core import QgsProcessingException

#: verb -> output, name of its file, what else is given
WRITERS = {
    "register": ("OUTPUT", "register.xlsx", {}),
    "register csv": ("OUTPUT", "register.csv", {}),
    "register gpkg": ("OUTPUT", "register.gpkg", {}),
    "districtmaps": ("OUTPUT", ".", {"PNG": True}),
    "signs": ("OUTPUT", "plates", {}),
    "bulletin": ("OUTPUT", "bulletins", {"PERIOD": "2026-01"}),
    "overviewmap png": ("PNG", "map.png", {}),
    "overviewmap pdf": ("PDF", "map.pdf", {}),
    "importrejects": ("OUTPUT", "rejects.csv", {}),
    "traceproject": ("SUMMARY", "summary.json", {}),
    "importlayer": ("REPORT", "report.json", {"TABLE": "outfalls"}),
    "importlayer mapping": ("SAVE_MAPPING", "mapping.json", {"TABLE": "outfalls"}),
    "accumulate gpkg": ("OUTPUT", "sums.gpkg", {}),
    "accumulate csv": ("OUTPUT", "sums.csv", {}),
    "accumulate geojson": ("OUTPUT", "sums.geojson", {}),
    "accumulate shp": ("OUTPUT", "sums.shp", {}),
    "longsection": ("OUTPUT", "section.gpkg", {"TABLE": "enterprises", "START": "Mill"}),
    "traceupstream": ("OUTPUT", "traced.fgb", {}),
}


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk") as folder:
        yield folder


def given_for(name, town, tmp_path):
    verb = name.split()[0]
    output, file, more = WRITERS[name]
    if verb == "importlayer":
        source = tmp_path / "outfalls.csv"
        source.write_text("name,x,y\nNew,500010,3380010\n", encoding="utf-8")
        more = {**more, "SOURCE": str(source), "CRS": "EPSG:4547"}
    if verb == "traceupstream":
        return verb, output, file, {
            "NETWORK": f"{town.path}|layername=pipes", "OUTFALLS": f"{town.path}|layername=outfalls"}
    return verb, output, file, {"PROJECT": town.path, **more}


def files_in(folder):
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_leaves_what_was_there(run_verb, town, tmp_path, disk, name):
    """At every degree of fullness, down to the last byte; afterwards there is room, and it is written."""
    verb, output, file, given = given_for(name, town, tmp_path)
    target = disk / file
    run_verb(verb, {**given, output: str(target)})
    before = {path: path.read_bytes() for path in files_in(disk)}
    needed = sum(map(len, before.values()))
    refused = 0
    for leave in sorted({0, 4096, needed // 8, needed // 2, needed - 4096}):
        if leave < 0:
            continue
        ballast = fill(disk, leave)
        said = ""
        try:
            run_verb(verb, {**given, output: str(target)})
        except QgsProcessingException as error:
            said = str(error)
        if said:
            refused += 1
            assert "unexpected" not in said
            assert {path: path.read_bytes() for path in before} == before
        ballast.unlink()
        assert files_in(disk) == set(before), "something was left behind"
        if verb in ("accumulate", "traceupstream", "longsection", "register"):  # each made alike
            assert {path: len(path.read_bytes()) for path in before} == {
                path: len(content) for path, content in before.items()}
    assert refused, "the disk was never full enough"
    run_verb(verb, {**given, output: str(target)})


def test_the_windows_own_files_too(disk):
    """Long section, mapping, configuration and sheet go through one helper; pictures by Qt's own writers."""
    from outfall_tracer.layers.files.replacing import replaced, write_whole
    from qgis.PyQt.QtGui import QImage

    target = disk / "note.json"
    write_whole(target, "what was there")
    ballast = fill(disk)
    with pytest.raises(UserError, match="disk"):
        write_whole(target, "x" * 100_000)
    ballast.unlink()
    assert target.read_text(encoding="utf-8") == "what was there"
    assert list(disk.iterdir()) == [target]
    picture = QImage(4000, 4000, QImage.Format.Format_RGB32)
    picture.fill(0x112233)
    for leave in (0, 10_000):
        ballast = fill(disk, leave)
        with pytest.raises(UserError, match="disk"), replaced(disk / "section.png") as made:
            picture.save(str(made), "PNG")
        ballast.unlink()
        assert list(disk.iterdir()) == [target]


def test_a_backup_that_has_no_room_leaves_nothing_that_looks_like_one(town, disk):
    import shutil

    from outfall_tracer.layers.migrations import back_up

    project = disk / "town.gpkg"
    shutil.copy(town.path, project)
    ballast = fill(disk, 100_000)
    with pytest.raises(UserError, match="No backup"):
        back_up(project, 2)
    ballast.unlink()
    assert [path.name for path in disk.glob("*.gpkg")] == ["town.gpkg"]
