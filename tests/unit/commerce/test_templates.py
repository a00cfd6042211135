from dataclasses import replace

import pytest

from lingqu.commerce.contracts.imports import Assignment, ColumnMap, ImportKind, Template
from lingqu.commerce.domain.files.cells import Row
from lingqu.commerce.domain.template_words import TEMPLATES
from lingqu.commerce.domain.templates import assign, checked_map, find_header, suggest
from lingqu.commerce.errors import BadMappingError

TMALL = (
    "订单编号,买家会员名,买家应付货款,买家实际支付金额,订单状态,联系手机,"
    "订单创建时间,订单付款时间,宝贝标题,宝贝总数量,店铺名称"
)
JD = "订单号,商品编号,商品名称,订购数量,下单时间,京东价,订单金额,应付金额,订单状态,下单帐号,联系电话,付款确认时间"
TILL = "小票号,销售时间,门店,导购,会员卡号,手机号码,商品条码,商品名称,品类,数量,实收金额(元)"
MINI = (
    "订单号,订单状态,订单创建时间,买家付款时间,订单实付金额(元),商品名称,规格编码,商品数量,买家手机号,UnionID,归属店铺"
)
MEMBERS = "会员卡号,姓名,手机号,出生日期,会员等级,标签"

MAP = ColumnMap(
    source="pos",
    assignments=(Assignment(column=0, field="order_no"), Assignment(column=1, field="placed_at"),
                 Assignment(column=2, field="amount")),
)  # fmt: skip
COLUMNS = ["a", "b", "c"]


def found(kind: ImportKind, header: str) -> tuple[str, dict[str, str]]:
    columns = header.split(",")
    template, assignments = suggest(kind, columns)
    return template.code, {one.field: columns[one.column] for one in assignments}


@pytest.mark.parametrize(
    ("header", "code", "some"),
    [
        (TMALL, "tmall", {"amount": "买家实际支付金额", "buyer": "买家会员名", "phone": "联系手机"}),
        (JD, "jd", {"amount": "应付金额", "sku": "商品编号", "buyer": "下单帐号", "quantity": "订购数量"}),
        (TILL, "pos", {"order_no": "小票号", "line_amount": "实收金额(元)", "member_no": "会员卡号"}),
        (MINI, "mini_program", {"amount": "订单实付金额(元)", "unionid": "UnionID", "shop": "归属店铺"}),
    ],
)
def test_an_export_is_known_by_its_columns(header: str, code: str, some: dict[str, str]) -> None:
    told, fields = found(ImportKind.ORDERS, header)

    assert told == code
    assert {field: fields.get(field) for field in some} == some


def test_members_are_known_by_their_columns() -> None:
    assert found(ImportKind.MEMBERS, MEMBERS) == (
        "members",
        {"member_no": "会员卡号", "phone": "手机号", "birthday": "出生日期", "level": "会员等级", "tags": "标签"},
    )


def test_a_corps_own_template_goes_before_ours() -> None:
    own = Template(
        code="own:1", kind=ImportKind.ORDERS, source="erp", name="ERP",
        fields={"order_no": ["订单号"], "placed_at": ["下单时间"], "amount": ["应付金额"], "status": ["订单状态"],
                "buyer": ["下单帐号"], "phone": ["联系电话"], "paid_at": ["付款确认时间"], "sku": ["商品编号"],
                "item": ["商品名称"], "quantity": ["订购数量"]},
        statuses={},
    )  # fmt: skip

    assert suggest(ImportKind.ORDERS, JD.split(","), [own])[0] is own


def test_every_template_names_fields_once_and_only_known_ones() -> None:
    for template in TEMPLATES:
        columns = [names[0] for names in template.fields.values()]
        told = assign(template, columns)
        checked_map(template.kind, ColumnMap(source=template.source, assignments=told), columns)


def test_titles_above_the_column_names_are_passed_over() -> None:
    rows = [
        Row(1, ["某某服饰有限公司销售明细"]),
        Row(2, ["导出时间", "2026-03-01", "", "门店"]),
        Row(4, TILL.split(",")),
        Row(5, ["1001", "2026-03-01"]),
    ]

    header = find_header(rows, TEMPLATES)

    assert header is rows[2]


def test_unknown_columns_are_the_first_full_row() -> None:
    rows = [Row(1, ["report"]), Row(2, ["foo", "bar"]), Row(3, ["1", "2"])]

    assert find_header(rows, TEMPLATES) is rows[1]


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (replace(MAP, source=""), "source"),
        (replace(MAP, source="淘宝"), "source"),
        (replace(MAP, assignments=MAP.assignments[:2]), "missing_field"),
        (replace(MAP, assignments=(*MAP.assignments, Assignment(column=0, field="shop"))), "same_column"),
        (replace(MAP, assignments=(*MAP.assignments, Assignment(column=3, field="shop"))), "unknown_column"),
        (replace(MAP, assignments=(*MAP.assignments, Assignment(column=2, field="birthday"))), "unknown_field"),
        (replace(MAP, assignments=(MAP.assignments[0], *MAP.assignments)), "same_field"),
        (replace(MAP, statuses={"完成": "done"}), "unknown_status"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused_by_name(told: ColumnMap, problem: str) -> None:
    with pytest.raises(BadMappingError) as refused:
        checked_map(ImportKind.ORDERS, told, COLUMNS)

    assert refused.value.data["problem"] == problem


def test_a_mapping_that_can_be_meant_stands() -> None:
    assert checked_map(ImportKind.ORDERS, MAP, COLUMNS) is MAP
