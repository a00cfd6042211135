"""Write docs/wecom/fidelity.md from the facts that the tests hold against the twin, or check that it is up to date.

    python -m tools.fidelity [--check]

The rows are the lists `FACTS` of tests/facts; what stands in the document is therefore what ran.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from difflib import unified_diff
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "wecom" / "fidelity.md"
PAGE = "https://developer.work.weixin.qq.com/document/path/"

_HEAD = """\
# What the twin holds of WeCom

Written from the rows in `tests/facts` by `make fidelity`; do not edit. Every line is a test: the scene is set in the
twin, the call is made, and errcode and effect are compared. For each refusal and each limit in the twin, a test takes
it away and sees that some line turns red.

A line is *confirmed* when a page of WeCom says so; the number leads to the page, in brackets stands the date of the
copy that was read. Sections are those of our notes on these pages. What no page settles is a switch of the twin
(`wecom_twin.rules`), with lines for two positions at least: the first is what the twin assumes, and a client should
do right under each.
"""
_PAGES = re.compile(r"(?:(?<=page )|(?<=pages )|(?<=and ))\d{5,6}\b|(?<=\()\d{5,6}(?=, 20)")
_NOTES = re.compile(r"\b([a-z][\w-]*)\.md\b")


def load() -> Mapping[str, list[Any]]:
    """The rows by family."""
    sys.path.insert(0, str(ROOT / "tests"))
    return import_module("facts.rows").families()


def render(families: Mapping[str, list[Any]], titles: Mapping[str, str]) -> str:
    """The document."""
    rows = [fact for family in families.values() for fact in family]
    confirmed = sum(fact.confirmed for fact in rows)
    calls = len({fact.call for fact in rows})
    count = f"{len(rows)} facts about {calls} calls and events, {confirmed} of them confirmed by a page."
    parts = [_HEAD, count + "\n"]
    for family, facts in families.items():
        parts.append(f"## {titles[family]}\n")
        parts.append("\n".join(_table(facts)) + "\n")
    return "\n".join(parts)


def _table(facts: Iterable[Any]) -> Iterator[str]:
    yield "| call | fact | code | source | confirmed |"
    yield "|---|---|---|---|---|"
    for fact in facts:
        call = "any" if fact.call == "*" else f"`{fact.call}`"
        code = "" if fact.asked is None else str(fact.code)
        yield f"| {call} | {_cell(fact.says)} | {code} | {_source(fact.source)} | {_standing(fact)} |"


def _standing(fact: Any) -> str:
    position = f"`{fact.switch[0]}` = `{fact.switch[1]!r}`" if fact.switch else ""
    if fact.confirmed:
        return f"yes, with {position}" if position else "yes"
    return f"no: {position}"


def _source(text: str) -> str:
    linked = _PAGES.sub(lambda found: f"[{found[0]}]({PAGE}{found[0]})", _cell(text))
    return _NOTES.sub(r"\1", linked)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _titles(families: Iterable[str]) -> dict[str, str]:
    """The first sentence of each module."""
    return {one: (import_module(f"facts.{one}").__doc__ or one).splitlines()[0].rstrip(".") for one in families}


def main(arguments: list[str]) -> int:
    """Write the document; with --check only say whether it is up to date."""
    families = load()
    text = render(families, _titles(families))
    if "--check" not in arguments:
        _ = DOCUMENT.write_text(text, encoding="utf-8")
        return 0
    there = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    name = DOCUMENT.relative_to(ROOT).as_posix()
    sys.stdout.writelines(unified_diff(there.splitlines(keepends=True), text.splitlines(keepends=True), name, name))
    if there != text:
        print(f"{name} is out of date: make fidelity")
    return int(there != text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
