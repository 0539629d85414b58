#!/bin/bash
# Run every check:            ./test.sh
# or some of them:            ./test.sh unit qgis
# and QGIS 3.40 in a chroot:  ./test.sh all
#
# Stages, in this order (the last is part of "all" only):
#   style         ruff
#   types         mypy: strict on tracing/ and rules/; every room with the types of QGIS and Qt
#   imports       the arrows between the rooms
#   security      Bandit and detect-secrets
#   translations  extraction agrees, Chinese complete, compiles
#   unit          tests that need no QGIS, with QGIS switched off
#   frames        the engine for analysts, pip-installed without QGIS
#   qgis          tests inside QGIS, offscreen
#   package       the ZIP: reproducible, clean, and installed into an empty QGIS profile
#   process       the verbs through qgis_process
#   desktop       the real QGIS under Xvfb: load, open, trace, unload, load again; on small screens; a working day
#   qt6           the window's code under a real Qt 6, without QGIS
#   newer-qgis    the QGIS tests on QGIS 3.40 (Debian 13 in a chroot; needs root); QGIS_SUITE=sid: a newer one
#
# Installs what is missing: system packages with apt, tools into .venv. Stages that need one core run beside the
# others, in their order; what they say is shown at the end.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. scripts/env.sh

STAGES=(style types imports security translations unit frames qgis package process desktop qt6)
ALL=("${STAGES[@]}" newer-qgis)
BESIDE=" style types imports security translations package process qt6 "
case ${1:-} in
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    "") chosen=("${STAGES[@]}") ;;
    all) chosen=("${ALL[@]}") ;;
    *) chosen=("$@") ;;
esac
for stage in "${chosen[@]}"; do
    case " ${ALL[*]} " in *" $stage "*) ;; *) fail "There is no stage '$stage'. Stages: ${ALL[*]}" ;; esac
done

LOGS=$DEV/logs
python=$VENV/bin/python
started=$SECONDS

prepare() {
    bash scripts/install_system.sh run test || return 1
    link_package
    if ! "$python" -c 'import qgis.core' 2>/dev/null; then
        "$SYSTEM_PYTHON" -m venv --clear --system-site-packages "$VENV" || return 1
    fi
    local stamp
    stamp=$(cat requirements/dev.txt requirements/test.txt | sha256sum)
    if [ "$(cat "$VENV/.requirements" 2>/dev/null)" != "$stamp" ]; then
        say "Installing the tools of requirements/dev.txt into .venv ..."
        # Whatever a tool asks for, numpy and scipy stay the ones that QGIS and GDAL were built for.
        "$SYSTEM_PYTHON" -c 'import numpy, scipy; print(f"numpy=={numpy.__version__}\nscipy=={scipy.__version__}")' \
            >"$DEV/constraints.txt" || return 1
        # A newer shapely wheel brings a newer GEOS than an old system's QGIS, and mixed they crash.
        if ! "$SYSTEM_PYTHON" -c 'import shapely, sys; sys.exit(shapely.__version__ < "2")' 2>/dev/null; then
            printf 'shapely<2.1\n' >>"$DEV/constraints.txt"
        fi
        "$python" -m pip install -q --disable-pip-version-check -c "$DEV/constraints.txt" -r requirements/dev.txt ||
            return 1
        printf '%s\n' "$stamp" >"$VENV/.requirements"
    fi
    "$SYSTEM_PYTHON" scripts/translations.py compile || return 1
}

stage_style() { "$python" -m ruff check .; }

stage_types() { "$python" -m mypy && "$python" -m mypy --config-file scripts/qgis_types/mypy.ini; }

stage_imports() { PYTHONPATH=$DEV "$VENV/bin/lint-imports" --no-logo --cache-dir "$DEV/import-linter"; }

stage_security() { "$python" scripts/security.py --checkout; }

stage_translations() { "$python" scripts/translations.py check; }

stage_unit() {
    OUTFALL_TRACER_NO_QGIS=1 "$python" -m pytest -q -p no:pytest_qgis --ignore=tests/qgis --ignore=tests/frames -n 2 --dist loadfile --max-worker-restart=0 --durations=5 tests
}

stage_frames() { bash scripts/frames_tests.sh; }

stage_qgis() { "$python" -m pytest -q -n 2 --dist loadfile --max-worker-restart=0 --durations=5 tests/qgis; }

