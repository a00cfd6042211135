"""What is refused to members on their own pages."""

from lingqu.kernel.errors import LingquError, NotFoundError


class MemberRequiredError(LingquError):
    """Nobody has entered from WeCom, or the session has ended: enter again."""

    code = "session.member_required"


class NoSuchCorpError(NotFoundError):
    """The address names a corp that this installation does not serve."""

    code = "session.no_such_corp"


class UnknownMemberError(LingquError):
    """Whoever opened the page is no member of this corp whom the app may see."""

    code = "session.unknown_member"
