# Sourced by the scripts that need a desktop: a private X server and a private QGIS profile.
# desktop_start OUTDIR makes them, desktop_run LANGUAGE SCRIPT SECONDS runs QGIS once, desktop_stop ends it.
# DESKTOP_SCREEN: size of the screen; DESKTOP_PLUGIN: the plugin is on when QGIS starts; DESKTOP_KEEP: the
# profile of the run before is used once more.

. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

desktop_say() { printf '%s\n' "$*" >&2; }

desktop_start() {
    OUT=$1
    for tool in Xvfb qgis; do
        command -v "$tool" >/dev/null || { desktop_say "There is no $tool; install the packages qgis and xvfb."; return 1; }
    done
    mkdir -p "$OUT"
    OUT=$(cd "$OUT" && pwd)
    WORK=$(mktemp -d "$OUT/.desktop-XXXXXX")
    mkdir -p "$WORK/tmp" "$WORK/run"
    chmod 700 "$WORK/run"
    link_package
    export_paths
    "$SYSTEM_PYTHON" "$ROOT/scripts/translations.py" compile || desktop_say "The Chinese texts could not be compiled."
    exec 9<>"$WORK/display"
    Xvfb -displayfd 9 -screen 0 "${DESKTOP_SCREEN:-1600x1000}x24" -nolisten tcp >"$WORK/xvfb.log" 2>&1 &
    XVFB=$!
    local n=0
    while [ ! -s "$WORK/display" ]; do
        n=$((n + 1))
        [ "$n" -le 100 ] || { desktop_say "Xvfb does not start: $(cat "$WORK/xvfb.log")"; return 1; }
        sleep 0.1
    done
    DISPLAY=":$(tr -d '[:space:]' <"$WORK/display")"
    export DISPLAY
}

desktop_stop() {
    [ -n "${XVFB:-}" ] && kill "$XVFB" 2>/dev/null && wait "$XVFB" 2>/dev/null
    [ -n "${WORK:-}" ] && rm -rf "$WORK"
    return 0
}

# desktop_command LANGUAGE SCRIPT: QGIS_COMMAND starts QGIS with a fresh profile of its own
desktop_command() {
    local locale=en global=en_US profile="$WORK/profiles/$1"
    [ "$1" = zh ] && locale=zh-Hans global=zh_CN
    mkdir -p "$profile/QGIS"
    [ -n "${DESKTOP_KEEP:-}" ] || cat >"$profile/QGIS/QGIS3.ini" <<INI
[locale]
overrideFlag=true
userLocale=$locale
globalLocale=$global

[qgis]
checkVersion=false
askToSaveProjectChanges=false
showTips322=false
showTips340=false
newLayersVisible=true

${DESKTOP_PLUGIN:+[PythonPlugins]
outfall_tracer=true
}
[core]
NewsFeed\\httpsfeedqgisorg\\disabled=true
INI
    export OUTFALL_TRACER_OUT=$OUT OUTFALL_TRACER_LANGUAGE=$1 OUTFALL_TRACER_SCRIPTS=$ROOT/scripts
    # Compiled modules are kept, as where the plugin is installed: loading is measured.
    QGIS_COMMAND=(
        env -u QT_QPA_PLATFORM -u PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX="$WORK/compiled"
        TMPDIR="$WORK/tmp" XDG_RUNTIME_DIR="$WORK/run"
        qgis --profiles-path "$WORK" --profile "$1" --nologo --noversioncheck --code "$2"
    )
}

# desktop_run LANGUAGE SCRIPT SECONDS
desktop_run() {
    local language=$1 seconds=$3 code=0
    desktop_command "$language" "$2"
    rm -f "$OUT/failed.txt" "$OUT/passed_$language.txt" "$OUT/log_$language.txt"
    timeout -k 10 "$seconds" "${QGIS_COMMAND[@]}" >"$OUT/qgis_$language.txt" 2>&1 || code=$?
    if [ -e "$OUT/failed.txt" ]; then
        desktop_say "The desktop run in $language failed:"
        cat "$OUT/failed.txt" >&2
        return 1
    fi
    if [ "$code" -ne 0 ]; then
        desktop_say "QGIS ended with code $code in $language (124: no answer in $seconds s). Its last words:"
        tail -n 20 "$OUT/qgis_$language.txt" >&2
        return 1
    fi
    [ -e "$OUT/passed_$language.txt" ] || { desktop_say "QGIS left before the run in $language was done."; return 1; }
}
