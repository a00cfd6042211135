"""Whether a read of a group is newer than what callbacks told of it.

WeCom answers for some seconds with what was before. Each joining and leaving gives the group another member version;
callbacks carry the one before and the one after, so a read that shows the one before is known to be old.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LAG = timedelta(seconds=5)
"""How long after a change a read of an unknown version may still be older than it."""

PATIENCE = timedelta(minutes=1)
"""How long after a change a read of an older version is put down to WeCom's delay; later it is the truth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The newest change that a callback told of: when, from which version to which; None where it told none."""

    at: datetime | None = None
    from_version: str | None = None
    version: str | None = None


NOTHING = Heard()


def newer(heard: Heard, other: Heard) -> Heard:
    """Return what is known after another callback, whatever order the two came in.

    Changes of one second are put in order by their versions. A change that carries no version (a new name) leaves
    none to prove a read by.
    """
    if heard.at is None or other.at is None:
        return other if heard.at is None else heard
    if other.version is not None and other.from_version == heard.version:
        return replace(other, at=max(heard.at, other.at))
    if heard.from_version is not None and other.version == heard.from_version:
        return heard
    if other.at < heard.at:
        return heard
    return other if other.version is not None else Heard(at=other.at, from_version=heard.from_version)


def is_fresh(heard: Heard, *, held: str | None, version: str | None, asked_at: datetime) -> bool:
    """Tell whether a read knows all that was heard.

    Args:
        held: the version of the members as we hold them.
        version: the one that the read shows.
    """
    if heard.at is None or (version is not None and version == heard.version):
        return True
    outdated = version is not None and (
        version == heard.from_version or (heard.version is not None and heard.version != held and version == held)
    )
    return asked_at >= heard.at + (PATIENCE if outdated else LAG)
