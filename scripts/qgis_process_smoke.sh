#!/usr/bin/env bash
# qgis_process smoke test: the plugin in an empty profile, its verbs listed and run as a script would run them,
# outputs read back as JSON, and errors that end with exit code 1 and a sentence instead of a traceback.
#
#   scripts/qgis_process_smoke.sh [DIRECTORY]     work in DIRECTORY (default: a temporary one, removed afterwards)
set -euo pipefail
. "$(dirname "$0")/env.sh"
qgis_process_place "$@"
rm -rf "$WORK/profile" "$WORK"/*.gpkg "$WORK"/*.json "$WORK"/*.geojson

# run NAME ARGUMENTS...: qgis_process with JSON answers in NAME.json; stops where it fails.
run() {
    local name=$1
    shift
    "$PROGRAM" --json "$@" > "$WORK/$name.json" 2> "$WORK/$name.log" || {
        cat "$WORK/$name.log" >&2
        fail "qgis_process failed: $*"
    }
}

# check NAME PYTHON: an expression over "answer", the JSON of NAME, must be true.
check() {
    "$SYSTEM_PYTHON" - "$WORK/$1.json" "$2" <<'PY' || fail "$1: not true: $2"
import json, sys
answer = json.load(open(sys.argv[1], encoding="utf-8"))
sys.exit(0 if eval(sys.argv[2]) else 1)
PY
}

# refuse SENTENCE ARGUMENTS...: must fail with exit code 1, say SENTENCE, and show no traceback.
refuse() {
    local sentence=$1 code=0
    shift
    "$PROGRAM" run "$@" > "$WORK/refused.log" 2>&1 || code=$?
    [ "$code" -eq 1 ] || { cat "$WORK/refused.log" >&2; fail "exit code $code instead of 1: $*"; }
    grep -q -- "$sentence" "$WORK/refused.log" || { cat "$WORK/refused.log" >&2; fail "not said: $sentence"; }
    ! grep -q "Traceback" "$WORK/refused.log" || { cat "$WORK/refused.log" >&2; fail "a traceback: $*"; }
}

"$PROGRAM" plugins enable outfall_tracer > "$WORK/enable.log" 2>&1 || { cat "$WORK/enable.log" >&2; exit 1; }

run list list
for verb in createproject createdemo importlayer importrejects validatenetwork traceproject traceupstream tracedownstream \
    proposedirections accumulate longsection classify proposenames assigncodes assignparties checkregister asof \
    overviewmap districtmaps outfallfiles register; do
    check list "'outfalltracer:$verb' in answer['providers']['outfalltracer']['algorithms']"
done
run help help outfalltracer:traceupstream
check help "len(answer['algorithm_details']['id']) and 'DIRECTION_POLICY' in answer['parameters']"

run project run outfalltracer:createproject -- CRS=EPSG:4547 OUTPUT="$WORK/empty.gpkg"
check project "answer['results']['OUTPUT'].endswith('empty.gpkg')"
refuse "exists already" outfalltracer:createproject -- CRS=EPSG:4547 OUTPUT="$WORK/empty.gpkg"
refuse "degrees" outfalltracer:createproject -- CRS=EPSG:4326 OUTPUT="$WORK/degrees.gpkg"

run demo run outfalltracer:createdemo -- OUTFALLS=40 PIPES=2000 OUTPUT="$WORK/demo.gpkg"
run validate run outfalltracer:validatenetwork -- PROJECT="$WORK/demo.gpkg"
check validate "answer['results']['FINDINGS'] > 0"
run trace run outfalltracer:traceproject -- PROJECT="$WORK/demo.gpkg" SUMMARY="$WORK/summary.json"
check summary "answer['outfalls'] == 40 and sum(answer['statuses'].values()) == 40"
check summary "answer['links']['found'] > 0 and sum(answer['ends'].values()) > 0"
run again run outfalltracer:traceproject -- PROJECT="$WORK/demo.gpkg" SUMMARY="$WORK/second.json"
check second "answer['unchanged'] is True"
refuse "There is no file" outfalltracer:traceproject -- PROJECT="$WORK/missing.gpkg"
mkdir "$WORK/folder.json"
refuse "it is a folder" outfalltracer:traceproject -- PROJECT="$WORK/demo.gpkg" SUMMARY="$WORK/folder.json"

for verb in classify proposenames assigncodes assignparties; do
    run "$verb" run "outfalltracer:$verb" -- PROJECT="$WORK/demo.gpkg" SUMMARY="$WORK/$verb.summary.json"
    run "$verb.again" run "outfalltracer:$verb" -- PROJECT="$WORK/demo.gpkg"
    check "$verb.again" "answer['results']['CHANGED'] == 0"
done
check classify "answer['results']['CHANGED'] > 0"
check assigncodes "answer['results']['CHANGED'] > 0"
run checkregister run outfalltracer:checkregister -- PROJECT="$WORK/demo.gpkg" TODAY=2026-03-01
check checkregister "answer['results']['FINDINGS'] > 0"
run asof run outfalltracer:asof -- PROJECT="$WORK/demo.gpkg" DATE=2999-01-01 OUTPUT="$WORK/asof.gpkg"
check asof "answer['results']['ROWS'] == 40"
refuse "is not a date" outfalltracer:asof -- PROJECT="$WORK/demo.gpkg" DATE=yesterday OUTPUT="$WORK/none.gpkg"

run accumulate run outfalltracer:accumulate -- PROJECT="$WORK/demo.gpkg" PLACES=both OUTPUT="$WORK/sums.gpkg"
check accumulate "answer['results']['OUTPUT'].endswith('sums.gpkg')"
refuse "cannot be pipez, but one of: pipes, enterprises" outfalltracer:accumulate -- PROJECT="$WORK/demo.gpkg" \
    TABLE=pipez OUTPUT="$WORK/none.gpkg"

printf '编号,X,Y,井深\nYS1,500010,3380010,2.5\nYS2,500020,3380020,2.6\n,,,1\n' > "$WORK/wells.csv"
wells=(PROJECT="$WORK/empty.gpkg" SOURCE="$WORK/wells.csv" TABLE=manholes)
refuse "\[crs\]" outfalltracer:importlayer -- "${wells[@]}"
run import run outfalltracer:importlayer -- "${wells[@]}" CRS=EPSG:4547 REPORT="$WORK/import_report.json"
check import "answer['results']['ADDED'] == 2 and answer['results']['REJECTED'] == 1"
check import_report "answer['counts']['added'] == 2 and answer['table'] == 'manholes'"
run import_again run outfalltracer:importlayer -- "${wells[@]}" CRS=EPSG:4547
check import_again "answer['results']['UNCHANGED'] == 2 and answer['results']['ADDED'] == 0"
run rejects run outfalltracer:importrejects -- PROJECT="$WORK/empty.gpkg" OUTPUT="$WORK/open.csv"
check rejects "answer['results']['OPEN'] == 1"

cat > "$WORK/pipes.geojson" <<'JSON'
{"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"id": "a"}, "geometry": {"type": "LineString", "coordinates": [[114.300, 30.60], [114.301, 30.60]]}},
 {"type": "Feature", "properties": {"id": "b"}, "geometry": {"type": "LineString", "coordinates": [[114.301, 30.60], [114.302, 30.60]]}},
 {"type": "Feature", "properties": {"id": "flat"}, "geometry": {"type": "LineString", "coordinates": [[114.302, 30.60], [114.302, 30.60]]}},
 {"type": "Feature", "properties": {"id": "none"}, "geometry": null}]}
JSON
cat > "$WORK/outfalls.geojson" <<'JSON'
{"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"id": "O1"}, "geometry": {"type": "Point", "coordinates": [114.302, 30.60]}}]}
JSON
network=(NETWORK="$WORK/pipes.geojson" OUTFALLS="$WORK/outfalls.geojson" PIPE_ID_FIELD=id OUTFALL_ID_FIELD=id)
run upstream run outfalltracer:traceupstream -- "${network[@]}" DIRECTION_POLICY=auto OUTPUT="$WORK/up.geojson"
cp "$WORK/up.geojson" "$WORK/up.json"
check up "{'a', 'b'} <= {f['properties']['pipe_id'] for f in answer['features']}"
check up "[95 < f['properties']['network_m'] < 97 for f in answer['features'] if f['properties']['pipe_id'] == 'a'] == [True]"
refuse "has no field\|nothing\|Incorrect" outfalltracer:traceupstream -- "${network[@]}" FROM_FIELD=nothing \
    TO_FIELD=nothing OUTPUT="$WORK/none.geojson"

# The same in Chinese: names, help and refusals follow the language of the profile.
"$SYSTEM_PYTHON" "$ROOT/scripts/translations.py" compile
printf '\n[locale]\noverrideFlag=true\nuserLocale=zh-Hans\nglobalLocale=zh_CN\n' >> "$(find "$WORK/profile" -name 'QGIS*.ini')"
run help_zh help outfalltracer:traceproject
check help_zh "answer['algorithm_details']['name'] == '项目排污口溯源' and '项目' in answer['parameters']['PROJECT']['description']"
refuse "不存在。请将 PROJECT 设为项目的 .gpkg 文件" outfalltracer:traceproject -- PROJECT="$WORK/missing.gpkg"

echo "qgis_process smoke test passed."
