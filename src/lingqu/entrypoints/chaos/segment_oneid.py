"""Who is one with whom, by chance: identities are claimed, joins taken back, crowded identities let out of quarantine.

Claims stay within families and a few crowds, so that many are joined and nobody becomes one with everybody.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from lingqu.customers.api import identities
from lingqu.customers.contracts.identities import JOINING, MEMBER, UNIONID, Observation, Shown, Source
from lingqu.customers.errors import MergeNotFoundError
from lingqu.customers.ports import PhoneSeals
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, IdentityId, MergeId

FAMILY, CROWDS = 8, 4
NUMBERS_OF_A_FAMILY = 3
CROWDED_PERMILLE = 200
"""Of claims: of an identity that everybody shows, and that soon joins nobody."""
CLAIMS_OF_AN_IDENTITY = 150
"""After so many claims everybody has other identities: they would have been seen with all there are."""
RELEASED_PERMILLE = 250
"""Of times when something is taken back: an identity is let out of quarantine instead."""

_STANDING = """
SELECT customer_id, merge_id FROM customer_merge WHERE corp_id = lingqu_corp() AND ended_at IS NULL ORDER BY merge_id
"""
_QUARANTINED = """
SELECT identity_id FROM identity WHERE corp_id = lingqu_corp() AND quarantined_at IS NOT NULL ORDER BY identity_id
"""


@dataclass(slots=True)
class OneId:
    """Claims and what undoes them, by chance.

    Attributes:
        most: how many customers one identity may join.
    """

    chance: random.Random
    seals: PhoneSeals
    most: int
    claimed: int = 0

    async def claim(self, unit: UnitOfWork, customers: Collection[int]) -> None:
        """Let customers be seen with identities, which a job joins by."""
        seen: list[Observation] = []
        for who in sorted(customers):
            is_crowded = self.chance.randrange(1000) < CROWDED_PERMILLE
            number = self.chance.randint(1, CROWDS if is_crowded else NUMBERS_OF_A_FAMILY)
            whose = "crowd" if is_crowded else f"family {who // FAMILY}"
            kind, source = self.chance.choice([(MEMBER, Source.MEMBERS), (UNIONID, Source.WECOM)])
            value = f"{whose} {number} {self.claimed // CLAIMS_OF_AN_IDENTITY}"
            shown = Shown(kind=kind, value=value, source=source, seen_at=unit.at)
            seen.append(Observation(customer_id=CustomerId(who), shown=shown))
            self.claimed += 1
        await identities.record(unit, seen, seals=self.seals)

    async def undo(self, unit: UnitOfWork) -> None:
        """Take one join back, or let one identity join all who were seen with it. A unit of its own."""
        if self.chance.randrange(1000) < RELEASED_PERMILLE:
            if held := await unit.fetch(_QUARANTINED):
                identity_id = IdentityId(self.chance.choice(held)["identity_id"])
                await identities.release(unit, identity_id, most=self.most)
        elif standing := await unit.fetch(_STANDING):
            one = self.chance.choice(standing)
            who, merge_id = CustomerId(one["customer_id"]), MergeId(one["merge_id"])
            try:
                await identities.unmerge(unit, who, merge_id, most=self.most)
            except MergeNotFoundError:
                return  # a job has ended it since it was read


# ───────────────────────── the judge ─────────────────────────


@dataclass(slots=True)
class Persons:
    """Who is one with whom, held to what is claimed.

    Attributes:
        merged: customers merged away at the end.
        wrong: customers who are one with somebody else than the claims say.
        crowded: identities that were seen with too many, and join nevertheless.
    """

    merged: int = 0
    wrong: int = 0
    crowded: int = 0
    evidence: list[str] = field(default_factory=list[str])


async def judge_persons(session: Session, most: int) -> Persons:
    """Unite everybody anew by all claims that hold, without a look at what was decided on the way."""
    claims = await session.fetch(
        """
        SELECT c.identity_id, c.customer_id, greatest(i.released_for, %s) AS most, i.quarantined_at IS NULL AS joins
        FROM identity_claim c JOIN identity i ON i.corp_id = lingqu_corp() AND i.identity_id = c.identity_id
        WHERE c.corp_id = lingqu_corp() AND c.cut_at IS NULL AND i.kind = ANY(%s)
        """,
        (most, sorted(JOINING)),
    )
    stored = await session.fetch(
        "SELECT customer_id, merged_into FROM customer WHERE corp_id = lingqu_corp() ORDER BY customer_id"
    )
    found = Persons(merged=sum(row["merged_into"] is not None for row in stored))
    bound = {row["identity_id"]: row["most"] for row in claims if row["joins"]}
    held = Counter(row["identity_id"] for row in claims if row["joins"])
    found.crowded = sum(number > bound[identity_id] for identity_id, number in held.items())
    root = _united([(row["identity_id"], row["customer_id"]) for row in claims if row["joins"]])
    for row in stored:
        who, person = row["customer_id"], row["merged_into"] or row["customer_id"]
        if root(who) != person:
            found.wrong += 1
            found.evidence.append(f"customer {who} is one with {person}; the claims say {root(who)}")
    return found


def _united(claims: Collection[tuple[int, int]]) -> Callable[[int], int]:
    """Return who stands for each customer: the smallest number of all that share identities with one another."""
    stands = {who: who for _, who in claims}
    by_identity: dict[int, list[int]] = {}
    for identity_id, who in claims:
        by_identity.setdefault(identity_id, []).append(who)
    changed = True
    while changed:
        changed = False
        for holders in by_identity.values():
            least = min(stands[one] for one in holders)
            for one in holders:
                changed |= stands[one] != least
                stands[one] = least
    return lambda who: stands.get(who, who)
