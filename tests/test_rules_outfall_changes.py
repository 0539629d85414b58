"""Split, merged, void, filled, found again: what the plan changes, and what it leaves."""

from __future__ import annotations

import datetime as dt

import pytest
from outfall_tracer.rules.outfall_changes import HISTORY, Order, find_again, keeper, leave, merge, split

ORDER = Order("甲", "2026-02-01", "现场核实", dt.date(2026, 3, 1))


def outfall(uid: str, standing: str = "in_use", code: str = "FA-420102-0001-QT-00") -> dict:
    return {
        "uid": uid,
        "name": f"{uid}口",
        "standing": standing,
        "code_national": code,
        "county_code": "420102",
        "managing_unit": None,
        "receiving_water": "长江",
        "bank": "left",
        "mouth_form": "管道",
    }


def link(uid: str, of: str, source: str, status: str = "candidate") -> dict:
    return {
        "uid": uid,
        "outfall_uid": of,
        "source_table": "enterprises",
        "source_uid": source,
        "status": status,
    }


def proof(uid: str, of: str, link_uid: str | None = None) -> dict:
    return {"uid": uid, "outfall_uid": of, "link_uid": link_uid}


def sign(uid: str, of: str, state: str) -> dict:
    return {"uid": uid, "outfall_uid": of, "state": state}


def cells(plan) -> set:
    return {tuple(cell) for cell in plan.cells}


def test_a_split_leaves_codes_and_signs_and_moves_the_chosen_links_with_their_evidence() -> None:
    records = {
        "trace_links": [link("l1", "a", "x"), link("l2", "a", "y"), link("l3", "other", "z")],
        "evidence": [proof("e1", "a", "l2"), proof("e2", "a")],
        "signs": [sign("s", "a", "已安装")],
    }
    plan = split(outfall("a"), records, "new", ["l2"], ORDER)
    assert cells(plan) == {
        ("trace_links", "l2", "outfall_uid", "new"),
        ("evidence", "e1", "outfall_uid", "new"),
    }
    assert plan.new_rows[0] == (
        "outfalls",
        {
            "uid": "new",
            "standing": "in_use",
            "county_code": "420102",
            "managing_unit": "",
            "receiving_water": "长江",
            "bank": "left",
            "mouth_form": "管道",
        },
    )
    assert plan.new_rows[1] == (
        HISTORY,
        {
            "action": "split",
            "outfall_uid": "a",
            "other_uid": "new",
            "happened_on": "2026-02-01",
            "done_by": "甲",
            "reason": "现场核实",
        },
    )
    assert any("a口" in one.text("zh") for one in plan.sentences)
    assert split(outfall("a"), records, "new", ["l3"], ORDER).problems[0].key == "change.unknown_links"


def test_a_merge_keeps_one_code_moves_links_once_and_takes_signs_down() -> None:
    records = {
        "trace_links": [
            link("k1", "k", "x"),
            link("g1", "g", "x", "confirmed"),
            link("g2", "g", "y"),
            link("h1", "h", "y", "confirmed"),
            link("h2", "h", "z"),
        ],
        "evidence": [proof("e1", "g", "g1"), proof("e2", "h")],
        "signs": [sign("sk", "k", "已安装"), sign("sg", "g", "已安装"), sign("sh", "h", "待安装")],
        "remediation": [{"uid": "p", "outfall_uid": "g"}],
    }
    plan = merge(
        outfall("k"), [outfall("g", code="FA-420102-0002-QT-00"), outfall("h", code="")], records, ORDER
    )
    assert plan.problems == []
    assert cells(plan) == {
        ("outfalls", "g", "standing", "merged"),
        ("outfalls", "h", "standing", "merged"),
        ("trace_links", "k1", "status", "confirmed"),  # the same source was confirmed at g
        ("trace_links", "h1", "outfall_uid", "k"),
        ("trace_links", "h2", "outfall_uid", "k"),  # g2 is h1's twin
        ("evidence", "e1", "outfall_uid", "k"),
        ("evidence", "e1", "link_uid", "k1"),
        ("evidence", "e2", "outfall_uid", "k"),
        ("signs", "sg", "state", "待拆除"),
        ("signs", "sh", "state", "已作废"),
    }
    assert [row["other_uid"] for _, row in plan.new_rows] == ["g", "h"]
    assert not any(cell.column.startswith("code") for cell in plan.cells)


def test_void_filled_and_found_again() -> None:
    records = {
        "signs": [sign("s1", "a", "已安装"), sign("s2", "a", "待安装")],
        "trace_links": [link("l", "a", "x")],
    }
    for action, standing in (("void", "void"), ("fill", "filled")):
        plan = leave(action, outfall("a"), records, ORDER)
        assert cells(plan) == {
            ("outfalls", "a", "standing", standing),
            ("signs", "s1", "state", "待拆除"),
            ("signs", "s2", "state", "已作废"),
        }
    back = find_again(
        outfall("a", "void"), {"signs": [sign("s1", "a", "待拆除"), sign("s2", "a", "已作废")]}, ORDER
    )
    assert cells(back) == {
        ("outfalls", "a", "standing", "in_use"),
        ("signs", "s1", "state", "已安装"),
        ("signs", "s2", "state", "待安装"),
    }
    assert back.new_rows[0][1]["action"] == "find_again"


@pytest.mark.parametrize(
    "plan",
    [
        split(outfall("a", "void"), {}, "new", [], ORDER),
        merge(outfall("a"), [outfall("b", "merged")], {}, ORDER),
        merge(outfall("a", "filled"), [outfall("b")], {}, ORDER),
        merge(outfall("a"), [], {}, ORDER),
        merge(outfall("a"), [outfall("a")], {}, ORDER),
        leave("void", outfall("a", "void"), {}, ORDER),
        leave("fill", outfall("a", "void"), {}, ORDER),
        find_again(outfall("a"), {}, ORDER),
        leave("void", outfall("a"), {}, ORDER._replace(reason=" ")),
        leave("void", outfall("a"), {}, ORDER._replace(on="2026-03-02")),
        leave("void", outfall("a"), {}, ORDER._replace(on="昨天")),
        leave("void", outfall("a"), {}, ORDER._replace(on="")),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(plan) -> None:
    assert plan.problems
    assert (plan.cells, plan.new_rows, plan.sentences) == ([], [], [])
    for problem in plan.problems:
        assert "{" not in problem.text("zh") + problem.text("en")


def test_who_stays_is_proposed_by_plate_then_by_code() -> None:
    rows = [outfall("a", code=""), outfall("b")]
    rows = [{**row, "code_local": ""} for row in rows]
    assert keeper(rows, []) == "b"
    assert keeper(rows, [sign("s", "a", "已安装")]) == "a"
