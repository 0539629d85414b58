#!/bin/bash
# The window's code under a real Qt 6: every module imported, every dock and dialog shown.
#
# First flake8-qgis's rules for Qt 6 over all sources.
# QGIS on Qt 6 is in no distribution yet, so PyQt6 comes into an environment of its own,
# without QGIS; tests/qt6/conftest.py says what stands in for it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/env.sh

place=$DEV/qt6
stamp=$(sha256sum requirements/qt6.txt)
if [ "$(cat "$place/.requirements" 2>/dev/null)" != "$stamp" ]; then
    say "Installing PyQt6 into ${place#"$ROOT"/} ..."
    "$SYSTEM_PYTHON" -m venv --clear "$place"
    "$place/bin/python" -m pip install -q --disable-pip-version-check -r requirements/qt6.txt
    printf '%s\n' "$stamp" >"$place/.requirements"
fi
private_runtime_folder
export QT_QPA_PLATFORM=offscreen PYTHONNOUSERSITE=1
unset PYTHONPATH
"$place/bin/python" -m flake8 --select QGS107,QGS4 --exclude .venv,.dev,dist,benchmarks/.venv .
exec "$place/bin/python" -m pytest -q --confcutdir=tests/qt6 -p no:cacheprovider tests/qt6 "$@"
