#!/usr/bin/env bash
# The lives of the demonstration in one pass through qgis_process: on five days the lists of `worklists` are
# those of the truth file; then plans are proposed and adopted, contradicted closings reopened, works begun,
# finished, accepted and struck off again, each by its verb.
#
#   scripts/life_pass.sh [DIRECTORY]     OUTFALLS and PIPES choose the size (1842, 60000)
set -euo pipefail
. "$(dirname "$0")/env.sh"
qgis_process_place "$@"
rm -rf "$WORK/profile" "$WORK"/*.gpkg "$WORK"/*.json "$WORK"/*.gz

run() {
    local name=$1
    shift
    "$PROGRAM" --json "$@" > "$WORK/$name.log" 2>&1 || { cat "$WORK/$name.log" >&2; fail "failed: $*"; }
}

"$PROGRAM" plugins enable outfall_tracer > "$WORK/enable.log" 2>&1 || { cat "$WORK/enable.log" >&2; fail "no plugin"; }
run demo run outfalltracer:createdemo -- OUTPUT="$WORK/reach.gpkg" OUTFALLS="${OUTFALLS:-1842}" \
    PIPES="${PIPES:-60000}" LIVES=true
lists() { # NAME DAY
    run "$1" run outfalltracer:worklists -- PROJECT="$WORK/reach.gpkg" TODAY="$2" OUTPUT="$WORK/$1.csv" \
        SUMMARY="$WORK/$1.json"
}
for day in 2021-12-31 2022-12-31 2023-11-30 2024-09-23 2026-03-01; do
    lists "on_$day" "$day"
    "$SYSTEM_PYTHON" - "$WORK" "$day" <<'PY'
import gzip, json, sys
work, day = sys.argv[1:]
found = json.load(open(f"{work}/on_{day}.json", encoding="utf-8"))
truth = json.loads(gzip.open(f"{work}/reach.truth.json.gz").read())["lives"][day]
stages = {county: {state: n for state, n in count.items() if state != "name"}
          for county, count in found["stages"].items()}
assert stages == truth["stages"], day
for name, uids in truth["lists"].items():
    assert found["lists"][name]["rows"] == uids, (day, name)
print(day, {name: len(uids) for name, uids in truth["lists"].items()}, found["all"])
PY
done
step() { # NAME VERB ARGUMENTS...
    local name=$1 verb=$2
    shift 2
    run "$name" run "outfalltracer:$verb" -- PROJECT="$WORK/reach.gpkg" TODAY=2026-03-31 \
        SUMMARY="$WORK/$name.json" "$@"
}
step plans proposeplans
step plan takestep STEP=plan DAY=2026-03-01
step reopen reopenoutfalls DAY=2026-03-02
step begin takestep STEP=begin DAY=2026-03-03
step finish takestep STEP=finish DAY=2026-03-10
step district takestep STEP=accept_district DAY=2026-03-11 OFFICE=区人民政府
step lead takestep STEP=accept_lead DAY=2026-03-12 OFFICE=市水务局
step close closeoutfalls DAY=2026-03-20 PROOF=proof.pdf
step right takestep STEP=put_right REASON=复核
lists after 2026-03-31
"$SYSTEM_PYTHON" - "$WORK" <<'PY'
import json, sys
read = lambda name: json.load(open(f"{sys.argv[1]}/{name}.json", encoding="utf-8"))
before, after = read("on_2026-03-01"), read("after")
assert before["lists"]["open_past_closure"]["rows"] and not after["lists"]["open_past_closure"]["rows"]
assert after["lists"]["impossible"]["rows"] == []
for name in ("plans", "plan", "reopen", "begin", "finish", "district", "lead", "close"):
    told = read(name)
    print(name, told["counts"], dict(list(told.get("missing", {}).items())[:3]))
print(after["all"])
PY
echo "The lives passed."
