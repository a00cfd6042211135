"""Welcome templates of groups at the HTTP edge: the shapes."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from lingqu.acquisition.contracts.group_welcomes import GroupWelcome, GroupWelcomeDraft, GroupWelcomeState
from lingqu.deliveries.contracts.materials import Material, MaterialAttachment


class GroupWelcomeInput(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What an operator decides: text of at most 3000 bytes with `%NICKNAME%`, at most one attachment.

    `notify`: whether WeCom tells the members that there is a new template; it matters only when it is made.
    """

    name: str
    text: str
    attachments: list[MaterialAttachment]
    notify: bool


class GroupWelcomeOut(GroupWelcomeInput, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A template with how it stands at WeCom; `changing` while a change is on its way, `errcode` tells a refusal.

    `removal_refused`: what WeCom refused is to delete it. `called_at`: when the newest call that makes it was begun.
    `told_at`: when WeCom was last told its content.
    """

    group_welcome_id: int
    state: GroupWelcomeState
    changing: bool
    errcode: int | None
    removal_refused: bool
    called_at: datetime | None
    told_at: datetime | None
    created_at: datetime
    created_by: str | None
    changed_at: datetime


class GroupWelcomeList(msgspec.Struct, kw_only=True, frozen=True):
    """All templates that nobody removed, the newest first; `held` of the `most` places of WeCom's library are taken."""

    items: list[GroupWelcomeOut]
    held: int
    most: int


def draft_of(data: GroupWelcomeInput) -> GroupWelcomeDraft:
    """Read a draft."""
    content = Material(text=data.text, attachments=tuple(data.attachments))
    return GroupWelcomeDraft(name=data.name, content=content, notify=data.notify)


def group_welcome_out(welcome: GroupWelcome) -> GroupWelcomeOut:
    """Show a template."""
    told = welcome.told_at
    return GroupWelcomeOut(
        group_welcome_id=welcome.group_welcome_id,
        name=welcome.draft.name,
        text=welcome.draft.content.text,
        attachments=list(welcome.draft.content.attachments),
        notify=welcome.draft.notify,
        state=welcome.state,
        changing=welcome.state is GroupWelcomeState.LIVE
        and (welcome.errcode is None or welcome.removal_refused)
        and (told is None or told < welcome.changed_at),
        errcode=welcome.errcode,
        removal_refused=welcome.removal_refused,
        called_at=welcome.called_at,
        told_at=welcome.told_at,
        created_at=welcome.created_at,
        created_by=welcome.created_by,
        changed_at=welcome.changed_at,
    )


def group_welcome_list(welcomes: Sequence[GroupWelcome], *, held: int, most: int) -> GroupWelcomeList:
    """Show all."""
    return GroupWelcomeList(items=[group_welcome_out(one) for one in welcomes], held=held, most=most)
