"""No circle of files, imports for type checkers included."""

from __future__ import annotations

import networkx as nx
import pytest

#: QGIS calls ``classFactory`` of the package, which hands out the plugin; the plugin is part of the package.
DEFENDED = [{"outfall_tracer", "outfall_tracer.plugin"}]
OUTSIDE = ("tests", "scripts", "benchmarks", "docs", "bundled")


def test_no_files_import_each_other_in_a_circle():
    grimp = pytest.importorskip("grimp", reason="comes with import-linter, of requirements/dev.txt")
    graph = grimp.build_graph("outfall_tracer", exclude_type_checking_imports=False, cache_dir=None)
    imports = nx.DiGraph()
    for module in graph.modules:
        if module.split(".")[1:2] and module.split(".")[1] in OUTSIDE:
            continue
        imports.add_edges_from((module, other) for other in graph.find_modules_directly_imported_by(module))
    assert imports.number_of_edges() > 2000
    circles = [found for found in nx.strongly_connected_components(imports) if len(found) > 1]
    assert [sorted(found) for found in circles if found not in DEFENDED] == []
