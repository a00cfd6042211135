"""The state of the fake: everything the handlers read and change."""

import random
from typing import Any

from .customers import ATTRIBUTES, make_customers
from .group_welcome_specimens import make_group_welcomes
from .groups import GROUP_TAGS, make_groups
from .moment_specimens import make_blobs, make_moments
from .people import START, iso, make_channels, make_departments, make_staff, make_tags
from .programmes import make_programmes
from .sends import make_broadcasts, make_dead_letters, make_unknown_calls
from .specimens import make_door, make_grants, make_rules, make_segments, make_stages
from .stream import Stream
from .tables import TEMPLATES, make_imports, make_lists
from .task_specimens import make_board, make_mine, make_orders

Json = dict[str, Any]

OWNER = {"name": "林晓", "password": "lingqu-demo-2026"}


class Brand:
    """A tea house on WeCom, as the platform would know it."""

    def __init__(self, *, role: str = "owner", state: str = "signed_in", connected: bool = True) -> None:
        chance = random.Random(20261122)
        self.role = role
        self.state = state
        self.rate: float = 1
        self.scans_per_second = 2
        self.corp = _corp(connected=connected)
        self.sync_state = "done" if connected else "idle"
        self.sync_asked = 0
        self.departments = make_departments()
        self.staff = make_staff(chance, self.departments)
        self.tags = make_tags(chance)
        self.channels = make_channels(chance)
        self.customers = make_customers(chance, self.staff, self.tags, self.channels)
        self.remarks: dict[tuple[int, int], str] = {}
        self.attributes = list(ATTRIBUTES)
        self.values: dict[tuple[int, str], Any] = {}
        self.groups = make_groups(random.Random(7), self.staff, self.customers)
        self.group_tags: list[Json] = [{"tag_id": number + 1, "name": name} for number, name in enumerate(GROUP_TAGS)]
        self.drafts: dict[int, Json] = {}
        self.broadcasts = make_broadcasts()
        self.unknown_calls = make_unknown_calls(self.staff)
        self.moments = make_moments()
        self.group_welcomes = make_group_welcomes()
        self.dead_letters = make_dead_letters()
        self.segments = make_segments()
        self.grants = make_grants()
        self.stages = make_stages()
        self.rules = make_rules()
        self.programmes = make_programmes()
        self.event_door = make_door()
        self.standing: dict[int, int] = {}
        self.orders = make_orders()
        self.tasks = make_board(self.staff)
        self.my_tasks = make_mine(self.customers)
        self.entered, self.recognised = True, True
        self.seen: set[int] = set()
        self.presses = 0
        self.imports = make_imports()
        self.lists = make_lists()
        self.templates = list(TEMPLATES)
        self.rows: dict[int, list[list[str]]] = {}
        self.looked: dict[int, int] = {}
        self.history_down = False
        self.unmerged: set[int] = set()
        self.said: dict[int, list[Json]] = {}
        self.rests: dict[int, list[Json]] = {}
        self.silence = {"service": True, "marketing": True}
        self.blobs = dict(make_blobs())
        self.stream = Stream(chance, self.customers, self.channels, START)

    def session(self) -> Json:
        """The answer of GET /api/session."""
        signed_in = self.state == "signed_in"
        return {
            "state": self.state,
            "csrf_token": "csrf-of-the-fake",
            "account": {"id": 1, "name": OWNER["name"], "role": self.role} if signed_in else None,
            "corp": {"corp_id": 1, "corpid": self.corp["corpid"], "name": self.corp["name"]}
            if signed_in and self.corp["connected"]
            else None,
            "clock": {"now": iso(self.stream.now), "rate": self.rate},
            "version": "0.1.0",
        }

    def empty(self) -> "Brand":
        """The same brand on its first day: connected, and nothing has happened yet."""
        self.customers, self.channels, self.broadcasts, self.dead_letters = [], [], [], []
        self.tags, self.staff, self.groups, self.group_tags = [], [], [], []
        self.departments = self.departments[:1]
        self.segments, self.grants, self.programmes, self.moments = [], [], [], []
        self.imports, self.lists, self.group_welcomes = [], [], []
        self.orders, self.tasks, self.my_tasks = [], [], []
        self.stream.recent, self.stream.channels, self.stream.dead = [], [], 0
        self.stream.counts = dict.fromkeys(self.stream.counts, 0)
        self.scans_per_second = 0
        return self


def _corp(*, connected: bool) -> Json:
    return {
        "connected": connected,
        "corp_id": 1 if connected else None,
        "corpid": "ww5f1e0c2a9b7d4e36" if connected else "",
        "name": "观山茶社" if connected else "",
        "agentid": 1000002 if connected else None,
        "callback_url": "https://scrm.guanshan.example/callback/1" if connected else None,
        "callback_token": "hJ8sQpW2nV5xYt" if connected else None,
        "callback_aes_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C" if connected else None,
        "callback_verified_at": iso(START) if connected else None,
        "last_callback_at": iso(START) if connected else None,
        "secret_set": connected,
        "quota_share_permille": 600,
    }
