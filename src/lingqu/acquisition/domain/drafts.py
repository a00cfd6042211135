"""What a channel's draft must hold before WeCom is asked to carry it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from lingqu.acquisition import errors
from lingqu.acquisition.contracts import (
    MAX_ATTACHMENTS,
    MAX_MEMBERS,
    MAX_TEXT_BYTES,
    ChannelDraft,
    Hours,
    Welcome,
)
from lingqu.acquisition.domain import templates
from lingqu.acquisition.domain.hours import MINUTES_A_DAY
from lingqu.kernel.ids import DepartmentId, StaffId, TagId

_MAX_NAME_CHARS = 30
"""WeCom's remark of a contact way, which carries the name, has 30 characters."""

_DAYS = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the directory and the tags know of what a draft names.

    `follow_users` are those of `staff` who are here and may add customers; `expanded` are such members of the
    draft's departments, all levels down.
    """

    staff: Collection[StaffId]
    follow_users: Collection[StaffId]
    departments: Collection[DepartmentId]
    expanded: Collection[StaffId]
    tags: Collection[TagId]


def check(draft: ChannelDraft, around: Surroundings, *, at: datetime | None) -> None:
    """Refuse a draft that cannot be carried; each refusal names its field.

    Args:
        at: None when the expiry is an old one and may have passed.

    Raises:
        InvalidError: one of `lingqu.acquisition.errors`.
    """
    if not draft.name.strip() or len(draft.name) > _MAX_NAME_CHARS:
        raise errors.BadNameError(
            f"a name has 1 to {_MAX_NAME_CHARS} characters", place="body.name", max_chars=_MAX_NAME_CHARS
        )
    if draft.cost_fen < 0:
        raise errors.BadCostError("a cost is not below nought", place="body.cost_fen")
    _check_members(draft, around)
    _check_expiry(draft, at)
    unknown = sorted(set(draft.tag_ids) - set(around.tags))
    if unknown:
        raise errors.UnknownTagError("some tags are not known", place="body.tag_ids", tag_ids=unknown)
    _check_remark(draft)
    check_welcomes(draft.welcome)


def _check_members(draft: ChannelDraft, around: Surroundings) -> None:
    if not draft.staff_ids and not draft.department_ids:
        raise errors.NoMembersError("choose members or departments who answer the code", place="body.staff_ids")
    _check_staff(draft.staff_ids, around, "body.staff_ids")
    _check_staff(draft.fallback_staff_ids, around, "body.fallback_staff_ids")
    unknown = sorted(set(draft.department_ids) - set(around.departments))
    if unknown:
        raise errors.UnknownDepartmentError(
            "some departments are not known", place="body.department_ids", department_ids=unknown
        )
    for place, count in (
        ("body.staff_ids", len({*draft.staff_ids, *around.expanded})),
        ("body.fallback_staff_ids", len(set(draft.fallback_staff_ids))),
    ):
        if count > MAX_MEMBERS:
            raise errors.TooManyMembersError(
                f"{count} members: a contact way carries {MAX_MEMBERS}", place=place, members=count, max=MAX_MEMBERS
            )
    if not draft.staff_ids and not around.expanded:
        raise errors.NoMembersError(
            "the departments have no members who may add customers", place="body.department_ids"
        )


def _check_staff(staff_ids: tuple[StaffId, ...], around: Surroundings, place: str) -> None:
    strange = [one for one in staff_ids if one not in around.staff]
    if strange:
        raise errors.UnknownStaffError("some members are not known", place=place, staff_ids=strange)
    idle = [one for one in staff_ids if one not in around.follow_users]
    if idle:
        raise errors.NotFollowUserError("some members may not add customers", place=place, staff_ids=idle)


def _check_expiry(draft: ChannelDraft, at: datetime | None) -> None:
    if draft.expires_at is None:
        return
    if at is not None and draft.expires_at <= at:
        raise errors.ExpiryPassedError("the expiry has passed already", place="body.expires_at")
    if not draft.fallback_staff_ids:
        raise errors.NoFallbackStaffError(
            "a code in print outlives its expiry: choose who answers then", place="body.fallback_staff_ids"
        )


def _check_remark(draft: ChannelDraft) -> None:
    if draft.remark_template is not None:
        problem = templates.problem_of(draft.remark_template)
        if problem:
            raise errors.BadTemplateError(problem, place="body.remark_template", problem=problem)


def check_welcomes(welcomes: tuple[Welcome, ...]) -> None:
    """Refuse welcomes that leave a minute without greeting, or that WeCom would not take.

    Raises:
        InvalidError: with the place of the first that is wrong.
    """
    if not any(welcome.hours is None for welcome in welcomes):
        raise errors.NoDefaultWelcomeError("one welcome must have no hours", place="body.welcome")
    for number, welcome in enumerate(welcomes):
        _check_welcome(welcome, f"body.welcome[{number}]")


def _check_welcome(welcome: Welcome, place: str) -> None:
    if welcome.hours is not None:
        _check_hours(welcome.hours, f"{place}.hours")
    if not welcome.text.strip() and not welcome.attachments:
        raise errors.EmptyWelcomeError("a welcome has a text or an attachment", place=f"{place}.text")
    check_text(welcome.text, f"{place}.text")
    if welcome.fallback_text:
        check_text(welcome.fallback_text, f"{place}.fallback_text")
        if templates.needs_customer_name(welcome.fallback_text):
            raise errors.NoFallbackTextError("the fall-back names the customer too", place=f"{place}.fallback_text")
    elif templates.needs_customer_name(welcome.text):
        raise errors.NoFallbackTextError(
            "the text names the customer, whom WeCom may not show yet: add a fall-back",
            place=f"{place}.fallback_text",
        )
    if len(welcome.attachments) > MAX_ATTACHMENTS:
        raise errors.BadAttachmentError(
            f"at most {MAX_ATTACHMENTS} attachments", place=f"{place}.attachments", max=MAX_ATTACHMENTS
        )


def _check_hours(hours: Hours, place: str) -> None:
    if not hours.weekdays or not set(hours.weekdays) <= _DAYS:
        raise errors.BadHoursError("weekdays are 1 (Monday) to 7", place=f"{place}.weekdays")
    if not (0 <= hours.begins < MINUTES_A_DAY and 0 < hours.ends <= MINUTES_A_DAY) or hours.begins == hours.ends:
        raise errors.BadHoursError("hours begin before they end, between 00:00 and 24:00", place=place)


def check_text(text: str, place: str) -> None:
    """Refuse a text that cannot be rendered, or that long names could push over WeCom's limit.

    Raises:
        BadTemplateError: the text is no template of ours.
        TextTooLongError: with the bytes it may reach.
    """
    problem = templates.problem_of(text)
    if problem:
        raise errors.BadTemplateError(problem, place=place, problem=problem)
    widest = templates.render(text, templates.WIDEST)
    if widest is None:
        raise errors.TextTooLongError(
            f"with long names the text passes {MAX_TEXT_BYTES} bytes", place=place, max_bytes=MAX_TEXT_BYTES
        )
