"""Limits of links, join ways, group greetings, moments and groups, checked before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from wecom_api.calls.acquisition_links import (
    CreateAcquisitionLink,
    DeleteAcquisitionLink,
    GetAcquisitionLink,
    LinkRange,
    ListAcquisitionLink,
    PriorityOption,
    UpdateAcquisitionLink,
)
from wecom_api.calls.acquisition_numbers import (
    GetAcquisitionChatInfo,
    GetAcquisitionStatistic,
    ListAcquisitionCustomer,
)
from wecom_api.calls.attachments import Image
from wecom_api.calls.contact_ways import CloseTempChat
from wecom_api.calls.group_welcome import (
    AddGroupWelcomeTemplate,
    DelGroupWelcomeTemplate,
    EditGroupWelcomeTemplate,
    GetGroupWelcomeTemplate,
)
from wecom_api.calls.groupchat_statistics import GetGroupchatStatistic, GetGroupchatStatisticByDay
from wecom_api.calls.groupchat_transfers import OnjobTransferGroupchat, TransferGroupchat
from wecom_api.calls.groupchats import GetGroupchat, ListGroupchat, OpengidToChatid
from wecom_api.calls.join_ways import AddJoinWay, DelJoinWay, GetJoinWay, UpdateJoinWay
from wecom_api.calls.media import UploadAttachment
from wecom_api.calls.moment_results import (
    GetMomentComments,
    GetMomentCustomerList,
    GetMomentList,
    GetMomentSendResult,
    GetMomentTask,
)
from wecom_api.calls.moment_strategies import (
    CreateMomentStrategy,
    EditMomentStrategy,
    GetMomentStrategyRange,
    ListMomentStrategy,
)
from wecom_api.calls.moments import (
    AddMomentTask,
    CancelMomentTask,
    GetMomentTaskResult,
    MomentImage,
    MomentLink,
    MomentVideo,
)
from wecom_api.calls.strategies import DepartmentNode, MemberNode
from wecom_api.errors import InvalidCallError

if TYPE_CHECKING:
    from collections.abc import Callable

MONTH = 30 * 86_400
LED_TO = LinkRange(user_list=["a"])
PICTURE = MomentImage(media_id="m")
VIDEO = MomentVideo(media_id="m")
NODE = DepartmentNode(partyid=7)
GROUPS: dict[str, Any] = {"scene": 2, "chat_id_list": ["wr1"]}


def strategy(**changes: Any) -> CreateMomentStrategy:
    fields: dict[str, Any] = {"strategy_name": "s", "admin_list": ["a"], "range": [NODE]}
    return CreateMomentStrategy(**fields | changes)


@pytest.mark.parametrize(
    ("field", "make", "within", "beyond"),
    [
        ("limit", lambda limit: ListAcquisitionLink(limit=limit), 100, 101),
        ("link_name", lambda name: CreateAcquisitionLink(link_name=name, range=LED_TO), "好" * 30, "好" * 31),
        ("link_name", lambda name: UpdateAcquisitionLink(link_id="ca1", link_name=name), "好" * 30, "好" * 31),
        ("user_list", lambda users: LinkRange(user_list=users), ["a"] * 500, ["a"] * 501),
        ("department_list", lambda parties: LinkRange(department_list=parties), [7] * 500, [7] * 501),
        (
            "priority_userid_list",
            lambda users: PriorityOption(priority_type=2, priority_userid_list=users),
            ["a"] * 1000,
            ["a"] * 1001,
        ),
        ("limit", lambda limit: ListAcquisitionCustomer(link_id="ca1", limit=limit), 1000, 1001),
        (
            "end_time",
            lambda end: GetAcquisitionStatistic(link_id="ca1", start_time=0, end_time=end),
            MONTH,
            MONTH + 1,
        ),
        ("chat_id_list", lambda ids: AddJoinWay(scene=2, chat_id_list=ids), ["wr"] * 5, ["wr"] * 6),
        ("state", lambda state: AddJoinWay(**GROUPS, state=state), "好" * 30, "好" * 31),
        ("room_base_name", lambda name: AddJoinWay(**GROUPS, room_base_name=name), "好" * 40, "好" * 41),
        ("state", lambda state: UpdateJoinWay(config_id="c", **GROUPS, state=state), "好" * 30, "好" * 31),
        ("text", lambda text: AddGroupWelcomeTemplate(text=text), "好" * 1000, "好" * 1001),
        (
            "text",
            lambda text: EditGroupWelcomeTemplate(template_id="t", text=text, attachment=Image(media_id="m")),
            "t" * 3000,
            "t" * 3001,
        ),
        ("text", lambda text: AddMomentTask(text=text), "好" * 2000, "好" * 2001),
        ("attachments", lambda few: AddMomentTask(attachments=few), [PICTURE] * 9, [PICTURE] * 10),
        ("attachments", lambda few: AddMomentTask(attachments=few), [VIDEO], [VIDEO, VIDEO]),
        ("attachments", lambda few: AddMomentTask(attachments=few), [PICTURE, PICTURE], [PICTURE, VIDEO]),
        ("user_list", lambda users: AddMomentTask(text="t", user_list=users), ["a"] * 100_000, ["a"] * 100_001),
        ("user_list", lambda users: AddMomentTask(text="t", user_list=users), None, []),
        ("department_list", lambda parties: AddMomentTask(text="t", department_list=parties), None, []),
        ("tag_list", lambda tags: AddMomentTask(text="t", tag_list=tags), None, []),
        ("title", lambda title: MomentLink(url="u", media_id="m", title=title), "好" * 64, "好" * 65),
        ("end_time", lambda end: GetMomentList(start_time=0, end_time=end), MONTH, MONTH + 1),
        ("limit", lambda limit: GetMomentList(start_time=0, end_time=1, limit=limit), 20, 21),
        ("limit", lambda limit: GetMomentTask(moment_id="m", limit=limit), 1000, 1001),
        ("limit", lambda limit: GetMomentCustomerList(moment_id="m", userid="a", limit=limit), 1000, 1001),
        ("limit", lambda limit: GetMomentSendResult(moment_id="m", userid="a", limit=limit), 5000, 5001),
        ("limit", lambda limit: ListMomentStrategy(limit=limit), 1000, 1001),
        ("limit", lambda limit: GetMomentStrategyRange(strategy_id=1, limit=limit), 1000, 1001),
        (
            "admin_list",
            lambda admins: strategy(admin_list=admins),
            ["a"] * 20,
            ["a"] * 21,
        ),
        ("range", lambda nodes: strategy(range=nodes), [NODE] * 100, [NODE] * 101),
        ("admin_list", lambda few: EditMomentStrategy(strategy_id=1, admin_list=few), ["a"] * 20, ["a"] * 21),
        ("range_add", lambda few: EditMomentStrategy(strategy_id=1, range_add=few), [NODE] * 100, [NODE] * 101),
        ("range_del", lambda few: EditMomentStrategy(strategy_id=1, range_del=few), [NODE] * 100, [NODE] * 101),
        (
            "content",
            lambda size: UploadAttachment(media_type="video", attachment_type=1, filename="a.mp4", content=bytes(size)),
            10 * 2**20,
            10 * 2**20 + 1,
        ),
        (
            "content",
            lambda size: UploadAttachment(media_type="image", attachment_type=2, filename="a.png", content=bytes(size)),
            6,
            5,
        ),
        ("limit", lambda limit: ListGroupchat(limit=limit), 1000, 1001),
        ("owner_filter", lambda owners: ListGroupchat(owner_filter=owners), ["a"] * 100, ["a"] * 101),
        ("owner_filter", lambda owners: ListGroupchat(owner_filter=owners), None, []),
        (
            "owner_filter",
            lambda owners: GetGroupchatStatistic(day_begin_time=0, owner_filter=owners),
            ["a"] * 100,
            ["a"] * 101,
        ),
        (
            "day_end_time",
            lambda end: GetGroupchatStatistic(day_begin_time=0, day_end_time=end, owner_filter=["a"]),
            MONTH,
            MONTH + 1,
        ),
        (
            "limit",
            lambda limit: GetGroupchatStatistic(day_begin_time=0, owner_filter=["a"], limit=limit),
            1000,
            1001,
        ),
        (
            "owner_filter",
            lambda owners: GetGroupchatStatisticByDay(day_begin_time=0, owner_filter=owners),
            ["a"] * 100,
            ["a"] * 101,
        ),
        (
            "day_end_time",
            lambda end: GetGroupchatStatisticByDay(day_begin_time=0, day_end_time=end, owner_filter=["a"]),
            MONTH,
            MONTH + 1,
        ),
        (
            "chat_id_list",
            lambda ids: OnjobTransferGroupchat(chat_id_list=ids, new_owner="a"),
            ["wr"] * 100,
            ["wr"] * 101,
        ),
        (
            "chat_id_list",
            lambda ids: TransferGroupchat(chat_id_list=ids, new_owner="a"),
            ["wr"] * 100,
            ["wr"] * 101,
        ),
    ],
)
def test_limit_is_refused_exactly_beyond_it_and_names_its_field(
    field: str, make: Callable[[Any], object], within: Any, beyond: Any
) -> None:
    make(within)

    with pytest.raises(InvalidCallError) as refusal:
        make(beyond)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("link_id", lambda: GetAcquisitionLink(link_id="")),
        ("link_name", lambda: CreateAcquisitionLink(link_name="", range=LED_TO)),
        ("link_id", lambda: UpdateAcquisitionLink(link_id="", link_name="n")),
        ("link_id", lambda: DeleteAcquisitionLink(link_id="")),
        ("user_list", LinkRange),
        ("priority_userid_list", lambda: PriorityOption(priority_type=2)),
        ("link_id", lambda: ListAcquisitionCustomer(link_id="")),
        ("link_id", lambda: GetAcquisitionStatistic(link_id="", start_time=0, end_time=1)),
        ("end_time", lambda: GetAcquisitionStatistic(link_id="ca1", start_time=1, end_time=0)),
        ("chat_key", lambda: GetAcquisitionChatInfo(chat_key="")),
        ("userid", lambda: CloseTempChat(userid="", external_userid="wm1")),
        ("external_userid", lambda: CloseTempChat(userid="a", external_userid="")),
        ("chat_id_list", lambda: AddJoinWay(scene=2, chat_id_list=[])),
        ("config_id", lambda: GetJoinWay(config_id="")),
        ("config_id", lambda: UpdateJoinWay(config_id="", scene=2, chat_id_list=["wr1"])),
        ("chat_id_list", lambda: UpdateJoinWay(config_id="c", scene=2, chat_id_list=[])),
        ("config_id", lambda: DelJoinWay(config_id="")),
        ("text", AddGroupWelcomeTemplate),
        ("template_id", lambda: EditGroupWelcomeTemplate(template_id="", text="t")),
        ("text", lambda: EditGroupWelcomeTemplate(template_id="t")),
        ("template_id", lambda: GetGroupWelcomeTemplate(template_id="")),
        ("template_id", lambda: DelGroupWelcomeTemplate(template_id="")),
        ("text", AddMomentTask),
        ("media_id", lambda: MomentImage(media_id="")),
        ("media_id", lambda: MomentVideo(media_id="")),
        ("url", lambda: MomentLink(url="", media_id="m")),
        ("media_id", lambda: MomentLink(url="u", media_id="")),
        ("jobid", lambda: GetMomentTaskResult(jobid="")),
        ("moment_id", lambda: CancelMomentTask(moment_id="")),
        ("moment_id", lambda: GetMomentTask(moment_id="")),
        ("moment_id", lambda: GetMomentCustomerList(moment_id="", userid="a")),
        ("userid", lambda: GetMomentCustomerList(moment_id="m", userid="")),
        ("moment_id", lambda: GetMomentSendResult(moment_id="", userid="a")),
        ("userid", lambda: GetMomentComments(moment_id="m", userid="")),
        ("userid", lambda: MemberNode(userid="")),
        ("strategy_name", lambda: strategy(strategy_name="")),
        ("admin_list", lambda: strategy(admin_list=[])),
        ("range", lambda: strategy(range=[])),
        ("chat_id", lambda: GetGroupchat(chat_id="")),
        ("opengid", lambda: OpengidToChatid(opengid="")),
        ("owner_filter", lambda: GetGroupchatStatistic(day_begin_time=0, owner_filter=[])),
        ("chat_id_list", lambda: TransferGroupchat(chat_id_list=[], new_owner="a")),
        ("new_owner", lambda: OnjobTransferGroupchat(chat_id_list=["wr1"], new_owner="")),
    ],
)
def test_what_wecom_requires_is_asked_for_before_anything_is_sent(field: str, make: Callable[[], object]) -> None:
    with pytest.raises(InvalidCallError) as refusal:
        make()

    assert refusal.value.field == field
