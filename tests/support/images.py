"""Small images made by tests: GeoTIFFs with a mask of any shape, JPEGs with a world file."""

from __future__ import annotations

import numpy as np

X, Y = 500_000.0, 3_380_000.0  # a place inside EPSG:4547


def write_image(
    path,
    mask=None,
    *,
    bands=3,
    gsd=0.5,
    corner=(X, Y),
    turn=0.0,
    epsg=4547,
    nodata=None,
    values=None,
    alpha=True,
    metadata=None,
    size=(600, 400),
    options=(),
    dtype=None,
):
    """Write a GeoTIFF; ``mask`` (rows, columns) of bool becomes its alpha band, or its no-data value."""
    from osgeo import gdal, osr

    rows, columns = mask.shape if mask is not None else (size[1], size[0])
    has_alpha = mask is not None and alpha and nodata is None
    kind = dtype or (gdal.GDT_Byte if values is None or values.dtype == np.uint8 else gdal.GDT_Float32)
    path.parent.mkdir(parents=True, exist_ok=True)
    made = gdal.GetDriverByName("GTiff").Create(
        str(path), columns, rows, bands + has_alpha, kind, list(options)
    )
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    made.SetGeoTransform((corner[0], gsd * cos, gsd * sin, corner[1], gsd * sin, -gsd * cos))
    if epsg:
        srs = osr.SpatialReference()
        srs.ImportFromEPSG(epsg)
        made.SetProjection(srs.ExportToWkt())
    for name, value in (metadata or {}).items():
        made.SetMetadataItem(name, value)
    shown = np.full((rows, columns), 120, np.uint8) if values is None else values
    if mask is not None and nodata is not None:
        shown = np.where(mask, shown, nodata)
    for at in range(bands):
        band = made.GetRasterBand(at + 1)
        band.WriteArray(shown)
        if nodata is not None:
            band.SetNoDataValue(nodata)
    if has_alpha:
        made.GetRasterBand(bands + 1).SetColorInterpretation(gdal.GCI_AlphaBand)
        made.GetRasterBand(bands + 1).WriteArray(mask.astype(np.uint8) * 255)
    del made
    return path


def ellipse(columns=900, rows=700, share=0.8):
    """A mask of an ellipse."""
    y, x = np.mgrid[0:rows, 0:columns]
    return ((x - columns / 2) / (share * columns / 2)) ** 2 + ((y - rows / 2) / (share * rows / 2)) ** 2 < 1


def slanted(columns=1024, rows=1024, turn=27):
    """A mask of a turned rectangle, as mosaics of flight lines have it."""
    y, x = np.mgrid[0:rows, 0:columns]
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    u, v = (x - columns / 2) * cos + (y - rows / 2) * sin, (y - rows / 2) * cos - (x - columns / 2) * sin
    return (abs(u) < 0.38 * columns) & (abs(v) < 0.3 * rows)


def write_jpeg(path, pixels, world=None, exif=None):
    """Write a JPEG (rows, columns, 3), with a world file of six numbers, and EXIF items, where given."""
    from osgeo import gdal

    path.parent.mkdir(parents=True, exist_ok=True)
    made = gdal.GetDriverByName("MEM").Create("", pixels.shape[1], pixels.shape[0], 3, gdal.GDT_Byte)
    for at in range(3):
        made.GetRasterBand(at + 1).WriteArray(pixels[:, :, at])
    made.SetMetadata(exif or {})
    gdal.GetDriverByName("JPEG").CreateCopy(str(path), made, options=["QUALITY=95"])
    path.with_name(f"{path.name}.aux.xml").unlink(missing_ok=True)
    if world:
        path.with_suffix(".jgw").write_text("\n".join(map(str, world)), encoding="ascii")
    return path
