"""Tags of the corp (企业客户标签) and of strategy groups (规则组标签), in their groups.

Deleted ones stay here, so that those of the corp are readable by id; they show on nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wecom_twin.state.strategies import Strategy


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
    strategy: Strategy | None = None
    """The strategy group whose tags these are; none for corp tags."""
    tags: list[Tag] = field(default_factory=list, repr=False)

    def living(self) -> list[Tag]:
        """Tags that are not deleted."""
        return [tag for tag in self.tags if not tag.deleted]

    def find(self, name: str) -> Tag | None:
        """The living tag of that name."""
        return next((tag for tag in self.tags if tag.name == name and not tag.deleted), None)


@dataclass(slots=True)
class TagLibrary:
    """All tags of a corp, by id."""

    groups: dict[str, TagGroup] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)

    def living_groups(self, strategy: Strategy | None = None) -> list[TagGroup]:
        """Groups of corp tags that are not deleted, or those of a strategy group."""
        return [group for group in self.groups.values() if not group.deleted and group.strategy is strategy]

    def count(self) -> int:
        """How many tags live, of the corp and of all strategy groups."""
        return sum(len(group.living()) for group in self.groups.values())

    def find_group(self, name: str, strategy: Strategy | None = None) -> TagGroup | None:
        """The living group of that name among corp tags, or in a strategy group."""
        return next((group for group in self.living_groups(strategy) if group.name == name), None)

    def find_tag(self, tag_id: str) -> Tag | None:
        """The living tag of that id."""
        tag = self.tags.get(tag_id)
        return None if tag is None or tag.deleted else tag

    def add_group(self, group: TagGroup) -> TagGroup:
        """Put a group into the library."""
        self.groups[group.id] = group
        return group

    def add_tag(self, tag: Tag) -> Tag:
        """Put a tag into its group."""
        self.tags[tag.id] = tag
        tag.group.tags.append(tag)
        return tag

    def delete_tag(self, tag: Tag) -> None:
        """Delete a tag, and its group with its last one."""
        tag.deleted = True
        tag.group.deleted = tag.group.deleted or not tag.group.living()

    def delete_group(self, group: TagGroup) -> None:
        """Delete a group with its tags."""
        group.deleted = True
        for tag in group.tags:
            tag.deleted = True
