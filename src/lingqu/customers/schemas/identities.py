"""Identities, merges and quarantine at the HTTP edge."""

from datetime import datetime
from typing import TypeVar

import msgspec

from lingqu.customers.contracts.identities import Identities, Quarantined
from lingqu.kernel.paging import Page


class ExternalIdView(msgspec.Struct, kw_only=True, frozen=True):
    """A customer by WeCom's id."""

    customer_id: int
    external_userid: str


class IdentityView(msgspec.Struct, kw_only=True, frozen=True):
    """An identity, whom it was seen with first when and by whom; the value is null for those who may not see it."""

    identity_id: int
    kind: str
    value: str | None
    customer_id: int
    source: str
    first_seen_at: datetime
    cut_at: datetime | None
    quarantined_at: datetime | None


class MergeView(msgspec.Struct, kw_only=True, frozen=True):
    """A customer merged into another, and the identity that both were seen with."""

    merge_id: int
    customer_id: int
    into_id: int
    kind: str
    value: str | None
    source: str
    seen_at: datetime
    merged_at: datetime
    ended_at: datetime | None
    ended_by: str | None


class IdentitiesView(msgspec.Struct, kw_only=True, frozen=True):
    """All that one person is known by; merges are the newest first."""

    customer_id: int
    external_userids: list[ExternalIdView]
    identities: list[IdentityView]
    merges: list[MergeView]


class QuarantinedView(msgspec.Struct, kw_only=True, frozen=True):
    """An identity that would join too many; `customer_ids` are up to a hundred of them."""

    identity_id: int
    kind: str
    value: str | None
    quarantined_at: datetime
    customers: int
    customer_ids: list[int]


class QuarantinedList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of identities in quarantine, the last put there first."""

    items: list[QuarantinedView]
    next_cursor: str | None


class Unmerge(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The merge to take back."""

    merge_id: int


View = TypeVar("View", bound=msgspec.Struct)


def identities_view(known: Identities, *, personal: bool) -> IdentitiesView:
    """Show what a person is known by."""
    return IdentitiesView(
        customer_id=known.customer_id,
        external_userids=[
            ExternalIdView(customer_id=customer_id, external_userid=external_userid)
            for customer_id, external_userid in known.external_userids
        ],
        identities=[_shown(one, IdentityView, personal=personal) for one in known.identities],
        merges=[_shown(one, MergeView, personal=personal) for one in known.merges],
    )


def quarantined_list(page: Page[Quarantined], *, personal: bool) -> QuarantinedList:
    """Show a page of the quarantine."""
    return QuarantinedList(
        items=[_shown(one, QuarantinedView, personal=personal) for one in page.items], next_cursor=page.next_cursor
    )


def _shown(contract: object, view: type[View], *, personal: bool) -> View:
    shown = msgspec.convert(contract, view, from_attributes=True)
    return shown if personal else msgspec.structs.replace(shown, value=None)
