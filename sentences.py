"""What the engine found, as sentences: kinds and numbers in, words and units out.

The engine speaks of rows and codes; here they become the language that is spoken (see
:func:`i18n.speaking`: what is stored speaks the project's), with the names people know
(codes of pipes, names of outfalls).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .i18n import inflected, translate, user_language
from .layers.schema import SCHEMA
from .tracing.model import Basis, End, Finding, Limit, Texts
from .tracing.packed_texts import TextColumn


@dataclass
class Names:
    """What rows are called: a code or a name, else the beginning of the identifier."""

    pipe_code: TextColumn
    pipe_uid: TextColumn
    outfall_name: Texts
    outfall_uid: Texts
    source_name: Texts
    source_uid: Texts
    language: str = field(default_factory=user_language)

    def pipe(self, row: int) -> str:
        """Return the name of a pipe."""
        return _called(self.pipe_code, self.pipe_uid, row)

    def outfall(self, row: int) -> str:
        """Return the name of an outfall."""
        return _called(self.outfall_name, self.outfall_uid, row)

    def source(self, row: int) -> str:
        """Return the name of a source."""
        return _called(self.source_name, self.source_uid, row)


def _called(names: TextColumn, uids: TextColumn, row: int) -> str:
    if row < 0 or row >= len(uids):
        return translate("Findings", "(unknown)")
    name = names[row]
    return str(name).strip() if name and str(name).strip() else str(uids[row])[:13]


def finding_sentences(finding: Finding, names: Names) -> tuple[str, str]:
    """Return what is wrong and how to mend it."""
    return _WRITERS[finding.kind](finding, names)


def end_code(reason: int, *, upstream: bool = True) -> str:
    """Return the code of why a trace ends; "outlet" where nothing leads on downstream, else the schema's."""
    kind = End(reason)
    return "outlet" if kind is End.HEADWATER and not upstream else kind.name.lower()


def end_sentence(
    reason: int, gap_m: float, pipe: int, names: Names, limit: int = Limit.NONE, *, upstream: bool = True
) -> str:
    """Return why a trace ends here."""
    kind = End(reason)
    if kind is End.HEADWATER and not upstream:
        return translate("Ends", "No pipe leads on from here.")
    if kind is End.LIMIT and limit == Limit.MAIN_WAY:
        return translate("Ends", "Pipe {pipe} is a side way (overflow or diversion) at the split above; this "
                         "run follows main ways only.").format(pipe=names.pipe(pipe))
    if kind is End.BARRIER:
        return translate("Ends", "The trace stops at pipe {pipe}: abandoned, blocked, a closed gate, or a "
                         "barrier of this run.").format(pipe=names.pipe(pipe))
    if kind is End.GAP:
        return translate("Ends", "No pipe is connected here, but pipe {pipe} lies {gap} m away.").format(
            pipe=names.pipe(pipe), gap=metres_text(gap_m))
    if kind is End.UNKNOWN_DIRECTION:
        return translate(
            "Ends", "The flow direction of pipe {pipe} is not known, so it was not followed."
        ).format(pipe=names.pipe(pipe))
    if kind is End.LIMIT:
        return _limit_reached(limit)
    if kind is End.LOOP:
        return translate("Ends", "The pipes form a ring: water would flow in a circle.")
    return translate("Ends", "The network begins here.")


def _limit_reached(limit: int) -> str:
    return {
        Limit.DISTANCE: translate("Ends", "The trace reached its limit: the distance along the network."),
        Limit.SOURCES: translate("Ends", "The trace reached its limit: the number of sources."),
        Limit.MANHOLES: translate("Ends", "The trace reached its limit: the number of manholes."),
    }.get(Limit(limit), translate("Ends", "The trace reached its limit."))


def edits_pending_sentence(path: str, layers: list[str]) -> str:
    """Return why a project with unsaved edits in QGIS is not written."""
    return translate("Trace", "{path} is open in QGIS with unsaved edits in {layers}. Save or discard the "
                     "edits, then start again; nothing was changed."
                     ).format(path=path, layers=", ".join(layers))


# one writer per kind of finding


def metres_text(value: float | int | str) -> str:
    """Return a distance with as many decimals as matter."""
    number = float(value)
    return f"{number:.2f}" if abs(number) < 10 else f"{number:.1f}" if abs(number) < 100 else f"{number:.0f}"


def _system(code: object, names: Names) -> str:
    return SCHEMA.values("system").label(str(code), names.language)


