"""Declared ids of nodes: which ends of pipes carry one, and which of them are the same.

Ids are compared without outer blanks and whatever their case, unless manholes differ by nothing else
(``y1`` and ``Y1``, which are then *apart*). Columns that come as
:class:`packed.PackedTexts` are numbered by numpy, all others by a dictionary; both number ids in the order
in which the pipes name them.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ..model import Bools, Ints, Pipes, Texts
from ..packed_texts import PackedTexts, TextColumn, Words, decoded, distinct_rows, mixed_rows

#: Texts looked at by one call, which keeps every other thread waiting for some 10 ms.
_AT_ONCE = 10_000
#: What tables write where there is no id, as ids are compared. Those of resources/rules/placeholders.csv
#: and what table programs make of an empty cell.
NO_ID = frozenset({
    "/", "-", "—", "无", "--", "——", "–", "\\", "?", "？", "不详", "不明", "未知", "暂无", "空", "n/a", "na",
    "nan", "／", "－", "null", "none", "<null>", "<na>", "#n/a", "nat",
})
_LONGEST = max(map(len, NO_ID))
#: Words that stand for no id as often as for one: what their ends lie at decides (see :mod:`.id_places`).
DOUBTFUL_WORDS: Texts = np.array([
    "0", "-1", "-9", "-99", "-999", "-9999", "9999", "99999", "999999", "0.0", "-1.0", "start", "end",
    "起点", "终点", "端点", "x", "xx", "xxx", "*", ".", "#", "+", "temp", "unknown",
], dtype=object)


def normal_code(value: object, apart: frozenset[str] = frozenset()) -> str:
    """Return an id as it is compared: no outer blanks, case folded; "" for none and words for none.

    apart: folded ids of which the case counts, see :func:`spelled_apart`.
    """
    text = "" if value is None else str(value).strip()
    code = text.casefold()
    return "" if code in NO_ID else text if code in apart else code


def normal_codes(values: TextColumn, apart: frozenset[str] = frozenset()) -> list[str]:
    """Return :func:`normal_code` of a whole column, some rows at a time: others want to work as well."""
    codes: list[str] = []
    for low in range(0, len(values), _AT_ONCE):
        block = values[low : low + _AT_ONCE]
        codes += [normal_code(value, apart) for value in block.tolist()] if apart else _normal_block(block)
    return codes


def spelled_apart(codes: TextColumn | None) -> frozenset[str]:
    """Return the folded ids that manholes with ``codes`` spell in several ways: there the case counts."""
    if codes is None or not len(codes):
        return frozenset()
    if isinstance(codes, PackedTexts) and codes.is_plain:
        content = codes.bytes_()
        lower, upper = ((content >= low) & (content <= low + 25) for low in (97, 65))
        if not (lower.any() and upper.any()):
            return frozenset()
    spellings: dict[str, str] = {}
    found: set[str] = set()
    for value in codes.tolist():
        code = normal_code(value)
        if code and spellings.setdefault(code, str(value).strip()) != str(value).strip():
            found.add(code)
    return frozenset(found)


def _normal_block(values: TextColumn) -> list[str]:
    texts = ["" if value is None else value for value in values.tolist()]
    try:
        together = "\0".join(texts).casefold()  # one call, not one per row
    except TypeError:  # numbers among them
        return list(map(normal_code, texts))
    codes = together.split("\0")
    if len(codes) != len(texts):  # no row at all, or an id that holds the separator itself
        return list(map(normal_code, texts))
    if together.split() != [together]:
        codes = [code.strip() for code in codes]
    return codes if NO_ID.isdisjoint(codes) else ["" if code in NO_ID else code for code in codes]


def _no_ids(column: PackedTexts) -> Bools:
    """Tell which texts of a plain column are none, or stand for none."""
    content = column.bytes_()
    none: Bools = content[:, 0] == 0
    short = slice(None) if content.shape[1] <= _LONGEST else np.flatnonzero(content[:, _LONGEST] == 0)
    packed = PackedTexts.of([word for word in NO_ID if word.isascii()])
    none[short] |= np.isin(column[short].words(column.n_words, folded=True)[:, 0], packed.words(1)[:, 0])
    return none


class NodeIds:
    """The distinct ids of a network: id number i names node i."""

    def __init__(
        self, numbers: dict[str, int] | None = None, words: Words | None = None,
        apart: frozenset[str] = frozenset(),
    ) -> None:
        """numbers: id -> node; or words: (d, k) the ids as :meth:`PackedTexts.words` gives them.

        apart: folded ids of which the case counts.
        """
        self._words, self.apart = words, apart
        if numbers is not None:
            self.__dict__["numbers"] = numbers
        self._n = len(self.numbers) if words is None else len(words)

    def __len__(self) -> int:
        return self._n

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Id -> node."""
        if self._words is None:
            return {}
        ids = self._words.view(f"S{8 * self._words.shape[1]}").reshape(-1)
        return dict(zip(decoded(ids.tolist()), range(len(ids))))

    def texts(self, nodes: Ints) -> list[str]:
        """Return the ids of nodes (k,), "" where pipes name a node by none."""
        if self._words is None:
            name = {node: code for code, node in self.numbers.items()}
            return [name.get(node, "") for node in nodes.tolist()]
        named = np.flatnonzero(nodes < len(self))
        words = np.ascontiguousarray(self._words[nodes[named]])
        codes = decoded(words.view(f"S{8 * words.shape[1]}").reshape(-1).tolist())
        name = dict(zip(named.tolist(), codes))
        return [name.get(at, "") for at in range(len(nodes))]

    def find(self, codes: TextColumn | None, n: int) -> Ints:
        """Return the nodes that ``codes`` (n,) name, -1 where they name none."""
        if codes is None or self._words is None:
            return codes_to_nodes(codes, self.numbers, n, self.apart)
        found = np.full(n, -1, dtype=np.int64)
        if isinstance(codes, PackedTexts) and codes.is_plain:
            rows, packed = np.arange(n), codes
        else:
            normal = _given(codes)
            rows = np.fromiter(normal, np.int64, len(normal))
            packed = PackedTexts.of(list(normal.values()))
        if len(rows) and len(self):
            found[rows] = self._numbers_of(packed)
        return found

    def _numbers_of(self, codes: PackedTexts) -> Ints:
        width = self._words.shape[1] if self._words is not None else 1
        words = codes.words(max(width, codes.n_words), folded=True)
        fits = ~words[:, width:].any(axis=1)
        words = np.ascontiguousarray(words[:, :width])
        ordered, number = self._sorted
        mixed = mixed_rows(words)
        at = np.minimum(np.searchsorted(ordered, mixed), len(ordered) - 1)
        found = number[at]
        same = fits & (self._words[found] == words).all(axis=1) if self._words is not None else fits
        found = np.where(same, found, -1)
        for row in np.flatnonzero(~same & fits & (ordered[at] == mixed)).tolist():  # mixed alike, yet another
            found[row] = self.numbers.get(normal_code(codes[row]), -1)
        return found

    @cached_property
    def _sorted(self) -> tuple[Words, Ints]:
        """The ids mixed to one number each, ascending, and their nodes."""
        mixed = mixed_rows(self._words) if self._words is not None else np.empty(0, dtype=np.uint64)
        order = np.argsort(mixed, kind="stable")
        return mixed[order], order


