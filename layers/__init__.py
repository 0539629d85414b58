"""Data at rest: the schema, the project GeoPackage, and everything that reads or writes it.

``schema`` declares the tables once, ``migrations`` brings older files to it; ``project`` makes and
opens projects with their forms and styles; ``store`` moves rows and columns in and out of the file;
``written_values`` tells a person's value from the software's; ``sources`` reads any other layer; ``runs``
reads a project for the engine; ``importing`` takes deliveries in. For the window there are ``editing``
(edit buffers, undo, the one save) and ``live`` (the network in memory). Only QGIS's own GDAL ever opens a
project.
"""
