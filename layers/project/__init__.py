"""The project: its GeoPackage as a whole, the QGIS project inside it, its forms, its layers found again."""
