"""Sign plates: sizes, colours, lines and what is looked at when one is put up, from editable tables."""

from __future__ import annotations

from dataclasses import dataclass

from .tables import Row, derived, is_verified, rows


@dataclass(frozen=True)
class PlateSize:
    """A plate: millimetres, colours as #rrggbb; mount is "wall" or "post"."""

    key: str
    title_zh: str
    title_en: str
    mount: str
    width_mm: float
    height_mm: float
    corner_mm: float
    qr_mm: float
    second_qr_mm: float  # read where the first one is damaged; 0 for none
    title_mm: float
    text_mm: float
    ground: str
    ink: str
    verified: bool
    source: str

    def title(self, language: str) -> str:
        """Return the title in "zh" or "en"."""
        return self.title_zh if language == "zh" else self.title_en


@dataclass(frozen=True)
class PlateLine:
    """A line: its label, where its value is from, whether a plate without it has a gap."""

    key: str
    label_zh: str
    label_en: str
    value: str
    required: bool
    verified: bool

    def label(self, language: str) -> str:
        """Return the label in "zh" or "en"."""
        return self.label_zh if language == "zh" else self.label_en


@derived
def plate_sizes() -> dict[str, PlateSize]:
    """Return the sizes by key, in the order of the table; ValueError where a number is none."""
    return {row["size"]: _size(row) for row in rows("plate_sizes")}


@derived
def plate_lines() -> tuple[PlateLine, ...]:
    """Return the lines of a plate from top to bottom; "heading" and "qr" have places of their own."""
    return tuple(
        PlateLine(
            row["key"],
            row["label_zh"],
            row["label_en"],
            row["value"],
            row["required"] == "yes",
            is_verified(row),
        )
        for row in rows("plate_lines")
    )


def plate_checks(language: str) -> list[str]:
    """Return what is looked at when a plate is put up."""
    return [row[f"text_{language}"] for row in rows("plate_checks")]


def _size(row: Row) -> PlateSize:
    width, height, corner, qr, second, title, text = (
        float(row[name])
        for name in ("width_mm", "height_mm", "corner_mm", "qr_mm", "second_qr_mm", "title_mm", "text_mm")
    )
    return PlateSize(
        row["size"], row["title_zh"], row["title_en"], row["mount"], width, height, corner, qr, second, title,
        text, row["ground"], row["ink"], is_verified(row), row["source"],
    )
