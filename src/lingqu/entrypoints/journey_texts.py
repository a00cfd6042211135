"""`lingqu journeys`: journeys kept as files beside the code, compared with a corp's, applied, tried and written out."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from lingqu.corps.contracts import CorpRoute
from lingqu.deliveries.api.pictures import keep_picture, read_picture
from lingqu.entrypoints.broadcast_texts import TERMINAL, FilesBeside
from lingqu.entrypoints.one_corp import with_corp
from lingqu.entrypoints.platform import Platform
from lingqu.entrypoints.text_files import DIFFERENT, FINE, read_files, telling
from lingqu.journeys.api import applying as api
from lingqu.journeys.api.texts import say_faults
from lingqu.journeys.api.trying import try_texts
from lingqu.journeys.contracts.texts import TextChange, TextStanding

Work: TypeAlias = Callable[[Platform, CorpRoute], Awaitable[list[TextChange]]]

_MARKS = {TextStanding.NEW: "+", TextStanding.CHANGED: "~", TextStanding.SAME: "=", TextStanding.FIXED: "!"}


def test(files: Sequence[str], *, as_json: bool, language: str) -> int:
    """Send the people of the files on their ways; no database is needed."""
    return telling(
        lambda: _test(files, as_json=as_json, language=language),
        lambda error: say_faults(error, language),
        as_json=as_json,
    )


def diff(files: Sequence[str], *, corpid: str | None, as_json: bool, language: str) -> int:
    """Show what the files would change; nothing is kept."""

    async def work(platform: Platform, corp: CorpRoute) -> list[TextChange]:
        return (await _prepare(platform, corp, files)).changes

    return _telling(corpid, work, as_json=as_json, language=language, differing=DIFFERENT)


def apply(files: Sequence[str], *, corpid: str | None, as_json: bool, language: str) -> int:
    """Write the drafts that the files make new or other, all or none."""

    async def work(platform: Platform, corp: CorpRoute) -> list[TextChange]:
        prepared = await _prepare(platform, corp, files)
        for content in prepared.pictures.values():
            await keep_picture(platform.blobs, corp.corp_id, content)
        async with platform.database.unit(corp.corp_id, actor=TERMINAL) as unit:
            await api.apply(unit, prepared, by=TERMINAL)
        return prepared.changes

    return _telling(corpid, work, as_json=as_json, language=language, differing=FINE)


def export(names: Sequence[str], *, corpid: str | None, pictures: str | None) -> int:
    """Print the drafts of some names, or all that are not put away; their pictures into a folder."""

    async def work(platform: Platform, corp: CorpRoute) -> tuple[str, dict[str, bytes]]:
        async with platform.database.read(corp.corp_id) as session:
            text, keys = await api.export(session, names)
        wanted = keys if pictures is not None else ()
        return text, {key: (await read_picture(platform.blobs, corp.corp_id, key))[0] for key in wanted}

    text, contents = with_corp(corpid, work)
    for key, content in contents.items():
        where = Path(pictures or "") / key
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(content)
    print(text, end="")
    return FINE


async def _prepare(platform: Platform, corp: CorpRoute, files: Sequence[str]) -> api.Prepared:
    return await api.prepare(
        platform.database, corp.corp_id, read_files(files), blobs=platform.blobs, files=FilesBeside()
    )


def _telling(corpid: str | None, work: Work, *, as_json: bool, language: str, differing: int) -> int:
    def run() -> int:
        changes = with_corp(corpid, work)
        _show(changes, as_json=as_json)
        changing = any(one.standing in {TextStanding.NEW, TextStanding.CHANGED} for one in changes)
        return differing if changing else FINE

    return telling(run, lambda error: say_faults(error, language), as_json=as_json)


def _show(changes: Sequence[TextChange], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"journeys": [asdict(one) for one in changes]}, ensure_ascii=False))
        return
    for one in changes:
        print(f"{_MARKS[one.standing]} {one.name}" + ("" if one.state is None else f"   ({one.state})"))
        for line in one.lines:
            print(f"    {line}")


def _test(files: Sequence[str], *, as_json: bool, language: str) -> int:
    tried = try_texts(read_files(files), language)
    failed = [one for one in tried if not one.passed]
    if as_json:
        print(json.dumps({"tests": [asdict(one) for one in tried]}, ensure_ascii=False))
        return DIFFERENT if failed else FINE
    for one in failed:
        print(f"{one.file}:{one.line}: {one.journey} / {one.name}")
        for line in one.because:
            print(f"    {line}")
    print(f"{len(tried) - len(failed)} of {len(tried)} people go as the files say")
    return DIFFERENT if failed else FINE
