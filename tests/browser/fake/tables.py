"""Imports and lists that the fake begins with: files of a tea house's tills, shops and events."""

from datetime import timedelta
from typing import Any

from .people import START, iso

Json = dict[str, Any]

_ORDERS = """\
小票号,销售时间,会员手机号,门店,商品名称,商品类别,数量,实收金额,单据类型,备注
XP2026112200017,2026-11-22 10:02:11,13912340017,杭州大悦城店,桂花乌龙 250g,乌龙,2,196.00,销售,
XP2026112200018,2026-11-22 10:05:40,13912340018,杭州大悦城店,白毫银针 50g,白茶,1,268.00,销售,要礼盒
XP2026112200018,2026-11-22 10:05:40,13912340018,杭州大悦城店,手冲壶,器具,1,158.00,销售,
XP2026112200019,2026-11-22 10:11:03,139****0019,杭州大悦城店,铁观音 100g,乌龙,1,88.00,换货,
XP2026112200020,2026-11-22 10:15:27,1391234,西溪印象城店,陈皮白茶,白茶,3,204.00,销售,
XP2026112200021,2026-11-22 10:18:59,13912340021,西溪印象城店,大红袍 125g,岩茶,1,三百二,销售,
XP2026112200022,2026-11-22 10:21:30,13912340022,西溪印象城店,碎银子,熟普,2,118.00,销售,"""
[ORDER_COLUMNS, *ORDER_ROWS] = [line.split(",") for line in _ORDERS.splitlines()]
ORDER_FIELDS = ["order_no", "placed_at", "phone", "shop", "item", "category", "quantity", "line_amount", "status"]

PEOPLE_COLUMNS = ["姓名", "手机号", "会员号"]
PEOPLE_ROWS = [
    ["胡平", "13912340001", ""],
    ["罗敏", "", "V20017"],
    ["钱小雨", "1391234", ""],
    ["陈立", "13912340004", "V20031"],
]

TEMPLATES: list[Json] = [
    {
        "code": "own:1", "own": True, "kind": "orders", "source": "erp", "name": "总部 ERP 日报",
        "fields": {"order_no": ["单据号"], "placed_at": ["过账时间"], "amount": ["含税金额"]}, "statuses": {},
    },
    {
        "code": "pos", "own": False, "kind": "orders", "source": "pos", "name": "门店 POS",
        "fields": {
            "order_no": ["小票号", "单号"], "placed_at": ["销售时间"], "phone": ["会员手机号", "手机号"],
            "shop": ["门店"], "item": ["商品名称"], "category": ["商品类别"], "quantity": ["数量"],
            "line_amount": ["实收金额"], "status": ["单据类型"],
        },
        "statuses": {},
    },
    {
        "code": "tmall", "own": False, "kind": "orders", "source": "tmall", "name": "天猫 / 淘宝",
        "fields": {"order_no": ["订单编号"], "placed_at": ["订单创建时间"], "amount": ["买家实际支付金额"]},
        "statuses": {},
    },
    {
        "code": "members", "own": False, "kind": "members", "source": "members", "name": "会员资料",
        "fields": {"member_no": ["会员号"], "phone": ["手机号"], "level": ["会员等级"]}, "statuses": {},
    },
    {
        "code": "people", "own": False, "kind": "people", "source": "people", "name": "客户名单",
        "fields": {"phone": ["手机号"], "member_no": ["会员号"]}, "statuses": {},
    },
]  # fmt: skip

NOTHING_FOUND = {"matched": {}, "ambiguous": 0, "unknown": 0, "duplicates": 0, "unknown_shops": 0, "unknown_staff": 0}
ORDERS_FOUND = {
    "matched": {"phone": 6_904, "member_no": 1_188, "unionid": 402, "noted_phone": 1_731},
    "ambiguous": 38, "unknown": 2_215, "duplicates": 12, "unknown_shops": 46, "unknown_staff": 0,
}  # fmt: skip
PEOPLE_FOUND = {
    "matched": {"phone": 702, "member_no": 164}, "ambiguous": 6, "unknown": 311, "duplicates": 19,
    "unknown_shops": 0, "unknown_staff": 0,
}  # fmt: skip


