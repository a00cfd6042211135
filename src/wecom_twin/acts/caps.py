"""How often a customer may be reached by group sends, in the shape that the corp chose.

Corp and member sends count together. Days, weeks and months are Beijing's.

Source: https://developer.work.weixin.qq.com/document/path/92135 (2025-11-17)
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wecom_twin.acts.calendar import beijing_midnight

if TYPE_CHECKING:
    from wecom_twin.realm import Realm
    from wecom_twin.state.corp import Corp

_A_WEEK = 7
_WEEK_SECONDS = 7 * 86_400.0


def is_capped(realm: Realm, corp: Corp, external_userid: str) -> bool:
    """Whether one more group send would be over the customer's cap now."""
    received = corp.received_sends.get(external_userid)
    if not received:
        return False
    since, allowed = _window(realm, corp)
    return sum(at >= since for at in received) >= allowed


def _window(realm: Realm, corp: Corp) -> tuple[float, int]:
    """From when sends count, and how many may arrive."""
    at = realm.clock.now()
    today = beijing_midnight(at)
    match corp.cap:
        case "daily_1":
            return today.timestamp(), 1
        case "weekly_7" if realm.switches.weekly_cap_rolls:
            return at - _WEEK_SECONDS, _A_WEEK
        case "weekly_7":
            return (today - timedelta(days=today.weekday())).timestamp(), _A_WEEK
        case "monthly_days":
            first = today.replace(day=1)
            following = (first + timedelta(days=32)).replace(day=1)
            return first.timestamp(), (following - first).days
