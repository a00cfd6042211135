"""The shapes of contents at the HTTP edge, and of what became of their messages."""

from collections.abc import Iterable, Mapping

import msgspec

from lingqu.deliveries.contracts import Attachment, Content, DeliveryState
from lingqu.outreach.contracts.broadcasts import BroadcastDetail
from lingqu.outreach.contracts.variants import Variant


class BroadcastContent(msgspec.Struct, kw_only=True, frozen=True):
    """What a customer reads: text ≤ 4000 bytes and up to 9 attachments, not both empty."""

    text: str
    attachments: list[Attachment]


class VariantInput(msgspec.Struct, kw_only=True, frozen=True):
    """A content, and how many in a thousand are sent it; `key` is a letter from A to P, in their order."""

    key: str
    permille: int
    content: BroadcastContent


class DeliveryCounts(msgspec.Struct, kw_only=True, frozen=True):
    """Messages by state; `planned` are those not handed over yet, `total` are all."""

    planned: int
    handed_over: int
    delivered: int
    failed: int
    expired: int
    cancelled: int
    skipped: int
    unknown: int
    total: int


class VariantOut(msgspec.Struct, kw_only=True, frozen=True):
    """A content with what became of its messages; those that were skipped after it was drawn are counted, too."""

    key: str
    permille: int
    content: BroadcastContent
    counts: DeliveryCounts


def variants_of(data: Iterable[VariantInput]) -> tuple[Variant, ...]:
    """Read contents."""
    return tuple(
        Variant(
            key=one.key,
            permille=one.permille,
            content=Content(text=one.content.text, attachments=tuple(one.content.attachments)),
        )
        for one in data
    )


def variants_out(detail: BroadcastDetail) -> list[VariantOut]:
    """Show the contents; of a single one the counts are those of the broadcast."""
    variants = detail.view.broadcast.variants
    return [
        VariantOut(
            key=one.key,
            permille=one.permille,
            content=BroadcastContent(text=one.content.text, attachments=list(one.content.attachments)),
            counts=counts_out(detail.view.counts if len(variants) == 1 else detail.by_variant.get(one.key, {})),
        )
        for one in variants
    ]


def counts_out(counts: Mapping[DeliveryState, int]) -> DeliveryCounts:
    """Show messages by state."""
    return DeliveryCounts(
        planned=counts.get(DeliveryState.PLANNED, 0) + counts.get(DeliveryState.CLAIMED, 0),
        handed_over=counts.get(DeliveryState.HANDED_OVER, 0),
        delivered=counts.get(DeliveryState.DELIVERED, 0),
        failed=counts.get(DeliveryState.FAILED, 0),
        expired=counts.get(DeliveryState.EXPIRED, 0),
        cancelled=counts.get(DeliveryState.CANCELLED, 0),
        skipped=counts.get(DeliveryState.SKIPPED, 0),
        unknown=counts.get(DeliveryState.UNKNOWN, 0),
        total=sum(counts.values()),
    )
