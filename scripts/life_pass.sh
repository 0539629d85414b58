#!/usr/bin/env bash
# The whole life of the demonstration in one pass through qgis_process: a register that is judged and classified
# gets its plans, its works, acceptances, closings and reopenings by the verbs, list by list, as offices keep
# them; what nobody can do, such as closing before acceptance, is refused, and comes as a delivery does. On five
# days the lists of `worklists` are those of the truth file: as they stood then, and again when all is done.
# Then what is left is done: plans proposed, contradicted closings reopened, mended and struck off again.
#
#   scripts/life_pass.sh [DIRECTORY]     OUTFALLS and PIPES choose the size (1842, 60000; at least 100 and 2000)
set -euo pipefail
. "$(dirname "$0")/env.sh"
qgis_process_place "$@"
rm -rf "$WORK/profile" "$WORK"/*.{gpkg,json,gz,csv,log}
days=(2021-12-31 2022-12-31 2023-11-30 2024-09-23 2026-03-01)

run() { # NAME ARGUMENTS...
    local name=$1
    shift
    "$PROGRAM" --json "$@" > "$WORK/$name.log" 2>&1 || { cat "$WORK/$name.log" >&2; fail "failed: $*"; }
}
verb() { # NAME VERB ARGUMENTS...
    local name=$1 verb=$2
    shift 2
    run "$name" run "outfalltracer:$verb" -- PROJECT="$WORK/start.gpkg" SUMMARY="$WORK/$name.json" "$@"
}
delivered() { # TABLE FILE
    run "$2" run outfalltracer:importlayer -- PROJECT="$WORK/start.gpkg" SOURCE="$WORK/$2.csv" TABLE="$1" \
        ANSWERS='{"*": "proposed"}'
}
python() { "$SYSTEM_PYTHON" "$ROOT/scripts/life_pass.py" "$@"; }
lists() { # NAME DAY
    verb "$1" worklists TODAY="$2" OUTPUT="$WORK/$1.csv"
}
told() { # NAME DAY
    lists "$1" "$2"
    python compare "$WORK/reach.gpkg" "$WORK/start.gpkg" "$WORK/$1.json" "$2"
}

"$PROGRAM" plugins enable outfall_tracer > "$WORK/enable.log" 2>&1 || { cat "$WORK/enable.log" >&2; fail "no plugin"; }
run demo run outfalltracer:createdemo -- OUTPUT="$WORK/reach.gpkg" OUTFALLS="${OUTFALLS:-1842}" \
    PIPES="${PIPES:-60000}" LIVES=true
python bare "$WORK/reach.gpkg" "$WORK/start.gpkg" "$WORK"
verb codes assigncodes
verb signs updatesigns TODAY=2021-09-24
verb installed updatesigns STATE=已安装 DAY=2021-09-24 TODAY=2021-09-24
verb reports matchreports
delivered remediation plans
for day in "${days[@]}"; do
    if [ "$(wc -l < "$WORK/steps_$day.csv")" -gt 1 ]; then
        verb "steps_$day" takesteps STEPS="$WORK/steps_$day.csv" TODAY="$day"
        python steps "$WORK/steps_$day.json" all
    fi
    if [ "$day" = "${days[0]}" ]; then # nobody can: closing before acceptance, accepting before the works
        verb refused takesteps STEPS="$WORK/refused.csv" TODAY=2026-03-01 DRY_RUN=true
        python steps "$WORK/refused.json" none
        delivered closures rounds
    fi
    told "on_$day" "$day"
done
for day in "${days[@]}"; do
    told "again_$day" "$day"
done

step() { # NAME VERB ARGUMENTS...
    verb "$@" TODAY=2026-03-31
}
step plans_left proposeplans
step plan takestep STEP=plan DAY=2026-03-02
step reopen reopenoutfalls DAY=2026-03-02
step begin takestep STEP=begin DAY=2026-03-03
step finish takestep STEP=finish DAY=2026-03-10
step district takestep STEP=accept_district DAY=2026-03-11 OFFICE=区人民政府
step lead takestep STEP=accept_lead DAY=2026-03-12 OFFICE=市水务局 CRITERIA=yes
step right takestep STEP=put_right REASON=复核
step close closeoutfalls DAY=2026-03-20 PROOF=proof.pdf
python photos "$WORK/close.json" "$WORK/photos.csv"
delivered evidence photos
step closed closeoutfalls DAY=2026-03-20 PROOF=proof.pdf
lists after 2026-03-31
"$SYSTEM_PYTHON" - "$WORK" <<'PY'
import json, sys
read = lambda name: json.load(open(f"{sys.argv[1]}/{name}.json", encoding="utf-8"))
before, after = read("on_2026-03-01"), read("after")
assert before["lists"]["open_past_closure"]["rows"] and not after["lists"]["open_past_closure"]["rows"]
assert after["lists"]["impossible"]["rows"] == []
assert read("closed")["counts"]["changed"] > 0
for name in ("plans_left", "plan", "reopen", "begin", "finish", "district", "lead", "right", "close", "closed"):
    told = read(name)
    print(name, told["counts"], dict(list(told.get("missing", {}).items())[:3]))
print(after["all"])
PY
echo "The lives passed."
