from dataclasses import replace
from datetime import timedelta

import pytest

from lingqu.acquisition import errors
from lingqu.acquisition.contracts import ChannelDraft, Hours, Welcome
from lingqu.acquisition.domain.drafts import Surroundings, check
from lingqu.deliveries.contracts import Link
from lingqu.kernel.errors import InvalidError
from lingqu.kernel.ids import DepartmentId, StaffId, TagId
from unit.acquisition.specimens import AROUND, DRAFT, NOON, WELCOME

SHOP_HOURS = Hours(weekdays=(1,), begins=540, ends=1080)


def refusal(draft: ChannelDraft, around: Surroundings = AROUND) -> InvalidError:
    with pytest.raises(InvalidError) as raised:
        check(draft, around, at=NOON)
    return raised.value


def test_a_sound_draft_passes() -> None:
    check(DRAFT, AROUND, at=NOON)


@pytest.mark.parametrize("name", ["", "  ", "长" * 31])
def test_a_name_has_1_to_30_characters(name: str) -> None:
    assert isinstance(refusal(replace(DRAFT, name=name)), errors.BadNameError)


def test_a_cost_is_not_below_nought() -> None:
    assert isinstance(refusal(replace(DRAFT, cost_fen=-1)), errors.BadCostError)


def test_somebody_must_answer_the_code() -> None:
    assert isinstance(refusal(replace(DRAFT, staff_ids=())), errors.NoMembersError)


def test_a_department_without_members_answers_nothing() -> None:
    told = refusal(replace(DRAFT, staff_ids=(), department_ids=(DepartmentId(7),)))

    assert (type(told), told.place) == (errors.NoMembersError, "body.department_ids")


def test_unknown_members_are_named() -> None:
    told = refusal(replace(DRAFT, staff_ids=(StaffId(1), StaffId(999))))

    assert (type(told), told.data) == (errors.UnknownStaffError, {"staff_ids": [999]})


def test_members_without_customer_contact_are_named() -> None:
    told = refusal(replace(DRAFT, staff_ids=(StaffId(1), StaffId(199))))

    assert (type(told), told.data) == (errors.NotFollowUserError, {"staff_ids": [199]})


def test_fall_back_members_are_checked_too() -> None:
    assert refusal(replace(DRAFT, fallback_staff_ids=(StaffId(999),))).place == "body.fallback_staff_ids"


def test_unknown_departments_are_named() -> None:
    told = refusal(replace(DRAFT, department_ids=(DepartmentId(8),)))

    assert (type(told), told.data) == (errors.UnknownDepartmentError, {"department_ids": [8]})


def test_a_hundred_members_are_carried() -> None:
    check(replace(DRAFT, staff_ids=tuple(StaffId(number) for number in range(1, 101))), AROUND, at=NOON)


def test_a_hundred_and_first_member_is_too_many_also_by_department() -> None:
    crowded = replace(AROUND, expanded=[StaffId(number) for number in range(51, 102)])
    draft = replace(
        DRAFT,
        staff_ids=tuple(StaffId(number) for number in range(1, 61)),
        department_ids=(DepartmentId(7),),
    )

    told = refusal(draft, crowded)

    assert (type(told), told.data["members"]) == (errors.TooManyMembersError, 101)


def test_unknown_tags_are_named() -> None:
    told = refusal(replace(DRAFT, tag_ids=(TagId(5), TagId(6))))

    assert (type(told), told.data) == (errors.UnknownTagError, {"tag_ids": [6]})


def test_an_expiry_lies_ahead() -> None:
    draft = replace(DRAFT, expires_at=NOON, fallback_staff_ids=(StaffId(3),))

    assert isinstance(refusal(draft), errors.ExpiryPassedError)


def test_an_old_expiry_does_not_stand_in_the_way_of_other_changes() -> None:
    draft = replace(DRAFT, expires_at=NOON - timedelta(days=1), fallback_staff_ids=(StaffId(3),))

    check(draft, AROUND, at=None)


def test_a_code_that_expires_has_fall_back_staff() -> None:
    draft = replace(DRAFT, expires_at=NOON + timedelta(days=1))

    assert isinstance(refusal(draft), errors.NoFallbackStaffError)


def test_one_welcome_has_no_hours() -> None:
    draft = replace(DRAFT, welcome=(replace(WELCOME, hours=SHOP_HOURS),))

    assert isinstance(refusal(draft), errors.NoDefaultWelcomeError)


@pytest.mark.parametrize(
    "hours",
    [
        Hours(weekdays=(), begins=0, ends=60),
        Hours(weekdays=(0,), begins=0, ends=60),
        Hours(weekdays=(8,), begins=0, ends=60),
        Hours(weekdays=(1,), begins=60, ends=60),
        Hours(weekdays=(1,), begins=-1, ends=60),
        Hours(weekdays=(1,), begins=0, ends=1441),
    ],
)
def test_hours_that_never_come_are_refused_at_their_place(hours: Hours) -> None:
    told = refusal(replace(DRAFT, welcome=(WELCOME, replace(WELCOME, hours=hours))))

    assert isinstance(told, errors.BadHoursError)
    assert str(told.place).startswith("body.welcome[1].hours")


def test_a_welcome_says_something() -> None:
    assert isinstance(refusal(replace(DRAFT, welcome=(replace(WELCOME, text=" "),))), errors.EmptyWelcomeError)


def test_an_attachment_alone_is_a_welcome() -> None:
    link = Link("会员中心", "https://shop.example/m", None, None)

    check(replace(DRAFT, welcome=(replace(WELCOME, text="", attachments=(link,)),)), AROUND, at=NOON)


def test_a_text_that_names_the_customer_has_a_fall_back() -> None:
    told = refusal(replace(DRAFT, welcome=(replace(WELCOME, text="{{ customer.name }}您好"),)))

    assert (type(told), told.place) == (errors.NoFallbackTextError, "body.welcome[0].fallback_text")


def test_a_fall_back_does_not_name_the_customer_either() -> None:
    named = Welcome(
        hours=None, text="{{ customer.name }}您好", fallback_text="亲爱的{{ customer.name }}", attachments=()
    )

    assert isinstance(refusal(replace(DRAFT, welcome=(named,))), errors.NoFallbackTextError)


def test_a_text_that_cannot_be_rendered_is_refused_with_its_problem() -> None:
    told = refusal(replace(DRAFT, welcome=(replace(WELCOME, text="{{ customer.phone }}"),)))

    assert isinstance(told, errors.BadTemplateError)
    assert "customer.phone" in told.data["problem"]


def test_a_text_that_long_names_push_over_the_limit_is_refused() -> None:
    told = refusal(replace(DRAFT, welcome=(replace(WELCOME, text="{{ staff.name }}" + "好" * 1_302),)))

    assert (type(told), told.data) == (errors.TextTooLongError, {"max_bytes": 4000})


def test_ten_attachments_are_too_many() -> None:
    link = Link("会员中心", "https://shop.example/m", None, None)

    told = refusal(replace(DRAFT, welcome=(replace(WELCOME, attachments=(link,) * 10),)))

    assert isinstance(told, errors.BadAttachmentError)


def test_a_remark_is_a_text_of_ours() -> None:
    told = refusal(replace(DRAFT, remark_template="{{ customer.name }-门店A"))

    assert (type(told), told.place) == (errors.BadTemplateError, "body.remark_template")
