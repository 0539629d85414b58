"""The register of outfalls as delivered: names, two codes, classes, half of the rest empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..rules.tables import delivered_rows
from . import network as nw
from .dirt import empty, soil_codes, soil_names
from .districts import NAMES
from .geo import Ints, objects, pick
from .layout import Layout
from .outfalls import BARE, COMBINED_MAIN, DIRECT, DITCH, MAIN, RURAL_MAIN, STORY, WORKS
from .river import LEFT, START_KM
from .story import OUTFALL_NAME
from .words import CROPS, FIRST, FOLDER, SECOND, SIDES, SPOTS, STREETS, TOWNS

#: The types of outfalls: their classes by both rules, the letters in their codes, words of their names.
TYPES = {row["type"]: row for row in delivered_rows("outfall_types", FOLDER)}
#: what the outfall is: the types it may have, with their weights
# fmt: off
TYPES_OF = {
    MAIN: (("storm", 9), ("industry", 1)), COMBINED_MAIN: (("storm", 5), ("sewage", 5)),
    RURAL_MAIN: (("ditch", 5), ("farm", 5)), WORKS: (("works", 1),),
    DITCH: (("ditch", 6), ("farm", 4)), DIRECT: (("wharf", 6), ("industry", 3), ("other", 1)),
    BARE: (("other", 6), ("storm", 3), ("ditch", 1)), STORY: (("ditch", 1),),
}
# fmt: on


@dataclass
class OutfallRows:
    """The register, and which outfalls can be named by a unique national code.

    names, codes: as they should be, national codes that were not given included.
    """

    columns: dict[str, Any]
    names: list[str]
    codes: list[str]
    known: Ints
    story: int


def make_outfall_rows(rng: np.random.Generator, layout: Layout, uids: list[str]) -> OutfallRows:
    """Fill the register of outfalls."""
    found = layout.outfalls
    n = len(found)
    km = START_KM + layout.river.locate(found.xy)[0] / 1000
    county = layout.districts.county(found.xy)
    county[county == None] = "420117"  # noqa: E711 - object array
    types = [
        TYPES[_draw(rng, TYPES_OF.get(what, (("storm", 8), ("sewage", 1), ("industry", 1))))]
        for what in found.what
    ]
    national, local = _codes(rng, county, [one["letters"] for one in types])
    story = int(np.flatnonzero(found.what == STORY)[0])
    names = [_name(rng, str(c), one["names"].split(";")) for c, one in zip(county, types)]
    clean = list(names)
    names = soil_names(rng, names)
    names[story] = clean[story] = OUTFALL_NAME
    given = rng.random(n) < 0.58
    given[story] = True
    code_national = objects([code if keep else None for code, keep in zip(national, given)])
    pair = rng.choice(np.flatnonzero(given & (np.arange(n) != story)), 2 * max(2, n // 300), replace=False)
    code_national[pair[::2]] = code_national[pair[1::2]]
    raw = soil_codes(rng, code_national.tolist())
    missing = np.flatnonzero(code_national == None)  # noqa: E711 - object array
    code_national = np.where(np.isin(np.arange(n), missing), empty(rng, code_national, 0.0), code_national)
    blank = rng.choice(missing, len(missing) // 12, replace=False)
    code_national[blank] = pick(rng, ("/", "-", "无", " "), len(blank))
    texts, counts = np.unique(code_national[code_national != None].astype(str), return_counts=True)  # noqa: E711
    unique = set(texts[counts == 1].tolist())
    known = np.flatnonzero(
        [code in unique and str(code).startswith("FA-") for code in code_national.tolist()]
    )
    mouth = _mouth_forms(rng, found.form, found.what)
    owner_kind = rng.random(n)
    operator = objects([_party(rng, str(c)) for c in county])
    owner = objects([_party(rng, str(c)) for c in county])
    same = owner_kind < 0.45
    owner[same] = operator[same]
    columns = {
        "uid": objects(uids),
        "code_national": code_national,
        "code_local": empty(rng, objects(local), 0.35),
        "code_raw": objects(raw),
        "name": objects(names),
        "county_code": county,
        "managing_unit": layout.districts.unit(found.xy),
        "type_718": empty(rng, objects([one["type_718"] for one in types]), 0.2, 0.05),
        **{name: objects([one[name] or None for one in types]) for name in ("type_l1", "type_l2", "type_l3")},
        "is_outfall": pick(rng, ("yes", "uncertain", "no", None), n, (0.6, 0.06, 0.03, 0.31)),
        "receiving_water": empty(rng, objects(["长江"] * n), 0.3),
        "bank": objects(["left" if side == LEFT else "right" for side in found.side.tolist()]),
        "chainage_km": np.round(km, 3),
        "mouth_form": empty(rng, mouth, 0.45, 0.0),
        "drainage_feature": empty(
            rng, pick(rng, ("排水", "无水", "有死水", "闸断", "不确定"), n, (5, 4, 1.5, 0.5, 0.7)), 0.48, 0.0
        ),
        "operator": empty(rng, operator, 0.55, 0.15),
        "owner": empty(rng, owner, 0.6, 0.15),
        "trace_status": objects(["untraced"] * n),
        "remark": objects([None] * n),
    }
    for name, value in (
        ("remark", "航拍发现水色发绿，疑有外来污水"),
        ("drainage_feature", "排水"),
        ("mouth_form", "明渠"),
        ("type_718", TYPES["ditch"]["type_718"]),
    ):
        columns[name][story] = value
    return OutfallRows(columns, clean, national, known, story)


def _draw(rng: np.random.Generator, choices: tuple[tuple[Any, float], ...]) -> Any:
    weights = np.array([weight for _, weight in choices], float)
    return choices[int(rng.choice(len(choices), p=weights / weights.sum()))][0]


def _codes(rng: np.random.Generator, county: np.ndarray, letters: list[str]) -> tuple[list[str], list[str]]:
    """National codes with hyphens; local ones without, with serials of their own and the odd mismatch."""
    serial: dict[str, int] = {}
    national, local = [], []
    codes = list(NAMES)
    for place, kind, draw in zip(county.tolist(), letters, rng.random((len(letters), 3)).tolist()):
        serial[place] = serial.get(place, 0) + 1
        wrong = codes[int(draw[0] * 1300) % len(codes)] if draw[0] < 0.01 else place
        letter = ("QT" if kind == "GY" else "GY") if draw[1] < 0.01 else kind
        national.append(f"FA-{wrong}-{serial[place]:04d}-{letter}-00")
        local.append(f"{'FM' if draw[2] < 0.1 else 'FA'}{place}{serial[place] + 57:04d}{kind}00")
    return national, local


def _name(rng: np.random.Generator, county: str, words: list[str]) -> str:
    a, b, c, d, e, f = rng.integers(0, 1 << 20, 6).tolist()
    district = f"武汉市{NAMES[county]}"
    word = words[a % len(words)]
    how = b % 10
    if "农田" in word or "种植" in word or "灌区" in word:
        return f"{district}{TOWNS[c % len(TOWNS)]}街道{CROPS[d % len(CROPS)]}{word}"
    if how < 4:
        place = f"{STREETS[c % len(STREETS)]}街道{SPOTS[d % len(SPOTS)]}"
        return f"{district}{place}{SIDES[e % len(SIDES)]}{10 + f % 40 * 10}米{word}"
    if how < 7:
        return f"{district}{STREETS[c % len(STREETS)]}大道{1 + d % 9}{'#' if e % 2 else '号'}{word}"
    return f"{district}{TOWNS[c % len(TOWNS)]}村{SIDES[e % len(SIDES)]}{20 + f % 30 * 10}米{word}"


def _party(rng: np.random.Generator, county: str) -> str:
    how = int(rng.integers(0, 6))
    if how < 2:
        return f"武汉市{NAMES[county]}水务和湖泊局"
    if how == 2:
        return f"{TOWNS[int(rng.integers(0, len(TOWNS)))]}街道办事处"
    first, second = FIRST[int(rng.integers(0, len(FIRST)))], SECOND[int(rng.integers(0, len(SECOND)))]
    return f"武汉{first}{second}实业有限公司"


def _mouth_forms(rng: np.random.Generator, form: Ints, what: Ints) -> np.ndarray:
    by_form = {nw.CHANNEL: "明渠", nw.PIPE: "管道", nw.CULVERT: "箱涵", nw.PRESSURE: "泵站", -1: "其他"}
    mouth = objects([by_form[int(one)] for one in form])
    draw = rng.random(len(mouth))
    mouth[(form == nw.CULVERT) & (draw < 0.4)] = "涵闸"
    mouth[(form == nw.PRESSURE) & (draw < 0.3)] = "闸泵联用"
    mouth[(what == DIRECT) & (draw < 0.5)] = "管道"
    mouth[draw > 0.97] = "潜没"
    return mouth
