"""What stands on the sign plates of outfalls, and what is missing for it.

The words and sizes are those of the rule tables ``plate_lines`` and ``plate_sizes``; the values come from the
one query over the project. Every plate has a short id of its own, which its QR code leads to: the code of the
outfall, or the beginning of its identifier where it has none, or shares it with another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from ..i18n import inflected, translate
from ..layers.schema import SCHEMA
from ..problems import UserError
from ..rules.plates import PlateLine, PlateSize, plate_lines, plate_sizes
from ..rules.tables import setting, setting_is_verified
from .labels import label_of, texts
from .public import public_party, without_numbers
from .query import Answer
from .steps import in_use

_ON_PLATE = ("plate_name", "plate_code")
_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_FILE = 60  # characters


@dataclass(frozen=True)
class Plate:
    """One plate: its outfall, its short id and address, its lines (label and value) from top to bottom."""

    uid: str
    id: str
    url: str
    heading: str
    caption: str
    lines: tuple[tuple[str, str], ...]
    mount: str
    place: str
    gaps: tuple[str, ...]
    file: str

    @property
    def title(self) -> str:
        """What the plate is called in lists: the name of its outfall, else its id."""
        return self.lines[0][1] or self.id


@dataclass
class Plates:
    """The plates of a question; left_out: sentences on outfalls without one; notes: on all of them."""

    size: PlateSize
    plates: list[Plate]
    left_out: list[str]
    notes: list[str]

    def gaps(self) -> Iterator[tuple[str, str, str]]:
        """Yield uid, title and what is missing, row by row."""
        for plate in self.plates:
            for gap in plate.gaps:
                yield plate.uid, plate.title, gap


def plate_size(key: str) -> PlateSize:
    """Return the size of a key, the first one for ""; UserError where there is none, or a row is no size."""
    try:
        known = plate_sizes()
    except (KeyError, ValueError) as error:
        said = translate("Reports", "The rule table plate_sizes cannot be used: {reason}.")
        raise UserError(said.format(reason=error)) from error
    if key and key not in known:
        said = translate("Reports", "There is no plate of the size {size}. There are: {sizes}.")
        raise UserError(said.format(size=key, sizes=", ".join(known)))
    return known[key] if key else next(iter(known.values()))


def plates_of(answer: Answer, size: PlateSize, url: str = "") -> Plates:
    """Return the plates of an answer.

    ``url``: the address in the QR code, with {id}; "" for that of the table settings.
    Raises UserError where the address has no place for the id.
    """
    address = url or setting("plate_url")
    if "{id}" not in address or not re.match(r"https?://[^\s/]+", address):
        said = translate(
            "Reports",
            "URL must be an address with {{id}} in it, such as https://example.org/outfalls/#{{id}}; "
            "{url} is not.",
        )
        raise UserError(said.format(url=address))
    cells = _Cells(answer)
    rows = [row for row, used in enumerate(in_use(answer)) if used]
    made = [_plate(cells, row, size, address) for row in rows]
    return Plates(size, made, _left_out(cells, len(rows)), _notes(size, url))


def _folded(code: str) -> str:
    return re.sub(r"[\W_]", "", code).casefold()


def _notes(size: PlateSize, url: str) -> list[str]:
    notes = []
    if not size.verified or not all(line.verified for line in plate_lines()):
        notes.append(
            translate(
                "Reports",
                "Size, colours and wording are rows of editable tables that no text of the rule at hand "
                "confirms ({source}). Compare them with HJ 1309-2023 before plates are made.",
            ).format(source=size.source)
        )
    if not url and not setting_is_verified("plate_url"):
        notes.append(
            translate(
                "Reports",
                "The QR codes lead to {url}, which is the row plate_url of the rule table settings; give "
                "the address of your public page as URL before plates are made.",
            ).format(url=setting("plate_url"))
        )
    return notes


def _left_out(cells: _Cells, taken: int) -> list[str]:
    gone = cells.answer.outfalls.n - taken
    if not gone:
        return []
    return [
        inflected(
            translate(
                "Reports",
                "{n} (outfall|outfalls) left the register or (is|are) judged no outfall; no plate is made.",
            ),
            n=gone,
        )
    ]


class _Cells:
    """The values of plates, by outfall."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        names = (
            "name",
            "code_national",
            "code_local",
            "type_718",
            "type_l1",
            "type_l2",
            "type_l3",
            "party_main",
            "managing_unit",
            "receiving_water",
            "trace_status",
            "party_rule",
            "uid",
        )
        self._texts = {name: answer.outfall_texts(name) for name in names}
        self._signs = answer.of_outfalls("signs")
        plans = answer.of_outfalls("remediation")
        self._supervisor_of = dict(zip(texts(plans["outfall_uid"]), texts(plans["supervisor"])))
        self._sign_of = {uid: row for row, uid in enumerate(texts(self._signs["outfall_uid"]))}

    def text(self, name: str, row: int) -> str:
        return self._texts[name][row]

    def code(self, row: int) -> str:
        return self.text("code_national", row) or self.text("code_local", row)

    def sign(self, name: str, row: int) -> str:
        at = self._sign_of.get(self.text("uid", row), -1)
        return texts(self._signs[name])[at] if at >= 0 else ""

    def value(self, line: PlateLine, row: int) -> str:
        """Return what stands behind a label, "" where nothing is known."""
        kind, _, key = line.value.partition(":")
        if kind == "setting":
            return setting(key)
        if kind == "code":
            return self.code(row)
        if kind == "class":
            return self._class(row)
        if kind == "party":
            return public_party(self.text("party_main", row))
        if kind == "supervisor":
            plan = self._supervisor_of.get(self.text("uid", row), "")
            return without_numbers(plan or self.text("managing_unit", row) or self.answer.departments[row])
        return without_numbers(self._texts.get(kind, [""] * (row + 1))[row])

    def _class(self, row: int) -> str:
        for name in ("type_l3", "type_l2", "type_l1", "type_718"):
            code = self.text(name, row)
            if code:
                declared = SCHEMA.table("outfalls").column(name).values
                return label_of(declared, code, self.answer.language)
        return ""


