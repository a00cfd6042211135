"""Sensitive-word rules (聊天敏感词): what members may not say to customers."""

from __future__ import annotations

from dataclasses import dataclass, field

from wecom_twin.state.userids import USERID


@dataclass(slots=True, eq=False)
class InterceptRule:
    """One rule. Any app lists it; the app that made it changes it."""

    id: int
    agentid: int
    create_time: int
    name: str
    words: list[str]
    semantics: list[int]
    """1 phone number, 2 e-mail, 3 red packet."""
    kind: int
    """1 warns and blocks, 2 warns."""
    userids: dict[str, None] = field(default_factory=dict, metadata=USERID)
    """Members for whom it holds, in order of adding."""
    parties: dict[int, None] = field(default_factory=dict)
    deleted: bool = False
