"""Unified social credit codes (GB 32100) and the discharge permit numbers built on them.

A credit code has 18 characters: 17 of the code and one check character, computed
with the weights 3^(i-1) mod 31 over an alphabet of 31 characters (no I, O, S, V, Z).
A permit number has 22: the holder's credit code, three digits that count the
holder's sites, and a last character whose rule is not published, so only its shape
is checked.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .words import known

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # pragma: allowlist secret
LENGTH = 18
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
GOVERNMENT_PREFIX = "11"  # registered by the public staffing office, a government body

_PERMIT_TAIL = re.compile(r"\d{3}[0-9A-Z]")


@lru_cache(maxsize=65536)
def normalise(raw: str | None) -> str:
    """Return the code in half-width capitals without blanks and hyphens."""
    text = unicodedata.normalize("NFKC", known(raw)).upper()
    return re.sub(r"[\s\-]", "", text)


def check_character(first17: str) -> str:
    """Return the 18th character for the first 17; ValueError where they cannot be a code."""
    if len(first17) != len(WEIGHTS):
        raise ValueError(f"17 characters are needed, not {len(first17)}")
    total = 0
    for weight, character in zip(WEIGHTS, first17):
        value = ALPHABET.find(character)
        if value < 0:
            raise ValueError(f"{character!r} is not a character of credit codes")
        total += weight * value
    return ALPHABET[-total % len(ALPHABET)]


@lru_cache(maxsize=65536)
def problem(code: str | None) -> str:
    """Return "" for a valid credit code, else what is wrong with it.

    One of "empty", "length", "character", "check"; callers make a sentence of it.
    """
    text = normalise(code)
    if not text:
        return "empty"
    if len(text) != LENGTH:
        return "length"
    if any(character not in ALPHABET for character in text):
        return "character"
    return "" if check_character(text[:-1]) == text[-1] else "check"


def is_valid(code: str | None) -> bool:
    """Tell whether ``code`` is a complete credit code with the right check character."""
    return problem(code) == ""


def is_government(code: str | None) -> bool:
    """Tell whether a valid code belongs to a government body."""
    return is_valid(code) and normalise(code).startswith(GOVERNMENT_PREFIX)


def permit_problem(number: str | None) -> str:
    """Return "" for a well-formed permit number, else what is wrong with it.

    One of "empty", "length" (not 22), "tail" (not three digits and a character), or a
    code of :func:`problem` for the credit code inside.
    """
    text = normalise(number)
    if not text:
        return "empty"
    if len(text) != LENGTH + 4:
        return "length"
    if not _PERMIT_TAIL.fullmatch(text[LENGTH:]):
        return "tail"
    return problem(text[:LENGTH])


def holder_of_permit(number: str | None) -> str:
    """Return the holder's credit code of a well-formed permit number, else ""."""
    return "" if permit_problem(number) else normalise(number)[:LENGTH]