def counts(read: int = 0, *, expected: int = 0, refused: int = 0, published: int = 0, created: int = 0) -> Json:
    """How far an import is; of what was published, a tenth was known and changed."""
    return {
        "expected": expected or read,
        "read": read,
        "refused": refused,
        "published": published,
        "created": created,
        "changed": created // 10,
        "unchanged": 0,
    }


def table(number: int, kind: str, state: str, name: str, **more: Any) -> Json:
    """An import as the API shows it."""
    orders = kind == "orders"
    columns, fields = (ORDER_COLUMNS, ORDER_FIELDS) if orders else (PEOPLE_COLUMNS, ["", "phone", "member_no"])
    source = "pos" if orders else kind
    assignments = [{"column": place, "field": field} for place, field in enumerate(fields) if field]
    at = START - timedelta(hours=30 - 2 * number)
    return {
        "import_id": number,
        "kind": kind,
        "state": state,
        "name": name,
        "size_bytes": 1_482_113,
        "layout": {
            "format": "csv", "encoding": "gb18030", "delimiter": ",", "sheet": None, "header_row": 3,
            "columns": columns,
        },
        "mapping": {"source": source, "assignments": assignments, "statuses": {}, "template": source},
        "counts": counts(expected=15_830),
        "report": NOTHING_FOUND,
        "error": None,
        "created_at": iso(at),
        "finished_at": iso(at) if state in {"published", "failed", "cancelled"} else None,
        **more,
    }  # fmt: skip


def make_imports() -> list[Json]:
    """One import in each state, the newest last."""
    done = counts(15_830, refused=143, published=15_687, created=12_478)
    return [
        table(1, "orders", "published", "10月门店小票.xlsx", counts=done, report=ORDERS_FOUND),
        table(2, "members", "failed", "会员导出.xls", layout=None, mapping=None, counts=counts(),
              error={"code": "commerce.old_workbook", "data": {}}),
        table(3, "people", "published", "品鉴会报名.csv", counts=counts(1_214, refused=31, published=1_183),
              report=PEOPLE_FOUND),
        table(4, "people", "checked", "秋茶回访名单.csv", counts=counts(1_214, refused=31), report=PEOPLE_FOUND),
        table(5, "orders", "checked", "11月上旬门店小票.csv", counts=counts(15_830, refused=143), report=ORDERS_FOUND),
        table(6, "orders", "draft", "11月22日门店小票.csv"),
    ]  # fmt: skip


def list_file(version: int, import_id: int, name: str, *, matched: int, entries: int) -> Json:
    """A file that a list was made of."""
    at = iso(START - timedelta(days=9 - version))
    return {
        "version": version, "import_id": import_id, "file_name": name, "rows": entries + 31, "invalid": 12,
        "duplicates": 19, "entries": entries, "matched": matched, "ambiguous": 6, "unknown": entries - matched - 6,
        "made_at": at, "filled_at": at, "matched_at": at,
    }  # fmt: skip


def customer_list(number: int, name: str, files: list[Json], *, size: int) -> Json:
    """A list as the API shows it; without `files` and `segments` where many are shown."""
    return {
        "list_id": number, "name": name, "version": files[0]["version"], "file": files[0], "filling_import_id": None,
        "size": size, "created_at": files[-1]["made_at"], "files": files, "segments": [],
    }  # fmt: skip


def make_lists() -> list[Json]:
    """Two lists, one of them replaced once and named by a segment."""
    spring = list_file(1, 1, "春茶品鉴会.csv", matched=402, entries=566)
    autumn = list_file(2, 3, "品鉴会报名.csv", matched=866, entries=1_183)
    named = customer_list(1, "品鉴会来宾", [autumn, spring], size=841)
    named["segments"] = [{"segment_id": 1, "name": "沉睡熟客"}]
    return [named, customer_list(2, "门店体验官", [list_file(1, 3, "体验官.xlsx", matched=58, entries=61)], size=58)]
