"""Names: known dirt, what is missing, and names for those that have none."""

from __future__ import annotations

import pytest
from outfall_tracer.rules import names
from outfall_tracer.rules.names import (
    Landmark,
    NameFacts,
    faults,
    landmark_words,
    propose_name,
    propose_names,
)

from tests.support.rule_tables import own_table

STORM = {"type_l1": "其他排口", "type_l2": "城镇雨洪排口"}
FACTORY = {"type_l1": "工业排污口", "type_l2": "工矿企业排污口", "type_l3": "工业企业排污口"}
GOOD = "武汉市青山区白玉山街道北湖泵站东北侧160米城镇雨洪排口"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (GOOD, ()),
        ("武汉市青山区某厂雨水排囗", ("box_for_mouth",)),
        (GOOD + "\n", ("blanks",)),
        (" " + GOOD, ("blanks",)),
        ("武汉市青山区 北湖泵站城镇雨洪排口", ("blanks",)),
        ("青山区北湖泵站城镇雨洪排口", ("no_city",)),
        ("宜昌市点军区土城乡城镇雨洪排口", ("other_city",)),
        ("湖北省宜昌市枝江市五支渠农田排口", ("other_city",)),
        ("甲超市北侧20米雨水排口", ("no_city", "no_district")),
        ("八里荒东北110米其它排口", ("other_word", "no_city", "no_district")),
        ("武汉市北湖泵站城镇雨洪排口", ("no_district",)),
        ("武汉市青山区+北湖泵站城镇雨洪排口", ("stray_plus",)),
        ("武汉市青山区北湖泵站东侧280m城镇雨洪排口", ("metres_word",)),
        (GOOD + "（2025年新增）", ("name_suffix",)),
        (GOOD + "（2025年新增）。", ("trailing_marks", "name_suffix")),
        ("武汉市青山区北湖泵站雨洪沟渠", ("no_type_word",)),
        ("武汉市青山区北湖泵站城镇雨洪入江闸口", ("sluice_word",)),
        ("武汉市江岸区北湖泵站城镇雨洪排口", ("other_district",)),
        ("武汉市青山区" + "很" * 40 + "城镇雨洪排口", ("too_long",)),
        ("武汉市青山区化工区某公司入河排污口（乙烯厂区）", ()),
        ("武汉经济技术开发区某公司生产废水排污口", ()),
        ("武汉市东湖新技术开发区某公司生产废水排污口", ()),
        ("武汉市青山区\u200b某厂雨水排口", ("invisible",)),
        ("/", ()),
        ("", ()),
    ],
)
def test_what_is_wrong_with_a_name_is_named(name: str, found: tuple[str, ...]) -> None:
    assert faults(name, "420107") == found


@pytest.mark.parametrize(
    ("name", "mended"),
    [
        ("湖北省武汉市青山区甲闸雨水排口", "武汉市青山区甲闸雨水排口"),
        ("武汉青山区甲闸雨水排口", "武汉市青山区甲闸雨水排口"),
        ("青山区北湖泵站城镇雨洪排囗\n", "武汉市青山区北湖泵站城镇雨洪排口"),
        ("八里荒东北110m其它排口", "武汉市青山区八里荒东北110米其他排口"),
        ("武汉市北湖泵站城镇雨洪排口", "武汉市青山区北湖泵站城镇雨洪排口"),
        ("武汉市青山区+北湖泵站雨洪沟渠（2025年新增）", "武汉市青山区北湖泵站雨洪沟渠城镇雨洪排口"),
    ],
)
def test_a_name_is_mended_not_replaced(name: str, mended: str) -> None:
    proposal = propose_name(NameFacts({"name": name, "county_code": "420107", **STORM}))
    assert proposal.values == {"name": mended}
    assert faults(mended, "420107") == ()
    assert proposal.reasons
    again = propose_name(NameFacts({"name": mended, "county_code": "420107", **STORM}))
    assert again.values == {}
    assert again.certainty == 1.0


