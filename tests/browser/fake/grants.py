"""What segments give, and the stages of customers. A walk over everybody takes two looks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .brand import Brand
from .http import Refused, Request, Router
from .people import START, iso
from .platform import find
from .specimens import grant

Json = dict[str, Any]

PER_MINUTE = 2_000
GIVEN_A_LOOK = 640
WAITING = 1_280


def _view(one: Json, now: Brand) -> Json:
    segments = {each["segment_id"]: each["name"] for each in now.segments}
    tags = {tag["tag_id"]: tag["name"] for group in now.tags for tag in group["tags"]}
    stages = {each["stage_id"]: each["name"] for each in now.stages}
    return one | {
        "segment_name": segments.get(one["segment_id"], ""),
        "tag_name": tags.get(one["tag_id"]),
        "stage_name": stages.get(one["stage_id"]),
    }


def _walk(one: Json) -> None:
    """Go on with a walk, as a worker would between two looks."""
    progress = one["progress"]
    if progress is None:
        return
    progress["done"] += GIVEN_A_LOOK
    one["given"] = max(0, one["given"] + (GIVEN_A_LOOK if progress["kind"] == "give" else -GIVEN_A_LOOK))
    if progress["done"] >= progress["total"]:
        one["given"] = progress["total"] if progress["kind"] == "give" else 0
        one["progress"] = None


def _list(now: Brand, rows: list[Json]) -> Json:
    marks = sum(one["waiting"] for one in now.grants)
    backlog = {"marks": marks, "minutes": -(-marks // PER_MINUTE), "per_minute": PER_MINUTE}
    return {"items": [_view(one, now) for one in rows], "backlog": backlog}


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register grants and stages."""
    _grants(router, brand)
    _stages(router, brand)


def _listed(now: Brand, request: Request) -> Json:
    number = find(now.segments, "segment_id", request, "segments.not_found")["segment_id"]
    rows = [one for one in now.grants if one["segment_id"] == number]
    answer = _list(now, rows)
    answer["items"] = [one | {"progress": one["progress"] and dict(one["progress"])} for one in answer["items"]]
    for one in rows:
        _walk(one)
    return answer


def _checked(now: Brand, request: Request) -> Json:
    """Refuse a tag that the segment reads itself, as a cycle."""
    segment = find(now.segments, "segment_id", request, "segments.not_found")
    tag_id = request.body["tag_id"]
    if tag_id is not None and f"'tags': [{tag_id}]" in str(segment["definition"]):
        name = next(tag["name"] for group in now.tags for tag in group["tags"] if tag["tag_id"] == tag_id)
        here = {"kind": "segment", "id": segment["segment_id"], "name": segment["name"]}
        raise Refused(409, "segments.grant_cycle", path=[here, {"kind": "tag", "id": tag_id, "name": name}, here])
    return segment


def _acted(now: Brand, request: Request) -> Json:
    number = int(request.parts["grant"])
    found = next((one for one in now.grants if one["grant_id"] == number), None)
    if found is None:
        raise Refused(404, "segments.grant_not_found")
    return found


def _preview(now: Brand, request: Request) -> Json:
    size = _checked(now, request)["size"]
    members = size or 0
    having, unreachable = members // 7, members // 40
    giving = members - having - unreachable
    days = [
        {"day": iso(START - timedelta(days=29 - number))[:10], "entered": 20 + number * 7 % 31, "left": number * 5 % 17}
        for number in range(30)
    ]
    return {
        "members": size,
        "having": having,
        "giving": giving,
        "unreachable": unreachable if request.body["tag_id"] is not None else 0,
        "taking": 0,
        "minutes": -(-giving // PER_MINUTE),
        "days": days,
    }


def _grants(router: Router, brand: Callable[[], Brand]) -> None:
    def create(request: Request) -> Json:
        now = brand()
        segment = _checked(now, request)
        number = max((one["grant_id"] for one in now.grants), default=0) + 1
        now.grants.append(grant(number, segment["segment_id"], **request.body))
        return _listed(now, request)

    def on(request: Request) -> Json:
        now = brand()
        size = find(now.segments, "segment_id", request, "segments.not_found")["size"] or 0
        progress = {"kind": "give", "done": 0, "total": size}
        _acted(now, request).update(state="on", switched_at=iso(START), progress=progress)
        return _listed(now, request)

    def off(request: Request) -> Json:
        now = brand()
        one = _acted(now, request)
        taking = {"kind": "take", "done": 0, "total": one["given"]} if request.body["take_back"] else None
        one.update(state="off", switched_at=iso(START), progress=taking, waiting=0)
        return _listed(now, request)

    def remove(request: Request) -> Json:
        now = brand()
        now.grants.remove(_acted(now, request))
        return _listed(now, request)

    router.add("GET", "/api/grants", lambda _: _list(brand(), brand().grants))
    router.add("GET", "/api/segments/{id}/grants", lambda request: _listed(brand(), request))
    router.add("POST", "/api/segments/{id}/grants", create)
    router.add("POST", "/api/segments/{id}/grants/preview", lambda request: _preview(brand(), request))
    router.add("POST", "/api/segments/{id}/grants/{grant}/on", on)
    router.add("POST", "/api/segments/{id}/grants/{grant}/off", off)
    router.add("DELETE", "/api/segments/{id}/grants/{grant}", remove)


def _stages(router: Router, brand: Callable[[], Brand]) -> None:
    def write(request: Request) -> Json:
        now = brand()
        known = {one["stage_id"]: one["customers"] for one in now.stages}
        following = max(known) + 1
        written: list[Json] = []
        for one in request.body["stages"]:
            number = one["stage_id"] or following
            following += one["stage_id"] is None
            written.append({"stage_id": number, "name": one["name"], "customers": known.get(number, 0)})
        now.stages[:] = written
        return {"items": now.stages}

    router.add("GET", "/api/stages", lambda _: {"items": brand().stages})
    router.add("PUT", "/api/stages", write)
