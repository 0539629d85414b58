"""The editable tables of the import: other names of columns, values, numberings and layers.

They lie in ``resources/importing``; a copy with somebody's own words, in the folder named by the
environment variable ``OUTFALL_TRACER_RULES``, is used in place of the one that came with the
plugin (see :mod:`...rules.tables`). Names are compared as :func:`plain` writes them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

from ..layers.schema import SCHEMA
from ..rules import tables

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "importing"

_UNITS = tables.delivered_rows("units", FOLDER)
#: Units that headings name in brackets, and that stand behind numbers in cells: as written -> unit.
_HEADING_UNITS = {word: row["unit"] for row in _UNITS for word in row["headings"].split(";")}
CELL_UNITS = {word: row["unit"] for row in _UNITS for word in row["cells"].split(";") if word}
#: Lists of words in ``values.csv`` that are no value lists of the schema.
_OWN_LISTS = ("boolean", "both_ways", "other_utility")
_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_CHOICE = re.compile(r"\{([^{}]*)\}")
_NOISE = re.compile(r"[\s_\-./:：*#'\"、,，]+")


@dataclass(frozen=True)
class Alias:
    """One other name of a target column; ``order`` is its place in the table (earlier beats later)."""

    target: str
    certainty: float
    unit: str = ""
    derive: str = ""
    share: bool = False
    order: int = 0


@dataclass(frozen=True)
class Word:
    """A word in cells and the code it stands for ("" for nothing); ``contains``: inside a longer text too."""

    text: str
    code: str
    contains: bool


@dataclass(frozen=True)
class Numbering:
    """A way of numbering values: number as text -> code, and other columns that go with it."""

    name: str
    label_en: str
    label_zh: str
    codes: dict[str, str]
    meanings: dict[str, str]
    needs_signs: bool
    signs: frozenset[str]

    def label(self, language: str) -> str:
        """Return the name in "zh" or "en"."""
        return self.label_zh if language == "zh" else self.label_en


@dataclass(frozen=True)
class LayerWord:
    """A word in the name of a file or layer, and what it speaks for."""

    word: str
    table: str
    geometry: str
    weight: float
    column: str = ""
    value: str = ""


def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of an import table."""
    return tables.rows(name, FOLDER)


@lru_cache(maxsize=16384)
def plain(name: str) -> str:
    """Return a heading as names are compared: no brackets, blanks, marks or case."""
    text = unicodedata.normalize("NFKC", name).casefold()
    bare = _NOISE.sub("", _BRACKETS.sub("", text))
    return bare or _NOISE.sub("", re.sub(r"[()\[\]【】]", "", text))


