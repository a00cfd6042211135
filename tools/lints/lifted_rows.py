"""A migration that touches rows of corps lifts row security from their table, and brings it back.

Prevents: a migration that changes nothing. Whoever migrates owns the tables and has no corp, so forced row security
shows no row of them: an UPDATE finds none and says nothing. Three migrations of ours were such.
"""

import re
from collections.abc import Iterator

from tools.lints.source import Finding, Source
from tools.lints.tenant_scope import SCHEMA

_IGNORED = re.compile(r"--[^\n]*|\$\$.*?\$\$", re.DOTALL)
_STATEMENT = re.compile(
    r"lingqu_protect(?:_queue)?\('(?P<protected>\w+)'\)"
    r"|ALTER TABLE (?P<lifted>\w+) NO FORCE ROW LEVEL SECURITY"
    r"|ALTER TABLE (?P<forced>\w+) FORCE ROW LEVEL SECURITY"
    r"|(?:^|;)\s*(?P<touching>(?:UPDATE|DELETE|INSERT)\b[^;]*)",
    re.DOTALL,
)
_TABLE = re.compile(r"\b(?:UPDATE|FROM|INTO|JOIN)\s+(\w+)")


def check(source: Source) -> Iterator[Finding]:
    """Yield each statement of a migration that row security leaves without rows, and each table left without it."""
    forced: set[str] = set()
    for path in source.files(SCHEMA, ".sql"):
        text = _IGNORED.sub(lambda match: "\n" * match[0].count("\n"), path.read_text(encoding="utf-8"))
        lifted: dict[str, int] = {}
        for match in _STATEMENT.finditer(text):
            line = text.count("\n", 0, match.end()) + 1
            match match.lastgroup:
                case "lifted":
                    lifted[match["lifted"]] = line
                case "touching":
                    for table in sorted({*_TABLE.findall(match["touching"])} & forced - lifted.keys()):
                        began = text.count("\n", 0, match.start("touching")) + 1
                        yield Finding(source.name(path), began, f"row security of {table} hides its rows here")
                case _:
                    table = match["protected"] or match["forced"]
                    forced.add(table)
                    lifted.pop(table, None)
        for table, line in lifted.items():
            yield Finding(source.name(path), line, f"{table} stays without row security")
