"""Which contents a broadcast may have, and which of them a person is sent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import TypeAlias

from lingqu.kernel.chance import bucket_permille
from lingqu.kernel.ids import BroadcastId, CustomerId
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.contracts.variants import Variant

KEYS = "ABCDEFGHIJKLMNOP"
WHOLE = 1_000
PLACE = "body.variants"
"""Where a request says them."""

Shares: TypeAlias = Mapping[str, int]
"""Of each variant, how many in a thousand are drawn for it; together a thousand."""

Decided: TypeAlias = tuple[datetime, str]
"""When something was drawn for a customer, and what."""


def faults_of(
    variants: Sequence[Variant], *, into_groups: bool = False, place: str = PLACE
) -> Iterator[tuple[str, str]]:
    """Give what is wrong with variants: the place, and what it should be.

    Args:
        into_groups: what is said in a group is heard by everybody in it, so there is nothing to draw.
        place: where the variants stand.
    """
    if into_groups and len(variants) > 1:
        yield f"{place}[1]", "one content for customer groups"
    if not 1 <= len(variants) <= len(KEYS):
        yield place, f"1 to {len(KEYS)} contents"
    for number, one, before in zip(range(len(variants)), variants, [None, *variants], strict=False):
        if len(one.key) != 1 or one.key not in KEYS:
            yield f"{place}[{number}].key", f"a letter from {KEYS[0]} to {KEYS[-1]}"
        elif before is not None and one.key <= before.key:
            yield f"{place}[{number}].key", "another letter than those before, in the order of the alphabet"
        elif len(variants) == 1 and one.key != KEYS[0]:
            yield f"{place}[{number}].key", f"{KEYS[0]} where there is one content"
        if not 1 <= one.permille <= WHOLE:
            yield f"{place}[{number}].permille", f"1 to {WHOLE}"
    if sum(one.permille for one in variants) != WHOLE:
        yield place, f"shares that are {WHOLE} together"


def content_place(number: int, *, place: str = PLACE) -> str:
    """Return where the content of a variant stands, counted from 0, of variants that stand at `place`."""
    return f"{place}[{number}].content"


def shares_of(variants: Iterable[Variant]) -> Shares:
    """Return the shares of variants, in the order of their keys."""
    return {one.key: one.permille for one in variants}


def only(shares: Shares) -> str | None:
    """Return the one variant that there is: everybody's, drawn or not; None where there are several."""
    return next(iter(shares)) if len(shares) == 1 else None


def set_of(shares: Shares) -> str:
    """Return the name of a set of variants: its letters. What was drawn of one set says nothing about another."""
    return "".join(shares)


def draw_variant(
    customer_id: CustomerId, shares: Shares, *, programme_id: ProgrammeId | None, broadcast_id: BroadcastId | None
) -> str:
    """Draw the variant of a person: the same one whenever it is drawn with the same shares.

    Within a programme the set of letters decides, outside one the broadcast; holdouts are drawn by other names, so
    that one draw says nothing about the other.
    """
    whose = f"broadcast:{broadcast_id}" if programme_id is None else f"programme:{programme_id}"
    bucket = bucket_permille(f"{whose}:variants:{set_of(shares)}", customer_id)
    return next(key for key, end in zip(shares, accumulate(shares.values()), strict=True) if bucket < end)


def earliest(decided: Mapping[CustomerId, Decided], persons: Mapping[CustomerId, CustomerId]) -> dict[CustomerId, str]:
    """Return what was decided of persons: of all customers that are one person, what was decided first.

    Args:
        persons: of each of those customers, the person.
    """
    first: dict[CustomerId, tuple[datetime, CustomerId, str]] = {}
    for customer_id, (at, what) in decided.items():
        person, found = persons[customer_id], (at, customer_id, what)
        first[person] = min(first.get(person, found), found)
    return {person: what for person, (_, _, what) in first.items()}
