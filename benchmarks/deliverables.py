"""One file per outfall beside QGIS's own atlas, in processor time; memory and sizes.

    .venv/bin/python benchmarks/deliverables.py [FILES] [PROJECT] [--memory]

FILES (40) outfalls of PROJECT (the demonstration reach, made and traced where none is given). Three ways:

* ours: what ``outfallfiles`` does for each file: gather, fill, export, mend the text, enter in the manifest.
* same pages: QGIS's ``exportToPdfs`` (and one ``exportToPdf``) of the pages that we filled, outfall by
  outfall: no data is gathered and nothing filled; what remains is QGIS drawing and writing.
* QGIS alone: the template as somebody would set it up without us: an atlas over the outfalls, both maps
  driven by it, every pipe in a layer, texts by expressions, sources and changes as attribute tables filtered
  by the atlas.

``--memory`` makes FILES files and tells the resident memory after 100 and at the end.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / ".dev"))


def cpu(work, *given):
    """Return the processor's seconds of a call, and what it returned."""
    begun = time.process_time()
    found = work(*given)
    return time.process_time() - begun, found


def resident_mb():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def demonstration(folder):
    """Make and trace the demonstration reach."""
    from outfall_tracer.demo.generate import generate
    from outfall_tracer.operations.runs.trace_project import trace_project

    path = folder / "reach.gpkg"
    generate(path)
    trace_project(str(path))
    return path


def pdf_settings():
    from qgis.core import QgsLayoutExporter, QgsRenderContext

    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = 300
    settings.rasterizeWholeImage = False
    settings.textRenderFormat = QgsRenderContext.TextRenderFormat.AlwaysText
    return settings


class Ours:
    """The parts of a run of ``outfallfiles``, to be measured one by one."""

    def __init__(self, project):
        from outfall_tracer.reports.file_facts import FactsMaker
        from outfall_tracer.reports.file_page import FILE_ROLES, FilePage
        from outfall_tracer.reports.map_data import read_base
        from outfall_tracer.reports.outfall_files import SHIPPED, FilesWanted, _values
        from outfall_tracer.reports.query import Answer, Asked
        from outfall_tracer.reports.template import Template

        self.answer = Answer(project, Asked(), "zh")
        base = read_base(project)
        template = Template(SHIPPED, SHIPPED, FILE_ROLES, "attributes")
        self.maker = FactsMaker(self.answer, base, lambda *_: None, template.sizes)
        scratch = Path(tempfile.mkdtemp())
        self.pages = FilePage(template, base, str(project), "zh", self.maker.shots, scratch)
        self.values = _values(self.answer, base, FilesWanted())

    def fill(self, row):
        """Gather and fill."""
        facts = self.maker.facts(row)
        self.pages.fill(facts, self.values)
        return facts.state("")

    def write(self, row, folder):
        """Make a file, as a run does."""
        from outfall_tracer.layers.files.replacing import replaced
        from outfall_tracer.reports.file_manifest import Made, Manifest, checksum

        state, target = self.fill(row), folder / f"{row}.pdf"
        with replaced(target) as beside:
            self.pages.page.save_pdf(beside, "x", placed=False)
        Manifest(folder).add(Made(target.name, "", state, checksum(target), self.pages.pages, "", ""))
        return target


def atlas_of(layout, n):
    """Let an atlas of ``n`` features drive a layout."""
    from qgis.core import QgsFeature, QgsVectorLayer

    layer = QgsVectorLayer("NoGeometry?field=a:integer", "coverage", "memory")
    features = []
    for number in range(n):
        feature = QgsFeature(layer.fields())
        feature["a"] = number
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layout.project().addMapLayer(layer, False)
    atlas = layout.atlas()
    atlas.setEnabled(True)
    atlas.setCoverageLayer(layer)
    atlas.setFilenameExpression("'same_' || @atlas_featurenumber")
    return atlas


