"""What the engine found, as sentences: kinds and numbers in, words and units out.

The engine speaks of rows and codes; here they become the language that is spoken (see
:func:`i18n.speaking`: what is stored speaks the project's), with the names people know
(codes of pipes, names of outfalls).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import nan

from .i18n import Later, inflected, translate, user_language
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


# what findings say

def metres_text(value: float | int | str) -> str:
    """Return a distance with as many decimals as matter."""
    number = float(value)
    return f"{number:.2f}" if abs(number) < 10 else f"{number:.1f}" if abs(number) < 100 else f"{number:.0f}"


def _level(value: float | int | str) -> str:
    number = float(value)
    return f"{number:.3f}" if number == number else translate("Findings", "empty")


def _rounded(value: float | int | str) -> str:
    return f"{float(value):.0f}"


def _certainty(value: float | int | str) -> str:
    return f"{float(value):.2f}"


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


#: Value of a finding -> its place in the sentences, and how it is written; others stand as they are.
_WRITTEN: dict[str, tuple[str, Callable[[float | int | str], str]]] = {
    "rise_m": ("rise", metres_text), "gap_m": ("gap", metres_text), "length_m": ("length", metres_text),
    "nearest_m": ("distance", metres_text), "apart_m": ("distance", metres_text),
    "away_m": ("distance", metres_text), "invert_from": ("start", _level), "invert_to": ("end", _level),
    "upper_mm": ("upper", _rounded), "lower_mm": ("lower", _rounded), "pipes": ("n", str),
    "places": ("n", str), "ids": ("n", str), "turned": ("n", str), "certainty": ("certainty", _certainty),
    "against": ("against", _evidence), "stated": ("stated", _evidence),
}
#: Kind, and its form where it has several (:func:`_form`) -> what is wrong.
_TEXTS = {
    "cross_connection": Later(
        "Findings", "Pipe {pipe} ({foul}) runs into pipe {other} ({into}) and nowhere else."),
    "cross_connection to an outfall": Later(
        "Findings", "Pipe {pipe} ({foul}) runs into pipe {other} ({into}) and nowhere else; "
        "the water reaches outfall {outfall}."),
    "adverse_slope": Later(
        "Findings", "Pipe {pipe} rises by {rise} m in flow direction (inverts {start} m and {end} m)."),
    "bad_direction": Later(
        "Findings", "Pipe {pipe} rises by {rise} m in the direction taken ({basis}), and the water "
        "has no way on from its end."),
    "bad_direction of many": Later(
        "Findings", "This run flipped {n} pipes, {pipe} among them: the network is drawn "
        "against the flow."),
    "bad_direction weighed": Later(
        "Findings", "This run flipped pipe {pipe}, confidence {certainty}: {against} "
        "against {stated}."),
    "large_into_small": Later(
        "Findings", "Pipe {pipe} (DN {upper}) leads into the smaller pipe {other} (DN {lower})."),
    "near_miss": Later("Findings", "Pipe {pipe} ends {gap} m from pipe {other} without meeting it."),
    "dead_end": Later("Findings", "Pipe {pipe} ends here: no further pipe and no outfall."),
    "duplicate": Later("Findings", "Pipe {pipe} lies exactly on pipe {other}."),
    "isolated": Later(
        "Findings", "{n} (pipe is|pipes are) connected to no outfall: around pipe {pipe}, {length} m."),
    "missing_node": Later("Findings", "Pipe {pipe} names node {code}, but no manhole has this code."),
    "missing_node of two": Later("Findings", "Pipe {pipe} names only one of its two end nodes ({code})."),
    "level_sentinel": Later(
        "Findings", "An invert level of pipe {pipe} is a placeholder, not a level ({start} and {end})."),
    "zero_length": Later("Findings", "Pipe {pipe} has no length."),
    "bad_geometry": Later(
        "Findings", "Pipe {pipe} has no usable geometry and is not connected by node codes either."),
    "loop": Later(
        "Findings", "Pipes form a ring upstream of outfall {outfall}: water would flow in a circle."),
    "bridged_gap": Later("Findings", "The {gap} m gap behind pipe {pipe} was bridged by this run."),
    "unlinked_outfall": Later("Findings", "Outfall {name} meets no pipe."),
    "unlinked_outfall near one": Later(
        "Findings", "Outfall {name} meets no pipe: the nearest is {distance} m away."),
    "unlinked_source": Later("Findings", "Source {name} meets no pipe."),
    "unlinked_source near one": Later(
        "Findings", "Source {name} meets no pipe: the nearest is {distance} m away."),
    "overlap": Later("Findings", "Pipes {pipe} and {other} run over each other for {length} m."),
    "id_apart": Later(
        "Findings", "Node code {code} stands at {n} (place|places) up to {distance} m apart, as in pipes "
        "{pipe} and {other}; it joined only ends that lie together."),
    "id_moved": Later(
        "Findings", "The start of pipe {pipe} is drawn at node {here}, but names {code}, "
        "{distance} m away."),
    "id_moved at its end": Later(
        "Findings", "The end of pipe {pipe} is drawn at node {here}, but names {code}, "
        "{distance} m away."),
    "split_pipe": Later(
        "Findings", "Pipes {other} and {pipe} carry the same two node codes ({start}, {end}), and one begins "
        "where the other ends: a pipe was split, and both parts kept its codes. They were joined here."),
    "id_far of manholes": Later(
        "Findings", "Manhole {code} lies {distance} m from the pipes that name it, so it "
        "was not taken for their node."),
    "id_far of outfalls": Later(
        "Findings", "Outfall {name} names node {code}, which lies {distance} m away; "
        "it was joined by its place."),
    "id_far of sources": Later(
        "Findings", "Source {name} names node {code}, which lies {distance} m away; "
        "it was joined by its place."),
    "id_scheme": Later(
        "Findings", "Most node codes disagree with the drawing ({n} (code does|codes do)), so it was taken "
        "for a scheme: pipes were joined by their codes wherever they are drawn."),
    "outfall_choice": Later(
        "Findings", "Outfall {name} was joined to the end of pipe {pipe}, {distance} m away; "
        "pipe {other} ends beside it, too."),
}
#: Kind, or kind and form -> how to mend it.
_FIXES = {
    "cross_connection": Later(
        "Findings", "Check the connection on site; separate it, or correct the system of the pipes."),
    "adverse_slope": Later("Findings", "Check the invert levels and the flow direction."),
    "bad_direction": Later(
        "Findings", "The direction is probably reversed: flip the pipe, or correct the levels."),
    "bad_direction of many": Later(
        "Findings", "Flip the pipes, or enter their flow; those with the basis \"weighed "
        "evidence\" were flipped."),
    "bad_direction weighed": Later(
        "Findings", "Check the direction on site; if it is right, enter it as the pipe's flow."),
    "large_into_small": Later(
        "Findings", "Check both diameters; if they are right, the place may back up."),
    "near_miss": Later(
        "Findings", "Connect the pipes if they meet on site, or set a gap distance for the run."),
    "dead_end": Later(
        "Findings", "Find where the water goes: add the missing pipe or outfall, or flip the pipe."),
    "duplicate": Later("Findings", "Delete one of the two."),
    "isolated": Later("Findings", "Connect this part of the network, or add its outfall."),
    "missing_node": Later("Findings", "Add the manhole, or correct the code."),
    "missing_node of two": Later(
        "Findings", "Fill in the other end; until then the pipe is joined by its place."),
    "level_sentinel": Later("Findings", "Empty the level, or fill in the measured one."),
    "zero_length": Later("Findings", "Draw its second end, or delete it."),
    "bad_geometry": Later("Findings", "Draw the pipe, or fill in both end nodes."),
    "loop": Later(
        "Findings", "One pipe of the ring probably runs the other way; check the directions."),
    "bridged_gap": Later("Findings", "Draw the missing pipe if it exists on site."),
    "unlinked_outfall": Later(
        "Findings", "Add the pipe that leads to it, move the outfall to its place, name its "
        "manhole, or allow a greater distance."),
    "unlinked_source": Later(
        "Findings", "Name the manhole or outfall it drains to, add its connection, or allow a "
        "greater distance."),
    "overlap": Later("Findings", "Keep one line for one pipe; if there are two, draw them apart."),
    "id_apart": Later(
        "Findings", "Give every place a code of its own, with a prefix for each survey; empty the "
        "code where it only stands for none."),
    "id_moved": Later("Findings", "Enter {here} as the node of this end, or draw the end back to {code}."),
    "split_pipe": Later(
        "Findings", "Give this place a node code of its own, and enter it in both pipes."),
    "id_far": Later("Findings", "Correct the node code, or the place."),
    "id_scheme": Later(
        "Findings", "Nothing to do if the drawing is a scheme; else correct the codes, or "
        "empty them."),
    "outfall_choice": Later(
        "Findings", "If it is another end, name the outfall's node, or move the outfall onto "
        "that end."),
}


def finding_sentences(finding: Finding, names: Names) -> tuple[str, str]:
    """Return what is wrong and how to mend it."""
    form, values = _form(finding), _values(finding, names)
    text = inflected(str(_TEXTS[form]), **values)
    if finding.kind == "id_moved":
        text += " " + (
            translate("Findings", "It was joined where it is drawn.") if finding.values["taken"] else
            translate("Findings", "It was joined by its code; nothing shows which of the two is right."))
    return text, str(_FIXES.get(form) or _FIXES[finding.kind]).format(**values)


def _form(f: Finding) -> str:
    """Return the kind of a finding, with the form of its sentence where there are several."""
    near = " near one" if "nearest_m" in f.values else ""
    weighed = " weighed" if "certainty" in f.values else ""
    forms = {
        "cross_connection": " to an outfall" if f.values.get("outfall", -1) != -1 else "",
        "bad_direction": " of many" if "turned" in f.values else weighed,
        "missing_node": " of two" if f.values.get("half") else "",
        "unlinked_outfall": near,
        "unlinked_source": near,
        "id_moved": " at its end" if f.values.get("end") else "",
        "id_far": f" of {f.object_table}",
    }
    return f.kind + forms.get(f.kind, "")


def _values(f: Finding, names: Names) -> dict[str, object]:
    """Return what sentences say of a finding, by its place in them."""
    values: dict[str, object] = {**f.values, "other": names.pipe(f.other)}
    if f.object_table == "pipes":
        values["pipe"] = names.pipe(f.object_row)
    elif f.object_table == "outfalls":
        values["name"] = values["outfall"] = names.outfall(f.object_row)
    elif f.object_table == "sources":
        values["name"] = names.source(f.object_row)
    numbers = f.values
    if f.kind == "level_sentinel":
        numbers = {"invert_from": nan, "invert_to": nan, **numbers}
    for key in numbers:
        if key in _WRITTEN:
            name, written = _WRITTEN[key]
            values[name] = written(numbers[key])
    if f.kind == "cross_connection":
        system = SCHEMA.values("system")
        values["foul"], values["into"] = (
            system.label(str(numbers[key]), names.language) for key in ("from", "into"))
        values["outfall"] = names.outfall(int(numbers.get("outfall", -1)))
    if f.kind == "outfall_choice":
        values["pipe"] = names.pipe(int(numbers["pipe"]))
    if "basis" in numbers:
        basis = Basis(int(numbers["basis"])).name.lower()
        values["basis"] = SCHEMA.values("flow_basis").label(basis, names.language)
    return values
