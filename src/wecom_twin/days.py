"""Days as WeCom counts them: Beijing's, which know no summer time."""

_DAY = 86_400
_BEIJING_SECONDS = 8 * 3_600


def day_number(at: float) -> int:
    """The number of the day since 1970-01-01 in Beijing on which an instant falls."""
    return int((at + _BEIJING_SECONDS) // _DAY)


def day_start(number: int) -> int:
    """The instant at which a day begins, unix seconds."""
    return number * _DAY - _BEIJING_SECONDS
