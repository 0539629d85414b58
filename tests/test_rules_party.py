"""Who is responsible: the three rules of the plan, and what counts as unknown."""

from __future__ import annotations

import pytest
from outfall_tracer.problems import UserError
from outfall_tracer.rules.government import government_name
from outfall_tracer.rules.party import Party, PartySource, decide_party

from tests.support.rule_tables import own_table

A = PartySource("甲厂", "甲公司", "甲公司", confidence=0.9)
B = PartySource("乙厂", "乙公司", "丙集团", confidence=0.8)
NAMELESS_USER = PartySource("丁工地", "—", "/", confidence=0.5)


def decide(*sources: PartySource, user: str | None = None, owner: str | None = None) -> Party:
    return decide_party(user, owner, sources, "江岸区")


def test_r1_user_and_owner_of_the_outfall_are_the_same() -> None:
    party = decide(user="武汉（甲）公司", owner=" 武汉(甲)公司")
    assert (party.rule, party.main, party.others, party.provisional) == ("R1", "武汉（甲）公司", (), False)


def test_r2_the_user_comes_first_and_the_owner_assists() -> None:
    party = decide(A, user="甲公司", owner="丙集团")
    assert (party.rule, party.main, party.others) == ("R2", "甲公司", ("丙集团",))


def test_one_traced_unit_decides_where_the_register_is_silent() -> None:
    assert (decide(A).rule, decide(A).main, decide(A).others) == ("R1", "甲公司", ())
    assert (decide(B).rule, decide(B).main, decide(B).others) == ("R2", "乙公司", ("丙集团",))
    assert (decide(A, owner="丙集团").rule, decide(A, owner="丙集团").others) == ("R2", ("丙集团",))


def test_links_that_nobody_confirmed_make_the_decision_provisional() -> None:
    confirmed = PartySource("甲厂", "甲公司", "甲公司", confirmed=True, confidence=0.3)
    assert decide(A).provisional
    assert "尚待确认" in decide(A).basis("zh")
    party = decide(B, confirmed)
    assert (party.main, party.others, party.provisional) == ("甲公司", (), False)


def test_r3_nothing_traced() -> None:
    for blank in (None, "", " ", "/", "-", "—", "无", "－"):
        party = decide(user=blank, owner=blank)
        assert (party.rule, party.main, party.case) == ("R3", "武汉市江岸区人民政府", "untraced")
        assert "无法溯源" in party.basis("zh")


def test_r3_several_users_and_none_singled_out_lists_all() -> None:
    party = decide(B, A)
    assert (party.rule, party.main, party.case) == ("R3", "武汉市江岸区人民政府", "unclear")
    assert party.others == ("甲公司", "乙公司", "丙集团")


def test_several_units_share_an_outfall_whose_user_is_known() -> None:
    party = decide(A, B, user="乙公司")
    assert (party.rule, party.main, party.others) == ("R2", "乙公司", ("甲公司",))
    party = decide(A, NAMELESS_USER)
    assert (party.rule, party.main, party.others) == ("R2", "甲公司", ("丁工地",))


def test_one_unit_whose_user_is_unknown_stays_with_the_government() -> None:
    party = decide(NAMELESS_USER)
    assert (party.rule, party.main, party.others) == ("R3", "武汉市江岸区人民政府", ("丁工地",))
    party = decide(user="/", owner="某集团")
    assert (party.rule, party.others, party.case) == ("R3", ("某集团",), "unclear")


def test_the_same_unit_in_two_spellings_is_one() -> None:
    twice = PartySource("甲厂二期", "甲公司 ", "甲公司")
    assert decide(A, twice).rule == "R1"


@pytest.mark.parametrize(("district", "unit", "expected"), [
    ("江岸区", None, "武汉市江岸区人民政府"),
    ("武汉市江岸区", "/", "武汉市江岸区人民政府"),
    ("汉南区", "武汉经济技术开发区", "武汉经济技术开发区管理委员会"),
    ("汉南区", "武汉经开区管委会", "武汉经开区管委会"),
    (None, None, "区人民政府"),
])
def test_the_government_is_named(district: str | None, unit: str | None, expected: str) -> None:
    assert government_name(district, unit) == expected


def test_many_others_are_counted_not_listed() -> None:
    sources = [PartySource(f"厂{i}", f"公司{i:02}", "") for i in range(30)]
    party = decide(*sources)
    assert len(party.others) == 30
    assert party.others_text(2, "zh") == "公司00；公司01 等共 30 家"
    assert party.others_text(2, "en") == "公司00；公司01 (30 in all)"


def test_the_decision_cites_the_evidence_of_the_links_it_rests_on() -> None:
    proved = PartySource("甲厂", "甲公司", "甲公司", True, 0.9, ("e1", "e2"))
    candidate = PartySource("乙厂", "乙公司", "乙公司", False, 0.9, ("e3",))
    party = decide(proved, candidate)
    assert party.evidence == ("e1", "e2")
    assert party.verified
    assert decide(proved, user="丙公司", owner="丙公司").evidence == ()


def test_another_row_of_the_table_decides_otherwise_without_code(tmp_path, monkeypatch) -> None:
    def shared_goes_to_the_government(rows) -> None:
        for row in rows:
            if row["case"] == "shared" and row["main"] == "source_user":
                row.update(main="government", rule="R3")

    assert decide(A, NAMELESS_USER).rule == "R2"
    own_table(tmp_path, monkeypatch, "party_rules", shared_goes_to_the_government)
    party = decide(A, NAMELESS_USER)
    assert (party.rule, party.main) == ("R3", "武汉市江岸区人民政府")


def test_a_table_without_a_last_row_says_so(tmp_path, monkeypatch) -> None:
    own_table(tmp_path, monkeypatch, "party_rules", lambda rows: rows.__delitem__(slice(1, None)))
    with pytest.raises(UserError, match="party_rules has no row"):
        decide(A)
