"""``outfalltracer:reservecodes``: a block of serials for an office, from which it assigns codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..i18n import translate
from .call import Call
from .parameters import Declared, flag, number_output, text, whole
from .project_algorithm import ProjectAlgorithm, note_unaudited_changes
from .regime_algorithm import code_column, today_of, today_parameter


class ReserveCodesAlgorithm(ProjectAlgorithm):
    """A block of serials."""

    NAME = "reservecodes"
    ICON = "judge.svg"
    WRITES = True

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield code_column()
        yield text("COUNTY_CODE", translate("Algorithms", "County code of the district, six digits"))
        yield whole("COUNT", translate("Algorithms", "How many serials"), 200, 1)
        yield text("OFFICE", translate("Algorithms", "Office that they are reserved for"), optional=True)
        yield today_parameter()
        yield flag("DRY_RUN", translate("Algorithms", "Only show what would change"))
        yield number_output("FIRST", translate("Algorithms", "First serial"))
        yield number_output("LAST", translate("Algorithms", "Last serial"))

    def work(self, call: Call) -> dict[str, Any]:
        """Reserve the block."""
        from ..layers.project.project_file import open_check
        from ..operations.project_rows import file_rows
        from ..operations.regime.blocks import Wish, left_of, read_blocks, reserve, spent_serials

        path, trial, column = str(self.project_path()), call.flag("DRY_RUN"), call.choice("COLUMN")
        county = call.text("COUNTY_CODE").strip()
        wish = Wish(column, county, call.whole("COUNT"), call.text("OFFICE").strip() or call.user, call.user)
        today = today_of(call)
        open_check(path, writing=not trial)
        if not trial:
            note_unaudited_changes(call, path)
        with file_rows(path, call.user, writing=not trial) as rows:
            block, plan = reserve(rows, wish, today)
            spent, language = spent_serials(rows, column), rows.language
            there = [one for one in read_blocks(rows) if (one.column, one.county_code) == (column, county)]
            if not trial:
                rows.apply(plan)
        call.say(*(left_of(one, spent).text(language) for one in (*there, block)))
        if trial:
            call.say(translate("Algorithms", "Nothing was written: this was a trial (DRY_RUN)."))
        return {"FIRST": block.first, "LAST": block.last}
