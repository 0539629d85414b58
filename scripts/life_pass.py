"""What scripts/life_pass.sh replays: a demonstration without its lives, and its lives as lists of steps.

life_pass.py bare REACH START FOLDER      START: REACH without plans, works, signs and matched reports;
                                          FOLDER: the lists that bring them back
life_pass.py compare REACH START LISTS DAY    the lists of a day are those of the truth beside REACH
life_pass.py steps SUMMARY all|none       all steps were taken, or all refused, with a sentence each
life_pass.py photos SUMMARY FILE          a picture after the works for each outfall that was refused
"""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import sys
from pathlib import Path

from osgeo import gdal

ENDS = ("2021-12-31", "2022-12-31", "2023-11-30", "2024-09-23", "2026-03-01")  # the days of the truth
STEPS = (
    ("begun_on", "begin", ""),
    ("finished_on", "finish", ""),
    ("district_accepted_on", "accept_district", "district_accepted_by"),
    ("accepted_on", "accept_lead", "accepted_by"),
    ("closed_on", "close", ""),
    ("reopened_on", "reopen", ""),
)
HEADS = ("outfall", "step", "day", "office", "reason", "proof", "criteria")
Row = dict[str, str]


def rows_of(dataset: gdal.Dataset, table: str) -> list[Row]:
    """Return the rows of a table as texts, "" for nothing."""
    return [
        {
            name: ""
            if value is None
            else str(value).replace("/", "-")
            if name.endswith("_on")
            else str(value)
            for name, value in feature.items().items()
        }
        for feature in dataset.GetLayerByName(table)
    ]


def steps_of(row: Row) -> list[Row]:
    """Return the steps that a round of works tells of."""
    found = []
    for column, step, office in STEPS:
        if row[column]:
            found.append(
                {
                    "outfall": row["outfall_uid"],
                    "step": step,
                    "day": row[column],
                    "office": row[office] if office else "",
                    "reason": row["reopened_because"] if step == "reopen" else "",
                    "proof": row["proof"] if step == "close" else "",
                    "criteria": "yes" if step == "accept_lead" else "",
                }
            )
    return found


def contradicts_itself(row: Row) -> bool:
    """Tell whether a round cannot have been as it was delivered: closed or accepted before its time."""
    lacks = row["closed_on"] and not (row["accepted_on"] and row["district_accepted_on"])
    early = row["accepted_on"] and row["finished_on"] and row["accepted_on"] < row["finished_on"]
    return bool(lacks or early)


def write(path: Path, heads: tuple[str, ...], rows: list[Row]) -> None:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, heads, extrasaction="ignore")
        lines.writeheader()
        lines.writerows(rows)


def bare(reach: Path, start: Path, folder: Path) -> None:
    """Take the lives out of a demonstration, and write them as lists."""
    shutil.copy(reach, start)
    dataset = gdal.OpenEx(str(start), gdal.OF_VECTOR | gdal.OF_UPDATE, ["GPKG"])
    plans, rounds = rows_of(dataset, "remediation"), rows_of(dataset, "closures")
    for table in ("remediation", "closures", "signs"):
        dataset.ExecuteSQL(f"DELETE FROM {table}")
    dataset.ExecuteSQL("UPDATE citizen_reports SET outfall_uid = NULL, matched_by = NULL")
    adopted = {
        row["outfall_uid"]
        for row in plans
        if not row["stage"] and (row["deadline"] or row["remediation_type"] == "无需整治")
    }
    steps = [
        {"outfall": uid, "step": "plan", "day": row["planned_on"]}
        for row in plans
        if (uid := row["outfall_uid"]) in adopted
    ]
    # What cannot be taken as a step comes as it was delivered: plans without a deadline or with a stage
    # without its day, rounds out of order.
    bad = [row for row in rounds if contradicts_itself(row) or row["outfall_uid"] not in adopted]
    steps += [step for row in rounds if row not in bad for step in steps_of(row)]
    for row in plans:
        if row["outfall_uid"] in adopted:
            row.update(planned_on="", planned_by="", proposed_because="草案")
    write(folder / "plans.csv", tuple(name for name in plans[0] if name != "fid"), plans)
    write(
        folder / "refused.csv",
        HEADS,
        [
            *(
                {"outfall": row["outfall_uid"], "step": "plan", "day": row["planned_on"]}
                for row in plans
                if row["planned_on"] and not row["stage"]
            ),
            *(step for row in bad for step in steps_of(row) if step["step"] in ("accept_lead", "close")),
        ],
    )
    write(folder / "rounds.csv", tuple(name for name in rounds[0] if name != "fid"), bad)
    before = ""
    for end in ENDS:
        write(folder / f"steps_{end}.csv", HEADS, [row for row in steps if before < row["day"] <= end])
        before = end


def outfall_of(project: Path) -> dict[str, str]:
    """Return the outfall of each plan and round: their rows came anew, under other identifiers."""
    dataset = gdal.OpenEx(str(project), gdal.OF_VECTOR, ["GPKG"])
    return {
        row["uid"]: row["outfall_uid"]
        for table in ("remediation", "closures")
        for row in rows_of(dataset, table)
    }


def compare(reach: Path, start: Path, found: Path, day: str) -> None:
    """Stop where a list or a count of stages is another than that of the truth file."""
    told = json.loads(found.read_text(encoding="utf-8"))
    meant = json.loads(gzip.decompress(
        reach.with_name(f"{reach.stem}.truth.json.gz").read_bytes()))["lives"][day]
    of_reach, of_start = outfall_of(reach), outfall_of(start)
    stages = {
        county: {state: n for state, n in count.items() if state != "name"}
        for county, count in told["stages"].items()
    }
    assert stages == meant["stages"], (day, stages, meant["stages"])
    for name, uids in meant["lists"].items():
        rows = sorted(of_start.get(uid, uid) for uid in told["lists"][name]["rows"])
        assert rows == sorted(of_reach.get(uid, uid) for uid in uids), (day, name, rows)
    print(day, {name: len(uids) for name, uids in meant["lists"].items()}, told["all"])


def steps(summary: Path, which: str) -> None:
    """Stop where a step was refused that could be taken, or taken that could not."""
    told = json.loads(summary.read_text(encoding="utf-8"))
    wrong = [
        one
        for one in told["outfalls"]
        if (one["state"] == "changed") != (which == "all")
        or (one["state"] == "refused" and not all(one["reasons"]))
    ]
    assert told["outfalls"], summary
    assert not wrong, wrong[:5]
    print(summary.stem, told["counts"], told["missing"])


def photos(summary: Path, file: Path) -> None:
    """Write the evidence that those lack which could not be struck off."""
    told = json.loads(summary.read_text(encoding="utf-8"))["outfalls"]
    write(
        file,
        ("outfall_uid", "kind", "method", "slot", "path", "time"),
        [
            {
                "outfall_uid": one["uid"],
                "kind": "现场照片",
                "method": "人工排查",
                "slot": "整治后",
                "path": "photos/after.jpg",
                "time": "2026-03-11T02:00:00Z",
            }
            for one in told
            if one["state"] == "refused"
        ],
    )


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare(*map(Path, sys.argv[2:5]))
    elif sys.argv[1] == "steps":
        steps(Path(sys.argv[2]), sys.argv[3])
    elif sys.argv[1] == "photos":
        photos(*map(Path, sys.argv[2:4]))
    else:
        compare(*map(Path, sys.argv[2:5]), sys.argv[5])
