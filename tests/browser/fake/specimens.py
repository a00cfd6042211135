"""Segments that the fake begins with."""

from typing import Any

from .people import START, iso

Json = dict[str, Any]


def make_segments() -> list[Json]:
    """Two segments: one counted, one being counted."""
    tagged = {"kind": "tag", "tags": [1]}
    bought = {"kind": "order", "window": {"kind": "last", "duration": "P60D"}}
    sleeping = {"kind": "all", "of": [tagged, {"kind": "not", "of": {"kind": "any", "of": [bought]}}]}
    return [
        segment(1, "沉睡熟客", "有标签「熟客」，不满足（最近 60 天内买过东西）", sleeping, size=8_214),
        segment(2, "近期买过", "最近 60 天内买过东西", {"kind": "all", "of": [bought]}, size=None),
    ]


def segment(number: int, name: str, sentence: str, definition: Json, *, size: int | None) -> Json:
    """A segment as the API shows it."""
    at = iso(START)
    return {
        "segment_id": number,
        "name": name,
        "version": 1,
        "sentence": sentence,
        "size": size,
        "sized_at": None if size is None else at,
        "is_building": size is None,
        "changed_at": at,
        "definition": definition,
        "versions": [{"version": 1, "made_at": at, "sentence": sentence}],
    }
