"""Why messages are not sent, at the HTTP edge."""

from collections.abc import Mapping

import msgspec

from lingqu.deliveries.contracts import Reason


class SkipCount(msgspec.Struct, kw_only=True, frozen=True):
    """How many customers, or groups, are not reached for one reason."""

    reason: str
    count: int


def skips_out(skips: Mapping[Reason, int] | Mapping[str, int]) -> list[SkipCount]:
    """Show why how many are not reached, the most first."""
    ordered = sorted((-number, str(reason)) for reason, number in skips.items())
    return [SkipCount(reason=reason, count=-number) for number, reason in ordered]
