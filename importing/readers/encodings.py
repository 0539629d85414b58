"""Which encoding a foreign text is in: found from its bytes, named the way people write it.

Strict UTF-8 decides where it fits. Otherwise every candidate that decodes the bytes strictly is
scored by how usual its characters are: the standards GB 2312, Big5, JIS X 0208 and KS X 1001 put
the common characters into their first level, so a wrong guess shows as rare ones. A single byte
code is told by how its letters stand in words. What encodings are called stands in ``encodings.csv``.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from ...rules.tables import delivered_rows
from ..lexicon import FOLDER

_TABLE = delivered_rows("encodings", FOLDER)
#: Names of Windows' code page numbers and of other habits, as Python knows them.
_HABITS = {habit: row["encoding"] for row in _TABLE for habit in row["habits"].split(";") if habit}

#: dBASE language driver (byte 29 of the header) -> Python codec. Source: the language drivers
#: documented with dBASE, FoxPro and ArcGIS.
_LANGUAGE_DRIVERS = {
    int(driver, 16): row["encoding"] for row in _TABLE for driver in row["dbase_drivers"].split(";") if driver
}

#: What a person may choose from, most usual first; the names go into profiles.
CHOICES = tuple(row["encoding"] for row in _TABLE if row["offered"] == "yes")

_ENOUGH = 65536  # bytes of text that is not ASCII from which a guess no longer changes


@dataclass(frozen=True)
class Encoding:
    """An encoding and whether there is any doubt about it."""

    name: str  # of Python
    sure: bool = True


def codec(name: str) -> str:
    """Return Python's name for an encoding as people write it; "" where there is none such."""
    plain = name.strip().strip("\ufeff\x00").lower()
    short = "".join(c for c in plain if c.isalnum())
    for prefix in ("", "cp", "ansi", "windows", "win", "ibm", "oem", "iso", "x"):
        rest = short[len(prefix) :]
        if short.startswith(prefix) and rest in _HABITS:
            return _HABITS[rest]
    for candidate in (plain, plain.replace(" ", ""), f"cp{short}", f"cp{short.replace('ansi', '')}"):
        try:
            found = codecs.lookup(candidate)
            "".encode(found.name)
        except (LookupError, UnicodeError, ValueError):
            continue
        return found.name
    return ""


def of_language_driver(byte: int) -> str:
    """Return the codec that a dBASE header names, or ""."""
    return _LANGUAGE_DRIVERS.get(byte, "")


def fits(cells: list[bytes], name: str) -> bool:
    """Tell whether texts decode in ``name`` without a fault, but for an end cut off inside a character."""
    return all(_strict(cell, name) is not None for cell in cells)


def decode(cell: bytes, name: str) -> str:
    """Return a text: an end cut off inside a character is dropped, what cannot be read becomes U+FFFD."""
    text = _strict(cell, name)
    return cell.decode(name, "replace") if text is None else text


def _strict(cell: bytes, name: str) -> str | None:
    try:
        return cell.decode(name)
    except UnicodeDecodeError:
        pass
    decoder = codecs.getincrementaldecoder(name)()
    try:
        return decoder.decode(cell, final=False)  # keeps back an unfinished character at the end
    except UnicodeDecodeError:
        return None


def detect(cells: list[bytes]) -> Encoding:
    """Return the encoding of texts of one file; cells may be cut off inside a character.

    ASCII counts as UTF-8, surely.
    """
    told = [cell for cell in dict.fromkeys(cells) if not cell.isascii()]
    size, kept = 0, []
    for cell in told:
        kept.append(cell)
        size += len(cell)
        if size > _ENOUGH:
            break
    if not kept:
        return Encoding("utf-8")
    if fits(kept, "utf-8"):
        return Encoding("utf-8", sure=size >= 6)
    if 2 * sum(fits([cell], "utf-8") and len(cell) > 3 for cell in kept) > len(kept):
        return Encoding("utf-8", sure=False)  # some cells are damaged; chance makes no UTF-8
    scores = {name: score for name in _SCORED if (score := _score(kept, name)) is not None}
    if not scores:
        # Some cells are damaged: the encoding that spoils fewest.
        spoilt = {
            name: sum(_strict(cell, name) is None for cell in kept) for name in ("utf-8", "gb18030", "cp950")
        }
        best = min(spoilt, key=lambda name: spoilt[name])
        return Encoding(best if 4 * spoilt[best] < len(kept) else "cp1252", sure=False)
    ranked = sorted(scores, key=lambda name: -scores[name])
    lead = scores[ranked[0]] - (scores[ranked[1]] if len(ranked) > 1 else 0.0)
    return Encoding(ranked[0], sure=lead >= 0.15 and scores[ranked[0]] >= 0.6 and size >= 12)


def _score(cells: list[bytes], name: str) -> float | None:
    """Return how usual the texts look in ``name``, about 0..1; None where they do not decode."""
    texts = [_strict(cell, name) for cell in cells]
    if any(text is None for text in texts):
        return None
    weigh, prior = _SCORED[name]
    marks = weight = 0.0
    for text in texts:
        total, n = weigh(text or "", name)
        marks += total
        weight += n
    return marks / weight + prior if weight else None


