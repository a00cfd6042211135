"""The shapes of consent and suppression at the HTTP edge."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from lingqu.customers.contracts.consent import (
    ConsentChannel,
    ConsentRule,
    ConsentStanding,
    Ground,
    LedgerEntry,
    Purpose,
    Stance,
    Suppression,
    SuppressionReason,
)
from lingqu.kernel.paging import Page


class ConsentStandingView(msgspec.Struct, kw_only=True, frozen=True):
    """What stands for one purpose and channel: whether something may be sent, and since when for which reason."""

    purpose: Purpose
    channel: ConsentChannel
    allowed: bool
    ground: Ground
    since: datetime | None
    source: str
    until: datetime | None


class SuppressionView(msgspec.Struct, kw_only=True, frozen=True):
    """A suppression; `note` is null for those who may not see it, `purpose` null for whatever the purpose."""

    suppression_id: int
    purpose: Purpose | None
    reason: SuppressionReason
    note: str | None
    began_at: datetime
    ends_at: datetime | None
    made_by: str
    lifted_at: datetime | None
    lifted_by: str | None
    holds: bool


class ConsentView(msgspec.Struct, kw_only=True, frozen=True):
    """What stands for one person, and how the corp itself leaves them in peace; those that hold come first."""

    customer_id: int
    standing: list[ConsentStandingView]
    suppressions: list[SuppressionView]


class LedgerEntryView(msgspec.Struct, kw_only=True, frozen=True):
    """A statement as recorded; `evidence` is null for those who may not see it."""

    statement_id: int
    customer_id: int
    purpose: Purpose
    channel: ConsentChannel
    stance: Stance
    source: str
    said_by: str
    occurred_at: datetime
    recorded_at: datetime
    evidence: str | None


class ConsentLedger(msgspec.Struct, kw_only=True, frozen=True):
    """A page of the ledger, the last said first."""

    items: list[LedgerEntryView]
    next_cursor: str | None


class StatementDraft(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What somebody of the corp writes down for a customer; `key` states once, `occurred_at` null is now."""

    key: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    purpose: Purpose
    channel: ConsentChannel
    stance: Stance
    source: Literal["conversation", "staff"]
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    occurred_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class SuppressionDraft(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Leave a customer in peace: `purpose` null is whatever the purpose, `ends_at` null until it is lifted."""

    purpose: Purpose | None
    reason: SuppressionReason
    note: Annotated[str, msgspec.Meta(max_length=200)] | None
    ends_at: Annotated[datetime, msgspec.Meta(tz=True)] | None


class ConsentRuleView(msgspec.Struct, kw_only=True, frozen=True):
    """Whether silence means yes for a purpose; `since` is null while the corp never decided."""

    purpose: Purpose
    silence_allows: bool
    since: datetime | None


class ConsentRules(msgspec.Struct, kw_only=True, frozen=True):
    """The corp's rules, and the address where its customers set their own preferences; null before it is connected."""

    rules: list[ConsentRuleView]
    page_url: str | None


class ConsentRulesChange(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Whether silence means yes, for both purposes."""

    service: bool
    marketing: bool


def consent_view(
    customer_id: int,
    standing: Sequence[ConsentStanding],
    suppressions: Sequence[Suppression],
    *,
    at: datetime,
    personal: bool,
) -> ConsentView:
    """Show what stands."""
    return ConsentView(
        customer_id=customer_id,
        standing=[msgspec.convert(one, ConsentStandingView, from_attributes=True) for one in standing],
        suppressions=[_suppression(one, at=at, personal=personal) for one in suppressions],
    )


def consent_ledger(page: Page[LedgerEntry], *, personal: bool) -> ConsentLedger:
    """Show a page of the ledger."""
    shown = [msgspec.convert(one, LedgerEntryView, from_attributes=True) for one in page.items]
    return ConsentLedger(
        items=shown if personal else [msgspec.structs.replace(one, evidence=None) for one in shown],
        next_cursor=page.next_cursor,
    )


def consent_rules(rules: Sequence[ConsentRule], page_url: str | None) -> ConsentRules:
    """Show the corp's rules."""
    return ConsentRules(
        rules=[msgspec.convert(one, ConsentRuleView, from_attributes=True) for one in rules], page_url=page_url
    )


def _suppression(one: Suppression, *, at: datetime, personal: bool) -> SuppressionView:
    return SuppressionView(
        suppression_id=one.suppression_id,
        purpose=one.purpose,
        reason=one.reason,
        note=one.note if personal else None,
        began_at=one.began_at,
        ends_at=one.ends_at,
        made_by=one.made_by,
        lifted_at=one.lifted_at,
        lifted_by=one.lifted_by,
        holds=one.lifted_at is None and (one.ends_at is None or one.ends_at > at),
    )
