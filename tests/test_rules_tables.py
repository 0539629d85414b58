"""Codes, classes, districts and duties: the functions over the rule tables."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from outfall_tracer.layers.schema import SCHEMA
from outfall_tracer.problems import UserError
from outfall_tracer.rules import classes, districts, duties, outfall_code, tables, words


@pytest.mark.parametrize("raw", [
    "FA-420581-0259-GY-00", "FA4205810259GY00", " fa–420581－0259 gy_00\n", "ＦＡ-420581-0259-GY-00",
])
def test_every_spelling_of_a_full_code_is_one_code(raw: str) -> None:
    code = outfall_code.parse(raw, "420581", "工业排污口")
    assert (code.text, code.form, code.warnings) == ("FA-420581-0259-GY-00", "full", ())
    assert (code.raw, code.compact) == (raw, "FA4205810259GY00")
    assert (code.county, code.serial, code.letters, code.extension) == ("420581", "0259", "GY", "00")


def test_a_code_that_contradicts_its_record_is_kept_with_warnings() -> None:
    code = outfall_code.parse("FA-420503-0028-QT-00", "420506", "工业排污口")
    assert code.text == "FA-420503-0028-QT-00"
    assert code.warnings == ("county_mismatch", "type_mismatch")


def test_unverified_letters_accuse_nobody() -> None:
    assert outfall_code.parse("FA-420581-0259-ZZ-00", "420581", "农业排口").warnings == ()
    assert classes.hj1312_letters("农业排口") == ""
    assert classes.hj1312_letters("农业排口", include_unverified=True) == "NY"


def test_other_systems_and_no_code_are_held_too() -> None:
    assert outfall_code.parse("EB320312001").form == "short"
    assert outfall_code.parse("7号闸").warnings == ("unknown_form",)
    for blank in (None, "", "/", "—", " 无 "):
        assert (outfall_code.parse(blank).text, outfall_code.parse(blank).form) == ("", "")


def test_codes_are_made_and_refused() -> None:
    assert outfall_code.make("FA", "420102", 7, "QT") == "FA-420102-0007-QT-00"
    with pytest.raises(ValueError, match="not a full"):
        outfall_code.make("FA", "420102", 12345, "QT")


def test_the_tables_hold_the_values_of_the_schema() -> None:
    assert classes.types_718() == SCHEMA.values("type_718").codes
    for level, attribute in (("type_l1", "type_l1"), ("type_l2", "type_l2"), ("type_l3", "type_l3")):
        found = {getattr(row, attribute) for row in classes.hj1312()} - {""}
        assert found == set(SCHEMA.values(level).codes)
    assert len(classes.hj1312()) == 20


def test_the_crosswalk_ends_in_rows_of_the_present_classification() -> None:
    for row in tables.rows("crosswalk_718_hj1312"):
        assert classes.class_row((row["type_l1"], row["type_l2"], row["type_l3"])), row
        assert row["type_718"] in classes.types_718()
    for type_718 in classes.types_718():
        assert classes.crossing(type_718, "") is not None


@pytest.mark.parametrize(("name", "type_718", "type_l2"), [
    ("武汉市某公司厂区雨水排囗\n", "工业排污口", "工矿企业雨洪排口"),
    ("某市某区某厂生产废水排污口", "工业排污口", "工矿企业排污口"),
    ("某村规模以下水产养殖排污口", "农业农村排污口", "规模以下水产养殖排污口"),
    ("某区某公司城镇污水集中处理设施排污口", "城镇生活污水排污口", "城镇污水处理厂排污口"),
    ("某地东北110米其它排口", "其他排口", "其他排污口"),
])
def test_a_name_speaks_for_a_class(name: str, type_718: str, type_l2: str) -> None:
    assert classes.type_from_name(name) == type_718
    proposal = classes.crossing(type_718, classes.plain_name(name))
    assert proposal is not None
    assert proposal.levels[1] == type_l2
    assert not proposal.verified


def test_a_name_without_a_type_word_speaks_for_none() -> None:
    assert classes.type_from_name("某雨洪沟") == ""


def test_thirteen_districts() -> None:
    assert len(districts.districts()) == 13
    hongshan = districts.district("420111000000")
    assert hongshan is not None
    assert hongshan.name("en") == "Hongshan"
    assert districts.district_name("420102") == "江岸区"
    assert districts.district_name("420504") == "420504"
    assert districts.district_name(None) == ""


def test_zones_are_known_by_their_aliases() -> None:
    assert "武汉经开区" in districts.zone_names()
    assert "江岸区" not in districts.zone_names()


@pytest.mark.parametrize(("outfall", "lead", "verified"), [
    ({"type_l1": "城镇污水处理厂排污口", "type_l2": "城镇污水处理厂排污口"}, "市生态环境局", True),
    ({"type_l1": "工业排污口", "type_l2": "工矿企业雨洪排口"}, "市生态环境局", True),
    ({"type_l1": "农业排口", "type_l2": "规模化畜禽养殖排污口"}, "市生态环境局", True),
    ({"type_l1": "其他排口", "type_l2": "大中型灌区排口"}, "市生态环境局", True),
    ({"type_l1": "其他排口", "type_l2": "港口码头排口", "type_718": "工业排污口"}, "市交通运输局", True),
    ({"type_l1": "其他排口", "type_l2": "城镇雨洪排口"}, "市水务局", True),
    ({"type_l1": "其他排口", "type_l2": "城镇生活污水散排口"}, "市生态环境局", False),
    ({"type_l2": "其他排污口", "type_718": "沟渠、河港（涌）、排干等"}, "市水务局", True),
    ({"type_l1": "其他排口", "type_l2": "其他排污口"}, "市生态环境局", False),
    ({"type_718": "城镇雨洪排口"}, "市水务局", True),
    ({"type_718": "农业农村排污口"}, "市生态环境局", True),
])
def test_one_department_leads(outfall: dict[str, str], lead: str, verified: bool) -> None:
    found = duties.departments_of(outfall).lead
    assert found is not None
    assert (found.department, found.verified) == (lead, verified)


def test_departments_that_help_follow_from_class_and_sources() -> None:
    storm = {"type_l1": "其他排口", "type_l2": "城镇雨洪排口"}
    always = [("data", "市自然资源和规划局"), ("emergency", "市应急管理局")]
    assert [(one.role, one.department) for one in duties.departments_of(storm).supporting] == always
    sites = duties.departments_of(storm, ["construction_sites", "farmland_outlets"]).supporting
    assert [(one.role, one.department) for one in sites] == [
        ("data", "市农业农村局"), ("data", "市城乡建设局"), ("mend", "市城乡建设局"), *always]
    assert duties.departments_of({}).lead is None


@pytest.mark.parametrize("row", classes.hj1312())
def test_every_class_has_a_lead_a_duty_a_type_word_and_letters(row: classes.HjClass) -> None:
    assert duties.departments_of({"type_l1": row.type_l1, "type_l2": row.type_l2}).lead is not None
    duty, verified = duties.permit_duty(row.levels)
    approved = row.type_l1 in ("工业排污口", "城镇污水处理厂排污口") and "雨洪" not in row.type_l2
    assert duty == ("审批" if approved else "登记")
    assert verified is ("雨洪" not in row.type_l2 or row.type_l1 == "其他排口")
    found = classes.class_row(row.levels)
    assert classes.ends_in_type_word("某地" + found["name_word"])
    assert found["named_after"] in ("party", "place")
    assert classes.hj1312_letters(row.type_l1, include_unverified=True) == found["letters"]


def test_what_is_no_class_has_no_duty() -> None:
    assert duties.permit_duty(("其他排口", "工矿企业排污口", "")) == ("", False)


def test_departments_and_deadlines() -> None:
    lead = duties.departments_of({"type_718": "港口码头排污口"}).lead
    assert lead is not None
    assert lead.department == "市交通运输局"
    assert duties.departments_of({"type_718": "no such type"}).lead is None
    assert len([one for one in duties.duties("lead") if one.verified]) == 5
    first = duties.deadlines()[0]
    assert (first.due, first.id) == (dt.date(2021, 7, 31), "contacts")


def test_own_tables_take_the_place_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "placeholders.csv").write_text("text,verified,note\n待定,no,\n", encoding="utf-8-sig")
    assert words.known("待定") == "待定"
    try:
        with monkeypatch.context() as patch:
            patch.setattr(tables, "own_folder", str(tmp_path))
            words._placeholders.cache_clear()  # as at the next start
            words._known.cache_clear()
            assert words.known("待定") == ""
            assert words.known("/") == "/"
            assert len(districts.districts()) == 13
    finally:
        words._placeholders.cache_clear()
        words._known.cache_clear()


@pytest.mark.parametrize(("content", "said"), [
    (b"text,verified\n\xff\xfe,no\n", "not a UTF-8"), (b"text,verified\na\n", "line 2"),
    (b"text,verified\na,b,c\n", "line 2"),
])
def test_a_broken_table_is_a_sentence(
    content: bytes, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "broken.csv").write_bytes(content)
    monkeypatch.setattr(tables, "own_folder", str(tmp_path))
    with pytest.raises(UserError, match=said):
        tables.rows("broken")
    with pytest.raises(UserError, match="cannot be read"):
        tables.rows("no_such_table")
