"""The page docs/benchmarks.md, from one run's results."""

from __future__ import annotations

from pathlib import Path

HEAD = """# Benchmarks

Written by `benchmarks/run.py --page`; not edited by hand. All rows of one size in a table come from one run,
each in a process of its own. Seconds are processor time; every library uses one core here. Compare ratios,
not seconds: they move with the machine.

The task of the first tables: which sources drain to which of the outfalls, from arrays of edges. The other
libraries answer *which*, outfall by outfall; the engine answers *which and over how many metres*, for all
outfalls at once. Memory is what the task added at its peak.

A time marked ~ is scaled up: the library walked outfalls in random order for a while, and its walking time
was multiplied by outfalls asked for / outfalls done. Time to build its graph was measured whole. The time of
pgrouting is that of the clock, for its work is done by the database server; its memory is only the client's.
"""

#: The sections that end_to_end.py, importing.py and incremental.py write; they stand last.
END_TO_END = "## End to end"
IMPORTING = "## Importing"
AFTER_AN_EDIT = "## After an edit"

KINDS = {
    "dendritic": "every node has one way down",
    "city": "2 % of the nodes have a second way down",
    "braided": "5 % have a second way down; outfalls share their upstream (engine: nearest 20 per source)",
    "looped": "half of all nodes in one looped component that drains to every outfall (engine: nearest 20)",
    "noding": "lines of three vertices, 1 % of them ending in the middle of another; the task is to find "
    "what meets what within 0.1 m (shapely: build the lines and a tree, query it with the lines)",
}


def write_page(
    path: Path, results: list[dict], budgets: list[tuple[str, float, float]], about: list[str]
) -> None:
    lines = [HEAD, "Measured with " + ", ".join(about) + ".", "", "## Budgets", ""]
    lines += ["| what | measured | budget | |", "|---|---|---|---|"]
    lines += [
        f"| {what} | {ratio:.2f} × | at most {limit} × | {'kept' if ratio <= limit else '**missed**'} |"
        for what, ratio, limit in budgets
    ]
    for kind, text in KINDS.items():
        of_kind = sorted((r for r in results if r["kind"] == kind), key=lambda result: result["size"])
        if of_kind:
            lines += ["", f"## {kind.capitalize()}", "", f"{text[0].upper()}{text[1:]}.", ""]
            lines += [
                "| size | library | seconds | engine's time as a share | peak MB | pairs |",
                "|---|---|---|---|---|---|",
            ]
            lines += [row for result in of_kind for row in _rows(result)]
    path.write_text("\n".join(lines) + "\n" + _others(path), encoding="utf-8")


def _others(path: Path) -> str:
    """Return the sections that other scripts wrote, as the page has them."""
    page = path.read_text(encoding="utf-8") if path.is_file() else ""
    places = [page.find(f"\n{title}\n") for title in (END_TO_END, IMPORTING, AFTER_AN_EDIT)]
    return page[min((place for place in places if place >= 0), default=len(page)) :]


def replace_section(path: Path, section: list[str]) -> None:
    """Put a section, title first, in the place of the one of that title, or at the end of the page."""
    page = path.read_text(encoding="utf-8")
    begin = page.find(f"\n{section[0]}\n")
    begin = len(page) if begin < 0 else begin
    end = page.find("\n## ", begin + 1)
    rest = page[end:] if end >= 0 else ""
    text = "\n".join(section).rstrip() + "\n"
    path.write_text(page[:begin].rstrip() + "\n\n" + text + rest, encoding="utf-8")


def _rows(result: dict) -> list[str]:
    own = result["peers"]["outfall_tracer"]["seconds"]
    rows = []
    for peer, row in result["peers"].items():
        scaled = result["outfalls"] and row["asked"] < result["outfalls"]
        mark = "~" if scaled else ""
        asked = f" ({row['asked']} of {result['outfalls']:,} outfalls)" if scaled else ""
        ratio = own / row["seconds"]
        share = "" if peer == "outfall_tracer" else f"{ratio:.3f} ×" if ratio >= 0.001 else "< 0.001 ×"
        rows.append(
            f"| {result['size']:,} | {peer} | {mark}{row['seconds']:.3f}{asked} | {share} "
            f"| {row['peak_mb']:.0f} | {mark}{row['pairs']:,} |"
        )
    return rows
