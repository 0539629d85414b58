"""Many cities on a Dask cluster: the same answers, a broken one named, a killed worker survived."""

import os
import shutil
import signal
import threading
import time

import geopandas as gpd
import pytest
from distributed import Client, LocalCluster
from outfall_tracer.frames import read_project
from outfall_tracer.frames.many import cities_in, trace_many


@pytest.fixture(scope="module")
def cities(demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cities")
    for name in ("east.gpkg", "north.gpkg", "west.gpkg"):
        shutil.copy(demo, folder / name)
    (folder / "broken.gpkg").write_bytes(demo.read_bytes()[:20_000])
    return cities_in(folder)


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:
        yield made


def test_every_city_has_its_answer_and_a_broken_one_is_named(cities, cluster, demo, tmp_path):
    told = []
    with Client(cluster) as client:
        done = trace_many(cities, client, tmp_path, told=lambda *said: told.append(said))
    assert set(done.traced) == {"east.gpkg", "north.gpkg", "west.gpkg"}
    assert list(done.failed) == ["broken.gpkg"]
    assert "broken.gpkg" in done.failed["broken.gpkg"]
    assert len(told) == 4
    assert told[-1][:2] == (4, 4)
    alone = read_project(demo).trace().links
    links = gpd.read_parquet(tmp_path / "east.parquet" / "trace_links.parquet")
    assert len(links) == len(alone) == done.traced["east.gpkg"]["links"]


def test_a_killed_worker_loses_nothing(cities, cluster, tmp_path):
    good = [city for city in cities if city.stem != "broken"]
    with Client(cluster) as client:
        victim = next(iter(client.run(os.getpid).values()))

        def kill():
            time.sleep(1.0)
            os.kill(victim, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        done = trace_many(good, client, tmp_path)
        killer.join()
    assert len(done.traced) == 3
    assert not done.failed
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "east.parquet",
        "north.parquet",
        "west.parquet",
    ]


def test_a_second_run_goes_on_where_the_first_stopped(cities, cluster, tmp_path):
    with Client(cluster) as client:
        trace_many(cities[1:2], client, tmp_path)
        stamp = next(tmp_path.iterdir()).stat().st_mtime_ns
        done = trace_many([city for city in cities if city.stem != "broken"], client, tmp_path)
    assert done.traced[cities[1].name].get("present")
    assert (tmp_path / f"{cities[1].stem}.parquet").stat().st_mtime_ns == stamp


def test_what_a_killed_run_wrote_in_part_is_removed_and_nothing_else(cities, cluster, tmp_path):
    city = cities[1]
    (tmp_path / f".{city.stem}.parquet.half" / "trace_links").mkdir(parents=True)
    (tmp_path / f".{city.stem}er.parquet.other").mkdir()
    with Client(cluster) as client:
        trace_many([city], client, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f".{city.stem}er.parquet.other",
        f"{city.stem}.parquet",
    ]
