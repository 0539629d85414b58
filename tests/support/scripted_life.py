"""Lives for the outfalls of a project: seeded dates from found to struck off, late and reopened ones too."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

UNITS = ("武汉长江纺织有限公司", "武汉东湖制药厂", "临江街道办事处", "区水务和湖泊局", "港务集团三码头")
_WORKS = (("begun_on", 0.97), ("finished_on", 0.96), ("district_accepted_on", 0.97), ("accepted_on", 0.99),
          ("closed_on", 0.97))


class _Script:
    def __init__(self, path: str, seed: int) -> None:
        from osgeo import gdal

        self.chance = random.Random(seed)
        self.dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE, ["GPKG"])
        self.outfalls = self.dataset.GetLayerByName("outfalls")

    def days(self, least: int, most: int) -> dt.timedelta:
        return dt.timedelta(days=self.chance.randrange(least, most))

    def add(self, table: str, **cells: Any) -> None:
        from osgeo import ogr

        layer = self.dataset.GetLayerByName(table)
        feature = ogr.Feature(layer.GetLayerDefn())
        for name, value in cells.items():
            feature[name] = value.isoformat() if isinstance(value, dt.date) else value
        assert layer.CreateFeature(feature) == 0

    def judge(self, feature: Any) -> dt.date | None:
        """Let an outfall be found and, mostly, judged; return the day."""
        found = dt.date(2021, 2, 1) + self.days(0, 120)
        feature["found_on"] = found.isoformat()
        feature["is_outfall"] = feature["is_outfall"] or "yes"
        judged = found + self.days(20, 200) if self.chance.random() < 0.93 else None
        if judged:
            feature["work_state"], feature["completed_at"] = "complete", f"{judged.isoformat()}T08:00:00Z"
            if self.chance.random() < 0.7:
                feature["reviewed_at"] = f"{judged.isoformat()}T10:00:00Z"
            if not feature["type_l1"]:
                feature["type_l1"], feature["type_l2"] = "其他排口", "城镇雨洪排口"
        self.outfalls.SetFeature(feature)
        return judged

    def mend(self, i: int, uid: str, code: str, judged: dt.date) -> None:
        """Give an outfall its plan, the round of works as far as it came, a sign and a visit."""
        planned = max(judged, dt.date(2021, 8, 1)) + self.days(1, 90)
        self.add("remediation", uid=f"plan{i}", outfall_uid=uid, planned_on=planned, goal="达标",
                 remediation_type=self.chance.choice(["清理合并", "规范整治"]), measures="截污纳管",
                 responsible_unit=self.chance.choice(UNITS), proposed_because=None,
                 deadline=planned + dt.timedelta(days=self.chance.choice([60, 180, 365, 700])))
        cells: dict[str, Any] = {}
        day = planned
        for column, likely in _WORKS:
            if self.chance.random() > likely:
                break
            day += self.days(2, 150)
            cells[column] = day
        if "district_accepted_on" in cells:
            cells.update(district_accepted_by="区生态环境分局", criteria_met="yes")
        if "accepted_on" in cells:
            cells["accepted_by"] = "市生态环境局"
        if "closed_on" in cells and self.chance.random() < 0.03:
            cells.update(reopened_on=day + self.days(30, 300), reopened_because="雨天有污水")
        if cells:
            self.add("closures", uid=f"round{i}", outfall_uid=uid, **cells)
        if self.chance.random() < 0.8:
            self.add("signs", uid=f"sign{i}", outfall_uid=uid, state="已安装", installed_on=planned,
                     plate_code=code)
        if self.chance.random() < 0.5:
            self.add("visits", uid=f"seen{i}", outfall_uid=uid, time=f"{day.isoformat()}T09:00:00Z")


def give_lives(path: str, seed: int = 7) -> int:
    """Write plans, rounds of works, signs and visits with their dates; return how many plans."""
    script, made = _Script(path, seed), 0
    script.dataset.StartTransaction()
    for i, feature in enumerate(list(script.outfalls)):
        judged = script.judge(feature)
        if judged and script.chance.random() < 0.96:
            script.mend(i, feature["uid"], feature["code_national"], judged)
            made += 1
    assert script.dataset.CommitTransaction() == 0
    del feature, script.outfalls, script.dataset  # in this order: a feature must not outlive its file
    return made
