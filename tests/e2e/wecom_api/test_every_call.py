"""That no call of the client is left out here: each is made against the twin by some test of this folder."""

from __future__ import annotations

import ast
from pathlib import Path

from unit.wecom_api.calls.every_call import every_call

# The tokens of the clients make it, before any other call of any test.
UNSEEN = {"GetToken"}


def made_in(path: Path) -> set[str]:
    """Names of what a module makes: `Name(…)`, wherever it stands."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def test_every_call_meets_the_twin() -> None:
    made = set[str]().union(*map(made_in, Path(__file__).parent.glob("test_*.py")))

    assert {call.__name__ for call in every_call()} - made == UNSEEN
