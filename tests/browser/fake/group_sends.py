"""Broadcasts into customer groups: which groups are meant, how they stand with caps, and what became of one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from .brand import Brand
from .http import Refused, Request, Router
from .people import START, iso

Json = dict[str, Any]

HAD_ENOUGH = 7
"""Every seventh group is beyond a cap."""
NO_OWNER = 11
"""Of every eleventh the owner may not contact customers."""
NAMED = 50


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register what is asked before a broadcast into groups is written down."""

    def preview(request: Request) -> Json:
        meant = meant_by(brand(), request.body)
        reached = [row for row in meant if not _is_ownerless(row)]
        sample = sorted(reached, key=lambda row: -_people(row))[:10]
        return _reach(reached) | {
            "sample": [_sample(row) for row in sample],
            "skipped": _counted({"no_owner": len(meant) - len(reached)}),
        }

    def forecast(request: Request) -> Json:
        opens = datetime.fromisoformat(at) if (at := request.body.get("at")) else START
        meant = meant_by(brand(), request.body["groups"])
        sendable = [row for row in meant if not _is_ownerless(row)]
        capped = [row for row in sendable if row["groupchat_id"] % HAD_ENOUGH == 0]
        reached = [row for row in sendable if row not in capped]
        days = [str((opens + timedelta(days=1 + number % 3)).date()) for number in range(len(capped))]
        return _reach(reached) | {
            "opens_at": iso(opens),
            "closes_at": iso(opens + timedelta(hours=11)),
            "skipped": _counted({"over_cap": len(capped), "no_owner": len(meant) - len(sendable)}),
            "waiting": [
                _sample(row) | {"reason": "over_cap", "day": day}
                for row, day in zip(capped[:NAMED], days, strict=False)
            ],
            "later": [{"day": day, "groups": days.count(day)} for day in sorted(set(days))],
            "too_late": 0,
        }

    router.add("POST", "/api/broadcasts/groups/preview", preview)
    router.add("POST", "/api/broadcasts/groups/forecast", forecast)


def meant_by(now: Brand, asked: Json) -> list[Json]:
    """Return the living groups that are chosen, or that meet every condition."""
    chosen, tags = asked.get("groupchat_ids") or [], set(asked.get("tag_ids") or [])
    owners, departments = asked.get("owner_ids") or [], asked.get("department_ids") or []
    if chosen and (tags or owners or departments):
        raise Refused(422, "outreach.bad_groups", "body.groups.groupchat_ids")
    shops = {one["staff_id"]: one["shop"]["department_id"] for one in now.staff if one["shop"]}
    least, most = asked.get("least_people"), asked.get("most_people")
    return [
        row
        for row in now.groups
        if row["dismissed_at"] is None
        and (not chosen or row["groupchat_id"] in chosen)
        and (not tags or any(tag["tag_id"] in tags for tag in row["tags"]))
        and (not owners or row["owner"]["staff_id"] in owners)
        and (not departments or shops.get(row["owner"]["staff_id"]) in departments)
        and (least is None or _people(row) >= least)
        and (most is None or _people(row) <= most)
    ]


def named(now: Brand, asked: Json | None) -> Json | None:
    """Say which groups a broadcast goes into, with names."""
    if asked is None:
        return None
    lists = {
        "groupchats": [(row["groupchat_id"], row["name"]) for row in now.groups],
        "tags": [(tag["tag_id"], tag["name"]) for tag in now.group_tags],
        "owners": [(one["staff_id"], one["name"]) for one in now.staff],
        "departments": [(one["department_id"], one["name"]) for one in now.departments],
    }
    ids = {"groupchats": "groupchat_ids", "tags": "tag_ids", "owners": "owner_ids", "departments": "department_ids"}
    return {
        what: [{"id": number, "name": name} for number, name in rows if number in (asked.get(ids[what]) or [])]
        for what, rows in lists.items()
    } | {"least_people": asked.get("least_people"), "most_people": asked.get("most_people")}


def results(now: Brand) -> list[Json]:
    """What became of a message in each group."""
    states = [("delivered", None)] * 4 + [("failed", "not_reached"), ("handed_over", None), ("skipped", "over_cap")]
    return [_result(row, *states[number % len(states)]) for number, row in enumerate(now.groups)]


def owners_tasks(now: Brand) -> list[Json]:
    """The owners' tasks of a broadcast into groups."""
    shops = {one["staff_id"]: one["shop"]["name"] for one in now.staff if one["shop"]}
    owners = {row["owner"]["staff_id"]: row["owner"]["name"] for row in now.groups}
    return [
        {
            "task_id": staff_id,
            "staff": {"staff_id": staff_id, "name": name, "shop_name": shops.get(staff_id)},
            "variant": "A",
            "state": "open" if number % 4 == 0 else "confirmed",
            "customers": 1 + number % 3,
            "delivered": 0 if number % 4 == 0 else 1 + number % 3,
            "failed": 0,
            "opened_at": iso(START - timedelta(hours=3)),
            "confirmed_at": None if number % 4 == 0 else iso(START - timedelta(hours=2, minutes=number)),
            "cancel_reason": None,
            "reminders": number % 2,
        }
        for number, (staff_id, name) in enumerate(owners.items())
    ]


def _result(row: Json, state: str, reason: str | None) -> Json:
    at = START - timedelta(hours=3, minutes=row["groupchat_id"])
    settled = state != "handed_over"
    return {
        "delivery_id": 900_000 + row["groupchat_id"],
        "channel": "groupchat",
        "state": state,
        "reason": reason,
        "customer": None,
        "groupchat": {"groupchat_id": row["groupchat_id"], "name": row["name"]},
        "staff": row["owner"],
        "broadcast": {"broadcast_id": 8, "name": "会员群周末福利"},
        "variant": "A",
        "moment": None,
        "planned_at": iso(at),
        "handed_over_at": iso(at) if state != "skipped" else None,
        "settled_at": iso(at + timedelta(minutes=20)) if settled else None,
        "text": "周末到店，会员第二杯半价",
        "taken_out": None,
        "seconds_to_send": None,
    }


def _is_ownerless(row: Json) -> bool:
    return row["groupchat_id"] % NO_OWNER == 0


def _people(row: Json) -> int:
    return row["customers"] + row["others"]


def _reach(rows: list[Json]) -> Json:
    inside = [one for row in rows for one in row["members"]]
    return {
        "groups": len(rows),
        "owners": len({row["owner"]["staff_id"] for row in rows}),
        "people": sum(map(_people, rows)),
        "repeated": len({one for one in inside if inside.count(one) > 1}) if len(rows) < NAMED else 4_206,
    }


def _sample(row: Json) -> Json:
    names = {"groupchat_id": row["groupchat_id"], "name": row["name"]}
    return names | {"owner": row["owner"]["name"], "people": _people(row)}


def _counted(reasons: dict[str, int]) -> list[Json]:
    return [{"reason": reason, "count": count} for reason, count in reasons.items() if count]