def _cross_connection(f: Finding, names: Names) -> tuple[str, str]:
    text = translate("Findings", "Pipe {pipe} ({foul}) runs into pipe {other} ({into}) and nowhere else; "
                     "the water reaches outfall {outfall}.")
    if int(f.values.get("outfall", -1)) < 0:
        text = translate("Findings", "Pipe {pipe} ({foul}) runs into pipe {other} ({into}) and nowhere else.")
    return (
        text.format(pipe=names.pipe(f.object_row), foul=_system(f.values["from"], names),
                    other=names.pipe(f.other), into=_system(f.values["into"], names),
                    outfall=names.outfall(int(f.values.get("outfall", -1)))),
        translate("Findings",
                  "Check the connection on site; separate it, or correct the system of the pipes."),
    )


def _adverse_slope(f: Finding, names: Names) -> tuple[str, str]:
    return (
        translate("Findings",
                  "Pipe {pipe} rises by {rise} m in flow direction (inverts {start} m and {end} m).")
        .format(pipe=names.pipe(f.object_row), rise=metres_text(f.values["rise_m"]),
                start=_level(f.values["invert_from"]), end=_level(f.values["invert_to"])),
        translate("Findings", "Check the invert levels and the flow direction."),
    )


def evidence_names(kinds: list[str]) -> str:
    """Name kinds of evidence of direction; how the pipe meets the others counts where none is named."""
    known = {
        "flow": translate("Findings", "declared flow"),
        "declared": translate("Findings", "declared order"),
        "digitised": translate("Findings", "drawing order"),
        "invert": translate("Findings", "inverts"),
        "levels": translate("Findings", "levels of its neighbours"),
        "joints": translate("Findings", "the pipes it meets"),
        "size": translate("Findings", "sizes"),
        "way": translate("Findings", "way to the outfalls"),
        "pump": translate("Findings", "pump"),
    }
    named = list(dict.fromkeys(known[kind] for kind in kinds if kind in known))
    return " + ".join(named) or translate("Findings", "the pipes it meets")


def _evidence(kinds: float | int | str) -> str:
    return evidence_names(str(kinds).split(","))


def _bad_direction(f: Finding, names: Names) -> tuple[str, str]:
    if "turned" in f.values:
        return (
            translate("Findings", "This run flipped {n} pipes, {pipe} among them: the network is drawn "
                                  "against the flow.").format(
                n=f.values["turned"], pipe=names.pipe(f.object_row)),
            translate("Findings", "Flip the pipes, or enter their flow; those with the basis \"weighed "
                                  "evidence\" were flipped."),
        )
    if "certainty" in f.values:
        return (
            translate("Findings", "This run flipped pipe {pipe}, confidence {certainty}: {against} "
                                  "against {stated}.").format(
                          pipe=names.pipe(f.object_row), certainty=f"{float(f.values['certainty']):.2f}",
                          against=_evidence(f.values["against"]), stated=_evidence(f.values["stated"])),
            translate("Findings",
                      "Check the direction on site; if it is right, enter it as the pipe's flow."),
        )
    basis = SCHEMA.values("flow_basis").label(Basis(int(f.values["basis"])).name.lower(), names.language)
    return (
        translate("Findings", "Pipe {pipe} rises by {rise} m in the direction taken ({basis}), and the water "
                  "has no way on from its end.").format(
                      pipe=names.pipe(f.object_row), rise=metres_text(f.values["rise_m"]), basis=basis),
        translate("Findings", "The direction is probably reversed: flip the pipe, or correct the "
                              "levels."),
    )


def _large_into_small(f: Finding, names: Names) -> tuple[str, str]:
    return (
        translate("Findings",
                  "Pipe {pipe} (DN {upper}) leads into the smaller pipe {other} (DN {lower}).").format(
            pipe=names.pipe(f.object_row), upper=f"{float(f.values['upper_mm']):.0f}",
            other=names.pipe(f.other), lower=f"{float(f.values['lower_mm']):.0f}"),
        translate("Findings", "Check both diameters; if they are right, the place may back up."),
    )


def _near_miss(f: Finding, names: Names) -> tuple[str, str]:
    return (
        translate("Findings", "Pipe {pipe} ends {gap} m from pipe {other} without meeting it.").format(
            pipe=names.pipe(f.object_row), gap=metres_text(f.values["gap_m"]), other=names.pipe(f.other)),
        translate("Findings", "Connect the pipes if they meet on site, or set a gap distance for the run."),
    )


def _dead_end(f: Finding, names: Names) -> tuple[str, str]:
    return (
        translate("Findings", "Pipe {pipe} ends here: no further pipe and no outfall.").format(
            pipe=names.pipe(f.object_row)),
        translate("Findings",
                  "Find where the water goes: add the missing pipe or outfall, or flip the pipe."),
    )


