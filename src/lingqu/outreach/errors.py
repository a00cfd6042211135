"""What outreach refuses."""

from collections.abc import Sequence

from lingqu.kernel.errors import ConflictError, InvalidError, NotFoundError
from lingqu.kernel.ids import BroadcastId, MomentId, TagId


class BroadcastNotFoundError(NotFoundError):
    """No such broadcast in this corp."""

    code = "outreach.broadcast_not_found"

    def __init__(self, broadcast_id: BroadcastId) -> None:
        super().__init__(f"no broadcast {broadcast_id}", broadcast_id=broadcast_id)


class BroadcastStateError(ConflictError):
    """The broadcast is past the point where this could be done."""

    code = "outreach.broadcast_state"

    def __init__(self, broadcast_id: BroadcastId, *, state: str, act: str) -> None:
        super().__init__(
            f"broadcast {broadcast_id} is {state}: cannot {act}", broadcast_id=broadcast_id, state=state, act=act
        )


class BroadcastChangedError(ConflictError):
    """Somebody changed or sent the broadcast meanwhile: look at it as it is now before doing anything with it."""

    code = "outreach.broadcast_changed"

    def __init__(self, broadcast_id: BroadcastId, version: int) -> None:
        super().__init__(
            f"broadcast {broadcast_id} is at version {version} by now", broadcast_id=broadcast_id, version=version
        )


class BadNameError(InvalidError):
    """A broadcast needs a name of 1 to 60 characters."""

    code = "outreach.bad_name"


class UnknownTagError(InvalidError):
    """Tags that are not tags of this corp, or no longer."""

    code = "outreach.unknown_tag"

    def __init__(self, tag_ids: Sequence[TagId]) -> None:
        super().__init__(f"no tags {', '.join(map(str, tag_ids))}", place="body.tag_ids", tag_ids=list(tag_ids))


class NoTagError(InvalidError):
    """An audience needs at least one tag."""

    code = "outreach.no_tag"


class TwoAudiencesError(InvalidError):
    """An audience is tags, a segment or customer groups, one of them alone."""

    code = "outreach.two_audiences"

    def __init__(self, place: str = "body.segment_id") -> None:
        super().__init__("choose tags, a segment or customer groups, one of them alone", place=place)


class UnknownSegmentError(InvalidError):
    """There is no such segment in this corp."""

    code = "outreach.unknown_segment"

    def __init__(self, segment_id: int) -> None:
        super().__init__(f"there is no segment {segment_id}", place="body.segment_id", segment_id=segment_id)


class SegmentArchivedError(InvalidError):
    """The segment was put away: nobody enters or leaves it any more. Choose another one."""

    code = "outreach.segment_archived"

    def __init__(self, segment_id: int, name: str) -> None:
        super().__init__(
            f"segment {name!r} was put away: choose another one",
            place="body.segment_id",
            segment_id=segment_id,
            name=name,
        )


class SegmentBuildingError(ConflictError):
    """The members of the segment are being found: wait until its size is shown, then try again."""

    code = "outreach.segment_building"

    def __init__(self, segment_id: int, name: str) -> None:
        super().__init__(
            f"the members of segment {name!r} are being found: try again once they are",
            place="body.segment_id",
            segment_id=segment_id,
            name=name,
        )


class EmptyAudienceError(InvalidError):
    """Nobody with these tags, in this segment or of these groups can be reached."""

    code = "outreach.audience_empty"

    def __init__(self, place: str) -> None:
        super().__init__("nobody of this audience can be reached", place=place)


class BadGroupsError(InvalidError):
    """An audience of customer groups that cannot be meant; `place` names what is at fault."""

    code = "outreach.bad_groups"


class UnknownGroupError(InvalidError):
    """An audience names groups, tags on groups, members or departments that there are not in this corp."""

    code = "outreach.unknown_group"

    def __init__(self, place: str, numbers: Sequence[int]) -> None:
        super().__init__(f"there is no {', '.join(map(str, numbers))}", place=place, numbers=list(numbers))


