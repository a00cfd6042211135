"""The port of history: SQL of ClickHouse and named parameters in, Arrow in and out.

Both adapters take the same SQL. A parameter is written `{name:Type}` in ClickHouse's own way, and its value travels
beside the SQL, never inside it. Table names are unqualified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

Parameters = Mapping[str, Any]
"""Values by name: None, bool, int, float, str, aware datetime, date, and lists of them."""

DATABASE = "lingqu"
"""Of the embedded engine; a ClickHouse by URL has the one that the URL names."""

INSERT_SETTINGS: Mapping[str, str] = {
    "insert_deduplicate": "1",
    # A text that looks like a date stays a text: the type of a property must not depend on its value.
    "input_format_try_infer_dates": "0",
    "input_format_try_infer_datetimes": "0",
    "type_json_skip_duplicated_paths": "1",
    "max_partitions_per_insert_block": "0",
}
"""What every insert is made with, beside its token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one query may take."""

    within: timedelta = timedelta(seconds=30)
    memory_bytes: int = 2 << 30


USUAL = Limits()
QUICK = Limits(within=timedelta(seconds=5))
"""For small questions: the embedded engine keeps a lane for what may take no longer than this."""
WRITE = Limits(within=timedelta(minutes=1))
"""For an insert: what takes longer hangs, and is sent again."""
LONG = Limits(within=timedelta(minutes=10))
"""For statements of upkeep: migrations, deletions."""


class History(Protocol):
    """One engine of history.

    Every method raises HistoryDownError when nobody answers, and HistoryRefusedError when the engine says no.
    """

    async def query(self, sql: str, params: Parameters | None = None, *, limits: Limits = USUAL) -> pa.Table:
        """Ask; a query cannot write."""
        ...

    async def execute(self, statement: str, params: Parameters | None = None, *, limits: Limits = LONG) -> None:
        """Run a statement that defines or deletes."""
        ...

    async def insert(self, table: str, rows: pa.Table, *, token: str) -> None:
        """Write rows; the same token with the same rows writes nothing a second time.

        The engine remembers a token for some hundred inserts of a table. Killed in the middle it may remember a token
        whose rows it has lost: who resends after an uncertain end must look what is there.
        """
        ...

    async def ping(self) -> str:
        """Return the engine's version."""
        ...

    async def aclose(self) -> None:
        """Close connections."""
        ...
