"""The documentation page of the data model says what the schema says."""

from __future__ import annotations

import pytest
from outfall_tracer.layers.docs_page import PAGES, page


@pytest.mark.parametrize("language", PAGES)
def test_committed_page_is_the_generated_one(repository, language):
    committed = (repository / "docs" / PAGES[language]).read_text(encoding="utf-8")
    assert committed == page(language), "run: python -m outfall_tracer.layers.docs_page"
