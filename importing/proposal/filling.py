"""Units and values of a proposed column: what the cells themselves decide, what has to be asked."""

from __future__ import annotations

import statistics

from ...i18n import translate, user_language
from ...layers.schema import SCHEMA, Kind
from ...rules.words import known
from .. import lexicon, questions
from ..cleaning import coded_values, numbers_and_units
from ..cleaning.cell_profile import Profile
from ..cleaning.distinct_cells import Cells
from ..model import FieldRule, Mapping, RawTable
from ..questions import NOTHING
from .other_utilities import is_foreign

_MAX_VALUES = 200  # distinct values that a profile lists
_MAX_ASKED = 12  # unknown words that are asked about, the most frequent first
_UNIT_OF_TARGET = {"area_ha": "ha", "discharge_m3d": "m3/d", "capacity_m3d": "m3/d", "chainage_km": "km",
                   "start_km": "km"}


def fill_unit(table: str, rule: FieldRule, usual: str, cells: Profile, mapping: Mapping) -> bool:
    """Set the unit of a numeric rule; False where it has to be asked first."""
    column = SCHEMA.table(table).column(rule.target)
    if column.kind not in (Kind.REAL, Kind.INTEGER):
        return True
    stated = lexicon.unit_of(rule.source)
    if rule.target == "diameter_mm":
        return _fill_size_unit(
            table, rule, stated or mapping.answers.get(f"unit.{rule.target}", ""), usual, cells, mapping
        )
    rule.unit = stated or _UNIT_OF_TARGET.get(rule.target, "m" if column.unit == "m" else "")
    if rule.target == "area_ha" and not stated and cells.filled:
        return _fill_area_unit(table, rule, cells, mapping)
    return True


def _fill_size_unit(table: str, rule: FieldRule, stated: str, usual: str, cells: Profile,
                    mapping: Mapping) -> bool:
    if stated in numbers_and_units.TO_METRES:
        rule.unit = stated
        return True
    sizes = [numbers_and_units.size(text, cells.decimal_comma) for text in cells.texts]
    found = [side for one in sizes if one for side in one if side > 0]
    if not found:
        rule.unit = usual or "mm"
        return True
    middle = statistics.median(found)
    guessed = numbers_and_units.guess_size_unit(middle)
    if guessed:
        rule.unit = guessed
        if usual and guessed != usual:
            mapping.assumptions.append(translate(
                "Import", "“{column}” is usually given in {usual}; its middle value of {value} shows that it "
                          "is {unit} "
                "here.").format(column=rule.source, usual=usual, value=f"{middle:g}", unit=guessed))
        return True
    mapping.questions.append(questions.which_unit(table, rule.target, rule.source, middle))
    return False


def _fill_area_unit(table: str, rule: FieldRule, cells: Profile, mapping: Mapping) -> bool:
    if cells.share(lambda text: numbers_and_units.unit_in_cell(text) in numbers_and_units.TO_HECTARES) > 0.9:
        return True
    answer = mapping.answers.get(f"unit.{rule.target}")
    if answer in numbers_and_units.TO_HECTARES:
        rule.unit = answer
        return True
    numbers = cells.numbers()
    if not numbers:
        return True
    mapping.questions.append(
        questions.which_unit(
            table,
            rule.target,
            rule.source,
            statistics.median(numbers),
            (("mu", "亩"), ("ha", "ha"), ("m2", "m²")),
        )
    )
    return False


def fill_values(raw: RawTable, table: str, rule: FieldRule, mapping: Mapping) -> bool:
    """Set what each value of a coded column means; False where the whole column has to be asked first."""
    column = SCHEMA.table(table).column(rule.target)
    coded = column.values if rule.derive != "class" else ""
    if rule.target == "material":
        return _fill_numbers(raw, table, rule, mapping, "material")
    if not coded:
        return True
    if rule.target == "flow" and not _fill_flow(raw, rule, mapping):
        return False
    return _fill_numbers(raw, table, rule, mapping, coded)


