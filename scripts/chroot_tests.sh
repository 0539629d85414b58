#!/bin/bash
# Run the QGIS tests on a newer QGIS: scripts/chroot_tests.sh [pytest arguments]
#
# QGIS 3.40 of Debian 13, or with QGIS_SUITE=sid the newest that Debian has. That Debian lives in a
# chroot, built once (about two minutes, 1.9 GB) outside the checkout in
# ${XDG_CACHE_HOME:-~/.cache}/outfall-tracer, from the mirror this machine already uses. Needs root.
# Elsewhere it is skipped with a reason; with CI=true that is a failure.
#
# On Debian 13, before the tests: QGIS's own script for the move to Qt 6 finds nothing to change.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

SUITE=${QGIS_SUITE:-trixie}
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/outfall-tracer
TREE=$CACHE/$SUITE
SYSTEM_PACKAGES="python3-qgis qgis-providers python3-pip python3-venv python3-shapely python3-geopandas python3-fiona
    python3-pyproj python3-scipy python3-openpyxl python3-lxml python3-jinja2 qttools5-dev-tools fonts-noto-cjk
    poppler-utils"
cannot() {
    say "Newer QGIS: $*"
    [ "${CI:-}" = true ] && exit 1
    say "Newer QGIS: skipped"
    exit 77
}

[ "$(id -u)" = 0 ] || cannot "a chroot needs root"
command -v debootstrap >/dev/null || bash "$ROOT/scripts/install_system.sh" newer-qgis ||
    cannot "debootstrap is missing and could not be installed"

# The Debian mirror of this machine, from either form of apt's sources; none on other systems.
mirror() {
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
        grep -v '^[[:space:]]*#' | grep -o 'https\?://[^ ]*/debian/\?\( \|$\)' | head -n 1 | tr -d ' '
}

inside() {
    local pass=() name
    for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY CI \
        PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST PIP_DEFAULT_TIMEOUT; do
        if [ -n "${!name:-}" ]; then pass+=("$name=${!name}"); fi
    done
    chroot "$TREE" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=/run/outfall-tracer \
        PIP_CERT=/etc/ssl/host-ca.crt PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 \
        ${pass[@]+"${pass[@]}"} "$@"
}

build() {
    say "Building Debian $SUITE in $TREE (about two minutes) ..."
    rm -rf --one-file-system "$TREE"
    mkdir -p "$CACHE"
    debootstrap --variant=minbase "$SUITE" "$TREE" $(mirror)
    printf '#!/bin/sh\nexit 101\n' >"$TREE/usr/sbin/policy-rc.d" # no package starts a service
    chmod +x "$TREE/usr/sbin/policy-rc.d"
    mkdir -p "$TREE/etc/ssl"
    # pip trusts what this machine trusts; a file of its own, because ca-certificates rewrites the usual one.
    cp -L "${PIP_CERT:-/etc/ssl/certs/ca-certificates.crt}" "$TREE/etc/ssl/host-ca.crt"
    cp -L /etc/resolv.conf "$TREE/etc/resolv.conf"
    if [ -f /etc/pip.conf ]; then sed '/^ *cert *=/d' /etc/pip.conf >"$TREE/etc/pip.conf"; fi
    inside apt-get -q -o Acquire::Check-Valid-Until=false update
    inside apt-get -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends $SYSTEM_PACKAGES
    inside apt-get clean
    inside python3 -m venv --system-site-packages /venv
    cp "$ROOT/requirements/test.txt" "$TREE/requirements.txt"
    inside /venv/bin/pip install -q -r /requirements.txt
    echo "$RECIPE" >"$TREE/.complete"
}

RECIPE=$({ cat "$ROOT/requirements/test.txt"; echo "$SUITE $SYSTEM_PACKAGES"; declare -f inside build; } |
    sha256sum | cut -c1-16)

# One at a time: two checkouts share the chroot.
mkdir -p "$CACHE"
exec 9>"$CACHE/$SUITE.lock"
flock 9

