"""Errors and problems as sentences, shared by every room.

Two shapes. :class:`UserError` stops what was asked: its text is a sentence a
user can act on, its ``detail`` is for the log. :class:`Problem` is one line of a
list: checks collect all problems of an input and report them together.
Standard library only, so the engine and the rules may use it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Severity(str, Enum):
    """How much a problem matters to the answer."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: what, where, and how to mend it."""

    text: str
    severity: Severity = Severity.ERROR
    table: str = ""
    row: str = ""
    column: str = ""
    fix: str = ""

    def __str__(self) -> str:
        where = " ".join(part for part in (self.table, self.row, self.column) if part)
        return " ".join(part for part in (f"[{where}]" if where else "", self.text, self.fix) if part)


class UserError(Exception):
    """What was asked cannot be done; the message is a sentence for the user."""

    def __init__(self, message: str, detail: str = "", problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {problem}" for problem in self.problems)])


class Cancelled(Exception):
    """The user asked to stop; nothing was written."""


class InputError(UserError, ValueError):
    """Arrays or options handed to the engine do not fit together."""
