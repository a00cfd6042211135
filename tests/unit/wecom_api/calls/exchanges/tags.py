from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls import tags

GROUP = {
    "group_id": "eg1",
    "group_name": "阶段",
    "create_time": 1767312000,
    "order": 5,
    "tag": [{"id": "et1", "name": "意向", "create_time": 1767312001, "order": 2}],
}
READ_GROUP = tags.CorpTagGroup(
    group_id="eg1",
    group_name="阶段",
    create_time=1767312000,
    order=5,
    tag=(tags.CorpTag(id="et1", name="意向", create_time=1767312001, order=2),),
)

EXCHANGES = [
    Exchange(
        call=tags.GetCorpTagList(group_id=["eg1"]),
        sent={"group_id": ["eg1"]},
        answer={"tag_group": [GROUP]},
        result=tags.TagLibrary(tag_group=(READ_GROUP,)),
    ),
    Exchange(
        call=tags.GetCorpTagList(tag_id=["et1"]),
        sent={"tag_id": ["et1"]},
        answer={"tag_group": [{"group_id": "eg1", "deleted": True, "tag": [{"id": "et1", "deleted": True}]}]},
        result=tags.TagLibrary(
            tag_group=(tags.CorpTagGroup(group_id="eg1", deleted=True, tag=(tags.CorpTag(id="et1", deleted=True),)),)
        ),
    ),
    Exchange(
        call=tags.AddCorpTag(group_name="阶段", order=5, tag=[tags.NewTag(name="意向", order=2)]),
        sent={"group_name": "阶段", "order": 5, "tag": [{"name": "意向", "order": 2}]},
        answer={"tag_group": GROUP},
        result=tags.AddedTags(tag_group=READ_GROUP),
    ),
    Exchange(call=tags.EditCorpTag(id="et1", name="成交", order=3), sent={"id": "et1", "name": "成交", "order": 3}),
    Exchange(call=tags.DelCorpTag(tag_id=["et1"], group_id=["eg1"]), sent={"tag_id": ["et1"], "group_id": ["eg1"]}),
    Exchange(
        call=tags.MarkTag(userid="chen_rui", external_userid="wm1", add_tag=["et1"], remove_tag=["et2"]),
        sent={"userid": "chen_rui", "external_userid": "wm1", "add_tag": ["et1"], "remove_tag": ["et2"]},
    ),
]
