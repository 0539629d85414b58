"""The life of outfalls in a project: verbs, window and forms write the same dated facts and no others."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
from contextlib import suppress

import pytest
from outfall_tracer.layers.schema import SCHEMA
from outfall_tracer.operations.editing.conflicts import ConflictError
from outfall_tracer.operations.project_rows import EditedRows, file_rows
from outfall_tracer.operations.regime import changes, lives, plans, signs, steps
from outfall_tracer.problems import UserError
from outfall_tracer.rules.life import move
from outfall_tracer.rules.life_actions import ACTIONS
from outfall_tracer.rules.life_conditions import LifeOrder
from outfall_tracer.rules.outfall_changes import Order
from qgis.core import QgsProcessingException

TODAY = "2026-03-01"
READY = {"is_outfall": "yes", "work_state": "complete", "completed_at": "2021-09-01T08:00:00Z",
         "type_l1": "其他排口", "type_l2": "城镇雨洪排口", "type_718": "城镇雨洪排口",
         "code_national": "FA-420106-0001-QT-00", "party_main": "武昌区人民政府"}
WAY = (("plan", "2021-12-01", ""), ("begin", "2022-01-10", ""), ("finish", "2022-05-01", ""),
       ("accept_district", "2022-05-10", "武昌区"), ("accept_lead", "2022-05-11", "市水务局"))


def state(path, uid, day=TODAY):
    with file_rows(str(path), writing=False) as rows:
        return lives.lives(lives.read_records(rows, [uid]), dt.date.fromisoformat(day))[uid].state


@pytest.fixture
def verb(town, run_verb, tmp_path):
    """Run a verb on outfall A; return the entry of its summary."""
    def run(name, **more):
        summary = tmp_path / "summary.json"
        run_verb(name, {"PROJECT": town.path, "OUTFALLS": "\"name\" = 'A'", "TODAY": TODAY,
                        "SUMMARY": str(summary), **more})
        found = json.loads(summary.read_text(encoding="utf-8"))["outfalls"]
        return found[0] if found else {}

    town.set("outfalls", town.uid["A"], **READY)
    return run


def accepted(town):
    """Let another program have brought outfall A to its acceptance, with all that striking off asks for."""
    uid = town.uid["A"]
    town.add("remediation", uid="p", outfall_uid=uid, remediation_type="规范整治", goal="达标",
             measures="设检查井", responsible_unit="武昌区", deadline="2022-06-30", planned_on="2021-12-01")
    town.add("closures", uid="c", outfall_uid=uid, begun_on="2022-01-10", finished_on="2022-05-01",
             district_accepted_on="2022-05-10", accepted_on="2022-05-11", criteria_met="yes")
    town.add("signs", uid="s", outfall_uid=uid, state="已安装")
    town.add("evidence", uid="e", outfall_uid=uid, slot="整治后", path="after.jpg")


def closed(town, verb):
    verb("proposeplans")
    for step, day, office in WAY:
        assert verb("takestep", STEP=step, DAY=day, OFFICE=office)["state"] == "changed", step
    (row,) = town.rows("closures")
    town.set("closures", row["uid"], criteria_met="yes")
    verb("updatesigns")
    verb("updatesigns", STATE="已安装", DAY="2022-05-01")
    town.add("evidence", uid="e", outfall_uid=town.uid["A"], slot="整治后", path="after.jpg")
    assert verb("closeoutfalls", DAY="2022-05-20", PROOF="proof.pdf")["state"] == "changed"


def test_the_whole_life_by_verbs(town, verb):
    proposed = verb("proposeplans")
    assert "保护区" in "".join(proposed["marks"]) or "protected" in "".join(proposed["marks"])
    assert state(town.path, town.uid["A"]) == "classified"  # a proposal counts for nothing
    assert verb("proposeplans").get("state", "same") == "same"
    trial = verb("takestep", STEP="plan", DAY="2021-12-01", DRY_RUN=True)
    assert trial["new"] == {"life": "planned"}
    assert state(town.path, town.uid["A"]) == "classified"
    closed(town, verb)
    assert state(town.path, town.uid["A"]) == "closed"
    assert state(town.path, town.uid["A"], "2022-05-10") == "accepted_district"
    assert verb("closeoutfalls", DAY="2022-05-21")["state"] == "refused"
    assert verb("reopenoutfalls", DAY="2023-03-02")["state"] == "refused"
    town.add("inspections", "POINT (0 0)", uid="i", outfall_uid=town.uid["A"], time="2023-03-01T08:00:00Z",
             plume="yes")
    reopened = verb("reopenoutfalls", DAY="2023-03-02")
    assert reopened["evidence"] == ["inspections:i"]
    (row,) = town.rows("closures")
    assert (row["against_table"], row["against_uid"]) == ("inspections", "i")
    assert state(town.path, town.uid["A"]) == "reopened"
    assert len(town.rows("closures")) == 1  # nothing is deleted
    trail = [row for row in town.rows("audit") if row["table_name"] == "closures"]
    assert {row["column_name"] for row in trail} >= {"closed_on", "reopened_on"}


def test_a_list_of_steps_is_taken_by_day_each_on_what_those_before_it_left(town, verb, run_verb, tmp_path):
    verb("proposeplans")
    verb("updatesigns")
    verb("updatesigns", STATE="已安装", DAY="2021-09-30")
    town.add("evidence", uid="e", outfall_uid=town.uid["A"], slot="整治后", path="after.jpg")
    code, rows = READY["code_national"], [f"{step},{day},{office},," for step, day, office in WAY]
    rows[-1] = "牵头部门验收,2022年5月11日,市水务局,是,"
    (tmp_path / "steps.csv").write_text("\n".join([
        "编码,步骤,日期,单位,判定条件,证明材料",
        f"{code},销号,2022-05-20,,,proof.pdf", "A,close,2022-05-21,,,",
        *(f"{code.replace('-', '')},{row}" for row in reversed(rows))]), encoding="utf-8")

    def taken(**more):
        run_verb("takesteps", {"PROJECT": town.path, "STEPS": str(tmp_path / "steps.csv"), "TODAY": TODAY,
                               "SUMMARY": str(tmp_path / "steps.json"), **more})
        return json.loads((tmp_path / "steps.json").read_text(encoding="utf-8"))["outfalls"]

    assert [one["state"] for one in taken(DRY_RUN=True)] == ["changed"] * 6 + ["refused"]
    assert town.rows("closures") == []
    assert [one["row"] for one in taken()] == [8, 7, 6, 5, 4, 2, 3]
    (row,) = town.rows("closures")
    assert (row["criteria_met"], row["proof"], row["accepted_by"]) == ("yes", "proof.pdf", "市水务局")
    assert state(town.path, town.uid["A"]) == "closed"
    trail = {row["row_uid"]: row for row in town.rows("audit") if row["table_name"] == "closures"}
    assert "2022-05-20" in trail[row["uid"]]["basis"]
    (tmp_path / "steps.csv").write_text("outfall,step,day\nNobody,dance,2022-01-01", encoding="utf-8")
    with pytest.raises(QgsProcessingException) as refused:
        taken()
    assert "Nobody" in str(refused.value)
    assert "dance" in str(refused.value)


def test_the_window_writes_what_the_verb_writes_and_undo_returns_exactly(town, verb):
    from outfall_tracer.operations.editing.session import EditSession

    verb("proposeplans")
    session = EditSession(person=lambda: "Li")
    session.attach(town.path, {})
    today = dt.date.fromisoformat(TODAY)

    def shown():
        rows = EditedRows(session)
        return [lives.table_rows(rows, table) for table in ("remediation", "closures", "signs")]

    before = shown()
    for step, day, office in WAY:
        with session.step(step) as edit:
            rows = EditedRows(session, edit)
            order = LifeOrder(day, "Li", today, office, "because")
            outcome = steps.take_step(rows, step, order, [town.uid["A"]])
            assert not outcome.outfalls[0].refused
            rows.apply(*outcome.plans)
    for _ in WAY:
        session.undo()
    assert shown() == before
    for _ in WAY:
        session.redo()
    session.save()
    session.detach()
    assert state(town.path, town.uid["A"]) == "accepted"


@pytest.fixture
def windows(town):
    """Two windows on one project: each a session of its own, with steps of the life on outfall A."""
    from outfall_tracer.operations.editing.session import EditSession
    from outfall_tracer.operations.regime.saving import refuse_impossible
    from qgis.PyQt.QtCore import QCoreApplication

    class Window:
        def __init__(self, person):
            self.session = EditSession(person=lambda: person)
            self.session.check = refuse_impossible
            self.session.attach(town.path, {})

        def take(self, step, day, office="武昌区"):
            with self.session.step(step) as edit:
                rows = EditedRows(self.session, edit)
                order = LifeOrder(day, self.session.user, dt.date.fromisoformat(TODAY), office, "because",
                                  "p.pdf")
                outcome = steps.take_step(rows, step, order, [town.uid["A"]])
                assert not outcome.outfalls[0].refused, outcome.outfalls[0].reasons[0].text("en")
                rows.apply(*outcome.plans)
            QCoreApplication.processEvents()  # as after every action of a person

        def refused(self):
            with pytest.raises(ConflictError) as refused:
                self.session.save()
            assert self.session.is_modified
            assert all(str(one) for one in refused.value.problems)
            return refused.value

    made = [Window("Li"), Window("Wang")]
    yield made
    for one in made:
        one.session.discard()
        one.session.detach()


def test_two_who_close_one_outfall_in_two_windows(verb, town, windows):
    li, wang = windows
    accepted(town)
    li.take("close", "2022-05-20")
    wang.take("close", "2022-05-21")
    li.session.save()
    error = wang.refused()
    assert error.mine_possible  # the same cells: whose stay is a choice
    wang.session.take_theirs(error.conflicts)
    wang.session.save()
    (row,) = town.rows("closures")
    assert (str(row["closed_on"])[:10].replace("/", "-"), row["closed_by"]) == ("2022-05-20", "Li")


def test_a_window_closes_what_a_verb_closed_and_rejects_what_another_closed(town, verb, windows):
    li, wang = windows
    accepted(town)
    li.take("close", "2022-05-20")
    wang.take("reject", "2022-05-20")
    assert verb("closeoutfalls", DAY="2022-05-19", PROOF="other.pdf")["state"] == "changed"
    li.session.take_theirs(li.refused().conflicts)
    li.session.save()
    error = wang.refused()  # another cell of the same row, and no life has both
    assert not error.mine_possible
    with pytest.raises(ConflictError):
        wang.session.save(mine_wins=True)
    wang.session.take_theirs(error.conflicts)
    wang.session.save()
    (row,) = town.rows("closures")
    assert (row["proof"], row["rejected_on"]) == ("other.pdf", None)
    assert state(town.path, town.uid["A"]) == "closed"


def test_two_who_begin_or_plan_or_order_a_sign_leave_one_row(town, verb, windows):
    li, wang = windows
    for window in windows:
        with window.session.step("Propose") as edit:
            rows = EditedRows(window.session, edit)
            rows.apply(*plans.propose_plans(rows, dt.date.fromisoformat(TODAY), [town.uid["A"]]).plans)
            rows.apply(*signs.update_signs(rows, dt.date.fromisoformat(TODAY), [town.uid["A"]]).plans)
        window.take("plan", "2021-12-01")
        window.take("begin", "2022-01-10")
    wang.take("finish", "2022-05-01")
    li.session.save()
    error = wang.refused()
    assert not error.mine_possible
    wang.session.take_theirs(error.conflicts)
    wang.take("finish", "2022-05-02")  # on what the other began
    wang.session.save()
    assert [len(town.rows(name)) for name in ("remediation", "closures", "signs")] == [1, 1, 1]
    assert state(town.path, town.uid["A"]) == "finished"


def test_a_list_of_all_that_is_missing(town, verb, run_verb, tmp_path):
    closed(town, verb)
    town.add("closures", uid="bad", outfall_uid=town.uid["B"], closed_on="2022-05-20")
    town.set("outfalls", town.uid["B"], code_national="/")  # a placeholder names nothing
    town.add("citizen_reports", "POINT (3 3)", uid="t", received_at="2022-05-01T08:00:00Z", channel="hotline",
             text="张某 13800000000", reporter="张某", contact="13800000000")
    run_verb("matchreports", {"PROJECT": town.path})
    (report,) = town.rows("citizen_reports")
    assert (report["outfall_uid"], report["matched_by"]) == (town.uid["A"], "place")
    found = run_verb("worklists", {"PROJECT": town.path, "TODAY": TODAY, "OUTPUT": str(tmp_path / "l.csv"),
                                   "SUMMARY": str(tmp_path / "s.json")})
    summary = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    lists = {name: one["rows"] for name, one in summary["lists"].items()}
    assert lists["closed_without_acceptance"] == ["bad"]
    assert set(lists["never_visited"]) == {town.uid[name] for name in "ABC"}
    assert lists["reports_overdue"] == ["t"]
    assert summary["stages"]["420106"]["closed"] == 1
    assert found["OVERDUE"] == sum(one["overdue"] for one in summary["due"])
    text = "".join((tmp_path / name).read_text(encoding="utf-8") for name in ("l.csv", "s.json"))
    assert "13800000000" not in text
    assert "张某" not in text
    run_verb("checkregister", {"PROJECT": town.path, "TODAY": TODAY})
    kinds = {row["kind"]: row for row in town.rows("findings")}
    assert kinds["life_impossible"]["object_uid"] == town.uid["B"]
    assert "report_overdue" in kinds


PERSONS = ("请致电 138-1234 5678", "（027）8555-1234", "微信：abc12345", "张小三反映")


def test_what_tells_of_a_person_is_refused_in_a_text_for_the_public_and_never_printed(
        town, run_verb, tmp_path):
    """By a save of the window, by imports; and what another program wrote is not handed out."""
    from outfall_tracer.importing.comparing.colleague import read_table
    from outfall_tracer.layers.store.table_io import ProjectFile
    from outfall_tracer.operations.editing.session import EditSession

    for number in range(len(PERSONS)):
        town.add("citizen_reports", "POINT (3 3)", uid=f"t{number}", received_at="2022-05-01T08:00:00Z",
                 reporter="张小三", public_answer="已核实", outfall_uid=town.uid["A"])
    session = EditSession(person=lambda: "Li")
    session.attach(town.path, {})
    with session.step("Answer") as edit:
        for number, text in enumerate(PERSONS):
            edit.change("citizen_reports", number + 1, {"public_answer": text})
    with pytest.raises(UserError) as refused:
        session.save()
    assert "for the public" in refused.value.message
    assert [one.row for one in refused.value.problems] == ["1", "2", "3", "4"]
    session.discard()
    session.detach()
    lines = [f"热线,{text},张小三,500010,3380010\n" for text in ("已核实", *PERSONS)]
    (tmp_path / "reports.csv").write_text("举报渠道,公开答复,举报人,X,Y\n" + "".join(lines), encoding="utf-8")
    done = run_verb("importlayer", {
        "PROJECT": town.path, "SOURCE": str(tmp_path / "reports.csv"), "CRS": "EPSG:4547",
        "TABLE": "citizen_reports", "ANSWERS": json.dumps({"*": "proposed"})})
    assert (done["ADDED"], done["REJECTED"]) == (1, len(PERSONS))
    assert "138-1234 5678" in town.rows("import_rejects")[0]["reason"]
    for number, text in enumerate(PERSONS):
        town.set("citizen_reports", f"t{number}", public_answer=f"已核实，{text}。")
    with ProjectFile(town.path) as project:
        wkt = project.crs_wkt("citizen_reports")
    prepared, _ = read_table(town.path, "citizen_reports", wkt)
    assert (len(prepared.source), len(prepared.rejects)) == (1, len(PERSONS))
    (tmp_path / "out").mkdir()
    run_verb("register", {"PROJECT": town.path, "OUTPUT": str(tmp_path / "out" / "register.csv")})
    printed = "".join(file.read_text(encoding="utf-8-sig") for file in (tmp_path / "out").iterdir())
    assert printed.count("已核实，") == len(PERSONS)
    assert not any(one in printed for one in ("1234", "abc", "张小三"))


def test_forms_show_what_the_life_writes_read_only(town):
    from outfall_tracer.layers.schema import SCHEMA
    from outfall_tracer.rules.tables import rows

    for rule in rows("life"):
        table = {"plan": "remediation", "round": "closures"}.get(rule["row"])
        for part in filter(None, rule["writes"].split(";")):
            name, _, word = part.partition("=")
            if word.endswith("?"):  # what can be said with the step, and in the form too
                continue
            assert SCHEMA.table(table).column(name).read_only, (table, name)
    for table, name in (("outfalls", "work_state"), ("outfalls", "standing"), ("signs", "state"),
                        ("remediation", "stage")):
        assert SCHEMA.table(table).column(name).read_only, (table, name)


def test_a_sign_does_not_stand_at_an_outfall_that_left(town, verb):
    verb("updatesigns")
    assert verb("updatesigns", STATE="已安装", DAY="2022-05-01")["new"] == {"sign": "已安装"}
    town.set("outfalls", town.uid["A"], standing="void")
    assert verb("updatesigns")["new"] == {"sign": "待拆除"}
    assert verb("updatesigns", STATE="已安装", DAY="2022-05-02")["state"] == "refused"
    assert verb("updatesigns", STATE="已作废", DAY="2022-05-02")["state"] == "changed"


def test_over_all_outfalls_only_those_are_told_that_the_step_concerns(town, verb, run_verb, tmp_path):
    closed(town, verb)

    def all_of(name, **more):
        run_verb(name, {"PROJECT": town.path, "TODAY": TODAY, "SUMMARY": str(tmp_path / "all.json"), **more})
        return json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))

    assert all_of("reopenoutfalls")["counts"]["outfalls"] == 0
    told = all_of("closeoutfalls")
    assert {one["title"] for one in told["outfalls"]} == {"B", "C"}  # A is struck off already
    assert sum(told["missing"].values()) == told["counts"]["refused"] == 2
    assert all_of("takestep", STEP="put_right")["counts"]["outfalls"] == 0


def test_the_line_of_stages_shows_who_of_two_accepted(town):
    accepted(town)
    town.set("outfalls", town.uid["A"], **READY)
    town.set("closures", "c", district_accepted_on=None, accepted_by="市水务局")
    with file_rows(town.path, writing=False) as rows:
        records = lives.read_records(rows, [town.uid["A"]])[town.uid["A"]]
    made = lives.life_lines(records, dt.date(2026, 3, 1), "en", people=True)
    stages = {one.state: one for one in made.stages}
    one = stages["accepted"]
    assert (one.title, one.reached, one.day, one.by) == (
        "Accepted by the lead department only", "now", "2022-05-11", "市水务局")
    assert [one.state for one in stages.values() if one.reached == "now"] == ["accepted"]


def test_a_sign_is_installed_where_there_was_none(town, verb):
    assert verb("updatesigns", STATE="已损坏", DAY="2022-05-01")["state"] == "refused"
    assert verb("updatesigns", STATE="已安装", DAY="2022-05-01")["new"] == {"sign": "已安装"}
    (row,) = town.rows("signs")
    assert (row["outfall_uid"], row["plate_code"]) == (town.uid["A"], READY["code_national"])


def test_a_day_that_is_none_is_a_sentence(verb):
    verb("proposeplans")
    told = verb("takestep", STEP="plan", DAY="2021-13-01")
    assert told["state"] == "refused"
    assert "2021-13-01" in told["reasons"][0]



LIKELY = {"next": 12, "step": 3, "form": 4, "verb": 1, "plan": 1, "sign": 1, "leave": 1}


class Walk:
    """Random actions as verbs, as steps of the window and in forms, each by its share."""

    def __init__(self, town, run_verb, summary):
        from outfall_tracer.operations.editing.session import EditSession

        self.town, self.run_verb, self.summary = town, run_verb, summary
        self.rng, self.day, self.today = random.Random(11), dt.date(2021, 10, 1), dt.date.fromisoformat(TODAY)
        self.session = EditSession(person=lambda: "Li")
        self.session.attach(town.path, {})

    def shown(self):
        rows = EditedRows(self.session)
        return {table: sorted(map(str, lives.table_rows(rows, table))) for table in (
            "outfalls", "remediation", "closures", "signs", "outfall_history")}

    def order(self):
        day = (self.day + dt.timedelta(days=self.rng.randint(-8, 20))).isoformat()
        return LifeOrder(day, "Li", self.today, self.rng.choice(("", "武昌区", "武昌区")),
                         self.rng.choice(("", "because", "because")), "p.pdf")

    def in_the_window(self, work):
        undone = self.rng.random() < 0.15
        before = self.shown() if undone else None
        with self.session.step("Work") as edit:
            rows = EditedRows(self.session, edit)
            outcome = work(rows)
            rows.apply(*outcome.plans)
        if undone and self.shown() != before:
            self.session.undo()
            assert self.shown() == before
        for told in outcome.outfalls:
            assert not told.refused or all(one.text("zh") and one.text("en") for one in told.reasons)

    def next(self, uid):
        now = lives.lives(lives.read_records(EditedRows(self.session), [uid]), self.today)[uid]
        possible = [name for name in ACTIONS if move(now.state, name)]
        self.take(self.rng.choice(possible or ACTIONS), uid)

    def step(self, uid):
        self.take(self.rng.choice(ACTIONS), uid)

    def take(self, name, uid):
        self.in_the_window(lambda rows: steps.take_step(rows, name, self.order(), [uid]))

    def plan(self, uid):
        self.in_the_window(lambda rows: plans.propose_plans(rows, self.today, [uid]))

    def sign(self, uid):
        self.in_the_window(lambda rows: signs.update_signs(rows, self.today, [uid]))

    def form(self, _uid):
        """Change a coded value that a form lets a person change."""
        table = self.rng.choice(("outfalls", "remediation", "closures", "signs"))
        columns = [one for one in SCHEMA.table(table).columns if not one.read_only and one.values]
        rows = EditedRows(self.session).read(table, ["uid"])
        if len(rows.fid) and columns:
            column = self.rng.choice(columns)
            value = self.rng.choice((None, *SCHEMA.values(column.values).codes))
            with self.session.step("Form") as edit:
                edit.change(table, int(self.rng.choice(rows.fid.tolist())), {column.name: value})

    def verb(self, uid):
        self.session.save()
        one = self.order()
        self.run_verb("takestep", {
            "PROJECT": self.town.path, "OUTFALLS": f"\"uid\" = '{uid}'", "DAY": one.day, "OFFICE": one.office,
            "STEP": self.rng.choice([name for name in ACTIONS if name not in ("close", "reopen")]),
            "REASON": one.reason, "TODAY": TODAY, "SUMMARY": str(self.summary)})
        self.session.attach(self.town.path, {})
        for told in json.loads(self.summary.read_text(encoding="utf-8"))["outfalls"]:
            assert told["state"] == "changed" or all(told["reasons"])

    def leave(self, uid):
        one = Order("Li", self.day.isoformat(), "a reason", self.today)
        with suppress(UserError), self.session.step("Change") as edit:
            rows = EditedRows(self.session, edit)
            gone = lives.read_records(rows, [uid])[uid].outfall["standing"] in ("void", "filled")
            rows.apply(*(changes.find_again(rows, uid, one) if gone else changes.leave(
                rows, self.rng.choice(("void", "fill")), uid, one)).plans)


def test_no_order_of_forms_verbs_and_undo_leads_to_a_state_that_cannot_be(town, run_verb, tmp_path):
    for name in "AB":
        town.set("outfalls", town.uid[name], **{**READY, "code_national": None})
    town.add("evidence", uid="e", outfall_uid=town.uid["A"], slot="整治后", path="after.jpg")
    # A row in each table: answers without any are doubted and asked twice, which takes most of the time.
    for uid in (town.uid[name] for name in "AB"):
        for table, when in (("visits", "time"), ("inspections", "time"), ("samples", "taken_at"),
                            ("citizen_reports", "received_at"), ("signs", ""), ("evidence", "time"),
                            ("outfall_history", "")):
            town.add(table, None, uid=f"{table} {uid}", outfall_uid=uid,
                     **({when: "2021-09-01T00:00:00Z"} if when else {}))
    walk = Walk(town, run_verb, tmp_path / "s.json")
    for name in "AB":
        walk.plan(town.uid[name])
    reached = set()
    for at in range(500 if os.environ.get("OUTFALL_TRACER_FULL") == "1" else 50):
        (action,) = walk.rng.choices(list(LIKELY), list(LIKELY.values()))
        getattr(walk, action)(town.uid[walk.rng.choice("AAAB")])
        walk.day += dt.timedelta(days=walk.rng.randint(0, 9))
        for one in lives.lives(lives.read_records(EditedRows(walk.session)), walk.today).values():
            assert not one.breaks, (at, action, one.breaks)
            reached.add(one.under or one.state)
    walk.session.discard()
    walk.session.detach()
    assert len(reached) >= 5, reached
