"""Channels: create, revise, archive, look at."""

from collections.abc import Collection, Sequence
from datetime import datetime

from lingqu.acquisition.contracts import (
    JOB_CARRY,
    JOB_EXPIRE,
    Channel,
    ChannelDraft,
    ChannelStatus,
    Preview,
)
from lingqu.acquisition.domain import carriage, drafts, qr, templates, words
from lingqu.acquisition.errors import (
    BadAttachmentError,
    ChannelArchivedError,
    ChannelNotFoundError,
    NotCarriedError,
)
from lingqu.acquisition.store import channels as store
from lingqu.customers.api import tags as customer_tags
from lingqu.deliveries.api import content as contents
from lingqu.deliveries.api.media import request_media
from lingqu.deliveries.contracts import Content
from lingqu.directory.api import people as directory
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import ChannelId
from lingqu.kernel.jobs import Lane, NewJob
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor


async def create_channel(unit: UnitOfWork, draft: ChannelDraft) -> Channel:
    """Create a channel and ask WeCom, soon, to carry it.

    Raises:
        InvalidError: one of `lingqu.acquisition.errors`, with the place in the draft.
    """
    await _check(unit, draft)
    channel_id = await store.reserve_channel_id(unit)
    state = carriage.state_of(channel_id)
    await store.insert_channel(unit, channel_id, draft, state=state, status=ChannelStatus.PREPARING)
    await _follow_up(unit, channel_id, draft)
    await unit.audit("channel.created", f"channel:{channel_id}", state=state)
    return await get_channel(unit, channel_id)


async def revise_channel(unit: UnitOfWork, channel_id: ChannelId, draft: ChannelDraft) -> Channel:
    """Replace what a channel is made of; the printed code stays the same.

    Raises:
        ChannelNotFoundError: there is none.
        ChannelArchivedError: it is archived.
        InvalidError: one of `lingqu.acquisition.errors`, with the place in the draft.
    """
    channel = await _locked(unit, channel_id)
    await _check(unit, draft, was=channel)
    status = carriage.status_when_revised(channel, expires_at=draft.expires_at, at=unit.at)
    await store.update_channel(unit, channel_id, draft, status=status)
    await _follow_up(unit, channel_id, draft)
    await unit.audit("channel.revised", f"channel:{channel_id}")
    return await get_channel(unit, channel_id)


async def archive_channel(unit: UnitOfWork, channel_id: ChannelId) -> Channel:
    """Retire a channel. Its code goes on being answered by the fall-back staff, and dies only if there are none.

    Raises:
        ChannelNotFoundError: there is none.
        ChannelArchivedError: it is archived already.
    """
    await _locked(unit, channel_id)
    await store.set_status(unit, [channel_id], ChannelStatus.ARCHIVED, archived_at=unit.at)
    unit.enqueue(NewJob(kind=JOB_CARRY, key=str(channel_id), lane=Lane.URGENT))
    await unit.audit("channel.archived", f"channel:{channel_id}")
    return await get_channel(unit, channel_id)


async def expire_channels(unit: UnitOfWork, channel_ids: Collection[ChannelId]) -> list[ChannelId]:
    """Hand over to the fall-back staff what has expired; return those channels.

    A channel whose expiry was put off meanwhile gets a timer for the new one: of timers with one key the earlier stays.
    """
    channels = await store.lock_channels(unit, list(channel_ids))
    due = [channel.channel_id for channel in channels if carriage.is_due_to_expire(channel, at=unit.at)]
    await store.set_status(unit, due, ChannelStatus.EXPIRED)
    unit.enqueue(*(NewJob(kind=JOB_CARRY, key=str(one), lane=Lane.URGENT) for one in due))
    unit.enqueue(
        *(
            _expiry_job(channel.channel_id, channel.expires_at)
            for channel in channels
            if channel.expires_at is not None and channel.expires_at > unit.at
        )
    )
    return due


async def get_channel(session: Session, channel_id: ChannelId) -> Channel:
    """Return a channel.

    Raises:
        ChannelNotFoundError: there is none.
    """
    found = await store.get_channels(session, [channel_id])
    if not found:
        raise ChannelNotFoundError(f"there is no channel {channel_id}", channel_id=channel_id)
    return found[0]


