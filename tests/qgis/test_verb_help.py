"""Help where it is asked: a text for every parameter, a place for every verb, what holds by itself."""

from __future__ import annotations

import re

import pytest
from qgis.core import QgsProcessingParameterEnum, QgsProcessingParameterNumber


def all_parameters(provider):
    return [(verb, each) for verb in provider.algorithms() for each in verb.parameterDefinitions()]


def test_every_parameter_is_explained(provider):
    lacking = [f"{verb.name()}.{each.name()}" for verb, each in all_parameters(provider)
               if len(each.help()) < 12]
    assert not lacking, f"add them to resources/verbs/parameters.csv: {', '.join(lacking)}"
    assert all(each.help() in each.toolTip() for _, each in all_parameters(provider))


def test_no_help_text_is_left_over(provider):
    """A text whose parameter is gone, or which another one covers, would be kept for ever."""
    from outfall_tracer.algorithms.verb_texts import texts

    helps = texts("parameters")
    known = {f"{verb.name()}.{each.name()}" for verb, each in all_parameters(provider)}
    plain = {name.split(".")[1] for name in known if name not in helps}
    assert not [name for name in helps if name not in known and name not in plain]


def test_all_verbs_have_their_texts_in_both_languages(provider):
    from outfall_tracer.algorithms.verb_texts import texts

    assert set(texts("verbs")) == {verb.name() for verb in provider.algorithms()}
    for row in (*texts("verbs").values(), *texts("parameters").values()):
        assert all(row.values()), row
        chinese = [text for name, text in row.items() if name.endswith("_zh")]
        assert all(re.search("[\u4e00-\u9fff]", text) for text in chinese), row


@pytest.mark.parametrize("page", ["verbs.md", "verbs.zh.md"])
def test_every_verb_has_its_place_on_the_page(provider, repository, page):
    text = (repository / "docs" / page).read_text(encoding="utf-8")
    places = set(re.findall(r'<a id="(\w+)">', text))
    assert places == {verb.name() for verb in provider.algorithms()}


def test_help_leads_to_the_page_in_the_users_language(provider, repository, monkeypatch):
    metadata = (repository / "metadata.txt").read_text(encoding="utf-8")
    home = re.search(r"^repository=(.+)$", metadata, re.M).group(1)
    verb = next(each for each in provider.algorithms() if each.name() == "asof")
    for language, page in (("en", "verbs.md"), ("zh", "verbs.zh.md")):
        monkeypatch.setattr("outfall_tracer.algorithms.base.user_language", lambda spoken=language: spoken)
        assert verb.helpUrl() == f"{home}/blob/main/docs/{page}#asof"


def test_what_holds_without_a_value_is_that_of_the_engine():
    from outfall_tracer.algorithms.network_parameters import SNAP_M
    from outfall_tracer.algorithms.run_parameters import DELIVERED, OPTION_OF
    from outfall_tracer.tracing.model import Options

    engine = Options()
    for name, text in DELIVERED.items():
        value = getattr(engine, OPTION_OF[name])
        assert text == (value if isinstance(value, str) else f"{value:g}")
    assert engine.outfall_distance_m == SNAP_M


def test_nothing_is_called_not_set(provider):
    """A dialog says of each number and choice that need not be given what holds then."""
    optional = [
        (verb.name(), each) for verb, each in all_parameters(provider)
        if isinstance(each, (QgsProcessingParameterNumber, QgsProcessingParameterEnum))
        and each.flags() & each.Flag.FlagOptional
    ]  # fmt: skip
    assert len(optional) > 20
    silent = [f"{verb}.{each.name()}" for verb, each in optional
              if not each.metadata().get("widget_wrapper", {}).get("unset")]
    assert not silent


@pytest.fixture
def wrapper(provider, qgis_app):
    """Return a function: a parameter of traceupstream -> its widget, as a dialog has it."""
    from processing.gui.wrappers import WidgetWrapperFactory
    from qgis.PyQt.QtWidgets import QDialog

    dialog = QDialog()
    verb = next(each for each in provider.algorithms() if each.name() == "traceupstream")
    yield lambda name: WidgetWrapperFactory.create_wrapper(verb.parameterDefinition(name), dialog)
    dialog.deleteLater()


def test_a_dialog_shows_what_holds_and_gives_nothing(wrapper):
    tolerance, policy = wrapper("TOLERANCE"), wrapper("DIRECTION_POLICY")
    assert tolerance.widget.text() == "as configured, else 0.1"
    assert policy.widget.currentText().startswith("as configured, else As declared")
    assert tolerance.value() is None
    assert policy.value() is None
    assert "one place" in tolerance.label.toolTip()
    for given, shown in ((0.25, "0.25"), (0, "0")):
        tolerance.setValue(given)
        assert tolerance.value() == given
        assert tolerance.widget.text().startswith(shown)
    tolerance.setValue(None)
    assert tolerance.value() is None
    manholes = wrapper("LIMIT_MANHOLES")
    manholes.setValue(3)
    assert manholes.value() == 3
    assert isinstance(manholes.value(), int)


def test_a_model_can_give_them(provider, qgis_app):
    """In the modeler the widgets are QGIS's own, which take a value from the model."""
    from processing.gui.wrappers import WidgetWrapperFactory
    from qgis.core import QgsProcessingContext, QgsProcessingModelAlgorithm, QgsProcessingModelChildAlgorithm
    from qgis.gui import QgsProcessingModelerParameterWidget
    from qgis.PyQt.QtWidgets import QDialog

    class ModelerParametersDialog(QDialog):
        model, childId, context = QgsProcessingModelAlgorithm(), "child", QgsProcessingContext()  # noqa: N815

    child = QgsProcessingModelChildAlgorithm("outfalltracer:traceupstream")
    child.setChildId("child")
    ModelerParametersDialog.model.addChildAlgorithm(child)
    verb = next(each for each in provider.algorithms() if each.name() == "traceupstream")
    dialog = ModelerParametersDialog()
    for name in ("TOLERANCE", "DIRECTION_POLICY"):
        made = WidgetWrapperFactory.create_wrapper(verb.parameterDefinition(name), dialog)
        assert isinstance(made, QgsProcessingModelerParameterWidget)
