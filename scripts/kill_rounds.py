#!/usr/bin/env python3
"""Kills a working QGIS process at random moments and looks at what it leaves.

    scripts/kill_rounds.py PROJECT [ROUNDS]                       default 30; PROJECT is copied, never touched
    scripts/kill_rounds.py --window PROJECT ROUNDS -- COMMAND     COMMAND starts QGIS: see kill_window.sh

A child process works on one project without pause, with real QGIS layers: it traces the project, confirms
links, writes evidence, edits outfalls and pipes, undoes, and saves everything in one transaction. With
``--window`` the child is the QGIS window itself with the plugin, and somebody at its keys
(``kill_window.py``), who imports as well. After each save the child writes down what is saved by now. The
parent sends it SIGKILL at a random moment and checks:

* the project opens, and SQLite finds nothing damaged in it;
* every save that was reported is there, whole: the same number in links, outfalls and evidence;
* at most one save more is there, and that one is whole too;
* no confirmed link is lost;
* in the window: imports are whole, attached files are there, and the window that opens next says that
  actions were lost where there were any, and nothing where there were none.

Then the next round begins on the same file. Needs QGIS's Python; prints one line per round.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

LONGEST = 6.0  # seconds a child works before it is killed, at most
MARK = "save "
TABLES = ("outfalls", "pipes", "trace_links", "evidence")
SHEET_ROWS = 40  # of a sheet that the window imports
SHEET = "KR"  # how the codes of its rows begin
GONE = "QGIS ended "  # how the window begins to say that actions were not saved


def rounds(
    project: str, n: int, seed: int = 1, longest: float = LONGEST, window: Sequence[str] = ()
) -> Iterator[str]:
    """Kill ``n`` times; yield a line per round. Raises AssertionError where something was lost.

    ``window``: the command that starts QGIS with ``kill_window.py``; without it, a child without a window.
    """
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="outfall_tracer_kills_") as folder:
        path = Path(folder) / "killed.gpkg"
        shutil.copy(project, path)
        journal = Path(folder) / "journal.txt"
        journal.write_text("")
        packages = Path(folder) / "packages"
        packages.mkdir()
        root = Path(__file__).resolve().parents[1]
        (packages / "outfall_tracer").symlink_to(root, target_is_directory=True)
        sys.path.append(str(packages))  # behind all others: only where the package is nowhere else
        said = Path(folder) / "failed.txt"
        environment = {**os.environ, "OUTFALL_TRACER_OUT": folder}
        command = list(window)
        if not window:
            command = [sys.executable, __file__, "--child", str(path), str(journal), str(said)]
            environment.update(QT_QPA_PLATFORM="offscreen", PYTHONPATH=os.pathsep.join(sys.path))
        for number in range(n):
            before = _last(journal)
            child = subprocess.Popen(  # noqa: S603 - this very file, or what the caller names
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
            )
            try:
                _wait_for_work(child, journal, said)
                told = _check_words(journal, before) if window else ""
                time.sleep(chance.uniform(0.0, longest))
                assert child.poll() is None, f"the child ended by itself: {_said(said)}"
            finally:
                child.send_signal(signal.SIGKILL)
                child.wait()
            yield f"round {number + 1}: {told}{check(path, journal)}, killed while {_last(journal)}"
        sys.path.remove(str(packages))


def check(path: Path, journal: Path) -> str:
    """Look at what a killed process left."""
    from outfall_tracer.layers.project.project_file import open_check
    from outfall_tracer.layers.store.table_io import ProjectFile

    open_check(path, writing=True, thorough=True)
    done = _saves(journal)
    with ProjectFile(path) as project:
        links = project.read("trace_links", ["uid", "status", "remark"])
        found = {
            "links": _numbers(links["remark"].tolist()),
            "outfalls": _numbers(project.read("outfalls", ["remark"])["remark"].tolist()),
            "evidence": _numbers(project.read("evidence", ["note"])["note"].tolist()),
        }
        files = project.read("evidence", ["path"])["path"].tolist()
        codes = [str(code) for code in project.read("manholes", ["code"])["code"].tolist()]
        audit = set(project.read("audit", ["row_uid"])["row_uid"].tolist())
    latest = {name: max(numbers, default=0) for name, numbers in found.items()}
    assert len(set(latest.values())) == 1, f"a save is half written: {latest}"
    last = latest["links"]
    reported = max(done, default=0)
    assert reported <= last <= reported + 1, f"saved {last}, reported {reported}"
    status = dict(zip(links["uid"].tolist(), links["status"].tolist()))
    for confirmed in done.values():
        for uid in confirmed:
            now = status.get(uid)
            assert now == "confirmed", f"link {uid} was confirmed and saved, and is {now}"
            assert uid in audit, f"link {uid} has no audit row"
    lost = [file for file in files if file and not (path.parent / file).is_file()]
    assert not lost, f"attached files are gone: {lost}"
    sheets = Counter(code.partition("-")[0] for code in codes if code.startswith(SHEET))
    assert set(sheets.values()) <= {SHEET_ROWS}, f"an import is half written: {sheets}"
    reported = {SHEET + words[1] for words in _words(journal) if words[0] == "import"}
    assert reported <= set(sheets), f"imports are gone: {reported - set(sheets)}"
    imports = f"{len(sheets)} imports whole, " if sheets else ""
    return f"{last} saves whole, {imports}{sum(map(len, done.values()))} decisions kept"


def _check_words(journal: Path, before: str) -> str:
    """Compare what the window said when it opened the project with what the one before was killed at."""
    opened = next(words[1] for words in reversed(_words(journal)) if words[0] == "opened")
    told = json.loads(opened)
    assert all(text.startswith(GONE) for text in told), told
    if before == "unsaved":
        assert len(told) == 1, "nobody said that actions were lost"
    elif before not in ("editing", "saving"):
        assert not told, (before, told)
    return "told what was lost, " if told else ""


def work(path: str, journal: str) -> None:
    """The child: edit, undo, trace and save for ever."""
    from outfall_tracer.layers.editing.session import EditSession
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.operations.judging.judging import candidates, decide
    from outfall_tracer.operations.runs.trace_project import trace_project
    from qgis.core import QgsApplication, QgsProject, QgsVectorLayer

    application = QgsApplication([], False)
    application.initQgis()
    layers = {name: QgsVectorLayer(layer_uri(path, name), name, "ogr") for name in TABLES}
    for layer in layers.values():
        assert layer.isValid()
        QgsProject.instance().addMapLayer(layer)
    session = EditSession()
    session.attach(path, layers)
    outfalls = [str(one["uid"]) for one in layers["outfalls"].getFeatures()]
    chance = random.Random(os.getpid())
    number = max(_numbers([one["remark"] for one in layers["outfalls"].getFeatures()]), default=0)
    with Path(journal).open("a", encoding="utf-8") as book:

        def note(text: str) -> None:
            book.write(text + "\n")
            book.flush()
            os.fsync(book.fileno())

        note("working")
        while True:
            number += 1
            uid = chance.choice(outfalls)
            links = candidates(session, [uid])
            if not links:
                number -= 1
                outfalls.remove(uid)
                outfalls = outfalls or [str(one["uid"]) for one in layers["outfalls"].getFeatures()]
                continue
            note("editing")
            chosen = chance.sample(links, min(len(links), 3))
            decide(session, chosen, "confirmed", "人工排查", f"{MARK}{number}")
            fid = next(one.id() for one in layers["outfalls"].getFeatures() if one["uid"] == uid)
            pipe = chance.choice(list(layers["pipes"].allFeatureIds()))
            with session.step("Evidence and notes") as step:
                for link in chosen:
                    values = {"outfall_uid": uid, "link_uid": link.uid, "note": f"{MARK}{number}"}
                    step.add("evidence", values)
                step.change("outfalls", fid, {"remark": f"{MARK}{number}"})
                step.change("pipes", pipe, {"owner": f"{number}"})
            session.undo()
            session.redo()
            QgsApplication.processEvents()
            note("saving")
            session.save()
            note(MARK + json.dumps([number, [link.uid for link in chosen]]))
            if number % 4 == 0:
                note("tracing")
                for layer in layers.values():
                    layer.rollBack()
                trace_project(path)
                for layer in layers.values():
                    layer.dataProvider().reloadData()


def _wait_for_work(child: subprocess.Popen[bytes], journal: Path, said: Path) -> None:
    begun, size = time.monotonic(), journal.stat().st_size
    while b"working" not in journal.read_bytes()[size:]:
        assert child.poll() is None, f"the child did not start: {_said(said)}"
        assert time.monotonic() - begun < 120, "the child does not start"
        time.sleep(0.02)


def _said(said: Path) -> str:
    return said.read_text(encoding="utf-8") if said.exists() else "it left without a word"


def _saves(journal: Path) -> dict[int, list[str]]:
    found = {}
    for line in journal.read_text(encoding="utf-8").splitlines():
        if line.startswith(MARK):
            number, uids = json.loads(line[len(MARK) :])
            found[number] = uids
    return found


def _words(journal: Path) -> list[list[str]]:
    """Return the lines of the journal, each as its first word and the rest."""
    return [line.split(" ", 1) for line in journal.read_text(encoding="utf-8").splitlines()]


def _last(journal: Path) -> str:
    lines = _words(journal)
    return lines[-1][0] if lines else ""


def _numbers(texts: list[object]) -> list[int]:
    return [int(str(text)[len(MARK) :]) for text in texts if str(text).startswith(MARK)]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        try:
            work(*sys.argv[2:4])
        except BaseException:
            Path(sys.argv[4]).write_text(traceback.format_exc(), encoding="utf-8")
            raise
    else:
        arguments, command = sys.argv[1:], []
        if arguments[:1] == ["--window"]:
            arguments, command = arguments[1:3], arguments[4:]
        n_rounds = int(arguments[1]) if len(arguments) > 1 else 30
        longest = 15.0 if command else LONGEST  # a window begins slowly
        for line in rounds(arguments[0], n_rounds, int(time.time()), longest, command):
            print(line, flush=True)  # noqa: T201 - what a script is for
