"""What verbs and people do to a register, for tests: verbs by their functions, people by the window."""

from __future__ import annotations

import datetime as dt

from outfall_tracer.operations.project_rows import EditedRows, file_rows
from outfall_tracer.operations.regime import check, classify, codes, names, parties

OFFICE, DAY = "江岸分局", "2026-03-01"
TODAY = dt.date.fromisoformat(DAY)
ORDER = ("classify", "proposenames", "assigncodes", "assignparties", "checkregister")
ACTIONS = {
    "classify": classify.classify,
    "proposenames": names.propose,
    "assigncodes": lambda rows: codes.assign_codes(rows, OFFICE, TODAY),
    "assignparties": parties.assign_parties,
    "checkregister": lambda rows: check.check(rows, TODAY),
}


def by_the_window(path, action):
    from outfall_tracer.operations.editing.session import EditSession

    session = EditSession(person=lambda: "Li")
    session.attach(str(path), {})
    with session.step("Work") as step:
        rows = EditedRows(session, step)
        rows.apply(*ACTIONS[action](rows).plans)
    session.save()
    session.detach()


def type_in(path, uid, cells):
    from outfall_tracer.operations.editing.session import EditSession
    from outfall_tracer.tests.support.features import features

    session = EditSession(person=lambda: "Li")
    session.attach(str(path), {})
    fid = next(one.id() for one in features(session.layer("outfalls")) if one["uid"] == uid)
    with session.step("By hand") as step:
        step.change("outfalls", fid, cells)
    session.save()
    session.detach()


def apply_action(path, verb):
    with file_rows(path, "Li") as rows:
        rows.apply(*ACTIONS[verb](rows).plans)
