"""Welcome templates of groups in each state a reader meets."""

from datetime import timedelta
from typing import Any

from .people import START, iso

Json = dict[str, Any]

RULES = "欢迎 %NICKNAME% 来到观山茶社会员群！\n进群先看群规，每周五晚八点有会员专享。"


def make_group_welcomes() -> list[Json]:
    """One template in each state a reader meets, the newest first."""
    menu = {
        "kind": "miniprogram",
        "title": "会员中心",
        "appid": "wx7d2c0f3b1a9e5846",
        "page": "pages/member.html",
        "blob_key": "tea-cup.png",
    }
    rules = {
        "kind": "link",
        "title": "观山茶社群规",
        "url": "https://shop.guanshan.example/rules",
        "desc": "互相尊重，不发广告",
        "pic_url": None,
    }
    return [
        group_welcome(
            7, name="周末品鉴群", text="%NICKNAME% 您好，周六下午三点品鉴会见。", state="making", told_at=None
        ),
        group_welcome(6, name="会员群", text=RULES, attachments=[rules]),
        group_welcome(
            5, name="新店开业群", text="欢迎新邻居 %NICKNAME%！", attachments=[menu], state="unknown", told_at=None
        ),
        group_welcome(
            4,
            name="礼盒团购群",
            text="团购接龙从这里开始。",
            state="refused",
            errcode=41065,
            notify=False,
            told_at=None,
        ),
        group_welcome(
            3,
            name="老茶客群",
            text="老朋友又多一位，欢迎 %NICKNAME%。",
            errcode=41058,
            removal_refused=True,
            created_by="周倩",
        ),
        group_welcome(
            2,
            name="秋茶预售群",
            text="秋茶预售群，满 100 人开抢。",
            attachments=[{"kind": "file", "blob_key": "tea-box.png", "name": "秋茶价目表 2026.pdf"}],
            errcode=45002,
            notify=False,
        ),
        group_welcome(
            1,
            name="门店福利群",
            text="",
            attachments=[{"kind": "image", "blob_key": "tea-box.png"}],
            state="gone",
            created_by=None,
        ),
    ]


def group_welcome(number: int, **told: Any) -> Json:
    """A template that WeCom made two days ago, and what is told of it."""
    made = iso(START - timedelta(days=2, hours=number))
    usual = {
        "state": "live",
        "attachments": [],
        "notify": True,
        "changing": False,
        "errcode": None,
        "removal_refused": False,
        "called_at": made,
        "told_at": made,
        "created_at": made,
        "created_by": "林晓",
        "changed_at": made,
    }
    return {"group_welcome_id": number} | usual | told
