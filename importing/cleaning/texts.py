"""Cleaning of texts: what registers do to names, codes and remarks, undone rule by rule.

Every rule is a function of one text and has a stable code, so that each change can be shown and
taken back. Names keep their Chinese punctuation; codes and numbers are folded to half width. The
forms of dirt are those of real registers (domain rules 1.5 and 2.2); what is done to Chinese names
stands in the table ``name_dirt`` of the rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from ...rules.words import dirt, known, without
from .distinct_cells import Cells

Rule = tuple[str, Callable[[str], "str | None"]]

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[\s\u3000]+")
_WIDE = {
    code: code - 0xFEE0
    for code in (
        *range(0xFF10, 0xFF1A),
        *range(0xFF21, 0xFF3B),
        *range(0xFF41, 0xFF5B),
        0xFF0B,
        0xFF0D,
        0xFF0F,
        0xFF05,
        0xFF03,
    )
}


def blanks(text: str) -> str | None:
    """Take away blanks around, line breaks, padding and what cannot be seen."""
    bare = _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()
    # A blank between two Chinese characters is padding too.
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", bare) or None


def padding(text: str) -> str | None:
    """Take away blanks around and what cannot be seen; line breaks inside stay."""
    return _INVISIBLE.sub("", text).strip() or None


def placeholder(text: str) -> str | None:
    """Return None for the texts that mean "no value"."""
    return text if known(text) else None


def wide_letters(text: str) -> str:
    """Fold full-width letters and digits; Chinese punctuation stays."""
    return text.translate(_WIDE)


def half_width(text: str) -> str:
    """Fold everything to half width, for codes and numbers."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip()  # some signs become a blank and more


def box_for_mouth(text: str) -> str:
    """Write 口 for 囗."""
    return without("box_for_mouth", text)


def other_word(text: str) -> str:
    """Write 其他 for 其它."""
    return without("other_word", text)


def stray_plus(text: str) -> str:
    """Take away a plus sign that glues a district to a place."""
    return without("stray_plus", text)


def metres_word(text: str) -> str:
    """Write 米 for m behind a number in a Chinese name."""
    return without("metres_word", text)


def name_suffix(text: str) -> str:
    """Take a remark such as （2025年新增） off the end of a name."""
    return without("name_suffix", text) or text


def suffix_of(text: str) -> str | None:
    """Return the remark that :func:`name_suffix` takes off."""
    found = dirt()["name_suffix"][0].search(text)
    return found[0].strip("（()）") if found and found.start() > 0 else None


def identifier(text: str) -> str | None:
    """Return an id in half width, without blanks inside and without the ``.0`` of a spreadsheet."""
    bare = _BLANKS.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    bare = unicodedata.normalize("NFKC", bare)  # what stood apart may join
    return re.sub(r"^(\d+)\.0+$", r"\1", bare) or None


#: The rules of each kind of text, in the order applied.
FREE: tuple[Rule, ...] = (("blanks", padding), ("placeholder", placeholder))
WORDS: tuple[Rule, ...] = (("blanks", blanks), ("full_width", wide_letters), ("box_for_mouth", box_for_mouth),
                           ("other_word", other_word), ("placeholder", placeholder))
NAMES: tuple[Rule, ...] = WORDS
OUTFALL_NAMES: tuple[Rule, ...] = (
    *WORDS[:-1],
    ("stray_plus", stray_plus),
    ("metres_word", metres_word),
    ("name_suffix", name_suffix),
    WORDS[-1],
)
CODES: tuple[Rule, ...] = (("blanks", blanks), ("full_width", half_width), ("placeholder", placeholder))
IDS: tuple[Rule, ...] = (("blanks", blanks), ("full_width", identifier), ("placeholder", placeholder))


#: Letters and a number, such as ``YS1024`` or ``HK-17_a``: no blank, no wide letter, no placeholder.
_PLAIN = re.compile(r"[A-Za-z]{1,12}[-_]?[0-9][A-Za-z0-9_-]*|[1-9][0-9]+", re.ASCII).fullmatch


def _cleaned(
    text: str, rules: tuple[Rule, ...]
) -> tuple[str | None, tuple[tuple[str, str, str | None], ...]]:
    """Return the text cleaned, and (rule, before, after) of every rule that changed it."""
    steps = []
    value: str | None = text
    for code, rule in rules:
        if value is None:
            break
        after = rule(value)
        if after != value:
            steps.append((code, value, after))
        value = after
    return value, tuple(steps)


def cleaned(
    cells: Cells, rules: tuple[Rule, ...]
) -> tuple[Cells, dict[str, dict[int, tuple[str, str | None]]]]:
    """Return the cells cleaned, and per rule what it made of which distinct value (index: before, after)."""
    changes: dict[str, dict[int, tuple[str, str | None]]] = {}
    out: list[str | None] = []
    for index, text in enumerate(cells.distinct):
        if text is None or _PLAIN(text):  # as nearly all codes are: no rule would change it
            out.append(text)
            continue
        value, steps = _cleaned(text, rules)
        for code, before, after in steps:
            changes.setdefault(code, {})[index] = (before, after)
        out.append(value)
    return Cells(cells.code, out), changes
