#!/usr/bin/env bash
# An inspector's hour in a real QGIS under Xvfb: outfalls judged by keys alone, QGIS killed in the middle.
#
#   scripts/inspect_hour.sh PROJECT OUTDIR [en|zh]   PROJECT: a demonstration made with FLIGHTS; it is copied.
#
# QGIS is killed once half of the verdicts are on the disk, started again, and goes on where it was. The records
# must be the script's. Pictures, times and logs go to OUTDIR. See inspect_hour.py.
# For a map of 1,600 x 1,000: DESKTOP_SCREEN=2400x1300 OUTFALL_TRACER_WINDOW=2400x1300.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,8p' "$0" | cut -c3- >&2; exit 2; }
. "$(dirname "$0")/desktop.sh"
trap desktop_stop EXIT
project=$(realpath "$1")
language=${3:-en}
desktop_start "$2"
private_runtime_folder
rm -rf "$OUT/hour" && mkdir -p "$OUT/hour"
cp -r "$project" "${project%.gpkg}_flights" "$OUT/hour/"
rm -f "$OUT"/journal_*.txt "$OUT"/failed.txt "$OUT"/log_*.txt
export OUTFALL_TRACER_PROJECT=$OUT/hour/$(basename "$project")
export OUTFALL_TRACER_VERDICTS=${OUTFALL_TRACER_VERDICTS:-50}
desktop_command "$language" "$ROOT/scripts/inspect_hour.py"
"${QGIS_COMMAND[@]}" >"$OUT/qgis_killed.txt" 2>&1 &
qgis=$!
for _ in $(seq 1 1800); do
    n=$( (grep -c . "$OUT/journal_1.txt" 2>/dev/null) || true)
    [ "${n:-0}" -ge $((OUTFALL_TRACER_VERDICTS / 2)) ] && break
    kill -0 "$qgis" 2>/dev/null || { desktop_say "QGIS left by itself:"; tail -n 20 "$OUT/qgis_killed.txt" >&2; exit 1; }
    [ -e "$OUT/failed.txt" ] && { cat "$OUT/failed.txt" >&2; exit 1; }
    sleep 0.1
done
children=$(pgrep -P "$qgis" || true)
kill -9 "$qgis" $children 2>/dev/null || true
wait "$qgis" 2>/dev/null || true
echo "Killed after ${n:-0} verdicts."
rm -f "$OUT/passed_$language.txt"
# The same profile as before, so not desktop_run, which makes a fresh one.
OUTFALL_TRACER_RESUMED=1 timeout -k 10 400 "${QGIS_COMMAND[@]}" >"$OUT/qgis_$language.txt" 2>&1 || true
[ -e "$OUT/failed.txt" ] && { cat "$OUT/failed.txt" >&2; exit 1; }
[ -e "$OUT/passed_$language.txt" ] || { desktop_say "QGIS left early:"; tail -n 20 "$OUT/qgis_$language.txt" >&2; exit 1; }
sed 's/^/  /' "$OUT/log_$language.txt"
rm -rf "$OUT/hour"
