"""Rows and columns in and out of the project GeoPackage, fast and all or nothing."""