def _plate(cells: _Cells, row: int, size: PlateSize, address: str) -> Plate:
    language, short = cells.answer.language, cells.answer.short_ids[row]
    said = {line.key: line for line in plate_lines()}
    body = [line for line in plate_lines() if line.value]
    lines = tuple((line.label(language), cells.value(line, row)) for line in body)
    gaps = [
        translate("Reports", "no {what}").format(what=label)
        for line, (label, value) in zip(body, lines)
        if line.required and not value
    ]
    if cells.answer.shares_code[row]:
        gaps.append(
            translate("Reports", "another outfall has the code {code}, too").format(code=cells.code(row))
        )
    if cells.text("trace_status", row) == "candidates" and cells.text("party_rule", row):
        gaps.append(
            translate("Reports", "its responsible party rests on candidates that nobody has confirmed")
        )
    place = without_numbers(cells.sign("place", row))
    file = _NO_NAME.sub("_", short).strip(" .")[:_LONGEST_FILE] or cells.text("uid", row)

    def label(key: str) -> str:
        return said[key].label(language) if key in said else ""

    return Plate(
        cells.text("uid", row),
        short,
        address.replace("{id}", quote(short, safe="-_.~")),
        label("heading"),
        label("qr"),
        lines,
        cells.sign("mount", row) or size.mount,
        place,
        tuple(gaps),
        file,
    )


def on_site(answer: Answer) -> list[tuple[str, str, str, str, str]]:
    """Return plates that say something else than the register: as a visit read them last, or as made.

    Each: uid, what the plate says, what the register says, when it was read or installed, and the column.
    """
    read: dict[str, tuple[str, tuple[str, str]]] = {}
    for table, day in (("signs", "installed_on"), ("visits", "time")):  # what was seen counts
        rows = answer.of_outfalls(table)
        cells = [texts(rows[name]) for name in ("outfall_uid", day, *_ON_PLATE)]
        found = sorted((time, uid, (name, code)) for uid, time, name, code in zip(*cells) if name or code)
        read.update({uid: (time, said) for time, uid, said in found})
    names, codes = answer.outfall_texts("name"), [
        national or local
        for national, local in zip(answer.outfall_texts("code_national"), answer.outfall_texts("code_local"))
    ]
    differing = []
    for uid, (time, said) in read.items():
        row = answer.row_of[uid]
        for column, stands, now in zip(_ON_PLATE, said, (names[row], codes[row])):
            if stands and _folded(stands) != _folded(now):
                differing.append((uid, stands, now, time, column))
    return differing


def without_doubles(files: Sequence[str]) -> list[str]:
    """Return file names of which no two are one, also where upper and lower case are."""
    taken: set[str] = set()
    found = []
    for file in files:
        name, count = file, 2
        while name.casefold() in taken:
            name, count = f"{file}_{count}", count + 1
        taken.add(name.casefold())
        found.append(name)
    return found
