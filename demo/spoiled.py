"""A part of the register as if nobody had classified and named it yet, or had done so wrongly.

What is taken away or falsified is kept as the truth of the register, beside the true links.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..rules.words import known
from .geo import Ints, stream

CLASS = ("type_718", "type_l1", "type_l2", "type_l3")
BLANK_CLASS, WRONG_CLASS, BLANK_NAME = 0.15, 0.03, 0.12  # shares of the outfalls

#: What is true of an outfall, by uid: a word for what was done, and the values that were there.
RegisterTruth = dict[str, dict[str, Any]]


def spoil_register(
    seed: int, columns: dict[str, Any], names: Sequence[str], codes: Sequence[str], keep: Ints
) -> RegisterTruth:
    """Blank or falsify classes and blank names in ``columns``, not in the rows ``keep``; return the truth.

    names, codes: as they should be. Which code an outfall without one would have, nobody can say.
    """
    rng = stream(seed, "register")
    n = len(columns["uid"])
    draw = rng.random((n, 2))
    draw[keep] = 1.0
    blank = np.flatnonzero(draw[:, 0] < BLANK_CLASS)
    wrong = np.flatnonzero((draw[:, 0] >= BLANK_CLASS) & (draw[:, 0] < BLANK_CLASS + WRONG_CLASS))
    unnamed = np.flatnonzero(draw[:, 1] < BLANK_NAME)
    truth: RegisterTruth = {}

    def note(rows: Ints, what: str, names: tuple[str, ...]) -> None:
        for row in rows.tolist():
            own = truth.setdefault(columns["uid"][row], {"done": []})
            own["done"].append(what)
            own.update((name, columns[name][row]) for name in names)

    for name, what, right in (("name", "name_dirty", names), ("code_national", "code_wrong", codes)):
        for row, (given, meant) in enumerate(zip(columns[name].tolist(), right)):
            if known(given) and given != meant:
                truth.setdefault(columns["uid"][row], {"done": []}).update({name: meant})
                truth[columns["uid"][row]]["done"].append(what)
    note(blank, "class_blank", CLASS)
    note(wrong, "class_wrong", CLASS)
    for row in unnamed.tolist():
        own = truth.setdefault(columns["uid"][row], {"done": []})
        own["done"] = [what for what in own["done"] if what != "name_dirty"] + ["name_blank"]
        own["name"] = names[row]
    for name in CLASS:
        columns[name][blank] = None
    original = {name: columns[name].copy() for name in CLASS}
    others = np.flatnonzero([value is not None for value in original["type_l2"].tolist()])
    for row in wrong.tolist():
        far = others[[original["type_l2"][at] != original["type_l2"][row] for at in others.tolist()]]
        taken = int(rng.choice(far))
        for name in CLASS[1:]:
            columns[name][row] = original[name][taken]
    columns["name"][unnamed] = None
    return truth
