"""What a definition may speak of in one corp."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lingqu.customers.contracts.views import AttributeType

Ids = frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The ids and names that exist.

    Attributes:
        events: names of facts that the event leaves may ask for.
        segments: each segment with those that its definition reads, directly or through others.
    """

    attributes: Mapping[str, AttributeType] = field(default_factory=dict[str, AttributeType])
    tags: Ids = frozenset()
    tag_groups: Ids = frozenset()
    staff: Ids = frozenset()
    departments: Ids = frozenset()
    channels: Ids = frozenset()
    chats: Ids = frozenset()
    chat_tags: Ids = frozenset()
    lists: Ids = frozenset()
    events: frozenset[str] = frozenset()
    segments: Mapping[int, Ids] = field(default_factory=dict[int, Any])
