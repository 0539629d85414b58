"""What an action of the regime comes to: old and new of each outfall, the reasons, the plans."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...layers.store.columns import Columns
from ...layers.store.table_plan import TablePlan
from ...rules.decision import folded
from ...rules.proposals import Proposal
from ...rules.sentences import Said
from ..project_rows import TITLE_COLUMNS, ProjectRows, outfall_title, protected

Values = dict[str, Any]


@dataclass
class OutfallOutcome:
    """One outfall: cells before and after, what people wrote instead, and why.

    old, new: the cells that change. kept: by column, what would be written where a person's value stays.
    more: what else its summary says. state: "changed", "kept" (a person's value differs), "refused" (nothing
    could be proposed) or "same".
    """

    uid: str
    title: str
    old: Values = field(default_factory=dict)
    new: Values = field(default_factory=dict)
    kept: Values = field(default_factory=dict)
    present: Values = field(default_factory=dict)
    certainty: float | None = None
    reasons: tuple[Said, ...] = ()
    against: tuple[Said, ...] = ()
    marks: tuple[Said, ...] = ()
    evidence: tuple[str, ...] = ()
    refused: bool = False
    more: Values = field(default_factory=dict)

    @property
    def state(self) -> str:
        """See the class."""
        if self.new:
            return "changed"
        return "kept" if self.kept else "refused" if self.refused else "same"

    def basis(self, language: str) -> str:
        """Return the reasons as one text."""
        return ("；" if language == "zh" else "; ").join(
            one.text(language) for one in (*self.reasons, *self.marks))

    def content(self, language: str) -> dict[str, Any]:
        """Return it as JSON has it; what is empty is left out."""
        said = {name: [one.text(language) for one in getattr(self, name)]
                for name in ("reasons", "against", "marks")}
        every = {"uid": self.uid, "title": self.title, "state": self.state, "old": self.old, "new": self.new,
                 "kept": {name: {"present": self.present.get(name), "proposed": value}
                          for name, value in self.kept.items()},
                 "certainty": self.certainty, **said, "evidence": list(self.evidence), **self.more}
        return {name: value for name, value in every.items() if value not in ({}, [], None)}


@dataclass
class Outcome:
    """What an action comes to.

    plans: the changes, in order. notes: what is said beside the outfalls. more: what else the summary
    holds.
    """

    outfalls: list[OutfallOutcome] = field(default_factory=list)
    plans: list[TablePlan] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Return how many outfalls there are by state."""
        found = Counter(one.state for one in self.outfalls)
        return {"outfalls": len(self.outfalls), **{
            state: found.get(state, 0) for state in ("changed", "kept", "refused", "same")}}

    def to_json(self, language: str) -> str:
        """Return the summary: counts, and all outfalls of which something is to be said."""
        shown = [one.content(language) for one in self.outfalls if one.state != "same" or one.reasons]
        content = {"counts": self.counts(), "notes": [one.text(language) for one in self.notes],
                   **self.more, "outfalls": shown}
        return json.dumps(content, ensure_ascii=False, indent=1)


@dataclass(frozen=True)
class Wanted:
    """What the rules would write on an outfall, with what they say of it."""

    values: Mapping[str, Any]
    proposal: Proposal
    evidence: tuple[str, ...] = ()


def outcome_of(
    rows: ProjectRows, present: Columns, wanted: Mapping[str, Wanted], columns: Collection[str]
) -> Outcome:
    """Hold what is wanted against what people wrote, and return what would change.

    present: rows of ``outfalls`` with uid, written, the titles and ``columns``. Outfalls in the order of
    ``wanted``.
    """
    found = protected(present, {uid: one.values for uid, one in wanted.items()})
    outcome = Outcome()
    for uid, one in wanted.items():
        own = found.values[uid]
        said = one.proposal
        outcome.outfalls.append(OutfallOutcome(
            uid, outfall_title(own.present),
            {name: own.present[name] for name in own.changed}, dict(own.changed), dict(own.differences),
            {name: own.present[name] for name in columns}, said.certainty, said.reasons, said.against,
            said.marks, one.evidence, not said.values))
    language = rows.language
    bases = {one.uid: one.basis(language) for one in outcome.outfalls if one.new}
    plan = found.plan(bases)
    if plan:
        outcome.plans.append(plan)
    return outcome


def ticked_plans(
    rows: ProjectRows, outcome: Outcome, ticked: Collection[tuple[str, bool]]
) -> list[TablePlan]:
    """Return the plans of what a person ticked.

    ticked: (uid, False) for what changes, (uid, True) to take the proposal instead of the person's value.

    Plans of other tables, such as blocks of codes, are kept where anything of outfalls is.
    """
    wanted: dict[str, dict[str, Any]] = {}
    taken: dict[str, dict[str, Any]] = {}
    by_uid = {one.uid: one for one in outcome.outfalls}
    for uid, instead in ticked:
        (taken if instead else wanted)[uid] = dict(by_uid[uid].kept if instead else by_uid[uid].new)
    uids = {*wanted, *taken}
    columns = sorted({name for cells in (*wanted.values(), *taken.values()) for name in cells})
    found = protected(read_outfalls(rows, columns, uids), {uid: wanted.get(uid, {}) for uid in uids})
    for uid, cells in taken.items():
        for name, value in cells.items():
            found.values[uid].take(name, value)
    language = rows.language
    plan = found.plan({uid: by_uid[uid].basis(language) for uid in uids})
    return [plan, *(one for one in outcome.plans if one.table != plan.table)] if plan else []


def read_outfalls(rows: ProjectRows, columns: Sequence[str], uids: Collection[str] | None = None,
                  geometry: bool = False) -> Columns:
    """Return rows of ``outfalls`` with uid, written, the titles and ``columns``; all without ``uids``."""
    wanted = list(dict.fromkeys(["uid", *TITLE_COLUMNS, *columns, "written"]))
    return rows.read("outfalls", wanted, None if uids is None else {"uid": uids}, geometry=geometry)


def along_the_bank(row: Mapping[str, Any]) -> tuple[str, str, float, str]:
    """Return the place of an outfall in the order in which names and codes are given."""
    km = row.get("chainage_km")
    return (str(row.get("county_code") or ""), str(row.get("bank") or ""),
            float("inf") if km is None or km != km else float(km), str(row["uid"]))


def in_register(row: Mapping[str, Any]) -> bool:
    """Tell whether an outfall counts: in use, and not judged to be none."""
    facts = folded({"standing": row.get("standing"), "is_outfall": row.get("is_outfall")})
    return facts["standing"] in ("", "in_use") and facts["is_outfall"] != "no"
