"""An import marks the outfalls whose traces it puts out of date: those below what it changed, no others."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.importing.comparing.changes import Choices
from outfall_tracer.operations.runs.trace_project import trace_project

from ..support.import_deliveries import (
    delivery,
    empty_project_file,
    lines,
    points,
    project,
    run,
    table_of,
    texts,
)

__all__ = ["empty_project_file", "project"]
pytestmark = pytest.mark.usefixtures("qgis_app")

N = 6  # pipes of each of the three streets, running east to their outfall


def at(street, x=0.0):
    return 500000.0 + x, 3380000.0 + 900.0 * street  # a declared node farther than 2 km is not meant


def streets(**changed):
    """Return the pipes of three streets; ``changed`` columns replace some."""
    code = [(street, i) for street in range(3) for i in range(N)]
    columns = {
        "code": texts(*[f"P{street}{i}" for street, i in code]),
        "from_node": texts(*[f"N{street}{i}" for street, i in code]),
        "to_node": texts(*[f"N{street}{i + 1}" for street, i in code]),
        "material": texts(*["PVC"] * len(code)),
        "status": texts(*["in_service"] * len(code)),
        **changed,
    }
    return columns, [[at(street, 30 * i), at(street, 30 * i + 30)] for street, i in code]


def pipes(replace=None, geometry=None, keep=slice(None)):
    columns, shapes = streets(**(replace or {}))
    wkb = lines(*shapes) if geometry is None else geometry
    return delivery("pipes", {name: values[keep] for name, values in columns.items()}, wkb[keep], ("code",))


def manholes(gate):
    codes = [f"N{street}3" for street in range(3)]
    return delivery("manholes", {"code": texts(*codes), "gate": texts(*gate)},
                    points(*[at(street, 90) for street in range(3)]), ("code",), file="gates.shp")


def firms(where, node=(None, None)):
    columns = {"name": texts("甲厂", "乙厂"), "declared_node": texts(*node)}
    return delivery("enterprises", columns, points(*where), ("name",), file="firms.xlsx")


FIRMS = [at(0, 31), at(1, 31)]


@pytest.fixture
def traced(project):
    """A project of three streets with an outfall each, two firms, gates, traced."""
    outfalls = delivery("outfalls", {"code_local": texts("A", "B", "C")},
                        points(*[at(street, 30 * N) for street in range(3)]), ("code_local",))
    for part in (pipes(), outfalls, manholes(("open",) * 3), firms(FIRMS)):
        outcome = run(project, part)
        assert outcome.report.outdated == 0
        assert not outcome.report.trace_again
    trace_project(str(project))
    return project


def marks(path):
    """Return outfall -> why it is out of date."""
    rows = table_of(path, "outfalls", "code_local", "stale_since", "stale_because")
    assert [bool(why) for why in rows["stale_because"]] == [bool(since) for since in rows["stale_since"]]
    reasons = zip(rows["code_local"].tolist(), rows["stale_because"].tolist())
    return {code: why for code, why in reasons if why}


def results(path):
    """Return outfall -> what a trace finds: metres of network, and its links."""
    rows = table_of(path, "outfalls", "uid", "code_local", "network_length_m")
    links = table_of(path, "trace_links", "outfall_uid", "source_uid", "network_m", "status")
    found = {uid: [length] for uid, length in zip(rows["uid"].tolist(), rows["network_length_m"].tolist())}
    for outfall, *link in zip(*(links[name].tolist() for name in links)):
        found[outfall].append(tuple(link))
    return {code: found[uid] for uid, code in zip(rows["uid"].tolist(), rows["code_local"].tolist())}


def with_cell(name, rows):
    column = streets()[0][name].copy()
    for row, value in rows.items():
        column[row] = value
    return {name: column}


def turned(row):
    shapes = streets()[1]
    return lines(*[shape[::-1] if at == row else shape for at, shape in enumerate(shapes)])


def led(row, node, place):
    """The streets with one pipe drawn to another place, far away; a person says that it is the same pipe."""
    shapes = lines(*[[shape[0], place] if at == row else shape for at, shape in enumerate(streets()[1])])
    part = pipes(with_cell("to_node", {row: node}), shapes)
    part[1].answers["moved"] = "same"
    return part


CASES = {
    "a pipe out of service": (lambda: pipes(with_cell("status", {2: "abandoned"})), "A", {}),
    "a level nobody's trace feels at all": (lambda: pipes(with_cell("material", {2: "HDPE"})), "", {}),
    "a pipe led to another street": (lambda: led(3, "N14", at(1, 120)), "AB", {}),
    "a pipe turned round": (
        lambda: pipes({**with_cell("from_node", {8: "N13"}), **with_cell("to_node", {8: "N12"})}, turned(8)),
        "B", {}),
    "a pipe no longer delivered": (
        lambda: pipes(keep=[i for i in range(3 * N) if i != 13]), "C", {"remove_missing": True}),
    "no longer delivered, left alone": (lambda: pipes(keep=[i for i in range(3 * N) if i != 13]), "", {}),
    "a gate shut": (lambda: manholes(("open", "closed", "open")), "B", {}),
    "a firm that moves": (lambda: firms([at(2, 31), FIRMS[1]]), "AC", {}),
    "a firm that says where it drains": (lambda: firms(FIRMS, ("N22", None)), "AC", {}),
}


@pytest.mark.parametrize("case", CASES)
def test_what_lies_below_a_change_is_marked(traced, case):
    part, expected, choices = CASES[case]
    before = results(traced)
    outcome = run(traced, part(), choices=Choices(**choices))
    found = marks(traced)
    assert set(found) == set(expected)
    assert outcome.report.outdated == len(expected)
    assert outcome.report.trace_again == bool(expected)
    file = outcome.plan.delivery.file
    assert all(file in why for why in found.values())
    trace_project(str(traced))
    assert marks(traced) == {}
    changed = {code for code, result in results(traced).items() if result != before[code]}
    assert changed <= set(expected), "whatever a new trace finds otherwise was marked"


def test_new_pipes_mark_the_outfall_they_lead_to_and_reasons_add_up(traced):
    columns = {"code": texts("X1", "X2"), "from_node": texts("Q1", None), "to_node": texts("N11", None)}
    wkb = lines([at(1, -200), at(1, 30)], [(at(2)[0] + 45, at(2)[1] + 40), at(2, 45)])
    new = delivery("pipes", columns, wkb, ("code",), file="new.shp")
    outcome = run(traced, new)
    assert (outcome.report.counts["added"], outcome.report.outdated) == (2, 2)
    first = marks(traced)
    assert set(first) == {"B", "C"}  # the second meets the middle of a pipe
    since = table_of(traced, "outfalls", "stale_since")["stale_since"].tolist()
    run(traced, pipes(with_cell("status", {13: "abandoned"})))
    then = marks(traced)
    assert (then["B"], then["C"]) == (first["B"], f"{first['C']}; {then['C'].partition('; ')[2]}")
    assert "pipes.shp" in then["C"]
    assert table_of(traced, "outfalls", "stale_since")["stale_since"].tolist() == since


def test_a_trial_marks_nothing_and_a_stopped_import_neither(traced):
    from outfall_tracer.importing import write
    from outfall_tracer.problems import Cancelled

    part = pipes(with_cell("status", {2: "abandoned"}))
    plan = write.preview(traced, part)
    assert plan.outdates_traces
    assert marks(traced) == {}

    def stop(share):
        if share > 0.35:
            raise Cancelled

    with pytest.raises(Cancelled):
        write.apply(traced, plan, stop)
    assert marks(traced) == {}
    assert write.apply(traced, plan).report.outdated == 1
    assert set(marks(traced)) == {"A"}
    assert np.isfinite(table_of(traced, "outfalls", "network_length_m")["network_length_m"]).all()
