"""The life of an outfall: one function over dated facts; no order of actions leads where none may."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from outfall_tracer.rules import due, life, life_conditions, life_states, personal
from outfall_tracer.rules.life_conditions import LifeOrder
from outfall_tracer.rules.life_records import Records
from outfall_tracer.rules.tables import rows

TODAY = dt.date(2026, 3, 1)
OUTFALL = {
    "uid": "o", "name": "武汉市江岸区一号排污口", "code_national": "FA-420102-0001-QT-00",
    "county_code": "420102",
    "is_outfall": "yes", "work_state": "complete", "completed_at": "2021-09-01", "type_l1": "其他排口",
    "type_l2": "城镇雨洪排口", "type_718": "城镇雨洪排口", "standing": None,
}
PLAN = {
    "uid": "p", "outfall_uid": "o", "remediation_type": "规范整治", "goal": "达标", "measures": "设检查井",
    "responsible_unit": "江岸区人民政府", "deadline": "2022-06-30", "proposed_because": "建议",
}
PHOTO = {"uid": "e", "outfall_uid": "o", "slot": "整治后", "path": "a.jpg"}
SIGN = {"uid": "s", "outfall_uid": "o", "state": "已安装"}
WAY = (
    ("plan", "2021-12-01"), ("begin", "2022-01-10"), ("finish", "2022-05-01"),
    ("accept_district", "2022-05-10"), ("accept_lead", "2022-05-11"), ("close", "2022-05-20"),
)


def outfall(**cells: Any) -> Records:
    return Records({**OUTFALL, **cells}, {"remediation": [PLAN], "evidence": [PHOTO], "signs": [SIGN]})


def order(day: str, **more: str) -> LifeOrder:
    given = {"office": "市水务局", "reason": "复查", "proof": "proof.pdf", **more}
    return LifeOrder(day, "Li", TODAY, **given)


def changed(records: Records, table: str, **cells: Any) -> Records:
    return Records(records.outfall, {
        **records.tables, table: [{**row, **cells} for row in records.rows(table)]})


def added(records: Records, table: str, **row: Any) -> Records:
    return Records(records.outfall, {**records.tables, table: [*records.rows(table), row]})


def step(records: Records, action: str, day: str, **more: str) -> Records:
    """Take a step that must be possible; a round that is finished meets its criteria."""
    taken = life.take(records, action, order(day, **more))
    assert not taken.problems, [one.text("en") for one in taken.problems]
    after = written(records, taken)
    assert life.life(after, TODAY).state == taken.state
    return changed(after, "closures", criteria_met="yes") if action == "finish" else after


def written(records: Records, taken: life.Taken) -> Records:
    rows_of = [{**row, **taken.cells.get(str(row["uid"]), {})} for row in records.rows(taken.table)]
    if taken.new_row is not None:
        rows_of.append({"uid": f"new{len(rows_of)}", **taken.new_row})
    return Records(records.outfall, {**records.tables, taken.table: rows_of})


def walked(last: str) -> Records:
    records = outfall()
    for action, day in WAY:
        records = step(records, action, day)
        if action == last:
            return records
    return records


def refusal(records: Records, action: str, day: str, **more: str) -> list[str]:
    taken = life.take(records, action, order(day, **more))
    assert taken.problems
    assert not taken.cells
    assert taken.new_row is None
    for one in taken.problems:
        for language in ("en", "zh"):
            assert "{" not in one.text(language)
    return [one.key for one in taken.problems]


def test_every_row_of_the_table_names_states_and_conditions_that_exist() -> None:
    states = {*life_states.states(), life.ANY, life.BEFORE}
    assert 28 <= len(rows("life")) <= 35
    for row in rows("life"):
        assert {row["state"], row["next"]} <= states, row
        for name in filter(None, row["requires"].split(";")):
            assert name in life_conditions.CONDITIONS, row
    asked = {name for row in rows("life") for name in row["requires"].split(";")} - {""}
    assert asked == set(life_conditions.CONDITIONS)


def test_the_whole_way_has_its_dates_and_authors() -> None:
    now = life.life(walked("close"), TODAY)
    assert (now.state, now.since) == ("closed", dt.date(2022, 5, 20))
    assert [(one.state, str(one.event.day)) for one in now.steps[2:]] == [
        ("planned", "2021-12-01"), ("begun", "2022-01-10"), ("finished", "2022-05-01"),
        ("accepted_district", "2022-05-10"), ("accepted", "2022-05-11"), ("closed", "2022-05-20")]
    assert now.steps[-1].event.by == "Li"
    assert not now.breaks


@pytest.mark.parametrize(("day", "state"), [
    ("2021-08-31", "found"), ("2021-09-01", "classified"), ("2021-12-01", "planned"), ("2022-04-30", "begun"),
    ("2022-05-10", "accepted_district"), ("2022-05-19", "accepted"), ("2022-05-20", "closed"),
])
def test_the_stage_of_any_past_day(day: str, state: str) -> None:
    assert life.life(walked("close"), dt.date.fromisoformat(day)).state == state


def test_one_that_is_found_later_has_no_life_yet() -> None:
    assert life.life(outfall(found_on="2023-04-01"), dt.date(2023, 3, 31)) is None
    assert life.life(outfall(found_on="2023-04-01"), dt.date(2023, 4, 1)) is not None


def test_every_bad_order_is_refused_with_its_reason() -> None:
    assert refusal(walked("finish"), "close", "2022-05-20") == ["life.no_such_step"]  # before acceptance
    assert refusal(walked("finish"), "accept_lead", "2022-04-30") == ["life.day_before"]
    assert refusal(walked("finish"), "accept_lead", "2027-01-01") == ["change.day"]
    assert refusal(walked("finish"), "accept_lead", "2022-05-11", office=" ") == ["life.office"]
    assert refusal(walked("close"), "close", "2022-06-01") == ["life.done_already"]  # two people
    assert refusal(walked("finish"), "reject", "2022-05-11", reason="") == ["change.reason"]
    assert refusal(outfall(standing="void"), "plan", "2021-12-01") == ["life.no_such_step"]
    assert refusal(outfall(is_outfall=None), "plan", "2021-12-01") == ["life.is_outfall", "life.traced"][:1]
    unit = changed(outfall(), "remediation", responsible_unit="无")
    assert refusal(unit, "plan", "2021-12-01") == ["life.plan_lacks"]
    assert "责任单位" in life.take(unit, "plan", order("2021-12-01")).problems[0].text("zh")


def test_closing_names_all_that_is_missing_at_once() -> None:
    records = changed(walked("accept_lead"), "closures", criteria_met=None)
    records = changed(records, "remediation", monitoring_asked="yes")
    bare = Records(records.outfall, {**records.tables, "evidence": [], "signs": []})
    assert refusal(bare, "close", "2022-05-20", proof="") == [
        "life.plan_fulfilled", "life.photos_after", "life.samples_missing", "life.sign_up", "life.proof"]
    sample = {"uid": "w", "taken_at": "2022-05-05", "indicator": "COD", "value": 60.0, "limit_value": 50.0}
    assert refusal(added(bare, "samples", **sample), "close", "2022-05-20")[2] == "life.samples_exceed"


def test_a_later_inspection_reopens_with_its_link_and_the_second_round_closes() -> None:
    closed = walked("close")
    assert refusal(closed, "reopen", "2023-01-01") == ["life.against"]
    seen = added(closed, "inspections", uid="i", outfall_uid="o", time="2023-03-01", plume="yes")
    assert refusal(seen, "reopen", "2023-03-02", against_table="inspections", against_uid="other") == [
        "life.against_other"]
    again = step(seen, "reopen", "2023-03-02", against_table="inspections", against_uid="i")
    assert again.rows("closures")[0]["against_uid"] == "i"
    assert life.life(again, dt.date(2023, 3, 1)).state == "closed"
    for action, day in (("begin", "2023-03-05"), ("finish", "2023-04-01"), ("accept_lead", "2023-04-02"),
                        ("accept_district", "2023-04-02"), ("close", "2023-04-10")):
        again = step(again, action, day)
    assert len(again.rows("closures")) == 2
    assert life.life(again, TODAY).state == "closed"
    assert life_conditions.contradictions(again, life.life(again, TODAY), TODAY) == []


def test_a_picture_of_the_round_before_does_not_close_the_next() -> None:
    again = added(walked("close"), "inspections", uid="i", outfall_uid="o", time="2023-03-01", plume="yes")
    again = step(again, "reopen", "2023-03-02", against_table="inspections", against_uid="i")
    for action, day in (("begin", "2023-03-05"), ("finish", "2023-04-01"), ("accept_lead", "2023-04-02"),
                        ("accept_district", "2023-04-02")):
        again = step(again, action, day)
    old = changed(again, "evidence", time="2022-05-02")
    assert refusal(old, "close", "2023-04-10") == ["life.photos_after"]


def test_works_of_the_past_can_be_entered_after_tracing_was_completed_today() -> None:
    late = outfall(completed_at="2026-02-01")
    assert life.life(step(late, "plan", "2021-12-01"), dt.date(2022, 1, 1)).state == "planned"
    assert life.life(step(late, "plan", "2021年12月1日"), TODAY).day_of("planned") == dt.date(2021, 12, 1)


def test_a_plan_may_be_revised_in_every_round_to_one_that_asks_for_nothing() -> None:
    records = walked("close")
    for year in (2023, 2024):
        records = added(records, "inspections", uid=f"i{year}", outfall_uid="o", time=f"{year}-03-01",
                        plume="yes")
        records = step(records, "reopen", f"{year}-03-02", against_table="inspections",
                       against_uid=f"i{year}")
        records = changed(records, "remediation", remediation_type="无需整治")
        for action, day in (("revise", "03-03"), ("accept_lead", "03-04"), ("accept_district", "03-04"),
                            ("close", "03-05")):
            records = step(records, action, f"{year}-{day}")
    assert (life.life(records, TODAY).state, len(records.rows("closures"))) == ("closed", 3)


def test_what_another_program_wrote_is_named_with_the_steps_that_put_it_right() -> None:
    wrong = added(step(outfall(), "plan", "2021-12-01"), "closures", uid="c", outfall_uid="o",
                  accepted_on="2022-05-01", closed_on="2022-06-01")
    now = life.life(wrong, TODAY)
    assert (now.state, [one.event.action for one in now.breaks]) == ("planned", ["accept_lead", "close"])
    said, way = life.break_sentences(now.breaks[0])
    assert "2022-05-01" in said.text("zh")
    assert "开工" in way.text("zh")
    assert refusal(wrong, "begin", "2022-05-02") == ["life.put_right_first"]
    mended = step(wrong, "begin", "2022-01-01")  # what lies between is entered
    assert life.life(step(mended, "finish", "2022-04-01"), TODAY).state == "accepted_lead"
    put_right = step(wrong, "put_right", "2022-06-02")
    assert life.life(put_right, TODAY).breaks == []
    assert refusal(put_right, "put_right", "2022-06-02") == ["life.nothing_wrong"]


def test_nothing_to_do_is_accepted_without_works_and_stays_so() -> None:
    idle = changed(outfall(), "remediation", remediation_type="无需整治", goal=None)
    idle = step(idle, "plan", "2021-12-01")
    assert refusal(idle, "begin", "2021-12-02") == ["life.works_needed"]
    for action in ("accept_district", "accept_lead", "close"):
        idle = step(idle, action, "2021-12-10")
    # A form that changes the type of the plan afterwards does not make the acceptance impossible.
    later = changed(idle, "remediation", remediation_type="规范整治")
    assert (life.life(later, TODAY).state, life.life(later, TODAY).breaks) == ("closed", [])


def test_what_is_mended_at_once_needs_no_beginning() -> None:
    planned = step(outfall(), "plan", "2021-12-01")
    assert refusal(planned, "finish", "2021-12-20") == ["life.not_at_once"]
    assert step(changed(planned, "remediation", at_once=1), "finish", "2021-12-20")


def test_a_delivered_stage_counts_only_where_there_are_no_dates() -> None:
    done = changed(outfall(), "remediation", stage="完成整治", proposed_because=None)
    assert life.life(done, TODAY).state == "finished"
    dated = added(done, "closures", uid="c", outfall_uid="o", begun_on="2024-01-01")
    assert life.life(dated, TODAY).state == "begun"


def test_leaving_by_the_plan_goes_on_to_closing_and_by_voiding_does_not() -> None:
    history = {"uid": "h", "outfall_uid": "o", "action": "fill", "happened_on": "2022-02-01"}
    banned = step(changed(outfall(), "remediation", remediation_type="依法取缔"), "plan", "2021-12-01")
    filled = Records({**banned.outfall, "standing": "filled"}, banned.tables)
    banned = added(filled, "outfall_history", **history)
    assert step(banned, "begin", "2022-01-01")
    void = added(outfall(standing="void"), "outfall_history", **{**history, "action": "void"})
    assert life.life(void, TODAY).state == "left"
    assert life.life(void, dt.date(2022, 1, 31)).state == "classified"


def due_on(records: Records, day: dt.date) -> list[due.Due]:
    return due.due_of(records, life.life(records, day), day)


def test_what_is_due_follows_today() -> None:
    planned = step(outfall(), "plan", "2021-12-01")
    kinds = {day: {one.kind: one.state for one in due_on(planned, dt.date.fromisoformat(day))}
             for day in ("2022-05-01", "2022-06-30", "2022-07-01")}
    assert [found["plan"] for found in kinds.values()] == ["due", "at_risk", "overdue"]
    assert "deadline:coding" not in kinds["2022-07-01"]
    closed = walked("close")
    assert due_on(closed, dt.date(2025, 12, 31)) == []
    (review,) = due_on(closed, TODAY)  # every twelve months, from 2026 on
    assert (review.kind, review.day, review.state) == ("duty:review", dt.date(2026, 1, 1), "overdue")
    seen = added(closed, "visits", uid="v", outfall_uid="o", time="2026-02-01")
    assert due_on(seen, TODAY)[0].day == dt.date(2027, 2, 1)
    assert due.months_later(dt.date(2024, 8, 31), 6) == dt.date(2025, 2, 28)


@pytest.mark.parametrize("text", [
    "电话 13812345678", "138-1234-5678 王某", "027-85551234", "（027）85551234", "１３８１２３４５６７８",
    "420102199001011234", "mail a.b@qq.com", "+86 138 1234 5678", "8613812345678", "0086-138 1234 5678",
    "138 12 34 56 78", "138.1234.5678", "１３８－１２３４－５６７８", "一三八一二三四五六七八",
    "1 3 8 1 2 3 4 5 6 7 8", "013812345678", "138　1234　5678", "138·1234·5678", "027 8555 1234",
    "(027) 8555-1234", "+86 27 8555 1234", "０２７－８５５５１２３４", "0713-8612345", "电话：85551234",
    "请致电8555-1234", "Tel. 8555 1234", "42010219900101123X", "420102 19900101 1234", "微信 wang_1234",
    "微信号：abc12345", "VX:wangxm88", "qq群：12345678", "a＠b．com",
])
def test_numbers_of_persons_are_seen_in_free_text(text: str) -> None:
    assert personal.personal_parts(text)
    assert not personal.personal_parts(personal.masked(text))


@pytest.mark.parametrize("text", [
    "2022-05-01 水色发黑", "FA-420102-0001-QT-00", "里程 135.300 km", "COD 130 2022-05-01 采样",
    "来电：2022-05-01 反映", "请拨打12345或12369", "电话 400-820-8820", "统一社会信用代码 914201003000012345",
    "114.305539, 30.592850", "500123.45, 3380456.78", "2021-07-15 2021-09-20", "武环〔2021〕135号",
    "微信公众号 武汉生态环境", "1,188个、498个",
])
def test_dates_codes_and_chainages_are_no_persons(text: str) -> None:
    assert not personal.personal_parts(text)


def test_a_name_that_is_known_is_a_person_and_nobody_is_none() -> None:
    assert personal.masked("王小明反映江边有污水", ("王小明", "")) == "***反映江边有污水"
    assert not personal.personal_parts("某市民反映江边有污水", ("某市民", "市民"))


ACTIONS = sorted({row["action"] for row in rows("life") if row["writes"]})


class AnyOrder(RuleBasedStateMachine):
    """Whatever is done in whatever order: never a state that cannot be; a refusal says why."""

    @initialize(kind=st.sampled_from(("规范整治", "依法取缔", "清理合并", "无需整治")), at_once=st.booleans())
    def found(self, kind: str, at_once: bool) -> None:
        self.records = changed(outfall(), "remediation", remediation_type=kind, at_once=int(at_once))
        self.day = dt.date(2021, 9, 1)
        self.undo: list[Records] = []

    @rule(action=st.sampled_from(ACTIONS), days=st.integers(-40, 60),
          office=st.sampled_from(("", "江岸区")), reason=st.sampled_from(("", "因为")))
    def act(self, action: str, days: int, office: str, reason: str) -> None:
        self.take(action, self.day + dt.timedelta(days=days), office, reason)

    @rule(pick=st.integers(0, 9), days=st.integers(0, 30))
    def go_on(self, pick: int, days: int) -> None:
        """What comes next, the plan whole and the criteria met: or nothing would ever get far."""
        kind = self.records.plan_type or "规范整治"
        self.records = changed(changed(self.records, "closures", criteria_met="yes"), "remediation",
                               goal="达标", remediation_type=kind)
        self.records.outfall = {**self.records.outfall, "is_outfall": "yes", "type_l1": "其他排口"}
        possible = [one.action for one in life.next_steps(
            self.records, life.life(self.records, TODAY), order(TODAY.isoformat())) if one.action in ACTIONS]
        if possible:
            self.take(possible[pick % len(possible)], self.day + dt.timedelta(days=days), "江岸区", "因为")

    def take(self, action: str, day: dt.date, office: str, reason: str) -> None:
        made = LifeOrder(day.isoformat(), "Li", TODAY, office, reason, "proof.pdf")
        now = life.life(self.records, TODAY)
        against = life_conditions.contradictions(self.records, now, TODAY)
        if action == "reopen" and against:
            made = dataclasses.replace(made, against_table=against[0].table, against_uid=against[0].uid)
        taken = life.take(self.records, action, made)
        if taken.problems:
            assert not taken.cells
            assert all(one.text("zh") and one.text("en") for one in taken.problems)
            return
        assert life.move(now.state, action)["next"] == taken.state
        self.undo.append(self.records)
        self.records = written(self.records, taken)
        self.day = max(self.day, day)

    @rule()
    def take_back(self) -> None:
        if self.undo:
            self.records = self.undo.pop()

    @rule(days=st.integers(1, 90))
    def inspect(self, days: int) -> None:
        number = len(self.records.rows("inspections"))
        self.records = added(self.records, "inspections", uid=f"i{number}", outfall_uid="o", plume="yes",
                             time=(self.day + dt.timedelta(days=days)).isoformat())
        self.undo.clear()

    @rule(met=st.sampled_from((None, "yes", "no")), goal=st.sampled_from((None, "达标")),
          type_l1=st.sampled_from((None, "其他排口")), judged=st.sampled_from((None, "yes", "yes", "no")),
          kind=st.sampled_from(("规范整治", "依法取缔", "无需整治", None)))
    def fill_in_a_form(self, met: Any, goal: Any, type_l1: Any, judged: Any, kind: Any) -> None:
        """What forms let a person write: no state among it."""
        self.records = changed(changed(self.records, "closures", criteria_met=met), "remediation", goal=goal,
                               remediation_type=kind)
        self.records.outfall = {**self.records.outfall, "type_l1": type_l1, "is_outfall": judged}
        self.undo.clear()

    @rule(action=st.sampled_from(("void", "fill", "find_again")))
    def change(self, action: str) -> None:
        standing = {"void": "void", "fill": "filled", "find_again": "in_use"}[action]
        self.records = added(self.records, "outfall_history", uid="h", outfall_uid="o", action=action,
                             happened_on=self.day.isoformat())
        self.records.outfall = {**self.records.outfall, "standing": standing}
        self.undo.clear()

    @invariant()
    def never_impossible(self) -> None:
        if not hasattr(self, "records"):
            return
        now = life.life(self.records, TODAY)
        assert now.breaks == []
        state = now.under or now.state
        event(state)
        if state in ("accepted", "closed"):
            round_ = self.records.rounds[-1]
            assert round_["accepted_on"]
            assert round_["district_accepted_on"]
            assert round_["without_works"] if not round_.get("finished_on") else True
        days = [one.event.day for one in now.steps if one.event.day]
        assert days == sorted(days)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=250 if os.environ.get("OUTFALL_TRACER_FULL") else 25, stateful_step_count=40,
    suppress_health_check=list(HealthCheck))


def test_the_picture_in_the_documentation_is_drawn_from_the_table(repository) -> None:
    spec = importlib.util.spec_from_file_location("pages", repository / "scripts" / "life_page.py")
    pages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pages)
    for language, name in pages.PAGES.items():
        page = (repository / "docs" / name).read_text(encoding="utf-8")
        assert page == pages.renewed(page, language), "run: PYTHONPATH=.dev scripts/life_page.py"
