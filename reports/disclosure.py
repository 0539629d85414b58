"""The public page: one folder of files that works from disk and from any static server.

What becomes public is the allow-list ``public_columns``; pipes and persons are not read, and numbers to reach
them by are taken out (:mod:`.public`). Nothing of the page is fetched from elsewhere: the map is Leaflet,
which the plugin carries, over the project's own river and districts. The folder takes its place whole.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..bundled_packages import folder_of
from ..i18n import Later, speaking, translate
from ..layers.files.whole_folder import check_replaceable, replaced_folder
from ..problems import UserError
from ..rules.tables import setting, setting_is_verified
from .disclosure_base import base_map
from .disclosure_rows import PublicColumn, public_columns, public_rows
from .labels import Progress, export_language, no_progress
from .map_data import read_base
from .map_layers import STATUS_COLOURS
from .query import Answer, Asked
from .sheets import safe_value
from .steps import STEPS, counts_by_district

PAGE = Path(__file__).resolve().parent.parent / "resources" / "disclosure"
DATA = "data"
LANGUAGES = ("zh", "en")
_OTHER = {"zh": "English", "en": "中文"}  # the other language, in its own word
COLOURED = "trace_status"  #: the column after which marks are coloured


@dataclass(frozen=True)
class Wanted:
    """How the page is made. rounding_m: of positions, None for the setting; base_map: river and districts."""

    rounding_m: float | None = None
    approval: str = ""
    base_map: bool = True


@dataclass
class Disclosure:
    """What was made. gaps: uid, title and what is missing; notes: sentences on all of it."""

    folder: Path
    outfalls: int = 0
    gaps: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def export_disclosure(
    project_path: str | Path,
    folder: str | Path,
    progress: Progress | None = None,
    *,
    asked: Asked | None = None,
    wanted: Wanted | None = None,
) -> Disclosure:
    """Write the public page of a project into ``folder``, in both languages, the project's first.

    Raises UserError where there is no outfall, Leaflet is not carried, the allow-list names what may not be
    public, or the folder cannot be replaced.
    """
    report, wanted, target = progress or no_progress, wanted or Wanted(), Path(folder)
    language = export_language(project_path, None)
    with speaking(language):
        check_replaceable(target)
        leaflet = folder_of("leaflet", translate("Reports", "The public page"))
        report(0.0, "reading")
        answers = {one: Answer(project_path, asked or Asked(), one) for one in LANGUAGES}
        rounding = _rounding(wanted.rounding_m)
        codes = sorted(set(answers[language].counties))
        columns = public_columns(
            {code: {one: answers[one].district(code) for one in LANGUAGES} for code in codes}
        )
        drawn = read_base(project_path)
        rows, gaps = public_rows(answers[language], columns, rounding / drawn.metres)
        if not rows:
            raise UserError(translate("Reports", "There is no outfall to publish. Import outfalls first."))
        report(0.4, "reading")
        base = base_map(drawn) if wanted.base_map else {}
        for district in base.get("districts", ()):
            code = district.pop("code", "")
            if code:
                district.update({one: answers[one].district(code) for one in LANGUAGES})
        order = [language, *(one for one in LANGUAGES if one != language)]
        contents = _contents({one: answers[one] for one in order}, rounding, wanted)
        report(0.6, "writing")
        with replaced_folder(target, "disclosure") as made:
            for file in sorted(PAGE.iterdir()):
                shutil.copyfile(file, made / file.name)
            shutil.copytree(leaflet, made / "leaflet")
            files = _open_data(made / DATA, columns, rows)
            report(0.9, "writing")
            _write_script(made / "data.js", {
                **contents, "base": base, "files": files, "rows": rows,
                "columns": [
                    {"key": column.key, **column.titles, **({"words": column.words} if column.words else {})}
                    for column in columns
                ]})
        report(1.0, "writing")
        return Disclosure(target, len(rows), gaps, notes_of(wanted))


def _rounding(asked: float | None) -> float:
    """Return metres; UserError where the setting is no number."""
    try:
        return max(0.0, float(setting("public_rounding_m")) if asked is None else asked)
    except ValueError as error:
        said = translate(
            "Reports", "The row public_rounding_m of the rule table settings is not a number: {value}."
        )
        raise UserError(said.format(value=setting("public_rounding_m"))) from error


def notes_of(wanted: Wanted) -> list[str]:
    """Return what whoever publishes should know about a page."""
    notes = []
    if not wanted.approval:
        notes.append(
            translate(
                "Reports",
                "The page has no map approval number (审图号): give it as APPROVAL, or leave river and "
                "districts out with BASE_MAP.",
            )
        )
    if not setting_is_verified("plate_phone"):
        notes.append(
            translate(
                "Reports",
                "The telephone number on the page, {phone}, is the row plate_phone of the rule table "
                "settings.",
            ).format(phone=setting("plate_phone"))
        )
    return notes


def _both(answers: Mapping[str, Answer], make: Callable[[Answer], Any]) -> dict[str, Any]:
    """Return what is said of an answer, in both languages."""
    found = {}
    for language, answer in answers.items():
        with speaking(language):
            found[language] = make(answer)
    return found


def _contents(answers: Mapping[str, Answer], rounding: float, wanted: Wanted) -> dict[str, Any]:
    """Return what the page says besides its data; the language it opens in is the first of ``answers``."""
    def notes(answer: Answer) -> list[str]:
        rounded = translate("Reports", "Positions are rounded to {n} m.").format(n=f"{rounding:g}")
        return [
            *answer.notes(),
            translate(
                "Reports", "Drawn from the river and the districts of the register; no pipes, no persons."
            ),
            *([rounded] if rounding else []),
            _approval(wanted),
        ]

    def names(answer: Answer) -> list[str]:
        codes = (code for code, _ in counts_by_district(answer))
        return [translate("Reports", "All") if code == "*" else answer.district(code) for code in codes]

    language = next(iter(answers))
    counts = [counts for _, counts in counts_by_district(answers[language])]
    return {
        "language": language,
        "approval": wanted.approval,
        "title": _both(answers, lambda _: translate("Reports", "River outfalls made public")),
        "state": _both(answers, lambda answer: answer.notes()[0]),
        "texts": _both(answers, _texts),
        "notes": _by_line(_both(answers, notes)),
        "steps": [{one: step.name(one) for one in LANGUAGES} for step in STEPS],
        "progress": [
            {**line, "counts": n} for line, n in zip(_by_line(_both(answers, names)), counts)
        ],
        "coloured": COLOURED,
        "colours": STATUS_COLOURS,
    }


def _by_line(said: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    return [dict(zip(said, line)) for line in zip(*said.values())]


def _approval(wanted: Wanted) -> str:
    return translate("Reports", "Map approval number: {number}").format(
        number=wanted.approval or "____________"
    )


def _texts(answer: Answer) -> dict[str, str]:
    return {
        "language": _OTHER[answer.language],
        "skip": translate("Reports", "To the search"),
        "search": translate("Reports", "Search by name, code, district or responsible party"),
        "found": translate("Reports", "{n} of {all} outfalls"),
        "more": translate("Reports", "Show more"),
        "close": translate("Reports", "Close"),
        "map": translate("Reports", "Map of the outfalls; the list below holds the same ones"),
        "several": translate("Reports", "{n} outfalls have the code {code}"),
        "unknown": translate("Reports", "There is no outfall {code} here"),
        "district": translate("Reports", "District"),
        "progress": translate("Reports", "Progress by district"),
        "report_title": translate("Reports", "Report what you see"),
        "report": translate(
            "Reports",
            "Call {phone} and say the code on the plate, where you are and what you see: colour, smell, "
            "foam, dead fish, waste water in dry weather.",
        ).format(phone=setting("plate_phone")),
        "data_title": translate("Reports", "Open data"),
        "data_about": translate("Reports", "The data of this page, to be used freely with the source named."),
    }


def _write_script(path: Path, contents: dict[str, Any]) -> None:
    """Write data as a script: browsers fetch nothing for a page that lies on disk."""
    text = json.dumps(contents, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in ("<", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    path.write_text(f"window.OUTFALL_DATA = {text};\n", encoding="utf-8")


def _open_data(
    folder: Path, columns: Sequence[PublicColumn], rows: Sequence[Sequence[Any]]
) -> list[dict[str, str]]:
    """Write tables, places and dictionary; return the files with their names in both languages."""
    folder.mkdir()
    for language in LANGUAGES:
        with (folder / f"outfalls_{language}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([safe_value(column.titles[language]) for column in columns])
            for row in rows:
                writer.writerow(
                    [safe_value(column.worded(value, language)) for column, value in zip(columns, row)]
                )
    keys = [column.key for column in columns]
    features = []
    for row in rows:
        cells = dict(zip(keys, row))
        place = [cells.pop("longitude", None), cells.pop("latitude", None)]
        geometry = None if None in place else {"type": "Point", "coordinates": place}
        features.append({"type": "Feature", "geometry": geometry, "properties": cells})
    collection = {"type": "FeatureCollection", "name": "outfalls", "features": features}
    (folder / "outfalls.geojson").write_text(
        json.dumps(collection, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    with (folder / "dictionary.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["column", "zh", "en", "meaning_zh", "meaning_en", "code", "code_zh", "code_en"])
        for column in columns:
            start = [
                column.key,
                *(column.titles[one] for one in LANGUAGES),
                *(column.meanings[one] for one in LANGUAGES),
            ]
            writer.writerow([*start, "", "", ""])
            for code, words in column.words.items():
                writer.writerow([column.key, "", "", "", "", safe_value(code), words["zh"], words["en"]])
    table = Later("Reports", "Outfalls as a table (CSV)")
    places = Later("Reports", "Outfalls with their places (GeoJSON, codes)")
    meaning = Later("Reports", "What columns and codes mean (CSV)")
    files = []
    for name, said in (
        *((f"outfalls_{one}.csv", table) for one in LANGUAGES),
        ("outfalls.geojson", places), ("dictionary.csv", meaning),
    ):
        words = {}
        for one in LANGUAGES:
            with speaking(one):
                words[one] = f"{_OTHER[one]} (CSV)" if said is table and one not in name else str(said)
        files.append({**words, "path": f"{DATA}/{name}"})
    return files
