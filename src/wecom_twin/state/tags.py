"""Corp tags (企业客户标签) and their groups; deleted ones stay readable by id."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Tag:
    """One tag. `agentid` is the app that made it; none means the console."""

    id: str
    name: str
    group: TagGroup
    create_time: int
    order: int = 0
    agentid: int | None = None
    deleted: bool = False


@dataclass(slots=True, eq=False)
class TagGroup:
    """A group of tags; it lives as long as one of its tags does."""

    id: str
    name: str
    create_time: int
    order: int = 0
    agentid: int | None = None
    deleted: bool = False
    tags: list[Tag] = field(default_factory=list, repr=False)

    def living_tags(self) -> list[Tag]:
        """Tags that are not deleted."""
        return [tag for tag in self.tags if not tag.deleted]
