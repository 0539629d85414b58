"""What a trace does to a link that is there, and what the links come to on their outfall."""

from __future__ import annotations

import json
from itertools import product

import pytest
from outfall_tracer.rules.link_status import (
    LinkState,
    after_trace,
    before_lost,
    link_state,
    lost_parts,
    parts_of,
    rank,
)
from outfall_tracer.rules.outfall_summary import CountedLink, OutfallFacts, outfall_summary

STATES = ("candidate", "confirmed", "rejected", "lost")
EVERY = [LinkState(status, manual, decided, decided or noted, was)
         for status, manual, decided, noted, was in product(
             STATES, (False, True), (False, True), (False, True), ("", "candidate", "confirmed"))]


@pytest.mark.parametrize(("state", "reached", "second", "after"), [
    (LinkState("candidate"), True, False, "candidate"),
    (LinkState("candidate"), False, False, None),
    (LinkState("candidate", touched=True), False, False, "lost"),
    (LinkState("confirmed"), False, False, "lost"),
    (LinkState("confirmed", was="confirmed"), False, False, "confirmed"),  # confirmed while it was lost
    (LinkState("rejected"), False, False, "rejected"),
    (LinkState("lost", was="candidate"), False, False, "lost"),
    (LinkState("lost", was="confirmed"), True, False, "confirmed"),
    (LinkState("lost", was="candidate", decided=True), True, False, "candidate"),
    (LinkState("lost", decided=True), True, False, "confirmed"),
    (LinkState("lost"), True, False, "candidate"),
    (LinkState("candidate"), False, True, None),
    (LinkState("confirmed"), False, True, "confirmed"),
    (LinkState("candidate", touched=True), False, True, "candidate"),
    (LinkState("confirmed", manual=True), False, False, "confirmed"),
    (LinkState("candidate", manual=True), False, False, "candidate"),
])  # fmt: skip
def test_what_becomes_of_a_link(state, reached, second, after):
    assert after_trace(state, reached=reached, second=second) == after


@pytest.mark.parametrize("state", EVERY)
def test_nothing_that_a_person_left_goes_and_what_is_reached_again_is_what_it_was(state):
    for second in (False, True):
        after = after_trace(state, reached=False, second=second)
        assert (after is None) <= (state.status == "candidate" and not state.touched and not state.manual)
        assert (after == state.status) or after in (None, "lost")
    if state.status in ("confirmed", "rejected") or state.manual:
        assert after_trace(state, reached=True) == state.status
    gone = after_trace(state, reached=False)
    if gone == "lost" != state.status:
        later = state._replace(status=gone, was=state.status)
        assert after_trace(later, reached=False) == "lost", "once more"
        assert after_trace(later, reached=True) == state.status
        again = later._replace(status="confirmed", decided=True, touched=True)
        assert after_trace(again, reached=False) == "confirmed", "a person said so, knowing that it is lost"


def test_a_stored_link_says_what_people_left_on_it():
    plain = link_state(None, "nearest_pipe", (None, None, None), "", None, has_evidence=False)
    assert plain == LinkState("candidate")
    assert link_state("lost", "manual", (None, "Li", None), None, lost_parts('{"link": 1}', "confirmed"),
                      has_evidence=False) == LinkState("lost", True, True, True, "confirmed")
    assert link_state("candidate", None, ("", "", ""), None, "{", has_evidence=True).touched
    assert not link_state("candidate", None, (None,), "x", "{", has_evidence=False).decided
    assert json.loads(lost_parts('{"link": 0.9}', "candidate")) == {"link": 0.9, "was": "candidate"}
    assert parts_of("[1]") == parts_of("{broken") == parts_of(None) == {}
    assert before_lost(LinkState("lost", was="lost")) == "candidate"


def test_of_several_rows_the_assigned_and_the_decided_come_first():
    rows = [LinkState("candidate"), LinkState("lost"), LinkState("rejected"), LinkState("confirmed"),
            LinkState("candidate", manual=True)]
    assert sorted(rows, key=rank) == rows[::-1]


FACTS = OutfallFacts(district_name="武昌区")
MILL = CountedLink("enterprises", "m", "Mill", 0.8, 120.0, False, "纺织厂", "纺织厂")
DYE = CountedLink("enterprises", "d", "Dye", 0.9, 300.0, False, "染料厂", "园区")
WHARF = CountedLink("wharves", "w", "", 0.5, 10.0, True)


def test_counts_main_source_and_status():
    found = outfall_summary([MILL, DYE, WHARF], FACTS, "en")
    assert (found.trace_status, found.n_enterprises, found.n_other_sources) == ("confirmed", 2, 1)
    assert (found.main_source_table, found.main_source_uid, found.main_source_name) == ("wharves", "w", None)
    assert (found.trace_confidence, found.source_names) == (0.5, "Dye、Mill")
    found = outfall_summary([MILL, DYE], FACTS, "en")
    assert (found.trace_status, found.main_source_uid) == ("candidates", "d")
    assert outfall_summary([MILL._replace(confidence=0.9), DYE], FACTS, "en").main_source_uid == "m", "nearer"
    nothing = outfall_summary([], FACTS, "en")
    assert (nothing.trace_status, nothing.source_names, nothing.trace_confidence) == ("no_source", None, None)
    assert (nothing.party_main, nothing.party_rule) == ("武汉市武昌区人民政府", "R3")


def test_the_order_of_the_links_says_nothing():
    links = [MILL, DYE, WHARF]
    assert outfall_summary(links, FACTS, "zh") == outfall_summary(links[::-1], FACTS, "zh")


@pytest.mark.parametrize(("language", "end"), [("en", " ... (12 in all)"), ("zh", "等共 12 个")])
def test_many_names_are_cut_with_their_number(language, end):
    links = [MILL._replace(uid=f"{at}", name=f"Works {at:02}") for at in range(12)]
    names = outfall_summary([*links, *links], FACTS, language).source_names
    assert names.count("、") == 9
    assert names.endswith(end)


def test_an_untraceable_outfall_is_the_districts_whatever_the_links_come_to():
    found = outfall_summary([MILL], FACTS, "en")
    assert (found.party_main, found.party_rule) == ("纺织厂", "R1")
    found = outfall_summary([MILL, WHARF], FACTS._replace(untraceable=True), "en")
    assert (found.party_main, found.party_others, found.party_rule) == ("武汉市武昌区人民政府", None, "R3")
    assert found.party_basis.startswith("Untraceable")
    assert found.n_enterprises == 1
    named = FACTS._replace(untraceable=True, operator="码头公司", owner="码头公司")
    assert outfall_summary([MILL], named, "en").party_main == "码头公司", "the register names it"
