#!/usr/bin/env bash
# Desktop smoke test: a real QGIS under Xvfb loads the plugin, opens a small demonstration project, traces an
# outfall by clicks, takes pictures, unloads, loads again. English and Chinese.
#
#   scripts/desktop_smoke.sh OUTDIR        pictures and logs go to OUTDIR; exit code 0 when all is well
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,6p' "$0" | cut -c3- >&2; exit 2; }
. "$(dirname "$0")/desktop.sh"
trap desktop_stop EXIT
desktop_start "$1"
rm -rf "$OUT/project"
for language in en zh; do
    desktop_run "$language" "$ROOT/scripts/desktop_smoke.py" 240
    sed 's/^/  /' "$OUT/log_$language.txt"
done
rm -rf "$OUT/project"
echo "Desktop smoke test passed; pictures are in $OUT."
