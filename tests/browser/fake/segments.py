"""Segments: saved, listed, tried out. Sentences are rough; sizes follow the number of conditions."""

import json
from collections.abc import Callable
from typing import Any

import msgspec

from lingqu.kernel.languages import Language
from lingqu.kernel.text.book import CorpBook, Noun
from lingqu.kernel.text.fault_words import say_fault
from lingqu.kernel.text.faults import BadTextError, TextFault
from lingqu.segments.domain.reading import convert
from lingqu.segments.domain.text.fault_words import FAULTS
from lingqu.segments.domain.text.files import Ground, read_texts
from lingqu.segments.domain.text.writing import write_segments

from .brand import Brand
from .http import Refused, Request, Router
from .platform import find
from .specimens import START, iso, segment, version

Json = dict[str, Any]

EVENTS = [
    {"name": "order.paid", "label": "付款", "properties": ["amount_fen", "source", "shop"]},
    {"name": "relation.added", "label": "添加成员", "properties": ["channel_id", "add_way"]},
    {"name": "page.opened", "label": "打开页面", "properties": ["page", "tags"]},
]
OPS = {
    "string": ["eq", "ne", "contains", "starts", "in", "exists"],
    "number": ["eq", "ne", "lt", "le", "gt", "ge", "between", "in", "exists"],
    "boolean": ["eq", "ne", "exists"],
    "date": ["eq", "lt", "ge", "between", "within_last", "anniversary_within_next", "exists"],
    "set": ["contains", "in", "exists"],
}
OF_HISTORY = {"event", "event_edge", "sequence", "lapse", "order"}
LARGEST = 50_000


def _leaves(node: Json, place: str = "$") -> list[tuple[str, Json]]:
    inside = node.get("of")
    if isinstance(inside, dict):
        return _leaves(inside, f"{place}.of")
    if not isinstance(inside, list):
        return [(place, node)]
    if not inside:
        raise Refused(422, "segments.bad_definition", f"{place}.of", fault="empty")
    return [leaf for number, one in enumerate(inside) for leaf in _leaves(one, f"{place}.of[{number}]")]


def _checked(definition: Json) -> list[tuple[str, Json]]:
    leaves = _leaves(definition)
    for place, leaf in leaves:
        if leaf["kind"] == "tag" and not leaf.get("tags") and not leaf.get("groups"):
            raise Refused(422, "segments.bad_definition", f"{place}.tags", fault="empty")
        if leaf["kind"] == "event" and not leaf["event"]["name"]:
            raise Refused(422, "segments.bad_definition", f"{place}.event.name", fault="unknown")
    return leaves


def _book(now: Brand) -> CorpBook:
    tags = {tag["tag_id"]: f"{group['name']}/{tag['name']}" for group in now.tags for tag in group["tags"]}
    return CorpBook({Noun.TAG: tags, Noun.SEGMENT: {one["segment_id"]: one["name"] for one in now.segments}})


def _fault(one: TextFault) -> Json:
    message, mend = say_fault(one, Language.ZH, FAULTS)
    return {
        "line": one.mark.line,
        "column": one.mark.column,
        "path": one.mark.path,
        "message": message,
        "mend": mend,
    }


def _listed(now: Brand) -> Json:
    return {"items": [one for one in now.segments if one["archived_at"] is None], "as_of": iso(START)}


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register segments, their vocabulary and their trial."""

    def preview(request: Request) -> Json:
        now = brand()
        leaves = _checked(request.body["definition"])
        waiting = [place for place, leaf in leaves if leaf["kind"] in OF_HISTORY] if now.history_down else []
        sample = [{"customer_id": one["customer_id"], "name": one["name"]} for one in now.customers[:10]]
        count = LARGEST // (len(leaves) + 1)
        members = next((one for one in now.segments if one["segment_id"] == request.body.get("segment_id")), {})
        staying = min(count, (members.get("size") or 0) * 9 // 10)
        return {
            "count": None if waiting else count,
            "entered": None if waiting else count - staying,
            "left": None if waiting else (members.get("size") or 0) - staying,
            "sample": [] if waiting else sample,
            "seconds": 0.042,
            "sentence": "，".join(f"条件 {number + 1}" for number in range(len(leaves))),
            "waiting": waiting,
        }

    def create(request: Request) -> Json:
        now = brand()
        _checked(request.body["definition"])
        number = len(now.segments) + 1
        made = segment(number, request.body["name"], "条件 1", request.body["definition"], size=None)
        made["versions"][0]["fires"] = request.body["fires"]
        now.segments.append(made)
        return made

    def revise(request: Request) -> Json:
        row = find(brand().segments, "segment_id", request, "segments.not_found")
        if request.body["version"] != row["version"]:
            raise Refused(409, "segments.changed")
        _checked(request.body["definition"])
        edit = json.loads(request.raw)
        fires = edit.pop("fires")
        row.update(edit | {"version": row["version"] + 1})
        row["versions"].insert(
            0, version(row["version"], row["changed_at"], row["sentence"], let_in=None, put_out=None, fires=fires)
        )
        return row

    def vocabulary(_: Request) -> Json:
        now = brand()
        return {
            "attributes": [
                {"key": one["key"], "label": one["label"], "type": one["type"], "ops": OPS[one["type"]]}
                for one in now.attributes
            ],
            "groupchats": [{"id": 1, "name": "茶友群"}],
            "groupchat_tags": [],
            "segments": [{"id": one["segment_id"], "name": one["name"]} for one in now.segments],
            "lists": [{"id": one["list_id"], "name": one["name"]} for one in now.lists],
            "events": EVENTS,
        }

    def text_of(name: str, definition: Json) -> Json:
        return {"text": write_segments([(name, convert(definition))], _book(brand()))}

    def read(request: Request) -> Json:
        book = _book(brand())
        living = {name: number for number, name in book.names[Noun.SEGMENT].items()}
        try:
            found = read_texts({"": request.body["text"]}, Ground(book=book, living=living))
        except BadTextError as error:
            return {"name": None, "definition": None, "faults": [_fault(one) for one in error.data["found"]]}
        return {"name": found[0].name, "definition": msgspec.to_builtins(found[0].definition), "faults": []}

    def stored_text(request: Request) -> Json:
        row = find(brand().segments, "segment_id", request, "segments.not_found")
        return text_of(row["name"], row["definition"])

    router.add("POST", "/api/segments/text/write", lambda asked: text_of(asked.body["name"], asked.body["definition"]))
    router.add("POST", "/api/segments/text", read)
    router.add("GET", "/api/segments/{id}/text", stored_text)

    router.add("GET", "/api/segments", lambda _: _listed(brand()))
    router.add("POST", "/api/segments", create)
    router.add("GET", "/api/segments/vocabulary", vocabulary)
    router.add("POST", "/api/segments/preview", preview)
    router.add(
        "GET", "/api/segments/{id}", lambda request: find(brand().segments, "segment_id", request, "segments.not_found")
    )
    router.add("PUT", "/api/segments/{id}", revise)
