"""Who is one person: customers joined by identities, and how to take a join back.

A *claim* says that a customer was seen with an identity. Claims are united in the order of their numbers: the first
that connects two customers merges the one with the larger number into the other, and is the reason for good. So who is
one person depends on the set of claims alone, and only the reasons on their order. `union` does the same for millions.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from lingqu.customers.contracts.identities import BUYER, DEVICE, MEMBER, OPENID, PHONE, UNIONID, Shown
from lingqu.customers.domain import phones
from lingqu.customers.errors import BadIdentityError
from lingqu.kernel.ids import ClaimId, CustomerId, IdentityId

LONGEST_VALUE = 200

_KINDS = frozenset({UNIONID, OPENID, PHONE, MEMBER, DEVICE})
_PLATFORM = re.compile(r"[a-z][a-z0-9_]{0,29}")


@dataclass(frozen=True, slots=True)
class Claim:
    """A customer was seen with an identity that joins. Claims count up as they are recorded."""

    claim_id: ClaimId
    identity_id: IdentityId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class Join:
    """A customer was merged into another, because of a claim."""

    customer_id: CustomerId
    into_id: CustomerId
    identity_id: IdentityId
    claim_id: ClaimId


@dataclass(frozen=True, slots=True)
class United:
    """What claims amount to.

    Attributes:
        joins: by the customer merged away.
        canonical: of every customer with a claim, whom it is one with: the smallest number among them.
        quarantined: identities that would join too many, with those they would have joined.
    """

    joins: dict[CustomerId, Join]
    canonical: dict[CustomerId, CustomerId]
    quarantined: dict[IdentityId, tuple[CustomerId, ...]]


@dataclass(frozen=True, slots=True)
class Changed:
    """Joins that hold no more, and those that hold now."""

    ended: tuple[Join, ...]
    begun: tuple[Join, ...]


def unite(claims: Iterable[Claim], *, most: int, released: Mapping[IdentityId, int]) -> United:
    """Unite customers by claims.

    Args:
        most: how many customers one identity may join.
        released: identities that a person let join more, and how many.
    """
    held = _by_identity(claims)
    quarantined = {
        identity_id: tuple(sorted(holders))
        for identity_id, of_identity in held.items()
        if len(holders := {claim.customer_id for claim in of_identity}) > max(most, released.get(identity_id, 0))
    }
    groups = _Groups()
    joins: dict[CustomerId, Join] = {}
    for claim in sorted((claim for some in held.values() for claim in some), key=_number):
        root = groups.root(claim.customer_id)
        if claim.identity_id in quarantined:
            continue
        one = groups.root(held[claim.identity_id][0].customer_id)
        if root != one:
            away, into = max(root, one), min(root, one)
            groups.parent[away] = into
            joins[away] = Join(away, into, claim.identity_id, claim.claim_id)
    return United(joins, {customer_id: groups.root(customer_id) for customer_id in groups.parent}, quarantined)


def compare(before: Mapping[CustomerId, Join], after: Mapping[CustomerId, Join]) -> Changed:
    """Return what changes between two states of the same customers."""
    return Changed(
        ended=tuple(join for away, join in sorted(before.items()) if after.get(away) != join),
        begun=tuple(join for away, join in sorted(after.items()) if before.get(away) != join),
    )


def part(claims: Iterable[Claim], joins: Collection[Join], undone: Join) -> frozenset[ClaimId]:
    """Return the claims to cut so that the two sides of a join come apart again, and nothing else does.

    All other joins stay. An identity that both sides were seen with stays with the side that showed it first.

    Args:
        claims: all live claims on the identities of the person, without quarantined ones.
        joins: all joins of the person.
    """
    held = _by_identity(claims)
    holder = {claim.claim_id: claim.customer_id for some in held.values() for claim in some}
    groups = _Groups()
    for join in joins:
        if join != undone:
            groups.join(holder[join.claim_id], held[join.identity_id][0].customer_id)
    side = groups.root(undone.customer_id)
    return frozenset(
        claim.claim_id
        for some in held.values()
        for claim in some
        if (groups.root(claim.customer_id) == side) != (groups.root(some[0].customer_id) == side)
    )


def checked(shown: Shown, *, place: str) -> Shown:
    """Return an identity in the spelling it is kept in.

    Raises:
        BadIdentityError: no such kind, no value, or no phone in E.164.
    """
    platform = shown.kind.removeprefix(BUYER) if shown.kind.startswith(BUYER) else None
    if shown.kind not in _KINDS and (platform is None or not _PLATFORM.fullmatch(platform)):
        raise BadIdentityError("there is no such kind of identity", place=f"{place}.kind", kind=shown.kind)
    value = shown.value.strip()
    if shown.kind == PHONE:
        value = phones.normal(value) or ""
        if not value.startswith("+"):
            raise BadIdentityError("this is no whole phone number", place=f"{place}.value", kind=shown.kind)
    openid, _, appid = value.partition("@")
    if not 0 < len(value) <= LONGEST_VALUE or (shown.kind == OPENID and not (openid and appid)):
        raise BadIdentityError(
            f"a value is 1 to {LONGEST_VALUE} characters, an openid `openid@appid`",
            place=f"{place}.value",
            kind=shown.kind,
        )
    return Shown(kind=shown.kind, value=value, source=shown.source, seen_at=shown.seen_at)


class _Groups:
    """Customers that are one; the smallest number stands for all."""

    def __init__(self) -> None:
        self.parent: dict[CustomerId, CustomerId] = {}

    def root(self, customer_id: CustomerId) -> CustomerId:
        """Return who stands for a customer."""
        path = [customer_id]
        while (parent := self.parent.setdefault(path[-1], path[-1])) != path[-1]:
            path.append(parent)
        for passed in path:
            self.parent[passed] = path[-1]
        return path[-1]

    def join(self, one: CustomerId, other: CustomerId) -> None:
        """Make two one."""
        first, second = self.root(one), self.root(other)
        self.parent[max(first, second)] = min(first, second)


def _by_identity(claims: Iterable[Claim]) -> dict[IdentityId, list[Claim]]:
    held: dict[IdentityId, list[Claim]] = {}
    for claim in sorted(claims, key=_number):
        held.setdefault(claim.identity_id, []).append(claim)
    return held


def _number(claim: Claim) -> int:
    return claim.claim_id
