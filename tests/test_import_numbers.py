"""Numbers, sizes, dates, yes and no as people type them."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outfall_tracer.importing.cleaning import coded_values, numbers_and_units, texts
from outfall_tracer.importing.cleaning.distinct_cells import Cells, objects


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3.5m", 3.5),
        ("DN800", 800),
        ("Φ600", 600),
        ("φ1000mm", 1000),
        ("1,234.5", 1234.5),
        ("1,234", 1234),
        ("约30", 30),
        ("-0.85", -0.85),
        ("10吨/天", 10),
        ("１２．５", 12.5),
        (".5", 0.5),
        ("300头", 300),
        ("2.4e3", 2400),
        ("−3", -3),
        ("2,75", None),
        ("3.5.2", None),
        ("1e400", None),
        ("N/A", None),
        ("12 15", None),
        ("0x10", None),
        ("1_000", None),
        ("", None),
        ("万", None),
        ("nan", None),
        ("inf", None),
    ],
)
def test_numbers(text, value):
    assert numbers_and_units.number(text) == value


def test_a_decimal_comma_is_a_habit_of_a_whole_column():
    assert numbers_and_units.has_decimal_comma(["0,55", "1,5", None, "3"])
    assert not numbers_and_units.has_decimal_comma(["1,234", "12,345"])
    assert not numbers_and_units.has_decimal_comma(["1,5", "a, b", "c, d"])
    assert numbers_and_units.number("2,75", decimal_comma=True) == 2.75
    assert numbers_and_units.number("1.234,5", decimal_comma=True) == 1234.5
    assert numbers_and_units.number("-0.85", decimal_comma=True) == -0.85


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("600X300", (600, 300)),
        ("B=2000×H=1500", (2000, 1500)),
        ("2.0*1.5", (2.0, 1.5)),
        ("DN800", (800,)),
        ("2-600x300", (600, 300)),
        ("600×300×2", (600, 300)),
        ("800", (800,)),
        ("方沟", None),
        ("600X", None),
        ("x300", None),
    ],
)
def test_sizes(text, sizes):
    assert numbers_and_units.size(text) == sizes


def test_a_section_becomes_the_circle_of_its_area():
    assert math.isclose(math.pi * numbers_and_units.equal_area_diameter(600, 300) ** 2 / 4, 600 * 300)
    assert [numbers_and_units.guess_size_unit(middle) for middle in (600, 0.6, 24, 0)] == ["mm", "m", "", ""]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021.3.5", "2021-03-05"),
        ("2021-03-05", "2021-03-05"),
        ("2021/3/5 0:00", "2021-03-05"),
        ("20210305", "2021-03-05"),
        ("20210305.0", "2021-03-05"),
        ("202103", "2021-03-01"),
        ("2021年3月", "2021-03-01"),
        ("2021年3月5日", "2021-03-05"),
        ("2021年3月5号", "2021-03-05"),
        ("二〇二一年三月", "2021-03-01"),
        ("二零二一年十二月三十一日", "2021-12-31"),
        ("一九九八年", "1998-01-01"),
        ("21年3月", "2021-03-01"),
        ("2021", "2021-01-01"),
        ("44260", "2021-03-05"),
        ("1622760728000", "2021-06-03"),
        ("２０２１．３．５", "2021-03-05"),
        ("2021-03-05T23:30:00+08:00", "2021-03-05"),
        ("2021-13-01", None),
        ("20211332", None),
        ("2021.2.30", None),
        ("昨天", None),
        ("", None),
        ("12345678901234567890", None),
    ],
)
def test_dates_of_every_habit(text, date):
    assert numbers_and_units.date(text) == date


def test_days_and_months_are_told_apart_by_the_column():
    assert numbers_and_units.date("5/4/2019") == "2019-04-05"
    assert numbers_and_units.date("5/4/2019", day_first=False) == "2019-05-04"
    assert numbers_and_units.date("4/25/2019") == "2019-04-25"


def test_periods():
    assert numbers_and_units.period("2021.3.5-2022.6.1") == ("2021-03-05", "2022-06-01")
    assert numbers_and_units.period("2021年3月至2022年6月") == ("2021-03-01", "2022-06-01")
    assert numbers_and_units.period("2021-03-05~2022-03-01") == ("2021-03-05", "2022-03-01")
    assert numbers_and_units.period("18个月") == (None, None)


@given(st.dates(dt.date(1955, 1, 1), dt.date(2069, 12, 31)))
def test_a_date_comes_back_from_every_way_of_writing_it(day):
    digits = str.maketrans("0123456789", "〇一二三四五六七八九")
    for written in (
        f"{day:%Y.%m.%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        str((day - dt.date(1899, 12, 30)).days),
        f"{day:%d-%m-%Y}",
    ):
        assert numbers_and_units.date(written) == day.isoformat(), written
    assert numbers_and_units.date(f"{day.year}年".translate(digits) + "三月") == f"{day.year}-03-01"


@given(st.floats(-1e9, 1e9), st.sampled_from(["", "m", " 米", "mm", "吨/天"]))
def test_a_number_comes_back_with_any_unit_behind_it(value, unit):
    assert numbers_and_units.number(f"{value:.6f}{unit}") == pytest.approx(value, abs=1e-6)


@settings(max_examples=300)
@given(st.text(max_size=40))
def test_no_cell_breaks_a_reader(text):
    for read in (numbers_and_units.number, numbers_and_units.size, numbers_and_units.date,
                 numbers_and_units.moment, numbers_and_units.period, numbers_and_units.unit_in_cell):
        read(text)
    value = numbers_and_units.number(text)
    assert value is None or math.isfinite(value)
    coded_values.lookup("system", text)
    for rules in (texts.FREE, texts.WORDS, texts.OUTFALL_NAMES, texts.CODES, texts.IDS):
        cells, changes = texts.cleaned(Cells.of(objects([text])), rules)
        again, _ = texts.cleaned(cells, rules)
        assert again.distinct == cells.distinct  # cleaning what is clean changes nothing
        assert bool(changes) == (cells.distinct[0] != text)


@pytest.mark.parametrize(
    ("rules", "text", "clean"),
    [
        (texts.OUTFALL_NAMES, " 武汉市 青山区排囗\n", "武汉市青山区排口"),
        (texts.NAMES, "其它（甲）", "其他（甲）"),
        (texts.NAMES, "Ａ座１号（东）", "A座1号（东）"),
        (texts.IDS, "Ys 001.0", "Ys001.0"),
        (texts.IDS, "1024.0", "1024"),
        (texts.IDS, "ＹＳ－１", "YS-1"),
        (texts.CODES, "0\n¯", "0 \u0304"),  # a sign that folding takes apart leaves no second blank
        (texts.NAMES, "—", None),
        (texts.NAMES, " 无 ", None),
        (texts.FREE, "其它\n说明", "其它\n说明"),
        (texts.CODES, "９１４２０１００", "91420100"),
        (texts.NAMES, "否         ", "否"),
        (texts.OUTFALL_NAMES, "A+B公司排口", "A+B公司排口"),
        (texts.OUTFALL_NAMES, "150m处排口", "150米处排口"),
        (texts.OUTFALL_NAMES, "（2025年新增）", "（2025年新增）"),
    ],
)
def test_cleaning_of_texts(rules, text, clean):
    assert texts.cleaned(Cells.of(objects([text])), rules)[0].distinct == [clean]


@pytest.mark.parametrize(
    ("value_list", "text", "code"),
    [
        ("system", "1雨水", "storm"),
        ("system", "3河流", "combined"),
        ("system", "雨污合流管", "combined"),
        ("system", "WS", "sewage"),
        ("form", "箱涵", "culvert"),
        ("flow", "＋", "+"),
        ("flow", "−", "-"),
        ("flow", "双向", "?"),
        ("pipe_status", "报废", "abandoned"),
        ("pipe_status", "Out of service", "abandoned"),
        ("pipe_status", "新建", "in_service"),
        ("pipe_status", "规划", None),
        ("data_source", "2竣工图", "as_built"),
        ("manhole_kind", "雨水篦", "inlet"),
        ("manhole_kind", "三通", "other"),
        ("mouth_form", "其它", "其他"),
        ("drainage_feature", "有死水", "有死水"),
        ("boolean", "规模以下", "0"),
        ("type_l1", "其它排口", "其他排口"),
    ],
)
def test_words_of_coded_columns(value_list, text, code):
    hit = coded_values.lookup(value_list, text)
    assert (hit.known, hit.code) == (True, code)


def test_contradictory_numberings_are_settled_by_other_columns_only():
    census = coded_values.choose_numbering("data_source", ["1", "4"], ["IN_JUNCID", "SHAPE_DATA1"])
    survey = coded_values.choose_numbering("data_source", ["1", "4"], ["FlowDir", "PSize"])
    assert census.chosen.codes["1"] == "design"
    assert survey.chosen.codes["1"] == "surveyed"
    for heads in ([], ["FlowDir"], ["FlowDir", "PSize", "IN_JUNCID"]):
        choice = coded_values.choose_numbering("data_source", ["1", "4"], heads)
        assert choice.chosen is None
        assert len(choice.candidates) == 2
    # All schemes agree here.
    assert coded_values.choose_numbering("system", ["1", "3"], []).chosen is not None
    assert coded_values.choose_numbering("data_source", ["1", "9"], []).candidates == ()


def test_cells_spread_what_was_done_to_distinct_values():
    cells = Cells.of(objects(["a", None, "b", "a"]))
    assert cells.map(str.upper).texts().tolist() == ["A", None, "B", "A"]
    assert Cells.of(np.array([1.0, np.nan, 2.5, 1.0])).texts().tolist() == ["1", None, "2.5", "1"]
    assert Cells.of(np.empty(0)).texts().tolist() == []
    assert Cells.of(objects([" a", "a ", "a"])).map(str.strip).compact().distinct == ["a"]
