"""What must never leave a project: persons, numbers to reach them by, and pipes, planted into a small one."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

PERSONS = tuple(f"{surname}{given}" for surname in "王李张刘陈" for given in ("晓岚", "志刚", "秀英", "建国"))
PHONES = (
    *(f"138{i:04d}5678" for i in range(7, 12)),
    "027-85671234", "027 85671235", "+86 139 1234 5678", "42010619800101123X", "wang@example.org",
)
PIPES = tuple(f"YS{i:05d}Q" for i in range(70001, 70031))


def plant(town: Any, outfalls: list[str]) -> None:
    """Put persons into every kind of column that may hold them, numbers into texts, and 30 pipes."""
    names = iter(PERSONS)
    for i, uid in enumerate(outfalls[:4]):
        town.set("outfalls", uid, reviewed_by=next(names), completed_by=next(names))
        town.add(
            "visits",
            uid=f"visit{i}",
            outfall_uid=uid,
            leader=next(names),
            participants=next(names),
            time="2026-05-01T08:00:00Z",
            plate="yes",
            remark=f"联系 {PHONES[i]}",
        )
    town.add("inspections", uid="look", outfall_uid=outfalls[0], inspector=next(names), remark=PHONES[4])
    town.add(
        "code_blocks",
        uid="block",
        code_column="code_national",
        county_code="420106",
        first=1,
        last=99,
        office="一组",
        reserved_by=next(names),
    )
    town.set("outfalls", outfalls[0], party_main=next(names), trace_status="confirmed")
    town.set(
        "outfalls",
        outfalls[1],
        operator=next(names),
        managing_unit=f"武昌区水务局（{PHONES[5]}）",
        remark=f"经办 {PHONES[6]}",
    )
    town.set(
        "outfalls",
        outfalls[2],
        receiving_water=f"长江 {PHONES[7]}",
        work_note=PHONES[8],
        name=f"武昌区临江排口（{PHONES[9]}）",
    )
    for i, code in enumerate(PIPES):
        town.add("pipes", f"LINESTRING ({i} 50, {i} 150)", uid=code.lower(), code=code, system="sewage")


def found_in(folder: Path, more: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return file and word for everything planted that some file of a folder holds, however it is packed."""
    words = (*PERSONS, *PHONES, *PIPES, *(code.lower() for code in PIPES), *more)
    met = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        text = "".join(_texts(path))
        tight = re.sub(r"[\s-]", "", text)
        met += [(path.name, word) for word in words if word in text or re.sub(r"[\s-]", "", word) in tight]
    return met


def _texts(path: Path) -> list[str]:
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        return [re.sub(r"<[^>]*>", "", part) for part in parts]
    if path.suffix == ".pdf":
        said = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout
        info = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True).stdout
        return [said.decode(), info.decode()]
    return [path.read_bytes().decode("utf-8", "replace"), path.name]
