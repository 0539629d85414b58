"""The register: every outfall of the open project as a list that the map follows."""
