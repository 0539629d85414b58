"""Options of a run, checked before the engine gets them: what cannot be meant is a sentence."""

from __future__ import annotations

from ..i18n import translate
from ..problems import UserError
from ..tracing.inputs import FARTHEST_M, wrong_options
from ..tracing.model import Options


def checked_options(options: Options | None) -> Options:
    """Return the options, today's defaults for None; raises UserError that names all that cannot be used."""
    options = options or Options()
    wrong = wrong_options(options)
    if wrong:
        raise UserError(
            translate(
                "Trace",
                "These settings of the run cannot be used: {values}. Distances are metres from 0 to {most}; "
                "the number of outfalls kept per source is 1 or more.",
            ).format(
                values=", ".join(f"{_name(name)} = {getattr(options, name)}" for name in wrong),
                most=f"{FARTHEST_M:.0f}",
            )
        )
    return options


def _name(option: str) -> str:
    return {
        "tolerance_m": translate("Trace", "tolerance"),
        "link_distance_m": translate("Trace", "link distance"),
        "outfall_distance_m": translate("Trace", "outfall distance"),
        "gap_distance_m": translate("Trace", "gaps bridged up to"),
        "gap_search_m": translate("Trace", "gaps looked for up to"),
        "nearest": translate("Trace", "outfalls kept per source"),
    }[option]
