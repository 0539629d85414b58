#!/bin/bash
# The property tests of the engine at length:   scripts/long_properties.sh
# or of some files:                             scripts/long_properties.sh tests/test_live.py
#
# ./test.sh asks every kind of property a few times; this asks thousands: random sequences of edits of a live
# network against a whole trace, random networks against networkx, hostile input; and in QGIS 500 steps of lives by
# forms, verbs and undo, 200 spills against shortest paths. Takes hours on two cores;
# The past of a project, with QGIS: OUTFALL_TRACER_FULL=5000,SEED pytest tests/qgis/test_past.py -k past_is_what
# OUTFALL_TRACER_JOBS: processes at once (2). A failure names its seed, which asks it again by itself.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"
link_package
files=("$@") in_qgis=()
[ "$#" -gt 0 ] || in_qgis=(tests/qgis/test_life.py tests/qgis/test_spill.py) files=(
    tests/test_live.py tests/test_live_asking.py tests/test_live_configurations.py
    tests/test_network_properties.py tests/test_trace_all.py tests/test_limits.py tests/test_accumulate.py
    tests/test_fuzz_engine.py tests/test_rules_life.py tests/test_rules_codes.py tests/test_rules_dated_facts.py
)
export OUTFALL_TRACER_FULL=1
OUTFALL_TRACER_NO_QGIS=1 nice "$VENV/bin/python" -m pytest -q -p no:pytest_qgis --ignore=tests/qgis \
    -n "${OUTFALL_TRACER_JOBS:-2}" "${files[@]}"
[ ${#in_qgis[@]} -eq 0 ] || QT_QPA_PLATFORM=offscreen nice "$VENV/bin/python" -m pytest -q "${in_qgis[@]}"
