"""Every WeCom call says its window, shape, errors and source.

Prevents: a limit learnt in production. WeCom's pages differ call by call in what is counted, for how long a code
lives and which error is final; a client that leaves them out sends its reader to the console at night. Each class of
`wecom_api/calls` therefore carries four lines, in this order: Window, Shape, Errors, Source (address, and in brackets
the date of the page or why there is none).
"""

import ast
import re
from collections.abc import Iterator

from tools.lints.source import Finding, Source, last_name

CALLS = "src/wecom_api/calls"
PARTS = ("Window", "Shape", "Errors", "Source")
_CALL_BASES = frozenset(("Call", "PagedCall"))
_SOURCE = re.compile(r"^Source: .+\(.+\)$", re.MULTILINE)


def check(source: Source) -> Iterator[Finding]:
    """Yield each call class whose docstring lacks a part."""
    for module in source.modules(CALLS):
        for node in module.classes():
            is_call = any(last_name(base) in _CALL_BASES for base in node.bases)
            if not is_call or _is_base(node):
                continue
            docstring = ast.get_docstring(node) or ""
            missing = [part for part in PARTS if f"\n{part}: " not in f"\n{docstring}"]
            if missing:
                yield module.finding(node, f"{node.name} does not say its {', '.join(missing)}")
            elif not _SOURCE.search(docstring):
                yield module.finding(node, f"{node.name} gives no 'Source: address (date of the page)'")


def _is_base(node: ast.ClassDef) -> bool:
    """A class without a path is an abstraction over calls, not a call."""
    return not any(isinstance(part, ast.AnnAssign) and last_name(part.target) == "path" for part in node.body)
