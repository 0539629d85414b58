"""No label, tool tip or message box of the window is left to guess whether a text is HTML."""

from __future__ import annotations

import ast
import re
from pathlib import Path

UI = Path(__file__).resolve().parents[1] / "ui"
HOME = UI / "plain_text.py"
#: What gives a tool tip: our own, escaped; a sentence of ours without anything filled in.
SAFE = {"tip", "translate"}


def _calls(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            yield node, function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _files():
    return [*(path for path in UI.rglob("*.py") if path != HOME), UI.parent / "plugin.py"]


def test_labels_and_message_boxes_say_what_their_text_is():
    bare = [
        f"{path.relative_to(UI.parent)}:{node.lineno}"
        for path in _files()
        for node, name in _calls(path)
        if name in ("QLabel", "QMessageBox") or (name in ("setTextFormat",) and "Auto" in ast.dump(node))
    ]
    assert not bare, f"a QLabel or QMessageBox of ui/plain_text.py belongs here: {bare}"


def test_tool_tips_are_made_of_escaped_text():
    raw = [
        f"{path.relative_to(UI.parent)}:{node.lineno}"
        for path in _files()
        for node, name in _calls(path)
        if name in ("setToolTip", "setWhatsThis")
        and not isinstance(node.args[-1], ast.Constant)
        and not (isinstance(node.args[-1], ast.Call) and getattr(node.args[-1].func, "id", "") in SAFE)
        and not ast.unparse(node.args[-1]).startswith("translate(")
    ]
    assert not raw, f"tip(…) of ui/plain_text.py belongs here: {raw}"


def test_labels_of_forms_say_what_their_text_is():
    for form in UI.rglob("*.ui"):
        for label in re.findall(r'<widget class="QLabel".*?</widget>', form.read_text("utf-8"), re.DOTALL):
            assert "textFormat" in label, (form.name, label)
