# qgis.PyQt for mypy: what PyQt5-stubs have, by the names that we import.
