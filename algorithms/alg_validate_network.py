"""``outfalltracer:validatenetwork``: what is wrong with the network of a project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..i18n import inflected, translate
from ..problems import Problem
from .base import counted
from .call import Call
from .parameters import Declared, number_output
from .project_algorithm import ProjectAlgorithm
from .run_parameters import configuration_parameter, run_configuration


class ValidateNetworkAlgorithm(ProjectAlgorithm):
    """Fills ``findings``; decisions people made on earlier findings stay."""

    NAME = "validatenetwork"
    ICON = "validate.svg"

    def declared(self) -> Iterator[Declared]:
        """Yield the parameter and the output."""
        yield configuration_parameter()
        yield number_output("FINDINGS", translate("Algorithms", "Number of findings"))

    def work(self, call: Call) -> dict[str, Any]:
        """Validate the project."""
        from ..operations.runs.validate_project import validate_project

        path = str(self.project_path())
        used = run_configuration(call, path)
        problems: list[Problem] = []
        found = validate_project(
            path, used, call.progress, user=call.user, problems=problems
        )
        call.warn(*problems)
        total = sum(found.values())
        text = translate("Algorithms", "{n} (finding|findings). {kinds}")
        call.say(inflected(text, n=total, kinds=counted(found, "finding_kind")))
        return {"FINDINGS": total}
