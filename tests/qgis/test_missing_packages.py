"""A missing package: the window that says so installs it with QGIS's own Python, into the profile."""

from __future__ import annotations

import importlib
import subprocess
import sys
import zipfile

import pytest
from outfall_tracer.layers import requirements
from outfall_tracer.layers.requirements import Requirement
from outfall_tracer.tests.support.desks import wait_for


@pytest.fixture
def profile(tmp_path, monkeypatch):
    """A profile's folder of its own, and Python as before afterwards."""
    folder = tmp_path / "profile with blanks" / "python" / requirements.FOLDER
    monkeypatch.setattr(requirements, "own_folder", lambda: folder)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield folder
    sys.modules.pop("probe_of_outfalls", None)
    importlib.invalidate_caches()


@pytest.fixture
def wheel(tmp_path):
    """A package that no registry has, as a file that pip installs."""
    name, info = "probe_of_outfalls", "probe_of_outfalls-2.5.dist-info"
    path = tmp_path / f"{name}-2.5-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "found = True\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.5\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def test_the_button_installs_it(desk, profile, wheel):
    wanted = Requirement("probe_of_outfalls", 2, str(wheel))
    assert requirements.missing((wanted,)) == (wanted,)
    desk.say_missing((wanted,))
    window = desk._missing
    assert "probe_of_outfalls>=2" in window.box.text()
    window.install_button.click()
    assert not window.install_button.isEnabled()
    wait_for(lambda: "Tracing works from now on" in window.box.informativeText(), 60)
    assert not requirements.missing((wanted,))
    assert importlib.import_module("probe_of_outfalls").found
    assert sys.modules["probe_of_outfalls"].__file__.startswith(str(profile))
    window.close()


def test_what_cannot_be_installed_is_told_with_its_reason(desk, profile, tmp_path):
    wanted = Requirement("probe_of_outfalls", 2, str(tmp_path / "there is none.whl"))
    desk.say_missing((wanted,))
    window = desk._missing
    window.install_button.click()
    wait_for(lambda: "did not work" in window.box.informativeText(), 60)
    assert "there is none.whl" in window.box.detailedText()
    assert window.install_button.isEnabled()
    window.close()


def test_the_command_does_the_same_in_a_terminal(qgis_app, profile, wheel):
    wanted = Requirement("probe_of_outfalls", 2, str(wheel))
    command = ["/bin/sh", "-c", requirements.install_command((wanted,))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (profile / "probe_of_outfalls" / "__init__.py").is_file()


def test_on_windows_the_python_beside_qgis_is_called(tmp_path, monkeypatch, qgis_app):
    """sys.executable is QGIS there, which would open a second window."""
    python = tmp_path / "python3.exe"
    python.write_bytes(b"")
    monkeypatch.setattr(requirements.os, "name", "nt")
    monkeypatch.setattr(sys, "base_exec_prefix", str(tmp_path))
    monkeypatch.setattr(requirements, "Path", type(tmp_path))
    assert requirements.python_program() == str(python)
    monkeypatch.setattr(requirements, "own_folder", lambda: "C:/Users/张 三/python/packages")
    command = requirements.install_command((Requirement("shapely", 2),))
    assert '"shapely>=2"' in command
    assert '"C:/Users/张 三/python/packages"' in command
