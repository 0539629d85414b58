"""Dirt as registers have it: misspelt names, odd codes, placeholders, blanks.

The forms are those found in real registers of outfalls; shares follow what was
reported (about half of the record-like values are empty).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .words import PLACEHOLDERS


def soil_names(rng: np.random.Generator, names: Sequence[str], share: float = 0.18) -> list[str]:
    """Return the names with about ``share`` of them written as people write them."""
    soiled = list(names)
    for i in np.flatnonzero(rng.random(len(soiled)) < share).tolist():
        name = soiled[i]
        how = int(rng.integers(0, 9))
        if how == 0:
            name = name.replace("口", "囗")
        elif how == 1:
            name += "\n"
        elif how == 2:
            name = name.replace("武汉市", "")
        elif how == 3:
            name = name.replace("区", "区+", 1)
        elif how == 4:
            name += "（2025年新增）"
        elif how == 5:
            name = name.replace("米", "m")
        elif how == 6:
            name = name.replace("其他", "其它") if "其他" in name else name.replace("排口", "入江闸口")
        elif how == 7:
            for word in ("城镇雨洪排口", "沟渠排口", "入河排口", "排污口", "排口"):
                name = name.replace(word, "")
        else:
            name = f" {name} "
        soiled[i] = name
    return soiled


def empty(
    rng: np.random.Generator, values: np.ndarray, share: float = 0.5, placeholders: float = 0.12
) -> np.ndarray:
    """Return ``values`` (objects) with ``share`` of them missing, some of these as a placeholder."""
    values = np.array(values, dtype=object)
    gone = np.flatnonzero(rng.random(len(values)) < share)
    values[gone] = None
    marked = gone[rng.random(len(gone)) < placeholders]
    values[marked] = np.array(PLACEHOLDERS, dtype=object)[rng.integers(0, len(PLACEHOLDERS), len(marked))]
    return values


def soil_codes(rng: np.random.Generator, codes: Sequence[str | None]) -> list[str | None]:
    """Return codes as delivered: some without hyphens, in small letters, padded, or full-width."""
    return [
        _soiled_code(code, how) if code else code for code, how in zip(codes, rng.random(len(codes)).tolist())
    ]


def _soiled_code(code: str, how: float) -> str:
    if how < 0.25:
        return code.replace("-", "")
    if how < 0.29:
        return code.lower()
    if how < 0.33:
        return code + "   "
    return code.replace("-", "－") if how < 0.35 else code
