from __future__ import annotations

from typing import Any

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls import contact_ways as ways
from wecom_api.calls import join_ways as joins

CONFIG = "5d1f0c6a77b24a0d9a0d3c5e8f1a2b3c"
QR = "https://wework.example/qr/5d1f0c"
CLOSING: dict[str, Any] = {"text": {"content": "再见"}, "image": {"media_id": "SIMMEDIA01"}}
TEMPORARY: dict[str, Any] = {
    "expires_in": 3600,
    "chat_expires_in": 7200,
    "unionid": "oSIM1",
    "conclusions": CLOSING,
}
JOINING: dict[str, Any] = {
    "scene": 2,
    "remark": "直播引流群",
    "auto_create_room": 1,
    "room_base_name": "茶友群",
    "room_base_id": 3,
    "chat_id_list": ["wrSIMchat01"],
    "state": "live_0501",
    "mark_source": False,
}

CONTACT_WAYS = [
    Exchange(
        call=ways.AddContactWay(
            type=1,
            scene=2,
            remark="门店A海报",
            skip_verify=True,
            state="ch_1024",
            user=["chen_rui"],
            is_exclusive=True,
            mark_source=False,
            is_temp=True,
            **TEMPORARY,
        ),
        sent={
            "type": 1,
            "scene": 2,
            "remark": "门店A海报",
            "skip_verify": True,
            "state": "ch_1024",
            "user": ["chen_rui"],
            "is_exclusive": True,
            "mark_source": False,
            "is_temp": True,
            **TEMPORARY,
        },
        answer={"config_id": CONFIG, "qr_code": QR},
        result=ways.NewContactWay(config_id=CONFIG, qr_code=QR),
    ),
    Exchange(
        call=ways.GetContactWay(config_id=CONFIG),
        sent={"config_id": CONFIG},
        answer={
            "contact_way": {
                "config_id": CONFIG,
                "type": 2,
                "scene": 1,
                "style": 1,
                "remark": "海报",
                "skip_verify": False,
                "state": "ch_1024",
                "qr_code": QR,
                "user": ["chen_rui"],
                "party": [7],
                "is_temp": True,
                "is_exclusive": True,
                "mark_source": False,
                **TEMPORARY,
            }
        },
        result=ways.ContactWayDetail(
            contact_way=ways.ContactWay(
                config_id=CONFIG,
                type=2,
                scene=1,
                style=1,
                remark="海报",
                skip_verify=False,
                state="ch_1024",
                qr_code=QR,
                user=("chen_rui",),
                party=(7,),
                is_temp=True,
                is_exclusive=True,
                mark_source=False,
                **TEMPORARY,
            )
        ),
    ),
    Exchange(
        call=ways.ListContactWay(start_time=1, end_time=2, cursor="c1", limit=10),
        sent={"start_time": 1, "end_time": 2, "cursor": "c1", "limit": 10},
        answer={"contact_way": [{"config_id": CONFIG}], "next_cursor": "c2"},
        result=ways.ContactWayIds(contact_way=(ways.ContactWayId(config_id=CONFIG),), next_cursor="c2"),
    ),
    Exchange(
        call=ways.UpdateContactWay(config_id=CONFIG, remark="新海报", style=2, party=[8], **TEMPORARY),
        sent={"config_id": CONFIG, "remark": "新海报", "style": 2, "party": [8], **TEMPORARY},
    ),
    Exchange(call=ways.DelContactWay(config_id=CONFIG), sent={"config_id": CONFIG}),
    Exchange(
        call=ways.CloseTempChat(userid="chen_rui", external_userid="wmSIM1"),
        sent={"userid": "chen_rui", "external_userid": "wmSIM1"},
    ),
]

JOIN_WAYS = [
    Exchange(
        call=joins.AddJoinWay(**JOINING),
        sent=JOINING,
        answer={"config_id": CONFIG},
        result=joins.NewJoinWay(config_id=CONFIG),
    ),
    Exchange(
        call=joins.GetJoinWay(config_id=CONFIG),
        sent={"config_id": CONFIG},
        answer={"join_way": {"config_id": CONFIG, "qr_code": QR, **JOINING}},
        result=joins.JoinWayDetail(
            join_way=joins.JoinWay(
                config_id=CONFIG,
                scene=2,
                remark="直播引流群",
                auto_create_room=1,
                room_base_name="茶友群",
                room_base_id=3,
                chat_id_list=("wrSIMchat01",),
                qr_code=QR,
                state="live_0501",
                mark_source=False,
            )
        ),
    ),
    Exchange(call=joins.UpdateJoinWay(config_id=CONFIG, **JOINING), sent={"config_id": CONFIG, **JOINING}),
    Exchange(call=joins.DelJoinWay(config_id=CONFIG), sent={"config_id": CONFIG}),
]

EXCHANGES = [*CONTACT_WAYS, *JOIN_WAYS]
