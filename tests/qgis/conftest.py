"""Verbs run as QGIS runs them: through the provider, by their public name."""

from __future__ import annotations

import pytest


class HeardFeedback:
    """Makes a feedback that remembers what was said to the user; see ``heard``."""

    def __new__(cls):
        from qgis.core import QgsProcessingFeedback

        class Heard(QgsProcessingFeedback):
            def __init__(self):
                super().__init__(False)
                self.warnings, self.infos, self.steps = [], [], []

            def pushWarning(self, warning):
                self.warnings.append(warning)

            def pushInfo(self, info):
                self.infos.append(info)

            def setProgressText(self, text):
                self.steps.append(text)

        return Heard()


@pytest.fixture(scope="session")
def provider(qgis_app, qgis_processing):
    """The registered provider ``outfalltracer``."""
    from outfall_tracer.algorithms.provider import OutfallTracerProvider
    from qgis.core import QgsApplication

    made = OutfallTracerProvider()
    assert QgsApplication.processingRegistry().addProvider(made)
    yield made
    QgsApplication.processingRegistry().removeProvider(made)


@pytest.fixture
def heard():
    """A feedback that keeps ``warnings``, ``infos`` and ``steps``."""
    return HeardFeedback()


@pytest.fixture
def run_verb(provider, heard):
    """Return a function: verb, parameters -> its outputs, through ``processing.run``."""
    import processing
    from qgis.core import QgsProcessingContext, QgsProject

    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())

    def run(verb, parameters):
        return processing.run(f"{provider.id()}:{verb}", parameters, context=context, feedback=heard)

    return run