def same_pages(ours, rows, folder):
    """Return seconds a file of exportToPdfs and of one exportToPdf over the pages that we filled."""
    from qgis.core import QgsLayoutExporter

    layout, often = ours.pages.page.layout, 3
    atlas = atlas_of(layout, often)
    many = one = 0.0
    for row in rows:
        ours.fill(row)
        many += cpu(QgsLayoutExporter.exportToPdfs, atlas, str(folder / "x"), pdf_settings())[0] / often
        one += cpu(QgsLayoutExporter.exportToPdf, atlas, str(folder / "one.pdf"), pdf_settings())[0] / often
    atlas.setEnabled(False)
    return many / len(rows), one / len(rows)


def qgis_alone(ours, project_path, rows, folder):
    """Return seconds a file of QGIS's own export of the template, set up without us."""
    from outfall_tracer.reports.map_data import Network, read_base
    from outfall_tracer.reports.map_layers import MapLayers
    from outfall_tracer.reports.outfall_files import SHIPPED
    from qgis.core import (
        QgsLayoutExporter,
        QgsLayoutFrame,
        QgsLayoutItemAttributeTable,
        QgsLayoutItemLabel,
        QgsLayoutItemMap,
        QgsPrintLayout,
        QgsProject,
        QgsReadWriteContext,
        QgsVectorLayer,
    )
    from qgis.PyQt.QtXml import QDomDocument

    base = read_base(project_path)
    project = QgsProject()
    layers = {name: QgsVectorLayer(f"{project_path}|layername={name}", name, "ogr")
              for name in ("outfalls", "trace_links", "audit", "enterprises", "construction_sites")}
    everything = Network(project_path).within((-1e9, -1e9, 1e9, 1e9))
    make = MapLayers(base, "", "zh")
    drawn = [make.pipes(everything, "pipes"), *make.river(), *make.districts()]
    project.addMapLayers([*layers.values(), *drawn], False)
    project.setCrs(layers["outfalls"].crs())
    layout = QgsPrintLayout(project)
    document = QDomDocument()
    document.setContent(SHIPPED.read_text(encoding="utf-8"))
    items, _ = layout.loadFromTemplate(document, QgsReadWriteContext())
    atlas = layout.atlas()
    atlas.setEnabled(True)
    atlas.setCoverageLayer(layers["outfalls"])
    uids = ", ".join(f"'{ours.answer.outfall_texts('uid')[row]}'" for row in rows)
    atlas.setFilterFeatures(True)
    atlas.setFilterExpression(f'"uid" IN ({uids})')
    atlas.setFilenameExpression("'alone_' || @atlas_featurenumber")
    shown = [layers["outfalls"], layers["enterprises"], layers["construction_sites"], *drawn]
    tables = {
        "sources": ("trace_links", "\"outfall_uid\" = attribute(@atlas_feature, 'uid')", 9),
        "history": ("audit", "\"row_uid\" = attribute(@atlas_feature, 'uid')", 5),
    }
    fields = [name for name in layers["outfalls"].fields().names() if name != "fid"][:32]
    for item in items:
        if isinstance(item, QgsLayoutItemMap):
            item.setLayers(shown)
            item.setKeepLayerSet(True)
            item.setAtlasDriven(True)
            item.setAtlasScalingMode(QgsLayoutItemMap.AtlasScalingMode.Fixed)
            item.setScale(5000 if item.id() == "place_map" else 15000)
        elif item.id() == "attributes":
            item.setText("\n".join(f'{name}: [% "{name}" %]' for name in fields))
        elif item.id() in tables:
            name, expression, columns = tables[item.id()]
            table = QgsLayoutItemAttributeTable.create(layout)
            table.setVectorLayer(layers[name])
            table.setDisplayedFields(layers[name].fields().names()[1 : columns + 1])
            table.setFilterFeatures(True)
            table.setFeatureFilter(expression)
            table.setMaximumNumberOfFeatures(30)
            layout.addMultiFrame(table)
            frame = QgsLayoutFrame(layout, table)
            frame.attemptMove(item.pagePositionWithUnits(), True, False, item.page())
            frame.attemptResize(item.sizeWithUnits())
            table.addFrame(frame)
        elif isinstance(item, QgsLayoutItemLabel) and "[%" in item.text():
            item.setText('[% "name" %]')
        elif item.id() == "legend":
            item.setAutoUpdateModel(False)
            for layer in (drawn[0], layers["enterprises"]):
                item.model().rootGroup().addLayer(layer)
    many, _ = cpu(QgsLayoutExporter.exportToPdfs, atlas, str(folder / "y"), pdf_settings())
    one, _ = cpu(QgsLayoutExporter.exportToPdf, atlas, str(folder / "alone.pdf"), pdf_settings())
    return many / len(rows), one / len(rows)


