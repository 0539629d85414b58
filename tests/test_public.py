"""What may be said to everyone: no numbers to reach a person by, no names of private persons."""

from __future__ import annotations

import pytest
from outfall_tracer.reports.public import is_person, public_party, without_numbers


@pytest.mark.parametrize("name", ["王小明", "李强", "欧阳修文", "张秀英 "])
def test_private_persons_are_known(name):
    assert is_person(name)


@pytest.mark.parametrize("name", [
    "武汉钢铁有限公司", "武钢", "武昌区人民政府", "王家店", "李家村", "高新区", "石化厂", "东湖渔场",
    "水务局", "", "A",
])
def test_units_and_places_are_none(name):
    assert not is_person(name)


def test_parties_keep_what_is_public():
    assert public_party("武汉纺织有限公司、王小明；李强，武昌区水务局") == (
        "武汉纺织有限公司、a private person；a private person，武昌区水务局")
    assert public_party("区水务局（电话：027-85671234）") == "区水务局"
    assert without_numbers("联系 13812345678 或 wang@example.org") == "联系  或"
    assert without_numbers("编号 420106198001011234，第3号排口") == "编号 ，第3号排口"
    assert without_numbers("FA-420106-0001-QT-00 10号") == "FA-420106-0001-QT-00 10号"
