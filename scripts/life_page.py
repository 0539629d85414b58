#!/usr/bin/env python3
"""The picture of an outfall's life in the documentation, drawn from the table ``life``, and its rows.

    PYTHONPATH=.dev scripts/life_page.py    renew what is drawn in docs/life.md and docs/life.zh.md

A test compares them. Standard library only.
"""

from __future__ import annotations

from pathlib import Path

from outfall_tracer.rules.life import ANY, BEFORE
from outfall_tracer.rules.life_actions import action_title
from outfall_tracer.rules.life_states import state_title, states
from outfall_tracer.rules.tables import delivered_rows

PAGES = {"en": "life.md", "zh": "life.zh.md"}
BEGIN, END = "<!-- drawn from resources/rules/life.csv -->", "<!-- end of what is drawn -->"


def picture(language: str) -> str:
    """Return the part of the page of a language that is drawn from the table."""
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> found"]
    lines += [f"    {name}: {state_title(name).text(language)}" for name in states()]
    table = delivered_rows("life")
    ways: dict[tuple[str, str], list[str]] = {}
    for row in table:
        if row["state"] != ANY and row["next"] != BEFORE:
            title = action_title(row["action"], row["state"]).text(language)
            ways.setdefault((row["state"], row["next"]), []).append(title)
    comma = "、" if language == "zh" else ", "
    lines += [f"    {state} --> {after}: {comma.join(titles)}" for (state, after), titles in ways.items()]
    lines += ["```", ""]
    head = ("| 阶段 | 步骤 | 条件 | 之后 |" if language == "zh" else "| stage | step | requires | then |")
    lines += [head, "|---|---|---|---|"]
    for row in table:
        every, before = ("任一", "之前的阶段") if language == "zh" else ("any", "the one before")
        stage = every if row["state"] == ANY else state_title(row["state"]).text(language)
        after = before if row["next"] == BEFORE else state_title(row["next"]).text(language)
        requires = " ".join(f"`{name}`" for name in row["requires"].split(";") if name)
        title = row[f"text_{'zh' if language == 'zh' else 'en'}"]
        lines.append(f"| {stage} | {title} | {requires} | {after} |")
    return "\n".join([BEGIN, *lines, END])


def renewed(text: str, language: str) -> str:
    """Return the text of a page with the part that is drawn put anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + picture(language) + after


def write_pages(folder: Path) -> None:
    """Draw the pages of a folder of documentation anew."""
    for language, name in PAGES.items():
        page = folder / name
        page.write_text(renewed(page.read_text(encoding="utf-8"), language), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages(Path(__file__).resolve().parent.parent / "docs")