def _duplicate(f: Finding, names: Names) -> tuple[str, str]:
    return (
        translate("Findings", "Pipe {pipe} lies exactly on pipe {other}.").format(
            pipe=names.pipe(f.object_row), other=names.pipe(f.other)),
        translate("Findings", "Delete one of the two."),
    )


def _isolated(f: Finding, names: Names) -> tuple[str, str]:
    return (
        inflected(
            translate(
                "Findings",
                "{n} (pipe is|pipes are) connected to no outfall: around pipe {pipe}, {length} m.",
            ),
            n=int(f.values["pipes"]), length=metres_text(f.values["length_m"]), pipe=names.pipe(f.object_row),
        ),
        translate("Findings", "Connect this part of the network, or add its outfall."),
    )


def _missing_node(f: Finding, names: Names) -> tuple[str, str]:
    if int(f.values.get("half", 0)):
        return (
            translate("Findings", "Pipe {pipe} names only one of its two end nodes ({code}).").format(
                pipe=names.pipe(f.object_row), code=f.values["code"]),
            translate("Findings", "Fill in the other end; until then the pipe is joined by its place."),
        )
    return (
        translate("Findings", "Pipe {pipe} names node {code}, but no manhole has this code.").format(
            pipe=names.pipe(f.object_row), code=f.values["code"]),
        translate("Findings", "Add the manhole, or correct the code."),
    )


def _level_sentinel(f: Finding, names: Names) -> tuple[str, str]:
    return (
        translate("Findings",
                  "An invert level of pipe {pipe} is a placeholder, not a level ({start} and {end}).")
        .format(pipe=names.pipe(f.object_row), start=_level(f.values.get("invert_from", float("nan"))),
                end=_level(f.values.get("invert_to", float("nan")))),
        translate("Findings", "Empty the level, or fill in the measured one."),
    )


def _zero_length(f: Finding, names: Names) -> tuple[str, str]:
    return (
        translate("Findings", "Pipe {pipe} has no length.").format(pipe=names.pipe(f.object_row)),
        translate("Findings", "Draw its second end, or delete it."),
    )


def _bad_geometry(f: Finding, names: Names) -> tuple[str, str]:
    return (
        translate("Findings", "Pipe {pipe} has no usable geometry and is not connected by node codes either.")
        .format(pipe=names.pipe(f.object_row)),
        translate("Findings", "Draw the pipe, or fill in both end nodes."),
    )


def _loop(f: Finding, names: Names) -> tuple[str, str]:
    return (
        translate("Findings",
                  "Pipes form a ring upstream of outfall {outfall}: water would flow in a circle.")
        .format(outfall=names.outfall(f.object_row)),
        translate("Findings", "One pipe of the ring probably runs the other way; check the directions."),
    )


def _bridged_gap(f: Finding, names: Names) -> tuple[str, str]:
    return (
        translate("Findings", "The {gap} m gap behind pipe {pipe} was bridged by this run.").format(
            gap=metres_text(f.values["gap_m"]), pipe=names.pipe(f.object_row)),
        translate("Findings", "Draw the missing pipe if it exists on site."),
    )


def _unlinked_outfall(f: Finding, names: Names) -> tuple[str, str]:
    return (_unlinked(f, names.outfall(f.object_row), "outfall"),
            translate("Findings", "Add the pipe that leads to it, move the outfall to its place, name its "
                      "manhole, or allow a greater distance."))


def _unlinked_source(f: Finding, names: Names) -> tuple[str, str]:
    return (_unlinked(f, names.source(f.object_row), "source"),
            translate("Findings", "Name the manhole or outfall it drains to, add its connection, or allow a "
                      "greater distance."))


def _unlinked(f: Finding, name: str, what: str) -> str:
    if "nearest_m" in f.values:
        text = (translate("Findings", "Outfall {name} meets no pipe: the nearest is {distance} m away.")
                if what == "outfall" else
                translate("Findings", "Source {name} meets no pipe: the nearest is {distance} m away."))
        return text.format(name=name, distance=metres_text(f.values["nearest_m"]))
    text = (translate("Findings", "Outfall {name} meets no pipe.") if what == "outfall"
            else translate("Findings", "Source {name} meets no pipe."))
    return text.format(name=name)


def _overlap(f: Finding, names: Names) -> tuple[str, str]:
    return (
        translate("Findings", "Pipes {pipe} and {other} run over each other for {length} m.").format(
            pipe=names.pipe(f.object_row), other=names.pipe(f.other),
            length=metres_text(f.values["length_m"])),
        translate("Findings", "Keep one line for one pipe; if there are two, draw them apart."),
    )


