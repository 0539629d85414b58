"""The demonstration's lives: on five days the lists of the verb show what the scripts say they must."""

from __future__ import annotations

import json
import os

import pytest
from outfall_tracer.demo.generate import Demonstration, generate
from outfall_tracer.demo.life_truth import DAYS
from outfall_tracer.demo.truth import read_truth

pytest.importorskip("qgis.core")

FULL = os.environ.get("OUTFALL_TRACER_FULL") == "1"


@pytest.fixture(scope="module")
def lived(qgis_app, tmp_path_factory):
    n, pipes = (1842, 60_000) if FULL else (160, 1600)
    return generate(
        tmp_path_factory.mktemp("lives") / "reach.gpkg",
        Demonstration(outfalls=n, pipes=pipes, lives=True),
        language="zh",
    )


@pytest.mark.parametrize("day", DAYS)
def test_the_lists_show_what_the_scripts_say(lived, run_verb, tmp_path, day):
    run_verb("worklists", {"PROJECT": str(lived.project), "TODAY": day, "OUTPUT": str(tmp_path / "l.csv"),
                           "SUMMARY": str(tmp_path / "s.json")})
    found = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    truth = read_truth(lived.truth).lives[day]
    stages = {county: {state: n for state, n in counts.items() if state != "name"}
              for county, counts in found["stages"].items()}
    assert stages == truth["stages"]
    for name, uids in truth["lists"].items():
        assert found["lists"][name]["rows"] == uids, name
    assert sum(found["all"].values()) == (1842 if FULL else 160)


def test_every_fault_of_the_scripts_is_on_a_list(lived):
    last = read_truth(lived.truth).lives[DAYS[-1]]["lists"]
    for name in ("plans_without_deadline", "plans_overdue", "closed_without_acceptance", "open_past_closure",
                 "reopened", "impossible", "links_without_evidence", "never_visited", "reports_overdue"):
        assert last[name], name
