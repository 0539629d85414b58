"""Classification: decision tables row by row, both rule versions, and what a change of a row does."""

from __future__ import annotations

import pytest
from outfall_tracer.problems import UserError
from outfall_tracer.rules import classes, decision, tables
from outfall_tracer.rules.classification import (
    ClassFacts,
    ClassSource,
    between_versions,
    propose_class,
    propose_is_outfall,
    votes,
)

from tests.support.rule_tables import own_table

STORM = ("其他排口", "城镇雨洪排口", "")
FACTORY = ("工业排污口", "工矿企业排污口", "工业企业排污口")


def levels_of(proposal) -> tuple[str, ...]:
    return tuple(proposal.values.values())


@pytest.mark.parametrize(
    ("when", "facts", "holds"),
    [
        ("", {}, True),
        ("a=x|y", {"a": "Y "}, True),
        ("a=x; b=y", {"a": "x", "b": "z"}, False),
        ("a=", {"a": "—"}, True),
        ("a!=", {"a": "x"}, True),
        ("a!=x", {"a": "x"}, False),
        ("a~采矿|选矿", {"a": "铁矿采选；选矿"}, True),
        ("a!~采矿", {"a": "化工"}, True),
        ("a=（涌）", {"a": "(涌)"}, True),
    ],
)
def test_conditions(when: str, facts: dict, holds: bool) -> None:
    assert decision.applies(when, decision.folded(facts)) is holds


@pytest.mark.parametrize("when", ["a", "a>3", "a~", "=x"])
def test_what_is_no_condition_is_said(when: str) -> None:
    with pytest.raises(UserError, match="no condition"):
        decision.applies(when, {"a": ""})


def test_a_condition_on_an_unknown_fact_is_a_mistake_in_the_table() -> None:
    with pytest.raises(UserError, match="“sistem”"):
        decision.applies("sistem=storm", {"system": "storm"})


#: Facts that meet each ``when`` of class_evidence: what a condition asks for, as a value.
def _meeting(when: str) -> dict[str, str]:
    found = {}
    for part in filter(None, when.split(";")):
        fact, _, words = part.strip().replace("!=", "!").partition("=" if "~" not in part else "~")
        if "!" not in fact:
            found[fact] = words.split("|")[0]
    return found


@pytest.mark.parametrize(
    "row",
    [row for row in tables.rows("class_evidence") if row["type_l1"]],
    ids=lambda row: row["evidence"] + ":" + row["when"],
)
def test_every_row_of_evidence_decides(row: dict[str, str]) -> None:
    asked = _meeting(row["when"])
    source = asked.pop("source", None)
    details = {
        name: asked.pop(name)
        for name in list(asked)
        if name in ("industry", "works_kind", "breeding_kind", "is_large", "is_large_district")
    }
    number = {"one": 1, "no": 0}.get(asked.pop("sources", ""), 2)
    named = ClassSource(source or "enterprises", asked.pop("source_name", "甲"), details, True)
    other = ClassSource("other_sources", "乙", {}, True)
    sources = [named] if source else []
    sources += [other] * (number - len(sources))
    facts = ClassFacts(
        {"mouth_form": asked.pop("mouth_form", "")},
        sources,
        asked.pop("pipe", ""),
        asked.pop("pipe_form", ""),
    )
    assert not asked, asked
    found = [vote for vote in votes(facts) if vote.evidence == row["evidence"]]
    wanted = (row["type_l1"], row["type_l2"], row["type_l3"])
    assert found[0].classes == {"718-2020": (row["type_718"],), "HJ-2023": wanted}
    assert found[0].certainty == float(row["certainty"])
    for language in ("en", "zh"):
        assert "{" not in found[0].reason.text(language)
    assert classes.class_row(wanted)
    assert row["type_718"] in classes.types_718()


@pytest.mark.parametrize("levels", [one.levels for one in classes.hj1312() if one.type_l2 != "其他排污口"])
def test_a_name_with_the_type_word_of_a_class_speaks_for_that_class(levels: tuple[str, ...]) -> None:
    name = "武汉市青山区某地" + classes.class_row(levels)["name_word"]
    assert levels_of(propose_class(ClassFacts({"name": name}))) == levels


def test_confirmed_sources_silence_candidates_and_are_surer() -> None:
    candidate = ClassSource("wharves", "乙码头")
    factory = ClassSource("enterprises", "甲公司", {"industry": "化工"}, confirmed=True)
    proposal = propose_class(ClassFacts({}, [candidate, factory]))
    assert levels_of(proposal) == FACTORY
    assert proposal.certainty == 0.9
    assert "甲公司" in proposal.reasons[0].text("zh")
    only_candidate = propose_class(ClassFacts({}, [factory._replace(confirmed=False)]))
    assert only_candidate.certainty == 0.5


