import asyncio
from collections.abc import AsyncIterator

import pytest

from doubles.tables import text, workbook
from integration.commerce.conftest import ACTOR, Shop
from lingqu.commerce.api import imports as api
from lingqu.commerce.api.matching import KnownBuyers
from lingqu.commerce.api.orders import get_purchases
from lingqu.commerce.api.publishing import Publisher
from lingqu.commerce.api.refusals import iter_report
from lingqu.commerce.contracts.imports import Assignment, ColumnMap, ImportKind, ImportState, Trouble
from lingqu.commerce.errors import BadMappingError, EmptyFileError, FileTooLargeError, ImportStateError
from lingqu.customers.errors import CustomerNotFoundError
from lingqu.kernel.ids import CustomerId

HEADER = [
    "订单编号",
    "买家会员名",
    "买家实际支付金额",
    "订单状态",
    "联系手机",
    "订单创建时间",
    "订单付款时间",
    "退款金额",
]
PHONE = "13912341111"


def order(number: str, *, nick: str = "anna", amount: str = "99.00", status: str = "买家已付款,等待卖家发货",
          phone: str = PHONE, placed: str = "2026-03-01 10:00:00", paid: str = "2026-03-01 10:01:00",
          refund: str = "0.00") -> list[str]:  # fmt: skip
    return [f'="{number}"', nick, amount, status, phone, placed, paid, refund]


async def test_an_export_of_tmall_comes_in_under_the_suggested_mapping(shop: Shop) -> None:
    anna = (await shop.customers("wm_anna"))["wm_anna"]
    await shop.befriend(anna, "guide", phone="+8613912341111")
    content = text(
        [
            HEADER,
            order("2026030100001"),
            order("2026030100002", status="等待买家付款", paid=""),
            order("2026030100003", phone="139****9999", status="交易成功", refund="20.00"),
        ],
        encoding="gb18030",
    )

    done = await shop.take(content)

    assert done.state is ImportState.PUBLISHED
    assert (done.counts.read, done.counts.refused, done.counts.published, done.counts.created) == (3, 0, 3, 3)
    assert (done.report.matched, done.report.unknown) == ({"noted_phone": 2}, 1)
    assert await shop.orders() == {
        "2026030100001": (anna, "paid", 9900, 0),
        "2026030100002": (anna, "placed", 9900, 0),
        "2026030100003": (None, "completed", 9900, 2000),
    }
    assert [(kind, customer) for kind, customer, _ in await shop.facts()] == [
        ("order.placed", anna), ("order.placed", anna), ("order.paid", anna),
    ]  # fmt: skip


async def test_the_same_export_again_says_nothing_and_a_newer_one_only_what_changed(shop: Shop) -> None:
    anna = (await shop.customers("wm_anna"))["wm_anna"]
    await shop.befriend(anna, "guide", phone="+8613912341111")
    await shop.take(text([HEADER, order("1"), order("2", status="等待买家付款", paid="")]))
    before = await shop.facts()

    again = await shop.take(text([HEADER, order("1"), order("2", status="等待买家付款", paid="")]))
    newer = await shop.take(text([HEADER, order("1", status="交易成功", refund="99.00"), order("2"), order("3")]))

    assert (again.counts.created, again.counts.changed, again.counts.unchanged) == (0, 0, 2)
    assert (newer.counts.created, newer.counts.changed, newer.counts.unchanged) == (1, 2, 0)
    news = (await shop.facts())[len(before) :]
    assert sorted((kind, data["amount_fen"]) for kind, _, data in news) == [
        ("order.paid", 9900), ("order.paid", 9900), ("order.placed", 9900), ("order.refunded", 9900),
    ]  # fmt: skip