async def list_channels(
    session: Session, *, archived: bool = False, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Channel]:
    """Return channels, newest first."""
    keys = decode_cursor(cursor, int)
    before = ChannelId(keys[0]) if keys else None
    found = await store.list_channels(session, archived=archived, before=before, limit=limit + 1)
    more = encode_cursor(found[limit - 1].channel_id) if len(found) > limit else None
    return Page(found[:limit], more)


async def resolve_channels(session: Session, states: Sequence[str]) -> dict[str, ChannelId]:
    """Return the channel of each state; what is unknown is left out: no channel."""
    return await store.resolve_states(session, states) if states else {}


async def name_channels(session: Session, channel_ids: Collection[ChannelId]) -> dict[ChannelId, str]:
    """Return channels' names by id."""
    return await store.name_channels(session, list(channel_ids)) if channel_ids else {}


async def draw_code(session: Session, channel_id: ChannelId, *, pixels: int | None) -> bytes:
    """Draw a channel's code, as PNG of about so many pixels, or as SVG when None.

    It says the link that WeCom's picture says; where that could not be read, it leads to the picture.

    Raises:
        ChannelNotFoundError: there is none.
        NotCarriedError: WeCom has not given a code (yet, or any more).
    """
    channel = await get_channel(session, channel_id)
    link = channel.qr_link or channel.qr_url
    if link is None:
        raise NotCarriedError("WeCom has given no code for this channel", channel_id=channel_id, status=channel.status)
    return qr.as_svg(link) if pixels is None else qr.as_png(link, pixels=pixels)


def preview(text: str, fallback_text: str | None) -> Preview:
    """Render a greeting for the editor, with sample names, and say what is wrong with it."""
    problems = {
        place: problem
        for place, one in (("text", text), ("fallback_text", fallback_text))
        if one and (problem := templates.problem_of(one))
    }
    fallback = fallback_text or text
    return Preview(
        rendered=templates.render(text, words.SAMPLE) or "",
        fallback=templates.render(fallback, words.NAMELESS) or "",
        problems=problems,
    )


async def _check(session: Session, draft: ChannelDraft, *, was: Channel | None = None) -> None:
    follow_users = await directory.list_follow_users(session)
    expanded = await directory.staff_in(session, draft.department_ids) if draft.department_ids else []
    around = drafts.Surroundings(
        staff=await directory.cards_of(session, [*draft.staff_ids, *draft.fallback_staff_ids]),
        follow_users=follow_users,
        departments={one.department_id for one in await directory.list_departments(session)},
        expanded=[staff_id for staff_id in expanded if staff_id in follow_users],
        tags=await customer_tags.known_tags(session, draft.tag_ids),
    )
    kept = was is not None and was.expires_at == draft.expires_at
    drafts.check(draft, around, at=None if kept else session.at)
    for number, welcome in enumerate(draft.welcome):
        said = Content(text=welcome.text or welcome.fallback_text or "", attachments=welcome.attachments)
        for problem in contents.check_content(said, place=f"body.welcome[{number}]"):
            raise BadAttachmentError(problem.message, place=problem.place, rule=problem.code, **problem.data)


async def _follow_up(unit: UnitOfWork, channel_id: ChannelId, draft: ChannelDraft) -> None:
    unit.enqueue(NewJob(kind=JOB_CARRY, key=str(channel_id), lane=Lane.URGENT))
    if draft.expires_at is not None:
        unit.enqueue(_expiry_job(channel_id, draft.expires_at))
    request_media(unit, [Content(text="", attachments=welcome.attachments) for welcome in draft.welcome])


def _expiry_job(channel_id: ChannelId, expires_at: datetime) -> NewJob:
    return NewJob(kind=JOB_EXPIRE, key=str(channel_id), due=expires_at)


async def _locked(unit: UnitOfWork, channel_id: ChannelId) -> Channel:
    locked = await store.lock_channels(unit, [channel_id])
    if not locked:
        raise ChannelNotFoundError(f"there is no channel {channel_id}", channel_id=channel_id)
    if locked[0].status is ChannelStatus.ARCHIVED:
        raise ChannelArchivedError("an archived channel stays as it is", channel_id=channel_id)
    return locked[0]
