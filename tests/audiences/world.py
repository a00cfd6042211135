"""The words of the small world, few enough that conditions often meet, and its clock."""

from datetime import UTC, datetime, timedelta

from lingqu.customers.contracts.views import AttributeType
from lingqu.segments.contracts.vocabulary import Vocabulary

NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
"""Noon in Beijing; yesterday was the last of February."""

DAY = timedelta(days=1)
STAFF = (1, 2, 3)
DEPARTMENTS_OF = {1: frozenset({1, 10, 11}), 2: frozenset({1, 10, 12}), 3: frozenset({1, 20})}
"""All above included: 1 is the root, 10 a region of the shops 11 and 12, 20 another region."""
DEPARTMENTS = (1, 10, 11, 12, 20)
TAGS = {1: 100, 2: 100, 3: 200, 4: 200}
"""Tag to group."""
CHANNELS = (1, 2)
ADD_WAYS = (1, 2)
SOURCES = ("wecom", "channel:1", "account:1")
EVENTS = ("link.viewed", "page.opened", "card.clicked")
PAGES = ("羽绒", "童装", "a%_b")
CATEGORIES = ("down", "shoes", "kids")
ORDER_SOURCES = ("pos", "mini")
CHATS = (1, 2)
CHAT_TAGS = (1, 2)
SEGMENTS = (1, 2)
LISTS = (1, 2)
CITIES = ("上海", "杭州", "上饶")
INTERESTS = ("跑步", "露营")
ATTRIBUTES = {
    "city": AttributeType.STRING,
    "score": AttributeType.NUMBER,
    "vip": AttributeType.BOOLEAN,
    "birthday": AttributeType.DATE,
    "interests": AttributeType.SET,
}

VOCABULARY = Vocabulary(
    attributes=ATTRIBUTES,
    tags=frozenset(TAGS),
    tag_groups=frozenset(TAGS.values()),
    staff=frozenset(STAFF),
    departments=frozenset(DEPARTMENTS),
    channels=frozenset(CHANNELS),
    chats=frozenset(CHATS),
    chat_tags=frozenset(CHAT_TAGS),
    lists=frozenset(LISTS),
    events=frozenset(EVENTS),
    segments={one: frozenset() for one in SEGMENTS},
)
