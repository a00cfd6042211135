"""What tasks refuse."""

from collections.abc import Sequence

from lingqu.kernel.errors import ConflictError, InvalidError, NotFoundError
from lingqu.kernel.ids import CustomerId, TaskId
from lingqu.tasks.contracts.tasks import TaskState, WorkOrderId


class TaskNotFoundError(NotFoundError):
    """No such task in this corp, or it is not this member's."""

    code = "tasks.task_not_found"

    def __init__(self, task_id: TaskId) -> None:
        super().__init__(f"no task {task_id}", task_id=task_id)


class TaskOverError(ConflictError):
    """The task has ended in another way than was asked for."""

    code = "tasks.task_over"

    def __init__(self, task_id: TaskId, state: TaskState) -> None:
        super().__init__(f"task {task_id} is {state}", task_id=task_id, state=state.value)


class NotDoneHereError(ConflictError):
    """A group send is confirmed where WeCom shows it, not on the page."""

    code = "tasks.not_done_here"

    def __init__(self, task_id: TaskId) -> None:
        super().__init__(f"task {task_id} is confirmed in WeCom's client", task_id=task_id)


class NoteMissingError(InvalidError):
    """The task asks for a note, and there is none."""

    code = "tasks.note_missing"

    def __init__(self) -> None:
        super().__init__("write down what came of it", place="body.note")


class ProofMissingError(ConflictError):
    """Customers of the task have not got the tag that shows that it is done."""

    code = "tasks.proof_missing"

    def __init__(self, customer_ids: Sequence[CustomerId]) -> None:
        super().__init__(f"{len(customer_ids)} customers lack the tag", customer_ids=list(customer_ids))


class WorkOrderNotFoundError(NotFoundError):
    """No such work order in this corp."""

    code = "tasks.order_not_found"

    def __init__(self, work_order_id: WorkOrderId) -> None:
        super().__init__(f"no work order {work_order_id}", work_order_id=work_order_id)


class BadOrderError(InvalidError):
    """A text of the work order is missing or too long, or there is too much of something; `place` says what."""

    code = "tasks.bad_order"

    def __init__(self, place: str, message: str, *, most: int) -> None:
        super().__init__(message, place=place, most=most)


class DeadlinePassedError(InvalidError):
    """The deadline leaves nobody time: it is less than ten minutes, or more than 92 days away."""

    code = "tasks.bad_deadline"

    def __init__(self) -> None:
        super().__init__("choose a deadline from ten minutes to 92 days from now", place="body.closes_at")


class UnknownTagError(InvalidError):
    """A tag that this corp does not have, or no longer."""

    code = "tasks.unknown_tag"

    def __init__(self, place: str) -> None:
        super().__init__("there is no such tag", place=place)


class UnknownSegmentError(InvalidError):
    """No such segment, or it was put away, or its members are still being found."""

    code = "tasks.unknown_segment"

    def __init__(self) -> None:
        super().__init__("choose a segment whose members are known", place="body.segment_id")


class BadAudienceError(InvalidError):
    """An audience is members and departments, or tags, or one segment."""

    code = "tasks.bad_audience"

    def __init__(self) -> None:
        super().__init__("choose members and shops, or tags, or one segment", place="body.audience")


class EmptyAudienceError(InvalidError):
    """Nobody would get a task."""

    code = "tasks.audience_empty"

    def __init__(self) -> None:
        super().__init__("nobody of this audience would get a task", place="body.audience")


class AudienceTooLargeError(InvalidError):
    """More customers than members could look after; use a broadcast."""

    code = "tasks.audience_too_large"

    def __init__(self, customers: int, most: int) -> None:
        super().__init__(
            f"{customers} customers, at most {most}", place="body.audience", customers=customers, most=most
        )


class NothingToRemindError(ConflictError):
    """No member can be reminded now: nothing is open, or each has had three reminders within 24 hours."""

    code = "tasks.nothing_to_remind"

    def __init__(self) -> None:
        super().__init__("nobody can be reminded now")
