from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lingqu.deliveries.contracts import Reason
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.outreach.domain.audiences import Standing, in_audience, skip_reason
from lingqu.outreach.domain.broadcasts import advanced, find_variable, next_follow

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
REACHED = Standing(meant=True, followed=True, sendable=True, readable=True)


@pytest.mark.parametrize(
    ("standing", "belongs", "reason"),
    [
        (REACHED, True, None),
        (replace(REACHED, sendable=False), True, Reason.NO_FOLLOW_USER),
        (replace(REACHED, readable=False), True, Reason.UNREADABLE),
        (Standing(meant=False, followed=False, sendable=False, readable=True), True, Reason.NO_LIVE_RELATION),
        (replace(REACHED, meant=False), False, None),
    ],
)
def test_every_customer_of_an_audience_is_reached_or_has_a_reason(
    standing: Standing, *, belongs: bool, reason: Reason | None
) -> None:
    assert (in_audience(standing), skip_reason(standing)) == (belongs, reason)


@pytest.mark.parametrize(
    ("text", "variable"),
    [
        ("你好", None),
        ("价格 {99} 元", None),
        ("{{ customer.name }},你好", "{{ customer.name }}"),
        ("{% if vip %}", "{% if vip %}"),
        ("{{ 没有合上", "{{"),
    ],
)
def test_a_variable_is_found_wherever_a_template_would_begin(text: str, variable: str | None) -> None:
    assert find_variable(text) == variable


@pytest.mark.parametrize(
    ("ready", "calling", "handed_over", "unsettled", "state"),
    [
        (1, 0, 5, 0, BroadcastState.HANDING_OVER),
        (0, 1, 5, 0, BroadcastState.HANDING_OVER),
        (0, 0, 5, 1, BroadcastState.HANDING_OVER),
        (0, 0, 5, 0, BroadcastState.WAITING),
        (0, 0, 0, 0, BroadcastState.DONE),
    ],
)
def test_a_broadcast_stands_where_its_slowest_call_stands(
    ready: int, calling: int, handed_over: int, unsettled: int, state: BroadcastState
) -> None:
    assert advanced(ready=ready, calling=calling, handed_over=handed_over, unsettled=unsettled) is state


@pytest.mark.parametrize(
    ("age", "due"),
    [
        (timedelta(0), timedelta(seconds=5)),
        (timedelta(minutes=10), timedelta(minutes=11)),
        (timedelta(days=2), timedelta(days=2, minutes=5)),
        (timedelta(days=3) - timedelta(seconds=1), timedelta(days=3)),
        (timedelta(days=3), timedelta(days=3, seconds=30)),
    ],
)
def test_a_broadcast_is_looked_at_less_often_with_age_and_at_its_close(age: timedelta, due: timedelta) -> None:
    assert next_follow(began_at=NOON, at=NOON + age, closes_at=NOON + timedelta(days=3)) == NOON + due
