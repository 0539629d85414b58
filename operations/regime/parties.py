"""Who is responsible for each outfall: from what the register says and its links, confirmed ones first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ...layers.schema import SCHEMA
from ...rules.classes import VERSION_HJ, version
from ...rules.duties import departments_of, permit_duty
from ...rules.outfall_summary import UNTRACEABLE
from ...rules.party import PartySource, decide_party
from ...rules.proposals import Proposal
from ...rules.responsible_parties import Mention, ResponsibleParty, responsible_parties, split_names
from ...rules.sentences import said
from ..project_rows import ProjectRows, as_rows
from .outcome import Outcome, Wanted, in_register, outcome_of, read_outfalls

PARTY_COLUMNS = ("party_main", "party_others", "party_rule", "party_basis")
_FACTS = ("operator", "owner", "county_code", "managing_unit", "trace_status", "standing", "is_outfall",
          "type_718", "type_l1", "type_l2", "type_l3")
_UNIT = ("name", "operator", "credit_code")
_LINK = ("uid", "outfall_uid", "source_table", "source_uid", "source_name", "status", "confidence")


def assign_parties(rows: ProjectRows, outfalls: Collection[str] | None = None) -> Outcome:
    """Decide the responsible parties of outfalls (uids; all without), as a trace and a decision do."""
    present = read_outfalls(rows, (*PARTY_COLUMNS, *_FACTS), outfalls)
    table = [row for row in as_rows(present) if in_register(row)]
    districts = rows.read("districts", ["county_code", "name"])
    name_of = dict(zip(districts["county_code"].tolist(), districts["name"].tolist()))
    sources, tables = _sources(rows, {str(row["uid"]) for row in table})
    language = rows.language
    wanted = {}
    for row in table:
        uid = str(row["uid"])
        those = () if row["trace_status"] == UNTRACEABLE else sources.get(uid, ())
        party = decide_party(row["operator"], row["owner"], those, name_of.get(row["county_code"]),
                             row["managing_unit"])
        others = party.others_text(language=language) or None
        values = {"party_main": party.main or None, "party_others": others, "party_rule": party.rule,
                  "party_basis": party.basis(language)}
        marks = () if party.verified else (said("mark.rows_not_verified"),)
        wanted[uid] = Wanted(values, Proposal(
            {"party_main": party.main}, 0.5 if party.provisional else 1.0,
            (*party.reasons, *_duties(row, tables.get(uid, ()))), (), marks), party.evidence)
    outcome = outcome_of(rows, present, wanted, PARTY_COLUMNS)
    outcome.more["parties"] = [
        {"name": one.name, "credit_code": one.code, "spellings": one.spellings, "main_of": one.main_of,
         "other_of": one.other_of, "government": one.government, "ambiguous": one.ambiguous}
        for one in _party_list(rows, outcome)]
    return outcome


def _party_list(rows: ProjectRows, outcome: Outcome) -> list[ResponsibleParty]:
    """Return the list of responsible parties of these outfalls, as they are afterwards."""
    codes = _credit_codes(rows)
    mentions = []
    for one in outcome.outfalls:
        for role, column in (("main", "party_main"), ("other", "party_others")):
            names = split_names(one.new.get(column, one.present[column]))
            mentions += [Mention(name, one.uid, role, codes.get(name, "")) for name in names]
    return responsible_parties(mentions)


def _duties(row: Mapping[str, Any], source_tables: Sequence[str]) -> tuple[Any, ...]:
    """Return what else follows from the class: approval or registration, who leads, who helps."""
    duty, _ = permit_duty(version(VERSION_HJ).levels(row))
    departments = departments_of(row, source_tables)
    found = [said("party.duty", duty=duty)] if duty else []
    if departments.lead:
        found.append(said("party.lead", department=departments.lead.department))
    if departments.supporting:
        found.append(said("party.supporting", departments=departments.supporting_names))
    return tuple(found)


def _sources(rows: ProjectRows, uids: Collection[str]) -> tuple[
        dict[str, list[PartySource]], dict[str, list[str]]]:
    links = rows.read("trace_links", _LINK, {"outfall_uid": uids})
    proofs = rows.read("evidence", ["uid", "link_uid"], {"link_uid": set(links["uid"].tolist())})
    proof_of: dict[str, list[str]] = {}
    for uid, link in zip(proofs["uid"].tolist(), proofs["link_uid"].tolist()):
        proof_of.setdefault(link, []).append(uid)
    cells = [one for one in zip(*(links[name].tolist() for name in _LINK))
             if (one[5] or "candidate") in ("candidate", "confirmed")]
    wanted: dict[str, set[str]] = {}
    for _, _, table, source, *_ in cells:
        wanted.setdefault(table, set()).add(source)
    units: dict[tuple[str, str], tuple[str, str]] = {}
    for declared in SCHEMA.source_tables:
        if declared.name in wanted:
            found = rows.read(declared.name, ["uid", "operator", "owner"], {"uid": wanted[declared.name]})
            units.update({(declared.name, uid): (user or "", owner or "") for uid, user, owner in zip(
                *(found[name].tolist() for name in ("uid", "operator", "owner")))})
    sources: dict[str, list[PartySource]] = {}
    tables: dict[str, list[str]] = {}
    for uid, outfall, table, source, name, status, confidence in cells:
        user, owner = units.get((table, source), ("", ""))
        sources.setdefault(outfall, []).append(PartySource(
            name or "", user, owner, status == "confirmed", confidence if confidence == confidence else 0.0,
            tuple(proof_of.get(uid, ()))))
        tables.setdefault(outfall, []).append(table)
    return sources, tables


def _credit_codes(rows: ProjectRows) -> dict[str, str]:
    """Return the credit codes of users and sources by name."""
    found: dict[str, str] = {}
    for declared in SCHEMA.source_tables:
        read = rows.read(declared.name, _UNIT)
        for name, operator, code in zip(*(read[each].tolist() for each in _UNIT)):
            if code:
                found.update({each: code for each in (name, operator) if each})
    return found
