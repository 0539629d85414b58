"""What its links come to on an outfall: counts, main source, confidence, status and responsible party.

Candidates and confirmed links count, rejected and lost ones do not. The main source is the first of:
confirmed before candidate, higher confidence, shorter way. ``trace_status`` is what the links alone come to:
``confirmed``, ``candidates``, or ``no_source`` where nothing was found. That an outfall is *untraceable* is a
person's word: it stands whatever the links come to, and the party is then that of an outfall without
sources (rule R3 where the register names nobody).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .party import PartySource, decide_party
from .sentences import said

UNTRACEABLE, UNTRACED = "untraceable", "untraced"
_COUNTED = {
    "enterprises": "n_enterprises", "construction_sites": "n_construction_sites",
    "farmland_outlets": "n_farmland_outlets",
}
_NAMES_SHOWN = 10


class CountedLink(NamedTuple):
    """A link that counts for its outfall; ``operator`` and ``owner`` are its source's."""

    table: str
    uid: str
    name: str
    confidence: float
    network_m: float
    confirmed: bool
    operator: str = ""
    owner: str = ""

    def of_unit(self, operator: str, owner: str) -> CountedLink:
        """Return the link with who uses and who owns its source."""
        return self._replace(operator=operator, owner=owner)


class OutfallFacts(NamedTuple):
    """What the register says of an outfall itself; ``untraceable``: a person says so."""

    operator: str | None = None
    owner: str | None = None
    district_name: str | None = None
    managing_unit: str | None = None
    untraceable: bool = False


class OutfallSummary(NamedTuple):
    """What is written on the outfall; the fields are its columns."""

    trace_status: str
    n_enterprises: int
    n_construction_sites: int
    n_farmland_outlets: int
    n_other_sources: int
    source_names: str | None
    main_source_table: str | None
    main_source_uid: str | None
    main_source_name: str | None
    trace_confidence: float | None
    party_main: str | None
    party_others: str | None
    party_rule: str
    party_basis: str


def outfall_summary(links: Sequence[CountedLink], facts: OutfallFacts, language: str) -> OutfallSummary:
    """Return what ``links`` come to; stored texts speak ``language`` ("zh" or "en")."""
    links = sorted(links, key=_surest_first)
    counts = dict.fromkeys((*_COUNTED.values(), "n_other_sources"), 0)
    for link in links:
        counts[_COUNTED.get(link.table, "n_other_sources")] += 1
    main = links[0] if links else None
    sources = [] if facts.untraceable else [
        PartySource(link.name, link.operator, link.owner, link.confirmed, link.confidence) for link in links]
    party = decide_party(facts.operator, facts.owner, sources, facts.district_name, facts.managing_unit)
    return OutfallSummary(
        "no_source" if main is None else "confirmed" if main.confirmed else "candidates",
        **counts,
        source_names=_listed([link.name for link in links if link.name], language),
        main_source_table=main.table if main else None,
        main_source_uid=main.uid if main else None,
        main_source_name=(main.name or None) if main else None,
        trace_confidence=main.confidence if main else None,
        party_main=party.main or None,
        party_others=party.others_text(language=language) or None,
        party_rule=party.rule,
        party_basis=party.basis(language),
    )


def _surest_first(link: CountedLink) -> tuple[bool, float, float, str, str]:
    return not link.confirmed, -link.confidence, link.network_m, link.table, link.uid


def _listed(names: Sequence[str], language: str) -> str | None:
    distinct = list(dict.fromkeys(names))
    text = "、".join(distinct[:_NAMES_SHOWN])
    if len(distinct) > _NAMES_SHOWN:
        text = said("list.sources", names=text, n=len(distinct)).text(language)
    return text or None
