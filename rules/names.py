"""Names of outfalls: what is wrong with one, how it is mended, and what one is called that has none.

A name is the city, the district, the street or township, the party or a landmark with direction and
distance, a number where several would be called the same, and the type word of the class. Whether a
class is named after its party or after its place stands in ``types_hj1312``; each stands in for the
other where it is not known. A name that a person gave is mended, not replaced: dirt goes
(``name_dirt``), and a missing city, district or type word is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import NamedTuple

from . import classes
from .districts import district, district_name, districts, zone_names
from .government import is_government
from .proposals import Proposal
from .sentences import Said, said
from .tables import setting, setting_is_verified
from .words import fold, known, without_dirt

DIRECTIONS = ("东", "东北", "北", "西北", "西", "西南", "南", "东南")  # counterclockwise from the east

_OTHER_CITY = re.compile("(?:[\u4e00-\u9fff]{2,3}省)?[\u4e00-\u9fff]{2,3}市(?=[\u4e00-\u9fff]{1,4}[区县市])")


class Landmark(NamedTuple):
    """A known place near the outfall, and where the outfall lies from it in metres east and north.

    ``along_m``: for what crosses the river, such as a bridge, how far downstream (positive) or
    upstream (negative) of it the outfall lies; None for anything else.
    """

    name: str
    east_m: float = 0.0
    north_m: float = 0.0
    along_m: float | None = None


@dataclass(frozen=True)
class NameFacts:
    """What a name is made of. outfall: its row (name, county_code, managing_unit, type_l1 to type_l3)."""

    outfall: Mapping[str, object]
    township: str = ""
    party: str = ""
    landmark: Landmark | None = None


def faults(name: str, county_code: str | None = None) -> tuple[str, ...]:
    """Return what is wrong with a name: keys of ``name_dirt`` and of :data:`FAULTS`; () for no name."""
    clean, found = without_dirt(name)
    if not known(clean):
        return ()
    rest = _after_city(clean)
    other = _district_at_start(rest or clean)
    foreign = rest is None and _OTHER_CITY.match(clean) is not None
    checks = {
        "other_city": foreign,
        "no_city": rest is None and not foreign,
        "no_district": not (foreign or other or _starts_with_zone(clean) or _starts_with_zone(rest or "")),
        "other_district": bool(other and district(county_code) and other != (county_code or "").strip()[:6]),
        "no_type_word": not classes.ends_in_type_word(clean),
        "too_long": len(clean) > int(setting("name_longest")),
    }
    return (*found, *(key for key, wrong in checks.items() if wrong))


def propose_names(outfalls: Iterable[tuple[str, NameFacts]]) -> dict[str, Proposal]:
    """Propose a name for each outfall of a register, by uid; numbers tell those apart that would be the same.

    Pass all outfalls of the register, in the order in which they are to be numbered (along the bank): a
    name that stands is never given again, and no name that a person gave gets a number.
    """
    facts = dict(outfalls)
    made = {uid: propose_name(one) for uid, one in facts.items()}
    composed = {uid for uid, one in facts.items() if not known(one.outfall.get("name"))}
    stems: dict[str, list[str]] = {}
    for uid, proposal in made.items():
        if uid in composed and proposal.values:
            stems.setdefault(proposal.values["name"], []).append(uid)
    taken = {fold(made[uid].values.get("name") or known(one.outfall.get("name")))
             for uid, one in facts.items() if uid not in composed}
    for name, uids in stems.items():
        if len(uids) == 1 and fold(name) not in taken:
            continue
        number = 0
        for uid in uids:
            while True:
                number += 1
                numbered = _numbered(name, facts[uid], number)
                if fold(numbered) not in taken:
                    break
            made[uid] = _named(numbered, made[uid])
    return made


def propose_name(facts: NameFacts) -> Proposal:
    """Propose a name for one outfall: mended where it has one, else composed."""
    name = known(facts.outfall.get("name"))
    return _mended(str(facts.outfall.get("name")), facts) if name else _composed(facts)


def _mended(raw: str, facts: NameFacts) -> Proposal:
    county = known(facts.outfall.get("county_code"))
    found = faults(raw, county)
    name = known(without_dirt(raw)[0])
    place = district_name(county) if district(county) else ""
    if "no_city" in found or "no_district" in found:
        rest = _after_city(name)
        body = name if rest is None else rest
        name = setting("city_name") + (place if "no_district" in found else "") + body
    if "no_type_word" in found:
        name += _type_word(facts)
    left = faults(name, county)
    reasons = _said((key for key in found if key not in left), raw)
    if name == raw:
        return Proposal({}, 1.0, (said("name.good"),) if not left else (), _said(left, name), _marks(left))
    return Proposal({"name": name}, 0.9, reasons, _said(left, name), _marks(left))


def _composed(facts: NameFacts) -> Proposal:
    county = known(facts.outfall.get("county_code"))
    word = _type_word(facts)
    kind, subject = _subject(facts)
    parts = {"district": district(county), "class": word, "subject": subject}
    lacks = tuple(said(f"name.lacks_{part}") for part, found in parts.items() if not found)
    if lacks:
        return Proposal({}, 0.0, lacks)
    name = f"{setting('city_name')}{district_name(county)}{known(facts.township)}{subject}{word}"
    return _named(name, Proposal({}, 0.7, (said(f"name.after_{kind}", what=subject),)))


def _named(name: str, like: Proposal) -> Proposal:
    left = faults(name)
    return Proposal({"name": name}, like.certainty, like.reasons, _said(left, name), _marks(left))


def _numbered(name: str, facts: NameFacts, number: int) -> str:
    word = _type_word(facts)
    return f"{name[: len(name) - len(word)]}{number}号{word}"


def _type_word(facts: NameFacts) -> str:
    return classes.class_row(classes.version(classes.VERSION_HJ).levels(facts.outfall)).get("name_word", "")


def _subject(facts: NameFacts) -> tuple[str, str]:
    party = known(facts.party)
    subjects = {"party": "" if is_government(party) else party, "place": landmark_words(facts.landmark)}
    row = classes.class_row(classes.version(classes.VERSION_HJ).levels(facts.outfall))
    order = ("party", "place") if row.get("named_after") == "party" else ("place", "party")
    return next(((kind, subjects[kind]) for kind in order if subjects[kind]), ("place", ""))


def landmark_words(landmark: Landmark | None) -> str:
    """Return a landmark with direction and distance, as 北湖泵站东北侧160米; "" where it is too far."""
    if landmark is None or not known(landmark.name):
        return ""
    along = landmark.along_m
    away = abs(along) if along is not None else hypot(landmark.east_m, landmark.north_m)
    if away > float(setting("name_landmark_farthest_m")):
        return ""
    step = int(setting("name_distance_step_m"))
    metres = round(away / step) * step
    if metres == 0:
        return known(landmark.name)
    if along is not None:
        return f"{known(landmark.name)}{'下游' if along > 0 else '上游'}{metres}米"
    turn = round(degrees(atan2(landmark.north_m, landmark.east_m)) / 45) % 8
    return f"{known(landmark.name)}{DIRECTIONS[turn]}{setting('name_direction_word')}{metres}米"


def _after_city(name: str) -> str | None:
    """Return what follows the city, None where it is missing; a zone with the city's name stands for it."""
    city = setting("city_name")
    if name.startswith(city):
        return name[len(city):]
    return name if name.startswith(city.rstrip("市")) and _starts_with_zone(name) else None


def _district_at_start(text: str) -> str:
    """Return the county code of the district that a name begins with, "" for none."""
    return next((one.code for one in districts() if text.startswith(one.name_zh)), "")


def _starts_with_zone(text: str) -> bool:
    return text.startswith(zone_names())


def _said(keys: Iterable[str], name: str) -> tuple[Said, ...]:
    return tuple(said(f"name_{key}", name=name, longest=setting("name_longest")) for key in keys)


def _marks(left: Iterable[str]) -> tuple[Said, ...]:
    unverified = "too_long" in left and not setting_is_verified("name_longest")
    return (said("mark.plate_not_verified"),) if unverified else ()
