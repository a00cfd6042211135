"""The segments that the demo's brand keeps, as its operator would write them once there are orders and visits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from lingqu.entrypoints import demo_words as words
from lingqu.ingestion.contracts import PAGE_OPENED

_JUST_NOW, _A_MONTH, _A_YEAR = ({"kind": "last", "duration": duration} for duration in ("P7D", "P30D", "P365D"))
_TWICE: Final = {"op": "ge", "n": 2}
_BOUGHT_DOWN: Final = {"kind": "order", "categories": [words.DOWN]}


class KeptSegment(NamedTuple):
    """A name and a definition, as the HTTP interface takes them."""

    name: str
    definition: dict[str, Any]


def segments_of(tags: Sequence[dict[str, Any]], *, with_history: bool) -> Iterator[KeptSegment]:
    """Yield the brand's segments; one that speaks of a tag the brand does not have, or of a past not kept, is left out.

    Args:
        tags: as the list of tags tells them.
        with_history: orders and visits can be asked for.
    """
    yield KeptSegment(words.NEW_FRIENDS, {"kind": "relation", "added": _JUST_NOW})
    best = next((one for one in tags if one["name"] == words.BEST_LEVEL), None)
    if best is not None:
        yield KeptSegment(words.BEST_CUSTOMERS, {"kind": "tag", "tags": [best["tag_id"]]})
    if not with_history:
        return
    looked = {"name": PAGE_OPENED, "where": [{"key": "tags", "op": "contains", "value": words.DOWN}]}
    yield KeptSegment(words.BOUGHT_DOWN, {**_BOUGHT_DOWN, "window": _A_YEAR})
    yield KeptSegment(
        words.LOOKED_AT_DOWN,
        {
            "kind": "all",
            "of": [
                {"kind": "event", "event": looked, "window": _A_MONTH, "count": _TWICE},
                {"kind": "not", "of": {**_BOUGHT_DOWN, "window": _A_MONTH}},
            ],
        },
    )
