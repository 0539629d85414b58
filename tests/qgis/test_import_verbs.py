"""``importlayer`` and ``importrejects`` as scripts run them: parameters, outputs, files, refusals."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from qgis.core import QgsProcessingException, QgsProject, QgsVectorLayer

from ..support.import_deliveries import (
    content,
    delivery,
    edit,
    empty_project_file,
    points,
    project,
    run,
    table_of,
    texts,
)

__all__ = ["empty_project_file", "project"]

HEAD = "编号,名称,X,Y,井深\n"
GOOD = "YS1,一,500010,3380010,2.5\nYS2,二,500020,3380020,2.6\nYS3,三,500030,3380030,2.7\n"
BAD = ",四,,,2.8\n,=HYPERLINK(1),x,y,-3\n"


def sheet(folder, text, name="井.csv", encoding="utf-8"):
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


def ask(project, source, **more):
    return {
        "PROJECT": str(project),
        "SOURCE": str(source),
        "TABLE": "manholes",
        "CRS": "EPSG:4547",
        "ANSWERS": json.dumps({"*": "proposed"}),
        **more,
    }


def test_a_sheet_comes_in_with_outputs_report_and_mapping(project, run_verb, heard, tmp_path):
    source = sheet(tmp_path, HEAD + GOOD + BAD, encoding="gbk")
    trial = run_verb("importlayer", ask(project, source, DRY_RUN=True, REPORT=str(tmp_path / "trial.json")))
    assert trial["ADDED"] == 3
    assert table_of(project, "manholes", "uid").n == 0
    assert json.loads((tmp_path / "trial.json").read_text(encoding="utf-8"))["dry_run"] is True
    done = run_verb(
        "importlayer",
        ask(
            project, source, REPORT=str(tmp_path / "report.json"), SAVE_MAPPING=str(tmp_path / "mapping.json")
        ),
    )
    assert (done["READ"], done["ADDED"], done["REJECTED"]) == (5, 3, 2)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["format"] == "outfall-tracer-import-report"
    assert report["counts"]["added"] == 3
    assert report["written"] is True
    assert sum(kind["n"] for kind in report["rejects"]) == 2
    assert any("rejected" in text for text in heard.warnings)
    rows = table_of(project, "manholes", "code", "depth", geometry=True)
    assert rows["code"].tolist() == ["YS1", "YS2", "YS3"]
    assert rows.xy[0].tolist() == [500010.0, 3380010.0]

    newer = sheet(tmp_path, HEAD + GOOD.replace("2.6", "3.6"), name="newer.csv")
    again = run_verb(
        "importlayer",
        {"PROJECT": str(project), "SOURCE": str(newer), "MAPPING": str(tmp_path / "mapping.json")},
    )
    assert (again["UPDATED"], again["UNCHANGED"], again["ADDED"]) == (1, 2, 0)


def test_what_is_not_said_stops_the_import_with_all_questions(project, run_verb, tmp_path):
    source = sheet(
        tmp_path,
        "管段编号,起点点号,终点点号,数据来源,起点X,起点Y,终点X,终点Y\n"
        + "".join(
            f"G{i},A{i},A{i + 1},{1 + i % 3},{500000 + 20 * i},3380000,{500020 + 20 * i},3380000\n"
            for i in range(12)
        ),
    )
    asked = {**ask(project, source), "TABLE": "auto", "CRS": None, "ANSWERS": ""}
    before = content(project)
    with pytest.raises(QgsProcessingException) as raised:
        run_verb("importlayer", asked)
    said = str(raised.value)
    for part in ("[crs]", "[numbering.data_source]", "ANSWERS"):
        assert part in said, "all at once"
    assert "EPSG:4547" in said
    assert "PROJCS" not in said
    assert content(project) == before
    with pytest.raises(QgsProcessingException, match="JSON object"):
        run_verb("importlayer", {**asked, "ANSWERS": "crs=EPSG:4547"})
    done = run_verb(
        "importlayer",
        {**asked, "ANSWERS": json.dumps({"crs": "EPSG:4547", "numbering.data_source": "nothing"})},
    )
    assert done["ADDED"] == 12
    assert table_of(project, "pipes", "data_source")["data_source"].tolist() == [None] * 12


def test_a_folder_and_a_file_without_an_ending_are_taken(project, run_verb, tmp_path):
    folder = tmp_path / "delivery"
    folder.mkdir()
    sheet(folder, HEAD + GOOD, "wells.csv")
    assert run_verb("importlayer", ask(project, folder))["ADDED"] == 3
    assert run_verb("importlayer", ask(project, sheet(tmp_path, HEAD + GOOD, "wells")))["UNCHANGED"] == 3


@pytest.mark.parametrize(
    "text",
    [
        "文件名,路径,备注\n照片1.jpg,photos/1.jpg,\n照片2.jpg,photos/2.jpg,近照\n",
        "pipes.shp\nwells.shp\noutfalls.shp\n",
        "location,name\nsheet1.shp,A\nsheet2.shp,B\n",
    ],
)
def test_a_list_of_files_is_told_where_its_table_is_found_out(project, run_verb, tmp_path, text):
    with pytest.raises(QgsProcessingException, match="only lists other files, such as "):
        run_verb("importlayer", ask(project, sheet(tmp_path, text), TABLE="auto"))
    pictured = "排污口编码,排污口名称,X,Y,照片\nPK1,A,500010,3380010,1.jpg\nPK2,B,500090,3380010,2.jpg\n"
    with pytest.raises(QgsProcessingException, match="Likely are: outfalls"):
        run_verb("importlayer", ask(project, sheet(tmp_path, pictured), TABLE="auto"))


@pytest.mark.parametrize("heads", ["X1,Y1,X2,Y2", "X,Y,X2,Y2", "X坐标1,Y坐标1,X坐标2,Y坐标2"])
def test_lines_between_numbered_coordinates(project, run_verb, tmp_path, heads):
    """Also where numbers of wells that a spreadsheet cut short would draw a line to its own beginning."""
    wells = "编号,X,Y\n420100199001011300,500000,3380000\n420100199001011301,500030,3380000\n"
    run_verb("importlayer", ask(project, sheet(tmp_path, wells, "wells.csv")))
    source = sheet(
        tmp_path,
        f"管段编号,起点编号,终点编号,{heads}\n"
        "P1,420100199001011300,420100199001011300,500000,3380000,500030,3380000\n",
        "pipes.csv",
    )
    assert run_verb("importlayer", ask(project, source, TABLE="pipes"))["ADDED"] == 1
    rows = table_of(project, "pipes", "code", geometry=True)
    assert rows.parts.xy.tolist() == [[500000, 3380000], [500030, 3380000]]


def test_refusals_are_sentences(project, run_verb, tmp_path):
    good = sheet(tmp_path, HEAD + GOOD)
    wrong = tmp_path / "wrong.json"
    wrong.write_text(
        '{"format": "outfall-tracer-mapping", "table": "manholes", "fields": [{"target": "nope"}]}'
    )
    for more, said in (
        ({"SOURCE": str(tmp_path / "none.csv")}, "none.csv"),
        ({"PROJECT": str(tmp_path / "none.gpkg")}, "no file"),
        ({"MAPPING": str(wrong)}, "nope"),
        ({"MAPPING": str(good)}, "not a mapping|mapping"),
        ({"ENCODING": "klingon"}, "klingon"),
        ({"REPORT": str(project)}, "overwrite"),
    ):
        with pytest.raises(QgsProcessingException, match=said):
            run_verb("importlayer", ask(project, good, **more))
    assert table_of(project, "manholes", "uid").n == 0


def test_unsaved_edits_are_never_written_behind(project, run_verb, tmp_path):
    layer = QgsVectorLayer(f"{project}|layername=manholes", "manholes", "ogr")
    QgsProject.instance().addMapLayer(layer)
    try:
        source = sheet(tmp_path, HEAD + GOOD)
        layer.startEditing()
        from qgis.core import QgsFeature

        feature = QgsFeature(layer.fields())
        feature["uid"], feature["code"] = "u", "mine"
        assert layer.addFeature(feature)
        with pytest.raises(QgsProcessingException, match="manholes"):
            run_verb("importlayer", ask(project, source))
        assert layer.commitChanges(), layer.commitErrors()
        assert run_verb("importlayer", ask(project, source))["ADDED"] == 3
        assert layer.featureCount() == 4
    finally:
        QgsProject.instance().removeMapLayer(layer.id())


def test_rejects_are_listed_mended_and_taken_in_again(project, run_verb, tmp_path):
    run_verb("importlayer", ask(project, sheet(tmp_path, HEAD + GOOD + BAD)))
    listed = run_verb("importrejects", {"PROJECT": str(project), "OUTPUT": str(tmp_path / "open.csv")})
    assert listed["OPEN"] == 2
    with (tmp_path / "open.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["名称"] for row in rows] == ["四", "'=HYPERLINK(1)"]
    assert rows[1]["井深"] == "-3"
    rows[0].update(编号="YS4", X="500040", Y="3380040")
    with (tmp_path / "mended.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    done = run_verb("importrejects", {"PROJECT": str(project), "CORRECTED": str(tmp_path / "mended.csv")})
    assert (done["TAKEN_IN"], done["STILL_REJECTED"], done["OPEN"]) == (1, 1, 1)
    found = table_of(project, "manholes", "code", "depth", geometry=True)
    assert found["code"].tolist()[-1] == "YS4"
    assert found.xy[-1].tolist() == [500040.0, 3380040.0]
    last = table_of(project, "import_rejects", "uid", "status")
    assert sorted(last["status"].tolist()) == ["open", "taken_in"]
    left = last["uid"][last["status"].tolist().index("open")]
    gone = run_verb("importrejects", {"PROJECT": str(project), "DISMISS": left})
    assert (gone["DISMISSED"], gone["OPEN"]) == (1, 0)
    again = run_verb("importlayer", ask(project, tmp_path / "井.csv"))
    assert again["REJECTED"] == 2
    assert table_of(project, "import_rejects", "uid").n == 2
    assert table_of(project, "manholes", "uid").n == 4
    with pytest.raises(QgsProcessingException, match="not a sheet of mended rows"):
        run_verb("importrejects", {"PROJECT": str(project), "CORRECTED": str(tmp_path / "井.csv")})


def test_a_colleagues_project_comes_over_with_its_uids(project, empty_project_file, run_verb, tmp_path):
    import shutil

    other = shutil.copy(empty_project_file, tmp_path / "colleague.gpkg")
    run(
        other,
        delivery(
            "outfalls",
            {"name": texts("甲", "乙"), "code_local": texts("A", "B")},
            points((500000, 3380000), (500100, 3380000)),
        ),
    )
    run(
        other,
        delivery("manholes", {"code": texts("W1"), "depth": np.array([2.0])}, points((500000, 3380100))),
    )
    uids = table_of(other, "outfalls", "uid")["uid"].tolist()
    edit(
        other,
        "outfalls",
        uids,
        {
            "trace_status": texts("untraceable", "candidates"),
            "n_enterprises": np.array([np.nan, 3.0]),
            "written": texts(None, json.dumps({"trace_status": "candidates", "n_enterprises": 3})),
        },
    )
    done = run_verb("importlayer", {"PROJECT": str(project), "SOURCE": str(other)})
    assert done["ADDED"] == 3
    rows = table_of(
        project, "outfalls", "uid", "name", "trace_status", "n_enterprises", "written", geometry=True
    )
    assert rows["uid"].tolist() == uids
    assert rows.xy[1].tolist() == [500100.0, 3380000.0]
    assert rows["trace_status"].tolist() == ["untraceable", "untraced"], "a person's judgement, not a run's"
    assert np.isnan(rows["n_enterprises"]).all()
    assert rows["written"].tolist() == [None, None]
    edit(project, "outfalls", uids[:1], {"name": texts("mine")})
    edit(other, "outfalls", uids, {"name": texts("theirs", "theirs")})
    run_verb("importlayer", {"PROJECT": str(project), "SOURCE": str(other), "LAYER": "outfalls"})
    assert table_of(project, "outfalls", "name")["name"].tolist() == ["mine", "theirs"]
    with pytest.raises(QgsProcessingException, match="into itself"):
        run_verb("importlayer", {"PROJECT": str(project), "SOURCE": str(project)})


def test_a_colleagues_project_in_another_system_is_transformed(project, run_verb, tmp_path):
    import shapely
    from osgeo import osr
    from outfall_tracer.layers.store.tables import create_tables

    zone, target = osr.SpatialReference(), osr.SpatialReference()
    zone.ImportFromEPSG(4546)
    target.ImportFromEPSG(4547)
    for system in (zone, target):
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    other = tmp_path / "colleague.gpkg"
    create_tables(other, zone.ExportToWkt())
    area = shapely.box(785000, 3390000, 785100, 3390050)
    way = shapely.MultiLineString(
        [[(785000, 3390000), (785100, 3390000)], [(785200, 3390000), (785300, 3390000)]]
    )
    run(other, delivery("districts", {"name": texts("区")}, texts(shapely.to_wkb(area))))
    run(other, delivery("pipes", {"code": texts("G1")}, texts(shapely.to_wkb(way))))
    assert run_verb("importlayer", {"PROJECT": str(project), "SOURCE": str(other)})["ADDED"] == 2
    expected = osr.CoordinateTransformation(zone, target).TransformPoint(785200.0, 3390000.0)
    pipe = table_of(project, "pipes", "code", geometry=True)
    assert pipe.parts.part_row.tolist() == [0, 0]
    assert np.allclose(pipe.parts.xy[2], expected[:2], atol=1e-6)
    assert abs(table_of(project, "districts", "name", geometry=True).shapes[0].area / area.area - 1) < 0.01
    again = run_verb("importlayer", {"PROJECT": str(project), "SOURCE": str(other)})
    assert again["UNCHANGED"] == 2


def test_the_report_page_holds_no_markup_from_data(project):
    from outfall_tracer.importing.model import Change, Reject
    from outfall_tracer.importing.report_page import report_html

    evil = "<script>alert(1)</script>"
    parts = delivery(
        "manholes",
        {"code": texts("W1", evil)},
        points((0, 0), (1, 1)),
        rejects=[Reject(3, evil, {"code": evil})],
        file=evil,
    )
    parts[0].changes.append(Change("code", "blanks", np.array([0]), texts(evil), texts("W1")))
    parts[0].assumptions.append(evil)
    page = report_html(run(project, parts).report)
    assert "<script" not in page
    assert "&lt;script" in page
    assert "href='row:3'" in page


def test_a_project_opens_on_its_first_rows(run_verb, tmp_path):
    from outfall_tracer.layers.project.qgis_project import stored_uri

    path = tmp_path / "fresh.gpkg"
    run_verb("createproject", {"CRS": "EPSG:4547", "OUTPUT": str(path)})
    rows = "".join(f"FA{i},口{i},{600000 + 90 * i},3200000\n" for i in range(5))
    source = sheet(tmp_path, "地方编码,名称,X,Y\n" + rows)
    assert run_verb("importlayer", {**ask(path, source), "TABLE": "outfalls"})["ADDED"] == 5
    opened = QgsProject()
    assert opened.read(stored_uri(path))
    view = opened.viewSettings().defaultViewExtent()
    assert view.contains(600100, 3200000)
    assert view.width() < 5000
