"""What happened to customers, in both languages: the kinds of facts that a definition may ask for."""

from typing import NamedTuple


class EventWords(NamedTuple):
    """A kind of fact as a noun."""

    zh: str
    en: str


EVENT_WORDS: dict[str, EventWords] = {
    "relation.added": EventWords("添加成员", "adding a member"),
    "relation.readded": EventWords("再次添加成员", "adding a member again"),
    "relation.half_added": EventWords("免验证添加成员", "adding without verification"),
    "relation.deleted_by_customer": EventWords("删除成员", "deleting a member"),
    "relation.deleted_by_staff": EventWords("被成员删除", "being deleted by a member"),
    "customer.attribute_set": EventWords("资料更新", "an attribute being set"),
    "stage.changed": EventWords("阶段变化", "changing stage"),
    "tag.granted": EventWords("获得标签", "getting a tag"),
    "tag.withdrawn": EventWords("失去标签", "losing a tag"),
    "groupchat.member_joined": EventWords("加入客户群", "joining a groupchat"),
    "groupchat.member_left": EventWords("离开客户群", "leaving a groupchat"),
    "order.placed": EventWords("下单", "placing an order"),
    "order.paid": EventWords("付款", "paying an order"),
    "order.refunded": EventWords("退款", "a refund"),
    "delivery.delivered": EventWords("收到消息", "receiving a message"),
    "delivery.failed": EventWords("消息未送达", "a message not arriving"),
    "page.opened": EventWords("打开页面", "opening a page"),
}
