#!/bin/bash
# Install what is missing: scripts/install_system.sh [run] [test] [newer-qgis]
#
# Debian 12 and 13, Ubuntu 22.04 and 24.04, as root or through sudo. Nothing is asked
# of apt when nothing is missing. run: to trace. test: what test.sh needs besides.
# newer-qgis: what scripts/chroot_tests.sh needs.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

RUN=(qgis python3-qgis qgis-providers python3-gdal python3-numpy python3-scipy python3-shapely
     python3-openpyxl python3-xlrd python3-geopandas python3-fiona python3-pyproj python3-pip
     python3-lxml python3-jinja2
     fonts-noto-cjk qttools5-dev-tools ca-certificates)
TEST=(python3-venv xvfb xauth xdotool imagemagick poppler-utils libreoffice-calc-nogui libreoffice-writer-nogui git)
# The browser that the public page is tried in; Ubuntu has none without snap.
if grep -qsx 'ID=debian' /etc/os-release; then TEST+=(chromium-headless-shell); fi
NEWER_QGIS=(debootstrap)

wanted=()
for what in "${@:-run}"; do
    case $what in
        run) wanted+=("${RUN[@]}") ;;
        test) wanted+=("${TEST[@]}") ;;
        newer-qgis) wanted+=("${NEWER_QGIS[@]}") ;;
        *) fail "install_system.sh: unknown set of packages: $what" ;;
    esac
done

# Leaflet comes from npm, which some systems have from elsewhere than Debian.
[ -e "$ROOT/bundled/.stamp" ] || command -v npm >/dev/null || wanted+=(npm)

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo env DEBIAN_FRONTEND=noninteractive "$@"; fi
}

missing=()
for package in "${wanted[@]}"; do installed "$package" || missing+=("$package"); done

if [ ${#missing[@]} -gt 0 ]; then
    command -v apt-get >/dev/null || fail "This system has no apt-get. Install by other means: ${missing[*]}"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        fail "Missing packages: ${missing[*]}
Installing them needs root. Run this command again as root, or ask an administrator for:
    apt-get install --no-install-recommends ${missing[*]}"
    fi
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    say "Installing with apt: ${missing[*]}"
    say "On a bare machine this takes a few minutes (log: $log)."
    # Old package lists name files that are gone: read them anew before installing.
    as_root apt-get -q update >"$log" 2>&1 || say "Some package lists could not be read; going on without them."
    if ! as_root apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 \
        install --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
        tail -n 25 "$log" >&2
        fail "The packages could not be installed; the whole log is $log."
    fi
    rm -f "$log"
fi

# shapely 2: Debian 12 and Ubuntu 22.04 have an older one. Without its dependencies: numpy stays the system's.
# Inside QGIS's own programs a wheel's calls reach the system's GEOS where that has them, and the wheel's own GEOS
# where it has not: mixed, they crash (shapely 2.2's contains_xy does). shapely 2.0 asks for no newer GEOS than theirs.
shapely_is_2() {
    PYTHONPATH=$PACKAGES "$SYSTEM_PYTHON" -c '
import shapely, sys
version = tuple(int(part) for part in shapely.__version__.split(".")[:2])
wheel = shapely.__file__.startswith(sys.argv[1])
sys.exit(version < (2, 0) or (wheel and version > (2, 0)))' "$PACKAGES" 2>/dev/null
}
if ! shapely_is_2; then
    say "Installing shapely 2 into ${PACKAGES#"$ROOT"/}."
    PIP_ROOT_USER_ACTION=ignore "$SYSTEM_PYTHON" -m pip install -q --disable-pip-version-check --no-deps --upgrade --target "$PACKAGES" \
        'shapely>=2,<2.1' || fail "shapely 2 could not be installed with pip; is there a network?"
    shapely_is_2 || fail "shapely 2 was installed into $PACKAGES but cannot be imported."
fi

for module in qgis.core osgeo.ogr numpy scipy; do
    "$SYSTEM_PYTHON" -c "import $module" 2>/dev/null ||
        fail "$SYSTEM_PYTHON cannot import ${module%%.*} although its package is installed; reinstall that package."
done

# What the plugin carries of others. Without it plates, bulletins in Word and the public page say what is missing.
"$SYSTEM_PYTHON" "$ROOT/scripts/bundle.py" || say "Going on without it."