async def test_a_workbook_of_a_till_makes_orders_of_its_lines(shop: Shop) -> None:
    header = ["小票号", "销售时间", "门店", "商品条码", "品类", "数量", "实收金额(元)", "手机号"]
    content = workbook(
        [
            ["某某服饰 销售明细"],
            header,
            ["X1", "2026-03-01 10:00:00", "西湖店", "690001", "外套", 1, 299.5, PHONE],
            ["X2", "2026-03-01 11:00:00", "西湖店", "690002", "裤装", 2, 200, ""],
            ["X1", "2026-03-01 10:00:00", "西湖店", "690003", "配饰", 1, 50, PHONE],
            ["X1", "", "", "690003", "配饰", -1, -50, ""],
        ]
    )

    done = await shop.take(content)

    assert (done.counts.read, done.counts.published, done.counts.created) == (4, 4, 2)
    assert await shop.orders() == {"X1": (None, "paid", 34950, 5000), "X2": (None, "paid", 20000, 0)}
    assert (done.report.unknown, done.report.shops) == (2, 2)
    assert [(row["number"], row["sku"], row["amount_fen"]) for row in (await shop.state())["lines"]] == [
        (1, "690001", 29950), (2, "690003", 5000), (3, "690003", -5000), (1, "690002", 20000),
    ]  # fmt: skip


async def test_an_order_with_one_bad_line_is_refused_whole(shop: Shop) -> None:
    header = ["小票号", "销售时间", "数量", "金额"]
    good = ["X1", "2026-03-01 10:00:00", "1", "10"]
    rows = [header, good, [*good[:3], "ten"], ["X2", "2026-03-01 10:00:00", "1", "5"], good]

    import_id = await shop.upload(text(rows))
    checked = await shop.check(import_id)
    done = await shop.start(import_id)

    assert (checked.counts.read, checked.counts.refused) == (4, 3)
    assert await shop.orders() == {"X2": (None, "paid", 500, 0)}
    assert done.counts.published == 1
    troubles = await shop.rows("SELECT number, problems FROM import_row WHERE corp_id = lingqu_corp() ORDER BY number")
    assert [(row["number"], row["problems"][0]["trouble"]) for row in troubles] == [
        (2, Trouble.ORDER_REFUSED), (3, Trouble.BAD_AMOUNT), (5, Trouble.ORDER_REFUSED),
    ]  # fmt: skip


async def test_the_report_names_row_column_and_mend_and_runs_nothing(shop: Shop) -> None:
    rows = [
        HEADER,
        order("1"),
        order("1", nick="@cmd"),
        order("2", amount="=1+1"),
        order("3", status="飞走了"),
        order(""),
    ]
    import_id = await shop.upload(text(rows))
    checked = await shop.check(import_id)

    report = b"".join(
        [piece async for piece in iter_report(shop.database, shop.corp_id, checked, seals=shop.keyring, language="en")]
    ).decode("utf-8-sig")

    lines = report.splitlines()
    assert lines[0] == "Row,Column,Problem and mend," + ",".join(HEADER)
    assert lines[1].startswith("3,,the same as row 2: only the first is taken,1,'@cmd,")
    assert lines[2].startswith("4,买家实际支付金额,a formula: paste it as a value and export again,2,anna,'=1+1,")
    assert lines[3].startswith("5,订单状态,an unknown state of an order: say in the mapping what it means,3,")
    assert lines[4].startswith("6,订单编号,something needed is missing: fill it in,")
    assert len(lines) == 5


async def test_names_and_phones_rest_sealed_from_the_upload_on(shop: Shop) -> None:
    import_id = await shop.upload(text([HEADER, order("1", nick="anna_of_hangzhou")]))
    at_draft = [await shop.blobs.get(f"{shop.corp_id}/imports/{import_id}")]
    samples = await shop.rows("SELECT sample FROM import_file WHERE corp_id = lingqu_corp()")
    await shop.check(import_id)
    waiting = await shop.rows("SELECT record FROM import_row WHERE corp_id = lingqu_corp()")
    await shop.start(import_id)
    kept = await shop.rows("SELECT kind, value, sealed, value_index FROM order_buyer ORDER BY kind")

    resting = [*at_draft, *(bytes(row["sample"]) for row in samples), *(bytes(row["record"]) for row in waiting)]
    assert all(b"anna" not in one and PHONE.encode() not in one for one in resting)
    assert [(row["kind"], row["value"]) for row in kept] == [("buyer", "tmall:anna_of_hangzhou"), ("phone", None)]
    assert all(PHONE.encode() not in bytes(row["sealed"] or b"") + bytes(row["value_index"]) for row in kept)


