#!/usr/bin/env bash
# The window at the screens of small laptops and large desks: every dock open, never higher than the screen.
#
#   scripts/window_sizes.sh OUTDIR [SIZE ...]   sizes such as 1366x768, or 2732x1536@2 for a device ratio of 2
#
# Each from an empty profile and once more after a restart, in English and Chinese. Pictures are in OUTDIR.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,7p' "$0" | cut -c3- >&2; exit 2; }
. "$(dirname "$0")/desktop.sh"
out=$1
shift
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(1366x768 1440x900 1920x1080 2732x1536@2)
trap desktop_stop EXIT
for size in "${sizes[@]}"; do
    export DESKTOP_SCREEN=${size%@*} OUTFALL_TRACER_SCREEN=$size QT_SCALE_FACTOR=1 QT_FONT_DPI=96
    case $size in *@*) QT_SCALE_FACTOR=${size#*@} ;; esac
    desktop_start "$out"
    export OUTFALL_TRACER_PROJECT=$OUT/demo_small.gpkg DESKTOP_PLUGIN=1
    for language in en zh; do
        desktop_run "$language" "$ROOT/scripts/window_sizes.py" 240
        DESKTOP_KEEP=1 desktop_run "$language" "$ROOT/scripts/window_sizes.py" 240
        sed 's/^/  /' "$OUT/log_$language.txt"
    done
    desktop_stop
done
echo "The window fits; pictures are in $OUT."
