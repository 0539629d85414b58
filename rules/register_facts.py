"""What the register's rows come to: the facts that the table ``register_checks`` asks for.

Every row gives its own cells as facts, and what follows from them and from the other rows: a word
("yes", "no", "other", ...), "" where it cannot be told.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from . import classes, credit_code, dates, names, outfall_code
from .classes import VERSION_718, VERSION_HJ
from .decision import how_many, yes_no
from .districts import district
from .due import OVERDUE, due_reports
from .government import is_government
from .life import break_sentences, life
from .life_conditions import contradictions
from .life_records import TABLES as LIFE_TABLES
from .life_records import Records, is_adopted
from .personal import personal_parts
from .register_rows import Row, number, text
from .responsible_parties import normal_name
from .tables import setting
from .words import fold

Facts = dict[str, object]

_CODES = ("code_national", "code_local")


@dataclass
class Register:
    """The rows of a register, by table; what is not given is not checked.

    tables: outfalls, trace_links, evidence, remediation, closures, signs, inspections, visits, samples,
    and the tables of sources. source_tables: which of them hold sources. spent: by code column, the
    outfall that a code was once given to (of all codes ever, as in :mod:`code_blocks`).
    """

    tables: Mapping[str, Sequence[Row]]
    today: dt.date
    source_tables: Sequence[str] = ()
    spent: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        every = self.rows("outfalls")
        self.outfalls = [row for row in every if _counts(row)]
        self.former_outfalls = [row for row in every if not _counts(row)]
        self._by_uid = {str(row["uid"]): row for row in every}
        self._names = Counter(classes.plain_name(text(row, "name")) for row in self.outfalls)
        self._codes = {column: Counter(_code(row, column) for row in self.outfalls) for column in _CODES}
        self._serials = Counter(_serial(row) for row in self.outfalls)
        self._spent = {column: {**{_code(row, column): str(row["uid"]) for row in self.former_outfalls},
                                **self.spent.get(column, {})} for column in _CODES}
        self._links = _grouped(self.rows("trace_links"))
        self._records = {table: _grouped(self.rows(table)) for table in LIFE_TABLES}
        self._linked = {
            (text(row, "source_table"), text(row, "source_uid")) for row in self.rows("trace_links")
            if text(row, "status") in ("candidate", "confirmed")}
        self._proved = {text(row, "link_uid") for row in self.rows("evidence")}
        self._sources = {(table, str(row["uid"])): row
                         for table in self.source_tables for row in self.rows(table)}
        self._code_names: dict[str, set[str]] = {}
        for row in self._sources.values():
            if credit_code.is_valid(text(row, "credit_code")):
                code = credit_code.normalise(text(row, "credit_code"))
                self._code_names.setdefault(code, set()).add(normal_name(text(row, "name")))

    def rows(self, table: str) -> Sequence[Row]:
        """Return the rows of a table, none where it is not given."""
        return self.tables.get(table, ())

    def title(self, uid: str) -> str:
        """Return what an outfall is called: its code and name, its uid where it has neither."""
        row = self._by_uid.get(uid, {})
        code = text(row, "code_national") or text(row, "code_local")
        return " · ".join(filter(None, (code, text(row, "name").strip()))) or uid

    def outfall_facts(self, row: Row) -> Facts:
        """Return the facts of an outfall."""
        uid, name = str(row["uid"]), text(row, "name")
        links = self._links.get(uid, ())
        records = {table: rows_of.get(uid, ()) for table, rows_of in self._records.items()}
        return {
            **self._life_facts(row), **row, "title": self.title(uid), **self._code_facts(row),
            **_class_facts(row),
            **_party_facts(row), **_district_facts(row),
            "name_faults": "、".join(names.faults(str(row.get("name") or ""), text(row, "county_code"))),
            "name_double": yes_no(bool(name) and self._names[classes.plain_name(name)] > 1),
            "confirmed": self._given("trace_links", _any_status(links, "confirmed")),
            "candidates": self._given("trace_links", _any_status(links, "candidate")),
            "user_traced": self._user_traced(row, links),
            "plans": self._given("remediation", how_many(records["remediation"])),
            "sign": "、".join(text(one, "state") for one in records["signs"]),
            "signs": self._given("signs", how_many(records["signs"])),
        }

    def records(self, row: Row) -> Records:
        """Return an outfall with its records."""
        uid = str(row["uid"])
        return Records(row, {table: rows_of.get(uid, ()) for table, rows_of in self._records.items()})

    def _life_facts(self, row: Row) -> Facts:
        """Return whether the outfall's life is one that can be, and what speaks against its closing."""
        records = self.records(row)
        now = life(records, self.today)
        if now is None:
            return {"life": "", "life_broken": "no", "contradicted": "no"}
        against = contradictions(records, now, self.today)
        found: Facts = {"life": now.state, "life_broken": yes_no(bool(now.breaks)),
                        "contradicted": yes_no(bool(against)), "closed_on": now.since}
        if now.breaks:
            found["broken"], found["step"] = break_sentences(now.breaks[0])
        if against:
            found["against"], found["against_on"] = against[0].sentence, against[0].day
        return found

    def link_facts(self, row: Row) -> Facts:
        """Return the facts of a link."""
        there = (text(row, "source_table"), text(row, "source_uid")) in self._sources
        proved = yes_no(str(row["uid"]) in self._proved)
        return {**self._record_facts(row), "evidence": self._given("evidence", proved),
                "source": yes_no(there) if text(row, "source_table") in self.source_tables else "",
                "decided": dates.problem(row.get("decided_at"), self.today)}

    def source_facts(self, row: Row) -> Facts:
        """Return the facts of a source."""
        code, permit = text(row, "credit_code"), text(row, "permit_no")
        holder = credit_code.holder_of_permit(permit)
        several = len(self._code_names.get(credit_code.normalise(code), ())) > 1
        return {
            **row, "title": text(row, "name") or str(row["uid"]),
            "credit": credit_code.problem(code) if code else "",
            "code_shared": yes_no(several),
            "permit": credit_code.permit_problem(permit) if permit else "",
            "permit_holder": _same(holder, credit_code.normalise(code) if credit_code.is_valid(code) else ""),
            "wastewater": row.get("wastewater"),
            "linked": yes_no(any((table, str(row["uid"])) in self._linked for table in self.source_tables)),
            "period": dates.problem(row.get("end_date"), dt.date.max, after=row.get("start_date")),
        }

    def remediation_facts(self, row: Row) -> Facts:
        """Return the facts of a plan."""
        due = dates.day(row.get("deadline"))
        outfall = self._by_uid.get(text(row, "outfall_uid"))
        now = life(self.records(outfall), self.today) if outfall else None
        late = (due is not None and due < self.today and is_adopted(row)
                and now is not None and not now.has_reached("finished"))
        return {**self._record_facts(row), "late": yes_no(late),
                "due": dates.problem(row.get("deadline"), dt.date.max)}

    def closure_facts(self, row: Row) -> Facts:
        """Return the facts of a closure."""
        plans = self._records["remediation"].get(text(row, "outfall_uid"), ())
        return {**self._record_facts(row), "plans": self._given("remediation", how_many(plans)),
                "finished": dates.problem(row.get("finished_on"), self.today),
                "accepted": dates.problem(row.get("accepted_on"), self.today, after=row.get("finished_on"))}

    def sign_facts(self, row: Row) -> Facts:
        """Return the facts of a sign."""
        outfall = self._by_uid.get(text(row, "outfall_uid"), {})
        code = text(outfall, "code_national") or text(outfall, "code_local")
        shown = outfall_code.parse(text(row, "plate_code")).text
        name, named = fold(text(row, "plate_name")), fold(text(outfall, "name"))
        return {**self._record_facts(row), "code": code,
                "plate_code_says": _same(shown, outfall_code.parse(code).text),
                "plate_name_says": _same(name, named),
                "installed": dates.problem(row.get("installed_on"), self.today)}

    def visit_facts(self, row: Row) -> Facts:
        """Return the facts of a visit: what the plate shows beside what the register says."""
        outfall = self._by_uid.get(text(row, "outfall_uid"), {})
        codes = {_code(outfall, column) for column in _CODES} - {""}
        shown = outfall_code.parse(text(row, "plate_code")).text
        return {**self.dated_facts(row),
                "plate_name_says": _same(fold(text(row, "plate_name")), fold(text(outfall, "name"))),
                "plate_code_says": "same" if shown in codes else "other" if shown and codes else ""}

    def sample_facts(self, row: Row) -> Facts:
        """Return the facts of a sample."""
        value, limit = number(row.get("value")), number(row.get("limit_value"))
        exceeds = "" if value is None or limit is None else yes_no(value > limit)
        said = text(row, "exceeded")
        return {**self._record_facts(row), "dated": dates.problem(row.get("taken_at"), self.today),
                "exceeds": exceeds, "exceeds_fits": yes_no(said == exceeds)
                if exceeds and said in ("yes", "no") else ""}

    def report_facts(self, row: Row) -> Facts:
        """Return the facts of a report by a citizen."""
        waiting = due_reports([row], self.today)
        public = " ".join(text(row, name) for name in ("public_text", "public_answer", "remark"))
        return {**self._record_facts(row), "title": self.title(text(row, "outfall_uid")) or "—",
                "overdue": yes_no(bool(waiting) and waiting[0][2] == OVERDUE),
                "last_day": waiting[0][1] if waiting else "",
                "personal": yes_no(bool(personal_parts(public)))}

    def dated_facts(self, row: Row) -> Facts:
        """Return the facts of evidence or of an inspection."""
        return {**self._record_facts(row), "dated": dates.problem(row.get("time"), self.today)}

    def _given(self, table: str, word: str) -> str:
        """Return what follows from the rows of a table; "" where the table was not given."""
        return word if table in self.tables else ""

    def _record_facts(self, row: Row) -> Facts:
        uid = text(row, "outfall_uid")
        return {**row, "title": self.title(uid) if uid else str(row["uid"]),
                "outfall": yes_no(uid in self._by_uid) if uid else ""}

    def _code_facts(self, row: Row) -> Facts:
        code = outfall_code.parse(text(row, "code_national"), text(row, "county_code"), text(row, "type_l1"))
        local = outfall_code.parse(text(row, "code_local"))
        place = "other" if "county_mismatch" in code.warnings else "same" if code.county else ""
        if place == "other" and not code.county.startswith(setting("city_code")):
            place = "other_city"
        spent_by = self._spent["code_national"].get(code.text, str(row["uid"])) if code.text else ""
        twin = self._serials[_serial(row)] > self._codes["code_national"][code.text]
        return {
            "code_form": code.form, "code_place": place, "code_says": code.county,
            "code_letters": "other" if "type_mismatch" in code.warnings else "same" if code.letters else "",
            "code_double": yes_no(bool(code.text) and self._codes["code_national"][code.text] > 1),
            "serial_double": yes_no(bool(code.serial) and twin),
            "code_spent": yes_no(spent_by not in ("", str(row["uid"]))),
            "local_form": local.form,
            "local_double": yes_no(bool(local.text) and self._codes["code_local"][local.text] > 1),
            "local_looks_national": yes_no(local.form == "full" and "-" in text(row, "code_local")),
        }

    def _user_traced(self, row: Row, links: Iterable[Row]) -> str:
        """Tell whether the register's user is among the units of the confirmed links, "" where none is."""
        user = normal_name(text(row, "operator"))
        units: set[str] = set()
        for link in links:
            if text(link, "status") == "confirmed":
                source = self._sources.get((text(link, "source_table"), text(link, "source_uid")), link)
                units.update(normal_name(text(source, name)) for name in ("operator", "name", "source_name"))
        units.discard("")
        return yes_no(user in units) if user and units else ""


