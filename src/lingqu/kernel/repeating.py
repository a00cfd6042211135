"""Calls that may be made again: one whose answer was lost is a delay, and no failure that a job has only so many of."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

from lingqu.kernel.outside import AnswerLostError, TryLaterError

AFTER_LOST_ANSWER = timedelta(seconds=15)


@contextmanager
def repeatable() -> Generator[None]:
    """Make calls that only read, or that do no harm when they are made twice.

    Raises:
        TryLaterError: also in place of a lost answer.
    """
    try:
        yield
    except AnswerLostError as error:
        raise TryLaterError(str(error), api=error.api, after=AFTER_LOST_ANSWER, errcode=error.errcode) from error
