#!/usr/bin/env bash
# Kills a real QGIS window with the plugin at random moments of a working day; see kill_rounds.py.
#
#   scripts/kill_window.sh PROJECT OUTDIR [ROUNDS]      default 30; PROJECT is copied, OUTDIR holds the profile
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,5p' "$0" | cut -c3- >&2; exit 2; }
. "$(dirname "$0")/desktop.sh"
trap desktop_stop EXIT
project=$(realpath "$1")
desktop_start "$2"
private_runtime_folder
desktop_command en "$ROOT/scripts/kill_window.py"
TMPDIR="$OUT" "$SYSTEM_PYTHON" "$ROOT/scripts/kill_rounds.py" --window "$project" "${3:-30}" -- "${QGIS_COMMAND[@]}"
