"""The roles and their passwords, kept beside the data."""

import json
import os
from secrets import token_hex
from typing import Literal

import msgspec

from lingqu.infra.postgres.home import Home, give_to_owner

Role = Literal["owner", "app", "dispatcher", "superuser"]
"""owner migrates; app works under row security; dispatcher claims queues across corps; superuser is for repair."""

ROLE_NAMES: dict[Role, str] = {
    "owner": "lingqu_owner",
    "app": "lingqu_app",
    "dispatcher": "lingqu_dispatcher",
    "superuser": "postgres",
}


class Passwords:
    """The roles' passwords, kept beside the data and made anew when lost."""

    def __init__(self, home: Home) -> None:
        self._path = home.passwords

    def find(self) -> dict[Role, str] | None:
        """Return what is kept, or None when there is nothing usable."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[Role, str])
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def make(self) -> dict[Role, str]:
        """Make and keep new ones: 256 bits each, in letters that no URL needs to quote."""
        made: dict[Role, str] = {role: token_hex(32) for role in ROLE_NAMES}
        fresh = self._path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(made, file)
            file.flush()
            os.fsync(file.fileno())
        give_to_owner(fresh)
        fresh.replace(self._path)
        return made
