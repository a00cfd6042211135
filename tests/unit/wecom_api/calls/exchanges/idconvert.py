from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls.idconvert import (
    ConvertedCustomer,
    ConvertTmpExternalUserid,
    FromServiceExternalUserid,
    MemberIds,
    OpenUserids,
    OpenuseridToUserid,
    RealCustomer,
    RealCustomers,
    Userids,
    UseridToOpenuserid,
)

EXCHANGES = [
    Exchange(
        call=FromServiceExternalUserid(external_userid="wmP", source_agentid=1000002),
        sent={"external_userid": "wmP", "source_agentid": 1000002},
        answer={"external_userid": "wm1"},
        result=ConvertedCustomer(external_userid="wm1"),
    ),
    Exchange(
        call=ConvertTmpExternalUserid(business_type=2, user_type=1, tmp_external_userid_list=["t1", "t2"]),
        sent={"business_type": 2, "user_type": 1, "tmp_external_userid_list": ["t1", "t2"]},
        answer={
            "results": [{"tmp_external_userid": "t1", "external_userid": "wm1"}],
            "invalid_tmp_external_userid_list": ["t2"],
        },
        result=RealCustomers(
            results=(RealCustomer(tmp_external_userid="t1", external_userid="wm1"),),
            invalid_tmp_external_userid_list=("t2",),
        ),
    ),
    Exchange(
        call=UseridToOpenuserid(userid_list=["a", "b"]),
        sent={"userid_list": ["a", "b"]},
        answer={"open_userid_list": [{"userid": "a", "open_userid": "woA"}], "invalid_userid_list": ["b"]},
        result=OpenUserids(open_userid_list=(MemberIds(userid="a", open_userid="woA"),), invalid_userid_list=("b",)),
    ),
    Exchange(
        call=OpenuseridToUserid(open_userid_list=["woA"], source_agentid=1000002),
        sent={"open_userid_list": ["woA"], "source_agentid": 1000002},
        answer={"userid_list": [{"open_userid": "woA", "userid": "a"}], "invalid_open_userid_list": []},
        result=Userids(userid_list=(MemberIds(userid="a", open_userid="woA"),)),
    ),
]