if [ "$(cat "$TREE/.complete" 2>/dev/null)" != "$RECIPE" ]; then
    log=$CACHE/$SUITE.log
    set +e # a subshell that is part of an "if" would not stop at the first error
    (set -e; build) >"$log" 2>&1
    built=$?
    set -e
    if [ $built != 0 ]; then
        tail -n 30 "$log"
        cannot "the chroot could not be built; the whole log is $log"
    fi
    say "Debian $SUITE with $(inside dpkg-query -W -f 'QGIS ${Version}' python3-qgis) is ready in $TREE"
fi

# A copy of what git would commit: the tests must not need, or leave, anything else.
SOURCE=$TREE/src/outfall-tracer
rm -rf --one-file-system "$TREE/src"
mkdir -p "$SOURCE" "$TREE/run/outfall-tracer"
chmod 700 "$TREE/run/outfall-tracer"
(cd "$ROOT" && git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    [ -e "$file" ] && printf '%s\0' "$file"
done | tar -c --null -T - -f -) | tar -x -C "$SOURCE" -f -
[ ! -d "$ROOT/bundled" ] || cp -r "$ROOT/bundled" "$SOURCE/"
shared=${OUTFALL_TRACER_SHARED_DATA:-$ROOT/../shared/data}
if [ -d "$shared" ]; then
    mkdir -p "$TREE/src/shared"
    cp -r "$shared" "$TREE/src/shared/data"
fi

# QGIS's script rewrites what Qt 6 would not understand: on a copy of the sources it must change nothing.
# Its environment is no part of the recipe: Qt 6 beside the system's QGIS. There QGIS's modules hide
# those of Qt 6 in part, so it runs twice: with QGIS for the enums of QGIS, without for those of Qt.
migration() {
    local stamp copy=/src/migrated without said found= code=0
    stamp=$(sha256sum <"$ROOT/requirements/migration.txt")
    if [ "$(cat "$TREE/qt6/.requirements" 2>/dev/null)" != "$stamp" ]; then
        say "Installing the migration script of QGIS into $TREE/qt6 ..."
        inside python3 -m venv --clear --system-site-packages /qt6 || return 2
        cp "$ROOT/requirements/migration.txt" "$TREE/migration.txt"
        inside /qt6/bin/pip install -q -r /migration.txt || return 2
        printf '%s\n' "$stamp" >"$TREE/qt6/.requirements"
    fi
    cp -r "$SOURCE" "$TREE$copy"
    rm -rf "$TREE$copy/bundled" # what the ZIP carries of others is theirs
    for without in "" qgis; do
        said=$(inside /qt6/bin/python -c "import sys
sys.modules.update(dict.fromkeys(sys.argv.pop().split()))  # None: cannot be imported
from pyqt5to6.pyqt5to6 import main
sys.exit(main())" "$copy" "$without" 2>&1) || code=$? # 1: it changed something
        if [ $code -gt 1 ] || [[ $said == *Traceback* ]] ||
            { [ -z "$without" ] && [[ $said == *"not available for introspection"* ]]; }; then
            printf '%s\n' "$said"
            return 1
        fi
        found+=$said$'\n'
    done
    if ! diff -ru --exclude=bundled "$SOURCE" "$TREE$copy"; then
        printf '%s' "$found"
        say "QGIS's migration script would change these lines for Qt 6."
        return 1
    fi
    rm -rf --one-file-system "$TREE$copy"
    say "QGIS's migration script to Qt 6 finds nothing to change."
}

if [ "$SUITE" = trixie ]; then
    moved=0
    migration || moved=$?
    [ $moved != 2 ] || cannot "the migration script of QGIS could not be installed"
    [ $moved = 0 ] || exit 1
fi

inside python3 "/src/outfall-tracer/scripts/translations.py" compile
arguments=("$@")
[ ${#arguments[@]} -gt 0 ] || arguments=(-n 2 --dist loadfile --max-worker-restart=0 tests/qgis)
inside sh -c 'cd /src/outfall-tracer && exec /venv/bin/python -m pytest -q -p no:cacheprovider "$@"' pytest \
    "${arguments[@]}"
