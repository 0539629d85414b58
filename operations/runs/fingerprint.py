"""Fingerprints: has the network changed, is this the same finding as last time?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from ...tracing.packed_texts import PackedTexts

_BLOCK = 100_000  # texts joined at once


def fingerprint_of(parts: Sequence[Any]) -> str:
    """Return a hash over dataclasses and columns, all that the engine is given; equal inputs, equal hash."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        _feed(digest, part)
    return digest.hexdigest()


def _feed(digest: Any, value: Any) -> None:
    if is_dataclass(value):
        for field in fields(value):
            digest.update(field.name.encode())
            _feed(digest, getattr(value, field.name))
    elif isinstance(value, PackedTexts):
        for low in range(0, len(value), _BLOCK):
            digest.update((b"\x1f" if low else b"") + value[low : low + _BLOCK].joined(b"\x1f", b"\x00"))
    elif isinstance(value, np.ndarray) and value.dtype == object:
        cells = value.tolist()
        first = next((cell for cell in cells if cell is not None), "")
        if not isinstance(first, str):  # outlines
            cells = [None if cell is None else cell.wkb_hex for cell in cells]
        for low in range(0, len(cells), _BLOCK):  # some at a time: others want to work as well
            block = cells[low : low + _BLOCK]
            try:
                text = "\x1f".join(block)
            except TypeError:  # None among them
                text = "\x1f".join(["\x00" if cell is None else cell for cell in block])
            digest.update((text if low == 0 else f"\x1f{text}").encode("utf-8", "surrogatepass"))
    elif isinstance(value, np.ndarray):
        digest.update(np.ascontiguousarray(value).reshape(-1).view(np.uint8))
    else:
        digest.update(repr(value).encode())
    digest.update(b"\x1e")


def finding_fingerprints(kinds: Sequence[str], tables: Sequence[str], uids: Sequence[str | None],
                         others: Sequence[str | None], x: Sequence[float], y: Sequence[float]) -> list[str]:
    """Return one fingerprint per finding: its kind and its objects, numbered where they repeat.

    The place is left out, so a finding survives a moved vertex; findings without an object are
    known by their place to the metre. Repeats are numbered in the order of their places.
    """
    keys = [
        "|".join((kind, table, uid or f"{px:.0f},{py:.0f}", other or ""))
        for kind, table, uid, other, px, py in zip(kinds, tables, uids, others, x, y)
    ]
    seen: dict[str, int] = {}
    out = [""] * len(keys)
    for row in sorted(range(len(keys)), key=lambda i: (x[i], y[i])):
        number = seen[keys[row]] = seen.get(keys[row], -1) + 1
        text = f"{keys[row]}|{number}" if number else keys[row]
        out[row] = hashlib.blake2b(text.encode("utf-8"), digest_size=12).hexdigest()
    return out
