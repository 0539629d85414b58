"""The list of responsible parties: one enterprise, all its outfalls, four spellings, no wrong join."""

from __future__ import annotations

import random

import pytest
from outfall_tracer.rules.credit_code import check_character
from outfall_tracer.rules.government import is_government
from outfall_tracer.rules.responsible_parties import Mention, normal_name, responsible_parties, split_names

FIRST = "楚汉江鹤云长和瑞恒诚华盛"
TRADES = ("化工", "化工贸易", "食品", "印务", "印务包装")


def code_of(number: int) -> str:
    first = f"91420100MA4K{number:05d}"
    return first + check_character(first)


def enterprises() -> list[tuple[str, str]]:
    """60 enterprises whose names differ in little: 化工 and 化工贸易, 有限 and 股份有限 companies."""
    names = [
        f"武汉{first}源{trade}{'股份' if at % 7 == 0 else ''}有限公司"
        for at, (first, trade) in enumerate((a, b) for a in FIRST for b in TRADES)
    ]
    return [(name, code_of(at)) for at, name in enumerate(names)]


def spellings(name: str) -> tuple[str, ...]:
    core = name.removeprefix("武汉")
    return (name, f"武汉市{core}".replace("有限公司", "有限责任公司"), f"（武汉）{core[:2]} {core[2:]}", core)


@pytest.mark.parametrize("with_codes", [0.0, 0.3, 1.0])
def test_sixty_enterprises_in_four_spellings_are_sixty(with_codes: float) -> None:
    rng = random.Random(7)
    mentions, truth = [], {}
    for name, code in enterprises():
        for at, spelling in enumerate(spellings(name)):
            uid = f"{name}{at}"
            truth[uid] = name
            shown = code if rng.random() < with_codes else rng.choice(("", "/", code[:-1] + "?"))
            mentions.append(Mention(spelling, uid, rng.choice(("main", "other")), shown))
    rng.shuffle(mentions)
    found = responsible_parties(mentions)
    assert len(found) == 60
    for party in found:
        assert len({truth[uid] for uid in (*party.main_of, *party.other_of)}) == 1
        assert len(party.main_of) + len(party.other_of) == 4
        assert len(party.spellings) == 4
        assert not party.ambiguous
        assert not party.government


def test_one_name_with_two_codes_is_two_and_who_has_none_stays_apart() -> None:
    found = responsible_parties(
        [
            Mention("甲公司", "1", code=code_of(1)),
            Mention("甲公司", "2", code=code_of(2)),
            Mention("甲有限公司", "3"),
        ]
    )
    assert [(one.code, one.main_of, one.ambiguous) for one in sorted(found, key=lambda one: one.main_of)] == [
        (code_of(1), ("1",), False),
        (code_of(2), ("2",), False),
        ("", ("3",), True),
    ]


def test_one_code_joins_whatever_the_names() -> None:
    found = responsible_parties(
        [
            Mention("甲公司", "1", code=code_of(1)),
            Mention("乙集团", "2", code=code_of(1).lower()),
            Mention("乙集团", "3", "other"),
        ]
    )
    assert len(found) == 1
    assert found[0].spellings == ("乙集团", "甲公司")
    assert (found[0].main_of, found[0].other_of) == (("1", "2"), ("3",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("武汉石化有限公司", "湖北石化有限公司"),
        ("武汉市第一污水处理厂", "武汉市第二污水处理厂"),
        ("甲公司一分公司", "甲公司二分公司"),
        ("甲化工有限公司", "甲化工股份有限公司"),
        ("甲化工有限公司", "甲化工厂"),
    ],
)
def test_names_that_are_not_one(one: str, other: str) -> None:
    assert len(responsible_parties([Mention(one, "1"), Mention(other, "2")])) == 2


def test_a_name_without_its_place_joins_only_where_one_other_has_it() -> None:
    two = [Mention("石化有限公司", "1"), Mention("武汉石化有限公司", "2")]
    assert len(responsible_parties(two)) == 1
    assert len(responsible_parties([*two, Mention("湖北石化有限公司", "3")])) == 3
    assert len(responsible_parties([two[0]._replace(code=code_of(1)), two[1]._replace(code=code_of(2))])) == 2


def test_cells_hold_several_parties() -> None:
    assert split_names("甲公司；乙公司, 丙公司、/") == ("甲公司", "乙公司", "丙公司")
    assert split_names(None) == ()
    assert normal_name("武汉（甲）公司") == normal_name("武汉市甲有限责任公司")


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("武汉市江岸区人民政府", "", True),
        ("武汉经济技术开发区管理委员会", None, True),
        ("武汉市江岸区水务局", "", True),
        ("江堤街道办事处", "", True),
        ("武汉水务局建设有限公司", "", False),
        ("武汉甲化工有限公司", "", False),
        ("武汉市江岸区水务局", code_of(3), False),
        ("某单位", "11420102000000001" + check_character("11420102000000001"), True),
    ],
)
def test_government_bodies_are_known_by_code_then_by_name(
    name: str, code: str | None, expected: bool
) -> None:
    assert is_government(name, code) is expected
