# Sourced by run.sh, test.sh and the scripts beside this file: where things are.
#
# The system's own Python is always used: QGIS's bindings belong to it, whatever
# other python3 comes first on PATH. `.dev/outfall_tracer` is a link to the checkout,
# so the package has its own name whatever the checkout's folder is called.
# `.dev/packages` holds the few packages that the distribution has too old.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
SYSTEM_PYTHON=/usr/bin/python3
VENV=$ROOT/.venv
DEV=$ROOT/.dev
PACKAGES=$DEV/packages

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# The package under its own name; safe to call again.
link_package() {
    mkdir -p "$DEV"
    [ -e "$DEV/outfall_tracer" ] || ln -sfn .. "$DEV/outfall_tracer"
}

# Anything that we start finds the package, shapely 2 and the plugin.
export_paths() {
    export PYTHONPATH="$DEV:$PACKAGES${PYTHONPATH:+:$PYTHONPATH}"
    export QGIS_PLUGINPATH="$DEV"
    export PYTHONNOUSERSITE=1
    unset PYTHONHOME
}

# Qt wants a folder of its own with mode 0700; made where the login did not make one.
private_runtime_folder() {
    if [ -z "${XDG_RUNTIME_DIR:-}" ] || [ ! -w "${XDG_RUNTIME_DIR:-}" ]; then
        XDG_RUNTIME_DIR=$DEV/runtime
        mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
        export XDG_RUNTIME_DIR
    fi
}

# qgis_process: Debian 12's wrapper passes options its program does not know.
qgis_process_program() {
    if [ -x /usr/bin/qgis_process.bin ]; then echo /usr/bin/qgis_process.bin; else command -v qgis_process; fi
}

# qgis_process_place [DIRECTORY]: PROGRAM, and WORK for it with an empty profile; without a directory a
# temporary one, removed at the end.
qgis_process_place() {
    link_package
    export_paths
    private_runtime_folder
    PROGRAM=$(qgis_process_program)
    [ -n "$PROGRAM" ] || fail "qgis_process is not installed."
    if [ $# -ge 1 ]; then
        mkdir -p "$1"
        WORK=$(cd "$1" && pwd)
    else
        WORK=$(mktemp -d)
        trap 'rm -rf "$WORK"' EXIT
    fi
    export QT_QPA_PLATFORM=offscreen QGIS_CUSTOM_CONFIG_PATH="$WORK/profile"
}
