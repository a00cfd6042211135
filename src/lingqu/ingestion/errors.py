"""What ingestion refuses."""

from lingqu.kernel.errors import InvalidError, LingquError, NotFoundError


class DeadLetterNotFoundError(NotFoundError):
    """There is no such dead letter, or it has been replayed."""

    code = "ingestion.dead_letter_not_found"


class BadSignatureError(LingquError):
    """A batch of events is not signed as it should be; `why` is format, time or digest."""

    code = "ingestion.bad_signature"

    def __init__(self, why: str) -> None:
        super().__init__(f"the signature is refused: {why}", why=why)


class BadBatchError(InvalidError):
    """A batch of events cannot be read at all; `why` is json, many or size."""

    code = "ingestion.bad_batch"

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message, why=why)
