"""Classification: which class an outfall has under each rule version, and whether it is one at all.

Every piece of evidence votes for a class: each source, the pipe that arrives, the mouth (rows of the
table ``class_evidence``), the type word of the name (``name_words``), and what is recorded under the
other version (the crosswalk). A source that a person confirmed votes with ``certainty``, a candidate
with ``candidate_certainty``; where anything is confirmed, candidates are silent.

Within one kind of evidence the surest vote for a class counts. Votes of different kinds for one class
add up as independent hints do, for = 1 − Π(1 − vote), and those for other classes count against it in
the same way: certainty = for × (1 − against). The class with the highest certainty is proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple

from . import classes
from .classes import VERSION_718, VERSION_HJ, Levels
from .decision import decided, first, folded, how_many, yes_no
from .proposals import Proposal
from .sentences import Said, of_row, said
from .tables import Row, derived, is_verified, rows
from .words import fold, known

_FLAGS = ("is_large", "is_large_district")
_DETAILS = ("industry", "works_kind", "breeding_kind", "kind", "wastewater", *_FLAGS)


class ClassSource(NamedTuple):
    """A source that reaches the outfall: its table, its name, what else its row says, whether confirmed."""

    table: str
    name: str = ""
    details: Mapping[str, object] = {}
    confirmed: bool = False


@dataclass(frozen=True)
class ClassFacts:
    """What is known of one outfall.

    outfall: its row (name, type_718, type_l1 to type_l3, mouth_form, drainage_feature).
    sources: what was traced to it, rejected and lost ones left out.
    pipe_system, pipe_form: of the pipe that arrives, "" where there is none.
    water_body: the answer to "is it a creek, ditch or other water body?", "yes", "no" or "".
    """

    outfall: Mapping[str, object]
    sources: Sequence[ClassSource] = field(default=())
    pipe_system: str = ""
    pipe_form: str = ""
    water_body: str = ""


class Vote(NamedTuple):
    """What one piece of evidence says: a class under each version, how surely, why."""

    evidence: str
    classes: Mapping[str, Levels]
    certainty: float
    reason: Said
    verified: bool


def propose_class(
    facts: ClassFacts, version: str = VERSION_HJ, seen: Sequence[Vote] | None = None
) -> Proposal:
    """Propose the class of an outfall under a rule version; KeyError for an unknown version.

    seen: see :func:`votes`.
    """
    columns = classes.version(version).columns
    best: dict[Levels, dict[str, Vote]] = {}
    for vote in votes(facts, version, seen):
        levels = vote.classes.get(version, ())
        if not levels or vote.certainty <= 0:
            continue
        kinds = best.setdefault(levels, {})
        if vote.evidence not in kinds or kinds[vote.evidence].certainty < vote.certainty:
            kinds[vote.evidence] = vote
    if not best:
        return Proposal({}, 0.0, (said("class.no_evidence"),))
    doubt = {levels: prod(1 - vote.certainty for vote in kinds.values()) for levels, kinds in best.items()}
    against = {levels: prod(one for other, one in doubt.items() if other != levels) for levels in doubt}
    chosen = max(doubt, key=lambda levels: (1 - doubt[levels]) * against[levels])
    return Proposal(
        dict(zip(columns, chosen)),
        round((1 - doubt[chosen]) * against[chosen], 2),
        _reasons(best[chosen]),
        tuple(said("class.against", reason=reason, other=class_name(levels))
              for levels, kinds in best.items() if levels != chosen for reason in _reasons(kinds)),
        () if all(vote.verified for vote in best[chosen].values()) else (said("mark.rows_not_verified"),),
    )


def votes(facts: ClassFacts, version: str = VERSION_HJ, seen: Sequence[Vote] | None = None) -> list[Vote]:
    """Return what each piece of evidence says; what is recorded under ``version`` itself does not vote.

    seen: :func:`seen_votes`, where they are known already.
    """
    return [*(seen_votes(facts) if seen is None else seen), *_name_votes(facts, version),
            *_recorded_votes(facts, version)]


def seen_votes(facts: ClassFacts) -> list[Vote]:
    """Return what sources, pipe and mouth say: the same under every version."""
    counted = [source for source in facts.sources if source.confirmed] or list(facts.sources)
    common = _common_facts(facts, counted)
    found = [vote for source in counted for vote in _source_votes(source, common)]
    bare = {**common, **dict.fromkeys(("source", "source_name", *_DETAILS), "")}
    for evidence in ("pipe", "mouth"):
        row = first(_evidence()[evidence], bare)
        if row is not None:
            found.append(_vote(row, float(row["certainty"]), of_row(row, evidence)))
    return found


def propose_is_outfall(facts: ClassFacts) -> Proposal:
    """Propose whether this is an outfall; asks for the water-body question first where that decides."""
    counted = [source for source in facts.sources if source.confirmed] or list(facts.sources)
    outfall = facts.outfall
    found = decided("is_outfall", {
        **_common_facts(facts, counted),
        **folded({"water_body": facts.water_body, "type_718": outfall.get("type_718"),
                  "confirmed": yes_no(any(source.confirmed for source in counted))}),
    })
    marks = () if is_verified(found) else (said("mark.rows_not_verified"),)
    asked = (said("class.judge_water_body"),) if found["asks_water_body"] == "yes" else ()
    return Proposal({"is_outfall": found["answer"]}, float(found["certainty"]),
                    (of_row(found, "is_outfall"), *asked), (), marks)


def between_versions(
    outfalls: Iterable[tuple[str, Mapping[str, object]]], old: str, new: str,
) -> dict[tuple[str, str], list[str]]:
    """Return which outfalls go from which class to which where the main version is switched, most first.

    outfalls: uid and class columns of each, what is recorded before what is proposed.
    """
    moves: dict[tuple[str, str], list[str]] = {}
    for uid, cells in outfalls:
        before, after = (class_name(classes.version(one).levels(cells)) for one in (old, new))
        moves.setdefault((before, after), []).append(uid)
    return dict(sorted(moves.items(), key=lambda move: -len(move[1])))


def class_name(levels: Levels) -> str:
    """Return a class as one text, its levels divided by strokes."""
    return "/".join(filter(None, levels))


def _common_facts(facts: ClassFacts, counted: Sequence[ClassSource]) -> dict[str, str]:
    outfall = facts.outfall
    return {**folded({"mouth_form": outfall.get("mouth_form"), "pipe": facts.pipe_system,
                      "pipe_form": facts.pipe_form, "drainage_feature": outfall.get("drainage_feature")}),
            "sources": how_many(counted), "name": classes.plain_name(known(outfall.get("name")))}


def _source_votes(source: ClassSource, common: Mapping[str, str]) -> list[Vote]:
    facts = {**common, **folded({
        "source": source.table, "source_name": source.name,
        **{name: source.details.get(name) for name in _DETAILS},
        **{name: _yes_or_no(source.details.get(name)) for name in _FLAGS},
    })}
    row = first(_evidence()["source"], facts)
    if row is None:
        return []
    certainty = float(row["certainty" if source.confirmed else "candidate_certainty"] or 0)
    return [_vote(row, certainty, of_row(row, "source", source=source.name or source.table))]


def _name_votes(facts: ClassFacts, version: str) -> list[Vote]:
    """Return what the type word says: a 2020 type, and through the crosswalk a present class."""
    word = classes.type_word(known(facts.outfall.get("name")))
    if word is None or not word.type_718:
        return []
    crossed = classes.crossing(word.type_718, classes.plain_name(known(facts.outfall.get("name"))))
    found = _both(word.type_718, crossed.levels if crossed else ())
    crossing = crossed.certainty if crossed and version == VERSION_HJ else 1.0
    certainty = min(word.certainty, crossing)
    row = _evidence()["name"][0]
    return [Vote("name", found, certainty, of_row(row, "name", word=word.word), is_verified(row))]


def _recorded_votes(facts: ClassFacts, version: str) -> list[Vote]:
    """Return what the class recorded under the other version says through the crosswalk."""
    other = VERSION_718 if version == VERSION_HJ else VERSION_HJ
    recorded = classes.version(other).levels(facts.outfall)
    if not recorded or classes.problem(other, recorded):
        return []
    row = _evidence()["recorded"][0]
    reason = of_row(row, "recorded", version=other, recorded=class_name(recorded))
    if other == VERSION_HJ:
        type_718 = classes.to_718(recorded)
        return [Vote("recorded", _both(type_718, recorded), float(row["certainty"]), reason, is_verified(row))
                ] if type_718 else []
    crossed = classes.crossing(recorded[0], classes.plain_name(known(facts.outfall.get("name"))))
    return [Vote("recorded", _both(recorded[0], crossed.levels), crossed.certainty, reason, crossed.verified)
            ] if crossed else []


def _vote(row: Row, certainty: float, reason: Said) -> Vote:
    levels = (row["type_l1"], row["type_l2"], row["type_l3"])
    return Vote(row["evidence"], _both(row["type_718"], levels), certainty, reason, is_verified(row))


def _both(type_718: str, levels: Levels) -> dict[str, Levels]:
    return {VERSION_718: (type_718,) if type_718 else (), VERSION_HJ: levels}


def _reasons(kinds: Mapping[str, Vote]) -> tuple[Said, ...]:
    return tuple(vote.reason for vote in sorted(kinds.values(), key=lambda vote: -vote.certainty))


def _yes_or_no(value: object) -> str:
    return {"": "", "true": "yes", "yes": "yes", "1": "yes"}.get(fold(known(value)), "no")


@derived
def _evidence() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {name: [] for name in ("source", "pipe", "mouth", "name", "recorded")}
    for row in rows("class_evidence"):
        found[row["evidence"]].append(row)
    return found