def test_hints_that_agree_add_up_and_those_that_contradict_are_named() -> None:
    agree = propose_class(ClassFacts({"name": "武汉市江岸区某地城镇雨洪排口"}, (), "storm"))
    assert levels_of(agree) == STORM
    assert agree.certainty == round(1 - 0.3 * 0.3, 2)
    assert not agree.against
    against = propose_class(ClassFacts({"name": "武汉市江岸区某厂生产废水排污口"}, (), "storm"))
    assert levels_of(against) in (STORM, FACTORY)
    assert against.certainty < 0.3
    assert len(against.against) == 1
    assert "指向" in against.against[0].text("zh")
    assert against.marks


def test_nothing_known_proposes_nothing_and_says_so() -> None:
    proposal = propose_class(ClassFacts({"name": "武汉市某口"}))
    assert proposal.values == {}
    assert proposal.reasons[0].key == "class.no_evidence"


def test_a_class_recorded_under_the_other_version_goes_through_the_crosswalk() -> None:
    proposal = propose_class(ClassFacts({"type_718": "港口码头排污口"}))
    assert levels_of(proposal) == ("其他排口", "港口码头排口", "")
    back = propose_class(ClassFacts({"type_l1": "其他排口", "type_l2": "城镇雨洪排口"}), classes.VERSION_718)
    assert back.values == {"type_718": "城镇雨洪排口"}
    # Three types of 2020 lead to 其他排污口: none is proposed from it.
    assert (
        propose_class(
            ClassFacts({"type_l1": "其他排口", "type_l2": "其他排污口"}), classes.VERSION_718
        ).values
        == {}
    )


def test_another_row_gives_another_class_without_code(tmp_path, monkeypatch) -> None:
    facts = ClassFacts({}, (), "storm")
    assert levels_of(propose_class(facts)) == STORM

    def storm_is_other(rows):
        for row in rows:
            if row["evidence"] == "pipe" and "storm" in row["when"]:
                row["type_l2"] = "其他排污口"

    own_table(tmp_path, monkeypatch, "class_evidence", storm_is_other)
    assert levels_of(propose_class(facts)) == ("其他排口", "其他排污口", "")


def test_switching_the_version_shows_first_which_outfalls_go_where() -> None:
    outfalls: list[tuple[str, dict[str, object]]] = [
        ("1", {"type_718": "港口码头排污口", "type_l1": "其他排口", "type_l2": "港口码头排口"}),
        ("2", {"type_718": "城镇雨洪排口", "type_l1": "其他排口", "type_l2": "城镇雨洪排口"}),
        ("3", {}),
        ("4", {"type_718": "城镇雨洪排口", "type_l1": "其他排口", "type_l2": "城镇雨洪排口"}),
    ]
    assert list(between_versions(outfalls, "718-2020", "HJ-2023").items()) == [
        (("城镇雨洪排口", "其他排口/城镇雨洪排口"), ["2", "4"]),
        (("港口码头排污口", "其他排口/港口码头排口"), ["1"]),
        (("", ""), ["3"]),
    ]
    with pytest.raises(KeyError):
        propose_class(ClassFacts({}), "HJ-2099")


@pytest.mark.parametrize(
    ("facts", "answer", "asks"),
    [
        (ClassFacts({}, water_body="yes"), "no", False),
        (ClassFacts({}, [ClassSource("enterprises")], water_body="no"), "yes", False),
        (ClassFacts({}, water_body="no"), "yes", False),
        (
            ClassFacts(
                {"type_718": "沟渠、河港（涌）、排干等"}, [ClassSource("enterprises", confirmed=True)]
            ),
            "uncertain",
            True,
        ),
        (ClassFacts({"name": "某村小溪入河排口"}), "uncertain", True),
        (ClassFacts({}, pipe_form="open_channel"), "uncertain", True),
        (ClassFacts({}, [ClassSource("enterprises", confirmed=True)]), "yes", False),
        (ClassFacts({"drainage_feature": "排水"}), "yes", False),
        (ClassFacts({}, [ClassSource("enterprises")]), "yes", False),
        (ClassFacts({}), "uncertain", False),
    ],
)
def test_is_it_an_outfall(facts: ClassFacts, answer: str, asks: bool) -> None:
    proposal = propose_is_outfall(facts)
    assert proposal.values == {"is_outfall": answer}
    assert ("class.judge_water_body" in [reason.key for reason in proposal.reasons]) is asks
    assert proposal.marks


def test_what_is_wrong_with_a_class_is_named() -> None:
    assert classes.problem("HJ-2023", ()) == "missing"
    assert classes.problem("HJ-2023", ("其他排口", "城镇雨洪排口", "")) == ""
    assert classes.problem("HJ-2023", ("工业排污口", "城镇雨洪排口", "")) == "levels"
    assert classes.problem("HJ-2023", ("其他排口", "雨洪排口", "")) == "unknown"
    assert classes.problem("718-2020", ("城镇雨洪排口",)) == ""
    assert classes.problem("718-2020", ("雨洪排口",)) == "unknown"
