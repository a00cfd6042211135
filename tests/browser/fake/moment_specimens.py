"""Moments of the made-up brand in each of their states, and what they show."""

import io
from datetime import timedelta
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

from doubles.films import film

from .people import START, iso

Json = dict[str, Any]

PICTURES = {"tea-cup.png": 28, "tea-field.png": 96, "tea-box.png": 350}
"""Keys of pictures by the hue that they have."""
FILM = "tea-field.mp4"
NOBODY = {"asked": 0, "published": 0}
UNSEEN = {"shown": 0, "waiting": 0, "not_shown": 0, "skipped": 0}


@cache
def make_blobs() -> dict[str, bytes]:
    """The pictures and the video that the moments show."""
    return {key: _picture(hue) for key, hue in PICTURES.items()} | {FILM: film(18)}


def _picture(hue: int) -> bytes:
    image = Image.linear_gradient("L").convert("RGB").point(lambda light: 120 + light // 2)
    image = Image.blend(image, Image.new("RGB", image.size, f"hsl({hue}, 60%, 60%)"), 0.7)
    ImageDraw.Draw(image).ellipse((72, 88, 184, 200), fill=f"hsl({hue}, 45%, 35%)")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def make_moments() -> list[Json]:
    """One moment in each state a reader meets, the newest first."""
    sleeping = {"segment_id": 1, "name": "沉睡熟客", "archived": False}
    pictures = [{"kind": "image", "blob_key": key} for key in PICTURES]
    return [
        moment(8, "双旦礼盒预告", "draft", "元旦礼盒开始预订，前 200 位送限量茶罐。", pictures[2:]),
        moment(
            7,
            "老茶客专享",
            "awaiting_approval",
            "老朋友回来坐坐，第二泡我们请。",
            pictures[:1],
            segment=sleeping,
            reach=7_906,
            sent_by="account:2",
            sent_by_name="周倩",
            governed=True,
        ),
        moment(
            6,
            "沉睡熟客问候",
            "marking",
            "好久不见。桂花乌龙上市了，来店里坐坐？",
            pictures[:2],
            segment=sleeping,
            programme={"programme_id": 4, "name": "沉睡熟客唤醒"},
            governed=True,
            sent_by_name="林晓",
            marking={"marks": 5_200, "marked": 3_412, "unplanned": 2_706, "minutes": 38, "per_minute": 120},
            skips=[{"reason": "held_out", "count": 612}, {"reason": "consent_withdrawn", "count": 41}],
            counts=UNSEEN | {"skipped": 653},
        ),
        moment(
            5,
            "冬季新品",
            "waiting",
            "冬季新品三款上市：桂花乌龙拿铁、红枣姜茶、雪顶抹茶。\n带上朋友圈到店，第二杯半价。",
            pictures,
            tags=[{"tag_id": 2, "name": "熟客"}, {"tag_id": 3, "name": "会员"}],
            sent_by_name="林晓",
            members={"asked": 286, "published": 204},
            counts={"shown": 9_318, "waiting": 3_120, "not_shown": 46, "skipped": 0},
            handed_over_at=iso(START - timedelta(hours=3)),
            closes_at=iso(START + timedelta(hours=11)),
        ),
        moment(
            4,
            "门店直播",
            "cancelled",
            "今晚八点，制茶师傅在直播间等您。",
            [{"kind": "link", "title": "直播间", "url": "https://live.guanshan.example/8", "blob_key": "tea-box.png"}],
            problem="frozen",
            sent_by_name="周倩",
            members={"asked": 286, "published": 12},
            counts={"shown": 402, "waiting": 0, "not_shown": 11_640, "skipped": 0},
        ),
        moment(2, "茶园清晨", "done", "清晨六点的茶园。", [{"kind": "video", "blob_key": FILM}], **_over()),
        moment(
            1,
            "冬至问候",
            "ready",
            "冬至安康，记得喝一杯热茶。",
            pictures[:1] * 4,
            starts_at=iso(START + timedelta(days=9, hours=1)),
            governed=True,
            sent_by_name="林晓",
            approved_by_name="周倩",
            ready_at=iso(START - timedelta(hours=1)),
            skips=[{"reason": "capped", "count": 318}],
            counts=UNSEEN | {"skipped": 318},
        ),
    ]


def _over() -> Json:
    return {
        "sent_by_name": "林晓",
        "members": {"asked": 280, "published": 276},
        "counts": {"shown": 21_804, "waiting": 0, "not_shown": 219, "skipped": 0},
        "handed_over_at": iso(START - timedelta(days=4)),
        "finished_at": iso(START - timedelta(days=2)),
    }


def moment(number: int, name: str, state: str, text: str, attachments: list[Json], **changed: Any) -> Json:
    """A moment as the API shows it, for everybody unless it says otherwise."""
    return {
        "moment_id": number,
        "name": name,
        "state": state,
        "text": text,
        "attachments": attachments,
        "created_at": iso(START - timedelta(days=9 - number, hours=2)),
        "created_by": "林晓",
        "starts_at": None,
        "tags": [],
        "segment": None,
        "programme": None,
        "governed": False,
        "members": NOBODY,
        "counts": UNSEEN,
        "staff": [],
        "departments": [],
        "skips": [],
        "marking": None,
        "ready_at": None,
        "handed_over_at": None,
        "closes_at": None,
        "finished_at": None,
        "problem": None,
        "sent_by": None,
        "sent_by_name": None,
        "approved_by": None,
        "approved_by_name": None,
        "reach": None,
    } | changed


def make_copies(moment: Json, staff: list[Json]) -> list[Json]:
    """What each member did with a moment; nobody before it is handed over."""
    asked, published = moment["members"]["asked"], moment["members"]["published"]
    return [
        {
            "staff_id": one["staff_id"],
            "name": one["name"],
            "asked": index < asked,
            "published_at": iso(START - timedelta(minutes=4 * index)) if index < published else None,
            "meant": 32 + index * 7 % 40 if index < published else None,
            "shown": 31 + index * 7 % 40 if index < published else None,
            "is_final": moment["state"] == "done",
        }
        for index, one in enumerate(staff[: asked + 4] if asked else [])
    ]
