from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls import moment_strategies as own
from wecom_api.calls import strategies as shared

EXCHANGES = [
    Exchange(
        call=own.ListMomentStrategy(cursor="c1", limit=10),
        sent={"cursor": "c1", "limit": 10},
        answer={"strategy": [{"strategy_id": 1}, {"strategy_id": 2}], "next_cursor": "c2"},
        result=shared.StrategyIds(
            strategy=(shared.StrategyId(strategy_id=1), shared.StrategyId(strategy_id=2)), next_cursor="c2"
        ),
    ),
    Exchange(
        call=own.GetMomentStrategy(strategy_id=1),
        sent={"strategy_id": 1},
        answer={
            "strategy": {
                "strategy_id": 1,
                "parent_id": 9,
                "strategy_name": "华东",
                "create_time": 1767312000,
                "admin_list": ["chen_rui"],
                "privilege": {
                    "view_moment_list": False,
                    "send_moment": False,
                    "manage_moment_cover_and_sign": False,
                },
            }
        },
        result=own.MomentStrategyDetail(
            strategy=own.MomentStrategy(
                strategy_id=1,
                parent_id=9,
                strategy_name="华东",
                create_time=1767312000,
                admin_list=("chen_rui",),
                privilege=own.GrantedMomentPrivilege(
                    view_moment_list=False, send_moment=False, manage_moment_cover_and_sign=False
                ),
            )
        ),
    ),
    Exchange(
        call=own.GetMomentStrategyRange(strategy_id=1, cursor="c1", limit=10),
        sent={"strategy_id": 1, "cursor": "c1", "limit": 10},
        answer={"range": [{"type": 1, "userid": "chen_rui"}, {"type": 2, "partyid": 7}], "next_cursor": "c2"},
        result=shared.StrategyRange(
            range=(shared.RangeNode(type=1, userid="chen_rui"), shared.RangeNode(type=2, partyid=7)), next_cursor="c2"
        ),
    ),
    Exchange(
        call=own.CreateMomentStrategy(
            parent_id=0,
            strategy_name="华东",
            admin_list=["chen_rui"],
            privilege=own.MomentPrivilege(view_moment_list=True, send_moment=False, manage_moment_cover_and_sign=True),
            range=[shared.DepartmentNode(partyid=7), shared.MemberNode(userid="li_na")],
        ),
        sent={
            "parent_id": 0,
            "strategy_name": "华东",
            "admin_list": ["chen_rui"],
            "privilege": {"view_moment_list": True, "send_moment": False, "manage_moment_cover_and_sign": True},
            "range": [{"type": 2, "partyid": 7}, {"type": 1, "userid": "li_na"}],
        },
        answer={"strategy_id": 3},
        result=shared.StrategyId(strategy_id=3),
    ),
    Exchange(
        call=own.EditMomentStrategy(
            strategy_id=3,
            strategy_name="华南",
            admin_list=["li_na"],
            privilege=own.MomentPrivilege(send_moment=True),
            range_add=[shared.MemberNode(userid="chen_rui")],
            range_del=[shared.DepartmentNode(partyid=7)],
        ),
        sent={
            "strategy_id": 3,
            "strategy_name": "华南",
            "admin_list": ["li_na"],
            "privilege": {"send_moment": True},
            "range_add": [{"type": 1, "userid": "chen_rui"}],
            "range_del": [{"type": 2, "partyid": 7}],
        },
    ),
    Exchange(call=own.DelMomentStrategy(strategy_id=3), sent={"strategy_id": 3}),
]
