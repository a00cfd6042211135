from doubles.tables import text
from integration.commerce.conftest import Shop
from lingqu.commerce.api import imports as api
from lingqu.commerce.contracts.imports import Assignment, ColumnMap, ImportKind, ImportState, Trouble
from lingqu.customers.api import attributes, persons
from lingqu.customers.contracts.views import AttributeDefinition, AttributeType
from lingqu.kernel.ids import CustomerId

HEADER = ["会员卡号", "手机号", "生日", "会员等级", "标签", "企微客户ID"]
ANNA = ["M001", "13912341111", "1990/2/28", "金卡", "", "wm_anna"]


async def values(shop: Shop) -> dict[int, dict[str, object]]:
    rows = await shop.rows("SELECT customer_id, key, value FROM customer_attribute WHERE corp_id = lingqu_corp()")
    told: dict[int, dict[str, object]] = {}
    for row in rows:
        told.setdefault(row["customer_id"], {})[row["key"]] = row["value"]
    return told


async def add_tag(shop: Shop, tag_id: int, name: str, group_id: int) -> None:
    async with shop.database.unit(shop.corp_id) as unit:
        await unit.execute(
            "INSERT INTO tag_group (corp_id, group_id, wecom_group_id, name) OVERRIDING SYSTEM VALUE"
            " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (shop.corp_id, group_id, f"eg{group_id}", f"组{group_id}"),
        )
        await unit.execute(
            "INSERT INTO corp_tag (corp_id, tag_id, group_id, wecom_tag_id, name) OVERRIDING SYSTEM VALUE"
            " VALUES (%s, %s, %s, %s, %s)",
            (shop.corp_id, tag_id, group_id, f"et{tag_id}", name),
        )


async def test_members_become_attributes_of_those_who_are_known(shop: Shop) -> None:
    anna = (await shop.customers("wm_anna"))["wm_anna"]

    done = await shop.take(text([HEADER, ANNA]), ImportKind.MEMBERS)
    again = await shop.take(text([HEADER, ANNA]), ImportKind.MEMBERS)

    assert await values(shop) == {anna: {"birthday": "1990-02-28", "member_level": "金卡"}}
    assert (done.state, done.report.matched, done.counts.changed) == (
        ImportState.PUBLISHED, {"external_userid": 1}, 1,
    )  # fmt: skip
    assert (again.counts.changed, again.counts.unchanged) == (0, 1)
    assert await shop.facts("customer.attribute_set") == [
        ("customer.attribute_set", anna, {"key": "birthday"}),
        ("customer.attribute_set", anna, {"key": "member_level"}),
    ]


async def test_a_member_nobody_knows_becomes_a_customer_who_belongs(shop: Shop) -> None:
    done = await shop.take(text([HEADER, ["M009", "13900000009", "", "银卡", "", ""]]), ImportKind.MEMBERS)

    [row] = await shop.rows("SELECT customer_id, is_visitor FROM customer WHERE corp_id = lingqu_corp()")
    assert (done.report.unknown, done.counts.created, row["is_visitor"]) == (1, 1, False)
    assert await values(shop) == {row["customer_id"]: {"member_level": "银卡"}}


async def test_orders_find_members_by_their_number_and_their_phone(shop: Shop) -> None:
    await shop.take(text([HEADER, ["M009", "13900000009", "", "", "", ""]]), ImportKind.MEMBERS)
    header = ["小票号", "销售时间", "会员卡号", "手机号", "整单金额"]

    done = await shop.take(
        text(
            [
                header,
                ["X1", "2026-03-01 10:00:00", "M009", "", "10"],
                ["X2", "2026-03-01 11:00:00", "", "13900000009", "20"],
                ["X3", "2026-03-01 12:00:00", "", "13900000008", "30"],
            ]
        )
    )

    assert (done.report.matched, done.report.unknown) == ({"member_no": 1, "phone": 1}, 1)
    assert [order[0] for order in (await shop.orders()).values()] == [0, 0, None]


async def test_a_phone_that_staff_noted_gives_attributes_and_joins_nobody(shop: Shop) -> None:
    anna = (await shop.customers("wm_anna"))["wm_anna"]
    await shop.befriend(anna, "guide", phone="+8613912341111")

    done = await shop.take(text([HEADER, ["M001", "13912341111", "", "金卡", "", ""]]), ImportKind.MEMBERS)

    assert done.report.matched == {"noted_phone": 1}
    assert await values(shop) == {anna: {"member_level": "金卡"}}
    assert await shop.rows("SELECT 1 FROM identity WHERE corp_id = lingqu_corp()") == []