def _given(codes: TextColumn) -> dict[int, str]:
    """Return row -> normalised id where there is one."""
    given = {row: normal_code(code) for row, code in enumerate(codes.tolist()) if code is not None}
    return {row: code for row, code in given.items() if code}


def codes_to_nodes(
    codes: TextColumn | None, node_of_code: dict[str, int], n: int, apart: frozenset[str] = frozenset()
) -> Ints:
    """Return (n,) the node of each declared id, -1 for none; apart: ids of which the case counts."""
    if codes is None:
        return np.full(n, -1, dtype=np.int64)
    found = (node_of_code.get(code, -1) for code in normal_codes(codes, apart))
    return np.fromiter(found, dtype=np.int64, count=n)


class EndIds:
    """The ids at both ends of every pipe, normalised."""

    def __init__(self, pipes: Pipes, apart: frozenset[str] = frozenset()) -> None:
        """Reads ``from_node`` and ``to_node``; without one of them no pipe carries ids.

        apart: folded ids of which the case counts.
        """
        self._apart = apart
        #: (n, 2) ends that carry an id.
        self.given: Bools = np.zeros((pipes.n, 2), dtype=bool)
        self._packed: tuple[PackedTexts, PackedTexts] | None = None
        self._codes: tuple[list[str], list[str]] = ([], [])
        start, end = pipes.from_node, pipes.to_node
        if start is None or end is None:
            return
        if (isinstance(start, PackedTexts) and isinstance(end, PackedTexts) and not apart
                and start.is_plain and end.is_plain):
            self._packed = start, end
            self.given = np.stack([~_no_ids(column) for column in self._packed], axis=1)
            return
        self._codes = normal_codes(start, apart), normal_codes(end, apart)
        for side, codes in enumerate(self._codes):
            self.given[:, side] = np.fromiter(map(bool, codes), bool, pipes.n)

    @property
    def both(self) -> Bools:
        """(n,) pipes with an id at either end."""
        both: Bools = self.given.all(axis=1)
        return both

    def code(self, pipe: int, side: int) -> str:
        """Return the id of a pipe at its start (0) or end (1), "" for none."""
        return normal_code(self._packed[side][pipe]) if self._packed else self._codes[side][pipe]

    def number(self, pipes: Ints) -> tuple[Ints, NodeIds]:
        """Number the ids of ``pipes`` (k,) in the order they are named; returns (k, 2) numbers."""
        if self._packed and len(pipes):
            k = max(column.n_words for column in self._packed)
            every = len(pipes) == len(self.given)
            words = np.stack([(column if every else column[pipes]).words(k, folded=True)
                              for column in self._packed], axis=1).reshape(-1, k)
            number, first = distinct_rows(words)
            return number.reshape(-1, 2), NodeIds(words=words[first])
        numbers = np.empty((len(pipes), 2), dtype=np.int64)
        node_of: dict[str, int] = {}
        start, end = self._codes
        for low in range(0, len(pipes), _AT_ONCE):
            block = pipes[low : low + _AT_ONCE].tolist()
            codes = [ids[pipe] for pipe in block for ids in (start, end)]
            for code in codes:
                node_of.setdefault(code, len(node_of))
            found = np.fromiter(map(node_of.__getitem__, codes), np.int64, len(codes))
            numbers[low : low + _AT_ONCE] = found.reshape(-1, 2)
        return numbers, NodeIds(node_of, apart=self._apart)


__all__ = [
    "DOUBTFUL_WORDS", "NO_ID", "EndIds", "NodeIds", "codes_to_nodes", "normal_code", "normal_codes",
    "spelled_apart",
]
