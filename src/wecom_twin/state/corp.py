"""A corp (企业) with everything that is its own, its apps and their credentials."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from wecom_twin.state.appchats import AppChats
from wecom_twin.state.directory import ROOT_DEPARTMENT, Directory, Sight, look
from wecom_twin.state.links import LinkQuota
from wecom_twin.state.lookups import LookupMisses
from wecom_twin.state.tags import TagLibrary
from wecom_twin.state.talk import Talk
from wecom_twin.state.transfers import TransferBook
from wecom_twin.state.userids import USERID
from wecom_twin.state.web import Web

if TYPE_CHECKING:
    from wecom_twin.crypto import CallbackCipher
    from wecom_twin.rules import CapShape
    from wecom_twin.state.albums import Product
    from wecom_twin.state.appchats import Robot
    from wecom_twin.state.contacts import Customer, FriendRequest
    from wecom_twin.state.departures import Departure
    from wecom_twin.state.greetings import WelcomeCode
    from wecom_twin.state.groups import CustomerGroup
    from wecom_twin.state.intercept import InterceptRule
    from wecom_twin.state.links import AcquisitionLink, ChatKey
    from wecom_twin.state.media import Media, UploadJob
    from wecom_twin.state.moments import Moment, MomentJob
    from wecom_twin.state.sends import GroupSend
    from wecom_twin.state.served import TemporaryId, Traversal
    from wecom_twin.state.strategies import Strategy
    from wecom_twin.state.templates import GroupWelcome
    from wecom_twin.state.ways import ContactWay, JoinWay

SecretKind = Literal["app", "contacts_sync"]

CONTACTS_SYNC_AGENT = 0
"""The key under which the contacts-sync credential stands among the apps; it has no agentid."""


@dataclass(frozen=True, slots=True)
class CallbackConfig:
    """Where and how an app receives callbacks."""

    url: str
    token: str
    encoding_aes_key: str
    cipher: CallbackCipher = field(repr=False)


@dataclass(slots=True, eq=False)
class App:
    """A credential of a corp: a self-built app, or the contacts-sync secret."""

    agentid: int
    name: str
    secret: str = field(repr=False)
    kind: SecretKind = "app"
    visible_departments: set[int] = field(default_factory=lambda: {ROOT_DEPARTMENT})
    visible_users: set[str] = field(default_factory=set, metadata=USERID)
    customer_contact: bool = True
    """On 客户联系 › 可调用接口的应用: may call the family and hears its events."""
    trusted_ips: frozenset[str] | None = None
    """Addresses that may call; none means that any may."""
    provider: str = ""
    """Who develops the app for the corp (代开发); empty for a self-built one."""
    trusted_domains: frozenset[str] | None = None
    """Hosts, with a port where there is one, that pages of the app may have; none means any."""
    disabled: bool = False
    callback: CallbackConfig | None = None
    talk: Talk = field(default_factory=Talk, repr=False)
    sent_bodies: dict[str, float] = field(default_factory=dict, repr=False)
    """Digest of each message that asked for the duplicate check, and when it was sent."""
    delivered: dict[str, deque[float]] = field(default_factory=dict, repr=False, metadata=USERID)
    """By userid: when messages reached the member in the last hour."""
    sight: tuple[int, Sight] | None = field(default=None, repr=False)
    """What the app sees, with the version of the directory it was worked out for."""


@dataclass(slots=True, eq=False)
class Corp:
    """One enterprise. Its ids mean nothing in another."""

    corpid: str
    name: str
    cap: CapShape = "monthly_days"
    unionid_bound: bool = True
    """A WeChat developer account is bound, so customers show their unionid."""
    directory: Directory = field(default_factory=Directory, repr=False)
    apps: dict[int, App] = field(default_factory=dict, repr=False)
    customers: dict[str, Customer] = field(default_factory=dict, repr=False)
    requests: dict[tuple[str, str], FriendRequest] = field(default_factory=dict, repr=False, metadata=USERID)
    """Waiting friend requests by (userid, external_userid)."""
    tags: TagLibrary = field(default_factory=TagLibrary, repr=False)
    ways: dict[str, ContactWay] = field(default_factory=dict, repr=False)
    links: dict[str, AcquisitionLink] = field(default_factory=dict, repr=False)
    link_quota: LinkQuota = field(default_factory=LinkQuota, repr=False)
    temporary_sessions: bool = True
    """The corp's industry has temporary sessions (else 41040)."""
    link_extras: bool = True
    """The corp's business category has priority_option (else 41200) and open_profile."""
    chat_keys: dict[str, ChatKey] = field(default_factory=dict, repr=False)
    join_ways: dict[str, JoinWay] = field(default_factory=dict, repr=False)
    group_welcomes: dict[str, GroupWelcome] = field(default_factory=dict, repr=False)
    welcome_codes: dict[str, WelcomeCode] = field(default_factory=dict, repr=False)
    sends: dict[str, GroupSend] = field(default_factory=dict, repr=False)
    groups: dict[str, CustomerGroup] = field(default_factory=dict, repr=False)
    """Customer groups by chat_id, dismissed ones included."""
    departed: dict[str, Departure] = field(default_factory=dict, repr=False)
    """By lower-cased userid: members who have left."""
    strategies: dict[int, Strategy] = field(default_factory=dict, repr=False)
    products: dict[str, Product] = field(default_factory=dict, repr=False)
    """By id, deleted ones included."""
    intercept_rules: dict[int, InterceptRule] = field(default_factory=dict, repr=False)
    """By id, deleted ones included."""
    traversals: dict[int, Traversal] = field(default_factory=dict, repr=False)
    temporary_ids: dict[str, TemporaryId] = field(default_factory=dict, repr=False)
    transfers: TransferBook = field(default_factory=TransferBook, repr=False)
    group_transfers: dict[tuple[str, str, int], int] = field(default_factory=dict, repr=False, metadata=USERID)
    """Groups handed over by the API: by owner, new owner, and number of the day."""
    media: dict[str, Media] = field(default_factory=dict, repr=False)
    upload_jobs: dict[str, UploadJob] = field(default_factory=dict, repr=False)
    pictures: deque[float] = field(default_factory=deque, repr=False)
    """When permanent pictures were uploaded in the last month."""
    appchats: AppChats = field(default_factory=AppChats, repr=False)
    robots: dict[str, Robot] = field(default_factory=dict, repr=False)
    """By key; keys are unique in the whole world."""
    web: Web = field(default_factory=Web, repr=False)
    lookups: LookupMisses = field(default_factory=LookupMisses, repr=False)
    moments: dict[str, Moment] = field(default_factory=dict, repr=False)
    moment_jobs: dict[str, MomentJob] = field(default_factory=dict, repr=False)
    moments_enabled: bool = True
    """The corp has the moments function (else 41211)."""
    shown_moments: dict[tuple[str, int], list[float]] = field(default_factory=dict, repr=False)
    """By external_userid and create_type: when moments came upon the timeline; the caps count these."""
    received_sends: dict[str, list[float]] = field(default_factory=dict, repr=False)
    """By external_userid: when group sends reached the customer; the caps count these."""
    serial: int = 0

    @property
    def app(self) -> App:
        """The first app, for the many worlds that have one."""
        return next(app for app in self.apps.values() if app.kind == "app")

    def next_serial(self) -> int:
        """A number that grows with every relation."""
        self.serial += 1
        return self.serial

    def sight_of(self, app: App) -> Sight:
        """What an app sees now."""
        if app.sight is None or app.sight[0] != self.directory.version:
            seen = look(self.directory, departments=app.visible_departments, userids=app.visible_users)
            app.sight = (self.directory.version, seen)
        return app.sight[1]
