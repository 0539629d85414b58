"""One file into a project, from reading to the books: what ``importlayer`` and the wizard run.

All the steps of an import in their order, with one progress and one place for the questions that stop
it. Nothing here looks at layers or windows, so it runs in a thread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..i18n import translate
from ..layers.project.project_file import open_check
from ..layers.schema import SCHEMA
from ..layers.store.table_io import ProjectFile, utc_now
from ..problems import UserError
from . import write
from .cleaning.expressions import unused
from .comparing.colleague import is_project, read_table, tables_with_rows
from .comparing.plan import Choices, Delivery, PreparedDelivery
from .model import FieldRule, Mapping, Prepared, RawTable
from .questions import ALL, NOTHING, PROPOSED, refuse_open
from .rejects import with_geometry
from .report import filled_cells, report_of
from .write import ImportOutcome

if TYPE_CHECKING:
    from .context import ImportContext

Progress = Callable[[float, str], None]
AUTO = "auto"
_SURE_TABLE, _CLEAR_LEAD = 0.35, 0.1
_FAINT = 0.2  # a name, say, which every table has
_SHAPE_ALONE = 0.12  # what fits no better fits by its geometry alone
_READ, _MAPPED, _CLEANED = 0.3, 0.35, 0.55  # shares of the whole when a step is done


@dataclass
class Request:
    """What somebody asks for; everything but ``source`` may stay as it is."""

    source: str
    table: str = AUTO
    layer: str = ""
    mapping: Mapping | None = None
    encoding: str = AUTO
    datum: str = AUTO
    crs: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)
    dry_run: bool = False


@dataclass
class Loaded:
    """A delivery ready to be compared: what was read, how it is understood, what it became."""

    raw: RawTable
    mapping: Mapping
    prepared: Prepared
    delivery: Delivery


def import_layer(
    path: str | Path, request: Request, progress: Progress | None = None, user: str | None = None
) -> list[ImportOutcome]:
    """Bring a file into the project ``path``; one outcome per table.

    Raises UserError, with all open questions at once where there are any, and Cancelled out of
    ``progress``; nothing was written then.
    """
    tell = progress or (lambda _share, _step: None)
    started = utc_now()
    open_check(path, writing=not request.dry_run, thorough=False)
    accept = request.answers.get(ALL) == PROPOSED
    request = replace(request, choices=replace(request.choices, accept_proposed=accept))
    if is_project(request.source):
        return _import_project(path, request, tell, user, started)
    loaded = load(path, request, tell)
    part = PreparedDelivery(loaded.prepared, loaded.mapping, loaded.delivery, request.choices)
    if request.dry_run:
        tell(_CLEANED, "writing")
        plan = write.preview(path, part, lambda share: tell(_CLEANED + (1.0 - _CLEANED) * share, "comparing"))
        tell(1.0, "writing")
        return [ImportOutcome(plan, report_of(plan, started, utc_now()), False)]

    def writing(share: float) -> None:
        tell(_CLEANED + (1.0 - _CLEANED) * share, "writing")

    return write.import_tables(path, [part], writing, user, started)


def load(path: str | Path, request: Request, progress: Progress | None = None) -> Loaded:
    """Read, map and clean a delivery; raises UserError where questions are open."""
    from . import readers
    from .places.both_ends import reshaped
    from .prepare import prepare

    tell = progress or (lambda _share, _step: None)
    tell(0.0, "reading")
    with ThreadPoolExecutor(1) as pool:  # the checksum is made beside the reading
        checksum: Future[str] = pool.submit(sha256_of, Path(request.source))
        layer, chosen = _layer(request)
        raw = readers.read(
            request.source, layer, _encoding(request), progress=lambda share: tell(_READ * share, "reading")
        )
        tell(_READ, "reading")
        table, why = (request.mapping.table, "") if request.mapping else _table(raw, request)
        request = replace(request, table=table)
        raw = reshaped(raw, table)
        context = replace(
            context_of(path), report=lambda share, step: tell(_MAPPED + (_CLEANED - _MAPPED) * share, step)
        )
        mapping = understood(raw, request, context)
        mapping.assumptions[:0] = [text for text in (chosen, why) if text]
        refuse_open(mapping.questions, mapping.answers, request.source)
        _refuse_nothing(raw, mapping)
        tell(_MAPPED, "cleaning")
        prepared = with_geometry(prepare(raw, mapping, context), raw)
        return Loaded(raw, mapping, prepared, delivery_of(raw, mapping, prepared, checksum.result()))


def context_of(path: str | Path) -> ImportContext:
    """Return what the project ``path`` knows of places and manholes."""
    from .context import of_project

    with ProjectFile(str(path)) as project:
        found = of_project(project)
    return replace(found, crs=_short_crs(found.crs))


def _short_crs(wkt: str) -> str:
    """Return ``EPSG:4547`` for a system that says its number, else its WKT."""
    from osgeo import osr

    system = osr.SpatialReference()
    if not wkt or system.ImportFromWkt(wkt) != 0 or not system.GetAuthorityCode(None):
        return wkt
    return f"{system.GetAuthorityName(None)}:{system.GetAuthorityCode(None)}"


def understood(raw: RawTable, request: Request, context: ImportContext) -> Mapping:
    """Return the mapping: the given profile with the answers put in, or a proposal."""
    answers = {**request.answers}
    if request.datum != AUTO:
        answers["datum"] = request.datum
    if request.crs:
        answers["crs"] = request.crs
    if request.mapping is None:
        return _proposal(raw, _table(raw, request)[0], answers, context)
    mapping = replace(request.mapping, answers={**request.mapping.answers, **answers})
    mapping.fields = [_taught(rule, answers) for rule in mapping.fields]
    if request.datum != AUTO:
        mapping.place = replace(mapping.place, datum=request.datum)
    if request.crs:
        mapping.place = replace(mapping.place, crs=request.crs)
    missing = [rule.source for rule in mapping.fields if rule.source and rule.source not in raw.columns]
    if missing:
        raise UserError(
            translate(
                "Import",
                "{file} has no column {columns}, which the mapping names. Its columns are: {present}.",
            ).format(
                file=Path(request.source).name,
                columns=", ".join(f"“{name}”" for name in missing),
                present=", ".join(raw.columns),
            )
        )
    return mapping


def _taught(rule: FieldRule, answers: dict[str, str]) -> FieldRule:
    """Return a rule of a profile with what new answers say of its words and its unit."""
    word = f"value.{rule.target}."
    values = {
        code[len(word) :]: None if answer == NOTHING else answer
        for code, answer in answers.items()
        if code.startswith(word)
    }
    unit = answers.get(f"unit.{rule.target}", rule.unit)
    return replace(rule, values={**rule.values, **values}, unit=unit)


def _proposal(raw: RawTable, table: str, answers: dict[str, str], context: ImportContext) -> Mapping:
    """Propose a mapping; where ``answers`` say so, what is proposed for its questions is taken and said."""
    from .proposal.columns import propose

    accept = answers.pop(ALL, "") == PROPOSED
    taken: list[str] = []
    while True:
        mapping = propose(raw, table, answers, context)
        more = [one for one in mapping.questions if one.proposed and one.code not in answers]
        if not accept or not more:
            mapping.assumptions += taken
            return mapping
        for question in more:
            answers[question.code] = question.proposed
            text = translate("Import", "{question} Taken as proposed: {answer}.")
            taken.append(text.format(question=question.text, answer=question.proposed))


def _refuse_nothing(raw: RawTable, mapping: Mapping) -> None:
    """Raise UserError where neither a column nor a place of the file would come over, or there is no row."""
    if not raw.n and not raw.rejects:
        raise UserError(
            translate(
                "Import", "{file} holds no rows; nothing was written. Ask for a file with content."
            ).format(file=Path(raw.file).name)
        )
    understood = any(rule.source or rule.expression for rule in mapping.fields)
    if not understood and (
        mapping.place.kind == "none" or (mapping.place.kind == "geometry" and raw.geometry is None)
    ):
        raise UserError(
            translate(
                "Import",
                "No column of {file} is known to fill the table {table}, and it has no places; nothing was "
                "written. Its columns are: {columns}. Give a MAPPING, or another TABLE.",
            ).format(file=Path(raw.file).name, table=mapping.table, columns=", ".join(raw.columns))
        )


def delivery_of(raw: RawTable, mapping: Mapping, prepared: Prepared, sha256: str = "") -> Delivery:
    """Return what the books keep of a source, and what of it the mapping leaves aside."""
    read = raw.n + len(raw.rejects)
    return Delivery(
        Path(raw.file).name,
        raw.layer,
        sha256,
        raw.crs_wkt,
        raw.encoding,
        read,
        read - len(prepared.source) - len(prepared.rejects),
        tuple((name, n) for name in unused(raw, mapping) if (n := filled_cells(raw.columns[name]))),
        raw.row_number,
    )


def sha256_of(path: Path) -> str:
    """Return the checksum of a file, a shapefile's table included; "" for a folder."""
    digest = hashlib.sha256()
    files = [path] + ([path.with_suffix(".dbf")] if path.suffix.lower() == ".shp" else [])
    try:
        for file in files:
            with file.open("rb") as stream:
                while piece := stream.read(1 << 20):
                    digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()


