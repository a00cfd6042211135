"""Channels, their codes and pictures, their reports."""

import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import segno

from .brand import Brand
from .http import Answer, Request, Router
from .people import START, iso
from .platform import find, page

Json = dict[str, Any]

MENU = "回复「菜单」看本店新品，新客第一杯立减 5 元。"

NEW_CHANNEL: Json = {
    "status": "preparing",
    "status_reason": None,
    "added": 0,
    "added_today": 0,
    "greeted_in_time_permille": None,
    "cost_per_add_fen": None,
}


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register channels, their codes, their pictures and their reports."""
    _channels(router, brand)
    _codes(router, brand)
    _reports(router, brand)


def _row_of(brand: Brand, request: Request) -> Json:
    row = find(brand.channels, "channel_id", request, "acquisition.channel_not_found")
    return row | draft_of(brand, row) | {"config_id": "cfg01", "qr_url": "https://wework.example/ct/1"}


def _channels(router: Router, brand: Callable[[], Brand]) -> None:
    def row_of(request: Request) -> Json:
        return _row_of(brand(), request)

    def create(request: Request) -> Json:
        now = brand()
        number = len(now.channels) + 1
        row = NEW_CHANNEL | {
            "channel_id": number,
            "name": request.body["name"],
            "state": f"ch_{1023 + number}",
            "cost_fen": request.body["cost_fen"],
            "staff_count": len(request.body["staff_ids"]),
            "expires_at": request.body["expires_at"],
            "created_at": iso(START),
        }
        now.channels.append(row)
        now.drafts[number] = request.body
        return row | request.body | {"config_id": None, "qr_url": None}

    def revise(request: Request) -> Json:
        now, row = brand(), row_of(request)
        now.drafts[row["channel_id"]] = draft_of(now, row) | request.body
        found = find(now.channels, "channel_id", request, "acquisition.channel_not_found")
        found["name"] = request.body.get("name", found["name"])
        return row_of(request)

    def archive(request: Request) -> Json:
        find(brand().channels, "channel_id", request, "acquisition.channel_not_found")["status"] = "archived"
        return row_of(request)

    def preview(request: Request) -> Json:
        text, fallback = request.body["text"], request.body["fallback_text"] or ""
        words = {"{{ customer.name }}": "刘颖", "{{ staff.name }}": "王芳", "{{ channel.name }}": "收银台立牌"}
        problems = (
            [{"place": "text", "message": "有一个「{{」没有写完整"}] if text.count("{{") != text.count("}}") else []
        )
        for name, value in words.items():
            text = text.replace(name, value)
        return {"rendered": text, "fallback": fallback, "problems": problems}

    def listed(request: Request) -> Json:
        archived = request.one("archived") == "true"
        return page([row for row in brand().channels if archived == (row["status"] == "archived")], request)

    router.add("GET", "/api/channels", listed)
    router.add("POST", "/api/channels", create)
    router.add("POST", "/api/channels/preview", preview)
    router.add("GET", "/api/channels/{id}", row_of)
    router.add("PATCH", "/api/channels/{id}", revise)
    router.add("POST", "/api/channels/{id}/archive", archive)


def _codes(router: Router, brand: Callable[[], Brand]) -> None:
    def qr(request: Request) -> Answer:
        row, out = _row_of(brand(), request), io.BytesIO()
        kind = "svg" if request.path.endswith("svg") else "png"
        segno.make(f"https://work.weixin.example/ca/{row['state']}", error="m").save(out, kind=kind, scale=8, border=0)
        return Answer(out.getvalue(), "image/svg+xml" if kind == "svg" else "image/png")

    def upload_file(request: Request) -> Json:
        head, body = request.raw.split(b"\r\n\r\n", 1)
        content = body.rsplit(b"\r\n--", 1)[0]
        key = f"{hashlib.sha256(content).hexdigest()[:16]}.bin"
        brand().blobs[key] = content
        name = head.split(b'filename="')[1].split(b'"')[0].decode()
        return {"blob_key": key, "kind": "file", "name": name, "url": f"/api/blobs/{key}", "bytes": len(content)}

    def upload(request: Request) -> Json:
        picture = request.raw.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0]
        film = request.path.endswith("/videos")
        key = f"{hashlib.sha256(picture).hexdigest()[:16]}.{'mp4' if film else 'png'}"
        brand().blobs[key] = picture
        size = {"seconds": 18.0} if film else {"width": 600, "height": 400}
        kind = "video" if film else "image"
        return {"blob_key": key, "kind": kind, "url": f"/api/blobs/{key}", "bytes": len(picture)} | size

    def blob(request: Request) -> Answer:
        key = request.parts["key"]
        return Answer(brand().blobs[key], "video/mp4" if key.endswith("mp4") else "image/png")

    router.add("GET", "/api/channels/{id}/qr.svg", qr)
    router.add("GET", "/api/channels/{id}/qr.png", qr)
    router.add("POST", "/api/blobs", upload)
    router.add("POST", "/api/blobs/videos", upload)
    router.add("POST", "/api/blobs/files", upload_file)
    router.add("GET", "/api/blobs/{key}", blob)


def draft_of(brand: Brand, row: Json) -> Json:
    """What the editor edits."""
    return brand.drafts.get(row["channel_id"]) or {
        "name": row["name"],
        "cost_fen": row["cost_fen"],
        "staff_ids": [one["staff_id"] for one in brand.staff[:3]],
        "department_ids": [],
        "skip_verify": True,
        "expires_at": row["expires_at"],
        "fallback_staff_ids": [281],
        "tag_ids": [1, 10],
        "remark_template": "{{ customer.name }}-门店",
        "welcome": [
            {
                "hours": {"weekdays": [1, 2, 3, 4, 5], "from": "22:00", "to": "09:00"},
                "text": "{{ customer.name }}您好，门店已打烊，明早 9 点后为您服务。",
                "fallback_text": None,
                "attachments": [],
            },
            {
                "hours": None,
                "text": "{{ customer.name }}您好，我是观山茶社的{{ staff.name }}。\n" + MENU,
                "fallback_text": "您好，欢迎来到观山茶社。\n" + MENU,
                "attachments": [
                    {
                        "kind": "link",
                        "title": "新客第一杯立减 5 元",
                        "url": "https://example.com/coupon",
                        "desc": "到店出示即可使用，30 天内有效",
                        "pic_url": None,
                    },
                    {
                        "kind": "miniprogram",
                        "title": "观山茶社 · 在线点单",
                        "appid": "wx0000000000000001",
                        "page": "pages/menu/index",
                        "blob_key": "",
                    },
                ],
            },
        ],
    }


def report_row(scale: int, cost_fen: int | None) -> Json:
    """Numbers of a report in one proportion."""
    adds = scale * 11
    return {
        "adds_new": adds,
        "adds_returning": scale,
        "adds_half": scale // 3,
        "deleted_by_customer_24h": scale // 2,
        "deleted_by_customer_7d": scale,
        "deleted_by_staff_24h": scale // 9,
        "deleted_by_staff_7d": scale // 5,
        "greetings_due": adds + scale,
        "greetings_in_time": adds + scale - scale // 40,
        "cost_fen": cost_fen,
        "cost_per_add_fen": cost_fen // adds if cost_fen and adds else None,
    }


def _reports(router: Router, brand: Callable[[], Brand]) -> None:
    def report(scale: int, cost_fen: int | None) -> Json:
        now = brand()
        shops = [row for row in now.departments if row["is_shop"]][:12]
        days = [START - timedelta(days=29 - index) for index in range(30)]
        return {
            "totals": report_row(scale, cost_fen),
            "by_day": [
                {"day": day.date().isoformat()} | report_row(max(1, scale // 30 + (index * 7) % 5 - 2), None)
                for index, day in enumerate(days)
            ],
            "by_shop": [
                {"department_id": row["department_id"], "name": row["name"]} | report_row(scale // (index + 4), None)
                for index, row in enumerate(shops)
            ]
            + [{"department_id": None, "name": ""} | report_row(scale // 30, None)],
            "by_staff": [
                {"staff_id": one["staff_id"], "name": one["name"]} | report_row(scale // (index + 8), None)
                for index, one in enumerate(now.staff[:12])
            ],
            "not_known": ["scans", "refusals"],
        }

    def single(request: Request) -> Json:
        row = find(brand().channels, "channel_id", request, "acquisition.channel_not_found")
        return report(row["added"] // 12, row["cost_fen"] or None)

    def overall(_: Request) -> Json:
        rows = brand().channels
        by_channel = [
            {"channel_id": row["channel_id"], "name": row["name"]}
            | report_row(row["added"] // 12, row["cost_fen"] or None)
            for row in rows
        ]
        totals = report(sum(row["added"] for row in rows) // 12, sum(row["cost_fen"] for row in rows))
        return totals | {"by_channel": by_channel}

    router.add("GET", "/api/channels/{id}/report", single)
    router.add("GET", "/api/report/channels", overall)