stage_package() {
    local first=$DEV/first.zip second=$DEV/second.zip
    "$python" scripts/package.py --output "$first" && "$python" scripts/package.py --output "$second" || return 1
    cmp "$first" "$second" || { say "Two builds of the ZIP differ."; return 1; }
    "$python" scripts/security.py "$first" || return 1
    # Nothing of the checkout on the paths: only what the user's QGIS would have.
    PYTHONPATH=$PACKAGES PYTHONNOUSERSITE=1 "$SYSTEM_PYTHON" scripts/install_smoke.py "$first"
}

stage_process() { bash scripts/qgis_process_smoke.sh "$DEV/process"; }

stage_desktop() {
    local day sizes
    export_paths
    bash scripts/window_sizes.sh "$DEV/window_sizes" 1366x768 1920x1080 >"$DEV/window_sizes.log" 2>&1 &
    bash scripts/desktop_smoke.sh "$DEV/desktop" && bash scripts/working_day.sh demo_output/working_day
    day=$?
    wait $!
    sizes=$?
    cat "$DEV/window_sizes.log"
    [ "$day$sizes" = 00 ]
}

stage_qt6() { bash scripts/qt6_tests.sh; }

stage_newer-qgis() { bash scripts/chroot_tests.sh; }

heading() { printf '\n==== %s %s\n' "$1" "$(printf '=%.0s' $(seq 1 $((90 - ${#1}))))"; }

heading "prepare"
mkdir -p "$LOGS"
private_runtime_folder
export QT_QPA_PLATFORM=offscreen
prepare </dev/null || fail "The preparation failed; nothing was tested."

# Run a stage; its output goes to its log, too, and how it ended beside it.
run() {
    local from=$SECONDS
    "stage_$1" </dev/null 2>&1 | tee "$LOGS/$1.log"
    echo "${PIPESTATUS[0]} $((SECONDS - from))" >"$LOGS/$1.ended"
}

beside=() here=()
for stage in "${chosen[@]}"; do
    case $BESIDE in *" $stage "*) beside+=("$stage") ;; *) here+=("$stage") ;; esac
done
trap 'trap - INT TERM; kill 0' INT TERM
(for stage in "${beside[@]}"; do run "$stage" >/dev/null; done) &
for stage in "${here[@]}"; do
    heading "$stage"
    run "$stage"
done
wait
for stage in "${beside[@]}"; do
    heading "$stage"
    cat "$LOGS/$stage.log"
done

passed=0 failed=0 skipped=0
lines=()
# Take the counts of pytest's closing line; a stage without one counts as one check.
count() {
    local closing number
    closing=$(grep -E '^(=+ )?[0-9]+ (passed|failed|skipped|error|deselected)' "$1" | tail -n 1)
    [ -n "$closing" ] || return 1
    for what in passed failed skipped errors\?; do
        number=$(printf '%s' "$closing" | grep -oE "[0-9]+ $what" | grep -oE '^[0-9]+')
        case $what in
            passed) passed=$((passed + ${number:-0})) ;;
            skipped) skipped=$((skipped + ${number:-0})) ;;
            *) failed=$((failed + ${number:-0})) ;;
        esac
    done
    detail=$(printf '%s' "$closing" | sed 's/^=* *//;s/ *=*$//')
}
for stage in "${chosen[@]}"; do
    read -r code seconds <"$LOGS/$stage.ended"
    before=$failed detail=
    if [ "$code" = 77 ]; then
        outcome=SKIPPED skipped=$((skipped + 1)) detail=$(tail -n 2 "$LOGS/$stage.log" | head -n 1)
    elif [ "$code" = 0 ]; then
        outcome=passed
        count "$LOGS/$stage.log" || passed=$((passed + 1))
    else
        outcome=FAILED
        count "$LOGS/$stage.log"
        if [ "$failed" = "$before" ]; then failed=$((failed + 1)); fi
        detail="${detail:-exit code $code}; the output is in ${LOGS#"$ROOT"/}/$stage.log"
    fi
    lines+=("$(printf '%-13s %-8s %4d s  %s' "$stage" "$outcome" "$seconds" "$detail")")
done

heading "summary"
printf '%s\n' "${lines[@]}"
printf '==== %d passed, %d failed, %d skipped in %d s ====\n' "$passed" "$failed" "$skipped" $((SECONDS - started))
[ "$failed" = 0 ]
