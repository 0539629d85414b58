#!/bin/bash
# Trace a river reach with one command:
#
#   ./run.sh                    the demonstration reach: 1,842 outfalls on Wuhan's Yangtze
#   ./run.sh PATH.gpkg          your own project; results are written back into it
#
# Options: --outfalls N --pipes N --seed N --language zh|en --output FOLDER --no-open
# Installs what is missing (apt, as root or through sudo), validates, traces, writes back,
# draws the overview map, writes the register, prints where everything is, and opens QGIS
# on the project where there is a display. Run it again at any time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. scripts/env.sh
cd "$OLDPWD" # relative paths on the command line are the caller's

open=yes
for argument in "$@"; do
    case $argument in
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$ROOT/run.sh"; exit 0 ;;
        --no-open) open=no ;;
    esac
done

bash "$ROOT/scripts/install_system.sh" run
link_package
export_paths
private_runtime_folder
"$SYSTEM_PYTHON" "$ROOT/scripts/translations.py" compile || say "The Chinese texts could not be compiled; going on in English."

"$SYSTEM_PYTHON" "$ROOT/scripts/run_reach.py" "$@"

if [ $open = no ]; then exit 0; fi
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    say "There is no display here; open the project in QGIS with Project > Open From > GeoPackage."
    exit 0
fi

# A profile of its own: your QGIS settings stay as they are.
profiles=$DEV/desktop-profiles
ini=$profiles/profiles/outfall_tracer/QGIS/QGIS3.ini
if [ ! -f "$ini" ]; then
    mkdir -p "$(dirname "$ini")"
    printf '[PythonPlugins]\noutfall_tracer=true\n' >"$ini"
fi
say "Opening QGIS on the project."
OUTFALL_TRACER_PROJECT=$(cat "$DEV/last_project") nohup qgis --profiles-path "$profiles" \
    --profile outfall_tracer --nologo --noversioncheck --code "$ROOT/scripts/open_project.py" \
    >"$DEV/qgis.log" 2>&1 &
