"""One place of a live network asked after edits: what a whole trace over the present rows gives; and undo."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.problems import Cancelled, InputError
from outfall_tracer.tests.support.lines import manholes, pipes, points
from outfall_tracer.tests.test_live import (
    FULL,
    assert_same_answer,
    ladder,
    pipe_table,
    random_edit,
    scene,
    table,
)
from outfall_tracer.tracing.answers.ends import find_ends
from outfall_tracer.tracing.answers.limits import limited_reach
from outfall_tracer.tracing.answers.trace import Starts, build_network, trace_all, trace_network
from outfall_tracer.tracing.drainage.linking import link_outfalls, link_sources, outfall_nodes
from outfall_tracer.tracing.live.edits import TABLES, add_pipe, change_pipe, remove_pipe, remove_point
from outfall_tracer.tracing.live.network import LiveNetwork
from outfall_tracer.tracing.live.start_places import Place
from outfall_tracer.tracing.model import Drainage, End, Flow, Options, Points

SEEDS = range(100, 300 if FULL else 104)


def bag(ends, *, gaps=True):
    """Terminals in no order."""
    reason = ends.reason if gaps else np.where(ends.reason == End.GAP, End.HEADWATER, ends.reason)
    pipe = ends.pipe if gaps else np.where(reason == End.HEADWATER, -1, ends.pipe)
    columns = [*ends.xy.T, reason, pipe, ends.limit]
    columns += [ends.outfall, ends.n_outfalls, ends.gap_m] if gaps else []
    return sorted(map(repr, np.round(np.stack(columns, axis=1) + 0.0, 6).tolist()))


def assert_places_answer(live):
    network, nodes, outfalls, sources = live.inputs()
    whole = trace_all(live.inputs(),
                      Options(**{**vars(live.options), "nearest": None}))
    assert bag(live.ends()) == bag(whole.ends)
    built, _ = _built(live, network, nodes, outfalls, sources)  # sources cut pipes that are shut
    traces = trace_network(built, Starts(outfalls))
    for row in range(len(outfalls.xy)):
        one = live.upstream(row)
        mine = traces.start == row
        if not np.isfinite(outfalls.xy[row]).all() and traces.hops.node[row] < 0:
            continue
        np.testing.assert_allclose(
            *(np.array(sorted(zip(pipe.tolist(), metres.tolist()))).reshape(-1, 2) for pipe, metres in (
                (one.pipe, one.network_m), (traces.pipe[mine], traces.network_m[mine]))), atol=1e-6)
        assert (one.basis == built.direction.basis[one.pipe]).all()
        links = whole.links.outfall == row
        assert sorted(one.source.tolist()) == sorted(whole.links.source[links].tolist())
        metres = dict(zip(whole.links.source[links].tolist(), whole.links.network_m[links].tolist()))
        for source, away in zip(one.source.tolist(), one.source_m.tolist()):
            assert away == pytest.approx(metres[source], abs=1e-6)
            section = live.section(source, row)
            left_out = away - section.length_m  # a way along its pipe within the tolerance is
            area, at = live._area_at(Place("sources", source))
            assert left_out == pytest.approx(0.0, abs=1e-6) or (
                left_out == pytest.approx(area.source_hops.offset_m[at], abs=1e-6)
                and left_out <= live.options.tolerance_m)
            assert {pipe for pipe in section.pipe.tolist() if pipe >= 0} <= {
                *live.downstream(source).pipe.tolist(), *one.pipe.tolist(),
                int(live.present.sources["pipe"][source])}
        assert one.length_m == pytest.approx(whole.network_length_m[row], abs=1e-6)
    _assert_ends_of_each(live, network, nodes, outfalls, sources)
    _assert_spills(live, network, nodes, sources)


def _built(live, network, nodes, outfalls, sources):
    """The network as a whole run builds it, and the nodes of its outfalls."""
    built = build_network(network, nodes, live.options)
    hops = link_outfalls(built, outfalls, live.options.outfall_distance_m)
    at = outfall_nodes(built, outfalls, hops)
    link_sources(built, sources, outfalls, at, live.options.link_distance_m)
    return built, at


def _assert_ends_of_each(live, network, nodes, outfalls, sources):
    """Per outfall: what a run for it alone lists, where that does not hang on what others reach."""
    built, at = _built(live, network, nodes, outfalls, sources)
    for row in range(len(outfalls.xy)):
        alone = find_ends(built, built.network.upstream(at[[row]]), live.options.limit_m)
        assert bag(live.upstream(row).ends, gaps=False) == bag(alone, gaps=False)


def _assert_spills(live, network, nodes, sources):
    """Downstream of sources: pipes and metres, where both link a source to the same spot of a pipe."""
    built = build_network(network, nodes, live.options)
    spots = Points(live.present.sources["xy"].copy())
    spots.xy[live.present.sources["rule"] != 2] = np.nan
    for row in np.flatnonzero(np.isfinite(spots.xy[:, 0])).tolist():
        pipe = int(live.present.sources["pipe"][row])
        if built.direction.sign[pipe] == 0 or built.direction.both[pipe]:
            continue
        area, at = live._area_at(Place("sources", row))
        if area.source_hops.offset_m[at] <= live.options.tolerance_m or nodes is not None:
            continue
        one = live.downstream(row)
        want = trace_network(built, Starts(Points(spots.xy[[row]]), upstream=False))
        if want.hops.hop_m[0] > 1e-6 or want.hops.pipe[0] != pipe:
            continue
        got = dict(zip(one.pipe.tolist(), np.round(one.network_m, 5).tolist()))
        assert got == dict(zip(want.pipe.tolist(), np.round(want.network_m, 5).tolist()))


@pytest.mark.parametrize("seed", SEEDS)
def test_places_answer_as_a_whole_trace_after_edits(seed):
    rng, drawn, live = scene(seed)
    assert_places_answer(live)
    for _ in range(4):
        live.apply([random_edit(rng, live, drawn.place) for _ in range(2)])
        assert_places_answer(live)


def faults(findings, gone):
    """Findings in no order, without those of rows that were removed."""
    return sorted(
        repr((one.kind, one.severity, one.object_table, one.object_row, round(one.x, 5), round(one.y, 5),
              one.other, sorted((name, round(value, 5) if isinstance(value, float) else value)
                                for name, value in one.values.items())))
        for one in findings if one.object_row not in gone[one.object_table]
    )


def gone_rows(live):
    """Rows that were removed, by table."""
    return {name: set(np.flatnonzero(~getattr(live.tables, name).alive["row"]).tolist()) for name in TABLES}


def systems(rng, live):
    """The same rows with systems and sizes, which findings look at."""
    network, *rest = live.inputs()
    network.system = rng.choice(np.array(["storm", "sewage", "combined", None], dtype=object), network.n)
    network.diameter_mm = rng.choice([np.nan, 200.0, 300.0, 400.0], network.n)
    return LiveNetwork(Drainage(network, *rest), live.options)


@pytest.mark.parametrize("seed", [*SEEDS, "rebuilt"])
def test_findings_stay_those_of_a_whole_run(seed):
    rng, drawn, live = scene(1 if seed == "rebuilt" else seed)
    if seed == "rebuilt":
        live = LiveNetwork(live.inputs(), Options(direction_policy="auto"))
    live = systems(rng, live)
    for _ in range(8):
        edits = [random_edit(rng, live, drawn.place) for _ in range(int(rng.integers(1, 3)))]
        edits.append(change_pipe(int(rng.integers(0, 10)), system=str(rng.choice(["storm", "sewage"])),
                                 diameter_mm=float(rng.choice([200, 500]))))
        for edit in edits:
            live.apply(edit)
        gone = gone_rows(live)
        assert faults(live.findings(), gone) == faults(trace_all(live.inputs(), live.options).findings, gone)


@pytest.mark.parametrize("limits", [
    {"limit_manholes": 2}, {"limit_manholes": 1}, {"limit_sources": 3},
    {"limit_manholes": 3, "limit_sources": 2, "limit_m": 900.0},
    {"overflows": "main_way"}])
@pytest.mark.parametrize("seed", [1, 4])
def test_places_answer_within_the_limits_of_the_options(seed, limits):
    rng, drawn, live = scene(seed)
    live = LiveNetwork(live.inputs(), Options(nearest=None, **limits))
    live.apply(random_edit(rng, live, drawn.place))
    network, nodes, outfalls, sources = live.inputs()
    whole = trace_all(Drainage(network, nodes, outfalls, sources), live.options)
    assert bag(live.ends()) == bag(whole.ends)
    built, at = _built(live, network, nodes, outfalls, sources)
    for row in range(len(outfalls.xy)):
        one = live.upstream(row)
        if "limit_sources" not in limits:  # alone, an outfall is not traced to sources
            reach = limited_reach(live.options, built.network, at[[row]], built.manhole_node)
            assert bag(one.ends, gaps=False) == bag(find_ends(built, reach), gaps=False)
        links = whole.links.outfall == row
        wanted = zip(whole.links.network_m[links].round(5).tolist(), whole.links.source[links].tolist())
        assert sorted(zip(one.source_m.round(5).tolist(), one.source.tolist())) == sorted(wanted)
        assert one.length_m == pytest.approx(whole.network_length_m[row], abs=1e-6)
        assert len(live.upstream(row, limit_m=0.0).pipe) >= len(one.pipe)


@pytest.mark.parametrize("seed", [0, 3])
def test_places_answer_with_bridged_gaps(seed):
    rng, drawn, live = scene(seed)
    live = LiveNetwork(live.inputs(), Options(gap_distance_m=15.0))
    live.apply(random_edit(rng, live, drawn.place))
    whole = trace_all(live.inputs(), live.options)
    assert bag(live.ends()) == bag(whole.ends)
    gaps = sum(finding.kind == "bridged_gap" for finding in whole.findings)
    traces = [live.upstream(row) for row in range(len(live.inputs()[2].xy))]
    assert gaps
    assert {tuple(gap) for one in traces for gap in one.gap_xy.reshape(-1, 4).tolist()}
    assert max(len(one.gap_m) for one in traces) <= gaps


@pytest.mark.parametrize("seed", [*SEEDS[:8], "rebuilt"])
def test_undo_gives_exactly_the_former_answer(seed):
    rng, drawn, live = scene(1 if seed == "rebuilt" else seed)
    if seed == "rebuilt":
        live = LiveNetwork(live.inputs(), Options(direction_policy="auto"))
    for _ in range(4):
        former = table(live.links()), pipe_table(live.pipe_trace()), bag(live.ends())
        batch = [random_edit(rng, live, drawn.place) for _ in range(3)]
        change = live.apply(batch)
        latter = table(live.links()), pipe_table(live.pipe_trace()), bag(live.ends())
        moved = {row for row in latter[1].keys() | former[1].keys()
                 if repr(np.round(former[1].get(row, -1), 6)) != repr(np.round(latter[1].get(row, -1), 6))}
        assert moved <= set(change.pipes.tolist())
        back = live.apply(change.undo)
        assert_same(live, former)
        live.apply(back.undo)
        assert_same(live, latter)
        assert_same_answer(live)


def assert_same(live, wanted):
    for got, want in zip((table(live.links()), pipe_table(live.pipe_trace())), wanted):
        assert got.keys() == want.keys()
        for key in got:
            np.testing.assert_allclose(got[key], want[key], rtol=0, atol=1e-6)
    assert bag(live.ends()) == wanted[2]


def test_an_outfall_taken_away_comes_back_with_what_declared_it():
    live = LiveNetwork(Drainage(pipes("0 0, 100 0"), None, points("100 0", "0 400"),
                       points("50 900", "50 3", outfall=[1, -1])), Options())
    change = live.apply(remove_point("outfalls", 1))
    assert change.lost.tolist() == [[0, 1]]
    assert live.apply(change.undo).gained.tolist() == [[0, 1]]


def test_who_stops_a_rebuild_keeps_the_former_answer():
    live = scene(4)[2]
    live = LiveNetwork(live.inputs(), Options(direction_policy="auto"))
    former = table(live.links()), pipe_table(live.pipe_trace()), bag(live.ends())

    def stop(share, step):
        raise Cancelled

    for edit in (change_pipe(2, flow=1), add_pipe([[[0, 0], [50, 0]]]), remove_pipe(1)):
        with pytest.raises(Cancelled):
            live.apply(edit, progress=stop)
        assert_same(live, former)
        assert_same_answer(live)


def test_a_spot_on_a_pipe_parts_what_is_above_from_what_is_below():
    live = ladder()
    above = live.upstream(Place("pipes", 1, (150.0, 2.0)))
    assert dict(zip(above.pipe.tolist(), above.network_m.tolist())) == {1: 0.0, 0: 50.0, 3: 50.0}
    assert dict(zip(above.source.tolist(), above.source_m.tolist())) == {0: 150.0, 1: pytest.approx(128.0)}
    assert above.length_m == pytest.approx(230.0)
    below = live.downstream(Place("pipes", 1, (150.0, 2.0)))
    assert dict(zip(below.pipe.tolist(), below.network_m.tolist())) == {1: 0.0, 2: 50.0}
    assert dict(zip(below.outfall.tolist(), below.outfall_m.tolist())) == {0: 150.0}
    whole = live.upstream(Place("pipes", 1))
    assert whole.pipe.tolist() == [1, 0, 3]
    section = live.section(Place("pipes", 1), 0)
    assert (section.pipe.tolist(), section.length_m) == ([1, 2], 200.0)
    assert section.xy.tolist() == [[100.0, 0.0], [200.0, 0.0], [300.0, 0.0]]
    assert live.pipe_at((40.0, 4.0), 5.0).row == 0
    assert live.pipe_at((40.0, 40.0), 5.0) is None


def test_a_source_on_the_pipe_of_the_place_counts_where_it_lies_above():
    live = LiveNetwork(Drainage(pipes("0 0, 100 0"), None, points("100 0"), points("20 1", "80 1")),
                       Options())
    above = live.upstream(Place("pipes", 0, (50.0, 0.0)))
    assert dict(zip(above.source.tolist(), above.source_m.tolist())) == {0: pytest.approx(30.0)}


def test_a_long_section_starts_at_the_source_and_knows_levels_and_ground():
    network = pipes("0 0, 100 0", "200 0, 100 0", from_node=["a", "b"], to_node=["b", "c"],
                    invert_from=[12.0, 11.0], invert_to=[11.0, 10.5], diameter_mm=[300.0, 400.0])
    holes = manholes({"a": "0 0", "b": "100 0", "c": "200 0"})
    live = LiveNetwork(Drainage(network, holes, points("", node=["c"]), points("0 2", "60 1")),
                       Options(link_distance_m=10.0))
    section = live.section(0, 0, np.array([14.0, 13.0, 12.5]))
    assert section.pipe.tolist() == [0, 1]
    assert section.chainage_m.tolist() == [0.0, 100.0, 200.0]
    assert section.invert_top.tolist() == [12.0, 11.0]
    assert section.invert_bottom.tolist() == [11.0, 10.5]
    assert section.ground.tolist() == [14.0, 13.0, 12.5]
    assert section.slope.tolist() == [0.01, 0.005]
    halfway = live.section(1, 0)
    assert halfway.chainage_m.tolist() == pytest.approx([0.0, 40.0, 140.0])
    assert halfway.invert_top.tolist() == pytest.approx([11.4, 11.0])
    assert halfway.xy[0].tolist() == pytest.approx([60.0, 0.0])
    assert live.section(Place("manholes", 1), 0).pipe.tolist() == [1]
    live.apply(change_pipe(1, flow=int(Flow.BACKWARD)))
    assert live.section(0, 0) is None


def test_places_that_are_none_are_refused_in_a_sentence():
    live = ladder()
    for place in (9, Place("wells", 0), Place("pipes", -1), Place("manholes", 0)):
        with pytest.raises(InputError):
            live.upstream(place)


def test_a_section_from_a_pipe_that_runs_either_way_takes_the_way_of_the_link():
    pipe = pipes("0 0, 10 0", flow=[int(Flow.BOTH)])
    live = LiveNetwork(Drainage(pipe, None, points("0 0"), points("8 1")), Options(link_distance_m=5.0))
    links, section = live.links(), live.section(0, 0)
    assert links.network_m.tolist() == [12.0]  # to the nearer end, and back
    assert set(section.pipe.tolist()) == {0}
    assert section.length_m == 12.0
    assert section.xy[[0, 1, -1]].tolist() == [[8.0, 0.0], [10.0, 0.0], [0.0, 0.0]]
