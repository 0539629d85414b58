"""Options of a run, checked before the engine gets them: what cannot be meant is a sentence."""

from __future__ import annotations

from ...i18n import translate
from ...layers.schema import SCHEMA
from ...problems import UserError
from ...tracing.input_checks import CHOICES, FARTHEST_M, wrong_options
from ...tracing.model import LINK_RULES, Options


def checked_options(options: Options | None) -> Options:
    """Return the options, today's defaults for None; raises UserError that names all that cannot be used."""
    options = options or Options()
    wrong = wrong_options(options)
    kinds = [table.name for table in SCHEMA.source_tables]
    if options.limit_source_kind and options.limit_source_kind not in kinds:
        wrong.append("limit_source_kind")
    if wrong:
        raise UserError(
            translate(
                "Trace",
                "These settings of the run cannot be used: {values}. Distances are metres from 0 to {most}; "
                "the number of outfalls kept per source is 1 or more, other numbers are 0 or more.",
            ).format(
                values=", ".join(f"{option_name(name)} = {_shown(getattr(options, name))}" for name in wrong),
                most=f"{FARTHEST_M:.0f}",
            )
            + "".join(
                " " + translate("Trace", "For “{name}” you can choose: {words}.").format(
                    name=option_name(name), words=", ".join(words))
                for name, words in ({**CHOICES, "link_rules": LINK_RULES, "limit_source_kind": kinds}).items()
                if name in wrong
            )
        )
    return options


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)


def option_name(option: str) -> str:
    """Return what people call an option of :class:`tracing.model.Options`."""
    return {
        "tolerance_m": translate("Trace", "tolerance"),
        "link_distance_m": translate("Trace", "link distance"),
        "outfall_distance_m": translate("Trace", "outfall distance"),
        "gap_distance_m": translate("Trace", "gaps bridged up to"),
        "manhole_distance_m": translate("Trace", "manholes gather ends up to"),
        "gap_search_m": translate("Trace", "gaps looked for up to"),
        "direction_policy": translate("Trace", "what decides the flow direction"),
        "traverse_unknown": translate("Trace", "follow pipes of unknown direction"),
        "nearest": translate("Trace", "outfalls kept per source"),
        "id_distance_m": translate("Trace", "one node code joins ends up to"),
        "join_loose_ids": translate("Trace", "loose node codes join by place"),
        "limit_m": translate("Trace", "farthest along the network"),
        "limit_sources": translate("Trace", "sources after which a trace stops"),
        "limit_source_kind": translate("Trace", "kind of source that is counted"),
        "limit_manholes": translate("Trace", "manhole at which a trace stops"),
        "abandoned_is_barrier": translate("Trace", "abandoned pipes stop a trace"),
        "blocked_is_barrier": translate("Trace", "blocked pipes stop a trace"),
        "overflows": translate("Trace", "ways followed at a split"),
        "link_rules": translate("Trace", "linking rules"),
    }[option]
