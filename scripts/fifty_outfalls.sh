#!/usr/bin/env bash
# Fifty outfalls judged by keys in a real QGIS under Xvfb, on the demonstration; see fifty_outfalls.py.
#
#   scripts/fifty_outfalls.sh OUTDIR [PROJECT.gpkg]     the project is copied; without one the demonstration is made
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,5p' "$0" | cut -c3- >&2; exit 2; }
DESKTOP_SCREEN=1366x768
. "$(dirname "$0")/desktop.sh"
trap desktop_stop EXIT
desktop_start "$1"
private_runtime_folder
made=${2:-}
if [ -z "$made" ]; then
    "$SYSTEM_PYTHON" "$ROOT/scripts/run_reach.py" --language en --output "$OUT/reach"
    made=$OUT/reach/wuhan_reach.gpkg
fi
mkdir -p "$OUT/fifty"
cp "$made" "$OUT/fifty/fifty.gpkg"
OUTFALL_TRACER_PROJECT=$OUT/fifty/fifty.gpkg desktop_run en "$ROOT/scripts/fifty_outfalls.py" 400
sed 's/^/  /' "$OUT/log_en.txt"
rm -rf "$OUT/fifty"