def _any_status(links: Iterable[Row], status: str) -> str:
    return yes_no(any(text(link, "status") == status for link in links))


def _counts(row: Row) -> bool:
    return text(row, "standing") in ("", "in_use") and text(row, "is_outfall") != "no"


def _code(row: Row, column: str) -> str:
    return outfall_code.parse(text(row, column)).text


def _serial(row: Row) -> tuple[str, str]:
    code = outfall_code.parse(text(row, "code_national"))
    return code.county, code.serial


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(text(row, "outfall_uid"), []).append(row)
    return found


def _district_facts(row: Row) -> Facts:
    county, lies_in = text(row, "county_code"), text(row, "county_at")
    return {"district": "" if not county else "known" if district(county) else "unknown",
            "district_place": _same(county[:6], lies_in[:6])}


def _class_facts(row: Row) -> Facts:
    levels = classes.version(VERSION_HJ).levels(row)
    type_718 = classes.version(VERSION_718).levels(row)
    good = not classes.problem(VERSION_HJ, levels)
    word = classes.type_word(text(row, "name")) if good else None
    good_718 = good and not classes.problem(VERSION_718, type_718)
    return {
        "class": classes.problem(VERSION_HJ, levels) or "ok",
        "class_718": classes.problem(VERSION_718, type_718) or "ok",
        "classes": _agree(classes.agree(type_718[0], levels)) if good_718 else "",
        "word": word.word if word else "",
        "name_class": _agree(classes.agree(word.type_718, levels)) if word and word.certainty >= 0.5 else "",
    }


def _party_facts(row: Row) -> Facts:
    user, owner = fold(text(row, "operator")), fold(text(row, "owner"))
    main, rule = fold(text(row, "party_main")), fold(text(row, "party_rule"))
    both = bool(user and owner)
    wrong = {"r1": both and user != owner, "r2": both and user == owner, "r3": both}.get(rule)
    return {
        "rule_fits": "" if wrong is None else yes_no(not wrong),
        "main_fits": yes_no(main == user) if user and main and rule in ("r1", "r2") else "",
        "government": yes_no(is_government(text(row, "party_main"))) if main else "",
    }


def _agree(answer: bool) -> str:
    return "agree" if answer else "contradict"


def _same(one: str, other: str) -> str:
    return ("same" if one == other else "other") if one and other else ""
