#!/usr/bin/env bash
# Makes the pictures of the README: the desktop with a traced outfall and the overview map, English and Chinese.
#
#   scripts/make_pictures.sh [OUTDIR]      default docs/pictures; takes some minutes
#
# The demonstration projects are kept in demo_output/pictures_en and pictures_zh and made again when their
# generator has changed.
set -euo pipefail
[ "${1:-}" != -h ] || { sed -n '2,7p' "$0" | cut -c3-; exit 0; }
. "$(dirname "$0")/desktop.sh"
PICTURES=${1:-$ROOT/docs/pictures}
LARGEST=300000 # bytes

# Fewer colours where a picture is larger than a README should carry.
shrink() {
    local n
    for n in 256 128 64; do
        [ "$(stat -c %s "$1")" -gt $LARGEST ] || return 0
        convert "$1" -strip -dither None -colors $n "PNG8:$1.small" && mv "$1.small" "$1"
    done
}

mkdir -p "$PICTURES"
trap desktop_stop EXIT
desktop_start "$ROOT/demo_output/pictures"
private_runtime_folder
for language in en zh; do
    folder=$ROOT/demo_output/pictures_$language
    "$SYSTEM_PYTHON" "$ROOT/scripts/run_reach.py" --language $language --output "$folder"
    OUTFALL_TRACER_PROJECT=$folder/wuhan_reach.gpkg desktop_run $language "$ROOT/scripts/make_pictures.py" 300
    sed 's/^/  /' "$OUT/log_$language.txt"
    for name in desktop section compare judge; do
        convert "$OUT/${name}_$language.png" -strip "$PICTURES/${name}_$language.png"
    done
    convert "$folder/overview.png" -resize '1600x1600>' -strip "$PICTURES/overview_$language.png"
    for name in desktop overview section compare judge; do shrink "$PICTURES/${name}_$language.png"; done
done
ls -l "$PICTURES"
