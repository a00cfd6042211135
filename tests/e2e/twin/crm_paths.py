"""What wecom-crm-mcp can call, read from its code, and which of it which test meets."""

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import wecom_crm_mcp.modules

MET: dict[str, set[str]] = {
    "test_it_makes_a_way_and_greets_who_scans_it": {
        "add_contact_way",
        "get_contact_way",
        "list_contact_way",
        "update_contact_way",
        "del_contact_way",
        "send_welcome_msg",
    },
    "test_it_ends_the_talk_of_a_temporary_way": {"add_contact_way", "close_temp_chat"},
    "test_it_reads_remarks_and_tags_a_customer": {
        "get_follow_user_list",
        "list",
        "get",
        "batch/get_by_user",
        "remark",
        "get_corp_tag_list",
        "add_corp_tag",
        "edit_corp_tag",
        "del_corp_tag",
        "mark_tag",
    },
    "test_it_sends_to_many_and_polls_the_result": {
        "media/upload",
        "add_msg_template",
        "get_groupmsg_list_v2",
        "get_groupmsg_task",
        "get_groupmsg_send_result",
    },
    "test_it_lets_strangers_into_a_group_and_reads_it": {
        "groupchat/add_join_way",
        "groupchat/get_join_way",
        "groupchat/update_join_way",
        "groupchat/del_join_way",
        "groupchat/list",
        "groupchat/get",
        "opengid_to_chatid",
    },
    "test_it_publishes_a_moment_and_stops_another": {
        "media/upload_attachment",
        "add_moment_task",
        "get_moment_task_result",
        "get_moment_list",
        "get_moment_task",
        "get_moment_customer_list",
        "cancel_moment_task",
    },
    "test_it_keeps_links_that_somebody_else_made": {
        "customer_acquisition/create_link",
        "customer_acquisition/list_link",
        "customer_acquisition/get",
        "customer_acquisition/update_link",
        "customer_acquisition/customer",
        "customer_acquisition/statistic",
        "customer_acquisition/delete_link",
    },
    "test_it_counts_a_day_of_members_and_groups": {
        "get_user_behavior_data",
        "groupchat/statistic",
        "groupchat/statistic_group_by_day",
    },
    "test_it_keeps_an_album": {
        "media/upload_attachment",
        "add_product_album",
        "get_product_album",
        "get_product_album_list",
        "update_product_album",
        "delete_product_album",
    },
    "test_it_keeps_rules_of_words": {
        "add_intercept_rule",
        "get_intercept_rule",
        "get_intercept_rule_list",
        "update_intercept_rule",
        "del_intercept_rule",
    },
    "test_it_hands_a_colleague_s_customers_and_groups_over": {
        "transfer_customer",
        "transfer_result",
        "groupchat/onjob_transfer",
    },
    "test_it_finds_new_hands_for_what_was_left_behind": {
        "get_unassigned_list",
        "resigned/transfer_customer",
        "resigned/transfer_result",
        "groupchat/transfer",
    },
}
"""By test: the paths that it meets, without what they all begin with."""

NOT_IN_THE_TWIN = {
    "customer_acquisition_quota/get_quota_info": "no page of WeCom's names it: the documented path has no second part",
    "get_new_external_userid": "an upgrade of ids that is over: the twin has known no others",
}


def written() -> Iterator[str]:
    """The path of every method of every module of the package."""
    for found in pkgutil.iter_modules(wecom_crm_mcp.modules.__path__):
        module = import_module(f"{wecom_crm_mcp.modules.__name__}.{found.name}")
        for _, kind in inspect.getmembers(
            module, lambda one, of=module: inspect.isclass(one) and inspect.getmodule(one) is of
        ):
            for name, method in inspect.getmembers(kind, inspect.iscoroutinefunction):
                paths = re.findall(r'"/cgi-bin/(?:externalcontact/)?([\w/]+)"', inspect.getsource(method))
                assert len(paths) == 1, f"{kind.__name__}.{name} has another shape than the rest"
                yield paths[0]
