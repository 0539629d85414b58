"""The districts of Wuhan (GB/T 2260) and the development zones that act beside them.

A district fronts the reach on stretches of chainage (km along the river axis, from
upstream). Zones share the county codes of districts, so an outfall keeps its
managing unit apart from its county code.
"""

from __future__ import annotations

from dataclasses import dataclass

from .tables import derived, is_verified, rows
from .words import fold


@dataclass(frozen=True)
class Frontage:
    """A stretch of bank: "L" or "R", from and to in km."""

    bank: str
    from_km: float
    to_km: float


@dataclass(frozen=True)
class District:
    """A district: code, names, and where it fronts the reach."""

    code: str
    name_zh: str
    name_en: str
    frontage: tuple[Frontage, ...]

    def name(self, language: str) -> str:
        """Return the name in "zh" or "en"."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True)
class ManagingUnit:
    """A development zone and the county codes it lies in."""

    name_zh: str
    name_en: str
    aliases: tuple[str, ...]
    county_codes: tuple[str, ...]
    verified: bool


@derived
def districts() -> tuple[District, ...]:
    """Return the 13 districts in the order of their codes."""
    return tuple(
        District(row["county_code"], row["name_zh"], row["name_en"], _frontage(row["frontage"]))
        for row in rows("districts")
    )


def district(code: str | None) -> District | None:
    """Return the district of a county code; longer area codes begin with it."""
    wanted = (code or "").strip()[:6]
    return next((one for one in districts() if one.code == wanted), None)


def district_name(code: str | None, language: str = "zh") -> str:
    """Return the name of a county code, the code itself where it is no district of Wuhan."""
    found = district(code)
    return found.name(language) if found else (code or "").strip()


@derived
def managing_units() -> tuple[ManagingUnit, ...]:
    """Return the development zones."""
    return tuple(
        ManagingUnit(
            row["name_zh"], row["name_en"], _parts(row["aliases"]), _parts(row["county_codes"]),
            is_verified(row),
        )
        for row in rows("managing_units")
    )


def managing_unit(name: str) -> ManagingUnit | None:
    """Return the zone of a name or alias, with or without the word for its committee."""
    wanted = fold(name)
    for ending in ("管理委员会", "管委会"):
        wanted = wanted[: -len(ending)] if wanted.endswith(ending) else wanted
    for unit in managing_units():
        if wanted in {fold(one) for one in (unit.name_zh, unit.name_en, *unit.aliases)}:
            return unit
    return None


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _frontage(text: str) -> tuple[Frontage, ...]:
    stretches = []
    for part in _parts(text):
        bank, _, span = part.partition(":")
        start, _, end = span.partition("-")
        stretches.append(Frontage(bank, float(start), float(end)))
    return tuple(stretches)
