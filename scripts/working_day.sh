#!/usr/bin/env bash
# A contractor's working day in a real QGIS under Xvfb, with real clicks and keys; see working_day.py.
#
#   scripts/working_day.sh OUTDIR [en|zh ...]   pictures and logs go to OUTDIR; exit code 0 when all is well
#   scripts/working_day.sh --pictures           both languages, pictures of the walk-through in docs/pictures
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,6p' "$0" | cut -c3- >&2; exit 2; }
. "$(dirname "$0")/desktop.sh"
PICTURES=
if [ "$1" = --pictures ]; then
    PICTURES=$ROOT/docs/pictures
    set -- "$ROOT/demo_output/working_day" en zh
fi
out=$1
shift
languages=("$@")
[ ${#languages[@]} -gt 0 ] || languages=(en)
trap desktop_stop EXIT
desktop_start "$out"
private_runtime_folder
for language in "${languages[@]}"; do
    folder=$OUT/day_$language
    rm -rf "$folder"
    mkdir -p "$folder"
    OUTFALL_TRACER_PROJECT=$folder/working_day.gpkg desktop_run "$language" "$ROOT/scripts/working_day.py" 300
    sed 's/^/  /' "$OUT/log_$language.txt"
    rm -rf "$folder"
    if [ -n "$PICTURES" ]; then
        for picture in "$OUT"/day_*_"$language".png; do
            convert "$picture" -resize '1100x1100>' -strip -dither None -colors 64 \
                "PNG8:$PICTURES/$(basename "$picture")"
        done
    fi
done
echo "The working day passed; pictures are in ${PICTURES:-$OUT}."
