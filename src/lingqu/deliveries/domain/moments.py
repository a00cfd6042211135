"""Decisions about moments: what WeCom takes, how a lost call is recognised, when to look, what a copy comes to.

`add_moment_task` is not idempotent and has no request id of ours. Its answer names a job that makes the moment; a
lost answer, or a job that WeCom has forgotten, is settled by looking for the moment in WeCom's list.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from lingqu.deliveries.contracts import Image, MediaNeed, MediaUse, Problem, Reason
from lingqu.deliveries.contracts.moments import (
    ListedMoment,
    MomentAttachment,
    MomentContent,
    MomentLink,
    MomentVideo,
)
from lingqu.deliveries.domain.content import VIDEO, bad_url, no_picture, not_kept_as, too_long
from lingqu.deliveries.domain.group_send import Finding, Match, next_poll, refusal
from lingqu.kernel.ids import Userid

TEXT_CHARACTERS = 2000
TEXT_BYTES = 4000
PICTURES = 9
TITLE_CHARACTERS = 64
TITLE_BYTES = 128
MOST_SENDERS = 100_000
"""Members of one call."""

SETTLE_AFTER = timedelta(minutes=15)
"""After a call: by then a moment that was made is listed. WeCom makes moments in the background and names no time;
a moment that comes a quarter of an hour late does less harm than one that comes twice."""
JOB_PAUSE = timedelta(seconds=5)
LONGEST_JOB_PAUSE = timedelta(minutes=2)
LAST_SHOWN_WITHIN = timedelta(minutes=10)
"""After a copy was found published, how long timelines may still fill."""


class MomentCallState(StrEnum):
    """Where one call to `add_moment_task` stands."""

    READY = "ready"
    CALLING = "calling"
    MAKING = "making"
    """WeCom has named its job; the moment is not there yet."""
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


_S = MomentCallState

MOMENT_CALL_MOVES: Mapping[MomentCallState, frozenset[MomentCallState]] = MappingProxyType(
    {
        _S.READY: frozenset({_S.CALLING, _S.CANCELLED}),
        _S.CALLING: frozenset({_S.READY, _S.MAKING, _S.HANDED_OVER, _S.REFUSED, _S.UNKNOWN}),
        # Back to calling when WeCom has forgotten the job: then the list tells.
        _S.MAKING: frozenset({_S.CALLING, _S.READY, _S.HANDED_OVER, _S.REFUSED}),
        _S.HANDED_OVER: frozenset({_S.CLOSED}),
        _S.CLOSED: frozenset(),
        _S.REFUSED: frozenset(),
        _S.CANCELLED: frozenset(),
        _S.UNKNOWN: frozenset(),
    }
)
"""From each state of a call, where it may go; a state without moves is final."""


# ───────────────────────── content ─────────────────────────


def problems_of(content: MomentContent, *, place: str = "body") -> list[Problem]:
    """Return what WeCom would refuse, each with its place; empty when the content may leave."""
    return list(_problems(content, place))


def _problems(content: MomentContent, place: str) -> Iterator[Problem]:
    if not content.text.strip() and not content.attachments:
        yield Problem(place=f"{place}.text", code="content.empty", message="write a text or add an attachment")
    yield from _too_many_characters(content.text, TEXT_CHARACTERS, f"{place}.text")
    yield from too_long(content.text, TEXT_BYTES, f"{place}.text")
    yield from _mixture_problems(content.attachments, f"{place}.attachments")
    for number, attachment in enumerate(content.attachments):
        yield from _attachment_problems(attachment, f"{place}.attachments.{number}")


def _mixture_problems(attachments: Collection[MomentAttachment], place: str) -> Iterator[Problem]:
    pictures = sum(isinstance(one, Image) for one in attachments)
    if pictures < len(attachments) and len(attachments) > 1:
        yield Problem(
            place=place, code="content.mixed_attachments", message="up to 9 pictures, or one video, or one link"
        )
    elif pictures > PICTURES:
        yield Problem(
            place=place,
            code="content.too_many_attachments",
            message=f"{pictures} pictures; a moment takes {PICTURES}",
            data={"attachments": pictures, "most": PICTURES},
        )


def _attachment_problems(attachment: MomentAttachment, place: str) -> Iterator[Problem]:
    if isinstance(attachment, MomentVideo):
        yield from not_kept_as({VIDEO}, attachment.blob_key, f"{place}.blob_key")
    else:
        yield from no_picture(attachment.blob_key, f"{place}.blob_key")
    if isinstance(attachment, MomentLink):
        yield from _too_many_characters(attachment.title, TITLE_CHARACTERS, f"{place}.title")
        yield from too_long(attachment.title, TITLE_BYTES, f"{place}.title")
        yield from bad_url(attachment.url, f"{place}.url")


def _too_many_characters(value: str, most: int, place: str) -> Iterator[Problem]:
    if len(value) > most:
        yield Problem(
            place=place,
            code="content.too_many_characters",
            message=f"{len(value)} characters; WeCom takes {most}",
            data={"characters": len(value), "most_characters": most},
        )


def needs_of(content: MomentContent) -> frozenset[MediaNeed]:
    """Return the files that must be at WeCom before the moment can be handed over."""
    return frozenset(map(need_of, content.attachments))


def need_of(attachment: MomentAttachment) -> MediaNeed:
    """Return the file of an attachment: the picture, the video, or the cover of a link."""
    use = MediaUse.MOMENT_VIDEO if isinstance(attachment, MomentVideo) else MediaUse.MOMENT_PICTURE
    return MediaNeed(attachment.blob_key, use)


# ───────────────────────── recognising ─────────────────────────

Shape: TypeAlias = tuple[str, int, int, tuple[str, str] | None, bool]
"""Text, pictures, videos, link, and whether only some customers are meant: what WeCom's list surely gives back."""


