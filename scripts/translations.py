#!/usr/bin/env python3
"""Translations: from the sources to the .ts file, from people to the .ts file, from there to the .qm file.

    scripts/translations.py extract        read all .py and .ui files, bring the .ts up to date
    scripts/translations.py missing        print what has no Chinese yet, as JSON to fill in
    scripts/translations.py apply F.json   take {context: {English: Chinese}} into the .ts
    scripts/translations.py check          fail where the .ts is stale, unfinished or wrong
    scripts/translations.py compile        make the .qm (needs lrelease)

The .ts file holds no line numbers and is sorted, so that two people's changes merge.
Texts are found by reading the syntax tree: ``translate("Context", "Text {n}")``, and ``Later``
likewise, with plain text in both places; an f-string there is an error, with its place.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TS = ROOT / "i18n" / "outfall_tracer_zh_Hans.ts"
QM = TS.with_suffix(".qm")
ROOMS = (
    "algorithms", "demo", "frames", "i18n", "imagery", "importing", "layers", "operations", "reports",
    "rules", "tracing", "ui",
)
CALLS = ("translate", "Later")  # of i18n
PLACEHOLDER = re.compile(r"\{[^{}]*\}")

Texts = dict[tuple[str, str], str]  # (context, English) -> Chinese, "" for none


class SourceError(Exception):
    """A text that cannot be extracted, with its place."""


def source_files(root: Path) -> Iterator[Path]:
    """Yield every .py and .ui file of the package, sorted."""
    yield from sorted(root.glob("*.py"))
    yield root / "scripts" / "run_reach.py"  # what run.sh prints
    for room in ROOMS:
        yield from sorted(path for path in (root / room).rglob("*") if path.suffix in (".py", ".ui"))


def texts_of_python(source: str, place: str) -> Iterator[tuple[str, str]]:
    """Yield (context, text) of every call of CALLS; raise SourceError for one that is not plain."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in CALLS or len(node.args) != 2:
            continue
        context, text = node.args
        if isinstance(context, ast.Name) and isinstance(text, ast.Name):
            continue  # the wrapper itself: QCoreApplication.translate(context, text)
        if not all(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in node.args):
            raise SourceError(
                f"{place}:{node.lineno}: {name}() takes two plain texts; fill placeholders afterwards"
            )
        yield context.value, text.value  # type: ignore[attr-defined]


def texts_of_form(source: str) -> Iterator[tuple[str, str]]:
    """Yield (context, text) of a Qt Designer form, as ``uic`` looks them up."""
    form = ET.fromstring(source)
    context = form.findtext("class") or ""
    for node in form.iter("string"):
        if node.get("notr") != "true" and (node.text or "").strip():
            yield context, node.text or ""


def extract(root: Path = ROOT) -> list[tuple[str, str]]:
    """Return every (context, text) of the package once, sorted."""
    found: set[tuple[str, str]] = set()
    for path in source_files(root):
        source = path.read_text(encoding="utf-8")
        place = path.relative_to(root).as_posix()
        found.update(texts_of_form(source) if path.suffix == ".ui" else texts_of_python(source, place))
    return sorted(found)


def read_ts(path: Path = TS) -> Texts:
    """Return what the .ts file holds; unfinished entries as ""."""
    texts: Texts = {}
    if not path.exists():
        return texts
    for context in ET.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            done = translation is not None and translation.get("type") is None
            texts[name, message.findtext("source") or ""] = (translation.text or "") if done else ""
    return texts


def write_ts(texts: Texts, path: Path = TS) -> None:
    """Write the .ts file: sorted, without line numbers."""
    root = ET.Element("TS", version="2.1", language="zh_CN", sourcelanguage="en")
    contexts: dict[str, ET.Element] = {}
    for (name, source), chinese in sorted(texts.items()):
        if name not in contexts:
            contexts[name] = ET.SubElement(root, "context")
            ET.SubElement(contexts[name], "name").text = name
        message = ET.SubElement(contexts[name], "message")
        ET.SubElement(message, "source").text = source
        translation = ET.SubElement(message, "translation")
        if chinese:
            translation.text = chinese
        else:
            translation.set("type", "unfinished")
    ET.indent(root, "    ")
    body = ET.tostring(root, encoding="unicode")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def merge(wanted: list[tuple[str, str]], known: Texts) -> Texts:
    """Return ``wanted`` with what is known; a text that moved keeps its Chinese."""
    elsewhere = {source: chinese for (_, source), chinese in known.items() if chinese}
    return {key: known.get(key) or elsewhere.get(key[1], "") for key in wanted}


