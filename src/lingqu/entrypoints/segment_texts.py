"""`lingqu segments`: segments kept as files beside the code, compared with a corp's, applied, and tried out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict

from lingqu.corps.contracts import CorpRoute
from lingqu.entrypoints.one_corp import with_corp
from lingqu.entrypoints.platform import Platform
from lingqu.entrypoints.text_files import DIFFERENT, FINE, read_files, telling
from lingqu.segments.api import texts as api
from lingqu.segments.api.trying import TriedPerson, try_texts
from lingqu.segments.contracts.texts import Standing, TextChange
from lingqu.segments.leaves import Shelf

_MARKS = {Standing.NEW: "+", Standing.CHANGED: "~", Standing.SAME: "="}
_UNCOUNTED = {
    "history": "not counted: history is down",
    "held": "not counted: it asks how long customers have been in a segment that changes too",
    "read": "not counted: a segment that it reads is not counted",
}


def test(files: Sequence[str], *, as_json: bool, language: str) -> int:
    """Put the people of the files to their segments; no database is needed."""
    return _telling(language, as_json=as_json, work=lambda: _test(files, as_json=as_json, language=language))


def diff(files: Sequence[str], *, corpid: str | None, as_json: bool, language: str) -> int:
    """Show what the files would change, and whom that reaches."""

    async def work(platform: Platform, corp: CorpRoute) -> list[TextChange]:
        async with platform.database.read(corp.corp_id) as session:
            now = platform.database.clock.now()
            return await api.compare(session, platform.history_door(), Shelf(), read_files(files), at=now)

    def show(changes: Sequence[TextChange]) -> int:
        _show(changes, as_json=as_json)
        return FINE if all(one.standing is Standing.SAME for one in changes) else DIFFERENT

    return _telling(language, as_json=as_json, work=lambda: show(with_corp(corpid, work)))


def apply(files: Sequence[str], *, corpid: str | None, as_json: bool, language: str, fires: bool = False) -> int:
    """Save what the files change, all or none; with `fires` whoever that lets in and puts out enters and leaves."""

    async def work(platform: Platform, corp: CorpRoute) -> list[TextChange]:
        async with platform.database.unit(corp.corp_id, actor="terminal") as unit:
            return await api.apply(unit, read_files(files), fires=fires)

    def show(changes: Sequence[TextChange]) -> int:
        _show(changes, as_json=as_json)
        return FINE

    return _telling(language, as_json=as_json, work=lambda: show(with_corp(corpid, work)))


# ───────────────────────── reading and telling ─────────────────────────


def _telling(language: str, *, as_json: bool, work: Callable[[], int]) -> int:
    return telling(work, lambda error: api.say_faults(error, language), as_json=as_json)


def _show(changes: Sequence[TextChange], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"segments": [asdict(one) for one in changes]}, ensure_ascii=False))
        return
    for one in changes:
        print(f"{_MARKS[one.standing]} {one.name}{_reach(one)}")
        for line in one.lines:
            print(f"    {line}")


def _reach(one: TextChange) -> str:
    if one.uncounted is not None:
        return f"   ({_UNCOUNTED[one.uncounted]})"
    if one.reach is None:
        return ""
    return f"   ({one.reach.size} fit: {one.reach.entered} come in, {one.reach.left} leave)"


# ───────────────────────── trying ─────────────────────────


def _test(files: Sequence[str], *, as_json: bool, language: str) -> int:
    tried = try_texts(read_files(files), language)
    failed = [one for one in tried if not one.passed]
    if as_json:
        print(json.dumps({"tests": [asdict(one) for one in tried]}, ensure_ascii=False, default=str))
        return DIFFERENT if failed else FINE
    for one in failed:
        for line in _explained(one):
            print(line)
    print(f"{len(tried) - len(failed)} of {len(tried)} people are where the files say")
    return DIFFERENT if failed else FINE


def _explained(one: TriedPerson) -> Iterator[str]:
    is_in, should = ("in", "out") if one.holds else ("out", "in")
    yield f"{one.file}:{one.line}: {one.segment} / {one.name} is {is_in}, should be {should}"
    yield from (f"    {line}" for line in one.because)
