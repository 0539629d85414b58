"""Who is responsible for an outfall (domain rules 3.1 to 3.3).

R1  user and owner are known and the same: that party.
R2  they differ: the user is the first responsible party, the owner assists.
R3  the parties cannot be told apart, or nothing could be traced: the district
    government; a development zone's committee counts as one.

What the register states about the outfall itself decides before what was traced to
it. Of the traced sources those that a person confirmed count; where nobody has
confirmed one yet, the candidates do and the decision is ``provisional``. Blanks
and placeholders are unknown. The basis comes in both languages, because it is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .words import fold, known

SEPARATOR = "；"  # between parties in one stored text; names contain commas, not this


class PartySource(NamedTuple):
    """A source traced to the outfall: its unit, who uses it, who owns it."""

    name: str
    operator: str = ""
    owner: str = ""
    confirmed: bool = False
    confidence: float = 0.0


@dataclass(frozen=True)
class Party:
    """A decision: the main party, the others, the rule and why.

    ``case`` names the branch: same, user_first, user_only, shared, unclear, untraced.
    ``provisional``: rests on links that nobody has confirmed.
    """

    main: str
    others: tuple[str, ...]
    rule: str
    case: str
    basis_en: str
    basis_zh: str
    provisional: bool = False

    def basis(self, language: str) -> str:
        """Return the basis in "zh" or "en"."""
        return self.basis_zh if language == "zh" else self.basis_en

    def others_text(self, limit: int = 20, language: str = "zh") -> str:
        """Return the other parties as one text; beyond ``limit`` only how many there are."""
        text = SEPARATOR.join(self.others[:limit])
        if len(self.others) <= limit:
            return text
        more = f"等共 {len(self.others)} 家" if language == "zh" else f"({len(self.others)} in all)"
        return f"{text} {more}"


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
    units = _distinct(unit.name for unit in counted)
    if user and owner:
        return _by_user_and_owner(user, owner, units, "in the register", "登记信息", False)
    provisional = bool(counted) and not counted[0].source.confirmed
    government = government_name(district_name, managing_unit)
    if not units:
        return _without_units(user, owner, government)
    if user:
        return Party(
            user, _without(units, user), "R2", "shared" if len(units) > 1 else "user_only",
            "The register names the user of the outfall; its owner is not known.",
            "登记信息载明排污口使用权人，所有权人不明，由使用权人作为第一责任主体。",
        )
    return _by_sources(counted, units, owner, government, provisional)


def government_name(district_name: str | None, managing_unit: str | None = None) -> str:
    """Return the government of a district, or the committee of a zone, as a party."""
    unit = known(managing_unit)
    if unit:
        return unit if unit.endswith(("委会", "委员会", "政府")) else f"{unit}管理委员会"
    name = known(district_name)
    if not name:
        return "区人民政府"
    if name.endswith("政府"):
        return name
    return f"{name}人民政府" if name.startswith("武汉市") else f"武汉市{name}人民政府"


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


def _by_user_and_owner(
    user: str, owner: str, units: Sequence[str], where_en: str, where_zh: str, provisional: bool,
) -> Party:
    note_en, note_zh = _provisional_note(provisional)
    if fold(user) == fold(owner):
        return Party(
            user, _without(units, user), "R1", "same",
            f"User and owner are the same ({where_en}).{note_en}",
            f"使用权人与所有权人相同（{where_zh}），由其作为责任主体。{note_zh}", provisional,
        )
    return Party(
        user, (owner, *_without(units, user, owner)), "R2", "user_first",
        f"User and owner differ ({where_en}): the user comes first, the owner assists.{note_en}",
        f"使用权人与所有权人不一致（{where_zh}），按“损害担责”由使用权人作为第一责任主体，所有权人配合整治。{note_zh}",
        provisional,
    )


def _without_units(user: str, owner: str, government: str) -> Party:
    if user:
        return Party(
            user, (), "R2", "user_only",
            "The register names the user of the outfall; its owner is not known and no source was traced.",
            "登记信息载明排污口使用权人，所有权人不明，未溯得污染源，由使用权人作为第一责任主体。",
        )
    if owner:
        return Party(
            government, (owner,), "R3", "unclear",
            "The owner of the outfall is known, its user is not, and no source was traced.",
            "难以分清责任主体：所有权人明确，使用权人不明，且未溯得污染源。",
        )
    return Party(
        government, (), "R3", "untraced",
        "Untraceable: no discharging unit was found.", "无法溯源：未查明排污单位。",
    )


def _by_sources(
    counted: Sequence[_Unit], units: Sequence[str], owner: str, government: str, provisional: bool,
) -> Party:
    note_en, note_zh = _provisional_note(provisional)
    users = _distinct(unit.user for unit in counted)
    owners = _distinct([owner] if owner else (known(unit.source.owner) for unit in counted))
    if len(units) == 1 and len(users) == 1:
        if len(owners) == 1:
            return _by_user_and_owner(
                users[0], owners[0], (), "of the traced source", "溯源所得排污单位", provisional,
            )
        return Party(
            users[0], _without(owners, users[0]), "R2", "user_only",
            "One unit discharges here; it is the user, the owner is not clear." + note_en,
            "溯源所得排污单位唯一，为使用权人，所有权人不明确，由使用权人作为第一责任主体。" + note_zh,
            provisional,
        )
    others = _without(_distinct((*units, *owners)), government)
    if len(users) == 1:
        return Party(
            users[0], _without(others, users[0]), "R2", "shared",
            f"{len(units)} units share the outfall; one user can be told and is the main party.{note_en}",
            f"{len(units)} 家排污单位共用，仅一家使用权人明确，作为主要责任主体。{note_zh}", provisional,
        )
    return Party(
        government, others, "R3", "unclear",
        f"Cannot be told apart: {len(units)} discharging units, {len(users)} known users.{note_en}",
        f"难以分清责任主体：排污单位 {len(units)} 家，其中使用权人明确 {len(users)} 家。{note_zh}",
        provisional,
    )


def _provisional_note(provisional: bool) -> tuple[str, str]:
    if not provisional:
        return "", ""
    return " The links are not confirmed yet.", "关联尚待确认。"