def _layer(request: Request) -> tuple[str, str]:
    """Return the layer to read and a sentence where it was chosen here.

    That is the one asked for, that of the mapping where the file has it too, or the one that fits best.
    """
    from . import readers
    from .proposal.layer_choice import best_layer

    wanted = request.mapping.layer if request.mapping else ""
    if request.layer:
        return request.layer, ""
    if wanted and wanted in {layer.name for layer in readers.layers_of(request.source)}:
        return wanted, ""
    table = request.mapping.table if request.mapping else request.answers.get("table", request.table)
    return best_layer(request.source, "" if table == AUTO else table)


def _encoding(request: Request) -> str:
    if request.encoding != AUTO or request.mapping is None:
        return request.encoding
    return request.mapping.encoding or AUTO


def _table(raw: RawTable, request: Request) -> tuple[str, str]:
    """Return the table that a delivery is meant for, and why; raise UserError where that is not clear."""
    from .proposal.columns import TARGETS, guess_table
    from .proposal.layer_choice import named_file

    table = request.answers.get("table", request.table)
    if table != AUTO:
        try:
            return SCHEMA.table(table).name, ""
        except KeyError as error:
            raise UserError(
                translate("Import", "There is no table “{table}”. TABLE can be: {tables}.").format(
                    table=table, tables=", ".join(TARGETS)
                )
            ) from error
    guesses = guess_table(raw)
    if _is_clear(guesses):
        text = translate("Import", "Read as the table {table}, because of {why}.")
        return guesses[0][0], text.format(table=guesses[0][0], why=guesses[0][2]) if guesses[0][2] else ""
    listed = "" if guesses and guesses[0][1] > _FAINT else named_file(raw)
    if listed:
        raise UserError(
            translate(
                "Import",
                "{file} only lists other files, such as {listed}; nothing was written. Import those files "
                "one by one, or give TABLE where its rows are meant.",
            ).format(file=Path(raw.file).name, listed=listed)
        )
    likely = ", ".join(f"{name} ({why})" if why else name for name, _, why in guesses[:3])
    text = translate(
        "Import", "It is not clear which table {file} is meant for; nothing was written. Give TABLE."
    )
    said = text.format(file=Path(raw.file).name)
    if likely:
        said += " " + translate("Import", "Likely are: {tables}.").format(tables=likely)
    raise UserError(said)


