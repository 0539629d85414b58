"""Who is responsible for an outfall (domain rules 3.1 to 3.3).

R1  user and owner are known and the same: that party.
R2  they differ: the user is the first responsible party, the owner assists.
R3  the parties cannot be told apart, or nothing could be traced: the district
    government; a development zone's committee counts as one.

The cases stand in the table ``party_rules``, tried in order. What the register states about the
outfall itself decides before what was traced to it. Of the traced sources those that a person
confirmed count; where nobody has confirmed one yet, the candidates do and the decision is
``provisional``. Blanks and placeholders are unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .decision import decided, folded, how_many, yes_no
from .government import government_name
from .sentences import Said, of_row, said
from .tables import is_verified
from .words import fold, known

SEPARATOR = "；"  # between parties in one stored text; names contain commas, not this


class PartySource(NamedTuple):
    """A source traced to the outfall: its unit, who uses it, who owns it, and what proves the link."""

    name: str
    operator: str = ""
    owner: str = ""
    confirmed: bool = False
    confidence: float = 0.0
    evidence: tuple[str, ...] = ()  # uids


@dataclass(frozen=True)
class Party:
    """A decision: the main party, the others, the rule and why.

    ``case`` names the branch: same, user_first, user_only, shared, unclear, untraced.
    ``provisional``: rests on links that nobody has confirmed. ``evidence``: uids of what proves the
    links that it rests on. ``verified``: the row that decided follows a published text.
    """

    main: str
    others: tuple[str, ...]
    rule: str
    case: str
    reasons: tuple[Said, ...]
    provisional: bool = False
    evidence: tuple[str, ...] = ()
    verified: bool = False

    def basis(self, language: str) -> str:
        """Return the basis in "zh" or "en"."""
        return ("" if language == "zh" else " ").join(reason.text(language) for reason in self.reasons)

    def others_text(self, limit: int = 20, language: str = "zh") -> str:
        """Return the other parties as one text; beyond ``limit`` only how many there are."""
        text = SEPARATOR.join(self.others[:limit])
        if len(self.others) <= limit:
            return text
        return said("list.parties", names=text, n=len(self.others)).text(language)


def decide_party(
    user_of_outfall: str | None,
    owner_of_outfall: str | None,
    sources: Sequence[PartySource],
    district_name: str | None,
    managing_unit: str | None = None,
) -> Party:
    """Decide who is responsible for one outfall.

    ``user_of_outfall`` and ``owner_of_outfall`` are what the register states for the
    outfall itself. ``managing_unit`` is a development zone's committee; where given it
    stands in for the district government.
    """
    user, owner = known(user_of_outfall), known(owner_of_outfall)
    counted = _counted(sources)
    users = _distinct(unit.user for unit in counted)
    parties = {
        "user": (user,),
        "owner": (owner,),
        "units": _distinct(unit.name for unit in counted),
        "source_user": users,
        "owners": _distinct([owner] if owner else (known(unit.source.owner) for unit in counted)),
        "government": (government_name(district_name, managing_unit),),
    }
    row = decided("party_rules", folded({
        "user": user, "owner": owner, "same": yes_no(fold(user) == fold(owner)),
        "units": how_many(parties["units"]), "users": how_many(users),
        "owners": how_many(parties["owners"]),
        "source_same": yes_no({*map(fold, users)} == {*map(fold, parties["owners"])}),
    }))
    main = parties[row["main"]][0]
    others = _distinct(name for group in filter(None, row["others"].split(";")) for name in parties[group])
    from_sources = row["rests_on"] == "sources"
    provisional = from_sources and not counted[0].source.confirmed
    reason = of_row(row, row["case"], units=len(parties["units"]), users=len(users))
    return Party(
        main, _without(others, main, *parties["government"]), row["rule"], row["case"],
        (reason, said("party.provisional")) if provisional else (reason,), provisional,
        _distinct(uid for unit in counted for uid in unit.source.evidence) if from_sources else (),
        is_verified(row),
    )


class _Unit(NamedTuple):
    """A source with the name it answers to: its user, else its own name, else its owner."""

    name: str
    user: str
    source: PartySource


def _unit(source: PartySource) -> _Unit:
    user = known(source.operator)
    return _Unit(user or known(source.name) or known(source.owner), user, source)


def _counted(sources: Sequence[PartySource]) -> list[_Unit]:
    """Return the confirmed sources, or all where none is confirmed; surest first, unnamed ones left out."""
    named = [unit for unit in map(_unit, sources) if unit.name]
    confirmed = [unit for unit in named if unit.source.confirmed]
    return sorted(confirmed or named, key=lambda unit: (-unit.source.confidence, unit.source.name))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for name in names:
        if name:
            seen.setdefault(fold(name), name)
    return tuple(seen.values())


def _without(names: Sequence[str], *left_out: str) -> tuple[str, ...]:
    keys = {fold(name) for name in left_out}
    return tuple(name for name in names if fold(name) not in keys)
