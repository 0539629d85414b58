"""The past of a project: at each moment it says what it said then, whoever changed it."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import time
from collections import Counter
from contextlib import suppress

import pytest
from outfall_tracer.layers.schema import SCHEMA
from outfall_tracer.operations.project_rows import file_rows
from outfall_tracer.operations.regime import as_of, changes
from outfall_tracer.operations.runs.trace_project import trace_project
from outfall_tracer.problems import UserError
from outfall_tracer.rules.outfall_changes import Order
from outfall_tracer.tests.support.regime_actions import DAY, OFFICE, ORDER, TODAY, apply_action, type_in

pytest.importorskip("qgis.core")


class Days:
    """Random days of a town: runs, verbs, people in the window and in plain QGIS; what was stored when.

    ``states``: (moment, table) with its rows then. The clock runs far ahead of the file's own. ``lost``: rows
    of such a state that others wrote twice before anybody looked: what they said between, nobody can know.
    """

    TABLES = ("outfalls", "trace_links", "evidence", "signs", "outfall_history", "code_blocks")

    def __init__(self, town, seed, monkeypatch):
        self.town, self.rng, self.states = town, random.Random(seed), {}
        self.lost = {}
        self.unseen, self.since_look = Counter(), []  # writes of others by table and row, states
        self.clock = dt.datetime(2040, 1, 1, tzinfo=dt.timezone.utc)
        for module in ("layers.store.table_plan", "layers.store.table_io",
                       "operations.regime.unaudited_changes", "operations.runs.trace_project"):
            monkeypatch.setattr(f"outfall_tracer.{module}.utc_now", self.now)
        self.actions = [
            lambda: trace_project(town.path, user="Li"), self.network,
            *(lambda verb=verb: apply_action(town.path, verb) for verb in ORDER[:4]),
            *[self.type_in] * 3, self.window, *[self.elsewhere] * 2, self.note, *[self.become] * 2,
        ]

    def now(self):
        return self.clock.strftime("%Y-%m-%dT%H:%M:%SZ")

    def step(self):
        self.clock += dt.timedelta(minutes=self.rng.randint(1, 500))
        action = self.rng.choice(self.actions)
        if action not in (self.elsewhere, self.network):
            self.note()  # as verbs and saves do first
        action()
        with file_rows(self.town.path, writing=False) as rows:
            table = self.rng.choice(self.TABLES)
            self.states[self.now(), table] = as_of.past(rows, table, "2999-01-01").rows
        self.since_look.append((self.now(), table))

    def check(self, n):
        """Hold ``n`` of the states against what the project says of them."""
        with file_rows(self.town.path, writing=False) as rows:
            chosen = self.rng.sample(list(self.states), min(n, len(self.states)))
            found = [(when, table, as_of.past(rows, table, when)) for when, table in chosen]
        for when, table, past in found:
            stored_then = self.states[when, table]
            whole = {uid for uid, column in past.uncertain if column == "uid"}
            for uid in {*past.rows, *stored_then} - whole - self.lost.get((when, table), set()):
                uncertain = {column for one, column in past.uncertain if one == uid}
                cells = set(as_of.columns_kept(table)) - uncertain
                said, was = past.rows.get(uid), stored_then.get(uid)
                assert said is not None, (when, table, uid)
                assert was is not None, (when, table, uid)
                assert all(said[name] == was[name] for name in cells), (when, table, said, was)

    def network(self):
        end = self.rng.choice((0, 90))
        self.town.set("pipes", self.town.uid["P1"], wkt=f"LINESTRING (0 100, 0 {end})")

    def uid(self, table="outfalls"):
        found = [row["uid"] for row in self.town.rows(table)]
        return self.rng.choice(found) if found else None

    def cells(self):
        column = self.rng.choice(("name", "party_main", "owner", "mouth_form", "code_local", "standing"))
        return {column: "in_use" if column == "standing" else self.rng.choice((None, "甲", "乙", "FA-1"))}

    def type_in(self):
        type_in(self.town.path, self.uid(), self.cells())

    def window(self):
        from outfall_tracer.operations.editing.session import EditSession
        from outfall_tracer.operations.regime.unaudited_changes import keep_first_cells

        session = EditSession(person=lambda: "Li")
        session.note_new = keep_first_cells
        session.attach(self.town.path, {})
        fid = {row["uid"]: row["fid"] for row in self.town.rows("outfalls")}
        proofs = [row["fid"] for row in self.town.rows("evidence")]
        for _ in range(3):
            with session.step("Edit") as step:
                step.change("outfalls", fid[self.uid()], self.cells())
                if self.rng.random() < 0.4:
                    step.add("evidence", {"outfall_uid": self.uid(), "note": "seen"})
                if proofs and self.rng.random() < 0.3:
                    step.delete("evidence", proofs.pop())
        if self.rng.random() < 0.4:
            session.undo()
        session.save()
        session.detach()

    def elsewhere(self):
        """Plain QGIS writes; nobody looks."""
        how = self.rng.random()
        table = "outfalls" if how < 0.5 else "trace_links" if how < 0.7 else "signs"
        uid = self.uid(table)
        if table == "outfalls":
            self.town.set(table, uid, **self.cells())
        elif table == "trace_links" and uid:
            self.town.set(table, uid, status=self.rng.choice(("candidate", "confirmed", "rejected")))
        elif how < 0.85:
            uid = f"sign {self.now()}"
            self.town.add(table, uid=uid, outfall_uid=self.uid(), state="已安装")
        elif uid:
            self.town.remove(table, uid)
        self.unseen[table, uid] += 1

    def note(self):
        from outfall_tracer.operations.regime.unaudited_changes import note_unaudited

        note_unaudited(self.town.path)
        for when, table in self.since_look:
            self.lost[when, table] = {uid for (one, uid), n in self.unseen.items() if one == table and n > 1}
        self.unseen.clear()
        self.since_look.clear()

    def become(self):
        order = Order("Li", "2026-02-01", "why", TODAY)
        uid, other = self.uid(), self.uid()
        links = [row["uid"] for row in self.town.rows("trace_links") if row["outfall_uid"] == uid]
        action = self.rng.choice((
            lambda rows: changes.split(rows, uid, links[:1], order),
            lambda rows: changes.merge(rows, [uid, other], order),
            lambda rows: changes.leave(rows, "void", uid, order),
            lambda rows: changes.leave(rows, "fill", uid, order),
            lambda rows: changes.find_again(rows, uid, order),
        ))
        with suppress(UserError), file_rows(self.town.path, "Li") as rows:
            rows.apply(*action(rows).plans)


def test_the_past_is_what_was_stored(town, monkeypatch):
    """At every moment that was, the project says what it said then, but for what it calls uncertain."""
    full = os.environ.get("OUTFALL_TRACER_FULL")  # a number of actions, and a seed
    n, seed = map(int, full.split(",")) if full and "," in full else (5000 if full else 50, 7)
    days = Days(town, seed, monkeypatch)
    days.note()
    for _ in range(n):
        days.step()
    days.note()
    days.check(300)


def test_what_plain_qgis_changed_is_noted_as_between_two_times(town, run_verb):
    from outfall_tracer.operations.regime.unaudited_changes import note_unaudited

    assert note_unaudited(town.path) == 0
    size = len(town.rows("audit"))
    assert note_unaudited(town.path) == 0
    type_in(town.path, town.uid["B"], {"name": "乙"})
    apply_action(town.path, "assigncodes")
    assert note_unaudited(town.path) == 0, "what the plugin wrote has entries"
    known = len(town.rows("audit"))
    assert known > size
    time.sleep(1.1)  # the books count seconds: two times in one of them have nothing between
    town.set("outfalls", town.uid["A"], name="甲", owner="某厂")
    town.set("outfalls", town.uid["B"], mouth_form="管道")
    town.add("outfalls", "POINT (5 5)", uid="new", name="丙")
    town.remove("outfalls", town.uid["C"])
    run_verb("classify", {"PROJECT": town.path})
    noted = [row for row in town.rows("audit") if row["since"]]
    assert {row["row_uid"]: row["column_name"] for row in noted} == {
        town.uid["A"]: "*", town.uid["B"]: "mouth_form", "new": "uid", town.uid["C"]: "uid"}
    assert all(row["since"] <= row["changed_at"] and row["basis"] for row in noted)
    assert note_unaudited(town.path) == 0
    with file_rows(town.path, writing=False) as rows:
        past = as_of.past(rows, "outfalls", noted[0]["since"][:19].replace("/", "-").replace(" ", "T"))
    assert (town.uid["A"], "name") in past.uncertain
    assert past.rows[town.uid["A"]]["name"] == "A"
    assert past.rows[town.uid["C"]]["name"] == "C"


def test_decisions_that_plain_qgis_wrote_are_noted_too(town, run_verb):
    from outfall_tracer.operations.regime.unaudited_changes import note_unaudited
    from outfall_tracer.operations.runs.trace_project import trace_project

    trace_project(town.path)
    time.sleep(1.1)  # the books count seconds
    assert note_unaudited(town.path) == 0
    link = town.rows("trace_links")[0]
    town.set("trace_links", link["uid"], status="confirmed", decided_by="Li")
    town.add("evidence", uid="e", outfall_uid=link["outfall_uid"], kind="照片")
    assert note_unaudited(town.path) == 2
    noted = {row["table_name"]: row for row in town.rows("audit") if row["since"]}
    assert json.loads(noted["trace_links"]["new_value"]) == {"status": "confirmed", "decided_by": "Li"}
    assert noted["evidence"]["column_name"] == "uid"
    assert note_unaudited(town.path) == 0


def test_what_the_software_writes_itself_is_not_read_again(town, run_verb):
    from outfall_tracer.operations.editing.session import EditSession
    from outfall_tracer.operations.regime.unaudited_changes import look_for_unaudited, note_unaudited

    note_unaudited(town.path)
    run_verb("assigncodes", {"PROJECT": town.path, "OFFICE": OFFICE, "TODAY": DAY})
    assert look_for_unaudited(town.path) is None, "blocks are new rows: the verb copied them"
    session = EditSession(person=lambda: "Li")
    session.attach(town.path, {})
    for table, cells in (("outfalls", {"name": "甲"}), ("evidence", {"uid": "e", "kind": "照片"})):
        with session.step("Edit") as step:
            if table == "evidence":
                step.add(table, cells)
            else:
                step.change(table, town.outfall("A")["fid"], cells)
        session.save()
        unseen = look_for_unaudited(town.path)
        assert (unseen is None) if table == "outfalls" else list(unseen.copies) == [table] and not unseen.n
    session.detach()


def test_rows_of_a_save_are_known_cell_by_cell_and_nothing_is_read_again(town):
    from outfall_tracer.operations.editing.session import EditSession
    from outfall_tracer.operations.regime.unaudited_changes import (
        keep_first_cells,
        look_for_unaudited,
        note_unaudited,
    )
    from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

    note_unaudited(town.path)
    session = EditSession(person=lambda: "Li")
    session.note_new = keep_first_cells
    session.attach(town.path, {})
    when = QDateTime(QDate(2026, 2, 3), QTime(4, 5, 6, 789), Qt.TimeSpec.UTC)
    rows = {
        "inspections": {"uid": "i", "seen": "seen", "temperature_diff_k": 1 / 3, "time": when, "remark": ""},
        "outfalls": {"uid": "o", "name": "甲", "chainage_km": 12.0, "is_outfall": True},
        "closures": {"uid": "c", "closed_on": QDate(2026, 2, 3)},
    }
    for table, cells in rows.items():
        known = {column.name for column in SCHEMA.table(table).columns}
        with session.step("New") as step:
            step.add(table, {name: value for name, value in cells.items() if name in known})
        session.save()
        assert look_for_unaudited(town.path) is None, table
    session.detach()
    time.sleep(1.1)  # the books count seconds
    town.set("inspections", "i", seen="not_seen")
    town.remove("closures", "c")
    assert note_unaudited(town.path) == 2
    noted = {row["table_name"]: row for row in town.rows("audit") if row["since"]}
    assert (noted["inspections"]["old_value"], noted["inspections"]["new_value"]) == ("seen", "not_seen")
    assert (noted["closures"]["row_uid"], noted["closures"]["new_value"]) == ("c", None)
    assert note_unaudited(town.path) == 0
    town.set("outfalls", "o", name="乙")
    assert note_unaudited(town.path) == 1


def test_what_is_changed_before_anything_is_saved_is_noted_too(run_verb, town, tmp_path):
    from outfall_tracer.operations.regime.unaudited_changes import note_unaudited

    made = run_verb("createproject", {"CRS": "EPSG:4547", "OUTPUT": str(tmp_path / "new.gpkg")})["OUTPUT"]
    new = type(town)(made)
    new.add("outfalls", "POINT (0 0)", uid="first", name="first")
    assert note_unaudited(made) == 1
    run_verb("traceproject", {"PROJECT": town.path})
    town.set("trace_links", town.rows("trace_links")[0]["uid"], status="confirmed", decided_by="Li")
    assert note_unaudited(town.path) == 1, "links are new rows: the verb copied them"
    assert {row["row_uid"] for row in new.rows("audit") if row["since"]} == {"first"}


def test_the_past_comes_out_as_a_table_with_texts_of_any_length(town, run_verb, tmp_path):
    from qgis.core import QgsVectorLayer

    long = "某某有限公司；" * 60
    town.set("outfalls", town.uid["A"], party_others=long)
    given = {"PROJECT": town.path, "DATE": "2999-01-01", "OUTPUT": str(tmp_path / "past.gpkg")}
    made = run_verb("asof", {**given, "OUTFALLS": "\"name\" <> 'B'"})
    assert (made["ROWS"], made["UNCERTAIN"]) == (2, 0)
    layer = QgsVectorLayer(made["OUTPUT"], "past", "ogr")
    found = {row["name"]: row["party_others"] for row in layer.getFeatures()}
    assert found["A"] == long
    personal = {column.name for column in SCHEMA.table("outfalls").columns if column.personal}
    assert personal
    assert personal.isdisjoint(field.name() for field in layer.fields())
    assert run_verb("asof", {**given, "TABLE": "trace_links", "OUTPUT": "memory:"})["ROWS"] == 0


@pytest.mark.parametrize(("value", "kept"), [
    (2.0, "2"), ("2", "2"), (True, "1"), (2.7, "2.7"), (2**60 + 1, str(2**60 + 1)),
    (str(2**60 + 1), str(2**60 + 1)), (float("inf"), "inf"), (float("nan"), None), ("x", "x"),
])
def test_what_a_whole_number_column_holds_is_compared_as_it_stands(value, kept):
    from outfall_tracer.layers.schema import Kind
    from outfall_tracer.operations.regime.as_of import plain_text

    assert plain_text(value, Kind.INTEGER) == kept