def _distinct(raw: RawTable, source: str) -> list[tuple[str, int]]:
    cells = Cells.of(raw.columns[source]).map(lambda text: text.strip() or None).compact()
    counted = [
        (text, count) for text, count in zip(cells.distinct, cells.counts().tolist()) if text is not None
    ]
    return sorted(counted, key=lambda one: -one[1])


def _fill_flow(raw: RawTable, rule: FieldRule, mapping: Mapping) -> bool:
    """Ask about a lone minus: in many registers it stands for nothing. Say what is open both ways."""
    found = dict(_distinct(raw, rule.source))
    _say_both_ways(rule, mapping, found)
    codes = {text: coded_values.lookup("flow", text).code for text in found}
    minus = [text for text, code in codes.items() if code == "-" and lexicon.fold_value(text) == "-"]
    if not minus or "+" in codes.values():
        return True
    answer = mapping.answers.get("flow.minus")
    if answer is None:
        mapping.questions.append(questions.lone_minus(rule.source, sum(found[text] for text in minus)))
        return False
    if answer == NOTHING:
        rule.values.update(dict.fromkeys(minus))
    return True


def _say_both_ways(rule: FieldRule, mapping: Mapping, found: dict[str, int]) -> None:
    """Name pipes that water may pass both ways: that is no direction, so their levels decide."""
    both = [text for text in found if coded_values.lookup("both_ways", text).known
            and f"value.flow.{text}" not in mapping.answers]
    if both:
        mapping.assumptions.append(translate(
            "Import", "“{column}” says of {n} rows that water may pass both ways ({words}). That is no "
                      "direction: levels decide where they can, otherwise the direction stays "
                      "unknown.").format(
                column=rule.source, n=sum(found[text] for text in both),
                words=", ".join(f"“{text}”" for text in both)))


def _fill_numbers(raw: RawTable, table: str, rule: FieldRule, mapping: Mapping, value_list: str) -> bool:
    """Fill ``rule.values`` by words and, for bare numbers, by a numbering."""
    found = _distinct(raw, rule.source)
    words = value_list != "material"
    numbers = [text for text, _ in found if coded_values.is_number(text)
               and not (words and coded_values.lookup(value_list, text).known)]
    if numbers:
        choice = coded_values.choose_numbering(value_list, numbers, raw.columns,
                                         mapping.answers.get(f"numbering.{rule.target}", ""))
        if choice.chosen is not None:
            rule.values.update(choice.chosen.codes)  # also those of a later delivery
            rule.values.update({text: choice.chosen.codes[coded_values.number_of(text)] for text in numbers})
            if choice.signs:
                mapping.assumptions.append(translate(
                    "Import", "The numbers in “{column}” are read after the numbering “{name}”, because the "
                              "file has "
                    "its columns "
                    "{signs}.").format(column=rule.source, name=choice.chosen.label(user_language()),
                                                   signs=", ".join(choice.signs[:4])))
        elif choice.candidates and f"numbering.{rule.target}" not in mapping.answers and words:
            mapping.questions.append(
                questions.which_numbering(table, rule.target, rule.source, choice.candidates)
            )
            return False
        elif mapping.answers.get(f"numbering.{rule.target}") == NOTHING:
            rule.values.update(dict.fromkeys(numbers))
    if words:
        _fill_words(table, rule, mapping, value_list, found[:_MAX_VALUES])
    return True


def _fill_words(table: str, rule: FieldRule, mapping: Mapping, value_list: str,
                found: list[tuple[str, int]]) -> None:
    asked = 0
    for text, count in found:
        if text in rule.values:
            continue
        answer = mapping.answers.get(f"value.{rule.target}.{text}")
        if answer is not None:
            rule.values[text] = None if answer == NOTHING else answer
            continue
        hit = coded_values.lookup(value_list, text)
        if hit.known:
            rule.values[text] = hit.code
        elif known(text) and asked < _MAX_ASKED and not is_foreign(text):
            asked += 1
            mapping.questions.append(questions.which_meaning(table, rule.target, rule.source, text, count))
