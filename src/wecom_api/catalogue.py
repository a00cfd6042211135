"""Every API method of the families this package is about: written, planned, or none of ours.

The list is what coverage is counted from, and a test holds it against the call classes. *Planned* belongs to
a customer operation platform and comes later (the families in `LATER`); *not ours* needs rights such a platform
should not have (writing the directory), another business model (third-party suites), or is retired. Transcribed
from the index of the customer-contact family (99 methods, 2026-02-12) and the pages of the other families (2021 to
2026).
"""

from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import Final, NamedTuple


class Status(Enum):
    """How far a method is."""

    IMPLEMENTED = "implemented"
    PLANNED = "planned"
    NOT_OURS = "not ours"


class Entry(NamedTuple):
    """One API method."""

    family: str
    method: str
    path: str
    status: Status


_SIGNS: Final = {"+": Status.IMPLEMENTED, "?": Status.PLANNED, "-": Status.NOT_OURS}

# family: lines of <sign> <verb> <paths…>, below the family's prefix; a leading slash leaves the prefix out.
_TABLE: Final = {
    ("app", ""): """
        + GET gettoken getcallbackip get_api_domain_ip agent/get agent/list
        - POST agent/set
    """,
    ("suite", "service/"): """
        - POST get_suite_token get_provider_token get_permanent_code get_auth_info get_corp_token
        - POST get_customized_auth_url corpid_to_opencorpid auth/getuserdetail3rd
        - GET get_pre_auth_code auth/getuserinfo3rd
    """,
    ("directory", ""): """
        + GET department/list department/simplelist department/get
        + GET user/get user/list user/simplelist tag/get tag/list
        + POST user/list_id user/getuserid user/get_userid_by_email
        + POST batch/userid_to_openuserid batch/openuserid_to_userid
        - GET user/delete user/authsucc department/delete tag/delete corp/get_join_qrcode batch/getresult
        - GET export/get_result
        - POST user/create user/update user/batchdelete user/convert_to_openid user/convert_to_userid
        - POST user/tfa_succ user/get_active_stat auth/get_tfa_info batch/invite
        - POST department/create department/update tag/create tag/update tag/addtagusers tag/deltagusers
        - POST batch/syncuser batch/replaceuser batch/replaceparty
        - POST export/simple_user export/user export/department export/taguser
    """,
    ("customers", "externalcontact/"): """
        + GET get_follow_user_list list get
        + POST batch/get_by_user remark
        + POST get_corp_tag_list add_corp_tag edit_corp_tag del_corp_tag mark_tag
        + POST get_strategy_tag_list add_strategy_tag edit_strategy_tag del_strategy_tag
        + POST transfer_customer transfer_result get_unassigned_list
        + POST resigned/transfer_customer resigned/transfer_result
        + POST groupchat/onjob_transfer groupchat/transfer
        + POST from_service_external_userid
        + POST customer_strategy/list customer_strategy/get customer_strategy/get_range
        + POST customer_strategy/create customer_strategy/edit customer_strategy/del
        + POST /cgi-bin/idconvert/convert_tmp_external_userid
        - POST convert_to_openid unionid_to_external_userid to_service_external_userid
        - POST /cgi-bin/idconvert/unionid_to_external_userid
        - POST /cgi-bin/idconvert/batch/external_userid_to_pending_id
    """,
    ("acquisition", "externalcontact/"): """
        + POST add_contact_way get_contact_way list_contact_way update_contact_way del_contact_way
        + POST send_welcome_msg
        + POST close_temp_chat
        + POST customer_acquisition/list_link customer_acquisition/get customer_acquisition/create_link
        + POST customer_acquisition/update_link customer_acquisition/delete_link
        + POST customer_acquisition/customer customer_acquisition/statistic
        + POST customer_acquisition/get_chat_info
        + GET customer_acquisition_quota
        + POST groupchat/add_join_way groupchat/get_join_way groupchat/update_join_way groupchat/del_join_way
        + POST group_welcome_template/add group_welcome_template/edit
        + POST group_welcome_template/get group_welcome_template/del
    """,
    ("outreach", "externalcontact/"): """
        + POST add_msg_template remind_groupmsg_send cancel_groupmsg_send
        + POST get_groupmsg_list_v2 get_groupmsg_task get_groupmsg_send_result
        + POST add_moment_task cancel_moment_task get_moment_list get_moment_task
        + POST get_moment_customer_list get_moment_send_result get_moment_comments
        + GET get_moment_task_result
        + POST moment_strategy/list moment_strategy/get moment_strategy/get_range
        + POST moment_strategy/create moment_strategy/edit moment_strategy/del
        + POST /cgi-bin/media/upload_attachment
    """,
    ("groups", "externalcontact/"): """
        + POST groupchat/list groupchat/get opengid_to_chatid
        + POST groupchat/statistic groupchat/statistic_group_by_day
    """,
    ("misc", "externalcontact/"): """
        + POST get_user_behavior_data contact_list
        + POST add_product_album get_product_album get_product_album_list
        + POST update_product_album delete_product_album
        + POST add_intercept_rule get_intercept_rule update_intercept_rule del_intercept_rule
        + GET get_intercept_rule_list
    """,
    ("upstream", "corpgroup/"): """
        - POST unionid_to_external_userid unionid_to_pending_id batch/external_userid_to_pending_id
    """,
    ("media", "media/"): """
        + POST upload uploadimg upload_by_url get_upload_by_url_result
        + GET get get/jssdk
    """,
    ("messages", ""): """
        + POST message/send
        + POST message/recall message/update_template_card message/get_statistics
        + POST webhook/send webhook/upload_media
        + POST menu/create
        + GET menu/get menu/delete
        + POST appchat/create appchat/update appchat/send
        + GET appchat/get
    """,
    ("web", ""): """
        + GET auth/getuserinfo get_jsapi_ticket ticket/get
        + POST auth/getuserdetail
        - GET user/getuserinfo
        - POST get_launch_code
    """,
    ("kf", "kf/"): """
        ? POST account/add account/del account/update account/list add_contact_way
        ? POST servicer/add servicer/del service_state/get service_state/trans sync_msg send_msg send_msg_on_event
        ? POST customer/batchget customer/upgrade_service customer/cancel_upgrade_service
        ? POST get_corp_statistic get_servicer_statistic
        ? POST knowledge/add_group knowledge/del_group knowledge/mod_group knowledge/list_group
        ? POST knowledge/add_intent knowledge/del_intent knowledge/mod_intent knowledge/list_intent
        ? GET servicer/list customer/get_upgrade_service_config
    """,
    ("archive", "msgaudit/"): """
        ? POST get_permit_user_list check_single_agree check_room_agree groupchat/get
        ? GET get_robot_info
    """,
}


def _entries() -> tuple[Entry, ...]:
    found: list[Entry] = []
    for (family, prefix), table in _TABLE.items():
        for line in table.strip().splitlines():
            sign, method, *names = line.split()
            for name in names:
                path = name if name.startswith("/") else f"/cgi-bin/{prefix}{name}"
                found.append(Entry(family, method, path, _SIGNS[sign]))
    return tuple(found)


CATALOGUE: Final = _entries()

LATER: Final = frozenset({"kf", "archive"})
"""Families to be written after all others: WeChat customer service (微信客服), the message archive (会话内容存档)."""

CUSTOMER_CONTACT: Final = frozenset({"customers", "acquisition", "outreach", "groups", "misc", "upstream"})
"""Families of the customer-contact index, which counts 99 methods."""


def coverage() -> dict[str, Counter[Status]]:
    """How many methods of each family are implemented, planned and not ours."""
    found: dict[str, Counter[Status]] = {}
    for entry in CATALOGUE:
        found.setdefault(entry.family, Counter())[entry.status] += 1
    return found
