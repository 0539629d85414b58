"""Data at rest: the schema, the project GeoPackage, and everything that reads or writes it.

``schema`` declares the tables once, ``migrations`` brings older files to it; ``project`` makes and
opens projects with their forms and styles; ``store`` moves rows and columns in and out of the file;
``files`` writes what lies beside it; ``sources`` reads any other layer; ``runs`` is the engine at work
on a project; ``importing`` takes deliveries in. For the window there are ``editing`` (edit buffers, undo,
the one save), ``decisions`` (judging) and ``live`` (the network in memory). Only QGIS's own GDAL ever
opens a project.
"""
