"""Only infra commits.

Prevents: a half-written operation that became true. In a codebase we read, a service committed in the middle "to get
an id"; what came after failed, and the audit row and the outgoing event were missing for ever. A unit of work
leaves state, facts and jobs in one transaction, or nothing.
"""

import ast
from collections.abc import Iterator

from tools.lints.source import Finding, Source, last_name

_ENDS = frozenset(("commit", "rollback", "set_autocommit"))
_ALLOWED = ("src/lingqu/infra/", "src/lingqu/entrypoints/migrations/")


def check(source: Source) -> Iterator[Finding]:
    """Yield each call and each statement that ends or begins a transaction outside infra."""
    for module in source.modules("src/lingqu"):
        if module.path.startswith(_ALLOWED):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and last_name(node) in _ENDS:
                yield module.finding(node, f".{last_name(node)}() outside infra: the unit of work commits at the edge")
            elif isinstance(node, ast.Constant) and _is_transaction_word(node.value):
                yield module.finding(node, f"{node.value!r} outside infra: the unit of work commits at the edge")


def _is_transaction_word(value: object) -> bool:
    text = value.decode(errors="replace") if isinstance(value, bytes) else value
    return isinstance(text, str) and text.strip().rstrip(";").upper() in {"BEGIN", "COMMIT", "ROLLBACK"}
