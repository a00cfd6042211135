"""`lingqu event-key`: the key with which a corp's own servers sign the events that they tell."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from lingqu.corps.contracts import CorpRoute
from lingqu.entrypoints.one_corp import with_corp
from lingqu.entrypoints.platform import Platform
from lingqu.ingestion.api import telling
from lingqu.ingestion.contracts import EventDoor

NO_KEY = 1
"""What `show` leaves with where no key was made yet."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What stands after the work; `key` is the one just made, which is shown this once."""

    url: str
    door: EventDoor
    key: str | None = None


def run(action: Literal["show", "make", "end-former"], *, corpid: str | None, former_hours: int, as_json: bool) -> int:
    """Show where the door stands, make a key, or end the one before it."""

    async def work(platform: Platform, corp: CorpRoute) -> _Done:
        url, key = telling.address(platform.settings.public_url, corp.slug), None
        if action == "show":
            async with platform.database.read(corp.corp_id) as session:
                return _Done(url, await telling.get_door(session))
        async with platform.database.unit(corp.corp_id, actor="terminal") as unit:
            if action == "make":
                noise, former_for = secrets.token_bytes(telling.NOISE_BYTES), timedelta(hours=former_hours)
                key = await telling.turn_key(unit, seals=platform.keyring, noise=noise, former_for=former_for)
            else:
                await telling.end_former_key(unit)
            return _Done(url, await telling.get_door(unit), key)

    done = with_corp(corpid, work)
    print(_as_json(done) if as_json else _as_text(done))
    return NO_KEY if action == "show" and done.door.made_at is None else 0


def _as_json(done: _Done) -> str:
    door = done.door
    told = {
        "url": done.url,
        "made_at": _instant(door.made_at),
        "used_at": _instant(door.used_at),
        "former_until": _instant(door.former_until),
        "former_used_at": _instant(door.former_used_at),
    }
    return json.dumps(told if done.key is None else {"key": done.key, **told})


def _as_text(done: _Done) -> str:
    door, lines = done.door, [f"events are told at {done.url}"]
    if done.key is not None:
        lines.append(f"key {done.key}   (shown this once)")
    if door.made_at is None:
        lines.append("no key was made yet: lingqu event-key make")
    else:
        lines.append(f"made {_instant(door.made_at)}, last used {_instant(door.used_at) or 'never'}")
    if door.former_until is not None:
        used = _instant(door.former_used_at) or "never"
        lines.append(f"the key before it is good until {_instant(door.former_until)}, last used {used}")
    return "\n".join(lines)


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
