"""The audit trail: which changes of which tables it keeps, and how it writes them down.

One row per changed cell; a new row is one with the column ``uid`` and no old value, a deleted row one with
the column ``uid`` and the whole row as JSON for its old value.
"""

from __future__ import annotations

from typing import Any, Optional

#: A changed cell: uid of its row, column, old and new value as text.
Change = tuple[str, str, Optional[str], Optional[str]]
#: Books of the software: what changes there is not a person's decision.
NOT_AUDITED = frozenset({"audit", "schema_info", "imports", "import_rejects", "trace_runs", "pipe_trace"})
#: What the software keeps for itself beside the values of people.
SILENT = frozenset({"written", "confidence_parts", "stale_since", "stale_because", "run_uid", "fingerprint"})
LONGEST = 4000  # characters of a value in the audit trail


def cell_text(value: Any) -> str | None:
    """Return a cell as the trail has it; None for none. Whole numbers have no decimals."""
    if value is None or value != value:
        return None
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)[:LONGEST]
