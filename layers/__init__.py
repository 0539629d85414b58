"""Data at rest: the schema, the project GeoPackage, and everything that reads or writes it.

``schema`` declares the tables once; ``create``, ``forms``, ``styles``, ``relations`` and
``qgis_project`` make a project of them; ``table_io`` reads and writes columns; ``reading``
hands them to the engine; ``trace_project`` and its plans write what a run found. Only
QGIS's own GDAL ever opens a project.
"""
