"""Rows of a layer as tests look at them: by the plugin's own reading.

A map that draws beside a test breaks QGIS's pooled connections when a layer goes into edit mode,
just as in the window; a bare ``getFeatures`` or ``getFeature`` then finds nothing now and then.
"""

from __future__ import annotations


def features(layer):
    """Return all features of ``layer``, unsaved edits included."""
    from outfall_tracer.layers.sources.feature_reading import read_features
    from qgis.core import QgsFeatureRequest

    return read_features(layer, QgsFeatureRequest(), lambda feature: feature)


def feature_at(layer, fid):
    """Return the feature of ``layer`` with this id."""
    from outfall_tracer.layers.sources.feature_reading import feature_of

    found = feature_of(layer, fid)
    assert found is not None
    return found
