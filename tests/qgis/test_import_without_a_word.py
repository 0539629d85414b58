"""Nothing that a delivery holds is left out or taken to mean something without a sentence saying so."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from outfall_tracer.importing.context import ImportContext
from outfall_tracer.importing.prepare import prepare
from outfall_tracer.importing.proposal import columns
from outfall_tracer.importing.questions import NOTHING
from outfall_tracer.importing.report_page import report_html
from outfall_tracer.importing.run import Request, import_layer
from outfall_tracer.layers.store.gpkg import open_dataset, sql
from outfall_tracer.problems import UserError

from ..support.import_deliveries import empty_project_file, lines, project, table_of
from ..support.survey_delivery import raw_table

__all__ = ["empty_project_file", "project"]
pytestmark = pytest.mark.usefixtures("qgis_app")


def pipes_of(**cells):
    """Return 40 pipes whose further columns repeat the given cells."""
    rows = [{"管段编号": f"P{i}", "起点点号": f"A{i}", "终点点号": f"A{i + 1}",
             **{name: values[i % len(values)] for name, values in cells.items()}} for i in range(40)]
    places = lines(*[[(500000 + 30 * i, 3380000), (500030 + 30 * i, 3380000)] for i in range(40)])
    return raw_table(rows, "管线", places, "EPSG:4547")


def proposed(raw, table="pipes", **answers):
    return columns.propose(raw, table, answers, ImportContext())


def rule_of(mapping, target):
    return next((rule for rule in mapping.fields if rule.target == target), None)


def asked(mapping):
    return {question.code: question for question in mapping.questions}


def stored_times(path):
    """Return the times as the file holds them, zones included."""
    dataset = open_dataset(path)
    return [row[0] for row in sql(dataset, "SELECT CAST(time AS TEXT) FROM inspections ORDER BY fid")]


@pytest.mark.parametrize("words", [("甲网", "乙网"), ("甲网", "乙网", "丙网", "雨水")])
def test_a_coded_column_of_unknown_words_is_asked_about_then_its_words(words):
    raw = pipes_of(系统类别=words)
    mapping = proposed(raw)
    assert rule_of(mapping, "system") is None
    question = asked(mapping)["column.system"]
    assert not question.optional
    assert all(part in question.text for part in ("系统类别", "甲网"))

    taken = proposed(raw, **{"column.system": "系统类别"})
    assert rule_of(taken, "system").source == "系统类别"
    assert {"value.system.甲网", "value.system.乙网"} <= set(asked(taken))
    made = prepare(raw, taken)
    assert set(made.columns["system"]) <= {None, "storm"}
    assert any("甲网" in problem.text for problem in made.problems), "left empty, and said"

    meant = {"column.system": "系统类别", "value.system.甲网": "storm", "value.system.乙网": "sewage"}
    assert prepare(raw, proposed(raw, **meant)).columns["system"][:2].tolist() == ["storm", "sewage"]

    left = proposed(raw, **{"column.system": NOTHING})
    assert "column.system" not in asked(left)
    assert rule_of(left, "system") is None


def test_measures_and_remarks_under_a_coded_heading_are_named_without_a_question():
    raw = pipes_of(系统类别=[f"{i}.25" for i in range(40)], 管径=["见附图", "待查", "同上", "不清楚"])
    mapping = proposed(raw)
    assert not {"column.system", "column.diameter_mm"} & set(asked(mapping))
    said = "\n".join(mapping.assumptions)
    assert "系统类别" in said
    assert all(part in said for part in ("管径", "见附图"))


def test_a_heading_that_another_column_fills_is_no_question():
    raw = pipes_of(系统类别=["雨水", "污水"], 管线类型=["甲", "乙"])
    assert "column.system" not in asked(proposed(raw))
    assert rule_of(proposed(raw), "system").source == "系统类别"


def test_an_answer_can_name_any_column_but_none_that_is_not_there():
    raw = pipes_of(随便=["雨水", "污水"])
    rule = rule_of(proposed(raw, **{"column.system": "随便"}), "system")
    assert (rule.source, rule.certainty) == ("随便", 1.0)
    with pytest.raises(UserError, match=r"column\.system = 没有.*管段编号"):
        proposed(raw, **{"column.system": "没有"})


def test_pipes_open_both_ways_state_no_direction_and_the_report_says_so():
    raw = pipes_of(流向=["+", "双向", "-", "双向"])
    mapping = proposed(raw)
    assert prepare(raw, mapping).columns["flow"][:4].tolist() == ["+", "?", "-", "?"]
    (said,) = [text for text in mapping.assumptions if "流向" in text]
    assert all(part in said for part in ("20", "双向"))
    quiet = proposed(raw, **{"value.flow.双向": "+"})
    assert prepare(raw, quiet).columns["flow"][:4].tolist() == ["+", "+", "-", "+"]
    assert not [text for text in quiet.assumptions if "流向" in text]


def test_a_time_without_a_zone_stays_local_and_comes_in_once(project, tmp_path):
    file = tmp_path / "排查.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([
            ["排查时间", "迹象", "X", "Y"],
            ["2021-03-05 08:00", "异味", 500010, 3380010],
            ["2021-03-05T08:00:00Z", "油膜", 500020, 3380010],
            ["2021-03-05T08:00:00+08:00", "水华", 500030, 3380010],
        ])
    request = Request(str(file), "inspections", crs="EPSG:4547", answers={"*": "proposed"})
    (first,) = import_layer(project, request)
    assert first.report.counts["added"] == 3
    local, utc, beijing = stored_times(project)
    assert (local, utc[:19], beijing[:19]) == (
        "2021-03-05T08:00:00", "2021-03-05T08:00:00", "2021-03-05T00:00:00")
    assert utc.endswith("Z")
    assert beijing.endswith("Z")
    (again,) = import_layer(project, request)
    assert not again.written
    file.write_text(file.read_text(encoding="utf-8").replace("05 08:00,", "05 09:30,"), encoding="utf-8")
    (newer,) = import_layer(project, request)
    assert newer.report.counts["updated"] == 1
    assert stored_times(project)[0] == "2021-03-05T09:30:00"


def test_columns_that_fill_nothing_stand_in_the_report_and_on_its_page(project, tmp_path):
    file = tmp_path / "井.csv"
    rows = "编号,X,Y,养护班组,空列\nYS1,500010,3380010,三班,\nYS2,500020,3380010,,\n"
    file.write_text(rows, encoding="utf-8")
    request = Request(str(file), "manholes", crs="EPSG:4547", answers={"*": "proposed"})
    (outcome,) = import_layer(project, request)
    assert outcome.report.to_json()["unused"] == [{"column": "养护班组", "filled": 1}]
    assert any("养护班组 (1)" in text for text in outcome.report.sentences())
    assert "<td>养护班组</td><td>1</td>" in report_html(outcome.report)
    assert np.isnan(table_of(project, "manholes", "depth")["depth"]).all()


def test_a_problem_names_its_column_and_leads_to_its_rows(project, tmp_path):
    file = tmp_path / "井.csv"
    file.write_text("编号,X,Y,井深\nYS1,500010,3380010,2.5\nYS2,500020,3380020,很深\n", encoding="utf-8")
    request = Request(str(file), "manholes", crs="EPSG:4547", answers={"*": "proposed"})
    (outcome,) = import_layer(project, request)
    page = report_html(outcome.report)
    assert "<b>Depth (m)</b>: " in page
    assert "<a href='row:3'>3</a>" in page
