"""The caps on group sends, against a plain count over the calendar."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from wecom_twin.clock import Clock
from wecom_twin.world import World

BEIJING = timezone(timedelta(hours=8))
NEW_YEAR = datetime(2026, 1, 1, tzinfo=BEIJING).timestamp()
ALLOWED = {"daily_1": 1, "weekly_7": 7}


def period(cap: str, at: float) -> tuple[int, ...]:
    """The Beijing day, ISO week or month in which an instant lies."""
    local = datetime.fromtimestamp(at, UTC).astimezone(BEIJING)
    match cap:
        case "daily_1":
            return (local.year, local.month, local.day)
        case "weekly_7":
            return local.isocalendar()[:2]
        case _:
            return (local.year, local.month)


@given(
    st.sampled_from(["daily_1", "weekly_7", "monthly_days"]),
    st.lists(st.floats(0, 6 * 3600), min_size=1, max_size=150),
    st.integers(0, 370),
)
def test_a_cap_is_never_exceeded_and_never_wastes(cap: str, gaps: list[float], start_day: int) -> None:
    world = World(clock=Clock.stepped(NEW_YEAR + start_day * 86_400))
    corp = world.add_corp(cap=cap)  # type: ignore[arg-type] - drawn from the literals
    world.add_member(corp, "chen_rui", "陈睿")
    customer = world.add_customer(corp, "顾客").external_userid
    world.relate(corp, "chen_rui", customer)
    expected: list[float] = []
    for gap in gaps:
        world.advance(by=gap)
        now = world.now()
        world.member_sends("chen_rui", [customer], "你好")
        local = datetime.fromtimestamp(now, UTC).astimezone(BEIJING)
        days = ((local.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
        within = sum(period(cap, at) == period(cap, now) for at in expected)
        if within < ALLOWED.get(cap, days):
            expected.append(now)

    assert [one.at for one in world.ledger.received(customer)] == expected
