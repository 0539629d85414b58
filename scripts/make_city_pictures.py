#!/usr/bin/env python3
"""Make the pictures of docs/city.md: a plate, a bulletin, the public page, the windows, in both languages.

    . scripts/env.sh; export_paths; QT_QPA_PLATFORM=offscreen python3 scripts/make_city_pictures.py [OUTDIR]

The project is the demonstration reach with scripted lives (tests/support/scripted_life.py), kept in
demo_output/city. Needs poppler-utils and Chromium.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OUT = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
WORK = ROOT / "demo_output" / "city"
PROJECT = WORK / "reach.gpkg"
PERIOD, DAY = "2022-09", "2022-09-30"


def make_project() -> None:
    """Make the reach, trace it, give it codes and lives."""
    import processing
    from outfall_tracer.algorithms.provider import OutfallTracerProvider
    from outfall_tracer.tests.support.scripted_life import give_lives
    from processing.core.Processing import Processing
    from qgis.core import QgsApplication

    Processing.initialize()
    provider = OutfallTracerProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    verbs: list[tuple[str, dict[str, Any]]] = [("createdemo", {"OUTPUT": str(PROJECT), "PIPES": 20_000})]
    names = ("traceproject", "classify", "proposenames", "assigncodes", "assignparties")
    verbs += [(name, {"PROJECT": str(PROJECT)}) for name in names]
    for verb, given in verbs:
        processing.run(f"outfalltracer:{verb}", given)
    give_lives(str(PROJECT))


def shrunk(source: Path, target: Path, *options: str) -> None:
    """Convert a picture to a small PNG."""
    subprocess.run(["convert", str(source), *options, "-strip", "-dither", "None", "-colors", "128",
                    f"PNG8:{target}"], check=True)


def page_of(pdf: Path, target: Path, dpi: int) -> None:
    """Draw the first page of a PDF."""
    command = ["pdftoppm", "-r", str(dpi), "-png", "-singlefile", str(pdf), str(WORK / "first")]
    subprocess.run(command, check=True)
    shrunk(WORK / "first.png", target, "-bordercolor", "#9aa3ab", "-border", "1")


def products(language: str) -> None:
    """Draw a plate and a bulletin."""
    from outfall_tracer.reports.bulletin import BulletinWanted, export_bulletin
    from outfall_tracer.reports.query import Asked
    from outfall_tracer.reports.signs import export_signs

    made = export_signs(PROJECT, WORK / f"signs_{language}", language, asked=Asked(districts="420103"))
    plate = sorted((made.folder / "plates").glob("*.pdf"))[0]
    page_of(plate, OUT / f"plate_{language}.png", 40)
    bulletin = export_bulletin(PROJECT, WORK / f"bulletin_{language}", BulletinWanted(PERIOD), language)
    page_of(bulletin.files[0], OUT / f"bulletin_{language}.png", 80)


def public_page() -> None:
    """Photograph the public page, wide and on a phone."""
    from outfall_tracer.reports.disclosure import Wanted, export_disclosure
    from outfall_tracer.tests.support.browser import Browser

    export_disclosure(PROJECT, WORK / "page", wanted=Wanted(approval="鄂S(20XX)XXX号"))
    home = (WORK / "page" / "index.html").as_uri()
    with Browser(str(WORK / "profile")) as browser:
        browser.open(home)
        code = browser.value("OUTFALL_DATA.rows[7][0]")
        for language in ("en", "zh"):
            for name, address, width, height in (
                ("page", home, 1180, 760), ("phone", f"{home}#{code}", 390, 760),
            ):
                browser.open(address, width, height)
                if browser.value("document.documentElement.lang").startswith("zh") != (language == "zh"):
                    browser.value("document.getElementById('language').click()")
                time.sleep(0.3)
                browser.picture(WORK / "shot.png")
                shrunk(WORK / "shot.png", OUT / f"{name}_{language}.png")


def windows(language: str) -> None:
    """Photograph the windows in which products are looked at."""
    from outfall_tracer.i18n import install_translator
    from outfall_tracer.ui.sheets.preview import MakingDialog, Product
    from qgis.core import QgsApplication, QgsSettings

    QgsSettings().setValue("locale/userLocale", "zh-Hans" if language == "zh" else "en")
    translator = install_translator("zh-Hans" if language == "zh" else "en")
    for verb in ("signs", "bulletin"):
        dialog = MakingDialog(Product(verb, "", str(PROJECT)), lambda _given: None, lambda _uid: None)
        if verb == "bulletin":
            dialog.period.setEditText(PERIOD)
            dialog.refresh()
        else:
            dialog.district.setCurrentIndex(2)
        dialog.show()
        end = time.monotonic() + 60
        while (dialog._task is not None or dialog.preview is None) and time.monotonic() < end:
            QgsApplication.processEvents()
            time.sleep(0.02)
        dialog._paint(0)
        for _ in range(5):
            QgsApplication.processEvents()
        dialog.grab().save(str(WORK / "window.png"))
        shrunk(WORK / "window.png", OUT / f"{verb}_window_{language}.png")
        dialog.close()
    if translator is not None:
        QgsApplication.removeTranslator(translator)


def main() -> None:
    """Make all pictures."""
    from qgis.core import QgsApplication

    sys.path.append("/usr/share/qgis/python/plugins")
    application = QgsApplication([], True)
    application.initQgis()
    WORK.mkdir(parents=True, exist_ok=True)
    if not PROJECT.exists():
        make_project()
    for language in ("en", "zh"):
        products(language)
        windows(language)
    public_page()


if __name__ == "__main__":
    main()
