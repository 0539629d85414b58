"""What goes wrong in a verb, as one sentence for the user; the rest goes to QGIS's message log."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import Qgis, QgsMessageLog

from ..i18n import system_reason, translate
from ..layers import requirements
from ..layers.qgis_names import ProcessingException
from ..problems import Cancelled, UserError

LOG_TAG = "Outfall Tracer"


@contextmanager
def as_sentences(verb: str) -> Iterator[None]:
    """Turn what goes wrong inside into one QgsProcessingException with a sentence."""
    try:
        yield
    except ProcessingException:
        raise
    except Cancelled:
        text = translate("Algorithms", "Stopped as you asked; nothing was written.")
    except UserError as error:
        text = str(error)
        if error.detail:
            log(error.detail)
    except OSError as error:
        log(traceback.format_exc())
        text = translate("Algorithms", "{path} cannot be read or written: {reason}.").format(
            path=error.filename or translate("Algorithms", "A file"), reason=system_reason(error)
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets a sentence and the log the rest
        log(traceback.format_exc())
        text = _of_packages(error) or translate(
            "Algorithms",
            "“{verb}” met something unexpected and stopped: {reason}. "
            "The details are in View > Panels > Log Messages, tab “{tab}”.",
        ).format(verb=verb, reason=_first_line(error), tab=LOG_TAG)
    else:
        return
    raise ProcessingException(text)


def log(text: str) -> None:
    """Write a detail for developers to QGIS's message log."""
    write_log(text, Qgis.MessageLevel.Warning)


def write_log(text: str, level: Qgis.MessageLevel) -> None:
    """Write to QGIS's message log, which some versions show as HTML and others as text."""
    QgsMessageLog.logMessage(text.replace("<", "‹").replace(">", "›"), LOG_TAG, level, False)


def _of_packages(error: Exception) -> str:
    """Return what to install where a Python package is missing or too old, whatever that led to; else ""."""
    lacking = requirements.missing()
    if lacking:
        return requirements.sentence(lacking)
    if not isinstance(error, ModuleNotFoundError):
        return ""
    package = (error.name or str(error)).partition(".")[0]
    text = translate(
        "Algorithms",
        "The Python package {package} is missing. Install it with: python3 -m pip install {package}",
    )
    return text.format(package=package)


def _first_line(error: Exception) -> str:
    """Return the type and the first line of an exception, without a full stop."""
    lines = str(error).strip().splitlines()
    text = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    return text.rstrip(".")