def shape_of(content: MomentContent, *, is_partial: bool) -> Shape:
    """Reduce what we ask for to what the list will show."""
    link = next(((one.title, one.url) for one in content.attachments if isinstance(one, MomentLink)), None)
    pictures = sum(isinstance(one, Image) for one in content.attachments)
    videos = sum(isinstance(one, MomentVideo) for one in content.attachments)
    return content.text.strip(), pictures, videos, link, is_partial


def shape_of_listed(listed: ListedMoment) -> Shape:
    """Reduce what the list shows in the same way."""
    return listed.text.strip(), listed.pictures, listed.videos, listed.link, listed.is_partial


def fingerprint(content: MomentContent, *, is_partial: bool) -> bytes:
    """Return what at most one call in flight may have.

    Without the senders: WeCom asks only those who have somebody to publish to, so two calls of one content and
    overlapping senders could not be told apart afterwards.
    """
    return hashlib.sha256(json.dumps(shape_of(content, is_partial=is_partial)).encode()).digest()


def find_call(senders: Collection[Userid], members_of: Mapping[str, Collection[Userid]]) -> Finding:
    """Decide which new moment is the one we asked for.

    Args:
        senders: whom the call named.
        members_of: who is asked to publish every moment that is new since before the call and has its content.
    """
    wanted = {one.lower() for one in senders}
    fits = tuple(
        sorted(found for found, members in members_of.items() if members and {one.lower() for one in members} <= wanted)
    )
    match len(fits):
        case 0:
            return Finding(Match.NOT_MADE, ())
        case 1:
            return Finding(Match.MADE, fits)
        case _:
            return Finding(Match.AMBIGUOUS, fits)


# ───────────────────────── following ─────────────────────────

JOB_FORGOTTEN = frozenset({40088, 40089})
MOMENT_GONE = frozenset({41059, 41060})
MEDIA_ERRCODES = frozenset({40007, 41072})
NO_MOMENTS = 41211
_BAD_MEDIA = frozenset({40007, 41064, 41065, 41072, 41080, 41081, 41082, 41090})
NOT_MADE_YET = frozenset({-1, 6000, 41078, 41210, 45009})
"""As the result of a job: nothing was made, and the same may pass later."""


def refused_for(errcode: int | None) -> Reason:
    """Name why WeCom makes no moment."""
    if errcode in _BAD_MEDIA:
        return Reason.MEDIA_REFUSED
    if errcode == NO_MOMENTS:
        return Reason.MISCONFIGURED
    return refusal(errcode)


def next_job_look(*, called_at: datetime, at: datetime) -> datetime:
    """Return when to ask again how far WeCom's job is: a tenth of its age later, from 5 s to 2 min."""
    return at + min(max((at - called_at) / 10, JOB_PAUSE), LONGEST_JOB_PAUSE)


def reads_are_due(*, published_at: datetime, read_at: datetime | None, at: datetime) -> bool:
    """Tell whether to read who was shown a published copy: at once, and for the last time ten minutes later."""
    return read_at is None or at >= published_at + LAST_SHOWN_WITHIN


def is_last_read(*, published_at: datetime, at: datetime) -> bool:
    """Tell whether what is read of a copy now stays."""
    return at >= published_at + LAST_SHOWN_WITHIN


def next_look(*, handed_over_at: datetime, at: datetime, closes_at: datetime) -> datetime:
    """Return when to look at a handed-over moment again, as at a group send."""
    return next_poll(handed_over_at=handed_over_at, at=at, closes_at=closes_at)
