"""What a person reads is written in a catalogue.

Prevents: half-translated pages. A server that builds sentences where it needs them ends with Chinese in English pages
and the other way round, and nobody can list what it says. Here the server says codes with data, and the web has the
words; the little that must be said in both languages by the server stands in modules called `words.py` or `…_words.py`.

So no other module of `lingqu` holds a Chinese character in a string.
"""

import ast
import re
from collections.abc import Iterator

from tools.lints.source import Finding, Source

OUR_NAME = "灵渠"
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def check(source: Source) -> Iterator[Finding]:
    """Yield each Chinese string outside a catalogue; docstrings and comments are for us and may hold any word."""
    for module in source.modules("src/lingqu"):
        if module.path.endswith(("/words.py", "_words.py")) or "/words/" in module.path:
            continue
        docstrings = _docstrings(module.tree)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and id(node) not in docstrings and _is_chinese(node.value):
                yield module.finding(node, f"{node.value!r:.30} is said outside a catalogue (words.py)")


def _is_chinese(value: object) -> bool:
    return isinstance(value, str) and _HAN.search(value.replace(OUR_NAME, "")) is not None


def _docstrings(tree: ast.Module) -> set[int]:
    """Return the identities of strings that stand alone: docstrings of modules, classes, functions, attributes."""
    return {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
