"""Classifying outfalls: their class under each rule version, and whether they are outfalls at all.

What the software wrote itself is no evidence, so a second pass proposes the same. The levels of a class
belong together: where a person gave some of them, the others are filled only by a class that agrees.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from ...layers.schema import SCHEMA
from ...layers.written_values import WrittenValues
from ...rules.classes import VERSION_718, VERSION_HJ
from ...rules.classification import (
    ClassFacts,
    ClassSource,
    between_versions,
    propose_class,
    propose_is_outfall,
    seen_votes,
)
from ...rules.proposals import Proposal
from ...rules.sentences import said
from ...rules.tables import setting
from ..project_rows import ProjectRows, as_rows
from .outcome import Outcome, Wanted, outcome_of, read_outfalls

CLASS_COLUMNS = ("type_718", "type_l1", "type_l2", "type_l3", "is_outfall")
_FACTS = ("mouth_form", "drainage_feature", "water_body", "standing")
_DETAILS = ("industry", "works_kind", "breeding_kind", "kind", "wastewater", "is_large", "is_large_district")
_COUNTED = ("candidate", "confirmed", "", None)


def classify(rows: ProjectRows, outfalls: Collection[str] | None = None) -> Outcome:
    """Propose class and judgement of outfalls (uids; all without); see the module.

    Proposals less certain than the setting ``class_certainty_least`` are said and not written.
    """
    present = read_outfalls(rows, (*CLASS_COLUMNS, *_FACTS), outfalls)
    table = [row for row in as_rows(present) if (row["standing"] or "in_use") == "in_use"]
    facts = _facts(rows, table)
    least = float(setting("class_certainty_least"))
    wanted = {str(row["uid"]): _wanted(row, facts[str(row["uid"])], least) for row in table}
    outcome = outcome_of(rows, present, wanted, CLASS_COLUMNS)
    outcome.more["versions"] = _between_versions(table, wanted)
    return outcome


def _between_versions(
    table: Sequence[Mapping[str, Any]], wanted: Mapping[str, Wanted]
) -> list[dict[str, Any]]:
    """Return which outfalls go from which class of 2020 to which present one; recorded before proposed."""
    cells = ((str(row["uid"]), {**wanted[str(row["uid"])].values,
                                **{name: row[name] for name in CLASS_COLUMNS if row[name]}}) for row in table)
    return [{VERSION_718: before, VERSION_HJ: after, "outfalls": len(uids), "uids": uids}
            for (before, after), uids in between_versions(cells, VERSION_718, VERSION_HJ).items()]


def _wanted(row: Mapping[str, Any], facts: ClassFacts, least: float) -> Wanted:
    """Return what is to be written on one outfall, from the proposals that are certain enough."""
    own = WrittenValues(row, row["written"])
    seen = seen_votes(facts)
    proposals = [propose_class(facts, version, seen) for version in (VERSION_HJ, VERSION_718)]
    judged = propose_is_outfall(facts)
    values: dict[str, Any] = {}
    written = []
    for proposal in proposals:
        if proposal.values and proposal.certainty >= least:
            values.update(_fitting(own, {name: value or None for name, value in proposal.values.items()}))
            written.append(proposal)
    if judged.values.get("is_outfall") in ("yes", "no") and judged.certainty >= least:
        values["is_outfall"] = judged.values["is_outfall"]
        written.append(judged)
    main = proposals[0]
    doubt = () if main.certainty >= least or not main.values else (
        said("class.too_uncertain", certainty=f"{main.certainty:.2f}", least=f"{least:.2f}"),)
    reasons = [one for proposal in (main, *written, judged) for one in proposal.reasons
               if main.values or proposal is not main or not written]
    distinct = {one.text("en"): one for one in (*reasons, *doubt)}
    certainty = min((one.certainty for one in written), default=main.certainty)
    return Wanted(values, Proposal(
        {**main.values, **values}, certainty, tuple(distinct.values()), main.against,
        main.marks or judged.marks))


def _fitting(own: WrittenValues, levels: Mapping[str, Any]) -> dict[str, Any]:
    """Return the levels to write: all, or beside a person's those that differ from theirs, none mixed in."""
    persons = {name for name in levels if not own.is_ours(name)}
    if all(own.present[name] == levels[name] for name in persons):
        return dict(levels)
    return {name: levels[name] for name in persons}


def _facts(rows: ProjectRows, table: Collection[Mapping[str, Any]]) -> dict[str, ClassFacts]:
    uids = {str(row["uid"]) for row in table}
    sources, pipes = _sources(rows, uids), _pipes(rows, uids)
    found = {}
    for row in table:
        uid, own = str(row["uid"]), WrittenValues(row, row["written"])
        stated = {name: None if name in own.written and own.is_ours(name) else row[name]
                  for name in ("name", *CLASS_COLUMNS, "mouth_form", "drainage_feature")}
        system, form = pipes.get(uid, ("", ""))
        found[uid] = ClassFacts({**row, **stated}, sources.get(uid, ()), system, form,
                                row["water_body"] or "")
    return found


def _sources(rows: ProjectRows, uids: Collection[str]) -> dict[str, list[ClassSource]]:
    """Return the sources of each outfall that are confirmed or candidates, with what their rows say."""
    links = rows.read("trace_links", ["outfall_uid", "source_table", "source_uid", "source_name", "status"],
                      {"outfall_uid": uids})
    cells = list(zip(*(links[name].tolist() for name in (
        "outfall_uid", "source_table", "source_uid", "source_name", "status"))))
    by_table: dict[str, set[str]] = {}
    for _, table, uid, _, _ in cells:
        by_table.setdefault(table, set()).add(uid)
    details: dict[tuple[str, str], dict[str, Any]] = {}
    for declared in SCHEMA.source_tables:
        names = [name for name in _DETAILS if name in declared.column_names]
        if names and declared.name in by_table:
            found = rows.read(declared.name, ["uid", *names], {"uid": by_table[declared.name]})
            details.update({(declared.name, uid): dict(zip(names, values)) for uid, *values in zip(
                found["uid"].tolist(), *(_told(found[name].tolist()) for name in names))})
    sources: dict[str, list[ClassSource]] = {}
    for outfall, table, uid, name, status in cells:
        if status in _COUNTED:
            sources.setdefault(outfall, []).append(ClassSource(
                table, name or "", details.get((table, uid), {}), status == "confirmed"))
    return sources


def _told(values: list[Any]) -> list[Any]:
    """Return flags as words; they are read as numbers, NaN where nothing is said."""
    return [value if not isinstance(value, float) else
            "" if value != value else "yes" if value else "no" for value in values]


def _pipes(rows: ProjectRows, uids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return system and form of the pipe that arrives at each outfall: the nearest of those traced to it."""
    traced = rows.read("pipe_trace", ["pipe_uid", "outfall_uid", "network_m"])
    order = np.argsort(traced["network_m"], kind="stable")
    arrives: dict[str, str] = {}
    outfall_of, pipe_of = traced["outfall_uid"].tolist(), traced["pipe_uid"].tolist()
    for at in order.tolist():
        if outfall_of[at] in uids:
            arrives.setdefault(outfall_of[at], pipe_of[at])
    pipes = rows.read("pipes", ["uid", "system", "form"], {"uid": set(arrives.values())})
    told = {uid: (system or "", form or "") for uid, system, form in zip(
        *(pipes[name].tolist() for name in ("uid", "system", "form")))}
    return {outfall: told[pipe] for outfall, pipe in arrives.items() if pipe in told}

