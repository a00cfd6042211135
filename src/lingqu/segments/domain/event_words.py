"""What happened to customers, as a definition may ask for it: each kind of fact in both languages, with properties.

Facts of operation (a read, an edit of attributes) are left out: nobody means them by a segment.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventWords:
    """A kind of fact in words, and which of its data is worth comparing."""

    zh: str
    en: str
    properties: tuple[str, ...] = ()


_ADDING = ("channel_id", "add_way", "returning")
_ORDER = ("amount_fen", "source", "shop")

EVENTS: dict[str, EventWords] = {
    "relation.added": EventWords("添加成员", "adding a member", _ADDING),
    "relation.readded": EventWords("再次添加成员", "adding a member again", _ADDING),
    "relation.half_added": EventWords("免验证添加成员", "adding without verification", _ADDING),
    "relation.deleted_by_customer": EventWords("删除成员", "deleting a member", ("channel_id",)),
    "relation.deleted_by_staff": EventWords("被成员删除", "being deleted by a member", ("channel_id", "deleted_by")),
    "tag.granted": EventWords("获得标签", "getting a tag", ("tag_id", "source")),
    "tag.withdrawn": EventWords("失去标签", "losing a tag", ("tag_id", "source")),
    "groupchat.member_joined": EventWords("加入客户群", "joining a groupchat"),
    "groupchat.member_left": EventWords("离开客户群", "leaving a groupchat"),
    "delivery.delivered": EventWords("收到消息", "receiving a message", ("channel",)),
    "delivery.failed": EventWords("消息未送达", "a message that failed", ("channel", "reason")),
    "delivery.skipped": EventWords("消息被跳过", "a message that was skipped", ("channel", "reason")),
    "order.placed": EventWords("下单", "placing an order", _ORDER),
    "order.paid": EventWords("付款", "paying an order", _ORDER),
    "order.refunded": EventWords("退款", "a refund", (*_ORDER, "refunded_fen")),
    "link.viewed": EventWords("打开链接", "opening a link", ("url", "title")),
    "page.viewed": EventWords("打开页面", "viewing a page", ("url", "title")),
}
