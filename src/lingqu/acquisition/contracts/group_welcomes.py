"""Welcome templates of customer groups (入群欢迎语): what the owner of a group may have said to whoever joins it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from lingqu.deliveries.contracts.materials import Material

GroupWelcomeId = NewType("GroupWelcomeId", int)

JOB_BRING = "acquisition.bring_group_welcome"
"""Have WeCom hold a template as it is now; key: `GroupWelcomeId`."""
JOB_RENEW = "acquisition.renew_group_welcomes"


class GroupWelcomeState(StrEnum):
    """Where a template stands; `lingqu.acquisition.domain.group_welcomes` has the moves."""

    WAITING = "waiting"
    """WeCom is to be asked to make it."""
    MAKING = "making"
    """WeCom is being asked; what a worker that dies now leaves behind is unknown."""
    LIVE = "live"
    UNKNOWN = "unknown"
    """WeCom's answer was lost: it may be there. WeCom lists no templates, so only a person can look."""
    REFUSED = "refused"
    GONE = "gone"
    """Somebody deleted it at WeCom."""
    REMOVING = "removing"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWelcomeDraft:
    """What an operator decides.

    Attributes:
        content: text of at most 3000 bytes, in which `%NICKNAME%` becomes the newcomer's name, and at most one
            attachment, also a video or a file.
        notify: whether WeCom tells the members that there is a new template.
    """

    name: str
    content: Material
    notify: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWelcome:
    """A template with how it stands at WeCom.

    Attributes:
        called_at: when the newest call that makes it was begun.
        told_at: when WeCom was last told its content; before `changed_at` a change is on its way.
        errcode: why WeCom refused it, its last change or, with `removal_refused`, to delete it.
    """

    group_welcome_id: GroupWelcomeId
    draft: GroupWelcomeDraft
    state: GroupWelcomeState
    template_id: str | None
    called_at: datetime | None
    told_at: datetime | None
    errcode: int | None
    removal_refused: bool
    created_at: datetime
    created_by: str | None
    changed_at: datetime
