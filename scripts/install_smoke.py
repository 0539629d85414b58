"""Install the ZIP into an empty QGIS profile and see all its verbs: install_smoke.py FILE.zip

qgis_process plays QGIS: the plugin is where the plugin manager would unpack it, is switched
on as a user would, and must then offer every verb of its provider. Nothing of the checkout
is on any path; run it with the system's Python.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

NAME = "outfall_tracer"


def program() -> str:
    """Return qgis_process; Debian 12's wrapper passes options its program does not know."""
    plain = Path("/usr/bin/qgis_process.bin")
    return str(plain) if plain.exists() else "qgis_process"


def shipped_verbs(archive: zipfile.ZipFile) -> set[str]:
    """Return the identifiers that the algorithms in the ZIP declare (``NAME = "..."``)."""
    found = set()
    for entry in archive.namelist():
        if entry.startswith(f"{NAME}/algorithms/alg_"):
            for node in ast.walk(ast.parse(archive.read(entry))):
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "NAME":
                    found.add(f"outfalltracer:{ast.literal_eval(node.value)}")
    return found


def main(zip_file: str) -> int:
    """Install, switch on, list; return the exit code."""
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(zip_file) as archive:
        # QGIS keeps its default profile below this folder; a plugin lies in its python/plugins.
        profile = Path(scratch) / "profiles" / "default"
        archive.extractall(profile / "python" / "plugins")
        environment = {
            key: value
            for key, value in os.environ.items()
            if key not in ("QGIS_PLUGINPATH", "QGIS_OPTIONS_PATH")
        }
        environment.update(QGIS_CUSTOM_CONFIG_PATH=scratch, QT_QPA_PLATFORM="offscreen", TMPDIR=scratch)

        def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
            command = [program(), *arguments]
            return subprocess.run(
                command, env=environment, capture_output=True, text=True, check=False, cwd=scratch
            )

        enabled = ask("plugins", "enable", NAME)
        listed = ask("--json", "list")
        if enabled.returncode or listed.returncode:
            print(enabled.stdout, enabled.stderr, listed.stderr, sep="\n")
            return 1
        provider = json.loads(listed.stdout)["providers"].get("outfalltracer", {"algorithms": {}})
        wanted = shipped_verbs(archive)
        lost = wanted - set(provider["algorithms"])
        if lost or not wanted:
            print(f"Installed, but these verbs are not there: {sorted(lost)}", listed.stderr, sep="\n")
            return 1
        print(f"Installed into an empty profile: {len(wanted)} verbs, provider {provider['name']!r}")
        return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
