"""No text for the public is saved that tells of a person."""

from __future__ import annotations

from ...i18n import inflected, translate, user_language
from ...layers.public_texts import persons_in, public_texts
from ...layers.schema import SCHEMA
from ...layers.sources.feature_reading import feature_of
from ...problems import Problem, UserError
from .originals import plain
from .rows import LayerEdits, columns_of


def refuse_persons(edits: list[LayerEdits]) -> None:
    """Raise UserError where a text for the public that is to be written tells of a person."""
    problems = [problem for one in edits if public_texts(one.table) for problem in _problems(one)]
    if problems:
        raise UserError(inflected(translate(
            "Edits", "{n} (text|texts) for the public (tells|tell) of a person. Nothing was saved, and your "
            "edits are kept: take out what is named, then save."), n=len(problems)), problems=problems)


def _problems(edits: LayerEdits) -> list[Problem]:
    wanted, names, found = set(public_texts(edits.table)), columns_of(edits.layer), []
    for fid in (*edits.added, *(fid for fid, cells in edits.changed.items() if wanted & cells.keys())):
        row = feature_of(edits.layer, fid)
        cells = {name: plain(row.attribute(at)) for at, name in names.items()} if row is not None else {}
        for name, part in persons_in(edits.table, cells):
            found.append(Problem(
                translate("Edits", "“{part}” is a number, an address or a name of a person.").format(
                    part=part), table=edits.layer.name(), row=str(fid),
                column=SCHEMA.table(edits.table).column(name).alias(user_language())))
    return found
