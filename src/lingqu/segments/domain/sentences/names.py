"""What a definition's ids are called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_Numbered = Mapping[Any, str]
_Keyed = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names by id, or by key; what is missing is said by its id.

    Attributes:
        events: what happened, by the kind of its fact, in the reader's language.
        add_ways: WeCom's ways of being added, in the reader's language.
        stages: those that are gone included.
        invented: the numbers were given out for a trial: one that an event carries is none of them.
    """

    attributes: _Keyed = field(default_factory=dict[str, str])
    tags: _Numbered = field(default_factory=dict[Any, str])
    tag_groups: _Numbered = field(default_factory=dict[Any, str])
    staff: _Numbered = field(default_factory=dict[Any, str])
    departments: _Numbered = field(default_factory=dict[Any, str])
    channels: _Numbered = field(default_factory=dict[Any, str])
    add_ways: _Numbered = field(default_factory=dict[Any, str])
    chats: _Numbered = field(default_factory=dict[Any, str])
    chat_tags: _Numbered = field(default_factory=dict[Any, str])
    segments: _Numbered = field(default_factory=dict[Any, str])
    lists: _Numbered = field(default_factory=dict[Any, str])
    events: _Keyed = field(default_factory=dict[str, str])
    stages: _Numbered = field(default_factory=dict[Any, str])
    invented: bool = False