def _level_one(character: str, name: str) -> float:
    """Return 1 for a character of the standard's first level, less for others."""
    kind = unicodedata.name(character, "")
    try:
        raw = character.encode(name)
    except UnicodeEncodeError:
        return -1.0
    first = raw[0]
    if name == "gb18030":
        if len(raw) == 4:
            return -0.5
        if raw[1] < 0xA1 or first < 0xA1:
            return 0.05  # an addition of GBK
        if 0xB0 <= first <= 0xD7:
            return 1.0 if character in _COMMON else 0.65
        if first <= 0xA3:
            return 0.9  # punctuation, full-width forms
        return 0.15 if first <= 0xA9 else 0.5
    if name == "cp950":
        if 0xA4 <= first <= 0xC6:
            return 1.0 if character in _COMMON else 0.7
        return 0.8 if first < 0xA4 and first >= 0xA1 else 0.3
    if kind.startswith("HALFWIDTH KATAKANA"):
        return 0.05
    if name == "cp949":
        return 0.7 if 0xB0 <= first <= 0xC8 and raw[1] >= 0xA1 else 0.2
    if kind.startswith(("HIRAGANA", "KATAKANA")):
        return 1.2
    if name == "cp932":
        return 0.75 if 0x88 <= first <= 0x97 else 0.3
    return 0.65 if 0xB0 <= first <= 0xCF and len(raw) == 2 else 0.3


def _wide(text: str, name: str) -> tuple[float, float]:
    """Score East Asian text. One strange character among letters is no Chinese but an accent misread."""
    total = n = 0.0
    for wide, run in groupby(text, key=lambda c: c > "\x7f"):
        part = list(run)
        if wide:
            single = len(part) == 1 and len(text) > 1 and any("a" <= c <= "z" for c in text)
            marks = [_level_one(c, name) for c in part]
            total += min(marks[0], 0.1) if single else sum(marks)
            n += len(part)
    return total, n


def _narrow(text: str, name: str) -> tuple[float, float]:
    """Score text of a single-byte code: letters of one script, capitals where capitals stand."""
    total = n = 0.0
    for letters, run in groupby(text, key=lambda c: c.isalpha() or unicodedata.category(c) in ("Mn", "Mc")):
        part = "".join(run)
        foreign = [c for c in part if c > "\x7f"]
        if not letters:
            total += 0.2 * sum(c in "°²³–—’“”«»·№±´" for c in foreign)
            n += len(foreign)
            continue
        if not foreign:
            continue
        scripts = {unicodedata.name(c, "?").split()[0] for c in part if c.isalpha()}
        cased = part.islower() or part.isupper() or (part[0].isupper() and part[1:].islower())
        thai = scripts == {"THAI"}
        mark = (0.75 if thai else 0.9 if cased else 0.1) if len(scripts) == 1 else 0.0
        if scripts == {"LATIN"}:
            mark *= 1.0 - 0.7 * (len(foreign) / len(part)) ** 2  # accents are few in a word
        elif not thai:
            mark *= 0.5 + 0.5 * sum(c.lower() in _USUAL for c in foreign) / len(foreign)
        total += mark * len(foreign)
        n += len(foreign)
    return total, n


#: Characters that Chinese names, addresses and tables of drainage are full of, in both scripts.
_COMMON = set(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法"
    "所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四"
    "日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代"
    "想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农"
    "指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共"
    "权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今"
    "集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约"
    "支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适"
    "属圆包火住调满县局照参红细引听该铁价严龙飞污雨排井沟渠桩编街镇乡村厂材埋深径底顶坐经纬起终终责任整治管段泵站闸混凝土武汉"
    "昌阳岸洪夏陂港湖洲洪堤岸桥雨污合流企企业地址编码备注姓话许可证"
    "國語體學區號點線類廠縣鄉鎮處實業務電機時開關長門問間東車馬風頭題對於會來經過產發動種還進這邊個們們後業報場環"
    "單價計記設計許證調談讀變議護設備網絡組織結構統計總臺灣灣雲與興舊萬葉號資料費質賣買員負責權條歷廣應當戶"
)
#: The commonest letters of Russian and Greek: they make up about four fifths of a text.
_USUAL = set("оеаинтсрвлкмдпяуызαοιετσνηυρπκμλωςάέίόή")

_SCORED: dict[str, tuple[Callable[[str, str], tuple[float, float]], float]] = {
    # The second number is what speaks for it before anything is read: this is a tool for China.
    "gb18030": (_wide, 0.15),
    "cp950": (_wide, 0.08),
    "cp932": (_wide, 0.0),
    "euc-jp": (_wide, 0.0),
    "cp949": (_wide, 0.0),
    "cp1252": (_narrow, 0.1),
    "iso8859-2": (_narrow, 0.0),
    "cp1250": (_narrow, 0.02),
    "cp1251": (_narrow, 0.02),
    "koi8-r": (_narrow, 0.0),
    "cp1253": (_narrow, 0.0),
    "cp874": (_narrow, 0.0),
}
