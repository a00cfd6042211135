"""Finds the rows of all families, and plays one."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from facts.fact import Fact, Reply
from facts.stage import Stage

_HERE = Path(__file__).parent


def families() -> dict[str, list[Fact]]:
    """The rows by family: every module of this folder that has `FACTS`."""
    found: dict[str, list[Fact]] = {}
    for path in sorted(_HERE.glob("*.py")):
        if path.stem.startswith("test_") or "\nFACTS" not in path.read_text(encoding="utf-8"):
            continue
        found[path.stem] = import_module(f"facts.{path.stem}").FACTS
    return found


def all_facts() -> list[Fact]:
    """The rows of all families."""
    return [fact for rows in families().values() for fact in rows]


def play(fact: Fact, stage: Stage | None = None) -> None:
    """Set the scene, ask, and compare.

    Raises:
        AssertionError: the twin does not agree.
    """
    stage = stage or Stage()
    if fact.switch:
        stage.set(**{fact.switch[0]: fact.switch[1]})
    if fact.given:
        stage.it = fact.given(stage)
    reply: Reply = {}
    if fact.asked is not None:
        asked = fact.asked(stage) if callable(fact.asked) else fact.asked
        reply = stage.ask(fact.call, asked)
        assert reply["errcode"] == fact.code, f"{fact.call} answered {reply}, not {fact.code}: {fact.says}"
    if fact.effect:
        outcome = fact.effect(stage, reply)
        assert outcome is None or outcome, f"after {fact.call} ({reply}) it does not hold: {fact.says}"
