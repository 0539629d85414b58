"""Codes from reserved blocks: never twice, never changed, never used again."""

from __future__ import annotations

import datetime as dt
import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outfall_tracer.rules import code_blocks, outfall_code
from outfall_tracer.rules.code_blocks import Block, assign, block_problems, clashes, free_run, used_serials

TODAY = dt.date(2026, 3, 1)
NATIONAL, LOCAL = "code_national", "code_local"


def outfall(uid: str, county: str = "420102", type_l1: str = "其他排口", **more: object) -> dict[str, object]:
    return {
        "uid": uid,
        "county_code": county,
        "type_l1": type_l1,
        "is_outfall": "yes",
        NATIONAL: None,
        LOCAL: None,
        **more,
    }


def block(
    uid: str, first: int, last: int, office: str, column: str = NATIONAL, county: str = "420102"
) -> Block:
    return Block(uid, column, county, first, last, office, "甲", "2026-01-01")


def test_the_next_free_serial_of_the_offices_own_block_is_given_never_the_largest_plus_one() -> None:
    blocks = [block("b1", 10, 12, "甲所"), block("b2", 40, 49, "乙所")]
    rows = [outfall("a"), outfall("b", code_national="FA-420102-0011-QT-00"), outfall("c"), outfall("d")]
    result = assign(
        rows, NATIONAL, blocks, [("x", "FA4204290999QT00"), ("y", "FA-420102-9998-QT-00")], "甲所", TODAY
    )
    assert {uid: one.code for uid, one in result.codes.items()} == {
        "a": "FA-420102-0010-QT-00",
        "c": "FA-420102-0012-QT-00",
    }
    assert result.refused["d"].key == "code.full"
    assert result.new_blocks == []
    assert blocks[0].left(used_serials(["FA-420102-0011-QT-00"])) == (2, 3)


def test_an_office_without_a_block_is_refused_and_a_district_without_one_gets_one() -> None:
    result = assign(
        [outfall("a"), outfall("z", "420103")], NATIONAL, [block("b", 1, 9, "甲所")], [], "乙所", TODAY
    )
    assert result.refused["a"].key == "code.no_block"
    assert result.codes["z"].code == "FA-420103-0001-QT-00"
    made = result.new_blocks[0]
    assert (made.office, made.county_code, made.first, made.last) == ("乙所", "420103", 1, 9999)


def test_national_and_local_codes_are_two_systems() -> None:
    rows = [outfall("a", code_national="FA-420102-0001-QT-00")]
    result = assign(rows, LOCAL, [block("b", 1, 9, "甲所", LOCAL)], [], "甲所", TODAY)
    assert result.codes["a"].code == "FA4201020001QT00"
    assert (
        assign(rows, LOCAL, [block("b", 1, 9, "甲所", NATIONAL)], [], "甲所", TODAY).new_blocks[0].column
        == LOCAL
    )


def test_letters_and_basin_that_are_not_verified_are_marked() -> None:
    rows = [outfall("a", type_l1="农业排口"), outfall("b", type_l1="工业排污口")]
    result = assign(rows, NATIONAL, [], [], "甲所", TODAY)
    assert [one.key for one in result.codes["a"].marks] == [
        "mark.letters_not_verified",
        "mark.basin_not_verified",
    ]
    assert [one.key for one in result.codes["b"].marks] == ["mark.basin_not_verified"]
    assert "NY" in result.codes["a"].marks[0].text("zh")


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (outfall("a", county="420999"), "code.district"),
        (outfall("a", county=""), "code.district"),
        (outfall("a", type_l1="雨洪"), "code.class"),
        (outfall("a", is_outfall="no"), "code.not_an_outfall"),
    ],
)
def test_what_gets_no_code_is_said(row, key: str) -> None:
    assert assign([row], NATIONAL, [], [], "甲所", TODAY).refused["a"].key == key


def test_a_code_that_was_lost_comes_back_to_its_own_outfall_and_to_no_other() -> None:
    ever = [("a", "FA-420102-0001-QT-00"), ("gone", "FA-420102-0002-QT-00")]
    result = assign([outfall("b"), outfall("a")], NATIONAL, [block("k", 1, 9, "甲所")], ever, "甲所", TODAY)
    assert result.codes["b"].code == "FA-420102-0003-QT-00"
    assert result.codes["a"].code == "FA-420102-0001-QT-00"
    assert result.codes["a"].own_again
    # Another outfall bears it by now, after a merge: then a new one.
    rows = [outfall("a"), outfall("b", code_national="FA4201020001QT00")]
    again = assign(rows, NATIONAL, [block("k", 1, 9, "甲所")], ever, "甲所", TODAY)
    assert again.codes["a"].code == "FA-420102-0003-QT-00"


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (block("n", 5, 14, "乙所"), "block.overlap"),
        (block("n", 30, 20, "乙所"), "block.range"),
        (block("n", 0, 5, "乙所"), "block.range"),
        (block("n", 9000, 10000, "乙所"), "block.range"),
        (block("n", 20, 30, "乙所", county="420999"), "block.district"),
        (block("n", 20, 30, " / "), "block.office"),
        (block("n", 20, 30, "乙所")._replace(reserved_on="2027-01-01"), "block.date"),
    ],
)
def test_blocks_that_cannot_be_reserved(wrong: Block, key: str) -> None:
    found = block_problems(wrong, [block("b", 10, 19, "甲所")], TODAY)
    assert key in [one.key for one in found]
    assert all("{" not in one.text(language) for one in found for language in ("en", "zh"))