def _id_apart(f: Finding, names: Names) -> tuple[str, str]:
    text = translate(
        "Findings",
        "Node code {code} stands at {n} (place|places) up to {distance} m apart, as in pipes {pipe} and "
        "{other}; it joined only ends that lie together.",
    )
    return (
        inflected(text, n=int(f.values["places"]), code=f.values["code"],
                  distance=metres_text(f.values["apart_m"]), pipe=names.pipe(f.object_row),
                  other=names.pipe(f.other)),
        translate("Findings", "Give every place a code of its own, with a prefix for each survey; empty the "
                  "code where it only stands for none."),
    )


def _id_moved(f: Finding, names: Names) -> tuple[str, str]:
    if int(f.values["end"]):
        text = translate("Findings", "The end of pipe {pipe} is drawn at node {here}, but names {code}, "
                         "{distance} m away.")
    else:
        text = translate("Findings", "The start of pipe {pipe} is drawn at node {here}, but names {code}, "
                         "{distance} m away.")
    joined = (
        translate("Findings", "It was joined where it is drawn.") if int(f.values["taken"]) else
        translate("Findings", "It was joined by its code; nothing shows which of the two is right.")
    )
    here, code = f.values["here"], f.values["code"]
    return (
        text.format(pipe=names.pipe(f.object_row), here=here, code=code,
                    distance=metres_text(f.values["away_m"])) + " " + joined,
        translate("Findings", "Enter {here} as the node of this end, or draw the end back to {code}.").format(
            here=here, code=code),
    )


def _split_pipe(f: Finding, names: Names) -> tuple[str, str]:
    text = translate(
        "Findings",
        "Pipes {other} and {pipe} carry the same two node codes ({start}, {end}), and one begins where "
        "the other ends: a pipe was split, and both parts kept its codes. They were joined here.",
    )
    return (
        text.format(pipe=names.pipe(f.object_row), other=names.pipe(f.other), start=f.values["from"],
                    end=f.values["to"]),
        translate("Findings", "Give this place a node code of its own, and enter it in both pipes."),
    )


def _id_far(f: Finding, names: Names) -> tuple[str, str]:
    name = ""
    if f.object_table == "manholes":
        text = translate("Findings", "Manhole {code} lies {distance} m from the pipes that name it, so it "
                         "was not taken for their node.")
    elif f.object_table == "outfalls":
        name = names.outfall(f.object_row)
        text = translate("Findings", "Outfall {name} names node {code}, which lies {distance} m away; "
                                     "it was joined by its place.")
    else:
        name = names.source(f.object_row)
        text = translate("Findings", "Source {name} names node {code}, which lies {distance} m away; "
                                     "it was joined by its place.")
    return (
        text.format(name=name, code=f.values["code"], distance=metres_text(f.values["away_m"])),
        translate("Findings", "Correct the node code, or the place."),
    )


def _id_scheme(f: Finding, names: Names) -> tuple[str, str]:
    text = translate(
        "Findings",
        "Most node codes disagree with the drawing ({n} (code does|codes do)), so it was taken for a scheme: "
        "pipes were joined by their codes wherever they are drawn.",
    )
    return (
        inflected(text, n=int(f.values["ids"])),
        translate("Findings", "Nothing to do if the drawing is a scheme; else correct the codes, or "
                              "empty them."),
    )


def _outfall_choice(f: Finding, names: Names) -> tuple[str, str]:
    return (
        translate("Findings", "Outfall {name} was joined to the end of pipe {pipe}, {distance} m away; "
                  "pipe {other} ends beside it, too.").format(
            name=names.outfall(f.object_row), pipe=names.pipe(int(f.values["pipe"])),
            distance=metres_text(f.values["away_m"]), other=names.pipe(f.other)),
        translate("Findings", "If it is another end, name the outfall's node, or move the outfall onto "
                  "that end."),
    )


def _level(value: float | int | str) -> str:
    number = float(value)
    return f"{number:.3f}" if number == number else translate("Findings", "empty")


_WRITERS: dict[str, Callable[[Finding, Names], tuple[str, str]]] = {
    "cross_connection": _cross_connection, "adverse_slope": _adverse_slope, "dead_end": _dead_end,
    "duplicate": _duplicate, "isolated": _isolated, "bad_direction": _bad_direction,
    "large_into_small": _large_into_small, "missing_node": _missing_node, "level_sentinel": _level_sentinel,
    "overlap": _overlap, "near_miss": _near_miss, "bridged_gap": _bridged_gap, "loop": _loop,
    "zero_length": _zero_length, "bad_geometry": _bad_geometry, "unlinked_outfall": _unlinked_outfall,
    "unlinked_source": _unlinked_source, "id_apart": _id_apart, "id_moved": _id_moved,
    "split_pipe": _split_pipe, "id_far": _id_far, "id_scheme": _id_scheme, "outfall_choice": _outfall_choice,
}
