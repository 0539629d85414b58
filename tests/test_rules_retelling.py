"""What a project stores in one language is told in the other."""

from __future__ import annotations

import pytest
from outfall_tracer.rules.party import PartySource, decide_party
from outfall_tracer.rules.retelling import retold
from outfall_tracer.rules.sentences import said

SHARED = [PartySource("纺织厂", "", "", False, 0.5), PartySource("染料厂", "染料厂", "园区", False, 0.9)]


@pytest.mark.parametrize(("language", "other"), [("en", "zh"), ("zh", "en")])
def test_what_was_said_is_told_in_the_other_language(language, other):
    parties = [decide_party(user, owner, sources, "武昌区") for user in ("甲", "")
               for owner in ("甲", "乙", "") for sources in ((), SHARED, SHARED[1:])]
    assert len({party.case for party in parties}) > 4
    for party in parties:
        assert retold(party.basis(language), other) == party.basis(other)
        assert retold(party.basis(other), other) == party.basis(other), "it is in that language already"
    reasons = [said("party.lead", department="市水务局"), said("mark.rows_not_verified"),
               said("code.from_block", office="江岸; 分局", district="江岸区")]
    both = {one: ("；" if one == "zh" else "; ").join(reason.text(one) for reason in reasons)
            for one in ("zh", "en")}
    assert retold(both[language], other) == both[other]


@pytest.mark.parametrize("text", [
    "", "见 2025 年 3 月会议纪要；区里已定。", "As agreed with the mill; see the minutes.", "A: B",
])
def test_what_a_person_wrote_stays(text):
    assert retold(text, "zh") == retold(text, "en") == text