async def test_nothing_is_seen_of_a_cancelled_import_and_nothing_stays(shop: Shop) -> None:
    import_id = await shop.upload(text([HEADER, order("1"), order("2", amount="x")]))
    await shop.check(import_id)

    async with shop.database.unit(shop.corp_id, actor=ACTOR) as unit:
        await api.cancel_import(unit, import_id)
    await shop.run()

    state = await shop.state()
    assert (state["orders"], state["facts"], state["waiting"]) == ([], [], [])
    assert (await shop.get(import_id)).state is ImportState.CANCELLED
    assert await shop.blobs.stat(f"{shop.corp_id}/imports/{import_id}") is None
    with pytest.raises(ImportStateError):
        await shop.start(import_id)


async def test_a_new_mapping_takes_a_checked_import_back_to_a_draft(shop: Shop) -> None:
    import_id = await shop.upload(text([[*HEADER[:3], "state", *HEADER[4:]], order("1", status="shipped")]))
    checked = await shop.check(import_id)
    assert checked.column_map is not None
    told = ColumnMap(
        source="tmall",
        assignments=(
            *checked.column_map.assignments,
            Assignment(column=3, field="status"),
        ),
        statuses={"Shipped": "completed"},
    )

    async with shop.database.unit(shop.corp_id, actor=ACTOR) as unit:
        draft = await api.map_columns(unit, import_id, told)
    await shop.run()
    await shop.check(import_id)
    done = await shop.start(import_id)

    assert (draft.state, draft.counts.read) == (ImportState.DRAFT, 0)
    assert (done.counts.read, done.counts.published) == (1, 1)
    assert (await shop.orders())["1"][1] == "completed"


async def test_the_preview_says_what_would_be_said_of_each_row(shop: Shop) -> None:
    import_id = await shop.upload(
        text([HEADER, *(order(str(number), amount="x" if number == 3 else "1") for number in range(30))])
    )

    async with shop.database.read(shop.corp_id) as session:
        rows = await api.preview_import(session, import_id, seals=shop.keyring)

    assert [row.number for row in rows] == list(range(2, 22))
    assert [(row.number, [one.trouble for one in row.problems]) for row in rows if row.problems] == [
        (5, [Trouble.BAD_AMOUNT])
    ]
    assert rows[0].cells[4] == PHONE


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\x01\x02" * 100, "commerce.not_a_table"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "commerce.old_workbook"),
        (b"PK\x03\x04" + bytes(600), "commerce.broken_workbook"),
        (text([HEADER]), "commerce.empty_file"),
        (b"\n\n\n", "commerce.empty_file"),
    ],
)
async def test_a_file_that_cannot_be_read_fails_by_name_and_goes(shop: Shop, content: bytes, code: str) -> None:
    import_id = await shop.upload(content)

    failed = await shop.get(import_id)

    assert (failed.state, failed.error_code, failed.blob_key) == (ImportState.FAILED, code, None)
    assert await shop.blobs.stat(f"{shop.corp_id}/imports/{import_id}") is None


async def test_an_empty_upload_leaves_nothing(shop: Shop) -> None:
    with pytest.raises(EmptyFileError):
        await shop.upload(b"")

    assert await shop.rows("SELECT 1 FROM import_file WHERE corp_id = lingqu_corp()") == []


async def test_a_large_file_waits_behind_bulk_work(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "QUICK_BYTES", 100)

    async def pieces() -> AsyncIterator[bytes]:
        yield text([HEADER, order("1")])

    await api.create_import(shop.database, shop.files, kind=ImportKind.ORDERS, name="x", content=pieces(), actor=ACTOR)

    assert [row["lane"] for row in await shop.rows("SELECT lane FROM job_queue WHERE corp_id = lingqu_corp()")] == [2]


