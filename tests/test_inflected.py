"""Words that go with a number: "1 row is saved", "2 rows are saved"."""

from __future__ import annotations

import pytest
from outfall_tracer.i18n import inflected

SAVED = "{n} (row is|rows are) saved."


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1 row is saved."), (0, "0 rows are saved."), (2, "2 rows are saved."),
                    ("1", "1 row is saved."), ("1,001", "1,001 rows are saved.")],
)
def test_the_words_follow_the_number(n, said):
    assert inflected(SAVED, n=n) == said


def test_each_choice_goes_with_the_number_before_it():
    text = "{n} (outfall|outfalls), {k} (is|are) new (of {all}); save (it|them)."
    assert inflected(text, n=1, k=2, all=1) == "1 outfall, 2 are new (of 1); save it."


def test_values_are_filled_in_as_they_are():
    assert inflected("{n} (row|rows): {name}", n=2, name="{n} (a|b)") == "2 rows: {n} (a|b)"


def test_a_text_without_choices_is_filled_in():
    assert inflected("{n} 行已保存（{k}|次）。", n=1, k=3) == "1 行已保存（3|次）。"