class VariableError(InvalidError):
    """The content of a broadcast is the same for all recipients, so it can hold no variables."""

    code = "outreach.variable"

    def __init__(self, variable: str, *, place: str) -> None:
        super().__init__(
            f"{variable} would reach everybody as it stands: a broadcast is the same for all recipients",
            place=place,
            variable=variable,
        )


class BadVariantsError(InvalidError):
    """Contents that cannot be drawn from: 1 to 16, each with a letter of its own, their shares a thousand together."""

    code = "outreach.bad_variants"


class BadContentError(InvalidError):
    """WeCom would refuse this content; `place` names the first field at fault, `problems` all of them."""

    code = "outreach.bad_content"


class NothingToRemindError(ConflictError):
    """No member can be reminded now: none is open, or each has had three reminders within 24 hours."""

    code = "outreach.nothing_to_remind"


class UnknownPictureError(InvalidError):
    """An attachment names a picture that nobody uploaded."""

    code = "outreach.unknown_picture"

    def __init__(self, blob_keys: Sequence[str], *, place: str) -> None:
        super().__init__(f"no picture {', '.join(blob_keys)}", place=place, blob_keys=list(blob_keys))


class BadRulesError(InvalidError):
    """A rule that cannot be one."""

    code = "outreach.bad_rules"


class BadProgrammeError(InvalidError):
    """A programme says something that it cannot."""

    code = "outreach.bad_programme"


class ProgrammeNotFoundError(NotFoundError):
    """No such programme in this corp."""

    code = "outreach.programme_not_found"

    def __init__(self, programme_id: int) -> None:
        super().__init__(f"no programme {programme_id}", programme_id=programme_id)


class ProgrammeStateError(ConflictError):
    """The programme is where this cannot be done."""

    code = "outreach.programme_state"

    def __init__(self, programme_id: int, *, state: str, act: str) -> None:
        super().__init__(
            f"programme {programme_id} is {state}: cannot {act}", programme_id=programme_id, state=state, act=act
        )


class FrozenError(ConflictError):
    """Everything outgoing is stopped."""

    code = "outreach.frozen"

    def __init__(self) -> None:
        super().__init__("all sending is stopped: an administrator lets it go on")


class BadScheduleError(InvalidError):
    """A time that has passed, or too far ahead."""

    code = "outreach.bad_schedule"


class OwnApprovalError(ConflictError):
    """Whoever sends a broadcast cannot approve it."""

    code = "outreach.own_approval"

    def __init__(self) -> None:
        super().__init__("another person than the one who sends it approves a broadcast of this size")


class MomentNotFoundError(NotFoundError):
    """No such moment in this corp."""

    code = "outreach.moment_not_found"

    def __init__(self, moment_id: MomentId) -> None:
        super().__init__(f"no moment {moment_id}", moment_id=moment_id)


class MomentStateError(ConflictError):
    """The moment is past the point where this could be done."""

    code = "outreach.moment_state"

    def __init__(self, moment_id: MomentId, *, state: str, act: str) -> None:
        super().__init__(f"moment {moment_id} is {state}: cannot {act}", moment_id=moment_id, state=state, act=act)


class UngovernedMomentError(InvalidError):
    """This moment must be governed: people have to be left out of it, and otherwise everybody would see it.

    `why`: its programme holds people out, or the corp demands consent.
    """

    code = "outreach.moment_ungoverned"

    def __init__(self, why: str) -> None:
        super().__init__(
            "single people must be left out of this moment: have it governed", place="body.governed", why=why
        )


class UnknownSenderError(InvalidError):
    """Members or departments that there are not in this corp."""

    code = "outreach.unknown_sender"

    def __init__(self, place: str, numbers: Sequence[int]) -> None:
        super().__init__(f"no senders {', '.join(map(str, numbers))}", place=place, numbers=list(numbers))


class NobodyPublishesError(InvalidError):
    """None of the chosen members has customers and is still here: choose others, or everybody."""

    code = "outreach.nobody_publishes"

    def __init__(self) -> None:
        super().__init__("none of these members can publish", place="body.staff_ids")


class BadStartError(InvalidError):
    """A moment is planned for too late a day."""

    code = "outreach.bad_start"

    def __init__(self, most_days: int) -> None:
        super().__init__(f"choose a time within {most_days} days", place="body.starts_at", most_days=most_days)
