"""The vocabulary of the schema: tables, columns, value lists and relations.

Everything that knows the shape of a project (creating tables, aliases, forms,
import mapping, documentation) reads these declarations, so a column is named once.
Standard library only.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from enum import Enum


class Kind(str, Enum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    JSON = "json"  # stored as text


class Geometry(str, Enum):
    """Geometry of a table; ``NONE`` for plain records."""

    NONE = "None"
    POINT = "Point"
    LINE = "LineString"
    POLYGON = "Polygon"


class Role(str, Enum):
    """Who fills a table."""

    EDITED = "edited"  # people and imports
    RUN = "run"  # a run of the engine; people only judge
    SYSTEM = "system"  # the software's own books


@dataclass(frozen=True)
class Value:
    """One coded value; ``code`` is stored, the labels are shown."""

    code: str
    en: str
    zh: str


@dataclass(frozen=True)
class ValueList:
    """A list of coded values, by name."""

    name: str
    values: tuple[Value, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in order."""
        return tuple(value.code for value in self.values)

    def label(self, code: str | None, language: str) -> str:
        """Return the label of ``code``, or the code itself where the list lacks it."""
        for value in self.values:
            if value.code == code:
                return value.zh if language == "zh" else value.en
        return code or ""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    ``group`` names the form tab; ``written_back`` marks columns that a run fills
    on ``outfalls``; ``read_only`` ones are shown, not edited; ``personal`` ones never
    reach public output; ``for_public`` ones are written for everyone, so that nothing that tells of a person
    may stand in them; ``photo`` marks a relative path to a picture.
    """

    name: str
    kind: Kind
    en: str
    zh: str
    values: str = ""
    unit: str = ""
    group: str = "main"
    required: bool = False
    read_only: bool = False
    written_back: bool = False
    personal: bool = False
    for_public: bool = False
    photo: bool = False
    default: str = ""  # a QGIS expression
    help_en: str = ""
    help_zh: str = ""

    def alias(self, language: str) -> str:
        """Return the heading people see, with its unit."""
        text = self.zh if language == "zh" else self.en
        return f"{text} ({self.unit})" if self.unit else text


@dataclass(frozen=True)
class Table:
    """One table of the project; ``uid`` comes first in each."""

    name: str
    geometry: Geometry
    en: str
    zh: str
    columns: tuple[Column, ...]
    role: Role = Role.EDITED
    group: str = "records"
    display: str = ""  # QGIS expression naming a row
    is_source: bool = False  # its rows may be where an outfall's water comes from

    def alias(self, language: str) -> str:
        """Return the name people see."""
        return self.zh if language == "zh" else self.en

    def column(self, name: str) -> Column:
        """Return a column by name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    @property
    def column_names(self) -> tuple[str, ...]:
        """All column names, ``uid`` first, geometry and fid not counted."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Relation:
    """A child row points at its parent by ``uid``."""

    name: str
    parent: str
    child: str
    child_column: str
    en: str
    zh: str


@dataclass(frozen=True)
class Schema:
    """The whole declaration."""

    version: int
    tables: tuple[Table, ...]
    value_lists: tuple[ValueList, ...]
    relations: tuple[Relation, ...]
    groups: tuple[Value, ...]  # layer tree groups, top to bottom
    form_groups: tuple[Value, ...]  # form tabs
    _by_name: dict[str, Table] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_name.update({table.name: table for table in self.tables})

    def table(self, name: str) -> Table:
        """Return a table by name; KeyError where there is none."""
        return self._by_name[name]

    def values(self, name: str) -> ValueList:
        """Return a value list by name; KeyError where there is none."""
        for values in self.value_lists:
            if values.name == name:
                return values
        raise KeyError(name)

    @property
    def fingerprint(self) -> str:
        """Eight digits that change with every table, column, value and label of the declaration."""
        parts = (self.tables, self.value_lists, self.relations, self.groups, self.form_groups)
        return f"{zlib.crc32(repr(parts).encode()):08x}"

    @property
    def source_tables(self) -> tuple[Table, ...]:
        """Tables whose rows may be a source, in the order of registers."""
        return tuple(table for table in self.tables if table.is_source)
