"""A register in which nothing is wrong, and one way to spoil a row for each kind of finding."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from outfall_tracer.rules.credit_code import check_character
from outfall_tracer.rules.districts import districts

GONE = "taken away"

Row = dict[str, Any]
Tables = dict[str, list[Row]]

TODAY = dt.date(2026, 3, 1)
COUNTIES = {one.code: one.name_zh for one in districts()}


def code_of(number: int, kind: str = "91") -> str:
    first = f"{kind}420100MA{number:07d}"
    return first + check_character(first)


def made_register(n: int = 400) -> Tables:
    """Return the rows of a register without any finding."""
    tables: Tables = {
        name: []
        for name in (
            "outfalls",
            "enterprises",
            "trace_links",
            "evidence",
            "remediation",
            "closures",
            "signs",
            "inspections",
            "visits",
            "samples",
            "citizen_reports",
        )
    }
    counties = list(COUNTIES)
    for i in range(n):
        county, uid = counties[i % len(counties)], f"o{i}"
        party = f"武汉第{i}化工有限公司"
        tables["outfalls"].append(
            {
                "uid": uid,
                "code_national": f"FA-{county}-{i + 1:04d}-GY-00",
                "code_local": f"FA{county}{i + 501:04d}GY00",
                "name": f"武汉市{COUNTIES[county]}第{i}化工有限公司工业企业排污口",
                "county_code": county,
                "county_at": county,
                "managing_unit": None,
                "type_718": "工业排污口",
                "type_l1": "工业排污口",
                "type_l2": "工矿企业排污口",
                "type_l3": "工业企业排污口",
                "is_outfall": "yes",
                "receiving_water": "长江",
                "operator": party,
                "owner": party,
                "party_main": party,
                "party_rule": "R1",
                "party_basis": "使用权人与所有权人相同",
                "trace_status": "confirmed",
                "untraceable_reason": None,
                "work_state": "complete",
                "stale_since": None,
                "standing": "in_use",
            }
        )
        tables["enterprises"].append(
            {
                "uid": f"e{i}",
                "name": party,
                "operator": party,
                "credit_code": code_of(i),
                "permit_no": f"{code_of(i)}001P",
                "start_date": "2020-01-01",
                "end_date": "2021-01-01",
            }
        )
        tables["trace_links"].append(
            {
                "uid": f"l{i}",
                "outfall_uid": uid,
                "source_table": "enterprises",
                "source_uid": f"e{i}",
                "source_name": party,
                "status": "confirmed",
                "decided_by": "甲",
                "decided_at": "2021-08-01T08:00:00",
            }
        )
        tables["evidence"].append(
            {
                "uid": f"p{i}",
                "outfall_uid": uid,
                "link_uid": f"l{i}",
                "path": "a.jpg",
                "note": None,
                "time": "2021-08-01",
            }
        )
        tables["remediation"].append(
            {
                "uid": f"r{i}",
                "outfall_uid": uid,
                "remediation_type": "规范整治",
                "goal": "达标",
                "measures": "设检查井",
                "responsible_unit": party,
                "deadline": "2022-06-30",
                "stage": "完成整治",
                "proposed_because": None,
            }
        )
        tables["closures"].append(
            {
                "uid": f"c{i}",
                "outfall_uid": uid,
                "finished_on": "2022-05-01",
                "accepted_on": "2022-06-01",
                "proof": "a.pdf",
            }
        )
        tables["signs"].append(
            {
                "uid": f"s{i}",
                "outfall_uid": uid,
                "state": "已安装",
                "installed_on": "2021-12-01",
                "plate_code": None,
                "plate_name": None,
            }
        )
        tables["inspections"].append({"uid": f"i{i}", "outfall_uid": uid, "time": "2023-05-01"})
        tables["visits"].append(
            {"uid": f"v{i}", "outfall_uid": uid, "time": "2024-05-01", "plate_name": None, "plate_code": None}
        )
        tables["citizen_reports"].append(
            {
                "uid": f"t{i}",
                "outfall_uid": uid,
                "received_at": "2025-05-01",
                "answered_on": "2025-05-05",
                "text": "电话 13800000000",
                "public_text": "水色异常",
            }
        )
        tables["samples"].append(
            {
                "uid": f"w{i}",
                "outfall_uid": uid,
                "taken_at": "2024-05-01",
                "indicator": "COD",
                "value": 20.0,
                "limit_value": 50.0,
                "exceeded": "no",
            }
        )
    return tables


Spoil = Callable[[Tables, int], None]


def cell(table: str, **values: Any) -> Spoil:
    """Spoil cells of row ``i``; a function gets the row."""

    def spoil(tables: Tables, i: int) -> None:
        row = tables[table][i]
        row.update({name: value(row) if callable(value) else value for name, value in values.items()})

    return spoil


def gone(table: str) -> Spoil:
    """Take the record of outfall ``i`` away, once all is spoiled (:func:`spoiled`)."""
    return cell(table, outfall_uid=GONE)


def twice(table: str) -> Spoil:
    """Give outfall ``i`` a second record."""
    return lambda tables, i: tables[table].append({**tables[table][i], "uid": f"{table}{i}"})


def also(*spoils: Spoil) -> Spoil:
    """Spoil in several ways at once."""

    def spoil(tables: Tables, i: int) -> None:
        for one in spoils:
            one(tables, i)

    return spoil


def named(change: Callable[[str], str]) -> Spoil:
    return cell("outfalls", name=lambda row: change(row["name"]))


def copied(column: str) -> Spoil:
    """Give row ``i`` the cell of the row 13 before, which lies in the same district."""
    return lambda tables, i: tables["outfalls"][i].update({column: tables["outfalls"][i - 13][column]})


def former_with_code(tables: Tables, i: int) -> None:
    tables["outfalls"].append(
        {**tables["outfalls"][i], "uid": f"f{i}", "standing": "void", "code_local": None}
    )


def candidate(tables: Tables, i: int) -> None:
    tables["trace_links"].append({**tables["trace_links"][i], "uid": f"x{i}", "status": "candidate"})


o, link, e, r, c, s = "outfalls", "trace_links", "enterprises", "remediation", "closures", "signs"
NEXT = {code: list(COUNTIES)[(at + 1) % len(COUNTIES)] for at, code in enumerate(COUNTIES)}

#: kind -> (how a row is spoiled, kinds that necessarily come with it)
SPOILS: dict[str, tuple[Spoil, tuple[str, ...]]] = {
    "district_missing": (cell(o, county_code=" ", county_at=None), ()),
    "district_unknown": (cell(o, county_code="420999", county_at=None), ("code_district",)),
    "district_place": (cell(o, county_at=lambda row: NEXT[row["county_code"]]), ()),
    "receiving_water_missing": (cell(o, receiving_water="/"), ()),
    "name_missing": (cell(o, name="无"), ()),
    "name_box_for_mouth": (named(lambda name: name.replace("口", "囗")), ()),
    "name_invisible": (named(lambda name: name[:5] + "\u200b" + name[5:]), ()),
    "name_blanks": (named(lambda name: name + "\n"), ()),
    "name_other_word": (named(lambda name: name.replace("化工", "其它化工")), ()),
    "name_stray_plus": (named(lambda name: name.replace("区第", "区+第")), ()),
    "name_metres_word": (named(lambda name: name.replace("工业企业", "东侧110m工业企业")), ()),
    "name_name_suffix": (named(lambda name: name + "（2025年新增）"), ()),
    "name_trailing_marks": (named(lambda name: name + "。"), ()),
    "name_sluice_word": (
        named(lambda name: name.replace("工业企业排污口", "厂区雨水入江闸口")),
        ("class_name",),
    ),
    "name_province": (named(lambda name: "湖北省" + name), ()),
    "name_city_short": (named(lambda name: name.replace("武汉市", "武汉")), ()),
    "name_other_city": (named(lambda name: name.replace("武汉市", "宜昌市")), ()),
    "name_no_city": (named(lambda name: name.replace("武汉市", "")), ()),
    "name_no_district": (named(lambda name: name.replace("区第", "第")), ()),
    "name_other_district": (
        lambda t, i: t[o][i].update(
            name=f"武汉市{COUNTIES[NEXT[t[o][i]['county_code']]]}第{i}厂工业企业排污口"
        ),
        (),
    ),
    "name_no_type_word": (named(lambda name: name.replace("工业企业排污口", "排水沟渠")), ()),
    "name_too_long": (named(lambda name: name.replace("化工", "化" * 40)), ()),
    "name_double": (copied("name"), ("name_double",)),
    "class_missing": (cell(o, type_l1=None, type_l2=None, type_l3=None), ()),
    "class_unknown": (cell(o, type_l2="工业类排口"), ()),
    "class_levels": (cell(o, type_l3=None), ()),
    "class_718_missing": (cell(o, type_718="—"), ()),
    "class_718_unknown": (cell(o, type_718="工业"), ()),
    "classes_contradict": (cell(o, type_718="港口码头排污口"), ()),
    "class_name": (named(lambda name: name.replace("工业企业排污口", "城镇雨洪排口")), ()),
    "not_judged": (cell(o, is_outfall=None), ()),
    "judged_uncertain": (cell(o, is_outfall="uncertain"), ()),
    "code_missing": (cell(o, code_national="-"), ()),
    "code_unreadable": (cell(o, code_national="7号闸"), ("code_double",)),
    "code_other_city": (
        cell(o, code_national=lambda row: row["code_national"].replace("-4201", "-4205")),
        (),
    ),
    "code_district": (
        cell(
            o,
            code_national=lambda row: row["code_national"].replace(
                row["county_code"], NEXT[row["county_code"]]
            ),
        ),
        (),
    ),
    "code_class": (cell(o, code_national=lambda row: row["code_national"].replace("GY", "QT")), ()),
    "code_double": (copied("code_national"), ("code_double",)),
    "code_serial_double": (
        lambda t, i: t[o][i].update(code_national=t[o][i - 13]["code_national"][:-2] + "01"),
        ("code_serial_double",),
    ),
    "code_spent": (former_with_code, ("former_sign_stands",)),
    "local_code_unreadable": (cell(o, code_local="八号"), ("local_code_double",)),
    "local_code_double": (copied("code_local"), ("local_code_double",)),
    "code_in_local_column": (
        cell(o, code_local=lambda row: row["code_national"], code_national=None),
        ("code_missing",),
    ),
    "party_missing": (cell(o, party_main=None), ()),
    "party_rule_contradicts": (cell(o, owner="丙集团"), ()),
    "party_not_user": (cell(o, party_main="丙集团"), ()),
    "party_not_government": (cell(o, party_rule="R3", operator=None, owner=None), ()),
    "party_without_basis": (cell(o, party_basis=" "), ()),
    "user_not_traced": (cell(o, operator="丁公司", owner="丁公司", party_main="丁公司"), ()),
    "untraced": (cell(o, trace_status="untraced", work_state="open"), ()),
    "untraceable_without_reason": (
        also(cell(o, trace_status="untraceable"), cell(link, status="rejected")),
        (),
    ),
    "untraceable_but_confirmed": (cell(o, trace_status="untraceable", untraceable_reason="涨水"), ()),
    "confirmed_without_link": (cell(link, status="rejected"), ()),
    "complete_with_candidates": (candidate, ()),
    "complete_out_of_date": (cell(o, stale_since="2024-01-01"), ()),
    "plan_missing": (gone(r), ("closure_without_plan", "life_impossible")),
    "plan_double": (twice(r), ()),
    "sign_missing": (gone(s), ()),
    "sign_double": (twice(s), ()),
    "former_sign_stands": (cell(o, standing="void"), ()),
    "link_without_evidence": (cell("evidence", link_uid=None), ()),
    "link_lost": (also(cell(link, status="lost"), cell(o, trace_status="no_source")), ()),
    "link_without_author": (cell(link, decided_by=None), ()),
    "link_future": (cell(link, decided_at="2027-01-01"), ()),
    "link_without_outfall": (
        lambda t, i: t[link].append(
            {**t[link][i], "uid": f"y{i}", "outfall_uid": "nobody", "status": "candidate"}
        ),
        (),
    ),
    "link_without_source": (
        lambda t, i: t[link].append(
            {**t[link][i], "uid": f"y{i}", "source_uid": "gone", "status": "rejected"}
        ),
        (),
    ),
    "credit_code_wrong": (cell(e, credit_code=lambda row: row["credit_code"][:-1] + "?", permit_no=None), ()),
    "credit_code_two_names": (
        lambda t, i: t[e][i].update(credit_code=t[e][i - 1]["credit_code"], permit_no=None),
        ("credit_code_two_names",),
    ),
    "permit_wrong": (cell(e, permit_no=lambda row: row["permit_no"][:-4] + "A01P"), ()),
    "permit_other_holder": (lambda t, i: t[e][i].update(permit_no=f"{code_of(i + 5000)}001P"), ()),
    "period_order": (cell(e, end_date="2019-01-01"), ()),
    "plan_without_outfall": (
        lambda t, i: t[r].append({**t[r][i], "uid": f"y{i}", "outfall_uid": "nobody"}),
        (),
    ),
    "plan_without_type": (cell(r, remediation_type=None), ()),
    "plan_without_goal": (cell(r, goal=None), ()),
    "plan_without_measures": (cell(r, measures=""), ()),
    "plan_without_unit": (cell(r, responsible_unit="无"), ()),
    "plan_without_deadline": (cell(r, deadline=None), ()),
    "plan_late": (also(cell(r, stage="整治中"), cell(c, finished_on=None, accepted_on=None)), ()),
    "life_impossible": (
        cell(c, finished_on=None, accepted_on=None, closed_on="2022-05-25"),
        ("plan_late",),
    ),
    "closed_contradicted": (
        also(
            cell(c, district_accepted_on="2022-06-02", closed_on="2022-06-10"),
            cell("inspections", plume="yes"),
        ),
        (),
    ),
    "plan_not_adopted": (
        also(cell(r, proposed_because="管网覆盖", stage=None), cell(c, finished_on=None, accepted_on=None)),
        (),
    ),
    "sign_plate_code": (cell(s, plate_code="FA-420106-9999-GY-00"), ()),
    "sign_plate_name": (cell(s, plate_name="另一排污口"), ()),
    "sign_damaged": (cell(s, state="已损坏"), ()),
    "report_without_outfall": (cell("citizen_reports", outfall_uid=None), ()),
    "report_overdue": (cell("citizen_reports", answered_on=None), ()),
    "report_personal": (cell("citizen_reports", public_answer="请致电 027-85551234"), ()),
    "site_waste_water": (cell(e, wastewater="施工废水"), ()),
    "plan_deadline_unreadable": (cell(r, deadline="年底"), ()),
    "closure_without_outfall": (
        lambda t, i: t[c].append({**t[c][i], "uid": f"y{i}", "outfall_uid": "nobody"}),
        ("closure_without_plan", "life_impossible"),
    ),
    "closure_without_plan": (gone(r), ("plan_missing", "life_impossible")),
    "closure_order": (cell(c, accepted_on="2022-04-01"), ("life_impossible",)),
    "closure_future": (cell(c, accepted_on="2027-04-01"), ()),
    "closure_finished_future": (cell(c, finished_on="2027-04-01", accepted_on=None), ("plan_late",)),
    "closure_without_proof": (cell(c, proof=None), ()),
    "sign_without_outfall": (
        lambda t, i: t[s].append({**t[s][i], "uid": f"y{i}", "outfall_uid": "nobody"}),
        (),
    ),
    "sign_without_code": (cell(o, code_national=None, code_local=None), ("code_missing",)),
    "sign_without_date": (cell(s, installed_on=None), ()),
    "sign_future": (cell(s, installed_on="2021年13月1日"), ()),
    "evidence_without_outfall": (
        lambda t, i: t["evidence"].append({**t["evidence"][i], "uid": f"y{i}", "outfall_uid": "nobody"}),
        (),
    ),
    "evidence_without_file": (cell("evidence", path=None), ()),
    "evidence_future": (cell("evidence", time="2027-01-01"), ()),
    "visit_without_outfall": (
        lambda t, i: t["visits"].append({**t["visits"][i], "uid": f"y{i}", "outfall_uid": "nobody"}),
        (),
    ),
    "visit_future": (cell("visits", time="2027-01-01"), ()),
    "plate_other_name": (cell("visits", plate_name="某某排污口"), ()),
    "plate_other_code": (cell("visits", plate_code="FA-420102-9999-GY-00"), ()),
    "sample_without_outfall": (
        lambda t, i: t["samples"].append({**t["samples"][i], "uid": f"y{i}", "outfall_uid": "nobody"}),
        (),
    ),
    "sample_future": (cell("samples", taken_at="2027-01-01"), ()),
    "sample_exceeds": (cell("samples", value=60.0, exceeded="yes"), ()),
    "sample_contradicts": (cell("samples", exceeded="yes"), ()),
    "inspection_without_outfall": (cell("inspections", outfall_uid="nobody"), ()),
    "inspection_future": (cell("inspections", time="2027-01-01"), ()),
}


def rows_to_spoil(tables: Tables, kinds: list[str], seed: int) -> dict[str, list[int]]:
    """Choose two outfalls for each kind, each outfall once."""
    # Every other run of 13 rows is left alone: what is copied comes from there.
    free = [i for i in range(13, len(tables["outfalls"])) if i // 13 % 2]
    random.Random(seed).shuffle(free)
    return {kind: [free.pop(), free.pop()] for kind in kinds}


def spoil(tables: Tables, chosen: dict[str, list[int]]) -> None:
    """Spoil the chosen rows."""
    for kind, rows in chosen.items():
        for i in rows:
            SPOILS[kind][0](tables, i)
    for rows_of in tables.values():
        rows_of[:] = [row for row in rows_of if row.get("outfall_uid") != GONE]