def test_what_cannot_be_mended_is_said_and_left() -> None:
    proposal = propose_name(
        NameFacts({"name": "武汉市江岸区甲泵站雨水排口", "county_code": "420107", **STORM})
    )
    assert proposal.values == {}
    assert [one.key for one in proposal.against] == ["name_other_district"]
    too_long = propose_name(
        NameFacts({"name": "武汉市青山区" + "很" * 40 + "雨水排口", "county_code": "420107"})
    )
    assert [one.key for one in too_long.against] == ["name_too_long"]
    assert too_long.marks[0].key == "mark.plate_not_verified"


def test_a_class_is_named_after_its_party_or_its_place() -> None:
    landmark = Landmark("北湖泵站", 110, 115)
    outfall = {"name": "/", "county_code": "420107"}
    facts = {"township": "白玉山街道", "party": "武汉甲化工有限公司", "landmark": landmark}
    assert propose_name(NameFacts({**outfall, **STORM}, **facts)).values["name"] == GOOD
    factory = propose_name(NameFacts({**outfall, **FACTORY}, **facts))
    assert factory.values["name"] == "武汉市青山区白玉山街道武汉甲化工有限公司工业企业排污口"
    assert factory.reasons[0].key == "name.after_party"
    # The one stands in for the other; a government names no outfall.
    government = {**facts, "party": "武汉市青山区人民政府"}
    assert "北湖泵站" in propose_name(NameFacts({**outfall, **FACTORY}, **government)).values["name"]


def test_what_a_name_lacks_is_said() -> None:
    proposal = propose_name(NameFacts({"name": None, "county_code": "420999"}))
    assert proposal.values == {}
    assert [one.key for one in proposal.reasons] == [
        "name.lacks_district",
        "name.lacks_class",
        "name.lacks_subject",
    ]


@pytest.mark.parametrize(
    ("landmark", "words"),
    [
        (Landmark("甲闸", 100, 0), "甲闸东侧100米"),
        (Landmark("甲闸", 0, -52), "甲闸南侧50米"),
        (Landmark("甲闸", -70, 70), "甲闸西北侧100米"),
        (Landmark("甲闸", -70, -70), "甲闸西南侧100米"),
        (Landmark("甲闸", 3, -2), "甲闸"),
        (Landmark("甲大桥", 5, 5, along_m=750.0), "甲大桥下游750米"),
        (Landmark("甲大桥", 5, 5, along_m=-148.0), "甲大桥上游150米"),
        (Landmark("甲闸", 2000, 0), ""),
        (Landmark("", 10, 0), ""),
        (None, ""),
    ],
)
def test_landmarks(landmark: Landmark | None, words: str) -> None:
    assert landmark_words(landmark) == words


def test_numbers_tell_those_apart_that_would_be_called_the_same() -> None:
    new = {"county_code": "420107", **STORM}
    at_gate = Landmark("甲闸", 100, 0)
    first = "武汉市青山区甲闸东侧100米1号城镇雨洪排口"
    outfalls = [
        ("old", NameFacts({**new, "name": "武汉市青山区甲闸东侧100米城镇雨洪排口"})),
        ("taken", NameFacts({**new, "name": first})),
        ("a", NameFacts(new, landmark=at_gate)),
        ("b", NameFacts(new, landmark=at_gate)),
        ("c", NameFacts(new, landmark=Landmark("乙闸", 100, 0))),
    ]
    made = propose_names(outfalls)
    assert made["old"].values == {}
    assert made["taken"].values == {}
    assert made["a"].values["name"] == first.replace("1号", "2号")
    assert made["b"].values["name"] == first.replace("1号", "3号")
    assert made["c"].values["name"] == "武汉市青山区乙闸东侧100米城镇雨洪排口"


def test_settings_and_rows_decide_without_code(tmp_path, monkeypatch) -> None:
    def change(rows):
        for row in rows:
            row["value"] = {"name_longest": "10", "name_direction_word": "方向"}.get(row["key"], row["value"])

    own_table(tmp_path, monkeypatch, "settings", change)
    assert names.faults(GOOD, "420107") == ("too_long",)
    assert landmark_words(Landmark("甲闸", 100, 0)) == "甲闸东方向100米"
