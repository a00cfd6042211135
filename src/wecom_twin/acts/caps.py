"""How often a customer may be reached by group sends, in the shape that the corp chose.

Corp and member sends count together. Days, weeks and months are Beijing's.

Source: https://developer.work.weixin.qq.com/document/path/92135 (2025-11-17)
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from wecom_twin.days import midnight

if TYPE_CHECKING:
    from wecom_twin.realm import Realm
    from wecom_twin.rules import CapShape
    from wecom_twin.state.corp import Corp

_A_WEEK = 7
_WEEK_SECONDS = 7 * 86_400.0


def is_capped(realm: Realm, corp: Corp, external_userid: str) -> bool:
    """Whether one more group send would be over the customer's cap now."""
    received = corp.received_sends.get(external_userid)
    if not received:
        return False
    since, allowed = _window(corp.cap, realm.clock.now(), realm.switches.weekly_cap_rolls)
    return sum(at >= since for at in received) >= allowed


@lru_cache(maxsize=8)
def _window(cap: CapShape, at: float, rolls: bool) -> tuple[float, int]:  # noqa: FBT001 - the switch as it stands
    """From when sends count, and how many may arrive; remembered, as one press asks for thousands of customers."""
    today = midnight(at)
    match cap:
        case "daily_1":
            return today.timestamp(), 1
        case "weekly_7" if rolls:
            return at - _WEEK_SECONDS, _A_WEEK
        case "weekly_7":
            return (today - timedelta(days=today.weekday())).timestamp(), _A_WEEK
        case "monthly_days":
            first = today.replace(day=1)
            following = (first + timedelta(days=32)).replace(day=1)
            return first.timestamp(), (following - first).days
