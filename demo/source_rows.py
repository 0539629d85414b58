"""The registers of sources as delivered: invented names, valid credit codes, permits, and their gaps."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..rules.credit_code import ALPHABET, check_character
from .dirt import empty
from .geo import objects, pick
from .layout import Layout
from .sources import SEWER, Batch
from .story import POND_NAME, WORKS_NAME
from .words import BUILDS, CROPS, FIRST, INDUSTRIES, OTHERS, SECOND, STREETS, SUFFIXES, TOWNS


def make_source_rows(
    rng: np.random.Generator,
    table: str,
    batch: Batch,
    layout: Layout,
    node_code: np.ndarray,
    outfall_code: np.ndarray,
) -> dict[str, Any]:
    """Return the columns of one source table, without the uid."""
    n = len(batch)
    county = layout.districts.county(batch.xy)
    county[county == None] = "420117"  # noqa: E711 - object array
    name, own = _OWN[table](rng, n, batch)
    company = _companies(rng, n)
    operator = np.where([table == "enterprises"] * n, name, company) if n else company
    owner = operator.copy()
    other = rng.random(n) < 0.3
    owner[other] = _companies(rng, n)[other]
    codes = _credit_codes(rng, county)
    permit = objects([f"{code}{1 + int(k) % 3:03d}P" for code, k in zip(codes, rng.integers(0, 9, n))])
    declared_node = objects([node_code[i] if i >= 0 else None for i in batch.declared_node.tolist()])
    # A few name a manhole that nobody delivered: the register is older than the survey.
    stale = np.flatnonzero((batch.kind == SEWER) & (rng.random(n) < 0.02))
    declared_node[stale] = objects([f"YS-OLD-{i:05d}" for i in stale.tolist()])
    columns = {
        "name": name,
        "operator": empty(rng, operator, 0.35, 0.2),
        "owner": empty(rng, owner, 0.45, 0.2),
        "credit_code": empty(rng, codes, 0.15 if table == "enterprises" else 0.5),
        "permit_no": empty(rng, permit, 0.5),
        "county_code": county,
        "outlet_code": empty(rng, objects([f"DW{1 + int(k):03d}" for k in rng.integers(0, 3, n)]), 0.55),
        "declared_node": declared_node,
        "declared_outfall": objects(
            [outfall_code[i] if i >= 0 else None for i in batch.declared_outfall.tolist()]
        ),
        **own,
        "remark": objects([None] * n),
    }
    if table == "enterprises" and n:
        columns["name"][-1] = columns["operator"][-1] = WORKS_NAME
        columns["destination"][-1] = "委托清运"
        columns["industry"][-1] = "蔬菜、菌类、水果和坚果加工"
    if table == "other_sources" and n:
        columns["name"][-1], columns["kind"][-1] = POND_NAME, "废水池"
        columns["operator"][-1] = columns["owner"][-1] = WORKS_NAME
    return columns


def _brand(first: int, second: int) -> str:
    return f"武汉{FIRST[first % len(FIRST)]}{SECOND[second % len(SECOND)]}"


def _companies(rng: np.random.Generator, n: int) -> np.ndarray:
    a, b, c = (rng.integers(0, 1 << 20, n).tolist() for _ in range(3))
    return objects(
        [_brand(i, j) + INDUSTRIES[k % len(INDUSTRIES)][1] + SUFFIXES[k % 7 % 3] for i, j, k in zip(a, b, c)]
    )


def _credit_codes(rng: np.random.Generator, county: np.ndarray) -> np.ndarray:
    body = rng.integers(0, len(ALPHABET), (len(county), 9)).tolist()
    firsts = ["91" + place + "".join(ALPHABET[i] for i in row) for place, row in zip(county.tolist(), body)]
    return objects([first + check_character(first) for first in firsts])


def _enterprises(rng: np.random.Generator, n: int, batch: Batch) -> tuple[np.ndarray, dict[str, Any]]:
    weights = np.array([one[3] for one in INDUSTRIES], float)
    industry = rng.choice(len(INDUSTRIES), n, p=weights / weights.sum()).tolist()
    a, b, c = (rng.integers(0, 1 << 20, n).tolist() for _ in range(3))
    name = objects(
        [
            _brand(i, j) + INDUSTRIES[k][1] + SUFFIXES[int(s % 10 > 6) + 2 * int(s % 10 > 8)]
            for i, j, k, s in zip(a, b, industry, c)
        ]
    )
    goes = np.where(batch.kind == SEWER, "进入城市污水处理厂", "进入城市下水道（再入江河）").astype(object)
    return name, {
        "industry": empty(rng, objects([INDUSTRIES[k][0] for k in industry]), 0.1),
        "pollutants": empty(rng, objects([INDUSTRIES[k][2] for k in industry]), 0.5),
        "destination": empty(rng, goes, 0.5),
        "discharge_m3d": _sparse(rng, np.round(rng.lognormal(3.0, 1.4, n), 1), 0.5),
    }


def _construction(rng: np.random.Generator, n: int, batch: Batch) -> tuple[np.ndarray, dict[str, Any]]:
    a, b = (rng.integers(0, 1 << 20, n).tolist() for _ in range(2))
    name = objects(
        [
            f"{STREETS[i % len(STREETS)]}{'片区' if i % 3 else '路'}{BUILDS[j % len(BUILDS)]}项目"
            for i, j in zip(a, b)
        ]
    )
    start = np.datetime64("2020-03-01") + rng.integers(0, 700, n)
    end = start + rng.integers(200, 1000, n)
    return name, {
        "builder": empty(rng, _companies(rng, n), 0.3),
        "developer": empty(rng, _companies(rng, n), 0.3),
        "start_date": empty(rng, objects(start.astype(str).tolist()), 0.3, 0.0),
        "end_date": empty(rng, objects(end.astype(str).tolist()), 0.4, 0.0),
        "wastewater": empty(
            rng, pick(rng, ("生活污水", "施工废水", "含油废水", "生活污水;施工废水"), n), 0.3
        ),
    }


def _farmland(rng: np.random.Generator, n: int, batch: Batch) -> tuple[np.ndarray, dict[str, Any]]:
    a, b, c = (rng.integers(0, 1 << 20, n).tolist() for _ in range(3))
    canal = objects([CROPS[j % len(CROPS)] for j in b])
    name = objects(
        [f"{TOWNS[i % len(TOWNS)]}村{CROPS[j % len(CROPS)]}{1 + k % 30}号退水口" for i, j, k in zip(a, b, c)]
    )
    large = pick(rng, (True, False, None), n, (0.25, 0.45, 0.3))
    return name, {
        "irrigation_district": empty(rng, objects([f"{TOWNS[i % len(TOWNS)]}灌区" for i in a]), 0.4),
        "is_large_district": large,
        "canal": empty(rng, canal, 0.3),
        "area_ha": _sparse(rng, np.round(rng.lognormal(2.6, 0.8, n), 1), 0.4),
    }


def _wharves(rng: np.random.Generator, n: int, batch: Batch) -> tuple[np.ndarray, dict[str, Any]]:
    a, b = (rng.integers(0, 1 << 20, n).tolist() for _ in range(2))
    name = objects(
        [
            f"{FIRST[i % len(FIRST)]}{SECOND[j % len(SECOND)]}{('货运', '砂石', '客运', '油品')[j % 4]}码头"
            for i, j in zip(a, b)
        ]
    )
    berths = objects([int(k) if k else None for k in rng.integers(0, 6, n)])
    return name, {"berths": berths}


def _works(rng: np.random.Generator, n: int, batch: Batch) -> tuple[np.ndarray, dict[str, Any]]:
    name = objects(
        [
            STREETS[i % len(STREETS)]
            + ("" if i < len(STREETS) else f"第{1 + i // len(STREETS)}")
            + "污水处理厂"
            for i in range(n)
        ]
    )
    return name, {
        "works_kind": pick(rng, ("municipal", "park", "rural"), n, (0.6, 0.25, 0.15)),
        "capacity_m3d": rng.choice([5000.0, 20000.0, 50000.0, 100000.0, 300000.0], n),
    }


def _breeding(rng: np.random.Generator, n: int, batch: Batch) -> tuple[np.ndarray, dict[str, Any]]:
    kind = pick(rng, ("livestock", "aquaculture"), n, (0.4, 0.6))
    a = rng.integers(0, 1 << 20, n).tolist()
    name = objects(
        [
            f"{TOWNS[i % len(TOWNS)]}{SECOND[i // 7 % len(SECOND)]}{'养猪场' if k == 'livestock' else '渔场'}"
            for i, k in zip(a, kind)
        ]
    )
    return name, {
        "breeding_kind": kind,
        "is_large": pick(rng, (True, False, None), n, (0.2, 0.5, 0.3)),
        "stock": _sparse(rng, np.round(rng.lognormal(5.5, 1.0, n)), 0.4),
    }


def _others(rng: np.random.Generator, n: int, batch: Batch) -> tuple[np.ndarray, dict[str, Any]]:
    kind = pick(rng, OTHERS, n)
    a = rng.integers(0, len(STREETS), n).tolist()
    return objects([f"{STREETS[i]}{k}" for i, k in zip(a, kind)]), {"kind": kind}


def _sparse(rng: np.random.Generator, values: np.ndarray, share: float) -> np.ndarray:
    values = values.astype(float)
    values[rng.random(len(values)) < share] = np.nan
    return values


_OWN = {
    "enterprises": _enterprises,
    "construction_sites": _construction,
    "farmland_outlets": _farmland,
    "wharves": _wharves,
    "treatment_works": _works,
    "breeding_sites": _breeding,
    "other_sources": _others,
}
