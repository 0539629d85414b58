#!/bin/bash
# The engine for analysts as they have it: pip installs the package into an empty environment without QGIS,
# and its tests run there. A traced demonstration is made first, with QGIS, to be compared with.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/env.sh

place=$DEV/frames
stamp=$(cat requirements/frames.txt pyproject.toml | sha256sum)
if [ "$(cat "$place/.requirements" 2>/dev/null)" != "$stamp" ]; then
    say "Installing the package with its extras into ${place#"$ROOT"/} ..."
    "$SYSTEM_PYTHON" -m venv --clear "$place"
    "$place/bin/python" -m pip install -q --disable-pip-version-check -r requirements/frames.txt "$ROOT[frames,dask]"
    printf '%s\n' "$stamp" >"$place/.requirements"
fi
# The wheel anew, without its dependencies: the sources may have changed.
"$place/bin/python" -m pip install -q --disable-pip-version-check --no-deps --force-reinstall "$ROOT"
rm -rf build outfall_tracer.egg-info

private_runtime_folder
export QT_QPA_PLATFORM=offscreen
(export_paths; "$SYSTEM_PYTHON" scripts/make_frames_project.py "$place/demo.gpkg")
unset PYTHONPATH
export PYTHONNOUSERSITE=1 OUTFALL_TRACER_DEMO="$place/demo.gpkg" OUTFALL_TRACER_SHARED="${OUTFALL_TRACER_SHARED:-$ROOT/../shared}"
exec "$place/bin/python" -m pytest -q --confcutdir=tests/frames -p no:cacheprovider --durations=5 tests/frames "$@"
