"""Corp tags (企业客户标签) in their groups. Deleted ones stay readable by id and show on nobody."""

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

    def living_groups(self) -> list[TagGroup]:
        """Groups that are not deleted."""
        return [group for group in self.groups.values() if not group.deleted]

    def count(self) -> int:
        """How many tags live."""
        return sum(len(group.living()) for group in self.living_groups())

    def find_group(self, name: str) -> TagGroup | None:
        """The living group of that name."""
        return next((group for group in self.living_groups() if group.name == name), None)

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
