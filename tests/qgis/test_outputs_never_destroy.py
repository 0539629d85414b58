"""No output of a verb or export is a file that an input reads, or an outfall project, however it is named."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from outfall_tracer.problems import UserError
from qgis.core import (
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsProperty,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVectorLayerJoinInfo,
)


def contents(folder):
    """Every file below ``folder`` with what it holds; SQLite's index of a log is made at every reading."""
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }


@pytest.fixture
def unchanged(tmp_path):
    """Return a function that fails where any file that was there has changed since."""
    before = {}

    def look():
        now = contents(tmp_path)
        if before:
            assert {path: now.get(path) for path in before} == before
            assert not list(tmp_path.rglob(".writing*"))
        before.update(now)

    return look


def spelled(path):
    """The many ways to name one file."""
    path = Path(path)
    link = path.with_name("link.gpkg")
    if not link.exists():
        link.symlink_to(path.name)
        os.link(path, path.with_name("hard.gpkg"))
        (path.parent.parent / "way").symlink_to(path.parent)
    return {
        "plain": str(path),
        "no ending": str(path.with_suffix("")),
        "layer": f"{path}|layername=sums",
        "relative": os.path.relpath(path),
        "dots": f"{path.parent}/../{path.parent.name}/./{path.name}",
        "link": str(link),
        "hard link": str(path.with_name("hard.gpkg")),
        "linked folder": str(path.parent.parent / "way" / path.name),
        "case": str(path.with_name(path.name.upper())),
        "dbname": f"ogr:dbname='{path}' table=\"sums\" (geom)",
        "uri": path.as_uri(),
        "log": f"{path}-wal",
        "journal": f"{path}-journal",
    }


VERBS = {
    "accumulate": {},
    "longsection": {"TABLE": "enterprises", "START": "Mill"},
    "proposedirections": {},
}


@pytest.mark.parametrize("verb", [*VERBS, "traceupstream", "tracedownstream"])
def test_no_verb_writes_its_layer_over_what_it_reads(run_verb, town, tmp_path, unchanged, verb):
    folder = tmp_path / "data"
    folder.mkdir()
    path = shutil.move(town.path, folder / "town.gpkg")
    given = {"PROJECT": str(path), **VERBS.get(verb, {})}
    if verb not in VERBS:
        given = {"NETWORK": f"{path}|layername=pipes", "OUTFALLS": f"{path}|layername=outfalls"}
    outputs = spelled(path)
    unchanged()
    for output in outputs.values():
        with pytest.raises(QgsProcessingException, match=r"OUTPUT would overwrite .*(town|hard)\.gpkg"):
            run_verb(verb, {**given, "OUTPUT": output})
        unchanged()
    given["OUTPUT"] = QgsProcessingOutputLayerDefinition(outputs["link"])
    with pytest.raises(QgsProcessingException, match="OUTPUT would overwrite"):
        run_verb(verb, given)
    given["OUTPUT"] = QgsProcessingOutputLayerDefinition(
        QgsProperty.fromExpression(f"'{folder}' || '/town.gpkg'")
    )
    with pytest.raises(QgsProcessingException, match="OUTPUT would overwrite"):
        run_verb(verb, given)
    unchanged()


FILES = {
    "register": ("OUTPUT", {}),
    "overviewmap": ("PNG", {}),
    "importrejects": ("OUTPUT", {}),
    "traceproject": ("SUMMARY", {}),
    "importlayer": ("REPORT", {"TABLE": "outfalls", "ANSWERS": "{}"}),
}


@pytest.mark.parametrize("verb", FILES)
def test_no_verb_writes_its_file_over_a_project_or_an_input(run_verb, town, tmp_path, unchanged, verb):
    output, more = FILES[verb]
    folder = tmp_path / "data"
    folder.mkdir()
    path = shutil.move(town.path, folder / "town.gpkg")
    other = shutil.copy(path, folder / "other.gpkg")
    disguised = shutil.copy(path, folder / "other.json")
    delivered = folder / "outfalls.csv"
    delivered.write_text("name,x,y\nNew,500010,3380010\n", encoding="utf-8")
    given = {"PROJECT": str(path), **more}
    if verb == "importlayer":
        given["SOURCE"] = str(delivered)
    targets = [text for name, text in spelled(path).items() if name not in ("layer", "dbname", "no ending")]
    targets += [str(other), str(disguised), f"{other}-wal"]
    if verb == "importlayer":
        targets += [str(delivered), str(folder / "OUTFALLS.CSV"), str(folder / "outfalls.csvt")]
    unchanged()
    for target in targets:
        with pytest.raises(QgsProcessingException, match=f"{output} would overwrite"):
            run_verb(verb, {**given, output: target})
        unchanged()


