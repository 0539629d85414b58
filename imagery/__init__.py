"""Images from above: what a folder of orthophotos and photos holds, where it lies, when it was taken.

GDAL and numpy, no window. :mod:`.image_file` reads one image, :mod:`.scan` a folder, :mod:`.catalogue` keeps
what was found in a project (tables ``orthophotos`` and ``photos``), :mod:`.photos` reads cameras' own
notes, :mod:`.offset` moves an image for display without touching its file, :mod:`.suspects` takes in what a
detector found, :mod:`.image_layers` opens images as QGIS draws them. Image files are opened where
a person pointed, never written.
"""
