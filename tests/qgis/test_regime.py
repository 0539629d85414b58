"""Classes, names, codes, parties and checks over a whole register: by verbs and by the window alike."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from outfall_tracer.demo.generate import Demonstration, generate
from outfall_tracer.demo.truth import read_truth
from outfall_tracer.layers.schema import SCHEMA
from outfall_tracer.layers.store.table_plan import TablePlan, texts
from outfall_tracer.operations.project_rows import file_rows
from outfall_tracer.operations.regime import codes
from outfall_tracer.operations.regime.blocks import codes_ever, read_blocks
from outfall_tracer.operations.runs.trace_project import trace_project
from outfall_tracer.problems import UserError
from outfall_tracer.rules.code_blocks import Block
from outfall_tracer.tests.support.regime_actions import (
    DAY,
    OFFICE,
    ORDER,
    TODAY,
    by_the_window,
    type_in,
)

pytest.importorskip("qgis.core")

MORE = {"assigncodes": {"OFFICE": OFFICE, "TODAY": DAY}, "checkregister": {"TODAY": DAY}}
CLASS = ("type_718", "type_l1", "type_l2", "type_l3")


@pytest.fixture(scope="module")
def traced(qgis_app, tmp_path_factory):
    made = generate(
        tmp_path_factory.mktemp("register") / "reach.gpkg",
        Demonstration(seed=5, outfalls=150, pipes=4500),
        language="zh",
    )
    trace_project(str(made.project))
    return made


@pytest.fixture
def register(traced, tmp_path):
    return shutil.copy(traced.project, tmp_path / "reach.gpkg")


def stored(path):
    """What the register says now; uids of findings are made anew by each run."""
    with file_rows(str(path), writing=False) as rows:
        found = {}
        for table in ("outfalls", "code_blocks", "findings"):
            leave = {"uid"} if table == "findings" else set()
            columns = [name for name in SCHEMA.table(table).column_names if name not in leave]
            cells = rows.read(table, columns)
            found[table] = sorted(
                (tuple(None if value != value else value for value in row)
                 for row in zip(*(cells[name].tolist() for name in columns))), key=str)
        return found


def test_verbs_and_window_write_the_same_and_a_second_pass_nothing(register, traced, run_verb, tmp_path):
    other = shutil.copy(register, tmp_path / "window.gpkg")
    before = stored(register)
    trial = {}
    for verb in ORDER:
        given = {"PROJECT": str(register), **MORE.get(verb, {})}
        trial[verb] = run_verb(verb, {**given, "DRY_RUN": True})
        if verb == ORDER[0]:
            assert stored(register) == before, "a trial writes nothing"
        assert run_verb(verb, given).items() >= {
            name: value for name, value in trial[verb].items() if name != "SUMMARY"}.items()
        by_the_window(other, verb)
    assert trial["classify"]["CHANGED"] > 20
    assert trial["proposenames"]["CHANGED"] > 5
    assert trial["assigncodes"]["CHANGED"] > 30
    assert trial["checkregister"]["FINDINGS"] > 100
    after = stored(register)
    assert after == stored(other)
    for verb in ORDER:
        run_verb(verb, {"PROJECT": str(register), **MORE.get(verb, {})})
    assert stored(register) == after
    trace_project(str(register))
    assert stored(register)["outfalls"] == after["outfalls"]
    check_truth(register, traced.truth)


def check_truth(path, truth):
    """What was blanked is mostly proposed as it was, or not at all; what is wrong stays for a person."""
    register = read_truth(truth).register
    with file_rows(str(path), writing=False) as rows:
        found = rows.read("outfalls", ["uid", "name", *CLASS])
    row_of = {uid: at for at, uid in enumerate(found["uid"].tolist())}
    blank = [uid for uid, one in register.items() if "class_blank" in one["done"]]
    assert len(blank) > 10
    proposed = [uid for uid in blank if found["type_l2"][row_of[uid]]]
    right = [uid for uid in proposed if found["type_l2"][row_of[uid]] == register[uid]["type_l2"]]
    assert len(proposed) >= len(blank) / 3
    assert len(right) >= 0.75 * len(proposed)
    wrong = [uid for uid, one in register.items() if "class_wrong" in one["done"]]
    assert wrong, "a person's class stays, right or wrong"
    assert any(found["type_l2"][row_of[uid]] != register[uid]["type_l2"] for uid in wrong)


def test_a_persons_value_stays_whatever_verb_comes(register, run_verb):
    mine = {"type_l1": "其他排口", "type_l2": "其他排污口", "name": "我的排口", "code_local": "甲-1",
            "party_main": "某某公司", "is_outfall": "uncertain"}
    with file_rows(str(register), writing=False) as rows:
        uid = rows.read("outfalls", ["uid"])["uid"][7]
    type_in(register, uid, mine)
    for verb in (*ORDER, "traceproject", *ORDER[::-1]):
        run_verb(verb, {"PROJECT": str(register), **MORE.get(verb, {})})
        run_verb("assigncodes", {"PROJECT": str(register), "COLUMN": "code_local", "OFFICE": OFFICE})
    with file_rows(str(register), writing=False) as rows:
        found = rows.read("outfalls", [*mine, "type_l3"], {"uid": [uid]})
        assert {name: found[name][0] for name in mine} == mine
        assert found["type_l3"][0] is None, "no level of another class beside a person's"


def test_a_code_that_was_given_is_spent_for_good_and_comes_back_to_its_own(register):
    with file_rows(str(register), "Li") as rows:
        rows.apply(*codes.assign_codes(rows, OFFICE, TODAY).plans)
        found = rows.read("outfalls", ["uid"])  # the state before
    with file_rows(str(register), writing=False) as rows:
        given = dict(zip(*(rows.read("outfalls", ["uid", "code_national"])[name].tolist()
                           for name in ("uid", "code_national"))))
        blocks = read_blocks(rows)
        ever = codes_ever(rows, "code_national")
    assert found.n == len(given)
    assert {block.office for block in blocks} == {OFFICE}
    assert len({code for _, code in ever}) == len(ever)
    assert all(given[uid] == code for uid, code in ever)
    one = ever[3][0]
    type_in(register, one, {"code_national": None})
    with file_rows(str(register), "Li") as rows:
        again = codes.assign_codes(rows, OFFICE, TODAY)
        (mine,) = [each for each in again.outfalls if each.uid == one]
        assert mine.kept == {"code_national": ever[3][1]}, "a person emptied it: offered, not written"
        with pytest.raises(UserError):
            codes.assign_codes(rows, " ", TODAY)
    for wrong in (Block("b", "code_national", blocks[0].county_code, 10, 20, "乙", "乙", DAY),
                  Block("c", "code_national", "420199", 20, 10, "", "乙", "2031-01-01")):
        with file_rows(str(register), "Li") as rows:
            rows.apply(reserved(wrong))
        with pytest.raises(UserError) as refused, file_rows(str(register), "Li") as rows:
            codes.assign_codes(rows, OFFICE, TODAY)
    assert len(refused.value.problems) >= 4


def reserved(block):
    """A block as somebody enters it in the form."""
    values = dict(zip(("uid", "code_column", "county_code", "first", "last", "office", "reserved_by",
                       "reserved_on"), block))
    return TablePlan("code_blocks", new={
        name: np.array([float(value)]) if name in ("first", "last") else texts([value or None])
        for name, value in values.items()})


def test_two_offices_work_apart_and_come_together_without_a_double(register, tmp_path):
    county = "420106"
    with file_rows(str(register), "Li") as rows:
        table = rows.read("outfalls", ["uid", "county_code", "code_national"], {"county_code": [county]})
        bare = [uid for uid, code in zip(table["uid"].tolist(), table["code_national"].tolist()) if not code]
        for first, office in ((2001, "甲"), (3001, "乙")):
            rows.apply(reserved(Block(f"b{first}", "code_national", county, first, first + 99, office, office,
                                      DAY)))
    assert len(bare) >= 2
    halves = {"甲": bare[::2], "乙": bare[1::2]}
    given = {}
    for office, uids in halves.items():
        copy = shutil.copy(register, tmp_path / f"{office}.gpkg")
        with file_rows(str(copy), office) as rows:
            outcome = codes.assign_codes(rows, office, TODAY, outfalls=set(uids))
            rows.apply(*outcome.plans)
            given.update({one.uid: one.new["code_national"] for one in outcome.outfalls if one.new})
    assert len(set(given.values())) == len(given)
    serials = {office: {int(given[uid][10:14]) for uid in uids if uid in given}
               for office, uids in halves.items()}
    assert all(2001 <= serial <= 2100 for serial in serials["甲"])
    assert all(3001 <= serial <= 3100 for serial in serials["乙"])


def test_each_check_replaces_its_own_findings_only(town, run_verb):
    run_verb("traceproject", {"PROJECT": town.path})
    network = {row["kind"] for row in town.rows("findings")}
    run_verb("checkregister", {"PROJECT": town.path, "TODAY": DAY})
    both = {row["uid"]: row["kind"] for row in town.rows("findings")}
    assert network
    assert network < set(both.values())
    assert "name_no_city" in both.values()
    accepted = next(row["uid"] for row in town.rows("findings")
                    if (row["kind"], row["object_uid"]) == ("name_no_city", town.uid["B"]))
    town.set("findings", accepted, status="accepted", reason="its name of old")
    for verb in ("traceproject", "validatenetwork", "checkregister"):
        run_verb(verb, {"PROJECT": town.path, **MORE.get(verb, {})})
    assert both.items() <= {row["uid"]: row["kind"] for row in town.rows("findings")}.items()
    town.set("outfalls", town.uid["A"], name="武汉市武昌区A雨洪排口")
    only = f"\"uid\" = '{town.uid['A']}'"
    run_verb("checkregister", {"PROJECT": town.path, "TODAY": DAY, "OUTFALLS": only})
    assert next(row for row in town.rows("findings") if row["uid"] == accepted)["status"] == "accepted"
    kinds = [row["kind"] for row in town.rows("findings") if row["object_uid"] == town.uid["A"]]
    assert "name_no_city" not in kinds
    others = [row for row in town.rows("findings") if row["kind"] == "name_no_city"]
    assert len(others) == 2


@pytest.mark.parametrize(("verb", "wrong", "said"), [
    ("assigncodes", {"TODAY": "tomorrow"}, "TODAY"),
    ("classify", {"OUTFALLS": "\"nothing\" = 1"}, "nothing"),
    ("asof", {"DATE": "the day before", "OUTPUT": "memory:"}, "the day before"),
])
def test_what_cannot_be_used_is_a_sentence_and_nothing_changed(town, run_verb, verb, wrong, said):
    from qgis.core import QgsProcessingException

    before = town.dump()
    with pytest.raises(QgsProcessingException, match=said):
        run_verb(verb, {"PROJECT": town.path, **wrong})
    assert town.dump() == before


BAD = {
    "an unknown district": ({"county_code": "999999"}, "assigncodes", "district_unknown"),
    "a class that the version does not have": ({"type_l1": "工业排污口", "type_l2": "x"}, "classify",
                                            "class_unknown"),
    "a code of another city": ({"code_national": "FA-320106-0001-QT-00"}, "assigncodes", "code_other_city"),
    "user and owner that contradict": ({"operator": "甲厂", "owner": "乙厂", "party_main": "丙",
                                       "party_rule": "R1"}, "assignparties", "party_rule_contradicts"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_rows_are_said_and_stay(town, run_verb, tmp_path, case):
    cells, verb, kind = BAD[case]
    town.set("outfalls", town.uid["A"], **cells)
    run_verb(verb, {"PROJECT": town.path, "SUMMARY": str(tmp_path / "s.json"), **MORE.get(verb, {})})
    json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    row = town.outfall("A")
    assert {name: row[name] for name in cells} == cells
    run_verb("checkregister", {"PROJECT": town.path, "TODAY": DAY})
    mine = [found for found in town.rows("findings") if found["object_uid"] == town.uid["A"]]
    assert kind in {found["kind"] for found in mine}
    assert all(found["text"] and found["fix"] for found in mine)


def test_a_wrong_credit_code_and_impossible_dates_are_found(town, run_verb):
    town.set("enterprises", town.uid["Mill"], credit_code="91420100MA4KX0000X")
    of_a = {"outfall_uid": town.uid["A"]}
    town.add("closures", uid="c", finished_on="2026/02/01", accepted_on="2026/01/01", **of_a)
    town.add("signs", uid="s", state="已安装", installed_on="2030/01/01", **of_a)
    run_verb("checkregister", {"PROJECT": town.path, "TODAY": DAY})
    kinds = {row["kind"] for row in town.rows("findings")}
    assert {"credit_code_wrong", "closure_order", "sign_future"} <= kinds


def test_a_block_is_the_first_free_run_and_what_is_left_is_said(town, run_verb, heard):
    for name, code in (("A", "FA-420106-0003-QT-00"), ("B", "FA-420106-0250-QT-00")):
        type_in(town.path, town.uid[name], {"code_national": code})
    asked = {"PROJECT": town.path, "COUNTY_CODE": "420106", "COUNT": 200, "OFFICE": OFFICE, "TODAY": DAY}
    trial = run_verb("reservecodes", {**asked, "DRY_RUN": True})
    assert (trial["FIRST"], trial["LAST"]) == (4, 203)
    assert any("200 of 200 left" in text or "200 个中剩 200 个" in text for text in heard.infos)
    assert town.rows("code_blocks") == []
    run_verb("reservecodes", asked)
    made = run_verb("reservecodes", {**asked, "OFFICE": "武昌分局"})
    assert (made["FIRST"], made["LAST"]) == (251, 450), "neither in the block nor over a spent serial"
    run_verb("assigncodes", {"PROJECT": town.path, "OFFICE": OFFICE, "TODAY": DAY})
    kept = {row["office"]: (row["first"], row["last"]) for row in town.rows("code_blocks")}
    assert kept == {OFFICE: (4, 203), "武昌分局": (251, 450)}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"COUNTY_CODE": "320106"}, "no district"),
        ({"COUNT": 9998}, "in a row"),
        ({"COUNT": 10_000}, "within"),
    ],
)
def test_a_block_that_cannot_be_reserved_is_a_sentence(town, run_verb, wrong, words):
    type_in(town.path, town.uid["A"], {"code_national": "FA-420106-0500-QT-00"})
    asked = {"PROJECT": town.path, "COUNTY_CODE": "420106", "OFFICE": OFFICE, "TODAY": DAY, **wrong}
    with pytest.raises(Exception, match=words):
        run_verb("reservecodes", asked)
    assert town.rows("code_blocks") == []


def test_a_register_in_the_other_language_tells_the_basis_in_it(town):
    from outfall_tracer.layers.store.table_reading import project_language
    from outfall_tracer.reports import listings
    from outfall_tracer.reports.query import Answer, Asked

    trace_project(town.path)
    other = "en" if project_language(town.path) == "zh" else "zh"
    listing = listings.listing(Answer(town.path, Asked(), other), "outfalls")
    with file_rows(town.path, writing=False) as rows:
        stored_basis = rows.read("outfalls", ["party_basis"])["party_basis"].tolist()
    told = listing.columns["party_basis"].values
    assert all(told)
    assert not {*told} & {*stored_basis}
    chinese = [any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in told]
    assert all(chinese) if other == "zh" else not any(chinese)
    supporting = "、" if other == "zh" else ", "
    assert all(supporting in names for names in listing.columns["supporting"].values)
