"""Government bodies among the parties: by their credit code, else by how their name ends."""

from __future__ import annotations

from . import credit_code
from .tables import derived, rows, setting
from .words import fold, known


def is_government(name: str, code: str | None = None) -> bool:
    """Tell whether a party is a government body; a valid credit code decides, else the name does."""
    if credit_code.is_valid(code):
        return credit_code.is_government(code)
    plain = fold(name)
    return any(plain.endswith(ending) for ending in _endings())


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
    city = setting("city_name")
    return f"{name}人民政府" if name.startswith(city) else f"{city}{name}人民政府"


@derived
def _endings() -> tuple[str, ...]:
    return tuple(fold(row["ending"]) for row in rows("government_words"))
