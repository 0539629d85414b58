"""How far each outfall has come, as one list of steps that bulletins and the public page count alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..i18n import Later
from .labels import texts
from .query import Answer

#: Outfalls that are no longer any.
_LEFT = ("void", "filled", "merged", "split")
#: Words of the sign, remediation and tracing states that mean "done".
_TRACED = ("confirmed", "untraceable", "no_source")


@dataclass(frozen=True)
class Step:
    """A step of the work: its title and which outfalls have it behind them."""

    key: str
    title: Later
    done: Callable[[Answer], list[bool]]


def in_use(answer: Answer) -> list[bool]:
    """Return which outfalls are in the register: not left, merged, split, and not judged to be none."""
    return [
        standing not in _LEFT and judged != "no"
        for standing, judged in zip(answer.outfall_texts("standing"), answer.outfall_texts("is_outfall"))
    ]


def _traced(answer: Answer) -> list[bool]:
    return [status in _TRACED for status in answer.outfall_texts("trace_status")]


def _coded(answer: Answer) -> list[bool]:
    return [bool(code) for code in answer.outfall_texts("code_national")]


def having(answer: Answer, table: str, column: str, words: Sequence[str] = ()) -> list[bool]:
    """Return which outfalls have a row of ``table`` with one of ``words`` in ``column``; none: with any."""
    rows = answer.of_outfalls(table)
    found = {
        uid
        for uid, value in zip(texts(rows["outfall_uid"]), texts(rows[column]))
        if (value in words if words else value)
    }
    return [uid in found for uid in answer.outfall_texts("uid")]


STEPS = (
    Step("all", Later("Reports", "Outfalls"), in_use),
    Step("traced", Later("Reports", "Traced"), _traced),
    Step("coded", Later("Reports", "Coded"), _coded),
    Step(
        "signed",
        Later("Reports", "Plate installed"),
        lambda answer: having(answer, "signs", "state", ("已安装",)),
    ),
    Step("planned", Later("Reports", "With a plan"), lambda answer: having(answer, "remediation", "uid")),
    Step(
        "remediated",
        Later("Reports", "Remediated"),
        lambda answer: having(answer, "remediation", "stage", ("完成整治",)),
    ),
    Step("closed", Later("Reports", "Struck off"), lambda answer: having(answer, "closures", "accepted_on")),
)


def counts_by_district(answer: Answer) -> list[tuple[str, list[int]]]:
    """Return district code and how many outfalls are past each of STEPS; the last line is the sum, code "*".

    Those that left the register do not count.
    """
    used = in_use(answer)
    flags = [[done and use for done, use in zip(step.done(answer), used)] for step in STEPS]
    codes = sorted(set(answer.counties), key=lambda code: (not code, code))
    lines = []
    for code in [*codes, "*"]:
        mine = [row for row, county in enumerate(answer.counties) if code in (county, "*")]
        lines.append((code, [sum(flag[row] for row in mine) for flag in flags]))
    return lines
