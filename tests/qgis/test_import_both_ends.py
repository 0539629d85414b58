"""The sheet in which every pipe stands twice: points and pipes with both levels, and no street lights."""

from __future__ import annotations

import numpy as np
import openpyxl
import pytest
import shapely
from outfall_tracer.importing import readers
from outfall_tracer.importing.context import ImportContext
from outfall_tracer.importing.places.both_ends import reshaped
from outfall_tracer.importing.prepare import prepare
from outfall_tracer.importing.proposal import columns
from outfall_tracer.importing.proposal.layer_choice import best_layer
from outfall_tracer.importing.run import Request, import_layer
from outfall_tracer.problems import UserError

from ..support.import_deliveries import empty_project_file, project, table_of
from ..support.survey_delivery import raw_table

__all__ = ["empty_project_file", "project"]
pytestmark = pytest.mark.usefixtures("qgis_app")

#: number: x (north), y (east), ground
POINTS = {
    "Y1": (3385000.0, 530000.0, 22.4),
    "Y2": (3385001.2, 530030.3, 22.31),
    "Y3": (3385002.1, 530061.0, 22.15),
    "Y4": (3384980.4, 530030.9, 22.5),
    "Y5": (3385022.7, 530031.5, 22.44),
    "Y6": (3385003.0, 530092.4, 21.9),
}
#: from, to, level there, level here, diameter: downhill
PIPES = [
    ("Y1", "Y2", 20.1, 20.02, 600),
    ("Y2", "Y3", 20.02, 19.93, 600),
    ("Y4", "Y2", 21.2, 20.7, 300),
    ("Y5", "Y2", 21.15, 20.66, 300),
    ("Y3", "Y6", 19.93, 19.8, 800),
]
HEAD = [
    ["管线点成果表"],
    ["测区:", None, "管线类型:{kind}"],
    [
        "管线点预编号",
        "管线点号",
        "连接点号",
        "管线材料",
        "管径或断面尺寸(mm)",
        "管线点类别",
        None,
        "平面坐标(m)",
        None,
        "高程(m)",
        None,
        "埋深(m)",
        "备注",
    ],
    [None, None, None, None, None, "特征", "附属物", "X", "Y", "地面", "管(沟块)内底"],
]


def connections(pipes=PIPES):
    """Return (number, other, level here, diameter), grouped by the number."""
    found = [(a, b, one, size) for a, b, one, _, size in pipes] + [
        (b, a, two, size) for a, b, _, two, size in pipes
    ]
    return sorted(found)


def rows_of(pipes=PIPES, repeat=False, level="invert"):
    out, last = [], ""
    for number, other, here, size in connections(pipes):
        x, y, ground = POINTS[number]
        own = number if repeat or number != last else None
        depth = round(ground - here, 2)
        bottom = f"{here:.2f}" if level == "invert" else None
        out.append(
            [
                own,
                None,
                other,
                "砼",
                size,
                "直通",
                "检查井",
                f"{x:.2f}",
                f"{y:.2f}",
                f"{ground:.2f}",
                bottom,
                f"{depth:.2f}",
            ]
        )
        last = number
    return out


def lights(n=12):
    """Return the sheet of street lights: more rows than that of the sewers."""
    out = []
    for i in range(1, n + 1):
        others = [f"LD{j}" for j in (i - 1, i + 1) if 1 <= j <= n]
        for at, other in enumerate(others):
            out.append(
                [
                    f"LD{i}" if at == 0 else None,
                    None,
                    other,
                    "砼",
                    50,
                    None,
                    None,
                    f"{3385000 + 3 * i}",
                    f"{530000 + 17 * i}",
                    "22.40",
                    "21.90",
                    "0.50",
                ]
            )
    return out