def _is_clear(guesses: list[tuple[str, float, str]]) -> bool:
    """Tell whether the first table is meant: the only one that fits, or clearly ahead of the others."""
    scores = [score for _, score, _ in guesses]
    if len(scores) == 1 or sum(score > _SHAPE_ALONE for score in scores) == 1:
        return True
    return bool(scores) and scores[0] >= _SURE_TABLE and scores[0] - scores[1] >= _CLEAR_LEAD


def _import_project(
    path: str | Path, request: Request, tell: Progress, user: str | None, started: str
) -> list[ImportOutcome]:
    """Bring a colleague's project, or one table of it, with its uids."""
    from ..layers.project.find import same_file

    if same_file(path, request.source):
        raise UserError(translate("Import", "{path} cannot be imported into itself.").format(path=path))
    wanted = request.layer or (request.table if request.table != AUTO else "")
    tables = tables_with_rows(request.source)
    if wanted and wanted not in tables:
        raise UserError(
            translate(
                "Import", "{file} has no rows of the table “{table}”. It has rows of: {tables}."
            ).format(file=Path(request.source).name, table=wanted, tables=", ".join(tables))
        )
    tables = [wanted] if wanted else tables
    with ProjectFile(str(path)) as project:
        target_wkt = project.crs_wkt("pipes")
    parts: list[PreparedDelivery] = []
    checksum = sha256_of(Path(request.source))
    for number, table in enumerate(tables):
        tell(_CLEANED * number / len(tables), "reading")
        prepared, mapping = read_table(request.source, table, target_wkt)
        if len(prepared.source):
            delivery = Delivery(
                Path(request.source).name, table, checksum, target_wkt, "UTF-8", len(prepared.source)
            )
            parts.append(PreparedDelivery(prepared, mapping, delivery, request.choices))
    if request.dry_run:
        plans = [write.preview(path, part) for part in parts]
        return [ImportOutcome(plan, report_of(plan, started, utc_now()), False) for plan in plans]

    def writing(share: float) -> None:
        tell(_CLEANED + (1.0 - _CLEANED) * share, "writing")

    return write.import_tables(path, parts, writing, user, started)
