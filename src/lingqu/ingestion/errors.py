"""What ingestion refuses."""

from lingqu.kernel.errors import NotFoundError


class DeadLetterNotFoundError(NotFoundError):
    """There is no such dead letter, or it has been replayed."""

    code = "ingestion.dead_letter_not_found"
