"""The portrait of one customer: what they bought, where they belong, what they are known by; and why they fit."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .brand import Brand
from .http import Refused, Request, Router
from .people import START, iso
from .platform import find

Json = dict[str, Any]

DAY = timedelta(days=1)
BOUGHT = [
    ("tmall", "2026110400817", None, 3, 26_800, 0, "completed", ["绿茶", "礼盒"], 18),
    ("pos", "SH01-88213", "上海万象城店", 2, 5_600, 0, "completed", ["花茶"], 31),
    ("mini_program", "M20261002-77", None, 1, 19_900, 19_900, "paid", ["茶具"], 51),
    ("pos", "SH01-84770", "上海万象城店", 4, 12_400, 2_000, "completed", ["绿茶", "普洱"], 77),
    ("jd", "290117745512", None, 1, 8_800, 0, "cancelled", ["乌龙"], 120),
]


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register what a customer's page asks beside the customer."""

    def row_of(request: Request) -> Json:
        return find(brand().customers, "customer_id", request, "customers.not_found")

    def segments(request: Request) -> Json:
        row_of(request)
        return {"items": _belongings(brand().segments)}

    def identities(request: Request) -> Json:
        now, row = brand(), row_of(request)
        known = identities_of(row["customer_id"], now.unmerged)
        if now.role == "analyst":
            for one in (*known["identities"], *known["merges"]):
                one["value"] = None
        return known

    def unmerge(request: Request) -> Json:
        brand().unmerged.add(request.body["merge_id"])
        return identities(request)

    def explain(request: Request) -> Json:
        if brand().history_down:
            raise Refused(503, "history.down")
        known = {one["customer_id"] for one in brand().customers}
        asked = [one for one in request.body["customer_ids"] if one in known]
        return {"at": iso(START), "sentence": "", "items": [_explanation(one, request.body) for one in asked]}

    router.add("GET", "/api/customers/{id}/orders", lambda request: purchases_of(row_of(request)["customer_id"]))
    router.add("GET", "/api/customers/{id}/segments", segments)
    router.add("GET", "/api/customers/{id}/identities", identities)
    router.add("POST", "/api/customers/{id}/unmerge", unmerge)
    router.add("POST", "/api/identities/{id}/release", lambda _: {})
    router.add("POST", "/api/segments/explain", explain)


def purchases_of(number: int) -> Json:
    """Orders of every other customer."""
    rows: list[Json] = [
        {
            "order_id": index + 1,
            "source": source,
            "order_no": order_no,
            "shop": shop,
            "items": items,
            "amount_fen": amount,
            "refunded_fen": refunded,
            "status": status,
            "categories": categories,
            "placed_at": iso(START - ago * DAY),
            "paid_at": None if status == "cancelled" else iso(START - ago * DAY),
        }
        for index, (source, order_no, shop, items, amount, refunded, status, categories, ago) in enumerate(BOUGHT)
        if number % 2 == 0
    ]
    kept = [one for one in rows if one["paid_at"] and one["refunded_fen"] < one["amount_fen"]]
    net = sum(one["amount_fen"] - one["refunded_fen"] for one in kept)
    return {
        "orders": len(kept),
        "net_fen": net,
        "average_fen": net // len(kept) if kept else None,
        "refunded_fen": sum(one["refunded_fen"] for one in rows),
        "first_paid_at": kept[-1]["paid_at"] if kept else None,
        "last_paid_at": kept[0]["paid_at"] if kept else None,
        "latest": rows,
    }


def _belongings(segments: list[Json]) -> list[Json]:
    since = [(2, "time"), (9, "definition"), (40, "data"), (None, None)]
    mine = [one for one in segments if one["size"] and one["segment_id"] in {1, 3, 6, 8}]
    return [
        {
            "segment_id": one["segment_id"],
            "name": one["name"],
            "size": one["size"],
            "since": None if ago is None else iso(START - ago * DAY),
            "because": because,
        }
        for one, (ago, because) in zip(mine, since, strict=False)
    ]


