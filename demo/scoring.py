"""How good a trace of the demonstration was: recall and precision against the truth.

A link counts where its status is candidate or confirmed. Recall asks how many true
links were found, precision how many found links are true; both are also given by the
linking rule that made the links and by how the sources are truly connected, and what
was missed or invented is explained by its cause.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..i18n import translate
from ..problems import UserError
from ..rules.tables import delivered_rows
from .truth import Truth, read_truth
from .words import FOLDER

COUNTED = ("candidate", "confirmed")

Key = tuple[str, str, str]  # outfall uid, source table, source uid


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share, 1 where there is nothing to count."""
        return self.hits / self.total if self.total else 1.0

    def __str__(self) -> str:
        return f"{self.value:.4f} ({self.hits}/{self.total})"


@dataclass
class Score:
    """Recall and precision of the links of a traced demonstration."""

    recall: Share
    precision: Share
    precision_by_rule: dict[str, Share]
    recall_by_connection: dict[str, Share]
    missed_by_cause: dict[str, int]
    wrong_by_cause: dict[str, int]
    story_found: bool

    def text(self, language: str | None = None) -> str:
        """Return the score as lines for people, in "en", "zh" or the user's language."""
        from ..i18n import user_language

        words = _words((language or user_language()).startswith("zh"))
        lines = [
            f"{words['recall']} {self.recall}",
            f"{words['precision']} {self.precision}",
            words["story_found"] if self.story_found else words["story_lost"],
            words["by_rule"],
            *(f"  {words.get(k, k)}: {v}" for k, v in sorted(self.precision_by_rule.items())),
            words["by_connection"],
            *(f"  {words.get(k, k)}: {v}" for k, v in sorted(self.recall_by_connection.items())),
            words["missed"],
            *(f"  {words.get(k, k)}: {v}" for k, v in sorted(self.missed_by_cause.items())),
            words["wrong"],
            *(f"  {words.get(k, k)}: {v}" for k, v in sorted(self.wrong_by_cause.items())),
        ]
        return "\n".join(lines)


def score(project_path: str | os.PathLike[str], truth_path: str | os.PathLike[str]) -> Score:
    """Compare the links in a project with the truth of its demonstration.

    Raises UserError where the project or the truth cannot be read.
    """
    from ..layers.store.table_io import ProjectFile

    truth = _truth_in(truth_path)
    with ProjectFile(str(project_path)) as project:
        columns = project.read(
            "trace_links", ["outfall_uid", "source_table", "source_uid", "rule", "status"]
        ).values
    links = zip(*(columns[name] for name in ("outfall_uid", "source_table", "source_uid", "rule", "status")))
    return score_links(((o, t, s, rule) for o, t, s, rule, status in links if status in COUNTED), truth)


def score_text(links: Iterable[tuple[str, str, str, str]], truth_path: str | os.PathLike[str]) -> str:
    """Return the score of links (outfall uid, source table, source uid, rule) as lines for people.

    Raises UserError where the truth cannot be read.
    """
    return score_links(links, _truth_in(truth_path)).text()


def _truth_in(path: str | os.PathLike[str]) -> Truth:
    try:
        return read_truth(path)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise UserError(
            translate("Demo", "The truth file {path} cannot be read.").format(path=path), detail=str(error)
        ) from error


def score_links(links: Iterable[tuple[str, str, str, str]], truth: Truth) -> Score:
    """Compare links (outfall uid, source table, source uid, rule) with the truth."""
    rule_of = {(o, t, s): rule for o, t, s, rule in links}
    obstacle_of: dict[Key, str] = {(o, t, s): obstacle for o, t, s, obstacle in truth.links}
    connection = truth.connection
    hits = rule_of.keys() & obstacle_of.keys()
    by_rule, right_by_rule = Counter(rule_of.values()), Counter(rule_of[key] for key in hits)
    by_kind = Counter(connection.get(key[2], "") for key in obstacle_of)
    found_by_kind = Counter(connection.get(key[2], "") for key in hits)
    linked = {key[2] for key in rule_of}
    missed: Counter[str] = Counter()
    for key, obstacle in obstacle_of.items():
        if key not in hits:
            missed[_cause_of_miss(obstacle, connection.get(key[2], ""), key[2] in linked)] += 1
    true_sources = {key[2] for key in obstacle_of}
    wrong = Counter(
        _cause_of_error(connection.get(key[2], ""), key[2] in true_sources)
        for key in rule_of.keys() - obstacle_of.keys()
    )
    story = (
        truth.story.get("outfall_uid", ""),
        truth.story.get("source_table", ""),
        truth.story.get("source_uid", ""),
    )
    return Score(
        Share(len(hits), len(obstacle_of)),
        Share(len(hits), len(rule_of)),
        {rule or "": Share(right_by_rule[rule], n) for rule, n in by_rule.items()},
        {kind: Share(found_by_kind[kind], n) for kind, n in by_kind.items()},
        dict(missed),
        dict(wrong),
        story in rule_of,
    )


def _cause_of_miss(obstacle: str, connection: str, linked: bool) -> str:
    if connection == "elsewhere":
        return "connected_elsewhere"
    if obstacle:
        return obstacle
    return "linked_to_other_outfall" if linked else "not_linked"


def _cause_of_error(connection: str, has_truth: bool) -> str:
    if connection == "elsewhere":
        return "connected_elsewhere"
    if connection in ("none", "sewer") and not has_truth:
        return "sends_nothing" if connection == "none" else "goes_to_works"
    return "other_outfall_too" if has_truth else "does_not_arrive"


def _words(chinese: bool) -> dict[str, str]:
    """The words of a score. Codes of the truth are no codes of the schema, so they have labels here."""
    return {row["code"]: row["zh" if chinese else "en"] for row in delivered_rows("score_words", FOLDER)}
