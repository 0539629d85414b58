"""Checking a register: each kind of dirt is found where it was put, and hardly anything else."""

from __future__ import annotations

import datetime as dt
import random
import re
import string

import pytest
from outfall_tracer.rules import register_checks, tables
from outfall_tracer.rules.register_checks import check_register
from outfall_tracer.rules.register_facts import Register

from tests.support.made_register import SPOILS, TODAY, made_register, rows_to_spoil, spoil
from tests.support.rule_tables import own_table


def found_in(made, **more):
    return check_register(Register(made, TODAY, ["enterprises"], **more))


def test_a_clean_register_has_no_finding() -> None:
    assert found_in(made_register()) == []


def test_there_is_a_way_to_spoil_a_row_for_every_kind() -> None:
    assert set(SPOILS) == set(register_checks.kinds())
    assert len(SPOILS) >= 25


@pytest.mark.parametrize("kind", register_checks.kinds())
def test_every_kind_is_found_where_it_was_put_and_only_there(kind: str) -> None:
    made = made_register(40)
    spoil(made, {kind: [20]})
    found = found_in(made)
    assert kind in {one.kind for one in found}
    assert {one.kind for one in found} <= {kind, *SPOILS[kind][1]}
    for one in found:
        for language in ("en", "zh"):
            assert "{" not in one.text(language) + one.fix.text(language)
        assert one.severity in ("error", "warning", "notice")
    assert len(found) <= 4


@pytest.mark.parametrize("seed", range(3))
def test_400_rows_with_dirt_of_many_kinds(seed: int) -> None:
    made = made_register(400)
    kinds = random.Random(seed).sample(sorted(set(SPOILS)), 60)
    truth = rows_to_spoil(made, kinds, seed)
    spoil(made, truth)
    found = {(one.kind, int(re.sub(r"\D", "", one.uid))) for one in found_in(made)}
    put = {(kind, i) for kind, those in truth.items() for i in those}
    # What comes with it, and the other one of a pair that became equal.
    with_it = {
        (other, i - back)
        for kind, those in truth.items()
        for i in those
        for other in (kind, *SPOILS[kind][1])
        for back in (0, 1, 13)
    }
    assert put <= found
    assert len(found - with_it) <= 0.02 * len(found)


def test_lateness_comes_from_the_plans_deadlines() -> None:
    made = made_register(20)
    made["outfalls"][3]["type_l1"] = None
    late = check_register(Register(made, TODAY, ["enterprises"]), ["class_missing"])[0]
    assert late.due == "2021-12-10"
    assert late.text("zh").endswith("应于 2021-12-10 前完成。")
    in_time = check_register(Register(made, dt.date(2021, 12, 1), ["enterprises"]), ["class_missing"])[0]
    assert in_time.due == ""
    assert in_time.column == "type_l1"


def test_codes_of_the_past_are_spent() -> None:
    made = made_register(20)
    spent = {"code_national": {made["outfalls"][3]["code_national"]: "somebody else"}}
    assert [(one.kind, one.uid) for one in found_in(made, spent=spent)] == [("code_spent", "o3")]


def test_what_is_not_given_is_not_checked() -> None:
    made = made_register(20)
    alone = check_register(Register({"outfalls": made["outfalls"]}, TODAY))
    assert alone == []


def test_what_is_no_outfall_needs_no_class() -> None:
    made = made_register(20)
    made["outfalls"][3].update(is_outfall="no", type_l1=None, name=None)
    made["signs"][3]["state"] = "待拆除"
    assert found_in(made) == []


def test_a_row_of_the_table_is_a_check_without_code(tmp_path, monkeypatch) -> None:
    def change(rows):
        rows.append(
            {
                **rows[0],
                "kind": "han_river",
                "when": "receiving_water=汉江",
                "severity": "notice",
                "text_en": "{title}: on the Han.",
                "text_zh": "{title}：在汉江。",
            }
        )

    own_table(tmp_path, monkeypatch, "register_checks", change)
    made = made_register(20)
    made["outfalls"][3]["receiving_water"] = "汉江"
    found = found_in(made)
    assert [(one.kind, one.severity) for one in found] == [("han_river", "notice")]
    assert found[0].text("zh").endswith("工业企业排污口：在汉江。")


def test_every_sentence_of_the_rules_has_both_languages_with_the_same_values() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for table in (
        "sentences",
        "register_checks",
        "class_evidence",
        "is_outfall",
        "party_rules",
        "outfall_changes",
    ):
        for row in tables.rows(table):
            for part in ("text", "fix"):
                if f"{part}_en" in row:
                    english, chinese = row[f"{part}_en"], row[f"{part}_zh"]
                    assert english, row
                    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese), row
                    assert places(english) == places(chinese), row


def test_every_table_is_described_and_marks_what_is_not_verified() -> None:
    readme = (tables.DEFAULT_FOLDER / "README.md").read_text(encoding="utf-8")
    for path in sorted(tables.DEFAULT_FOLDER.glob("*.csv")):
        assert f"`{path.stem}`" in readme, path.stem
        for row in tables.rows(path.stem):
            assert path.stem == "sentences" or row["verified"] in ("yes", "no"), (path.stem, row)
