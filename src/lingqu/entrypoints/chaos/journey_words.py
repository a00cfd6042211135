"""The journeys of `lingqu chaos journeys`, as an operator would write them: of every kind of step one, no two alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

VISITED, PAID, JOINED = "own.visited", "own.paid", "own.joined"
VISIT = "visit"
"""The property that tells visits apart."""
BIRTHDAY = "chaos_birthday"
NOTED = "chaos_noted"
TOLD, PAYING, AIMING, TASTING = "到店回访", "下单跟进", "入会邀请", "体验官陪伴"
TASTERS = "体验官"
GOLD, MET, OUR_TAGS = "金卡", "见过面", "旅程"
"""The tag by which a way parts, the one that is given on it, and the group of ours."""
GOAL = "入会"
AIM_WITHIN_SECONDS = 86_400.0
THANKS, MORNING, NINE = "付款谢谢", "10:00:00", "09:00:00"


@dataclass(frozen=True, slots=True)
class Ids:
    """What definitions need of the corp."""

    gold: int
    """The tag by which the way parts."""
    met: int
    """The tag that is given on the way."""
    tasters: int
    """The segment that lets in."""


def text_of(name: str, step: str) -> str:
    """Return what a step of a journey says; no other says the same."""
    return f"【{name}】{step}:本周到店,送小样一份。"


def definitions(ids: Ids) -> Mapping[str, Json]:
    """Return the journeys by name."""
    return {TOLD: _told(ids), PAYING: _paying(), AIMING: _aiming(), TASTING: _tasting(ids)}


def _told(ids: Ids) -> Json:
    """Whoever visits, each visit for itself; a message, what became of it, a parting, a tag, a clock time."""
    return {
        "entries": [{"kind": "event", "event": {"name": VISITED}, "key": VISIT}],
        "re_entry": {"kind": "per_key"},
        "first": "歇一会",
        "steps": {
            "歇一会": {"kind": "wait", "lasts": "PT20M", "next": "问好"},
            "问好": _message(TOLD, "问好", "看到没有"),
            "看到没有": {
                "kind": "wait_for",
                "awaited": [{"name": "收到", "on": {"kind": "message_ends", "step": "问好"}, "to": "分路"}],
                "timeout": "PT8H",
                "late": "分路",
            },
            "分路": {
                "kind": "split",
                "branches": [{"name": GOLD, "when": {"kind": "tag", "tags": [ids.gold]}, "to": "打标"}],
                "otherwise": "到早上",
            },
            "打标": {"kind": "mark", "give": [ids.met], "next": "到早上"},
            "到早上": {"kind": "wait_until", "clock": MORNING, "next": "走完"},
            "走完": {"kind": "exit", "reason": "走完了"},
        },
    }


def _paying() -> Json:
    """By hand, once: a draw, an attribute, a message, and an event that is waited for."""
    return {
        "entries": [{"kind": "manual"}],
        "first": "抽签",
        "steps": {
            "抽签": {
                "kind": "draw",
                "shares": [
                    {"name": "提醒", "permille": 500, "to": "歇一小时"},
                    {"name": "不提醒", "permille": 500, "to": "记下"},
                ],
                "salt": "chaos:paying",
            },
            "歇一小时": {"kind": "wait", "lasts": "PT1H", "next": "提醒"},
            "提醒": _message(PAYING, "提醒", "等付款"),
            "记下": {"kind": "attribute", "key": NOTED, "value": "不提醒", "next": "等付款"},
            "等付款": {
                "kind": "wait_for",
                "awaited": [{"name": "付了", "on": {"kind": "event", "event": {"name": PAID}}, "to": THANKS}],
                "timeout": "PT6H",
                "since": "entry",
                "late": "没付",
            },
            THANKS: _message(PAYING, THANKS, "付了"),
            "付了": {"kind": "exit", "reason": "付了"},
            "没付": {"kind": "exit", "reason": "没付"},
        },
    }


def _aiming() -> Json:
    """Whoever visits, again when the last way has ended; whoever joins within a day is where they should be."""
    return {
        "entries": [{"kind": "event", "event": {"name": VISITED}}],
        "re_entry": {"kind": "after_end"},
        "goals": [{"name": GOAL, "event": {"name": JOINED}, "within": "P1D"}],
        "first": "歇两小时",
        "steps": {
            "歇两小时": {"kind": "wait", "lasts": "PT2H", "next": "邀请"},
            "邀请": _message(AIMING, "邀请", "再歇三小时"),
            "再歇三小时": {"kind": "wait", "lasts": "PT3H", "next": "再邀"},
            "再邀": _message(AIMING, "再邀", None),
        },
    }


def _tasting(ids: Ids) -> Json:
    """Whoever comes into a segment, as long as they are of it; a date of the customer."""
    return {
        "entries": [{"kind": "segment", "segment_id": ids.tasters}],
        "exits": {"condition_ends": True},
        "first": "等生日",
        "steps": {
            "等生日": {
                "kind": "wait_date",
                "attribute": BIRTHDAY,
                "clock": NINE,
                "yearly": True,
                "next": "祝福",
                "missing": "没有生日",
            },
            "祝福": _message(TASTING, "祝福", None),
            "没有生日": {"kind": "exit", "reason": "没有生日"},
        },
    }


def _message(name: str, step: str, to: str | None) -> Json:
    content = {"key": "A", "permille": 1_000, "content": {"text": text_of(name, step), "attachments": []}}
    return {"kind": "message", "contents": [content], "next": to}
