"""What tells of a person in a free text: numbers to reach or know one by, addresses, names that are known.

Written as people write it: with blanks, dashes, full-width or Chinese figures, the country before it. The
pattern is understood alike by Python and by QGIS's expressions, so that forms ask what the rules ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_D = "[0-9０-９〇零一二三四五六七八九幺]"
_N = "[0-9０-９]"
_S = "[- \u3000\u00a0－–—_.．·/]"
_CHINA = f"(?:(?:[+＋]|[0０]{{2}})?[8８][6６]{_S}{{0,2}})"
_DATE = f"(?:19|20){_N}{{2}}"
_AREA = f"(?:[1１][0０]|[2２]{_N}|[3-9３-９]{_N}{{2}})"
_MONTH_AND_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_MOBILE = (  # three figures, then eight that are no date
    f"(?<!{_D}){_CHINA}?[0０]?[1１一幺]{_S}?[3-9３-９三四五六七八九]{_S}?{_D}"
    f"(?!{_S}{{1,2}}{_DATE}{_S}[01])(?:{_S}{{0,2}}{_D}){{8}}(?!{_D})")
_LANDLINE = (  # with its area code
    f"(?<!{_N})(?:[(（]?[0０]{_AREA}[)）]?|{_CHINA}[(（]?[0０]?{_AREA}[)）]?){_S}{{0,2}}"
    f"[1-9１-９]{_N}{{2,3}}{_S}?{_N}{{4}}(?!{_N})")
_AFTER_A_WORD = (  # any number behind it; offices' free numbers and the day of a call are none
    "(?:电话|手机|座机|致电|来电|拨打|(?<![a-z])(?:tel|phone|mobile|call))[^0-9０-９]{0,6}"
    f"(?!{_DATE}|[48]00)(?<!{_N}){_N}(?:{_S}{{0,2}}{_N}){{6,11}}(?!{_N})")
_IDENTITY_CARD = (
    f"(?<![0-9a-z])[1-9][0-9]{{5}}{_S}?(?:18|19|20)[0-9]{{2}}{_S}?{_MONTH_AND_DAY}{_S}?[0-9]{{3}}[0-9xｘ]"
    "(?![0-9a-z])")
_FORMER_IDENTITY_CARD = f"(?<![0-9a-z])[1-9][0-9]{{7}}{_MONTH_AND_DAY}[0-9]{{3}}(?![0-9a-z])"
_MAIL = "[a-z0-9._%+-]+[@＠][a-z0-9-]+(?:[.．。][a-z0-9-]+)+"
_MESSENGER = (
    "(?:微信|威信|薇信|扣扣|(?<![a-z])(?:v信|vx|wechat|weixin|qq))(?:号码|群|号|id)?"
    "[ \u3000]{0,2}[:：为是]?[ \u3000]{0,2}[a-z1-9][-_a-z0-9]{4,19}")
#: For QGIS's ``regexp_match``: no backslash, no quote.
PATTERN = "(?i)" + "|".join((
    _MOBILE, _LANDLINE, _AFTER_A_WORD, _IDENTITY_CARD, _FORMER_IDENTITY_CARD, _MAIL, _MESSENGER))
_PARTS = re.compile(PATTERN)
#: Words in a reporter's name by which nobody is known.
_NOBODY = ("某", "匿名", "市民", "群众", "居民", "网友", "anonym")


def personal_parts(text: str, known: Iterable[str] = ()) -> list[str]:
    """Return the parts of a text that tell of a person; ``known``: names and addresses of this one."""
    return [text[first:last] for first, last in _spans(text, known)]


def masked(text: str, known: Iterable[str] = ()) -> str:
    """Return a text with what tells of a person blotted out."""
    for first, last in sorted(_spans(text, known), reverse=True):
        text = f"{text[:first]}***{text[last:]}"
    return text


def _spans(text: str, known: Iterable[str]) -> Iterator[tuple[int, int]]:
    end = 0
    for found in sorted([*_PARTS.finditer(text), *_named(text, known)], key=lambda one: one.start()):
        if found.start() >= end:
            yield found.span()
            end = found.end()


def _named(text: str, known: Iterable[str]) -> Iterator[re.Match[str]]:
    for name in {one.strip() for one in known}:
        if len(name) > 1 and not any(word in name.casefold() for word in _NOBODY):
            yield from re.finditer(re.escape(name), text)
