"""The overview map of a small real project."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from outfall_tracer.problems import Cancelled, UserError


@pytest.fixture
def mapped_town(town):
    """The town with a river, a district's outline and one traced pipe."""
    town.set("outfalls", town.uid["A"], trace_status="candidates")
    town.set("districts", town.uid["District"],
             wkt="POLYGON ((-2000 0, 11000 0, 11000 5000, -2000 5000, -2000 0))")
    town.add("river", "POLYGON ((-2000 -900, 11000 -900, 11000 -20, -2000 -20, -2000 -900))", uid="r")
    town.add("river_axis", "LINESTRING (-2000 -450, 11000 -450)", uid="x", name="长江", start_km=98.0)
    town.add("pipe_trace", uid="t1", pipe_uid=town.uid["P1"], outfall_uid=town.uid["A"], n_outfalls=1)
    town.add("trace_links", "LINESTRING (0 0, 1 1)", uid="l", outfall_uid=town.uid["A"],
             source_table="enterprises", source_uid=town.uid["Mill"], rule="nearest_node", status="candidate")
    town.add("trace_ends", "POINT (0 0)", uid="e", reason="headwater")
    town.add("findings", "POINT (0 0)", uid="f", kind="dead_end", severity="warning", status="open")
    return town


def pixels(path, colour):
    """Return how many pixels of a picture have exactly the colour."""
    import numpy as np
    from qgis.PyQt.QtGui import QColor, QImage

    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    return int((np.frombuffer(bits, dtype="<u4") == QColor(colour).rgb()).sum())


def test_the_map_shows_outfalls_water_and_districts(qgis_app, mapped_town, tmp_path):
    from outfall_tracer.reports.map_layers import STATUS_COLOURS, WATER
    from outfall_tracer.reports.overview_map import export_overview_map
    from qgis.PyQt.QtGui import QImage

    steps = []
    made = export_overview_map(mapped_town.path, tmp_path / "new" / "m.png", tmp_path / "new" / "m.pdf", "zh",
                               lambda share, step: steps.append(share))
    assert made.outfalls == 3
    picture = QImage(str(made.png))
    assert abs(picture.width() - 3307) <= 2  # A3 at 200 dpi
    assert abs(picture.height() - 2339) <= 2
    assert pixels(made.png, WATER) > 50_000
    # More than the legend and the table show: the marks on the maps.
    assert pixels(made.png, STATUS_COLOURS["candidates"]) > 500
    assert pixels(made.png, STATUS_COLOURS["confirmed"]) == 0
    assert pixels(made.png, STATUS_COLOURS["untraceable"]) == 0
    assert steps == sorted(steps)
    assert steps[-1] == 1.0


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
@pytest.mark.parametrize(("language", "said", "not_said"), [
    ("zh", ("入河排污口", "排污口", "溯源总览图", "武昌区", "待确认", "建筑"), ("Wuchang", "Legend", "码头")),
    ("en", ("Outfalls on Wuhan", "Wuchang", "Candidates found", "Enterprises"), ("武昌区", "Wharves")),
])
def test_the_pdf_holds_its_text_in_the_language_asked_for(
    qgis_app, mapped_town, tmp_path, language, said, not_said,
):
    from outfall_tracer.reports.overview_map import export_overview_map

    made = export_overview_map(mapped_town.path, None, tmp_path / "m.pdf", language)
    assert made.png is None
    text = subprocess.run(["pdftotext", str(made.pdf), "-"], capture_output=True, check=True).stdout.decode()
    text = text.replace("\n", "")
    assert [one for one in text if "\u2e80" <= one <= "\u2fdf"] == []
    assert [one for one in said if one not in text] == []
    assert [one for one in not_said if one in text] == []


def test_neither_the_file_nor_the_open_project_is_touched(qgis_app, qgis_new_project, mapped_town, tmp_path):
    from outfall_tracer.reports.overview_map import export_overview_map
    from qgis.core import QgsProject

    before = hashlib.sha256(Path(mapped_town.path).read_bytes()).hexdigest()
    export_overview_map(mapped_town.path, tmp_path / "m.png", None, "en")
    assert hashlib.sha256(Path(mapped_town.path).read_bytes()).hexdigest() == before
    assert [path.name for path in Path(mapped_town.path).parent.glob("town.gpkg*")] == ["town.gpkg"]
    assert QgsProject.instance().mapLayers() == {}
    assert not QgsProject.instance().isDirty()


def test_a_bare_project_still_makes_a_map(qgis_app, town, tmp_path):
    from outfall_tracer.reports.overview_map import export_overview_map

    made = export_overview_map(town.path, tmp_path / "m.png", None, "en")
    assert made.png.stat().st_size > 10_000


def test_what_cannot_be_mapped_is_a_sentence(qgis_app, town, tmp_path):
    from outfall_tracer.reports.overview_map import export_overview_map

    for name in "ABC":
        town.remove("outfalls", town.uid[name])
    with pytest.raises(UserError, match="holds no outfall with a position"):
        export_overview_map(town.path, tmp_path / "m.png", None, "en")
    with pytest.raises(UserError, match="no project file"):
        export_overview_map(tmp_path / "none.gpkg", tmp_path / "m.png", None, "en")


def test_a_map_can_be_stopped_and_a_bad_target_is_named(qgis_app, mapped_town, tmp_path):
    from outfall_tracer.reports.overview_map import export_overview_map

    def stop(share, step):
        raise Cancelled

    with pytest.raises(Cancelled):
        export_overview_map(mapped_town.path, tmp_path / "m.png", None, "en", stop)
    assert not (tmp_path / "m.png").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be made"):
        export_overview_map(mapped_town.path, tmp_path / "file" / "m.png", None, "en")


def test_the_legend_has_an_entry_for_what_is_drawn_and_no_other(qgis_app):
    import numpy as np
    from outfall_tracer.reports import map_layers
    from outfall_tracer.reports.map_data import Base

    make = map_layers.MapLayers(Base("", 1.0, [], [], []), "", "en")
    layer = make.outfalls(np.zeros((3, 2)), ["confirmed", "untraced", "confirmed"], 1.0)
    labels = [category.label() for category in layer.renderer().categories()]
    assert labels == ["Not traced (1)", "Confirmed (2)"]
    assert [feature["code"] for feature in layer.getFeatures()] == ["confirmed", "confirmed", "untraced"]


def test_both_verbs_run_through_processing(run_verb, mapped_town, tmp_path):
    out = run_verb("register", {"PROJECT": mapped_town.path, "LANGUAGE": 1, "OUTPUT": str(tmp_path / "r")})
    assert out["OUTPUT"] == str(tmp_path / "r.xlsx")
    assert (tmp_path / "r.xlsx").is_file()
    png = tmp_path / "m.png"
    out = run_verb("overviewmap", {"PROJECT": mapped_town.path, "LANGUAGE": 1, "PNG": str(png)})
    assert out == {"PNG": str(png)}
    assert png.is_file()