async def test_tags_are_granted_on_the_newest_live_relation(shop: Shop) -> None:
    anna = (await shop.customers("wm_anna"))["wm_anna"]
    await shop.befriend(anna, "guide")
    await add_tag(shop, 1, "老客", 1)
    await add_tag(shop, 2, "同名", 1)
    await add_tag(shop, 3, "同名", 2)

    import_id = await shop.upload(
        text(
            [
                HEADER,
                [*ANNA[:4], "老客、组2/同名", "wm_anna"],
                ["M002", "", "", "", "同名", ""],
                ["M003", "", "", "", "没有的", ""],
            ]
        ),
        ImportKind.MEMBERS,
    )
    checked = await shop.check(import_id)
    async with shop.database.unit(shop.corp_id) as unit:
        await api.start_import(unit, import_id)
    await shop.steps.run_due(only="commerce.publish_import")

    assert checked.counts.refused == 2
    granted = await shop.rows("SELECT tag_id, source FROM relation_tag WHERE corp_id = lingqu_corp() ORDER BY tag_id")
    assert [(row["tag_id"], row["source"]) for row in granted] == [
        (1, f"import:{import_id}"),
        (3, f"import:{import_id}"),
    ]


async def test_a_row_that_names_nobody_is_refused(shop: Shop) -> None:
    rows = [
        HEADER,
        ["", "", "", "金卡", "", ""],
        ["", "", "", "", "", "wm_nobody"],
        ["", "139****1111", "", "", "", ""],
    ]
    import_id = await shop.upload(text(rows), ImportKind.MEMBERS)

    checked = await shop.check(import_id)

    problems = await shop.rows("SELECT problems FROM import_row WHERE corp_id = lingqu_corp() ORDER BY number")
    assert [row["problems"][0]["trouble"] for row in problems] == [
        Trouble.NO_IDENTITY, Trouble.UNKNOWN_MEMBER, Trouble.NO_IDENTITY,
    ]  # fmt: skip
    assert checked.counts.refused == 3


async def test_a_column_may_be_any_attribute_that_is_defined(shop: Shop) -> None:
    async with shop.database.unit(shop.corp_id) as unit:
        definition = AttributeDefinition(key="points", label="积分", type=AttributeType.NUMBER)
        await attributes.define_attribute(unit, definition)
    import_id = await shop.upload(text([["会员卡号", "积分"], ["M1", "1,200"], ["M2", "many"]]), ImportKind.MEMBERS)
    draft = await shop.get(import_id)
    assert draft.column_map is not None

    told = (*draft.column_map.assignments, Assignment(column=1, field="attribute:points"))
    async with shop.database.unit(shop.corp_id) as unit:
        await api.map_columns(unit, import_id, ColumnMap(source="members", assignments=told))
    await shop.check(import_id)
    done = await shop.start(import_id)

    assert list((await values(shop)).values()) == [{"points": 1200}]
    assert (done.counts.refused, done.counts.published) == (1, 1)


async def test_two_orders_that_show_one_unionid_and_two_phones_make_one_person(shop: Shop) -> None:
    await shop.take(text([HEADER, ["M1", "13900000001", "", "", "", ""]]), ImportKind.MEMBERS)
    header = ["订单号", "订单创建时间", "订单实付金额", "UnionID", "买家手机号", "买家付款时间", "规格编码"]
    rows = [
        ["1", "2026-03-01 10:00", "1", "ou1", "13900000001", "", ""],
        ["2", "2026-03-01 11:00", "1", "ou1", "13900000002", "", ""],
    ]

    await shop.take(text([header, *rows[:1]]))
    await shop.take(text([header, *rows[1:]]))
    await shop.take(text([header, ["3", "2026-03-01 12:00", "1", "", "13900000002", "", ""]]))

    assert [order[0] for order in (await shop.orders()).values()] == [0, 0, 0]
    async with shop.database.read(shop.corp_id) as session:
        known = await persons.get_identities(session, CustomerId(0), seals=shop.keyring)
    assert sorted((one.kind, one.source) for one in known.identities) == [
        ("member", "members"), ("phone", "members"), ("phone", "order"), ("unionid", "order"),
    ]  # fmt: skip


async def test_an_order_of_nobody_finds_its_buyer_later_and_tells_its_facts_then(shop: Shop) -> None:
    header = ["小票号", "销售时间", "会员卡号", "整单金额"]
    await shop.take(text([header, ["X1", "2026-03-01 10:00:00", "M009", "10"]]))
    assert await shop.facts() == []
    await shop.take(text([HEADER, ["M009", "", "", "", "", ""]]), ImportKind.MEMBERS)

    await shop.match_orders()
    await shop.match_orders()

    assert await shop.orders() == {"X1": (0, "paid", 1000, 0)}
    assert [(kind, customer, data.get("amount_fen")) for kind, customer, data in await shop.facts()] == [
        ("customer.belongs", 0, None), ("order.placed", 0, 1000), ("order.paid", 0, 1000),
    ]  # fmt: skip
