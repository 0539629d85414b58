"""What looks like personal data in a free text: telephone numbers, identity cards, mail addresses."""

from __future__ import annotations

import re

_PARTS = re.compile(
    r"(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d(?:[\s-]?\d{4}){2}(?!\d)"  # mobile
    r"|(?<!\d)\(?0\d{2,3}\)?[\s-]?\d{7,8}(?!\d)"  # landline with area code
    r"|(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"  # identity card
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

_WIDE = {ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９－＠（）", "0123456789-@()")}


def personal_parts(text: str) -> list[str]:
    """Return the parts of a text that look like personal data; full-width digits count as digits."""
    return [found[0] for found in _PARTS.finditer(_narrow(text))]


def masked(text: str) -> str:
    """Return a text with what looks like personal data blotted out."""
    return _PARTS.sub("***", _narrow(text))


def _narrow(text: str) -> str:
    return text.translate(_WIDE)
