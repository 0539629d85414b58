#!/usr/bin/env bash
# A stranger's first steps from the ZIP, in a real QGIS with an empty profile; see first_hour.py.
#
#   scripts/first_hour.sh OUTDIR [en|zh] [FILE.zip]     nothing of the checkout is on Python's paths
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,5p' "$0" | cut -c3- >&2; exit 2; }
. "$(dirname "$0")/desktop.sh"
trap desktop_stop EXIT
desktop_start "$1"
private_runtime_folder
zip=${3:-$OUT/outfall_tracer.zip}
[ -n "${3:-}" ] || "$SYSTEM_PYTHON" "$ROOT/scripts/package.py" --output "$zip"
unset PYTHONPATH QGIS_PLUGINPATH
rm -rf "$OUT/hour"
mkdir -p "$OUT/hour"
export OUTFALL_TRACER_ZIP=$zip OUTFALL_TRACER_BEGAN
OUTFALL_TRACER_BEGAN=$(date +%s)
OUTFALL_TRACER_PROJECT=$OUT/hour/demo.gpkg desktop_run "${2:-en}" "$ROOT/scripts/first_hour.py" 600
sed 's/^/  /' "$OUT/log_${2:-en}.txt"
rm -rf "$OUT/hour"
