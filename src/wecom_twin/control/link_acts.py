"""Control of acquisition links: people open them, an admin pays for them and deletes them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from wecom_twin.control.router import Ask


class _Open(msgspec.Struct, forbid_unknown_fields=True):
    address: str
    n: int = 1
    external_userid: str | None = None


def open_link(ask: Ask) -> object:
    """Strangers, or one known person, open an acquisition link and ask to be added."""
    asked = ask.body(_Open)
    records = ask.studio.world.open_link(
        asked.address, n=asked.n, external_userid=asked.external_userid, corpid=ask.corpid
    )
    return {"scans": [asdict(one) for one in records]}


class _Purchase(msgspec.Struct, forbid_unknown_fields=True):
    units: int
    days: int = 365


def buy_link_quota(ask: Ask) -> object:
    """An admin buys units of the quota of links."""
    asked = ask.body(_Purchase)
    lot = ask.studio.world.buy_link_quota(asked.units, days=asked.days, corpid=ask.corpid)
    return {"expire_date": lot.expire_date, "balance": lot.balance}


class _LinkId(msgspec.Struct, forbid_unknown_fields=True):
    link_id: str


def console_deletes_link(ask: Ask) -> object:
    """An admin deletes a link; the app that made it hears of it."""
    ask.studio.world.console_deletes_link(ask.body(_LinkId).link_id, corpid=ask.corpid)
    return {}


LINK_ACTS = (open_link, buy_link_quota, console_deletes_link)
