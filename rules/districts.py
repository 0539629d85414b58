"""The districts of Wuhan (GB/T 2260) and the development zones that act beside them.

Zones share the county codes of districts, so an outfall keeps its
managing unit apart from its county code.
"""

from __future__ import annotations

from dataclasses import dataclass

from .tables import derived, rows


@dataclass(frozen=True)
class District:
    """A district: its code and names."""

    code: str
    name_zh: str
    name_en: str

    def name(self, language: str) -> str:
        """Return the name in "zh" or "en"."""
        return self.name_zh if language == "zh" else self.name_en


@derived
def districts() -> tuple[District, ...]:
    """Return the 13 districts in the order of their codes."""
    return tuple(District(row["county_code"], row["name_zh"], row["name_en"]) for row in rows("districts"))


def district(code: str | None) -> District | None:
    """Return the district of a county code; longer area codes begin with it."""
    wanted = (code or "").strip()[:6]
    return next((one for one in districts() if one.code == wanted), None)


def district_name(code: str | None, language: str = "zh") -> str:
    """Return the name of a county code, the code itself where it is no district of Wuhan."""
    found = district(code)
    return found.name(language) if found else (code or "").strip()


@derived
def zone_names() -> tuple[str, ...]:
    """Return what the development zones are called, aliases included."""
    names = (name for row in rows("managing_units") for name in (row["name_zh"], *row["aliases"].split(";")))
    return tuple(filter(None, (name.strip() for name in names)))
