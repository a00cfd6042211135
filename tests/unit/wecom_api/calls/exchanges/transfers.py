from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls.transfers import (
    GetResignedTransferResult,
    GetTransferResult,
    GetUnassignedList,
    StartedTransfer,
    StartedTransfers,
    Transfer,
    TransferCustomer,
    TransferResignedCustomer,
    Transfers,
    UnassignedCustomer,
    UnassignedCustomers,
)

MEMBERS = {"handover_userid": "chen_rui", "takeover_userid": "li_na"}

EXCHANGES = [
    Exchange(
        call=TransferCustomer(**MEMBERS, external_userid=["wm1"], transfer_success_msg="后续由李娜为您服务"),
        sent=MEMBERS | {"external_userid": ["wm1"], "transfer_success_msg": "后续由李娜为您服务"},
        answer={"customer": [{"external_userid": "wm1", "errcode": 40128}]},
        result=StartedTransfers(customer=(StartedTransfer(external_userid="wm1", errcode=40128),)),
    ),
    Exchange(
        call=GetTransferResult(**MEMBERS, cursor=""),
        sent=MEMBERS | {"cursor": ""},
        answer={"customer": [{"external_userid": "wm1", "status": 2, "takeover_time": 1767398400}]},
        result=Transfers(customer=(Transfer(external_userid="wm1", status=2, takeover_time=1767398400),)),
    ),
    Exchange(
        call=GetUnassignedList(),
        sent={"page_size": 1000},
        answer={
            "info": [{"handover_userid": "wu_gone", "external_userid": "wm9", "dimission_time": 1767000000}],
            "is_last": True,
            "next_cursor": "",
        },
        result=UnassignedCustomers(
            info=(UnassignedCustomer(handover_userid="wu_gone", external_userid="wm9", dimission_time=1767000000),),
            is_last=True,
        ),
    ),
    Exchange(
        call=TransferResignedCustomer(**MEMBERS, external_userid=["wm1"]),
        sent=MEMBERS | {"external_userid": ["wm1"]},
        answer={"customer": [{"external_userid": "wm1", "errcode": 0}]},
        result=StartedTransfers(customer=(StartedTransfer(external_userid="wm1"),)),
    ),
    Exchange(
        call=GetResignedTransferResult(**MEMBERS),
        sent=MEMBERS,
        answer={"customer": [{"external_userid": "wm1", "status": 1}]},
        result=Transfers(customer=(Transfer(external_userid="wm1", status=1),)),
    ),
]
