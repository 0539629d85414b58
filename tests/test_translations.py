"""The translations: extraction finds what Qt will look up, and the Chinese is whole."""

from __future__ import annotations

import importlib.util

import pytest


@pytest.fixture(scope="module")
def tool(repository):
    spec = importlib.util.spec_from_file_location("translations", repository / "scripts" / "translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_chinese_is_complete_and_fits_its_placeholders(tool):
    assert tool.check() == []


def test_adjacent_strings_and_wrapped_calls_are_found(tool):
    source = 'x = i18n.translate(\n    "Map",\n    "One {n} "\n    "two",\n).format(n=1)\n'
    assert list(tool.texts_of_python(source, "x.py")) == [("Map", "One {n} two")]


def test_texts_in_constants_are_found(tool):
    source = 'class Verb:\n    TITLE = Later("Verbs", "Trace " "all")\n'
    assert list(tool.texts_of_python(source, "x.py")) == [("Verbs", "Trace all")]


@pytest.mark.parametrize(
    "call", ['translate("Map", f"{n} pipes")', 'translate("Map", name)', 'Later("Map", f"{n} pipes")']
)
def test_a_text_that_cannot_be_extracted_is_an_error_with_its_place(tool, call):
    with pytest.raises(tool.SourceError, match=r"x\.py:2"):
        list(tool.texts_of_python(f"\n{call}\n", "x.py"))


def test_form_texts_carry_the_class_as_context_and_notr_is_left_out(tool):
    form = (
        '<ui><class>Dock</class><widget><property name="text"><string>Trace</string></property>'
        '<property name="x"><string notr="true">QWidget{}</string></property></widget></ui>'
    )
    assert list(tool.texts_of_form(form)) == [("Dock", "Trace")]


def test_a_text_that_moves_keeps_its_chinese(tool, tmp_path):
    path = tmp_path / "a.ts"
    tool.write_ts({("Old", "Trace <all> & go\nnow"): "全部溯源 <b>\n现在"}, path)
    assert tool.merge([("New", "Trace <all> & go\nnow")], tool.read_ts(path)) == {
        ("New", "Trace <all> & go\nnow"): "全部溯源 <b>\n现在"
    }


def test_wrong_placeholders_are_named(tool):
    assert tool.faults({("A", "{n} of {m}"): "{n}，共 {k}"}) != []
    assert tool.faults({("A", "{n} of {m}"): "共 {m} 中的 {n}"}) == []
