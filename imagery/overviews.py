"""Overviews: small copies of an image that let it be shown at once, beside it or in a cache of the project.

Made only on request. Beside the source they lie in ``<image>.ovr``; the image itself is opened for reading.
In the cache they belong to a VRT that shows the image, so a folder that must not be written stays as it is.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..i18n import system_reason, translate
from ..layers.store.gpkg import GdalError, gdal_said
from ..problems import Cancelled, UserError
from .image_file import Image

_SMALLEST_PX = 256
_SHARE = 0.40  # of the pixels of an image, all its overviews together, with room to spare (1/3 in theory)
_JPEG_BYTES = 0.35  # per pixel and band


def factors(width: int, height: int) -> list[int]:
    """Return the factors of an image's overviews: halves down to _SMALLEST_PX."""
    found, factor = [], 2
    while max(width, height) / factor >= _SMALLEST_PX:
        found.append(factor)
        factor *= 2
    return found


def estimate(images: Sequence[Image]) -> int:
    """Return about how many bytes the overviews of the slow ones among ``images`` take."""
    return sum(
        int(
            one.width
            * one.height
            * max(one.n_bands, 1)
            * _SHARE
            * (_JPEG_BYTES if one.band == "visible" else 2)
        )
        for one in images
        if one.is_slow
    )


def room_for(folder: Path, wanted: int) -> None:
    """Raise UserError where the disk of ``folder`` has no room for ``wanted`` bytes."""
    here = folder
    while not here.exists():
        here = here.parent
    free = shutil.disk_usage(here).free
    if free < wanted * 1.1:
        raise UserError(
            translate(
                "Imagery",
                "The overviews need about {need} MB; {folder} has {free} MB left. Make room, or leave them.",
            ).format(need=f"{wanted / 1e6:,.0f}", folder=here, free=f"{free / 1e6:,.0f}")
        )


def make_overviews(
    source: Path,
    width: int,
    height: int,
    visible: bool,
    progress: Callable[[float], None] = lambda share: None,
) -> int:
    """Make the overviews of ``source`` beside it, return how many. source: an image, or a VRT of the cache.

    What was begun goes where it cannot be ended. Raises UserError, and Cancelled where ``progress`` does.
    """
    from osgeo import gdal

    beside = source.with_name(f"{source.name}.ovr")
    stopped: list[Cancelled] = []

    def tell(share: float, _message: str, _data: object) -> int:
        try:
            progress(share)
        except Cancelled as asked:
            stopped.append(asked)
            return 0
        return 1

    try:
        with gdal_said() as said:
            image = gdal.OpenEx(str(source), gdal.OF_RASTER | gdal.OF_READONLY)
            if image is None:
                raise GdalError("; ".join(said))
            chosen = factors(width, height)
            with _compressed(visible and image.RasterCount == 3):  # with alpha, JPEG blurs the edge
                failed = image.BuildOverviews("AVERAGE", chosen, callback=tell) != 0
            del image
            if failed and not stopped:
                raise GdalError("; ".join(said) or "not made")
    except (GdalError, OSError) as error:
        beside.unlink(missing_ok=True)
        reason = system_reason(error) if isinstance(error, OSError) else str(error).split("; ")[0]
        raise UserError(
            translate(
                "Imagery",
                "Overviews of {file} could not be made: {reason}. Is there room, and may you write there?",
            ).format(file=source, reason=reason),
            detail=str(error),
        ) from error
    if stopped:
        beside.unlink(missing_ok=True)
        raise stopped[0]
    return len(chosen)


@contextmanager
def _compressed(as_jpeg: bool) -> Iterator[None]:
    """Let this thread's overviews be compressed."""
    from osgeo import gdal

    options = (
        {"COMPRESS_OVERVIEW": "JPEG", "PHOTOMETRIC_OVERVIEW": "YCBCR"}
        if as_jpeg
        else {"COMPRESS_OVERVIEW": "DEFLATE"}
    )
    for name, value in options.items():
        gdal.SetThreadLocalConfigOption(name, value)
    try:
        yield
    finally:
        for name in options:
            gdal.SetThreadLocalConfigOption(name, None)
