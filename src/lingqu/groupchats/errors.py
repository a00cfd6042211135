"""What groupchats refuses."""

from lingqu.kernel.errors import InvalidError, NotFoundError
from lingqu.kernel.ids import GroupchatId


class GroupchatNotFoundError(NotFoundError):
    """There is no such group."""

    code = "groupchats.not_found"

    def __init__(self, groupchat_id: GroupchatId) -> None:
        super().__init__(f"there is no group {groupchat_id}", groupchat_id=groupchat_id)


class UnknownGroupchatTagError(InvalidError):
    """One of the tags does not exist."""

    code = "groupchats.unknown_tag"


class BadGroupchatTagError(InvalidError):
    """The name of a tag is empty or too long."""

    code = "groupchats.bad_tag"
