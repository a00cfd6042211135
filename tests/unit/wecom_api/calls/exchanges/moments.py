from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls import moment_results as results
from wecom_api.calls import moments
from wecom_api.calls.attachments import SentText

MAKING = [
    Exchange(
        call=moments.AddMomentTask(
            text="新茶上市",
            attachments=[moments.MomentImage(media_id="SIMATT01"), moments.MomentImage(media_id="SIMATT02")],
            user_list=("chen_rui",),
            department_list=(7,),
            tag_list=("etSIMtag01",),
        ),
        sent={
            "text": {"content": "新茶上市"},
            "attachments": [
                {"msgtype": "image", "image": {"media_id": "SIMATT01"}},
                {"msgtype": "image", "image": {"media_id": "SIMATT02"}},
            ],
            "visible_range": {
                "sender_list": {"user_list": ["chen_rui"], "department_list": [7]},
                "external_contact_list": {"tag_list": ["etSIMtag01"]},
            },
        },
        answer={"jobid": "jobSIM1"},
        result=moments.NewMomentJob(jobid="jobSIM1"),
    ),
    Exchange(
        call=moments.AddMomentTask(
            attachments=[moments.MomentLink(title="会员中心", url="https://shop.example/m", media_id="SIMATT03")],
            tag_list=["etSIMtag01"],
        ),
        sent={
            "attachments": [
                {
                    "msgtype": "link",
                    "link": {"title": "会员中心", "url": "https://shop.example/m", "media_id": "SIMATT03"},
                }
            ],
            "visible_range": {"external_contact_list": {"tag_list": ["etSIMtag01"]}},
        },
        answer={"jobid": "jobSIM2"},
        result=moments.NewMomentJob(jobid="jobSIM2"),
    ),
    Exchange(
        call=moments.AddMomentTask(text="t", attachments=[moments.MomentVideo(media_id="SIMATT04")]),
        sent={"text": {"content": "t"}, "attachments": [{"msgtype": "video", "video": {"media_id": "SIMATT04"}}]},
        answer={"jobid": "jobSIM3"},
        result=moments.NewMomentJob(jobid="jobSIM3"),
    ),
    Exchange(
        call=moments.GetMomentTaskResult(jobid="jobSIM1"),
        sent={"jobid": "jobSIM1"},
        answer={
            "status": 3,
            "type": "add_moment_task",
            "result": {
                "errcode": 40068,
                "errmsg": "invalid tagid",
                "moment_id": "momSIM01",
                "invalid_sender_list": {"user_list": ["ghost"], "department_list": [99]},
                "invalid_external_contact_list": {"tag_list": ["etGHOST"]},
            },
        },
        result=moments.MomentJob(
            status=3,
            type="add_moment_task",
            result=moments.MomentOutcome(
                errcode=40068,
                errmsg="invalid tagid",
                moment_id="momSIM01",
                invalid_sender_list=moments.InvalidSenders(user_list=("ghost",), department_list=(99,)),
                invalid_external_contact_list=moments.InvalidTags(tag_list=("etGHOST",)),
            ),
        ),
    ),
    Exchange(
        call=moments.GetMomentTaskResult(jobid="jobSIM1"),
        sent={"jobid": "jobSIM1"},
        answer={"status": 2, "type": "add_moment_task"},
        result=moments.MomentJob(status=2, type="add_moment_task"),
    ),
    Exchange(call=moments.CancelMomentTask(moment_id="momSIM01"), sent={"moment_id": "momSIM01"}),
]

LISTING = [
    Exchange(
        call=results.GetMomentList(start_time=1, end_time=2, creator="chen_rui", filter_type=1, cursor="c1", limit=10),
        sent={
            "start_time": 1,
            "end_time": 2,
            "creator": "chen_rui",
            "filter_type": 1,
            "cursor": "c1",
            "limit": 10,
        },
        answer={
            "moment_list": [
                {
                    "moment_id": "momSIM01",
                    "creator": "chen_rui",
                    "create_time": "1767312000",
                    "create_type": 1,
                    "visible_type": 1,
                    "text": {"content": "新茶🍵"},
                    "image": [{"media_id": "SIM1"}, {"media_id": "SIM2"}],
                    "video": {"media_id": "SIM3", "thumb_media_id": "SIM4"},
                    "link": {"title": "会员中心", "url": "https://shop.example/m"},
                    "location": {"latitude": "31.19", "longitude": "121.43", "name": "徐汇店"},
                },
                {"moment_id": "momSIM02", "create_time": 1767312001, "create_type": 0, "visible_type": 0},
            ],
            "next_cursor": "c2",
        },
        result=results.Moments(
            moment_list=(
                results.Moment(
                    moment_id="momSIM01",
                    creator="chen_rui",
                    create_time=1767312000,
                    create_type=1,
                    visible_type=1,
                    text=SentText(content="新茶🍵"),
                    image=(results.SeenImage(media_id="SIM1"), results.SeenImage(media_id="SIM2")),
                    video=results.SeenVideo(media_id="SIM3", thumb_media_id="SIM4"),
                    link=results.SeenLink(title="会员中心", url="https://shop.example/m"),
                    location=results.Location(latitude="31.19", longitude="121.43", name="徐汇店"),
                ),
                results.Moment(moment_id="momSIM02", create_time=1767312001),
            ),
            next_cursor="c2",
        ),
    ),
]

FOLLOWING = [
    Exchange(
        call=results.GetMomentTask(moment_id="momSIM01", cursor="c1", limit=10),
        sent={"moment_id": "momSIM01", "cursor": "c1", "limit": 10},
        answer={"task_list": [{"userid": "chen_rui", "publish_status": 1}], "next_cursor": "c2"},
        result=results.MomentTasks(
            task_list=(results.MomentTask(userid="chen_rui", publish_status=1),), next_cursor="c2"
        ),
    ),
    Exchange(
        call=results.GetMomentCustomerList(moment_id="momSIM01", userid="chen_rui", cursor="c1", limit=10),
        sent={"moment_id": "momSIM01", "userid": "chen_rui", "cursor": "c1", "limit": 10},
        answer={"customer_list": [{"userid": "chen_rui", "external_userid": "wmSIM1"}], "next_cursor": "c2"},
        result=results.MomentCustomers(
            customer_list=(results.MomentCustomer(userid="chen_rui", external_userid="wmSIM1"),), next_cursor="c2"
        ),
    ),
    Exchange(
        call=results.GetMomentSendResult(moment_id="momSIM01", userid="chen_rui"),
        sent={"moment_id": "momSIM01", "userid": "chen_rui", "limit": 5000},
        answer={"customer_list": [{"external_userid": "wmSIM1"}], "next_cursor": ""},
        result=results.MomentCustomers(customer_list=(results.MomentCustomer(external_userid="wmSIM1"),)),
    ),
    Exchange(
        call=results.GetMomentComments(moment_id="momSIM01", userid="chen_rui"),
        sent={"moment_id": "momSIM01", "userid": "chen_rui"},
        answer={
            "comment_list": [{"external_userid": "wmSIM1", "create_time": 1767320000}],
            "like_list": [{"userid": "chen_rui", "create_time": 1767320050}],
        },
        result=results.MomentReactions(
            comment_list=(results.MomentReaction(external_userid="wmSIM1", create_time=1767320000),),
            like_list=(results.MomentReaction(userid="chen_rui", create_time=1767320050),),
        ),
    ),
]

EXCHANGES = [*MAKING, *LISTING, *FOLLOWING]
