"""The shapes of broadcasts as text at the HTTP edge."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import msgspec

from lingqu.kernel.text.faults import SaidFault
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.outreach.contracts.texts import Standing, TextChange


class BroadcastTextOut(msgspec.Struct, kw_only=True, frozen=True):
    """YAML of one broadcast."""

    text: str


class TextsInput(msgspec.Struct, kw_only=True, frozen=True):
    """Texts by the names that faults call them; pictures in them are keys of those that were uploaded."""

    texts: dict[str, str]


class FaultOut(msgspec.Struct, kw_only=True, frozen=True):
    """What is wrong, where (counted from 1), and how to mend it, in the reader's language."""

    file: str
    line: int
    column: int
    path: str
    message: str
    mend: str


class TextChangeOut(msgspec.Struct, kw_only=True, frozen=True):
    """One broadcast of a text beside the corp's; `lines` are those that differ, after `+`, `-` or a blank.

    `leaves_at` is when applying has it leave, `recalled` that it was sent before and becomes a draft again.
    """

    name: str
    programme: str | None
    broadcast_id: int | None
    state: BroadcastState | None
    standing: Standing
    lines: list[str]
    leaves_at: datetime | None
    awaits_approval: bool
    recalled: bool


class TextsOut(msgspec.Struct, kw_only=True, frozen=True):
    """What texts change; where there are faults, nothing."""

    broadcasts: list[TextChangeOut]
    faults: list[FaultOut]


def changes_out(changes: Sequence[TextChange]) -> TextsOut:
    """Show what texts change."""
    return TextsOut(broadcasts=[msgspec.convert(asdict(one), TextChangeOut) for one in changes], faults=[])


def faults_out(faults: Sequence[SaidFault]) -> TextsOut:
    """Show what is wrong with texts."""
    return TextsOut(broadcasts=[], faults=[FaultOut(**asdict(one)) for one in faults])
