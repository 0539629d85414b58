"""The documentation page of the data model says what the schema says."""

from __future__ import annotations

import importlib.util

import pytest


@pytest.mark.parametrize("language", ["en", "zh"])
def test_committed_page_is_the_generated_one(repository, language):
    spec = importlib.util.spec_from_file_location("pages", repository / "scripts" / "data_model_page.py")
    pages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pages)
    committed = (repository / "docs" / pages.PAGES[language]).read_text(encoding="utf-8")
    assert committed == pages.page(language), "run: PYTHONPATH=.dev scripts/data_model_page.py"
