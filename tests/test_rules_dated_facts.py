"""What was known on any past date, against what was stored then."""

from __future__ import annotations

import datetime as dt
import json
import os
import random

import pytest
from outfall_tracer.rules.dated_facts import CELLS, ROW, Entry, as_of, history, put_back

COLUMNS = ("name", "type_l1", "code_national", "party_main")


class Book:
    """A register that writes its audit as the program does, and a copy of every state."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.rows: dict = {}
        self.audit: list[Entry] = []
        self.states: list[tuple[str, dict]] = []
        self.seconds = 0

    def act(self) -> None:
        how = self.rng.random()
        self.seconds += self.rng.choice((0, 1, 7, 90_000))
        when = (dt.datetime(2026, 1, 1) + dt.timedelta(seconds=self.seconds)).isoformat() + "Z"  # noqa: DTZ001
        if how < 0.2 or not self.rows:
            self._add(when)
        elif how < 0.28:
            self._delete(when)
        elif how < 0.6:
            self._change(when)
        else:
            self._run(when)
        self.states.append((when, {key: dict(row) for key, row in self.rows.items()}))

    def _note(self, key, column, old, new, when) -> None:
        self.audit.append(Entry(*key, column, old, new, "甲", when))

    def _value(self):
        return self.rng.choice((None, "甲", "乙", "3", "2.5", 'a"b'))

    def _add(self, when) -> None:
        key = (self.rng.choice(("outfalls", "signs")), str(self.rng.randrange(60)))
        if key in self.rows:
            return
        self.rows[key] = {"uid": key[1], **{column: self._value() for column in COLUMNS}}
        self._note(key, ROW, None, key[1], when)

    def _delete(self, when) -> None:
        key = self.rng.choice(sorted(self.rows))
        row = self.rows.pop(key)
        kept = {name: value for name, value in row.items() if value is not None}
        self._note(key, ROW, json.dumps(kept, ensure_ascii=False), None, when)

    def _change(self, when) -> None:
        key = self.rng.choice(sorted(self.rows))
        column, value = self.rng.choice(COLUMNS), self._value()
        if self.rows[key][column] != value:
            self._note(key, column, self.rows[key][column], value, when)
            self.rows[key][column] = value

    def _run(self, when) -> None:
        for key in self.rng.sample(sorted(self.rows), min(3, len(self.rows))):
            new = {name: self._value() for name in COLUMNS[1:] if self.rng.random() < 0.7}
            new = {name: value for name, value in new.items() if self.rows[key][name] != value}
            if new:
                old = {name: self.rows[key][name] for name in new}
                self._note(key, CELLS, json.dumps(old), json.dumps(new), when)
                self.rows[key].update(new)


def _same(one: dict, two: dict) -> bool:
    """Rows are the same where their filled cells are: an empty cell and a missing one say the same."""

    def filled(rows):
        return {
            key: {name: value for name, value in row.items() if value is not None}
            for key, row in rows.items()
        }

    return filled(one) == filled(two)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_past_state_comes_back(seed: int) -> None:
    book = Book(seed)
    for _ in range(5000 if os.environ.get("OUTFALL_TRACER_FULL") == "1" else 500):
        book.act()
    last_of = dict(book.states)  # several actions share a moment: its last state counts
    moments = sorted(last_of)
    for when in random.Random(seed).sample(moments, min(60, len(moments))):
        past = as_of(book.rows, book.audit, when)
        assert _same(past.rows, last_of[when]), when
        assert not past.uncertain


def test_a_day_stands_for_its_end_and_before_the_first_entry_there_is_nothing() -> None:
    rows = {("outfalls", "1"): {"uid": "1", "name": "乙"}}
    audit = [
        Entry("outfalls", "1", ROW, None, "1", "甲", "2026-03-01 08:00:00"),
        Entry("outfalls", "1", "name", "甲", "乙", "甲", "2026-03-02T23:00:00.5+00:00"),
    ]
    assert as_of(rows, audit, "2026-03-01").rows[("outfalls", "1")]["name"] == "甲"
    assert as_of(rows, audit, "2026-03-02").rows[("outfalls", "1")]["name"] == "乙"
    assert as_of(rows, audit, "2026-02-28").rows == {}
    # Beijing is eight hours ahead: 06:59 there on the third is before 23:00 UTC on the second.
    assert as_of(rows, audit, "2026-03-03T06:59:00+08:00").rows[("outfalls", "1")]["name"] == "甲"


def test_what_changed_unseen_is_uncertain_between_the_two_times() -> None:
    rows = {("outfalls", "1"): {"uid": "1", "name": "乙"}}
    audit = [
        Entry("outfalls", "1", "name", "甲", "乙", "", "2026-03-09T08:00:00Z", since="2026-03-02T08:00:00Z")
    ]
    assert as_of(rows, audit, "2026-03-05").uncertain == {("outfalls", "1", "name")}
    assert as_of(rows, audit, "2026-03-01").uncertain == set()
    assert as_of(rows, audit, "2026-03-09").uncertain == set()


def test_a_damaged_entry_makes_its_row_uncertain_and_hides_no_other() -> None:
    rows = {("outfalls", "1"): {"uid": "1", "name": "乙"}}
    audit = [
        Entry("outfalls", "1", "name", "甲", "乙", "甲", "2026-03-02"),
        Entry("outfalls", "2", ROW, '{"uid": "2", "na', None, "甲", "2026-03-03"),
    ]
    past = as_of(rows, audit, "2026-03-01")
    assert past.rows[("outfalls", "1")]["name"] == "甲"
    assert past.uncertain == {("outfalls", "2", CELLS)}


def test_the_audit_of_one_row_is_a_page_and_a_single_change_can_be_put_back() -> None:
    audit = [
        Entry(
            "outfalls",
            "1",
            CELLS,
            '{"name": null, "type_l1": "a"}',
            '{"name": "甲", "type_l1": "b"}',
            "run",
            "2026-03-01",
        ),
        Entry("outfalls", "2", "name", "x", "y", "乙", "2026-03-02"),
        Entry("outfalls", "1", "name", "甲", "乙", "乙", "2026-03-03", basis="现场核实"),
    ]
    page = history(audit, "outfalls", "1")
    assert [(one.column, one.old, one.new) for one in page] == [
        ("name", "甲", "乙"),
        ("name", None, "甲"),
        ("type_l1", "a", "b"),
    ]
    assert page[0].basis == "现场核实"
    assert put_back({"name": "乙", "type_l1": "c"}, page[0]) == ""
    assert put_back({"name": "乙", "type_l1": "c"}, page[2]) == "changed_since"
    assert (
        put_back({}, history([Entry("outfalls", "1", ROW, None, "1", "", "2026-01-01")], "outfalls", "1")[0])
        == "row"
    )
