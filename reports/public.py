"""What may be said to everyone: texts without telephone numbers, parties that are no private persons."""

from __future__ import annotations

import re

from ..i18n import translate
from ..rules.personal import masked, personal_parts

_EMPTY = re.compile(r"[（(]\s*(?:电话|联系电话|手机|tel\.?|phone)?[:：]?\s*[)）]", re.IGNORECASE)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "严华肖阮柯舒向涂殷施洪倪尚温柳祝葛章樊兰聂骆齐鲁韦庞裴游翁辛管甘左"
)
_COMPOUND = ("欧阳", "司马", "诸葛", "上官", "皇甫", "东方", "令狐", "慕容", "尉迟", "公孙")
#: How names of units, places and works end: three characters with such an end are no person.
_UNIT_ENDS = (
    "厂场站局村队港社院校店司委部处所心区县市镇乡街园行馆坊库矿桥闸塘湖河江渠沟庄组会段仓钢船"
    "化电汽药纺粮油锅泵煤"
)
_PERSON = re.compile(
    rf"(?:[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}|(?:{'|'.join(_COMPOUND)})[\u4e00-\u9fff]{{1,2}})"
)
_PARTS = re.compile(r"([,，;；、/]\s*)")


def without_numbers(text: str) -> str:
    """Return ``text`` without numbers by which a person could be reached or known."""
    if not personal_parts(text):
        return text
    return _EMPTY.sub("", masked(text).replace("***", "")).strip(" ,，;；、")


def is_person(name: str) -> bool:
    """Tell whether a name reads as that of a private person: a surname with one or two characters."""
    return bool(_PERSON.fullmatch(name.strip())) and name.strip()[-1] not in _UNIT_ENDS


def public_party(names: str) -> str:
    """Return the names of parties with private persons left unnamed."""
    parts = _PARTS.split(without_numbers(names))
    unnamed = translate("Reports", "a private person")
    return "".join(unnamed if i % 2 == 0 and is_person(part) else part for i, part in enumerate(parts))
