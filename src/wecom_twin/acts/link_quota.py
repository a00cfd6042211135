"""The quota of acquisition links: bought in the console, spent by addings, lost by time, and told of.

Sources: https://developer.work.weixin.qq.com/document/path/97375 (quota), 97299 (events); pages of
2026-02-12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.callbacks.messages import balance_changed, quota_expires_soon
from wecom_twin.days import day_number, day_start
from wecom_twin.state.links import QuotaLot

if TYPE_CHECKING:
    from wecom_twin.realm import Realm
    from wecom_twin.state.corp import Corp

_LOW = 20
_DAY = 86_400
_WARNED_DAYS = (14, 7, 3, 2, 1)


def buy(realm: Realm, corp: Corp, units: int, *, days: int) -> QuotaLot:
    """Let an admin buy units that expire at the midnight `days` days ahead."""
    before = corp.link_quota.balance(realm.clock.now())
    lot = hold(realm, corp, units, days=days)
    if before == 0 and units > 0:
        realm.tell(corp, balance_changed("balance_increased"))
    return lot


def hold(realm: Realm, corp: Corp, units: int, *, days: int) -> QuotaLot:
    """Give the corp units as if it had bought them before anybody listened; warnings and expiry come in their time."""
    now = realm.clock.now()
    midnight = day_start(day_number(now))
    lot = QuotaLot(midnight + days * _DAY, units)
    corp.link_quota.lots.append(lot)
    for ahead in _WARNED_DAYS:
        if lot.expire_date - ahead * _DAY > now:
            realm.clock.at(lot.expire_date - ahead * _DAY, lambda: _warn(realm, corp, lot))
    realm.clock.at(lot.expire_date, lambda: _expire(realm, corp, lot))
    return lot


def spend(realm: Realm, corp: Corp) -> None:
    """Take one unit from what expires first; nothing is taken where nothing is left."""
    now, quota = realm.clock.now(), corp.link_quota
    before = quota.balance(now)
    lot = next((one for one in quota.living(now) if one.balance), None)
    quota.used += 1
    if lot is not None:
        lot.balance -= 1
        _tell_fall(realm, corp, before, before - 1)


def _warn(realm: Realm, corp: Corp, lot: QuotaLot) -> None:
    if lot.balance:
        realm.tell(corp, quota_expires_soon(expire_time=lot.expire_date, units=lot.balance))


def _expire(realm: Realm, corp: Corp, lot: QuotaLot) -> None:
    after = corp.link_quota.balance(realm.clock.now())
    _tell_fall(realm, corp, after + lot.balance, after)
    corp.link_quota.lots.remove(lot)


def _tell_fall(realm: Realm, corp: Corp, before: int, after: int) -> None:
    """Once on the way down: low below twenty, exhausted at none."""
    if before > 0 and after == 0:
        realm.tell(corp, balance_changed("balance_exhausted"))
    elif before >= _LOW > after:
        realm.tell(corp, balance_changed("balance_low"))
