"""What the preference page says to customers, in Chinese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lingqu.customers.contracts.consent import ConsentChannel, Purpose

CHINESE: Final = "zh-CN"
ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The page in one language. `{brand}` is the corp's name, `{at}` an instant."""

    title: str
    intro: str
    purposes: Mapping[Purpose, tuple[str, str]]
    ways: Mapping[tuple[Purpose, ConsentChannel], tuple[str, str]]
    granted_at: str
    withdrawn_at: str
    save: str
    farewell: str
    farewell_hint: str
    saved: str
    same: str
    always: str
    always_list: tuple[str, ...]
    holds: str
    instant: str
    unknown: str
    unknown_text: str
    expired: str
    expired_text: str
    reopen: str
    down: str
    down_text: str
    missing: str
    missing_text: str
    refused: str
    refused_text: str


WORDS: Final[Mapping[str, Words]] = {
    CHINESE: Words(
        title="消息偏好",
        intro="您可以决定「{brand}」能给您发什么。打开表示愿意收到，关闭表示不再打扰。",
        purposes={
            Purpose.MARKETING: ("活动与推荐", "新品、优惠、会员活动这类推广内容"),
            Purpose.SERVICE: ("服务通知", "订单、售后、会员权益这类与您有关的提醒"),
        },
        ways={
            (Purpose.MARKETING, ConsentChannel.BROADCAST): ("聊天里的群发消息", "由您的专属顾问确认后发给您"),
            (Purpose.MARKETING, ConsentChannel.MOMENT): ("朋友圈", "顾问企业微信朋友圈里的推广内容"),
            (Purpose.MARKETING, ConsentChannel.GROUPCHAT): (
                "客户群",
                "群里的消息全群都会看到；关闭后我们不再为推广把您算进群发，但您还在群里时仍会看到，可退群或设为免打扰",
            ),
            (Purpose.SERVICE, ConsentChannel.BROADCAST): ("聊天里的提醒", "例如取货、换季保养、权益到期"),
            (Purpose.SERVICE, ConsentChannel.MOMENT): ("朋友圈", "例如门店调整、营业时间"),
            (Purpose.SERVICE, ConsentChannel.GROUPCHAT): ("客户群", "例如群公告里的服务说明"),
        },
        granted_at="您于 {at} 打开",
        withdrawn_at="您于 {at} 关闭",
        save="保存",
        farewell="不再接收任何活动与推荐",
        farewell_hint="一次关闭全部推广，包括以后新增的方式",
        saved="已保存，自 {at} 起生效。",
        same="没有改动，您的设置和之前一样。",
        always="这些不受开关影响",
        always_list=(
            "您主动咨询时，顾问给您的回复",
            "您刚添加顾问时的一句问候",
            "设置生效之前已经发出的消息，我们无法撤回",
        ),
        holds="保存后立即生效，您随时可以回来修改。设置只对「{brand}」有效。",
        instant="%Y年%-m月%-d日 %H:%M",
        unknown="还没有认出您",
        unknown_text="这个页面只为「{brand}」的微信客户服务。如果您已经添加了顾问，请稍后从聊天里的链接再打开一次；"
        "没有添加过的话，我们不会给您发任何消息。",
        expired="页面已过期",
        expired_text="为了只让您本人修改，页面打开一段时间后会失效。没有任何改动被保存，请重新打开。",
        reopen="重新打开",
        down="暂时打不开",
        down_text="我们这边出了点问题，您的设置没有变化。请过一会儿再试。",
        missing="没有这个页面",
        missing_text="链接可能不完整。请从聊天里的链接重新打开。",
        refused="没有收下",
        refused_text="提交的内容不对，没有任何改动被保存。请重新打开页面再试。",
    ),
    ENGLISH: Words(
        title="Message preferences",
        intro="Choose what {brand} may send you. On means you would like it, off means we leave you in peace.",
        purposes={
            Purpose.MARKETING: ("Offers and news", "New arrivals, discounts, member events"),
            Purpose.SERVICE: ("Service notices", "Reminders about your orders, repairs and benefits"),
        },
        ways={
            (Purpose.MARKETING, ConsentChannel.BROADCAST): (
                "Messages in the chat",
                "Sent to you once your advisor confirms them",
            ),
            (Purpose.MARKETING, ConsentChannel.MOMENT): ("Moments", "Promotions in your advisor's Moments"),
            (Purpose.MARKETING, ConsentChannel.GROUPCHAT): (
                "Group chats",
                "All in a group see its messages. Off: we do not count you in; while in the group you still see them",
            ),
            (Purpose.SERVICE, ConsentChannel.BROADCAST): (
                "Reminders in the chat",
                "Such as pick-ups, care, expiring benefits",
            ),
            (Purpose.SERVICE, ConsentChannel.MOMENT): ("Moments", "Such as changes of shops and opening hours"),
            (Purpose.SERVICE, ConsentChannel.GROUPCHAT): ("Group chats", "Such as service notes in a group"),
        },
        granted_at="You switched this on: {at}",
        withdrawn_at="You switched this off: {at}",
        save="Save",
        farewell="No more offers and news at all",
        farewell_hint="Switches off everything promotional at once, ways we add later included",
        saved="Saved. It holds from {at} on.",
        same="Nothing was changed; your settings are as before.",
        always="What the switches do not change",
        always_list=(
            "Replies of your advisor when you ask something",
            "One greeting when you have just added an advisor",
            "Messages that had been sent before: we cannot take them back",
        ),
        holds="It holds as soon as you save, and you can come back at any time. It is about {brand} alone.",
        instant="%-d %B %Y, %H:%M",
        unknown="We do not know you yet",
        unknown_text="This page is for customers of {brand} in WeChat. If you have added an advisor, please open the "
        "link in your chat again a little later; if you have not, we send you nothing.",
        expired="This page has expired",
        expired_text="So that nobody but you can change it, the page ends after a while. Nothing was saved; please "
        "open it again.",
        reopen="Open again",
        down="Not available right now",
        down_text="Something is wrong on our side. Your settings are as they were; please try again in a while.",
        missing="There is no such page",
        missing_text="The link may be incomplete. Please open it again from your chat.",
        refused="Not accepted",
        refused_text="What was sent cannot be right, and nothing was saved. Please open the page again.",
    ),
}


def language_of(accepted: str) -> str:
    """Return the language of the page for a browser's `Accept-Language`: English where it comes before Chinese."""
    for part in accepted.lower().split(","):
        name = part.split(";")[0].strip()
        if name.startswith("zh"):
            return CHINESE
        if name.startswith("en"):
            return ENGLISH
    return CHINESE
