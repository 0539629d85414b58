"""A key alone is no proof: rows of another place, another name or another numbering are told apart."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.importing.comparing.plan import Choices
from outfall_tracer.importing.model import Mapping
from outfall_tracer.importing.report_page import report_html
from outfall_tracer.importing.run import Request, import_layer
from outfall_tracer.importing.write import preview
from outfall_tracer.layers.store.geometry_io import point_blobs
from outfall_tracer.problems import UserError

from ..support.import_deliveries import (
    content,
    delivery,
    edit,
    empty_project_file,
    lines,
    points,
    project,
    run,
    table_of,
    texts,
)

__all__ = ["empty_project_file", "project"]

X, Y = 530000.0, 3385000.0
FAR = 7000.0


def wells(n=3, at=0.0, moved=0.0, file="wells.csv", start=1, **columns):
    """Return ``n`` manholes Y1, Y2 … in a row, ``at`` metres from the first area, ``moved`` east."""
    places = [(X + at + moved, Y + at + 30.0 * i) for i in range(n)]
    codes = texts(*[f"Y{i + start}" for i in range(n)])
    return delivery("manholes", {"code": codes, **columns}, points(*places), ("code",), file=file)


def street(n=4, at=0.0, moved=0.0, file="lines.csv", by="ends", first=1, size=300.0, reverse=False):
    """Return ``n`` pipes in a row, known by their ends or by a code."""
    numbers = list(range(first, first + n))[:: -1 if reverse else 1]
    columns = {"diameter_mm": np.full(n, size)}
    if by == "ends":
        columns = {"from_node": texts(*[f"Y{i}" for i in numbers]),
                   "to_node": texts(*[f"Y{i + 1}" for i in numbers]), **columns}
    else:
        columns = {"code": texts(*[f"L{i}" for i in numbers]), **columns}
    key = ("from_node", "to_node") if by == "ends" else ("code",)
    shapes = [[(X + at + moved, Y + at + 30.0 * i), (X + at + moved, Y + at + 30.0 * i + 30.0)]
              for i in range(n)]
    return delivery("pipes", columns, lines(*shapes), key, file=file)


def outfalls(names, at=0.0, codes=None, column="code_local", places=True, file="outfalls.csv", **more):
    codes = codes or [f"W{i}" for i in range(len(names))]
    where = points(*[(X + at + 500.0 * i, Y) for i in range(len(names))]) if places else None
    columns = {column: texts(*codes), "name": texts(*names), **more}
    return delivery("outfalls", columns, where, (column,), file=file)


def firms(names, at=None, file="firms.xlsx", **more):
    where = None if at is None else points(*[(X + at + 300.0 * i, Y) for i in range(len(names))])
    return delivery("enterprises", {"name": texts(*names), **more}, where, ("name",), file=file)


def answered(parts, **answers):
    """Return a delivery whose mapping holds answers."""
    mapping = parts.mapping
    return parts._replace(mapping=Mapping(mapping.table, mapping.fields, key=mapping.key, answers=answers))


def counted(outcome):
    return {name: n for name, n in outcome.plan.counts().items()
            if name in ("added", "updated", "unchanged") and n}


def said(outcome):
    return "\n".join(problem.text for problem in outcome.plan.problems)


SECOND_AREAS = {
    "manholes": (wells(), wells(at=FAR, file="other.csv"), wells(moved=2.0)),
    "pipes by their ends": (street(), street(at=FAR, file="other.csv"), street(moved=2.0)),
    "pipes by their code": (
        street(by="code"), street(at=FAR, file="other.csv", by="code"), street(moved=2.0, by="code")),
    "outfalls of another list": (
        outfalls(["甲", "乙", "丙"]), outfalls(["丁", "戊", "己"], FAR, file="other.csv"),
        outfalls(["甲口", "乙", "丙"], 3.0)),
}


@pytest.mark.parametrize("table", SECOND_AREAS)
def test_a_second_area_with_the_same_numbers_is_another_area(table, project):
    first, second, corrected = SECOND_AREAS[table]
    n = len(first[0].source)
    run(project, first)
    before = content(project)[first[0].table]
    outcome = run(project, second)
    assert counted(outcome) == {"added": n}
    assert content(project)[first[0].table][:n] == before
    assert "elsewhere" in said(outcome)
    for again in (first, second):
        assert not run(project, again).written
    later = run(project, corrected)  # the numbers stand twice by now; the nearer row is meant
    assert counted(later) == {"updated": n}
    assert [change.column for change in later.plan.updates][-1] == "geom"
    assert not run(project, second).written


def test_only_the_rows_that_agree_are_known_where_areas_overlap(project):
    run(project, wells(4))
    half = delivery("manholes", {"code": texts("Y1", "Y2", "Y3", "Y4")}, points(
        (X, Y), (X + 1.0, Y + 30.0), (X + FAR, Y), (X + FAR, Y + 30.0)), ("code",), file="other.csv")
    assert counted(run(project, half)) == {"added": 2, "updated": 1, "unchanged": 1}
    assert table_of(project, "manholes", geometry=True).xy[2].tolist() == [X, Y + 60.0]


def test_one_code_for_two_places_is_asked_about_and_nothing_is_written(project):
    codes = ["FA-420102-0001-QT-00", "FA-420102-0002-QT-00"]
    run(project, outfalls(["甲排口", "乙排口"], codes=codes, column="code_national"))
    other = outfalls(["丙排口", "丁排口"], FAR, ["FA4201020001QT00", "FA4201020002QT00"], "code_national",
                     file="other.csv")
    before = content(project)
    with pytest.raises(UserError, match="moved") as raised:
        run(project, other)
    assert "7000 m" in str(raised.value)
    assert content(project) == before
    trial = preview(project, other)
    assert [question.code for question in trial.questions] == ["moved"]
    assert counted(run(project, answered(other, moved="same"))) == {"updated": 2}
    assert table_of(project, "outfalls", "name")["name"].tolist() == ["丙排口", "丁排口"]


@pytest.mark.parametrize("answer", ["new", "proposed"])
def test_what_is_proposed_loses_nothing(answer, project):
    run(project, outfalls(["甲", "乙"], column="code_national"))
    other = outfalls(["甲", "乙"], FAR, column="code_national", file="other.csv")
    outcome = (
        run(project, answered(other, moved="new")) if answer == "new"
        else run(project, other, choices=Choices(accept_proposed=True))
    )
    assert counted(outcome) == {"added": 2}
    assert ("Taken as proposed" in "".join(outcome.report.assumptions)) == (answer == "proposed")


def test_the_local_code_never_stands_for_the_national_one(project):
    code = "FA-420102-0001-QT-00"
    run(project, outfalls(["甲"], codes=[code], column="code_national"))
    outcome = run(project, outfalls(["乙"], 900.0, codes=["FA4201020001QT00"], file="other.csv"))
    assert counted(outcome) == {"added": 1}
    assert "carries a code that another row of the project has" in said(outcome)
    both = outfalls(["甲"], codes=["B-7"], file="third.csv", code_national=texts("FA-420102-0009-QT-00"))
    assert counted(run(project, both)) == {"added": 1}, "same name and place, another national code"


def test_a_row_without_a_key_takes_no_row_with_a_name(project):
    district = texts("420102", "420102", "420102")
    names = ["武汉甲化工有限公司", "武汉乙食品有限公司", "武汉丙印染有限公司"]
    run(project, firms(names, county_code=district))
    bare = delivery("enterprises", {"county_code": district}, points((X, Y), (X + 9, Y), (X + 99, Y)),
                    file="bare.csv")
    assert counted(run(project, bare)) == {"added": 3}
    assert not run(project, bare).written
    assert not np.isfinite(table_of(project, "enterprises", geometry=True).xy[:3]).any()
    named = firms([names[2], names[0]], at=0.0, county_code=district[:2], file="named.csv")
    assert counted(run(project, named)) == {"updated": 2}
    assert table_of(project, "enterprises", geometry=True).xy[:3, 0].tolist()[::2] == [X + 300.0, X]
    on_a_named_one = delivery("manholes", {"kind": texts("inlet")}, points((X, Y)), file="bare.csv")
    run(project, wells())
    with pytest.raises(UserError, match="renumbered"):
        run(project, on_a_named_one)


def test_words_for_nothing_are_no_key(project):
    nothing = texts("NaN", "nan", " ", "无", "/")
    places = [(X, Y), (X + 40, Y), (X + 80, Y), (X + 120, Y), (X + 160, Y)]
    run(project, wells())
    parts = delivery("manholes", {"code": nothing}, points(*places[::-1]), ("code",), file="bare.csv")
    assert counted(run(project, parts, choices=Choices(accept_proposed=True)))["added"] == 5
    elsewhere = delivery("manholes", {"code": nothing}, points(*[(x + 5, y) for x, y in places]), ("code",))
    assert counted(run(project, elsewhere)) == {"added": 5}


def test_what_a_person_moved_or_renamed_is_known_when_the_file_comes_again(project):
    run(project, wells())
    uids = table_of(project, "manholes", "uid")["uid"]
    edit(project, "manholes", [uids[0]], {}, point_blobs(np.array([[X + 800.0, Y]]), 4547))
    assert not run(project, wells()).written
    edit(project, "manholes", [uids[1]], {"code": texts("Z9")})
    assert not run(project, wells()).written
    run(project, firms(["甲厂", "乙厂"], at=0.0))
    uids = table_of(project, "enterprises", "uid")["uid"]
    edit(project, "enterprises", [uids[0]], {"name": texts("甲染厂")})
    assert not run(project, firms(["甲厂", "乙厂"], at=0.0)).written
    bare = delivery("other_sources", {"kind": texts("a")}, points((X, Y)), file="bare.csv")
    run(project, bare)
    edit(project, "other_sources", table_of(project, "other_sources", "uid")["uid"], {"name": texts("泵站")})
    assert not run(project, bare).written


@pytest.mark.parametrize("by", ["ends", "code"])
@pytest.mark.parametrize("change", ["other numbers", "turned round", "turned round and rounded"])
def test_identical_lines_with_other_numbers_are_asked_about(by, change, project):
    run(project, street(by=by))
    numbered = {"first": 51} if change == "other numbers" else {"reverse": True}
    rounded = 0.004 if "rounded" in change else 0.0
    again = street(by=by, file="new.csv", moved=rounded, **numbered)
    before = content(project)
    with pytest.raises(UserError, match="renumbered"):
        run(project, again)
    assert content(project) == before
    outcome = run(project, answered(again, renumbered="same"))
    assert counted(outcome) == {"updated": 4}
    assert ("geom" in [each.column for each in outcome.plan.updates]) == bool(rounded)
    assert not run(project, again).written


def test_lines_drawn_the_other_way_with_other_numbers_are_asked_about_too(project):
    run(project, street())
    columns, shapes = street(first=51)[0].columns, table_of(project, "pipes", geometry=True).parts.xy
    turned = lines(*[shapes[2 * i : 2 * i + 2][::-1] for i in range(4)])
    with pytest.raises(UserError, match="renumbered"):
        run(project, delivery("pipes", columns, turned, ("from_node", "to_node"), file="new.csv"))


def test_a_few_wells_surveyed_under_two_numbers_are_told_and_stop_nothing(project):
    run(project, wells(10))
    sheet = delivery("manholes", {"code": texts(*[f"K{i}" for i in range(5)])}, points(
        (X, Y), *[(X + 500.0, Y + 30.0 * i) for i in range(4)]), ("code",), file="sheet2.csv")
    outcome = run(project, sheet)
    assert counted(outcome) == {"added": 5}
    assert "“K0” on “Y1”" in said(outcome)


def test_a_whole_delivery_that_moved_as_with_another_datum_is_asked_about(project):
    run(project, wells(6))
    with pytest.raises(UserError, match="moved"):
        run(project, wells(6, moved=570.0, file="wells_wgs84.csv"))
    with pytest.raises(UserError, match="moved"):
        run(project, wells(6, at=FAR))  # a file of the same name: a correction, or another folder's
    same = run(project, answered(wells(6, moved=570.0, file="wells_wgs84.csv"), moved="same"))
    assert counted(same) == {"updated": 6}
    assert (same.report.moves["n"], same.report.moves["most_m"]) == (6, 570.0)


def test_a_newer_delivery_moves_points_and_corrects_names(project):
    names = [f"第{i}号排口" for i in range(6)]
    run(project, outfalls(names))
    corrected = [names[0] + "（闸口）", "新名称", *names[2:]]
    outcome = run(project, outfalls(corrected, 8.0, file="2025.csv"))
    assert counted(outcome) == {"updated": 6}
    newest = run(project, outfalls(["又一名称", *corrected[1:]], places=False, file="2026.csv"))
    assert counted(newest) == {"updated": 1, "unchanged": 5}, "without places most names must stay"
    others = outfalls(["东", "南", "西", "北", "中", "发"], places=False, file="list.csv")
    with pytest.raises(UserError, match="another name or district"):
        run(project, others)
    district = texts(*["420106"] * 3)
    elsewhere = outfalls(["东", "南", "西"], places=False, file="list.csv", county_code=district)
    edit(project, "outfalls", table_of(project, "outfalls", "uid")["uid"],
         {"county_code": texts(*["420102"] * 6)})
    assert counted(run(project, elsewhere)) == {"added": 3}


def test_how_far_each_known_row_moves_is_shown(project):
    run(project, wells(5))
    places = [(X, Y), (X, Y + 31.5), (X + 60.0, Y + 60.0), (X, Y + 90.0), (X, Y + 120.0)]
    parts = delivery("manholes", {"code": texts(*[f"Y{i}" for i in range(1, 6)])}, points(*places), ("code",))
    outcome = run(project, parts)
    assert outcome.plan.away_m.tolist() == [0.0, 1.5, 60.0, 0.0, 0.0]
    moves = outcome.report.to_json()["moves"]
    assert (moves["n"], moves["most_m"]) == (2, 60.0)
    assert [(row["row"], row["metres"]) for row in moves["rows"]] == [(3, 60.0), (2, 1.5)]
    assert any("2 known rows move" in text and "60 m" in text for text in outcome.report.sentences())
    assert "<a href='row:3'>3</a></td><td>60</td>" in report_html(outcome.report)


def test_a_firm_with_several_sites_keeps_them_apart(project):
    code = texts("91420100MA4K000017")
    head = {"credit_code": code, "name": texts("总厂")}
    run(project, delivery("enterprises", head, points((X, Y)), ("credit_code",)))
    branch = delivery("enterprises", {"credit_code": code, "name": texts("二分厂")}, points((X + 4000, Y)),
                      ("credit_code",), file="other.csv")
    assert counted(run(project, branch)) == {"added": 1}
    named = delivery("enterprises", {"name": texts("总厂")}, points((X + 20, Y)), ("name",), file="third.csv")
    assert counted(run(project, named)) == {"updated": 1}


def test_a_colleagues_row_is_known_by_its_uid_whatever_its_code_became(project):
    run(project, wells())
    rows = table_of(project, "manholes", "uid")
    parts = delivery("manholes", {"uid": rows["uid"], "code": texts("A", "B", "C")}, None, ("uid",))
    assert run(project, parts).plan.counts()["added"] == 0


def test_answers_about_rows_are_not_kept_for_the_next_delivery():
    mapping = Mapping("manholes", answers={"moved": "same", "renumbered": "same", "crs": "EPSG:4547"})
    assert mapping.to_json()["answers"] == {"crs": "EPSG:4547"}


def test_lines_without_coordinates_find_the_points_of_their_own_area_or_are_turned_away(project, tmp_path):
    run(project, wells(3))
    run(project, wells(4, at=FAR, file="other.csv"))  # Y1 to Y4 again, far away
    run(project, street(2))
    sheet = tmp_path / "管段.csv"
    sheet.write_text("管段编号,起点编号,终点编号,管径\nA,Y1,Y2,800\nB,Y3,Y4,800\n", encoding="utf-8")
    (outcome,) = import_layer(project, Request(str(sheet), "pipes"))
    assert counted(outcome) == {"added": 1}
    assert "several places" in outcome.plan.rejects[0].reason
    rows = table_of(project, "pipes", "code", "diameter_mm", geometry=True)
    assert rows["diameter_mm"].tolist() == [300.0, 300.0, 800.0]
    assert rows.parts.xy[-2:].tolist() == [[X + FAR, Y + FAR + 60.0], [X + FAR, Y + FAR + 90.0]]


def far_ids(outcome):
    return [problem.text for problem in outcome.plan.problems if "m apart" in problem.text]


def test_ids_that_stand_far_apart_are_told_in_the_delivery_and_with_the_project(project):
    whole = street(6)
    assert not far_ids(run(project, whole))
    run(project, street(2, at=FAR, file="other.csv", first=40))
    (told,) = far_ids(run(project, street(2, at=2 * FAR, file="third.csv", first=41)))
    assert "“Y41” (3 ends" in told
    assert "“Y42” (3 ends" in told
    filled = street(6, at=-FAR, file="fourth.csv", first=60)
    filled.prepared.columns["to_node"][:] = "END"
    filled.prepared.geometry = lines(*[
        [(X + 3000.0 * i, Y - FAR), (X + 3000.0 * i, Y - FAR + 30.0)] for i in range(6)])
    assert "“END” (6 ends, 15.0 km)" in far_ids(run(project, filled))[0]
    assert not run(project, whole).plan.problems


def test_a_manhole_of_the_project_far_from_the_end_that_names_it_is_told(project):
    run(project, wells(3, at=FAR))
    (told,) = far_ids(run(project, street(2)))
    assert "“Y1” (2 ends, 9.9 km)" in told
    (told,) = far_ids(run(project, wells(1, at=4 * FAR, start=3, file="third.csv")))
    assert "“Y3”" in told, "a manhole far from the pipes and manholes of its number"