def test_a_free_run_for_a_new_block_is_found() -> None:
    assert (
        block_problems(
            block("n", 20, 30, "乙所"), [block("b", 10, 19, "甲所"), block("c", 20, 30, "甲所", LOCAL)], TODAY
        )
        == []
    )
    used = {"420102": {3, 25}}
    assert free_run(NATIONAL, "420102", 10, [block("b", 10, 19, "甲所")], used) == (26, 35)
    assert free_run(NATIONAL, "420102", 2, [block("b", 10, 19, "甲所")], used) == (1, 2)
    assert free_run(NATIONAL, "420102", 2, [block("b", 1, 9999, "甲所")], used) is None


def test_when_two_have_one_code_the_one_with_the_plate_keeps_it() -> None:
    rows = [
        ("a", "FA-420102-0001-QT-00", False, "2026-01-01"),
        ("b", "FA4201020001QT00", True, "2026-02-01"),
        ("c", "FA-420102-0002-QT-00", False, "2026-02-02"),
        ("d", "FA-420102-0002-QT-00", False, "2026-01-02"),
        ("e", "/", False, ""),
        ("f", None, False, ""),
    ]
    assert clashes(rows) == [("FA-420102-0001-QT-00", "b", ("a",)), ("FA-420102-0002-QT-00", "d", ("c",))]


@settings(max_examples=3000 if os.environ.get("OUTFALL_TRACER_FULL") else 60)
@given(st.integers(0, 1 << 30), st.integers(2, 4))
def test_offices_that_assign_apart_come_together_without_duplicates_or_changes(
    seed: int, offices: int
) -> None:
    rng = random.Random(seed)
    counties = ("420102", "420103")
    base = {
        str(i): outfall(str(i), rng.choice(counties), rng.choice(("其他排口", "工业排污口")))
        for i in range(60)
    }
    blocks: list[Block] = []
    for office in range(offices):
        for county in counties:
            run = free_run(NATIONAL, county, rng.randint(5, 25), blocks, {})
            assert run is not None
            blocks.append(block(f"{office}{county}", *run, f"{office}所", county=county))
    order = sorted(base)
    rng.shuffle(order)
    copies = []
    for office in range(offices):
        mine = {uid: dict(base[uid]) for uid in base}
        for _ in range(3):  # in several sittings, each of a few outfalls of the office's share
            share = [uid for at, uid in enumerate(order) if at % offices == office]
            rows = [mine[uid] for uid in rng.sample(share, rng.randint(0, len(share)))]
            ever = [(uid, row[NATIONAL]) for uid, row in mine.items()]
            for uid, got in assign(rows, NATIONAL, blocks, ever, f"{office}所", TODAY).codes.items():
                assert mine[uid][NATIONAL] is None
                mine[uid][NATIONAL] = got.code
        copies.append(mine)
    rng.shuffle(copies)
    merged = {
        uid: next((copy[uid][NATIONAL] for copy in copies if copy[uid][NATIONAL]), None) for uid in base
    }
    given_codes = [code for code in merged.values() if code]
    assert len(set(given_codes)) == len(given_codes)
    serials = [(code.county, code.serial) for code in map(outfall_code.parse, given_codes)]
    assert len(set(serials)) == len(serials)
    assert all(copy[uid][NATIONAL] in (None, merged[uid]) for copy in copies for uid in base)
    assert clashes((uid, code, False, "") for uid, code in merged.items()) == []
    rows = [{**base[uid], NATIONAL: code} for uid, code in merged.items()]
    after = assign(rows, NATIONAL, blocks, merged.items(), "0所", TODAY)
    assert not {one.code for one in after.codes.values()} & set(given_codes)


def test_a_full_district_says_so() -> None:
    used = [("x", f"FA-420102-{serial:04d}-QT-00") for serial in range(1, 10000)]
    assert assign([outfall("a")], NATIONAL, [], used, "甲所", TODAY).refused["a"].key == "code.full"
    assert code_blocks.LAST == 9999