async def test_an_upload_beyond_the_limit_leaves_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(shop.files).keep, "__kwdefaults__", {"most_bytes": 1000})

    with pytest.raises(FileTooLargeError):
        await shop.upload(b"a,b\n" * 1000)

    assert await shop.rows("SELECT 1 FROM import_file WHERE corp_id = lingqu_corp()") == []
    assert await shop.blobs.stat(f"{shop.corp_id}/imports/1") is None


async def test_a_file_whose_columns_nobody_knows_waits_for_its_mapping(shop: Shop) -> None:
    import_id = await shop.upload(text([["foo", "bar"], ["1", "2"]]))

    with pytest.raises(BadMappingError) as refused:
        await shop.check(import_id)

    assert refused.value.data == {"problem": "missing_field", "one_of": ["order_no"]}
    assert (await shop.get(import_id)).state is ImportState.DRAFT


async def test_two_corps_import_the_same_numbers_at_once_and_see_their_own(shop: Shop, other_shop: Shop) -> None:
    ours, theirs = (
        await shop.upload(text([HEADER, order("1")])),
        await other_shop.upload(text([HEADER, order("1", amount="5.00"), order("2")])),
    )
    for one, import_id in ((shop, ours), (other_shop, theirs)):
        async with one.database.unit(one.corp_id, actor=ACTOR) as unit:
            await api.check_import(unit, import_id)
    await shop.run()
    for one, import_id in ((shop, ours), (other_shop, theirs)):
        async with one.database.unit(one.corp_id, actor=ACTOR) as unit:
            await api.start_import(unit, import_id)
    await shop.run()

    assert await shop.orders() == {"1": (None, "paid", 9900, 0)}
    assert await other_shop.orders() == {"1": (None, "paid", 500, 0), "2": (None, "paid", 9900, 0)}


async def test_two_imports_of_the_same_orders_at_once_make_each_order_and_fact_once(shop: Shop) -> None:
    anna = (await shop.customers("wm_anna"))["wm_anna"]
    await shop.befriend(anna, "guide", phone="+8613912341111")
    numbers = [f"{number:03}" for number in range(120)]
    files = [text([HEADER, *map(order, numbers)]), text([HEADER, *map(order, reversed(numbers))])]
    imports = [await shop.upload(content) for content in files]
    for import_id in imports:
        await shop.check(import_id)
        async with shop.database.unit(shop.corp_id, actor=ACTOR) as unit:
            await api.start_import(unit, import_id)
    publisher = Publisher(shop.keyring, KnownBuyers(shop.keyring))

    await asyncio.gather(*(publisher.publish_import(lambda: shop.database.unit(shop.corp_id), one) for one in imports))

    done = [await shop.get(one) for one in imports]
    assert [one.state for one in done] == [ImportState.PUBLISHED, ImportState.PUBLISHED]
    assert sum(one.counts.created for one in done) == 120
    assert sum(one.counts.unchanged for one in done) == 120
    kinds = [kind for kind, _, _ in await shop.facts()]
    assert (kinds.count("order.placed"), kinds.count("order.paid"), len(kinds)) == (120, 120, 240)


async def test_what_a_customer_bought_leaves_out_what_went_back(shop: Shop) -> None:
    anna = (await shop.customers("wm_anna"))["wm_anna"]
    await shop.befriend(anna, "guide", phone="+8613912341111")
    unpaid = order("4", status="等待买家付款", paid="")
    await shop.take(text([HEADER, order("1", refund="99.00"), order("2"), order("3", refund="20.00"), unpaid]))

    async with shop.database.read(shop.corp_id) as session:
        purchases = await get_purchases(session, anna, limit=3)
        with pytest.raises(CustomerNotFoundError):
            await get_purchases(session, CustomerId(404), limit=3)

    assert (purchases.orders, purchases.net_fen, purchases.refunded_fen) == (2, 17_800, 11_900)
    assert len(purchases.latest) == 3
