"""How far each outfall has come, as one list of steps that bulletins and the public page count alike.

The steps of the works are the stages of its life (``rules/life.py``) on the day of the answer; codes and
plates stand beside them. Outfalls that left the register, or are judged to be none, do not count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ..i18n import Later
from ..operations.regime.lives import lives
from ..rules.life_records import Records
from ..rules.life_states import Life, state_title
from .query import Answer

_OUT = ("left", "no_outfall")


@dataclass(frozen=True)
class Step:
    """A step of the work: a stage of the life where ``done`` is None, else what tells it."""

    key: str
    title: Later | None = None
    done: Callable[[Records], bool] | None = None

    def name(self, language: str) -> str:
        """Return what the step is called; texts without a stage speak the language of the moment."""
        return str(self.title) if self.title else state_title(self.key).text(language)

    def is_done(self, records: Records, now: Life) -> bool:
        """Tell whether an outfall has the step behind it."""
        return self.done(records) if self.done else now.has_reached(self.key)


def _is_coded(records: Records) -> bool:
    return bool(records.outfall.get("code_national"))


def _has_plate(records: Records) -> bool:
    return (records.sign or {}).get("state") == "已安装"


STEPS = (
    Step("all", Later("Bulletin", "Outfalls"), lambda records: True),
    Step("judged"),
    Step("classified"),
    Step("coded", Later("Reports", "Coded"), _is_coded),
    Step("signed", Later("Reports", "Plate installed"), _has_plate),
    Step("planned"),
    Step("begun"),
    Step("finished"),
    Step("closed"),
)


def lives_in_use(answer: Answer, day: dt.date | None = None) -> dict[str, Life]:
    """Return where the outfalls of the register stand at the end of a day, the answer's for none, by uid."""
    found = lives(answer.records, day or dt.date.fromisoformat(answer.date))
    return {uid: life for uid, life in found.items() if life.state not in _OUT}


def in_use(answer: Answer) -> list[bool]:
    """Return which outfalls are in the register on the day of the answer."""
    used = lives_in_use(answer)
    return [uid in used for uid in answer.outfall_texts("uid")]


def counts_by_district(answer: Answer, day: dt.date | None = None) -> list[tuple[str, list[int]]]:
    """Return district code and how many outfalls are past each of STEPS; the last line is the sum, "*"."""
    sums: dict[str, list[int]] = {"*": [0] * len(STEPS)}
    for uid, now in lives_in_use(answer, day).items():
        records = answer.records[uid]
        line = sums.setdefault(answer.counties[answer.row_of[uid]], [0] * len(STEPS))
        for at, step in enumerate(STEPS):
            if step.is_done(records, now):
                line[at] += 1
                sums["*"][at] += 1
    codes = sorted(set(sums) - {"*"}, key=lambda code: (not code, code))
    return [(code, sums[code]) for code in (*codes, "*")]