def missing(texts: Texts) -> dict[str, dict[str, str]]:
    """Return {context: {English: ""}} of everything without Chinese."""
    result: dict[str, dict[str, str]] = {}
    for (context, source), chinese in texts.items():
        if not chinese:
            result.setdefault(context, {})[source] = ""
    return result


def _outer_space(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def faults(texts: Texts) -> list[str]:
    """Return one sentence per wrong translation: other placeholders, lost line breaks or outer spaces."""
    found = []
    for (context, source), chinese in texts.items():
        if not chinese:
            continue
        place = f"[{context}] {source!r} -> {chinese!r}"
        if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(chinese)):
            found.append(f"{place}: the placeholders differ")
        if [len(part) for part in _outer_space(source)] != [len(part) for part in _outer_space(chinese)]:
            found.append(f"{place}: spaces or line breaks at the start or the end differ")
    return found


def apply(texts: Texts, given: dict[str, dict[str, str]]) -> list[str]:
    """Fill ``texts`` from {context: {English: Chinese}}; return the given texts nobody asks for."""
    unknown = []
    for context, pairs in given.items():
        for source, chinese in pairs.items():
            if (context, source) in texts:
                texts[context, source] = chinese or texts[context, source]
            else:
                unknown.append(f"[{context}] {source!r}")
    return unknown


def find_lrelease() -> str | None:
    """Return Qt's compiler of translations, of Qt 5 or 6, or None."""
    for name in ("lrelease-qt6", "lrelease6", "lrelease-qt5", "lrelease"):
        if path := shutil.which(name):
            return path
    for place in ("/usr/lib/qt6/bin/lrelease", "/usr/lib/qt5/bin/lrelease"):
        if Path(place).exists():
            return place
    return None


def compile_qm(target: Path = QM, source: Path = TS) -> None:
    """Make the .qm file; unfinished texts stay English. Raises RuntimeError with the reason."""
    lrelease = find_lrelease()
    if lrelease is None:
        raise RuntimeError("lrelease is missing: install qttools5-dev-tools")
    made = target.with_suffix(f".{os.getpid()}.qm")  # two may do so at once
    done = subprocess.run(
        [lrelease, "-silent", "-removeidentical", str(source), "-qm", str(made)],
        capture_output=True, text=True, check=False,
    )
    if done.returncode != 0 or not made.exists():
        raise RuntimeError(f"lrelease failed: {done.stdout}{done.stderr}")
    made.replace(target)  # a running QGIS has the old file mapped; written in place it would crash


def check(root: Path = ROOT) -> list[str]:
    """Return what is wrong with the .ts file, as sentences."""
    texts = read_ts()
    wanted = set(extract(root))
    advice = "not in the .ts; run scripts/translations.py extract"
    found = [f"[{c}] {s!r}: {advice}" for c, s in sorted(wanted - set(texts))]
    found += [f"[{c}] {s!r}: no longer in the sources" for c, s in sorted(set(texts) - wanted)]
    found += [f"[{c}] {s!r}: no Chinese" for (c, s), chinese in sorted(texts.items()) if not chinese]
    return found + faults(texts)


def main(arguments: list[str]) -> int:
    """Run one command; return the exit code."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("command", choices=("extract", "missing", "apply", "check", "compile"))
    parser.add_argument("file", nargs="?", type=Path, help="for apply: the JSON file")
    options = parser.parse_args(arguments)
    if options.command == "check":
        found = check()
        print("\n".join(found) or f"{len(read_ts())} texts, all in Chinese")
        return 1 if found else 0
    if options.command == "compile":
        compile_qm()
        return 0
    known = read_ts()
    texts = merge(extract(), known)
    if options.command == "missing":
        print(json.dumps(missing(texts), ensure_ascii=False, indent=1))
        return 0
    if options.command == "apply":
        if options.file is None:
            parser.error("apply needs a JSON file")
        for line in apply(texts, json.loads(options.file.read_text(encoding="utf-8"))):
            print(f"nobody asks for {line}", file=sys.stderr)
    write_ts(texts)
    wrong = faults(texts)
    print("\n".join(wrong), end="\n" if wrong else "", file=sys.stderr)
    print(f"{len(texts)} texts, {sum(not t for t in texts.values())} without Chinese")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (SourceError, RuntimeError) as error:
        sys.exit(str(error))
