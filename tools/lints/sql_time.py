"""SQL never asks the server for the time or for chance.

Prevents: a rehearsal that lies. Time is an input: the demo runs a clock several times as fast, tests step it, a
rehearsal jumps. One `now()` in a query reads another clock, and the answer differs from run to run; `random()` makes
a holdout that cannot be decided again in Python.
"""

import re
from collections.abc import Iterator

from tools.lints.source import Finding, Source
from tools.lints.statements import bare_sql, statements

_FORBIDDEN = re.compile(
    r"\b(now|random|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|gen_random_uuid|uuidv4|uuidv7)"
    r"\s*\(|\b(current_timestamp|current_date|current_time|localtimestamp|localtime)\b",
    re.IGNORECASE,
)


def check(source: Source) -> Iterator[Finding]:
    """Yield each statement, in Python or in a migration, that reads the server's clock or dice."""
    for module in source.modules("src/lingqu"):
        for statement in statements(module):
            if match := _FORBIDDEN.search(statement.bare):
                yield module.finding(statement.node, f"{match[0]} in SQL: time and chance are inputs")
    for path in source.files("src/lingqu", ".sql"):
        for number, line in enumerate(bare_sql(path.read_text(encoding="utf-8")).splitlines(), start=1):
            if match := _FORBIDDEN.search(line):
                yield Finding(source.name(path), number, f"{match[0]} in SQL: time and chance are inputs")
