"""The table of paths."""

from wecom_twin.endpoints import (
    access,
    acquisition,
    appchats,
    attachments,
    contact_ways,
    customers,
    directory,
    group_statistics,
    group_transfers,
    group_welcomes,
    groups,
    groupsend,
    join_ways,
    lookups,
    media,
    member_tags,
    menus,
    messages,
    moment_reads,
    moments,
    sent_messages,
    tags,
    transfers,
    welcome,
)
from wecom_twin.endpoints.call import Route

ROUTES: dict[str, Route] = {
    **access.ROUTES,
    **customers.ROUTES,
    **contact_ways.ROUTES,
    **acquisition.ROUTES,
    **welcome.ROUTES,
    **tags.ROUTES,
    **directory.ROUTES,
    **member_tags.ROUTES,
    **lookups.ROUTES,
    **media.ROUTES,
    **groupsend.ROUTES,
    **messages.ROUTES,
    **attachments.ROUTES,
    **join_ways.ROUTES,
    **group_welcomes.ROUTES,
    **moments.ROUTES,
    **moment_reads.ROUTES,
    **groups.ROUTES,
    **group_statistics.ROUTES,
    **transfers.ROUTES,
    **group_transfers.ROUTES,
    **sent_messages.ROUTES,
    **menus.ROUTES,
    **appchats.ROUTES,
}

RETIRED: frozenset[str] = frozenset(
    {
        "/cgi-bin/crm/get_external_contact_list",
        "/cgi-bin/crm/get_external_contact",
        "/cgi-bin/crm/get_customer_contacts",
        "/cgi-bin/crm/add_msg_template",
        "/cgi-bin/crm/get_group_msg_result",
        "/cgi-bin/crm/get_user_behavior_data",
        "/cgi-bin/crm/get_unassigned_list",
        "/cgi-bin/crm/transfer_external_contact",
        "/cgi-bin/externalcontact/transfer",
        "/cgi-bin/externalcontact/get_transfer_result",
        "/cgi-bin/externalcontact/get_groupmsg_list",
        "/cgi-bin/externalcontact/get_group_msg_result",
    }
)
"""Paths that were replaced: 48005."""
