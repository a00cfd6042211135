"""What may be said, for those who choose what to say."""

from lingqu.deliveries.contracts import Content, Media, Message, Problem
from lingqu.deliveries.contracts.materials import Material
from lingqu.deliveries.domain import content as domain


def check_content(content: Content | Material, *, place: str = "body") -> list[Problem]:
    """Return what WeCom would refuse, each with its place; empty when the content may leave."""
    return domain.problems_of(content, place=place)


def dress_greeting(content: Content, media: Media) -> Message:
    """Make a content ready to leave now; attachments whose file is not at WeCom stay behind."""
    return domain.dress(content, media)