def speed(project, n, folder):
    """Measure the three ways over the same outfalls."""
    from outfall_tracer.i18n import speaking
    from outfall_tracer.reports.pdf_book import write_book

    with speaking("zh"):
        ours = Ours(project)
        rows = random.Random(1).sample(range(ours.answer.outfalls.n), n)
        for row in rows[:3]:
            ours.write(row, folder)
        parts = [0.0, 0.0]
        files = []
        for row in rows:
            parts[0] += cpu(ours.fill, row)[0]
        for row in rows:
            seconds, path = cpu(ours.write, row, folder)
            parts[1] += seconds
            files.append(path)
        book, _ = cpu(write_book, folder / "book.pdf", "x", [("d", [(path.stem, path) for path in files])])
        same_many, same_one = same_pages(ours, rows, folder)
        alone_many, alone_one = qgis_alone(ours, project, rows, folder)
        sizes = [path.stat().st_size for path in files]
        ours.pages.close()
    each, joined = parts[1] / n, (parts[1] + book) / n
    return {
        "files": n,
        "ours_ms": round(1000 * each),
        "of_it_gathering_and_filling_ms": round(1000 * parts[0] / n),
        "joining_ms": round(1000 * book / n, 1),
        "same_pages_exportToPdfs_ms": round(1000 * same_many),
        "same_pages_one_pdf_ms": round(1000 * same_one),
        "qgis_alone_exportToPdfs_ms": round(1000 * alone_many),
        "qgis_alone_one_pdf_ms": round(1000 * alone_one),
        "files_a_second_of_same_pages": round(same_many / each, 2),
        "files_a_second_of_qgis_alone": round(alone_many / each, 2),
        "one_pdf_of_same_pages": round(same_one / joined, 2),
        "one_pdf_of_same_pages_but_for_gathering": round(same_one / (joined - parts[0] / n), 2),
        "one_pdf_of_qgis_alone": round(alone_one / joined, 2),
        "kB_a_file": round(sum(sizes) / n / 1000),
        "largest_kB": round(max(sizes) / 1000),
    }


def memory(project, n, folder):
    """Make many files through the verb's own function; return memory at file 100 and at the end."""
    from outfall_tracer.reports.outfall_files import export_outfall_files
    from outfall_tracer.reports.query import Answer, Asked

    uids = Answer(project, Asked(), "zh").outfall_texts("uid")
    chosen = ", ".join(f"'{uid}'" for uid in random.Random(1).sample(uids, n))
    marks, seen = {}, [0]

    def progress(_share, step):
        if step == "writing":
            seen[0] += 1
            if seen[0] in (60, 100, n // 2, n):
                marks[seen[0]] = round(resident_mb(), 1)

    made = export_outfall_files(project, folder, "zh", progress, asked=Asked(f'"uid" IN ({chosen})'))
    growth = round(marks[n] / marks[100] - 1, 3)
    return {"files": len(made.made), "resident_mb": marks, "growth_from_100": growth}


def main():
    """Measure and print."""
    from qgis.core import QgsApplication

    given = [one for one in sys.argv[1:] if not one.startswith("--")]
    n = int(given[0]) if given else 40
    application = QgsApplication([], True)
    application.initQgis()
    home = Path(tempfile.mkdtemp())
    project = Path(given[1]) if len(given) > 1 else demonstration(home)
    work = memory if "--memory" in sys.argv else speed
    print(json.dumps(work(project, n, home), indent=1))
    sys.stdout.flush()
    __import__("os")._exit(0)


if __name__ == "__main__":
    main()