def book(path, sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, (kind, rows) in sheets.items():
        sheet = made.create_sheet(name)
        for row in [*HEAD, *rows]:
            sheet.append([cell.format(kind=kind) if isinstance(cell, str) else cell for cell in row])
    made.save(path)
    return str(path)


def check_pipes(project):
    found = table_of(
        project,
        "pipes",
        "from_node",
        "to_node",
        "invert_from",
        "invert_to",
        "diameter_mm",
        "system",
        geometry=True,
    )
    rows = zip(
        *(
            found[name].tolist()
            for name in ("from_node", "to_node", "invert_from", "invert_to", "diameter_mm")
        )
    )
    assert sorted(rows) == sorted(PIPES)
    lines = found.parts.xy.reshape(-1, 4)
    for (a, b), line in zip(zip(found["from_node"], found["to_node"]), lines.tolist()):
        assert line == pytest.approx([*POINTS[a][1::-1], *POINTS[b][1::-1]])
    return found


@pytest.mark.parametrize("repeat", [False, True], ids=["further connections blank", "numbers repeated"])
def test_points_once_and_pipes_with_both_levels_come_in(tmp_path, project, repeat):
    source = book(tmp_path / "a.xlsx", {"LD": ("路灯", lights()), "Y": ("雨水", rows_of(repeat=repeat))})
    for table, n in (("manholes", 6), ("pipes", 5)):
        request = Request(source, table, crs="EPSG:4547", answers={"*": "proposed"})
        (outcome,) = import_layer(project, request)
        assert outcome.report.counts["added"] == n
        assert any("“Y” was read" in text for text in outcome.report.assumptions), "the sheet chosen is named"
        assert any("6 points and 5 pipes" in problem.text for problem in outcome.plan.problems)
    found = check_pipes(project)
    assert set(found["system"]) == {"storm"}  # what stands above the sheet
    points = table_of(project, "manholes", "code", "ground_level", geometry=True)
    assert dict(zip(points["code"], points["ground_level"])) == {
        key: value[2] for key, value in POINTS.items()
    }
    (again,) = import_layer(project, request)
    assert not again.written


def test_levels_come_from_depths_where_the_sheet_has_no_others(tmp_path, project):
    source = book(tmp_path / "a.xlsx", {"Y": ("雨水", rows_of(level="depth"))})
    import_layer(project, Request(source, "pipes", crs="EPSG:4547", answers={"*": "proposed"}))
    check_pipes(project)


def test_street_lights_do_not_become_pipes_unasked(tmp_path, project):
    source = book(tmp_path / "a.xlsx", {"Y": ("雨水", rows_of()), "路灯": ("路灯", lights())})
    for table in ("pipes", "manholes"):
        with pytest.raises(UserError, match="another utility"):
            import_layer(project, Request(source, table, "路灯", crs="EPSG:4547", answers={"*": "proposed"}))
    assert best_layer(source)[0] == "Y"
    request = Request(
        source, "pipes", "路灯", crs="EPSG:4547", answers={"*": "proposed", "utility": "drainage"}
    )
    assert import_layer(project, request)[0].report.counts["added"] == 11


def test_rows_of_other_utilities_in_one_table_are_asked_about_and_left_out(tmp_path, project):
    rows = [["管段编号", "管线类别", "WKT"]] + [
        [f"L{i}", kind, f"LINESTRING ({530000 + i} 3385000, {530030 + i} 3385000)"]
        for i, kind in enumerate(["雨水", "污水", "给水", "路灯", "", "JS", "合流"])
    ]
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(tmp_path / "a.xlsx")
    request = Request(str(tmp_path / "a.xlsx"), "pipes", crs="EPSG:4547")
    with pytest.raises(UserError, match="3 rows are of other utilities"):
        import_layer(project, request)
    request.answers = {"*": "proposed"}
    (outcome,) = import_layer(project, request)
    assert outcome.report.counts["added"] == 4
    assert table_of(project, "pipes", "code")["code"].tolist() == ["L0", "L1", "L4", "L6"]
    assert any("left out by the filter" in text for text in outcome.report.assumptions)


def sheet(rows):
    names = ["点号", "连接点号", "管径", "管底高程", "地面高程", "X", "Y"]
    return raw_table([dict(zip(names, row)) for row in rows], "管线点")


def test_a_connection_that_the_other_end_does_not_name_and_two_pipes_between_the_same_points():
    raw = sheet(
        [
            ["A", "B", "300", "20.0", "22", "3385000", "530000"],
            ["", "B", "400", "19.0", "22", "3385000", "530000"],
            ["", "C", "500", "21.0", "22", "3385000", "530000"],
            ["B", "A", "300", "19.9", "21", "3385000", "530030"],
            ["", "A", "400", "18.9", "21", "3385000", "530030"],
            ["C", "", "", "", "23", "3385030", "530000"],
        ]
    )
    made = reshaped(raw, "pipes")
    assert made.n == 3
    assert made.columns["起点点号"].tolist() == ["A", "A", "A"]
    assert made.columns["终点点号"].tolist() == ["B", "B", "C"]
    assert made.columns["起点管底高程"].tolist() == ["20.0", "19.0", "21.0"]
    assert made.columns["终点管底高程"].tolist() == ["19.9", "18.9", None]
    assert made.columns["终点X"].tolist() == ["3385000", "3385000", "3385030"]
    assert made.columns["流向"].tolist() == [None, None, "?"], (
        "where levels do not tell, the order does not either"
    )
    assert made.row_number.tolist() == [2, 3, 4]
    assert reshaped(raw, "manholes").columns["点号"].tolist() == ["A", "B", "C"]


def test_ends_that_describe_one_pipe_otherwise_are_told():
    raw = sheet(
        [
            ["A", "B", "300", "20.0", "22", "3385000", "530000"],
            ["B", "A", "400", "19.9", "21", "3385000", "530030"],
            ["B", "C", "", "19.9", "21", "3385000", "530030"],
            ["C", "B", "500", "19.8", "21", "3385000", "530060"],
        ]
    )
    made = reshaped(raw, "pipes")
    assert made.columns["管径"].tolist() == ["300", "500"]
    (told,) = [problem for problem in made.problems if "otherwise" in problem.text]
    assert (told.row, told.column) == ("2", "管径")


def test_points_of_another_sheet_are_found_by_their_numbers():
    raw = sheet(
        [
            ["A", "B", "300", "20.0", "22", "3385000", "530000"],
            ["B", "A", "300", "19.9", "21", "3385000", "530030"],
            ["B", "Z9", "300", "19.9", "21", "3385000", "530030"],
        ]
    )
    made = reshaped(raw, "pipes")
    assert "起点X" not in made.columns
    assert columns.propose(made, "pipes", context=ImportContext()).place.kind == "nodes"


@pytest.mark.parametrize("table", ["pipes", "manholes"])
def test_other_tables_stay_as_they_are(table):
    lines = raw_table(
        [{"起点井号": f"A{i}", "终点井号": f"A{i + 1}", "管径": "300"} for i in range(9)], "管线"
    )
    chain = sheet([[f"A{i}", f"A{i + 1}", "300", "20", "22", "3385000", f"{530000 + i}"] for i in range(9)])
    for raw in (lines, chain):
        assert reshaped(raw, table) is raw
    assert reshaped(sheet([["A", "B", "300", "20", "22", "1", "2"], ["B", "A", "300", "20", "22", "1", "2"]]),
                    "outfalls").n == 2  # fmt: skip


def test_the_case_of_the_shared_inputs(shared_data, project):
    source = shared_data("../cases") / "point_survey_both_ends.xls"
    for table in ("manholes", "pipes"):
        import_layer(project, Request(str(source), table, crs="EPSG:4547", answers={"*": "proposed"}))
    assert table_of(project, "manholes", "code").n == 6
    check_pipes(project)
    raw = readers.read(source, "Y")
    assert "管线类型:雨水" in raw.titles
    made = prepare(
        reshaped(raw, "pipes"), columns.propose(reshaped(raw, "pipes"), "pipes", {"crs": "EPSG:4547"})
    )
    assert np.isfinite(shapely.get_coordinates(shapely.from_wkb(made.geometry))).all()
