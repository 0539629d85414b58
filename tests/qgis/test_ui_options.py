"""The options page: what it stores, for whom, and that a project's own value wins."""

from __future__ import annotations

import pytest
from qgis.core import QgsProject, QgsSettings, QgsVectorLayer


@pytest.fixture
def settings(qgis_new_project):
    from outfall_tracer.ui import settings

    QgsSettings().remove("outfall_tracer")
    yield settings
    QgsSettings().remove("outfall_tracer")
    QgsProject.instance().clear()


def page_and_row(setting):
    from outfall_tracer.ui.options.page import OptionsPage

    page = OptionsPage()
    return page, next(row for row in page.rows if row.entry.setting is setting)


def test_every_entry_has_words_and_shows_what_counts(settings):
    from outfall_tracer.ui.options.entries import sections
    from outfall_tracer.ui.options.page import OptionsPage

    entries = [entry for section in sections() for entry in section.entries]
    assert len({entry.setting.key for entry in entries}) == len(entries)
    assert all(entry.label and entry.tip for entry in entries)
    page = OptionsPage()
    assert [row.value() for row in page.rows] == [entry.setting.get() for entry in entries]


def test_nothing_changed_stores_nothing(settings):
    from outfall_tracer.ui.options.page import OptionsPage

    OptionsPage().apply()
    assert not [key for key in QgsSettings().allKeys() if key.startswith("outfall_tracer/")]


def test_a_project_keeps_its_own_value_and_gives_it_back(settings, tmp_path):
    project = QgsProject.instance()
    project.addMapLayer(QgsVectorLayer("Point", "any", "memory"))
    page, row = page_and_row(settings.ZOOM_TO_RESULT)
    row.editor.setChecked(False)
    row.shared.setChecked(True)
    page.apply()
    assert settings.ZOOM_TO_RESULT.get() is False
    assert settings.ZOOM_TO_RESULT.of_user() is True
    assert project.write(str(tmp_path / "p.qgz"))
    project.clear()
    assert settings.ZOOM_TO_RESULT.get() is True
    assert project.read(str(tmp_path / "p.qgz"))
    assert settings.ZOOM_TO_RESULT.get() is False
    page, row = page_and_row(settings.ZOOM_TO_RESULT)
    row.shared.setChecked(False)
    row.editor.setChecked(True)
    page.apply()
    assert not settings.ZOOM_TO_RESULT.in_project
    assert settings.ZOOM_TO_RESULT.get() is True


def test_a_personal_setting_cannot_be_put_into_a_project(settings):
    page, row = page_and_row(settings.PERSON)
    row.editor.setText("  王工 ")
    row.shared.setChecked(True)
    page.apply()
    assert settings.PERSON.of_user() == "王工"
    assert not settings.PERSON.in_project
