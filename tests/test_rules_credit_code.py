"""Credit codes (GB 32100) and discharge permit numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outfall_tracer.rules import credit_code


def _by_hand(first17: str) -> str:
    total = sum(3 ** i % 31 * credit_code.ALPHABET.index(c) for i, c in enumerate(first17))
    return credit_code.ALPHABET[(31 - total % 31) % 31]


@given(st.text(alphabet=credit_code.ALPHABET, min_size=17, max_size=17))
def test_the_check_character_follows_the_formula_and_every_single_error_is_found(first17: str) -> None:
    code = first17 + credit_code.check_character(first17)
    assert code[-1] == _by_hand(first17)
    assert credit_code.is_valid(code)
    wrong = ("1" if code[4] == "0" else "0")
    assert credit_code.problem(code[:4] + wrong + code[5:]) == "check"


def test_the_published_example_of_the_standard_is_valid() -> None:
    # Printed in many explanations of GB 32100-2015.
    assert credit_code.is_valid("91350100M000100Y43")


@pytest.mark.parametrize(("code", "expected"), [
    (None, "empty"), ("", "empty"), (" / ", "empty"), ("无", "empty"), ("9135", "length"),
    ("91350100M000100Y4I", "character"), ("91350100M000100Y44", "check"),
])
def test_what_is_wrong_is_named(code: str | None, expected: str) -> None:
    assert credit_code.problem(code) == expected


def test_spelling_does_not_matter() -> None:
    assert credit_code.is_valid(" 91350100m000100y43\n")
    assert credit_code.is_valid("９１３５０１００Ｍ０００１００Ｙ４３")


def test_government_bodies_are_known_by_their_prefix() -> None:
    government = "11420102000000001"
    assert credit_code.is_government(government + credit_code.check_character(government))
    assert not credit_code.is_government("91350100M000100Y43")
    assert not credit_code.is_government("11")


def test_permit_numbers_contain_their_holder() -> None:
    assert credit_code.permit_problem("91350100M000100Y43001P") == ""
    assert credit_code.holder_of_permit("91350100M000100Y43001P") == "91350100M000100Y43"
    assert credit_code.permit_problem("91350100M000100Y43001") == "length"
    assert credit_code.permit_problem("91350100M000100Y43A01P") == "tail"
    assert credit_code.permit_problem("91350100M000100Y44001P") == "check"
    assert credit_code.permit_problem("—") == "empty"
    assert credit_code.holder_of_permit("—") == ""


@pytest.mark.parametrize("first", ["", "9142", "91420100MA4KABCDI"])
def test_a_check_character_needs_seventeen_good_characters(first: str) -> None:
    with pytest.raises(ValueError, match="character"):
        credit_code.check_character(first)
