"""From an event to what it means: `view_of`, and the tables it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from wecom_api.callbacks import views

if TYPE_CHECKING:
    from collections.abc import Callable

    from wecom_api.callbacks.events import CallbackEvent


def view_of(event: CallbackEvent) -> views.View:
    """Say what `event` means. Never raises: whatever has no view is `KnownUnused` or `NotUnderstood`."""
    name = event.event or event.msg_type
    reader = _READERS.get((name, event.change_type))
    if reader is None:
        if name in _UNUSED:
            return views.KnownUnused(name=name, change_type=event.change_type)
        return _lacking(event)
    required, build = reader
    missing = tuple(element for element in required if not event.text(element))
    return _lacking(event, *missing) if missing else build(event)


def _lacking(event: CallbackEvent, *missing: str) -> views.NotUnderstood:
    return views.NotUnderstood(name=event.event or event.msg_type, change_type=event.change_type, missing=missing)


def _add(event: CallbackEvent) -> views.AddExternalContact:
    return views.AddExternalContact(
        userid=event.text("UserID"),
        external_userid=event.text("ExternalUserID"),
        state=event.text("State"),
        welcome_code=event.text("WelcomeCode"),
    )


def _add_half(event: CallbackEvent) -> views.AddHalfExternalContact:
    return views.AddHalfExternalContact(
        userid=event.text("UserID"),
        external_userid=event.text("ExternalUserID"),
        state=event.text("State"),
        welcome_code=event.text("WelcomeCode"),
    )


def _edit(event: CallbackEvent) -> views.EditExternalContact:
    return views.EditExternalContact(userid=event.text("UserID"), external_userid=event.text("ExternalUserID"))


def _del_customer(event: CallbackEvent) -> views.DelExternalContact:
    return views.DelExternalContact(
        userid=event.text("UserID"), external_userid=event.text("ExternalUserID"), source=event.text("Source")
    )


def _del_follow_user(event: CallbackEvent) -> views.DelFollowUser:
    return views.DelFollowUser(userid=event.text("UserID"), external_userid=event.text("ExternalUserID"))


def _transfer_fail(event: CallbackEvent) -> views.TransferFail:
    return views.TransferFail(
        userid=event.text("UserID"),
        external_userid=event.text("ExternalUserID"),
        fail_reason=event.text("FailReason"),
    )


def _msg_audit_approved(event: CallbackEvent) -> views.MsgAuditApproved:
    return views.MsgAuditApproved(
        userid=event.text("UserID"),
        external_userid=event.text("ExternalUserID"),
        welcome_code=event.text("WelcomeCode"),
    )


# The casts below restate what the key of _READERS has already decided.


def _tag(event: CallbackEvent) -> views.ChangeExternalTag:
    return views.ChangeExternalTag(
        change_type=cast("views.TagChange", event.change_type),
        id=event.text("Id"),
        tag_type=event.text("TagType"),
        strategy_id=event.integer("StrategyId"),
    )


def _contact_user(event: CallbackEvent) -> views.ChangeContactUser:
    return views.ChangeContactUser(
        change_type=cast("views.UserChange", event.change_type),
        userid=event.text("UserID"),
        new_userid=event.text("NewUserID"),
        department=_ids(event, "Department") if "Department" in event.elements else None,
    )


def _contact_party(event: CallbackEvent) -> views.ChangeContactParty | views.NotUnderstood:
    party_id = event.integer("Id")
    if party_id is None:
        return _lacking(event, "Id")
    return views.ChangeContactParty(
        change_type=cast("views.PartyChange", event.change_type),
        id=party_id,
        name=event.text("Name") if "Name" in event.elements else None,
        parent_id=event.integer("ParentId"),
        order=event.integer("Order"),
    )


def _contact_tag(event: CallbackEvent) -> views.ChangeContactTag | views.NotUnderstood:
    tag_id = event.integer("TagId")
    if tag_id is None:
        return _lacking(event, "TagId")
    return views.ChangeContactTag(
        tag_id=tag_id,
        added_userids=event.listed("AddUserItems"),
        removed_userids=event.listed("DelUserItems"),
        added_party_ids=_ids(event, "AddPartyItems"),
        removed_party_ids=_ids(event, "DelPartyItems"),
    )


def _subscribe(event: CallbackEvent) -> views.Subscribe:
    return views.Subscribe(userid=event.from_user_name, agentid=event.integer("AgentID"))


def _unsubscribe(event: CallbackEvent) -> views.Unsubscribe:
    return views.Unsubscribe(userid=event.from_user_name, agentid=event.integer("AgentID"))


def _create_chat(event: CallbackEvent) -> views.CreateExternalChat:
    return views.CreateExternalChat(chat_id=event.text("ChatId"))


def _dismiss_chat(event: CallbackEvent) -> views.DismissExternalChat:
    return views.DismissExternalChat(chat_id=event.text("ChatId"))


def _update_chat(event: CallbackEvent) -> views.View:
    match event.text("UpdateDetail"):
        case "add_member" | "del_member" as detail:
            members = event.texts("MemChangeList", "Item")
            count = event.integer("MemChangeCnt")
            return views.ChangeExternalChatMembers(
                update_detail=detail,
                chat_id=event.text("ChatId"),
                join_scene=event.integer("JoinScene") if detail == "add_member" else None,
                quit_scene=event.integer("QuitScene") if detail == "del_member" else None,
                count=len(members) if count is None else count,
                members=members,
                last_mem_ver=event.text("LastMemVer"),
                cur_mem_ver=event.text("CurMemVer"),
            )
        case "change_owner" | "change_name" | "change_notice" as detail:
            return views.ChangeExternalChat(update_detail=detail, chat_id=event.text("ChatId"))
        case _:
            return _lacking(event)


def _acquisition(event: CallbackEvent) -> views.CustomerAcquisition:
    return views.CustomerAcquisition(
        change_type=cast("views.AcquisitionChange", event.change_type),
        link_id=event.text("LinkId"),
        state=event.text("State"),
        userid=event.text("UserID"),
        external_userid=event.text("ExternalUserID"),
        chat_key=event.text("ChatKey"),
        expire_time=event.integer("ExpireTime"),
        expire_quota_num=event.integer("ExpireQuotaNum"),
    )


def _ids(event: CallbackEvent, name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in event.listed(name) if part.isascii() and part.isdigit())


_PAIR = ("UserID", "ExternalUserID")

_READERS: dict[tuple[str, str], tuple[tuple[str, ...], Callable[[CallbackEvent], views.View]]] = {
    ("change_external_contact", "add_external_contact"): (_PAIR, _add),
    ("change_external_contact", "add_half_external_contact"): (_PAIR, _add_half),
    ("change_external_contact", "edit_external_contact"): (_PAIR, _edit),
    ("change_external_contact", "del_external_contact"): (_PAIR, _del_customer),
    ("change_external_contact", "del_follow_user"): (_PAIR, _del_follow_user),
    ("change_external_contact", "transfer_fail"): ((*_PAIR, "FailReason"), _transfer_fail),
    ("change_external_contact", "msg_audit_approved"): (_PAIR, _msg_audit_approved),
    ("change_external_tag", "create"): (("Id", "TagType"), _tag),
    ("change_external_tag", "update"): (("Id", "TagType"), _tag),
    ("change_external_tag", "delete"): (("Id", "TagType"), _tag),
    ("change_external_tag", "shuffle"): ((), _tag),
    ("change_contact", "create_user"): (("UserID",), _contact_user),
    ("change_contact", "update_user"): (("UserID",), _contact_user),
    ("change_contact", "delete_user"): (("UserID",), _contact_user),
    ("change_contact", "create_party"): (("Id",), _contact_party),
    ("change_contact", "update_party"): (("Id",), _contact_party),
    ("change_contact", "delete_party"): (("Id",), _contact_party),
    ("change_contact", "update_tag"): (("TagId",), _contact_tag),
    ("change_external_chat", "create"): (("ChatId",), _create_chat),
    ("change_external_chat", "update"): (("ChatId", "UpdateDetail"), _update_chat),
    ("change_external_chat", "dismiss"): (("ChatId",), _dismiss_chat),
    ("subscribe", ""): (("FromUserName",), _subscribe),
    ("unsubscribe", ""): (("FromUserName",), _unsubscribe),
    ("customer_acquisition", "balance_low"): ((), _acquisition),
    ("customer_acquisition", "balance_exhausted"): ((), _acquisition),
    ("customer_acquisition", "balance_increased"): ((), _acquisition),
    ("customer_acquisition", "quota_expire_soon"): ((), _acquisition),
    ("customer_acquisition", "link_unavailable"): (("LinkId",), _acquisition),
    ("customer_acquisition", "delete_link"): (("LinkId",), _acquisition),
    ("customer_acquisition", "open_profile"): (("LinkId",), _acquisition),
    ("customer_acquisition", "friend_request"): (("LinkId",), _acquisition),
    ("customer_acquisition", "customer_start_chat"): ((*_PAIR, "LinkId"), _acquisition),
    ("customer_acquisition", "message_from_customer"): (("LinkId",), _acquisition),
}

_UNUSED = frozenset(
    {
        # messages of members to the app
        "text",
        "image",
        "voice",
        "video",
        "location",
        "link",
        # events of the app's menu and cards
        "enter_agent",
        "LOCATION",
        "click",
        "view",
        "scancode_push",
        "scancode_waitmsg",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
        "view_miniprogram",
        "template_card_event",
        "template_card_menu_event",
        # jobs, archive, WeChat customer service, disuse
        "batch_job_result",
        "upload_media_job_finish",
        "msgaudit_notify",
        "kf_msg_or_event",
        "kf_account_auth_change",
        "close_inactive_agent",
        "reopen_inactive_agent",
        # commands to a third-party suite
        "suite_ticket",
        "create_auth",
        "change_auth",
        "cancel_auth",
        "reset_permanent_code",
        "conversation_new_message",
    }
)