def test_the_files_behind_layers_count_too(run_verb, town, tmp_path, unchanged):
    """Shapefile parts, a geodatabase in an archive, joined, virtual and referring layers."""
    pipes = QgsVectorLayer(f"{town.path}|layername=pipes", "pipes")
    shape, table = tmp_path / "net.shp", tmp_path / "names.csv"
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "ESRI Shapefile"
    QgsVectorFileWriter.writeAsVectorFormatV2(
        pipes, str(shape), QgsProject.instance().transformContext(), options
    )
    table.write_text("code,word\nP1,one\n", encoding="utf-8")
    (tmp_path / "net.vrt").write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="net"><SrcDataSource>{shape}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "net.zip", "w") as archive:
        for path in tmp_path.glob("net.[sdp]*"):
            archive.write(path, path.name)
    outfalls = f"{town.path}|layername=outfalls"
    text = QgsVectorLayer(f"{table.as_uri()}?delimiter=,", "names", "delimitedtext")
    assert text.isValid()
    joined = QgsVectorLayer(str(shape), "joined")
    QgsProject.instance().addMapLayers([text, joined])
    join = QgsVectorLayerJoinInfo()
    join.setJoinLayer(text)
    join.setJoinFieldName("code")
    join.setTargetFieldName("code")
    assert joined.addJoin(join)
    virtual = QgsVectorLayer("?query=SELECT * FROM joined", "virtual", "virtual")
    assert virtual.isValid()
    QgsProject.instance().addMapLayer(virtual)
    cases = [
        (str(shape), "net.dbf"), (str(shape), "NET.shp"), (f"{shape}|layername=net", "net.shx"),
        (str(tmp_path / "net.vrt"), "net.shp"),
        (QgsVectorLayer(f"/vsizip/{tmp_path}/net.zip/net.shp", "zipped"), "net.zip"),
        (QgsProcessingFeatureSourceDefinition(str(shape)), "net.shp"),
        (joined.id(), "names.csv"), (joined, "names.csv"), (virtual, "net.shp"), (virtual.name(), "net.shp"),
    ]
    unchanged()
    try:
        for network, output in cases:
            with pytest.raises(QgsProcessingException, match="OUTPUT would overwrite"):
                run_verb("traceupstream", {
                    "NETWORK": network, "OUTFALLS": outfalls, "OUTPUT": str(tmp_path / output)})
            unchanged()
    finally:
        QgsProject.instance().clear()


def test_two_outputs_are_two_files(run_verb, town, tmp_path):
    same = str(tmp_path / "out.json")
    source = tmp_path / "outfalls.csv"
    source.write_text("name,x,y\nNew,500010,3380010\n", encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="SAVE_MAPPING and REPORT are one file"):
        run_verb("importlayer", {"PROJECT": town.path, "SOURCE": str(source), "TABLE": "outfalls",
                                 "REPORT": same, "SAVE_MAPPING": same})


def test_an_output_that_reads_nothing_of_its_own_is_written_and_written_again(run_verb, town, tmp_path):
    """Also over an older result with other columns, in every format that is one file or several."""
    network = {"NETWORK": f"{town.path}|layername=pipes", "OUTFALLS": f"{town.path}|layername=outfalls"}
    for name in ("sums.gpkg", "sums", "sums.shp", "sums.csv", "sums.geojson", "sums.tab"):
        for verb, given in (("accumulate", {"PROJECT": town.path}), ("traceupstream", network)):
            made = run_verb(verb, {**given, "OUTPUT": str(tmp_path / name)})["OUTPUT"]
            expected = tmp_path / name
            assert made == str(expected if expected.suffix else expected.with_suffix(".gpkg"))
            layer = QgsVectorLayer(made, "made")
            assert layer.isValid()
            assert layer.featureCount() > 0
            assert layer.fields().lookupField("uid" if verb == "accumulate" else "pipe_id") >= 0
            del layer
    assert not list(tmp_path.glob(".writing*"))
    made = run_verb("accumulate", {"PROJECT": town.path, "OUTPUT": "TEMPORARY_OUTPUT"})["OUTPUT"]
    assert made
    assert run_verb("accumulate", {"PROJECT": town.path, "OUTPUT": "memory:"})["OUTPUT"]


def test_a_result_that_qgis_is_to_load_is_loaded_from_its_place(provider, town, tmp_path, heard):
    """As the toolbox asks for it: with a project to add the layer to."""
    from qgis.core import QgsProcessingContext

    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    place = str(tmp_path / "sums.gpkg")
    asked = QgsProcessingOutputLayerDefinition(place, project)
    algorithm = provider.algorithm("accumulate").create()
    outputs, ok = algorithm.run({"PROJECT": town.path, "OUTPUT": asked}, context, heard)
    assert ok
    assert outputs["OUTPUT"] == place
    assert list(context.layersToLoadOnCompletion()) == [place]


def test_exports_of_the_window_keep_to_it_too(town, tmp_path):
    """What the window writes goes through one helper, which no project passes."""
    from outfall_tracer.importing.model import Mapping
    from outfall_tracer.importing.proposal.mapping_files import save_profile
    from outfall_tracer.layers.files.replacing import write_whole
    from outfall_tracer.operations.runs.configurations import Configuration, export_configuration

    before = contents(tmp_path)
    for target in (town.path, f"{town.path}-wal"):
        with pytest.raises(UserError, match="would overwrite the project"):
            write_whole(target, "text")
        with pytest.raises(UserError, match="would overwrite the project"):
            export_configuration(Configuration("mine"), target)
        with pytest.raises(UserError, match="would overwrite the project"):
            save_profile(target, Mapping("outfalls"))
    assert contents(tmp_path) == before
