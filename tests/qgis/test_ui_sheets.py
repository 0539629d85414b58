"""Maps and registers from the menu: for the open project, for what is selected."""

from __future__ import annotations

import pytest


@pytest.fixture
def opened(desk, town):
    from outfall_tracer.layers.project.open_project import open_in_qgis
    from qgis.core import QgsProject

    open_in_qgis(town.path)
    desk.watch.refresh()
    yield desk
    QgsProject.instance().clear()


def test_a_command_for_each_product_while_a_project_is_open(desk):
    commands = {one.name: one for one in desk.part("sheets").commands()}
    assert list(commands) == [
        "overviewmap",
        "districtmaps",
        "outfallfiles",
        "fieldproject",
        "register",
        "bulletin",
        "signs",
        "disclosure",
    ]
    assert not any(one.enabled() for one in commands.values())


def test_the_dialog_begins_with_the_project_and_the_selection(opened, town, run_verb, tmp_path):
    part = opened.part("sheets")
    assert all(one.enabled() for one in part.commands())
    assert part.given("register") == {"PROJECT": town.path}
    layer = opened.watch.layer("outfalls")
    layer.selectByExpression("\"name\" IN ('A', 'C')")
    run_verb("register", {**part.given("register"), "LANGUAGE": 2, "OUTPUT": str(tmp_path / "r.csv")})
    lines = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["A", "C"]


def test_a_right_click_in_the_register_asks_for_the_file_of_the_outfall(opened, town, monkeypatch):
    asked = []
    monkeypatch.setattr(opened.projects, "run_verb", lambda verb, **given: asked.append((verb, given)))
    opened.register.table.selectRow(0)
    (row,) = opened.register.selected_rows()
    actions = {action.text(): action for action in opened.register.menu().actions()}
    actions["File of the outfall…"].trigger()
    ((verb, given),) = asked
    assert verb == "outfallfiles"
    assert given["PROJECT"] == town.path
    assert row.uid in given["OUTFALLS"]


def counted(dialog):
    from qgis.PyQt.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if dialog._task is None else None)
    timer.start(20)
    QTimer.singleShot(30_000, loop.quit)
    loop.exec()
    assert dialog._task is None


def shown(dialog):
    return [
        tuple(dialog.table.item(row, column).text() for column in (0, 1))
        for row in range(dialog.table.rowCount())
    ]


def plates_are_looked_at_with_what_they_lack(opened, town, monkeypatch):
    town.set(
        "outfalls",
        town.uid["A"],
        code_national="FA-420106-0001-QT-00",
        type_l1="其他排口",
        party_main="武昌区人民政府",
    )
    asked = []
    monkeypatch.setattr(opened.projects, "run_verb", lambda verb, **given: asked.append((verb, given)))
    opened.watch.layer("outfalls").selectByExpression("\"name\" IN ('A', 'C')")
    dialog = opened.part("sheets").look("signs")
    counted(dialog)
    rows = dict(shown(dialog))
    assert set(rows) == {"A", "C"}
    assert rows["A"] == ""
    assert "no Code" in rows["C"]
    assert dialog.summary.text() == "2 plates, 1 of them with gaps"
    assert dialog.picture.pixmap().width() > 100
    first = dialog.picture.pixmap().toImage()
    dialog.table.selectRow(1)
    assert dialog.picture.pixmap().toImage() != first
    dialog._go(town.uid["C"])
    assert [one["name"] for one in opened.watch.layer("outfalls").selectedFeatures()] == ["C"]
    dialog.selected.setChecked(False)
    counted(dialog)
    assert len(shown(dialog)) == 3
    dialog.plate.setCurrentIndex(1)
    counted(dialog)
    dialog.make.click()
    assert asked == [("signs", {"PROJECT": town.path, "SIZE": "post_420x420"})]
    dialog.close()


def a_bulletin_is_looked_at_and_a_wrong_period_told(opened, town):
    town.set(
        "outfalls",
        town.uid["A"],
        found_on="2021-05-01",
        work_state="complete",
        completed_at="2021-06-01T00:00:00Z",
        county_code="420106",
    )
    dialog = opened.part("sheets").look("bulletin")
    counted(dialog)
    assert ("Wuchang", "1 of 1 finished record is not reviewed") in shown(dialog)
    assert dialog.picture.pixmap().height() > 200
    dialog.period.setEditText("2021-99")
    dialog.refresh()
    counted(dialog)
    assert "PERIOD must be a month" in dialog.summary.text()
    assert not dialog.make.isEnabled()
    assert shown(dialog) == []
    dialog.close()


def the_public_page_is_looked_at_in_the_browser(opened, town, monkeypatch):
    from pathlib import Path

    from outfall_tracer.ui.sheets import part

    shown_urls = []
    monkeypatch.setattr(part.QDesktopServices, "openUrl", lambda url: shown_urls.append(url.toLocalFile()))
    dialog = opened.part("sheets").look("disclosure")
    counted(dialog)
    assert "3 outfalls would be public" in dialog.summary.text()
    assert ("A", "it has no national code") in shown(dialog)
    assert "Public columns: Short id, Name" in dialog.notes.text()
    opened.part("sheets")._look_at_page()
    from qgis.PyQt.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if shown_urls else None)
    timer.start(20)
    QTimer.singleShot(30_000, loop.quit)
    loop.exec()
    (page,) = shown_urls
    assert Path(page).is_file()
    opened.part("sheets").close()
    assert not Path(page).exists()
    dialog.close()


def test_products_are_looked_at_before_they_are_made(opened, town, monkeypatch):
    """One desk for the three: making one takes seconds."""
    the_public_page_is_looked_at_in_the_browser(opened, town, monkeypatch)
    plates_are_looked_at_with_what_they_lack(opened, town, monkeypatch)
    a_bulletin_is_looked_at_and_a_wrong_period_told(opened, town)
