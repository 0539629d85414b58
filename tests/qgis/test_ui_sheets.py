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
    wanted = ["overviewmap", "districtmaps", "outfallfiles", "fieldproject", "register"]
    assert list(commands) == wanted
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
