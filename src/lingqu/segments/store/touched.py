"""Whom facts change in columns, and whom facts speak of that the columns have not heard yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pyroaring import BitMap

from lingqu.customers.contracts.facts import CUSTOMER_ATTRIBUTE_SET, TAG_GRANTED, TAG_WITHDRAWN
from lingqu.infra import facts as fact_log
from lingqu.infra.database import Session
from lingqu.kernel.facts import RecordedFact
from lingqu.segments.domain.touching import MERGES, RELATIONS
from lingqu.segments.store import following

COLUMNS = "segments:columns"
"""The reader that keeps columns and tags' owners."""


def tag_key(tag: int | str) -> str:
    """Return the key of the set of a tag's owners."""
    return f"tag:{tag}"


@dataclass(slots=True)
class Touched:
    """Of whom facts speak: their marks and values are asked for anew.

    Attributes:
        tagged: customers whose marks or relations changed; `tags` are those that are named.
        valued: by attribute whose values changed.
        merged: customers who became one with others, or several again.
    """

    tagged: set[int] = field(default_factory=set[int])
    tags: set[int] = field(default_factory=set[int])
    valued: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    merged: set[int] = field(default_factory=set[int])

    @property
    def everybody(self) -> set[int]:
        """Of all of them."""
        return self.tagged.union(self.merged, *self.valued.values())


async def touching(session: Session, facts: Sequence[RecordedFact]) -> Touched:
    """Return whom facts name, those they are one with and those they were one with."""
    merges = {fact.data["merge_id"] for fact in facts if fact.kind in MERGES}
    survivors = await following.survivors_of(session, merges) if merges else {}
    found = Touched()
    for fact in facts:
        if fact.customer_id is None:
            continue
        if fact.kind in MERGES:
            others = (fact.data.get("into"), survivors.get(fact.data["merge_id"]))
            found.merged |= {fact.customer_id, *(one for one in others if one is not None)}
        elif fact.kind == CUSTOMER_ATTRIBUTE_SET:
            found.valued.setdefault(fact.data["key"], set()).add(fact.customer_id)
        elif fact.kind in RELATIONS or fact.kind in {TAG_GRANTED, TAG_WITHDRAWN}:
            found.tagged.add(fact.customer_id)
            found.tags |= {fact.data["tag_id"]} if "tag_id" in fact.data else set()
    everybody = found.everybody
    merged = await following.merged_among(session, everybody) if everybody else {}
    for whom in (found.tagged, found.merged, *found.valued.values()):
        whom |= {merged[one] for one in whom & merged.keys()}
    return found


async def pending(session: Session, *, limit: int) -> BitMap | None:
    """Return the persons of whom the columns may not know the newest; None if there are too many facts to look at."""
    after = await fact_log.find_cursor(session.connection, session.corp_id, COLUMNS)
    facts = await fact_log.read(session.connection, session.corp_id, after=after, limit=limit)
    return None if len(facts) == limit else BitMap((await touching(session, facts)).everybody)