def unit_of(name: str) -> str:
    """Return the unit that a heading names in brackets or behind a slash, "" for none."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("³", "3").replace("²", "2")
    for found in (*_BRACKETS.findall(text), *re.findall(r"[/_]([^/_]+)$", text)):
        if unit := _HEADING_UNITS.get(found.strip()):
            return unit
    return ""


def factors(measure: str) -> dict[str, float]:
    """Return what turns each unit into metres, hectares ("area") or m³ a day ("flow")."""
    return {row["unit"]: float(row["factor"]) for row in _UNITS if row["measure"] == measure}


def names_of(name: str) -> tuple[str, ...]:
    """Return the spellings under which a heading is looked up: plain, and with its brackets kept."""
    text = unicodedata.normalize("NFKC", name).casefold()
    whole = _NOISE.sub("", re.sub(r"[()\[\]【】]", "", text))
    bare = plain(name)
    return (whole, bare) if unit_of(name) == "" and whole != bare else (bare, whole)


def last_of(name: str) -> str:
    """Return the plain last line of a grouped heading, such as 经度 of "坐标 经度 (°)"; "" for others."""
    parts = _BRACKETS.sub(" ", unicodedata.normalize("NFKC", name)).split()
    grouped = len(parts) > 1 and any(character > "\u2e80" for character in name)
    return plain(parts[-1]) if grouped else ""


def spelled_out(aliases: str) -> list[str]:
    """Return the names of a cell of aliases: separated by ``;``, ``{a|b}`` standing for each of its words."""
    found = []
    for alias in aliases.split(";"):
        pieces = _CHOICE.split(alias)  # text and choices in turn
        choices = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
        found += ["".join(chosen) for chosen in product(*choices)]
    return found


def ending_of(name: str, endings: Iterable[str]) -> str:
    """Return the longest of ``endings`` (names behind ``*``) with which a plain name ends, "" for none."""
    fitting = [one for one in endings if one[:1] == "*" and len(one) <= len(name) and name.endswith(one[1:])]
    return max(fitting, key=len, default="")


@lru_cache(maxsize=64)
def _aliases(table: str, _folder: str) -> dict[str, tuple[Alias, ...]]:
    found: dict[str, list[Alias]] = {}
    is_source = any(one.name == table for one in SCHEMA.source_tables)
    order = 0
    for row in rows("columns"):
        scope = row["table"]
        if scope != table and not (scope == "*" or (scope == "sources" and is_source)):
            continue
        target, _, derive = row["target"].partition("@")
        if target not in SCHEMA.table(table).column_names:
            continue
        order += 1
        one = Alias(target, float(row["certainty"]), row["unit"], row["derive"], derive == "share", order)
        for alias in spelled_out(row["aliases"]):
            found.setdefault(_plain_alias(alias), []).append(one)
    for column in SCHEMA.table(table).columns[1:]:
        one = Alias(column.name, 0.97, order=10_000)
        for name in (column.name, column.zh, column.en, column.alias("zh"), column.alias("en")):
            known = found.setdefault(_plain_alias(name), [])
            if not any(alias.target == column.name for alias in known):
                known.append(one)
    return {name: tuple(entries) for name, entries in found.items()}


def _plain_alias(alias: str) -> str:
    text = unicodedata.normalize("NFKC", alias).casefold()
    bare = _NOISE.sub("", re.sub(r"[()\[\]【】]", "", text))
    return f"*{bare}" if alias.startswith("*") else bare


def aliases(table: str) -> dict[str, tuple[Alias, ...]]:
    """Return plain name -> what it may mean in ``table``."""
    return _aliases(table, str(tables.table_path("columns", FOLDER)))


@lru_cache(maxsize=4)
def _places(_path: str) -> dict[str, tuple[str, float]]:
    return {
        _plain_alias(alias): (row["role"], float(row["certainty"]))
        for row in reversed(rows("places")) for alias in spelled_out(row["aliases"])
    }


def places() -> dict[str, tuple[str, float]]:
    """Return plain name -> (role, certainty) of columns that hold coordinates."""
    return _places(str(tables.table_path("places", FOLDER)))


@lru_cache(maxsize=256)
def _words(value_list: str, _path: str) -> tuple[Word, ...]:
    found = []
    for row in rows("values"):
        if row["list"] == value_list:
            found += [Word(fold_value(word), row["code"], row["match"] == "contains")
                      for word in row["words"].split(";")]
    if value_list not in _OWN_LISTS:
        for value in SCHEMA.values(value_list).values:
            found += [Word(fold_value(text), value.code, False) for text in (value.code, value.en, value.zh)]
    return tuple(found)


def words(value_list: str) -> tuple[Word, ...]:
    """Return the words of a value list, codes and labels of the schema among them."""
    return _words(value_list, str(tables.table_path("values", FOLDER)))


@lru_cache(maxsize=65536)
def fold_value(text: str) -> str:
    """Return a value as words are compared; a sign alone stays what it is."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    bare = re.sub(r"[\s_]+", "", folded)
    return {"−": "-", "–": "-", "—": "-"}.get(bare, bare)


def numberings(value_list: str) -> tuple[Numbering, ...]:
    """Return the numberings in use for a value list (or for ``material``)."""
    return _numberings(value_list, str(tables.table_path("numberings", FOLDER)))


@lru_cache(maxsize=64)
def _numberings(value_list: str, _path: str) -> tuple[Numbering, ...]:
    found: dict[str, Numbering] = {}
    for row in rows("numberings"):
        if row["list"] != value_list:
            continue
        signs = frozenset(_plain_alias(sign) for sign in row["signs"].split(";") if sign)
        one = found.get(row["numbering"])
        if one is None:
            one = Numbering(row["numbering"], row["name_en"], row["name_zh"], {}, {},
                            row["needs_signs"] == "yes", signs)
            found[row["numbering"]] = one
        one.codes[row["number"]] = row["code"]
        one.meanings[row["number"]] = row["meaning"]
    return tuple(found.values())


@lru_cache(maxsize=4)
def _layer_words(_path: str) -> tuple[LayerWord, ...]:
    found = []
    for row in rows("layers"):
        column, _, value = row["sets"].partition("=")
        found += [
            LayerWord(word.casefold(), row["table"], row["geometry"], float(row["weight"]), column, value)
            for word in row["words"].split(";")
        ]
    return tuple(found)


def layer_words() -> tuple[LayerWord, ...]:
    """Return the words that names of files and layers hold."""
    return _layer_words(str(tables.table_path("layers", FOLDER)))
