from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.commerce.contracts.orders import Order, OrderId, OrderLine, OrderStatus, ToldOrder
from lingqu.commerce.domain.orders import RANKS, Stored, Told, decide, facts_of
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId

NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
AT = NOON + timedelta(days=1)
ANNA = CustomerId(7)
LINE = OrderLine(sku="A1", name="coat", category="outer", quantity=Decimal(2), amount_fen=9900)
TOLD = ToldOrder(
    source="tmall",
    order_no="1001",
    placed_at=NOON,
    paid_at=None,
    status=OrderStatus.PLACED,
    amount_fen=19800,
    refunded_fen=0,
    refunded_at=None,
    department_id=None,
    staff_id=None,
    buyers=(),
    lines=(LINE,),
)
PAID = replace(TOLD, status=OrderStatus.PAID, paid_at=NOON + timedelta(minutes=5))


def stored(told: Told) -> Stored:
    named = {name: getattr(told, name) for name in Order.__dataclass_fields__ if name != "order_id"}
    return Stored(order=Order(order_id=OrderId(1), **named), lines_digest=told.lines_digest)


def walk(*tellings: ToldOrder, customer_id: CustomerId | None = ANNA) -> tuple[Stored, list[Fact]]:
    now: Stored | None = None
    happened: list[Fact] = []
    for telling in tellings:
        after = stored(decide(now, telling, customer_id))
        happened += facts_of(now.order if now else None, after.order, at=AT)
        now = after
    assert now is not None
    return now, happened


def brief(happened: list[Fact]) -> list[tuple[str, datetime, int]]:
    return [(one.kind, one.occurred_at, one.data["amount_fen"]) for one in happened]


def test_an_order_is_placed_then_paid_then_refunded_each_once() -> None:
    refunded = replace(PAID, refunded_fen=5000, refunded_at=NOON + timedelta(hours=3))

    _, happened = walk(TOLD, TOLD, PAID, PAID, refunded, refunded)

    assert brief(happened) == [
        ("order.placed", NOON, 19800),
        ("order.paid", NOON + timedelta(minutes=5), 19800),
        ("order.refunded", NOON + timedelta(hours=3), 5000),
    ]
    assert happened[-1].data == {
        "order_id": 1, "amount_fen": 5000, "source": "tmall", "shop": None, "categories": ["outer"], "items": 2,
        "refunded_fen": 5000,
    }  # fmt: skip


def test_a_second_refund_is_a_fact_of_what_went_back_then() -> None:
    _, happened = walk(replace(PAID, refunded_fen=5000), replace(PAID, refunded_fen=8000))

    assert brief(happened)[-2:] == [
        ("order.refunded", NOON + timedelta(minutes=5), 5000),
        ("order.refunded", AT, 3000),
    ]


def test_an_older_export_changes_nothing_back() -> None:
    done = replace(PAID, status=OrderStatus.COMPLETED, refunded_fen=5000)

    after, happened = walk(done, TOLD)

    assert (after.order.status, after.order.refunded_fen, after.order.paid_at) == (
        OrderStatus.COMPLETED, 5000, PAID.paid_at,
    )  # fmt: skip
    assert len(happened) == 3


def test_the_amount_moves_until_it_is_paid() -> None:
    dearer, cheaper = replace(TOLD, amount_fen=20000), replace(PAID, amount_fen=15000)

    after, happened = walk(TOLD, dearer, cheaper, replace(PAID, amount_fen=1))

    assert after.order.amount_fen == 15000
    assert brief(happened)[1][2] == 15000


def test_an_order_of_nobody_is_no_fact_until_its_buyer_is_found() -> None:
    nobody, silent = walk(TOLD, PAID, customer_id=None)
    found = replace(nobody.order, customer_id=ANNA)

    assert silent == []
    assert brief(facts_of(nobody.order, found, at=AT)) == [
        ("order.placed", NOON, 19800),
        ("order.paid", NOON + timedelta(minutes=5), 19800),
    ]


def test_who_bought_it_stays() -> None:
    first = stored(decide(None, TOLD, ANNA))

    assert decide(first, TOLD, CustomerId(8)).customer_id == ANNA


def test_lines_told_after_payment_are_taken_once() -> None:
    bare, other = replace(PAID, lines=()), replace(PAID, lines=(replace(LINE, category="inner"),))

    after, _ = walk(bare, PAID, other)

    assert tuple(after.order.categories) == ("outer",)


@pytest.mark.parametrize(("quantity", "items"), [("2", 2), ("0.455", 1), ("2.1", 3), ("-1", 0)])
def test_pieces_of_weighed_goods_are_begun_units(quantity: str, items: int) -> None:
    told = replace(TOLD, lines=(replace(LINE, quantity=Decimal(quantity)),))

    assert decide(None, told, None).items == items


tellings = st.lists(
    st.builds(
        lambda status, paid, refunded: replace(
            TOLD, status=status, paid_at=NOON + timedelta(minutes=5) if paid else None, refunded_fen=refunded
        ),
        st.sampled_from(OrderStatus),
        st.booleans(),
        st.integers(0, 19800),
    ),
    min_size=1,
    max_size=6,
)


@given(tellings, st.integers(0, 5))
def test_however_it_is_told_the_facts_add_up_to_what_stands(told: list[ToldOrder], found_at: int) -> None:
    now: Stored | None = None
    happened: list[Fact] = []
    for number, telling in enumerate(told):
        customer = ANNA if number >= found_at else None
        after = stored(decide(now, telling, customer))
        happened += facts_of(now.order if now else None, after.order, at=AT)
        if now is not None:
            assert RANKS[after.order.status] >= RANKS[now.order.status]
            assert after.order.refunded_fen >= now.order.refunded_fen
        now = after

    assert now is not None
    known = now.order.customer_id is not None
    kinds = [one.kind for one in happened]
    assert kinds.count("order.placed") == known
    assert kinds.count("order.paid") == (known and now.order.paid_at is not None)
    returned = sum(one.data["amount_fen"] for one in happened if one.kind == "order.refunded")
    assert returned == (now.order.refunded_fen if known else 0)


@given(tellings)
def test_telling_everything_again_changes_nothing(told: list[ToldOrder]) -> None:
    once, _ = walk(*told)
    again = once
    for telling in told:
        again = stored(decide(again, telling, ANNA))

    assert replace(again.order, refunded_at=None) == replace(once.order, refunded_at=None)
