"""Tables of history: small numbered SQL files beside this module, run once each, in order.

An engine without transactions: every statement may be run again, and a file counts as run when all of it was.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from lingqu.infra.history.engine import History

FOLDER = Path(__file__).parent / "migrations"

_VERSIONS = (
    "CREATE TABLE IF NOT EXISTS schema_version (version UInt32, run_at DateTime64(6, 'UTC'))"
    " ENGINE = MergeTree ORDER BY version"
)


async def migrate(history: History, *, at: datetime) -> None:
    """Run what was not yet run; idempotent, and harmless when two processes do it at once."""
    await history.execute(_VERSIONS)
    rows = (await history.query("SELECT max(version) AS version FROM schema_version")).to_pylist()
    reached = rows[0]["version"] if rows else 0
    for file in sorted(FOLDER.glob("*.sql")):
        version = int(file.name[:4])
        if version <= reached:
            continue
        for statement in statements(file.read_text("utf-8")):
            await history.execute(statement)
        await history.execute(
            "INSERT INTO schema_version VALUES ({version:UInt32}, {at:DateTime64(6, 'UTC')})",
            {"version": version, "at": at},
        )


def statements(script: str) -> list[str]:
    """Return the statements of a file: each ends with a semicolon at the end of its line."""
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    return [one.strip() for one in ("\n".join(lines) + "\n").split(";\n") if one.strip()]
