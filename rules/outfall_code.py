"""Outfall codes: reading every form found in registers, writing the canonical one.

A full code has five segments: basin letters (2), county (6 digits), serial in the
county (4), type letters (2), extension (2), with or without hyphens; the canonical
form has hyphens and capitals. The same outfall may carry a national and a local
code with different serials, so the two are never merged. Real registers hold codes
whose county or type contradicts the record: that is a warning, never a rejection.
The basin letters do not tell the river.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .classes import hj1312_letters
from .tables import derived, rows
from .words import fold, known

_DASHES = re.compile(r"[\s_‐‑‒–—―−]+")


@dataclass(frozen=True)
class OutfallCode:
    """A code as delivered and what could be read from it.

    ``text`` is canonical where the form is known, else the raw text tidied; ``form`` is
    "full", "short", "" (no code) or "unknown". ``warnings`` hold "county_mismatch",
    "type_mismatch", "unknown_form".
    """

    raw: str
    text: str
    form: str
    basin: str = ""
    county: str = ""
    serial: str = ""
    letters: str = ""
    extension: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def compact(self) -> str:
        """The code without hyphens, as local registers write it."""
        return self.text.replace("-", "")


@derived
def parse(raw: str | None, county_code: str | None = None, type_l1: str | None = None) -> OutfallCode:
    """Read a code; compare it with the record's county and level-1 class where given."""
    kept = "" if raw is None else str(raw)
    tidy = _tidy(kept)
    if not tidy:
        return OutfallCode(kept, "", "")
    for form, pattern in _forms():
        found = pattern.match(tidy)
        if found:
            parts = found.groupdict(default="")
            text = "-".join(part for part in parts.values() if part)
            return OutfallCode(kept, text, form, **parts, warnings=_warnings(parts, county_code, type_l1))
    return OutfallCode(kept, tidy, "unknown", warnings=("unknown_form",))


def make(basin: str, county: str, serial: int, letters: str, extension: int = 0) -> str:
    """Return the canonical full code; ValueError where a segment does not fit."""
    text = f"{basin}-{county}-{serial:04d}-{letters}-{extension:02d}"
    code = parse(text)
    if code.form != "full" or code.text != text:
        raise ValueError(f"{text} is not a full outfall code")
    return text


def fold_code(code: str | None) -> str:
    """Return an outfall code as it is compared: no blanks, hyphens, width or case; "" for none."""
    return "" if code is None else fold(known(code)).replace("-", "").replace("_", "")


def rows_by_code(codes: Mapping[int, Sequence[str | None]]) -> dict[str, int]:
    """Return the row of each code, given the codes of each row: the national one, then the local one.

    A code of two outfalls counts for neither. National and local serials are counted apart, so the same
    code can stand for two outfalls: the national one is meant.
    """
    found: dict[str, int] = {}
    twice: set[str] = set()
    for which in range(max(map(len, codes.values()), default=0)):
        earlier = found.copy()
        for row in sorted(codes):
            key = fold_code(codes[row][which])
            if key and key not in earlier and found.setdefault(key, row) != row:
                twice.add(key)
    return {key: row for key, row in found.items() if key not in twice}


def _tidy(raw: str) -> str:
    text = unicodedata.normalize("NFKC", known(raw)).upper()
    # A dash of any kind or a stray blank stands for the hyphen between segments.
    return re.sub(r"-+", "-", _DASHES.sub("-", text)).strip("-")


@derived
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["form"], re.compile(row["pattern"])) for row in rows("code_forms"))


def _warnings(parts: dict[str, str], county_code: str | None, type_l1: str | None) -> tuple[str, ...]:
    found = []
    county = known(county_code)
    if county and parts["county"] != county[:6]:
        found.append("county_mismatch")
    expected = hj1312_letters(known(type_l1))
    if expected and parts.get("letters") and parts["letters"] != expected:
        found.append("type_mismatch")
    return tuple(found)
