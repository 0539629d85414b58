"""The settings that people may change, with their words; the page is made from this list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...i18n import translate
from .. import settings


@dataclass(frozen=True)
class Entry:
    """One setting on the page."""

    setting: settings.Setting[Any]
    label: str
    tip: str
    placeholder: str = ""


@dataclass(frozen=True)
class Section:
    """Settings that belong together."""

    title: str
    entries: tuple[Entry, ...]


def sections() -> tuple[Section, ...]:
    """Return the page's sections in the language of the window."""
    return (
        Section(translate("Options", "Result of a trace"), (
            Entry(
                settings.SELECT_PIPES, translate("Options", "Select the traced objects"),
                translate("Options", "The pipes, manholes and sources of a result become the selection of "
                          "their layers, ready for every other tool of QGIS."),
            ),
            Entry(
                settings.ZOOM_TO_RESULT, translate("Options", "Zoom to the result"),
                translate("Options", "The map moves so that the whole result is seen."),
            ),
            Entry(
                settings.SHOW_HEADWATERS, translate("Options", "Show headwaters among the ends"),
                translate("Options", "Where the network simply begins. They are many and rarely news."),
            ),
        )),
        Section(translate("Options", "Records"), (
            Entry(
                settings.PERSON, translate("Options", "Your name"),
                translate("Options", "Stands beside every decision and in the list of changes. Empty: the "
                          "name of your account on this computer."),
                placeholder=account_name(),
            ),
        )),
    )


def account_name() -> str:
    """Return the name of the account on this computer, "" where there is none."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
