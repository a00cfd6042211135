"""What acquisition refuses."""

from lingqu.kernel.errors import ConflictError, InvalidError, NotFoundError


class ChannelNotFoundError(NotFoundError):
    """There is no such channel."""

    code = "acquisition.channel_not_found"


class ChannelArchivedError(ConflictError):
    """An archived channel is not revised."""

    code = "acquisition.channel_archived"


class NotCarriedError(ConflictError):
    """WeCom has not answered with a code yet: there is nothing to print."""

    code = "acquisition.not_carried"


class BadNameError(InvalidError):
    """The name is empty or too long."""

    code = "acquisition.bad_name"


class BadCostError(InvalidError):
    """A cost is not below nought."""

    code = "acquisition.bad_cost"


class NoMembersError(InvalidError):
    """Nobody would answer the code."""

    code = "acquisition.no_members"


class TooManyMembersError(InvalidError):
    """WeCom carries at most 100 members after departments are expanded."""

    code = "acquisition.too_many_members"


class UnknownStaffError(InvalidError):
    """Some members are not known."""

    code = "acquisition.unknown_staff"


class NotFollowUserError(InvalidError):
    """Some members may not add customers: they left, or the console's 客户联系 › 使用范围 lacks them."""

    code = "acquisition.not_follow_user"


class UnknownDepartmentError(InvalidError):
    """Some departments are not known."""

    code = "acquisition.unknown_department"


class UnknownTagError(InvalidError):
    """Some tags are not known."""

    code = "acquisition.unknown_tag"


class NoDefaultWelcomeError(InvalidError):
    """One welcome must have no hours, or there are minutes in which nobody is greeted."""

    code = "acquisition.no_default_welcome"


class BadHoursError(InvalidError):
    """Hours that never come."""

    code = "acquisition.bad_hours"


class BadTemplateError(InvalidError):
    """A text that cannot be rendered; `problem` says why."""

    code = "acquisition.bad_template"


class TextTooLongError(InvalidError):
    """A text WeCom would refuse."""

    code = "acquisition.text_too_long"


class EmptyWelcomeError(InvalidError):
    """A welcome that says nothing."""

    code = "acquisition.empty_welcome"


class NoFallbackTextError(InvalidError):
    """The text names the customer, whom WeCom may not show yet: it needs a fall-back."""

    code = "acquisition.no_fallback_text"


class BadAttachmentError(InvalidError):
    """An attachment WeCom would refuse."""

    code = "acquisition.bad_attachment"


class ExpiryPassedError(InvalidError):
    """An expiry in the past."""

    code = "acquisition.expiry_passed"


class NoFallbackStaffError(InvalidError):
    """A code in print outlives its expiry: somebody must answer then."""

    code = "acquisition.no_fallback_staff"


class GroupWelcomeNotFoundError(NotFoundError):
    """There is no such welcome template of groups."""

    code = "acquisition.group_welcome_not_found"


class GroupWelcomeStateError(ConflictError):
    """A welcome template does not allow an act in its state; `act` and `state` say which."""

    code = "acquisition.group_welcome_state"

    def __init__(self, number: int, *, state: str, act: str) -> None:
        super().__init__(
            f"group welcome {number} is {state}: it cannot {act}", group_welcome_id=number, state=state, act=act
        )


class LibraryFullError(ConflictError):
    """WeCom's library holds a hundred welcome templates."""

    code = "acquisition.library_full"

    def __init__(self, held: int) -> None:
        super().__init__(f"{held} templates are there already", held=held)


class BadGroupWelcomeError(InvalidError):
    """A welcome template that cannot be meant, or that WeCom would refuse; `place` names what is at fault."""

    code = "acquisition.bad_group_welcome"
