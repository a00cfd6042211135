"""`lingqu broadcasts`: broadcasts kept as files beside the code, compared with a corp's, applied, and written out."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from lingqu.corps.contracts import CorpRoute
from lingqu.deliveries.api.pictures import keep_picture, read_picture
from lingqu.entrypoints.one_corp import with_corp
from lingqu.entrypoints.platform import Platform
from lingqu.entrypoints.text_files import DIFFERENT, FINE, read_files, telling
from lingqu.kernel.days import CORP_ZONE
from lingqu.kernel.text.values import write_instant
from lingqu.outreach.api import texts as api
from lingqu.outreach.contracts.texts import Standing, TextChange
from lingqu.outreach.ports import PictureFiles
from lingqu.segments.leaves import Shelf

Work: TypeAlias = Callable[[Platform, CorpRoute], Awaitable[list[TextChange]]]

_MARKS = {Standing.NEW: "+", Standing.CHANGED: "~", Standing.SAME: "=", Standing.FIXED: "!"}
TERMINAL = "terminal"


class FilesBeside(PictureFiles):
    """Pictures lie beside the text that names them, or below or above it."""

    async def read(self, file: str, path: str) -> bytes | None:
        """Return a file by its path from the text."""
        where = Path(file).parent / path
        return where.read_bytes() if where.is_file() else None


def diff(files: Sequence[str], *, corpid: str | None, as_json: bool, language: str) -> int:
    """Show what the files would change; nothing is kept."""

    async def work(platform: Platform, corp: CorpRoute) -> list[TextChange]:
        return (await _prepare(platform, corp, files)).changes

    return _telling(corpid, work, as_json=as_json, language=language, differing=DIFFERENT)


def apply(files: Sequence[str], *, corpid: str | None, as_json: bool, language: str) -> int:
    """Make, change and schedule what the files say, all or none."""

    async def work(platform: Platform, corp: CorpRoute) -> list[TextChange]:
        prepared = await _prepare(platform, corp, files)
        for content in prepared.pictures.values():
            await keep_picture(platform.blobs, corp.corp_id, content)
        async with platform.database.unit(corp.corp_id, actor=TERMINAL) as unit:
            await api.apply(unit, prepared, by=TERMINAL, created_by=TERMINAL)
        return prepared.changes

    return _telling(corpid, work, as_json=as_json, language=language, differing=FINE)


def export(names: Sequence[str], *, corpid: str | None, pictures: str | None) -> int:
    """Print the broadcasts of some names, or all that have not begun to leave; their pictures into a folder."""

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
        platform.database,
        corp.corp_id,
        read_files(files),
        shelf=Shelf(),
        blobs=platform.blobs,
        files=FilesBeside(),
    )


def _telling(corpid: str | None, work: Work, *, as_json: bool, language: str, differing: int) -> int:
    def run() -> int:
        changes = with_corp(corpid, work)
        _show(changes, as_json=as_json)
        changing = any(one.standing in {Standing.NEW, Standing.CHANGED} for one in changes)
        return differing if changing else FINE

    return telling(run, lambda error: api.say_faults(error, language), as_json=as_json)


def _show(changes: Sequence[TextChange], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"broadcasts": [asdict(one) for one in changes]}, ensure_ascii=False, default=str))
        return
    for one in changes:
        within = f" · {one.programme}" if one.programme else ""
        print(f"{_MARKS[one.standing]} {one.name}{within}{_told(one)}")
        for line in one.lines:
            print(f"    {line}")


def _told(one: TextChange) -> str:
    told: list[str] = []
    if one.standing is Standing.FIXED:
        told.append(f"is {one.state}, nothing changes it")
    if one.recalled:
        told.append(f"was {one.state}, is a draft again")
    if one.leaves_at is not None:
        told.append(f"leaves {write_instant(one.leaves_at, CORP_ZONE)}")
    if one.awaits_approval:
        told.append("once a second person approves")
    return f"   ({', '.join(told)})" if told else ""
