"""The inspector's part on a flown bank: stepping, verdicts by keys, comparing, offsets, what stays on the
map.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from outfall_tracer.tests.support.desks import desk_on, overhear, wait_for
from outfall_tracer.tests.support.flown import flown


@pytest.fixture
def bank(tmp_path):
    return flown(tmp_path)


@pytest.fixture
def desk(qgis_iface, qgis_new_project, bank, monkeypatch):
    from qgis.core import QgsSettings

    QgsSettings().setValue("locale/userLocale", "en_US")
    QgsSettings().remove("outfall_tracer/inspect")
    canvas = qgis_iface.mapCanvas()
    canvas.resize(640, 420)
    canvas.show()
    with desk_on(qgis_iface, Path(bank.path)) as made:
        canvas.setDestinationCrs(made.watch.layer("outfalls").crs())
        overhear(made, monkeypatch)
        yield made
        made.part("edits").session.discard()


@pytest.fixture
def part(desk):
    made = desk.part("inspect")
    made.begin()
    wait_for(lambda: made.item.is_sharp() and made.item.left.key)
    return made


def press(part, *keys):
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtTest import QTest

    for key in keys:
        QTest.keyClick(part.desk.iface.mapCanvas(), getattr(Qt.Key, f"Key_{key}"))


def records(path):
    from outfall_tracer.operations.project_rows import file_rows

    with file_rows(path, writing=False) as rows:
        found = rows.read("inspections", ["outfall_uid", "seen", "flight", "plume", "suspect"])
        return {
            found["outfall_uid"][at]: tuple(
                found[name][at] for name in ("seen", "flight", "plume", "suspect")
            )
            for at in range(found.n)
        }


def test_verdicts_by_keys_are_saved_and_taken_back(part, bank):
    stops = [part.walk.stop, *part.walk.coming(+1, 3)]
    press(part, "1", "P", "2", "3")
    wait_for(lambda: not part.session.is_modified)
    kept = records(bank.path)
    flight = part.flight
    assert kept[stops[0].uid] == ("seen", flight, None, None)
    assert kept[stops[1].uid] == ("not_seen", flight, "yes", None)
    assert kept[stops[2].uid][0] == "uncertain"
    assert part.walk.stop is stops[3]
    press(part, "U")
    wait_for(lambda: not part.session.is_modified)
    assert part.walk.stop.uid == stops[2].uid
    assert stops[2].uid not in records(bank.path)