def identities_of(number: int, unmerged: set[int]) -> Json:
    """Somebody who shopped before a member added them, and whose shop phone joins too many."""
    other = number - 60 if number > 60 else number + 60
    one = {"customer_id": number, "cut_at": None, "quarantined_at": None}
    joined = [] if 1 in unmerged else [{"customer_id": other, "external_userid": f"wmGUANSHAN{other:06}"}]
    return {
        "customer_id": number,
        "external_userids": [{"customer_id": number, "external_userid": f"wmGUANSHAN{number:06}"}, *joined],
        "identities": [
            one | _shown(1, "unionid", f"oGUANSHAN{number:08}", "wecom", 51),
            one | _shown(2, "phone", "+86139****1111", "order", 31),
            one | _shown(3, "member", "GS-0088213", "members", 30) | ({} if 1 in unmerged else {"customer_id": other}),
            one | _shown(4, "buyer:tmall", "tb_qingcha88", "order", 18),
            one | _shown(5, "phone", "+86400****8888", "order", 12) | {"quarantined_at": iso(START - 3 * DAY)},
        ],
        "merges": [
            {
                "merge_id": 1,
                "customer_id": other,
                "into_id": number,
                "kind": "phone",
                "value": "+86139****1111",
                "source": "order",
                "seen_at": iso(START - 31 * DAY),
                "merged_at": iso(START - 30 * DAY),
                "ended_at": iso(START) if 1 in unmerged else None,
                "ended_by": "account:1" if 1 in unmerged else None,
            },
            {
                "merge_id": 2,
                "customer_id": number + 3,
                "into_id": number,
                "kind": "phone",
                "value": "+86400****8888",
                "source": "order",
                "seen_at": iso(START - 12 * DAY),
                "merged_at": iso(START - 12 * DAY),
                "ended_at": iso(START - 3 * DAY),
                "ended_by": "quarantine",
            },
        ],
    }


def _shown(number: int, kind: str, value: str, source: str, ago: int) -> Json:
    return {
        "identity_id": number,
        "kind": kind,
        "value": value,
        "source": source,
        "first_seen_at": iso(START - ago * DAY),
    }


# ───────────────────────── why ─────────────────────────


def _explanation(number: int, asked: Json) -> Json:
    """Even ones fit and odd ones do not; of a segment beyond the third nobody of them."""
    fits = number % 2 == 0 and asked.get("segment_id") not in {4, 5, 9}
    return {
        "customer_id": number,
        "person_id": number,
        "in_universe": True,
        "fits": fits,
        "is_member": None if asked.get("segment_id") is None else fits,
        "reason": _tree(fits=fits),
    }


def _tree(*, fits: bool) -> Json:
    tag = _reason("$.of[0]", "tag", "有标签「熟客」", "有「熟客」（刘艳子，2026-10-02 14:05）", holds=True)
    order = _reason(
        "$.of[1].of.of[0]",
        "order",
        "最近 60 天内买过东西",
        "所问的时间内没有订单，最近一次下单 2026-09-06 19:20（77 天前）"
        if fits
        else "1 单，最近一次下单 2026-11-04 11:02（18 天前）",
        holds=not fits,
    )
    birthday = _reason("$.of[1].of.of[1]", "attribute", "生日在本月", "值为 1990-03-15", holds=False)
    either = _reason("$.of[1].of", "any", "以下至少满足一项", None, order, birthday, holds=not fits)
    none = _reason("$.of[1]", "not", "以下不满足", None, either, holds=fits)
    root = _reason("$", "all", "以下全部满足", f"2 项中满足 {1 + fits} 项", tag, none, holds=fits)
    return _decided(root, decides=True)


def _reason(path: str, kind: str, sentence: str, value: str | None, *of: Json, holds: bool) -> Json:
    return {"path": path, "kind": kind, "sentence": sentence, "value": value, "of": list(of), "holds": holds}


def _decided(reason: Json, *, decides: bool) -> Json:
    same = reason["kind"] == "not"
    below = [_decided(one, decides=decides and (same or one["holds"] is reason["holds"])) for one in reason["of"]]
    return reason | {"decides": decides, "of": below}
