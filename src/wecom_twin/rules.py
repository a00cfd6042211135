"""What WeCom fixes (`Limits`) and what its pages leave open (`Switches`).

Every number that a page states is a field of `Limits`, so that a test can make it bind with a
handful of calls. Every behaviour that no official page settles is a field of `Switches`: the
default is the most plausible reading, and a client should pass its tests with each setting.
"""

from dataclasses import dataclass
from typing import Literal

CapShape = Literal["monthly_days", "weekly_7", "daily_1"]
"""How many group sends a customer may receive: as many a month as it has days, 7 a week, 1 a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Documented quotas, in WeCom's units. A penalty lasts as long as the window that was broken."""

    path_per_minute: int = 10_000
    """Calls of one corp on one path."""
    path_per_hour: int = 150_000
    ip_per_minute: int = 20_000
    """Calls of one address on one path."""
    ip_per_hour: int = 600_000
    debug_per_minute: int = 5
    """Calls with `debug=1`."""
    wrong_secrets_per_hour: int = 2_000
    """Calls of gettoken with a wrong secret, per address; beyond it the address is shut out for an hour."""
    concurrent_calls: int = 50
    """Calls of one corp on one path at the same time, beyond which 45033 is answered; no page gives it."""
    body_bytes: int = 32 * 1024 * 1024
    """Of one request; no page gives it."""
    token_seconds: int = 7_200
    media_seconds: int = 3 * 86_400
    upload_by_url_bytes: int = 200 * 1024 * 1024
    upload_job_seconds: int = 3_600
    """How long the jobid of an upload by URL means something."""
    welcome_seconds: float = 20.0
    contact_ways: int = 500_000
    temporary_ways_per_day: int = 100_000
    contact_way_members: int = 100
    acquisition_links: int = 10_000
    """Living links of a corp, beyond which 41095 is answered; no page gives the number."""
    acquisition_link_members: int = 500
    chat_key_seconds: float = 1_800.0
    group_welcomes: int = 100
    corp_tags: int = 10_000
    customers_per_member: int = 20_000
    marks_per_relation: int = 3_000
    """Tags on one pair; from a secondary source."""
    uploadimg_per_day: int = 1_000
    uploadimg_per_month: int = 3_000
    login_code_seconds: int = 300
    user_ticket_seconds: int = 1_800
    js_ticket_seconds: int = 7_200
    js_tickets_per_corp: int = 400
    """Calls for tickets of both kinds, in an hour."""
    js_tickets_per_app: int = 100
    account_cap: int = 10_000
    """Members that the corp may have; its apps' daily messages follow from it."""
    app_messages_per_account: int = 200
    """An app reaches so many persons a day for each member that the corp may have."""
    response_code_seconds: int = 72 * 3_600
    recall_seconds: int = 86_400
    appchat_members: int = 2_000
    """Of an app's group chat, the app among them."""
    appchats_per_day: int = 1_000
    """Group chats that all apps of a corp may make."""
    appchat_changes_per_hour: int = 1_000
    appchat_persons_per_minute: int = 20_000
    """Deliveries of all apps of a corp to members in group chats."""
    appchat_persons_per_hour: int = 300_000
    appchat_member_per_minute: int = 200
    """Messages in group chats that one member receives; the excess is dropped in silence."""
    appchat_member_per_day: int = 10_000
    robot_per_minute: int = 20
    """Messages of one group robot."""
    mobile_misses_permille: int = 200
    """Share of the head-count that user/getuserid may miss in a day before it is closed for one."""
    app_message_per_minute: int = 30
    """Messages of one app to one member; the excess is dropped in silence."""
    app_message_per_hour: int = 1_000
    recipients_per_group_send: int = 10_000
    chats_per_group_send: int = 2_000
    reminders_per_day: int = 3
    moment_tasks_per_minute: int = 10
    moment_tasks_per_month: int = 100_000
    running_moment_jobs: int = 10
    """Jobs of one corp at the same time, beyond which 41078 is answered; no page gives the number."""
    moment_senders: int = 100_000
    moment_job_seconds: int = 86_400
    """How long a job's result is kept."""
    group_members: int = 500
    """Members and customers in one group; from a secondary source."""
    join_way_members: int = 200
    """In a group, beyond which a join way leads to its next one; from a secondary source."""
    people_without_owner_filter: int = 1_000
    """Groups and their statistics are listed without owners only where the app sees no more people."""
    strategy_nodes: int = 3_000
    """Members and departments in the range of one strategy group."""
    products: int = 100_000
    """In the album of one corp, beyond which 41202 is answered; no page gives the number."""
    traversal_seconds: int = 4 * 3_600
    """How long the cursors and tmp_openids of one reading of contact_list live."""
    intercept_rules: int = 100
    intercept_rule_members: int = 10_000
    """Members named by one rule."""
    transfer_seconds: float = 86_400.0
    """From the asking for a transfer to its completion, unless the customer refuses."""
    transfers_per_customer: int = 2
    """On the job, within 90 natural days; as with `transfers_per_group`."""
    transfers_per_group: int = 2
    transfers_per_page: int = 1_000
    group_transfers_per_day: int = 300
    """From one owner to one other."""
    consent_free: int = 99
    """A group with so many WeChat users takes a new owner who is not in it only in the client (90503)."""
    callback_timeout_seconds: float = 5.0
    """Real seconds: the network keeps no virtual time."""
    callback_check_seconds: float = 1.0
    """Real seconds that the GET verification of a callback URL may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """Behaviours that no official page confirms, each with the default that the twin assumes."""

    token_expires_in_shrinks: bool = False
    """A repeated gettoken answers the remaining seconds instead of the full 7200."""
    gettoken_checks_ip: bool = False
    """gettoken itself refuses an address outside the trusted list."""
    retry_on_status: bool = True
    """A callback answered with a status other than 200 is sent again; else only lost connections are."""
    retry_seconds: tuple[float, ...] = (1.0, 3.0, 9.0)
    """Twin seconds before each further attempt of a callback."""
    envelope_agentid: Literal["id", "empty", "absent"] = "id"
    """AgentID in the envelope of customer events: two pages disagree."""
    half_add_first: bool = False
    """A scan of a skip-verify way raises add_half_external_contact before add_external_contact."""
    half_add_seconds: float = 2.0
    """Twin seconds between the half and the full event."""
    contact_way_prefers_friend: bool = False
    """Of several members, the platform picks one who already is a friend."""
    contact_way_skips_full_members: bool = True
    """Members at their customer limit are passed over."""
    contact_way_delete_twice_errcode: int = 41044
    close_lasting_chat_errcode: int = 84061
    """close_temp_chat of a pair that is no temporary session."""
    unknown_join_way_errcode: int = 41044
    """A join way that is not there, or is another app's."""
    join_way_chat_errcode: int = 40050
    """A join way for a chat_id that is no living group: 40050 or 90501."""
    join_way_shows_made_chats: bool = True
    """get_join_way also shows the groups that were made when the others were full."""
    unknown_template_errcode: int = 40058
    template_edit_replaces: bool = True
    """Editing a group welcome template drops the kinds that are left out; else they stay."""
    unknown_link_errcode: int = 40058
    """An acquisition link that is not there, or is another app's."""
    link_counts: Literal["customer", "pair"] = "customer"
    """An adding through a link spends a unit when the customer is new to the corp, or always."""
    empty_quota_stops_links: bool = True
    """Nobody is added through a link while no quota is left."""
    link_message_events: bool = True
    """message_from_customer is raised; WeCom calls it a trial."""
    expired_chat_key_errcode: int = 41201
    readd_keeps_state: bool = True
    """Somebody who had deleted the member and scans again carries the new state."""
    welcome_busy_seconds: float = 0.0
    """So long after one app's welcome another app's call answers 41096 instead of 41051."""
    used_code_errcode: int = 40029
    """A login code is shown a second time."""
    unranged_url_errcode: int = 830003
    """The address of an upload by URL does not honour Range: 830003 or 830002."""
    past_upload_job_errcode: int = 40089
    """The result of an upload by URL after its hour: 40089 or 40088."""
    zero_way_seconds_errcode: int = 40058
    """A temporary contact way that lives 0 seconds, or whose session does; 0 takes it for the default."""
    giant_body_errcode: int = 45001
    """A body over the limit, which no page mentions: 45001, 40058, or 0 for a gateway's plain status 413."""
    passive_reply_spends_code: bool = False
    """A card that was changed by a passive reply can not be changed by its response code any more."""
    statistics_count_persons: bool = False
    """message/get_statistics counts the persons reached instead of the messages."""
    appchat_range_errcode: int = 60011
    """An app that does not see the root department makes a group chat."""
    unknown_appchat_errcode: int = 40050
    contacts_sync_restricted: bool = True
    """The contacts-sync secret comes from a new address: ids only, 48009 for the rest."""
    empty_batch_errcode: int = 0
    """batch/get_by_user of members without customers: 0 or 84061."""
    empty_remark_errcode: int = 40058
    duplicate_tag_errcode: int = 40071
    foreign_tag_errcode: int = 81011
    """Editing or deleting a tag that another app or the console made."""
    mark_tag_idempotent: bool = True
    """Marking a tag twice answers 0; else 40068."""
    named_sender_keeps_customer: bool = True
    """A named sender keeps a customer who chatted last with somebody else; else the customer fails."""
    fail_list_names_capped: bool = False
    """fail_list of add_msg_template also names customers already over their cap."""
    bad_chats_errcode: int = 41048
    """add_msg_template into groups none of which can be sent to: 41048 or 90501."""
    dispatch_seconds: float = 2.0
    """Twin seconds after add_msg_template in which its reads answer 41063 and nobody can confirm."""
    list_while_dispatching: Literal["41063", "shown", "hidden"] = "41063"
    weekly_cap_rolls: bool = False
    """The 7-a-week cap counts the last 168 hours instead of the calendar week from Monday."""
    task_expires_seconds: float | None = None
    """A group-send task can no longer be confirmed after so long; no period is published."""
    cancel_twice_errcode: int = 41093
    moment_making_seconds: float = 2.0
    """Twin seconds that a job takes to make a moment."""
    moment_dispatch_seconds: float = 2.0
    """Twin seconds after its job in which a moment's reads answer 41079 and nobody can publish it."""
    corp_moments_per_month: int | None = 4
    """Moments of the corp that a customer's timeline shows in a month; older wording of the console."""
    member_moments_per_day: int | None = 3
    """Moments of members that a customer's timeline shows in a day; older wording of the console."""
    moment_audience_before_publishing: bool = True
    """The chosen customers of a copy can be read before it is published; else 41062."""
    nobody_for_moment_errcode: int = 41048
    """In a job's result, when nobody is left to publish."""
    groupchat_lag_seconds: float = 2.0
    """Twin seconds until groupchat/get shows what an event has announced."""
    unknown_chat_errcode: int = 40050
    """groupchat/get of a chat_id that nobody knows: 40050, 86001 or 86003."""
    dismissed_chat_errcode: int = 40050
    """groupchat/get of a group that was dissolved."""
    hidden_chat_errcode: int = 60011
    """groupchat/get of a group whose owner the app does not see: 60011 or 40003."""
    statistic_needs_owners: bool = False
    """The group statistics refuse a missing owner filter, as the table of the page says; else they take all."""
    group_speakers_accumulate: bool = True
    """chat_has_msg and member_has_msg count everybody up to the day; else those of the asked days."""
    unknown_strategy_errcode: int = 40058
    """A strategy group that does not exist or is another app's; no page gives the code."""
    behavior_shows_today: bool = False
    """get_user_behavior_data takes the present day, which is not complete; else 40058."""
    behavior_span_days: int = 30
    """Rows of one call; 31 when the thirty days of the page lie between its two ends."""
    product_description_errcode: int = 41073
    """A product's description is too long: 41073 or 41087."""
    foreign_product_errcode: int = 60011
    """Changing or deleting a product that another app added; no page gives the code."""
    foreign_rule_errcode: int = 60011
    """Changing or deleting a sensitive-word rule that another app made; no page gives the code."""
    rule_id_is_number: bool = False
    """Sensitive-word rules show their id as a number, as one sample does; else as text."""
    rule_semantics_in_extra: bool = False
    """get_intercept_rule shows semantics inside extra_rule, as the table says; else beside the words, as the sample."""
    strategy_children_go_along: bool = True
    """A deleted strategy group takes those below it along; else they move up to the group above it."""
    strategy_tags_go_along: bool = True
    """A deleted strategy group takes its tags along; else customers keep them."""
    strategy_tag_errcode: int = 60011
    """Marking with a tag of another app's strategy group, or of one whose range leaves the member out."""
    transfer_stranger_errcode: int = 40096
    """A transfer's row for a known customer who is not the handover member's: 40096, 40131 or 84061."""
    transfer_add_way: int = 202
    """The add_way of the pair that a transfer makes."""
    transfer_oper_userid: str = ""
    """The oper_userid of that pair; empty for the takeover member."""
    transfer_deletes_first: bool = False
    """A transfer raises del_external_contact before add_external_contact."""
    resigned_transfers_count: bool = False
    """Assignments after a resignation count among the two transfers in 90 days, and are bound by them."""
    long_resigned_errcode: int = 40097
    """Assigning from somebody who left more than a year ago."""
    unassigned_lag_seconds: float = 0.0
    """Twin seconds from a resignation until get_unassigned_list shows its customers."""
    inherited_chat_errcode: int = 90508
    """Assigning a group that was assigned before and whose owner is on the job: 90508 or 90500."""
    group_transfer_seconds: float = 0.0
    """Twin seconds that a group takes to pass to its new owner."""
    group_transfer_is_told: bool = False
    """A group's passing through the API raises change_owner."""
    group_transfer_quota_errcode: int = 45009
    """A group beyond the 300 a day; no page gives the code."""
    group_transfer_often_errcode: int = 40128
    """A group's third transfer in 90 days; no page gives the code."""
    unknown_path_errcode: int = 48002
