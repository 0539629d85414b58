"""Cataloguing many tiles beside a plain loop: open each, read its metadata and its mask at 128 x 128.

    .venv/bin/python benchmarks/imagery.py [TILES] [FOLDER]

Makes TILES (2,000) COGs with slanted and parted masks, then measures, each in this process: the loop, the
first scan into a project, the second scan, which asks the file system alone. Goals: the first at most 1.5 x
the loop, the second at least 20 x faster than the first, footprint areas within one per cent of the pixels'
own.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / ".dev"))
MASK = 128
TILE = 512


def masks(rng):
    """A few masks of tiles at the edge of a flight."""
    y, x = np.mgrid[0:TILE, 0:TILE]
    found = [np.ones((TILE, TILE), bool)]
    for turn in rng.uniform(0, np.pi, 7):
        u = (x - TILE / 2) * np.cos(turn) + (y - TILE / 2) * np.sin(turn)
        found.append(u < rng.uniform(-0.2, 0.3) * TILE)
    parted = np.ones((TILE, TILE), bool)
    parted[:, 230:290] = False
    return [*found, parted]


def make(folder, n):
    """Write the tiles; return the true area of each by name."""
    from osgeo import gdal, osr

    rng = np.random.default_rng(1)
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(4547)
    wkt, kinds, areas = srs.ExportToWkt(), masks(rng), {}
    picture = rng.integers(60, 200, (TILE, TILE)).astype(np.uint8)
    for at in range(n):
        mask = kinds[at % len(kinds)]
        name = f"tile_{at:05d}.tif"
        made = gdal.GetDriverByName("MEM").Create("", TILE, TILE, 4, gdal.GDT_Byte)
        made.SetGeoTransform((500_000 + at % 50 * 130, 0.25, 0, 3_380_000 + at // 50 * 130, 0, -0.25))
        made.SetProjection(wkt)
        for band in range(3):
            made.GetRasterBand(band + 1).WriteArray(picture)
        made.GetRasterBand(4).SetColorInterpretation(gdal.GCI_AlphaBand)
        made.GetRasterBand(4).WriteArray(mask.astype(np.uint8) * 255)
        gdal.GetDriverByName("COG").CreateCopy(
            str(folder / name), made, options=["COMPRESS=JPEG", "BLOCKSIZE=256"]
        )
        areas[name] = float(mask.sum()) * 0.0625
    return areas


def loop(folder):
    """What anybody would write."""
    from osgeo import gdal

    for path in sorted(folder.glob("*.tif")):
        image = gdal.Open(str(path))
        image.GetMetadata()
        image.GetGeoTransform()
        image.GetProjection()
        image.GetRasterBand(1).GetMaskBand().ReadAsArray(buf_xsize=MASK, buf_ysize=MASK)
        del image


def seconds(work, *given):
    """Run and return the processor's seconds: what else the machine does does not count."""
    begun = time.process_time()
    work(*given)
    return time.process_time() - begun


def main():
    """Measure and print."""
    from osgeo import osr
    from outfall_tracer.imagery.catalogue import Wanted, catalogue
    from outfall_tracer.layers.store.tables import create_tables
    from outfall_tracer.operations.project_rows import file_rows

    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    home = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp())
    folder = home / "tiles"
    folder.mkdir(parents=True, exist_ok=True)
    areas = make(folder, n)
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(4547)
    project = home / f"project_{time.time_ns()}.gpkg"
    create_tables(project, srs.ExportToWkt())
    loops = [seconds(loop, folder) for _ in range(3)]
    first = seconds(catalogue, str(project), Wanted(folder))
    second = min(seconds(catalogue, str(project), Wanted(folder)) for _ in range(3))
    with file_rows(str(project), writing=False) as rows:
        found = rows.read("orthophotos", ["path"], geometry=True)
        errors = [
            abs(found.shapes[at].area / areas[Path(found["path"][at]).name] - 1) for at in range(found.n)
        ]
    print(
        json.dumps(
            {
                "tiles": n,
                "loop_s": round(min(loops), 2),
                "first_scan_s": round(first, 2),
                "second_scan_s": round(second, 3),
                "first_of_loop": round(first / min(loops), 2),
                "second_times_faster": round(first / second, 1),
                "worst_area_error": round(max(errors), 4),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
