"""Trace one project from end to end, without a window; run.sh calls it.

Starts QGIS once and runs the plugin's own algorithms: make the demonstration project
(unless a project is given), validate, trace and write back, overview map, register.
Prints progress and, at the end, a summary in numbers. Exit code 0, or 1 with a sentence.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROFILE = ROOT / ".dev" / "headless-profile"
DEMO_SOURCES = ("demo", "layers/schema")


class VerbFailed(Exception):
    """One step could not be done; the text is a sentence."""


def options(arguments: list[str]) -> argparse.Namespace:
    """Return the command line, as run.sh passes it on."""
    parser = argparse.ArgumentParser(prog="run.sh", description="Trace outfalls to their sources.")
    parser.add_argument("project", nargs="?", type=Path, help="your own project (.gpkg)")
    parser.add_argument("--outfalls", type=int, default=1842, help="demonstration: number of outfalls")
    parser.add_argument("--pipes", type=int, default=60_000, help="demonstration: number of pipes")
    parser.add_argument("--seed", type=int, default=2021, help="demonstration: seed of the generator")
    parser.add_argument("--language", choices=("zh", "en"), default=_system_language())
    parser.add_argument("--output", type=Path, help="folder for map, register and summary")
    parser.add_argument("--no-open", action="store_true", help="do not open QGIS at the end")
    return parser.parse_args(arguments)


def _system_language() -> str:
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if named.lower().startswith("zh") else "en"


def start_qgis(language: str) -> Any:
    """Start QGIS without a window, in a profile of its own, with our provider; return the application."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(PROFILE)
    from qgis.core import QgsApplication, QgsSettings

    locale = "zh-Hans" if language == "zh" else "en_US"
    QgsApplication.setTranslation(locale)
    application = QgsApplication([], True, str(PROFILE))
    application.initQgis()
    QgsSettings().setValue("locale/userLocale", locale)
    sys.path.append(str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins"))
    from outfall_tracer.algorithms.provider import OutfallTracerProvider
    from outfall_tracer.i18n import install_translator
    from processing.core.Processing import Processing

    Processing.initialize()
    application.translator = install_translator(locale)  # Qt drops one that nothing refers to
    application.provider = OutfallTracerProvider()
    QgsApplication.processingRegistry().addProvider(application.provider)
    return application


def run_verb(verb: str, title: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Run ``outfalltracer:<verb>``, print its title and its seconds; return its results.

    Raises VerbFailed where it failed; the feedback has then printed the sentence.
    """
    from outfall_tracer.i18n import translate
    from printed_feedback import PrintedFeedback  # beside this file
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProject

    print(f"\n{title}", flush=True)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"outfalltracer:{verb}")
    if algorithm is None:
        raise VerbFailed(f"The algorithm {verb} could not be loaded.")
    feedback, context = PrintedFeedback(), QgsProcessingContext()
    context.setProject(QgsProject.instance())
    started = time.monotonic()
    usable, reason = algorithm.checkParameterValues(parameters, context)
    if not usable:
        raise VerbFailed(reason)
    result, well = algorithm.run(parameters, context, feedback)
    feedback.end_line()
    if not well:
        sentence = translate("Run", "“{verb}” failed; the reason is above.")
        raise VerbFailed(sentence.format(verb=algorithm.displayName()))
    done = translate("Run", "done in {seconds} s").format(seconds=f"{time.monotonic() - started:.1f}")
    print(f"    {done}", flush=True)
    return dict(result)


def demo_fingerprint(asked: argparse.Namespace) -> dict[str, Any]:
    """Return what the demonstration project depends on: size, seed, language and the generator's sources."""
    digest = hashlib.sha256()
    for folder in DEMO_SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".json", ".csv"):
                digest.update(path.read_bytes())
    return {
        "outfalls": asked.outfalls, "pipes": asked.pipes, "seed": asked.seed, "language": asked.language,
        "generator": digest.hexdigest()[:16],
    }


def make_demo(folder: Path, asked: argparse.Namespace) -> tuple[Path, Path | None]:
    """Make the demonstration project in ``folder`` unless the same one is there; return it and its truth."""
    from outfall_tracer.i18n import translate

    project, made = folder / "wuhan_reach.gpkg", folder / "made.json"
    wanted = demo_fingerprint(asked)
    with suppress(OSError, ValueError):
        known = json.loads(made.read_text(encoding="utf-8"))
        truth = Path(known.pop("truth"))
        if known == wanted and project.exists() and truth.exists():
            said = translate("Run", "The demonstration project is there already: {path}")
            print("\n" + said.format(path=project))
            return project, truth
    folder.mkdir(parents=True, exist_ok=True)
    for old in (made.name, *(project.name + end for end in ("", "-wal", "-shm", "-journal"))):
        (folder / old).unlink(missing_ok=True)
    title = translate(
        "Run", "Making the demonstration project: {outfalls} outfalls, about {pipes} pipes"
    ).format(outfalls=asked.outfalls, pipes=asked.pipes)
    result = run_verb("createdemo", title, {
        "OUTPUT": str(project), "SEED": asked.seed, "OUTFALLS": asked.outfalls, "PIPES": asked.pipes,
    })
    truth = find_truth(project, result)
    if truth is not None:
        made.write_text(json.dumps({**wanted, "truth": str(truth)}, indent=1), encoding="utf-8")
    return project, truth


def find_truth(project: Path, result: dict[str, Any]) -> Path | None:
    """Return the file that holds which source really drains where, or None."""
    for value in (result.get("TRUTH"), *sorted(project.parent.glob("*truth*"))):
        if value and Path(value).is_file():
            return Path(value)
    return None


def counted(project: Path, table: str, column: str) -> Counter[str]:
    """Return how often each value of a column occurs."""
    from osgeo import ogr

    data = ogr.Open(str(project))
    layer = data.GetLayerByName(table) if data is not None else None
    if layer is None:
        return Counter()
    at = layer.GetLayerDefn().GetFieldIndex(column)
    return Counter(feature.GetField(at) or "" for feature in layer) if at >= 0 else Counter()


def summary(project: Path) -> dict[str, dict[str, int]]:
    """Return the outcome in numbers: {heading: {label: count}}."""
    from outfall_tracer.i18n import translate, user_language
    from outfall_tracer.layers.schema import SCHEMA

    language = user_language()
    wanted = {
        translate("Run", "Outfalls by tracing status"): ("outfalls", "trace_status"),
        translate("Run", "Links by kind of source"): ("trace_links", "source_table"),
        translate("Run", "Links by rule"): ("trace_links", "rule"),
        translate("Run", "Ends of traces by reason"): ("trace_ends", "reason"),
        translate("Run", "Findings by kind"): ("findings", "kind"),
    }
    result = {}
    for heading, (table, column) in wanted.items():
        declared = SCHEMA.table(table).column(column)
        values = SCHEMA.values(declared.values) if declared.values else None
        tables = {each.name: each.alias(language) for each in SCHEMA.tables}
        result[heading] = {
            (values.label(code, language) if values else tables.get(code, code)) or "-": number
            for code, number in counted(project, table, column).most_common()
        }
    return result


def as_text(numbers: dict[str, dict[str, int]]) -> str:
    """Return the summary as aligned lines."""
    lines = []
    for heading, rows in numbers.items():
        lines.append(f"{heading}: {sum(rows.values())}")
        lines += [f"    {number:>9}  {label}" for label, number in rows.items()]
    return "\n".join(lines)


def run(asked: argparse.Namespace) -> dict[str, Path]:
    """Do the whole work; return what was made by name."""
    from outfall_tracer.i18n import translate

    if asked.project is None:
        folder = (asked.output or ROOT / "demo_output").absolute()
        project, truth = make_demo(folder, asked)
    else:
        project, truth = asked.project.absolute(), None
        folder = (asked.output or project.with_name(f"{project.stem}_traced")).absolute()
        folder.mkdir(parents=True, exist_ok=True)
    made = {
        "project": project, "png": folder / "overview.png", "pdf": folder / "overview.pdf",
        "register": folder / "register.xlsx", "summary": folder / "summary.txt",
    }
    names = {
        "project": translate("Run", "Project"), "png": translate("Run", "Map"),
        "pdf": translate("Run", "Map (PDF)"), "register": translate("Run", "Register"),
        "summary": translate("Run", "Summary"), "truth": translate("Run", "Truth"),
    }
    run_verb("validatenetwork", translate("Run", "Validating the network"), {"PROJECT": str(project)})
    run_verb("traceproject", translate("Run", "Tracing all outfalls and updating the register"), {
        "PROJECT": str(project), "WRITE_BACK": True, "SUMMARY": str(folder / "trace_summary.json"),
    })
    run_verb("overviewmap", translate("Run", "Drawing the overview map"), {
        "PROJECT": str(project), "PNG": str(made["png"]), "PDF": str(made["pdf"]),
    })
    run_verb("register", translate("Run", "Writing the register"), {
        "PROJECT": str(project), "OUTPUT": str(made["register"]),
    })
    text = as_text(summary(project))
    if truth is not None:
        from outfall_tracer.demo.scoring import score

        said = translate("Run", "Against the truth that the generator kept (tracing never reads it):")
        text += f"\n\n{said}\n"
        text += str(score(project, truth).text())
        made["truth"] = truth
    made["summary"].write_text(text + "\n", encoding="utf-8")
    everything = translate("Run", "Everything is here:")
    print(f"\n{text}\n\n{everything}")
    for key, path in made.items():
        print(f"    {path}    {names[key]}")
    return made


def main(arguments: list[str]) -> int:
    """Run, and turn what goes wrong into a sentence."""
    asked = options(arguments)
    if asked.project is not None and not asked.project.is_file():
        print(f"There is no project file {asked.project}. Give the path of a .gpkg file.", file=sys.stderr)
        return 1
    application = start_qgis(asked.language)
    from outfall_tracer.problems import UserError

    try:
        made = run(asked)
    except (VerbFailed, UserError, OSError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    (ROOT / ".dev" / "last_project").write_text(str(made["project"]), encoding="utf-8")
    del application
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # taking QGIS down object by object can crash after all is written
