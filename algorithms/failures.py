"""What goes wrong in a verb, as one sentence for the user; the rest goes to QGIS's message log."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qgis.core import Qgis, QgsMessageLog, QgsProcessingException

from ..i18n import translate
from ..problems import Cancelled, UserError

LOG_TAG = "Outfall Tracer"


@contextmanager
def as_sentences(verb: str) -> Iterator[None]:
    """Turn what goes wrong inside into one QgsProcessingException with a sentence."""
    try:
        yield
    except QgsProcessingException:
        raise
    except Cancelled:
        text = translate("Algorithms", "Stopped as you asked; nothing was written.")
    except UserError as error:
        text = str(error)
        if error.detail:
            log(error.detail)
    except ModuleNotFoundError as error:
        text = missing_package(error.name or str(error))
        log(traceback.format_exc())
    except OSError as error:
        log(traceback.format_exc())
        text = translate("Algorithms", "{path} cannot be read or written: {reason}.").format(
            path=error.filename or translate("Algorithms", "A file"), reason=error.strerror or error
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets a sentence and the log the rest
        log(traceback.format_exc())
        text = translate(
            "Algorithms",
            "“{verb}” met something unexpected and stopped: {reason}. "
            "The details are in View > Panels > Log Messages, tab “{tab}”.",
        ).format(verb=verb, reason=_first_line(error), tab=LOG_TAG)
    else:
        return
    raise QgsProcessingException(text)


def log(text: str) -> None:
    """Write a detail for developers to QGIS's message log."""
    QgsMessageLog.logMessage(text, LOG_TAG, Qgis.MessageLevel.Warning, False)


def missing_package(name: str) -> str:
    """Return the sentence that names a missing Python package and what installs it."""
    package = name.partition(".")[0]
    text = translate(
        "Algorithms",
        "The Python package {package} is missing. Install it with: python3 -m pip install {requirement}",
    )
    # Newer shapely wheels bring a GEOS that does not get along with the one QGIS itself has loaded.
    return text.format(package=package, requirement={"shapely": "'shapely>=2,<2.1'"}.get(package, package))


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8, or raise a UserError that names the file."""
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(
            translate("Algorithms", "The file {path} cannot be written: {reason}.").format(
                path=path, reason=error.strerror or error
            )
        ) from error


def _first_line(error: Exception) -> str:
    """Return the type and the first line of an exception, without a full stop."""
    lines = str(error).strip().splitlines()
    text = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    return text.rstrip(".")
