"""Text in our PDFs is found as it was typed, whatever glyphs the font shares."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from outfall_tracer.problems import UserError
from outfall_tracer.reports.pdf_text import mend_text, typed

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def common_characters():
    """Return the 3,755 characters of the first level of GB 2312."""
    pairs = ((row, cell) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return bytes(byte for pair in pairs for byte in pair).decode("gb2312", "ignore")


def written(path, lines):
    from outfall_tracer.reports.page import Page
    from qgis.core import QgsProject

    project = QgsProject()
    page = Page(project, 420, 297, "#000000")
    for i, line in enumerate(lines):
        page.text(line, (5, 3 + 2.9 * i, 410, 2.9), 6, bold=i % 2 == 1)
    page.save_pdf(path, "排污口")
    page.close()
    return path


def read(*command):
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def said(path):
    return "".join(read("pdftotext", "-raw", str(path), "-").split())


@needs_poppler
def test_every_common_character_is_found_as_typed(qgis_app, tmp_path):
    characters = common_characters()
    assert len(characters) == 3755
    lines = [characters[at : at + 40] for at in range(0, len(characters), 40)]
    text = said(written(tmp_path / "all.pdf", lines))
    assert [one for one in text if "\u2e80" <= one <= "\u2fdf"] == []
    assert [line for line in lines if line not in text] == []


@needs_poppler
def test_names_codes_and_latin_are_found_and_fonts_are_embedded(qgis_app, tmp_path):
    lines = ["入河排污口 金水闸 420106A0012", "排口名称：⼊河（Outfall “A–B” µ²³ 100 m³/d）"]
    path = written(tmp_path / "names.pdf", lines)
    text = said(path)
    for wanted in ("入河排污口", "金水闸", "420106A0012", "排口名称：入河", "“A–B”", "m³/d"):
        assert wanted in text
    fonts = read("pdffonts", str(path)).splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts), fonts
    about = read("pdfinfo", str(path))
    for wanted in ("排污口", "Outfall Tracer", "CreationDate"):
        assert wanted in about


def test_a_second_time_changes_nothing(qgis_app, tmp_path):
    path = written(tmp_path / "twice.pdf", ["排污口"])
    before = path.read_bytes()
    assert mend_text(path) == 0
    assert path.read_bytes() == before


def test_no_radical_is_left():
    nobodys = {0x2E9A, *range(0x2EF4, 0x2F00)}  # not given to any character
    radicals = "".join(chr(code) for code in range(0x2E80, 0x2FD6) if code not in nobodys)
    mended = typed(radicals)
    assert len(mended) == len(radicals)
    assert [one for one in mended if "\u2e80" <= one <= "\u2fdf"] == []


def test_what_is_no_pdf_of_ours_is_a_sentence(tmp_path):
    for content in (b"%PDF-1.4 no table %%EOF", b"%PDF-1.7 /ToUnicode 5 0 R startxref 0 %%EOF"):
        path = tmp_path / "odd.pdf"
        path.write_bytes(content)
        with pytest.raises(UserError, match=r"odd\.pdf cannot be made searchable"):
            mend_text(path)
