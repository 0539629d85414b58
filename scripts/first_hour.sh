#!/usr/bin/env bash
# A stranger's first steps from the ZIP, in a real QGIS with an empty profile; see first_hour.py.
#
#   scripts/first_hour.sh OUTDIR [en|zh] [FILE.zip | repository]     nothing of the checkout is on Python's paths
#
# "repository": the plugin manager fetches it from a repository of one's own, a folder served for the time.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,6p' "$0" | cut -c3- >&2; exit 2; }
. "$(dirname "$0")/desktop.sh"
trap desktop_stop EXIT
desktop_start "$1"
private_runtime_folder
zip=$OUT/outfall_tracer.zip
case "${3:-}" in
    "") "$SYSTEM_PYTHON" "$ROOT/scripts/package.py" --output "$zip" ;;
    repository)
        mkdir -p "$WORK/served"
        "$SYSTEM_PYTHON" -u -m http.server 0 --bind 127.0.0.1 --directory "$WORK/served" >"$WORK/port" 2>"$OUT/served.txt" &
        served=$!
        trap 'kill "$served"; desktop_stop' EXIT
        until [ -s "$WORK/port" ]; do sleep 0.1; done
        OUTFALL_TRACER_REPOSITORY=$(grep -o 'http://[0-9.:]*' "$WORK/port")
        export OUTFALL_TRACER_REPOSITORY
        version=$(sed -n 's/^version=//p' "$ROOT/metadata.txt") # part of its name, as in dist/
        "$SYSTEM_PYTHON" "$ROOT/scripts/package.py" --repository "$OUTFALL_TRACER_REPOSITORY" \
            --output "$WORK/served/outfall_tracer-$version.zip" ;;
    *) zip=$3 ;;
esac
unset PYTHONPATH QGIS_PLUGINPATH
rm -rf "$OUT/hour"
mkdir -p "$OUT/hour"
export OUTFALL_TRACER_ZIP=$zip OUTFALL_TRACER_BEGAN
OUTFALL_TRACER_BEGAN=$(date +%s)
OUTFALL_TRACER_PROJECT=$OUT/hour/demo.gpkg desktop_run "${2:-en}" "$ROOT/scripts/first_hour.py" 600
sed 's/^/  /' "$OUT/log_${2:-en}.txt"
rm -rf "$OUT/hour"
