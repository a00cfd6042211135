"""The composition: which adapter stands behind which port, who handles which callback, what a worker does.

What only the web process stands on is imported where it is made: a worker that was killed is back half a second sooner.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lingqu.acquisition import jobs as acquisition_jobs
from lingqu.acquisition.api.adding import on_joined
from lingqu.acquisition.api.channels import resolve_channels
from lingqu.acquisition.api.group_welcomes_bringing import Tools as LibraryTools
from lingqu.commerce import jobs as commerce_jobs
from lingqu.commerce.api.matching import KnownBuyers
from lingqu.corps.api import get_connection, get_credentials, list_corps, mark_callback_verified
from lingqu.customers import jobs as customer_jobs
from lingqu.customers.api.callbacks import handle_tags, relation_handler
from lingqu.customers.api.naming import KnownCustomers
from lingqu.customers.api.sync import Reading
from lingqu.deliveries import jobs as delivery_jobs
from lingqu.directory import jobs as directory_jobs
from lingqu.directory.api.callbacks import HANDLERS as DIRECTORY_HANDLERS
from lingqu.directory.api.passwords import Passwords
from lingqu.entrypoints.worker import Duties
from lingqu.gateway.cards import WecomCards
from lingqu.gateway.channels import WecomContactWays, WecomNames
from lingqu.gateway.clients import Clients
from lingqu.gateway.codes import WecomCodes
from lingqu.gateway.credentials import WecomCredentials
from lingqu.gateway.customers import WecomCustomers
from lingqu.gateway.directory import WecomDirectory
from lingqu.gateway.greetings import WecomGreetings
from lingqu.gateway.group_sends import WecomGroupSends
from lingqu.gateway.group_welcomes import WecomGroupWelcomes
from lingqu.gateway.groupchats import WecomGroupchats
from lingqu.gateway.media import WecomMedia
from lingqu.gateway.members import WecomMembers
from lingqu.gateway.moments import WecomMoments
from lingqu.gateway.viewers import WecomRecognition
from lingqu.groupchats import jobs as groupchat_jobs
from lingqu.groupchats.api.callbacks import handle as handle_groupchats
from lingqu.groupchats.api.sync import Reading as GroupchatReading
from lingqu.infra.blobs import FolderBlobStore
from lingqu.infra.clocks import clock_from
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.infra.history.clickhouse import ClickHouseHistory
from lingqu.infra.history.copy import Copier
from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.history.engine import History
from lingqu.infra.history.reading import HistoryDoor
from lingqu.infra.history.server import is_installed
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.infra.readers import FactReader
from lingqu.infra.secrets import Keyring, load_keyring
from lingqu.infra.settings import Settings
from lingqu.ingestion import jobs as ingestion_jobs
from lingqu.ingestion.accept import CallbackApp, Doorway, Doorways
from lingqu.ingestion.api.inbox import last_received_at
from lingqu.ingestion.api.telling import keys_of
from lingqu.ingestion.events import EventApp, EventDoorway
from lingqu.journeys import jobs as journey_jobs
from lingqu.journeys.api.advancing import Advancer
from lingqu.journeys.api.asking import Asker
from lingqu.journeys.api.following import Following as JourneyFollowing
from lingqu.kernel.clock import Clock
from lingqu.kernel.ids import CorpId
from lingqu.outreach import jobs as outreach_jobs
from lingqu.outreach.api.refusals import Refusing
from lingqu.outreach.api.workload import DAYS
from lingqu.segments import jobs as segment_jobs
from lingqu.segments.api.building import Building
from lingqu.segments.api.columns import Columns
from lingqu.segments.api.following import Following
from lingqu.segments.api.granting import Granting
from lingqu.segments.leaves import Shelf
from lingqu.tasks import jobs as task_jobs
from lingqu.tasks.api.callbacks import CARD_EVENT, handle_cards
from wecom_api.callbacks.crypto import CallbackCrypto
from wecom_api.quota import COMMON_WINDOWS, QuotaPlan

if TYPE_CHECKING:
    from lingqu.customers.routes.consent_page import PageCorp, PreferencePages
    from lingqu.entrypoints.http.app import Services
    from lingqu.entrypoints.http.doctor.evidence import DoctorTools

GATHERS = 1_000


@dataclass(frozen=True, slots=True)
class _InboxWatch:
    """`lingqu.corps.ports.CallbackWatch` over the inbox."""

    database: Database

    async def last_callback_at(self, corp_id: CorpId) -> datetime | None:
        """Return when the newest stored callback came, None before the first."""
        async with self.database.read(corp_id) as session:
            return await last_received_at(session)


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One process's view of the installation."""

    settings: Settings
    database: Database
    blobs: FolderBlobStore
    keyring: Keyring
    clients: Clients
    history: History | None
    """None where it is turned off or cannot be had."""

    def history_door(self) -> HistoryDoor:
        """Return where the platform asks history."""
        return HistoryDoor(self.database, self.history)

    def readers(self) -> list[FactReader]:
        """Return who follows the log of facts."""
        door, both = self.history_door(), (False, True)
        copier = Copier(self.history) if self.history else None
        of_facts = [*(Following(door, of_past=of_past, alone=False) for of_past in both), Columns(), Granting()]
        builders = [Building(door, of_past=of_past) for of_past in both]
        refusing = Refusing()
        return [
            *([FactReader(name="history", step=copier.step, gathers=GATHERS)] if copier else []),
            *(FactReader(name=one.name, step=one.step, gathers=GATHERS) for one in of_facts),
            *(FactReader(name=one.name, step=one.step) for one in builders),
            FactReader(name=refusing.name, step=refusing.step),
            JourneyFollowing().reader(),
        ]

    def services(self) -> Services:
        """Return what the web process stands on."""
        from lingqu.entrypoints.http.app import Services

        return Services(
            settings=self.settings,
            database=self.database,
            blobs=self.blobs,
            seals=self.keyring,
            passwords=Passwords(),
            credential_probe=WecomCredentials(self.database.clock, base_url=self.settings.wecom_base_url),
            callback_watch=_InboxWatch(self.database),
            callbacks=self.callbacks(),
            events=self.events(),
            pages=self.pages(),
            doctor_tools=self.doctor_tools(),
            tag_library=WecomCustomers(self.clients),
            history_door=self.history_door(),
            recogniser=WecomMembers(self.clients, base_url=self.settings.wecom_base_url),
        )

    def doctor_tools(self) -> DoctorTools:
        """Return what the doctor looks with."""
        from lingqu.entrypoints.http.doctor.evidence import DoctorTools

        return DoctorTools(
            settings=self.settings,
            database=self.database,
            seals=self.keyring,
            clients=self.clients,
            callback_watch=_InboxWatch(self.database),
            history=self.history,
        )

    def duties(self) -> Duties:
        """Return what a worker does."""
        clients = self.clients
        customers = WecomCustomers(clients)
        media = WecomMedia(clients, self.database.clock)
        reading = Reading(
            reader=customers,
            seals=self.keyring,
            resolve_channels=resolve_channels,
            on_joined=on_joined,
            calls_a_night=self.settings.sweep_calls_per_night,
        )
        groupchats = GroupchatReading(
            reader=WecomGroupchats(clients),
            resolve_channels=resolve_channels,
            calls_a_night=self.settings.sweep_calls_per_night,
        )
        kinds = [
            *directory_jobs.kinds(WecomDirectory(clients), calls_a_night=self.settings.sweep_calls_per_night),
            *customer_jobs.kinds(
                reading,
                customers,
                customers,
                most_joined=self.settings.identity_most_customers,
                grants_per_minute=self.settings.grant_marks_per_minute,
            ),
            *groupchat_jobs.kinds(groupchats),
            *delivery_jobs.kinds(WecomGroupSends(clients), media, self.blobs, DAYS),
            *delivery_jobs.moment_kinds(WecomMoments(clients), media, self.blobs),
            *task_jobs.kinds(WecomCards(clients), public_url=self.settings.public_url),
            *acquisition_jobs.kinds(WecomContactWays(clients), WecomCodes()),
            *acquisition_jobs.group_welcome_kinds(LibraryTools(WecomGroupWelcomes(clients), media, self.blobs)),
            *outreach_jobs.kinds(),
            *outreach_jobs.moment_kinds(customers),
            *ingestion_jobs.kinds(KnownCustomers(self.keyring)),
            *commerce_jobs.kinds(self.blobs, self.keyring, KnownBuyers(self.keyring)),
            *segment_jobs.kinds(self.keyring, KnownBuyers(self.keyring)),
            *journey_jobs.kinds(),
        ]
        lane = acquisition_jobs.GreetingLane(WecomGreetings(clients), WecomNames(clients))
        return Duties(
            handlers={
                **{event: [handler] for event, handler in DIRECTORY_HANDLERS.items()},
                "change_external_contact": [relation_handler(resolve_channels, on_joined)],
                "change_external_tag": [handle_tags],
                "change_external_chat": [handle_groupchats],
                CARD_EVENT: [handle_cards],
            },
            greeter=lane.greet,
            kinds={kind.name: kind for kind in kinds},
            periodic=[
                *directory_jobs.PERIODIC,
                *customer_jobs.PERIODIC,
                *delivery_jobs.PERIODIC,
                *task_jobs.PERIODIC,
                *acquisition_jobs.PERIODIC,
                *outreach_jobs.PERIODIC,
                *commerce_jobs.PERIODIC,
                *ingestion_jobs.PERIODIC,
                *segment_jobs.PERIODIC,
                *journey_jobs.PERIODIC,
            ],
            readers=self.readers(),
            turns={"journeys": Advancer(Asker(self.history_door(), Shelf())).turn},
        )

    def callbacks(self) -> CallbackApp:
        """Return the door for WeCom's callbacks."""
        return CallbackApp(
            self.database,
            Doorways(self._find_doorway, self.database.clock),
            clock=self.database.clock,
            tolerance=timedelta(seconds=self.settings.callback_tolerance_seconds),
            on_verified=self._mark_verified,
        )

    def events(self) -> EventApp:
        """Return the door for events of corps' own servers."""
        return EventApp(self.database, Doorways(self._find_event_doorway, self.database.clock))

    def pages(self) -> PreferencePages:
        """Return the customers' own pages."""
        from lingqu.customers.routes.consent_page import PreferencePages

        return PreferencePages(
            self.database,
            Doorways(self._find_page_corp, self.database.clock),
            WecomRecognition(self.clients, authorize_at=self.settings.wecom_authorize_url),
            self.keyring,
            public_url=self.settings.public_url,
        )

    async def _find_page_corp(self, corpid: str) -> PageCorp | None:
        from lingqu.customers.routes.consent_page import PageCorp

        async with self.database.dispatch() as connection:
            route = next((one for one in await list_corps(connection) if one.corpid == corpid), None)
        if route is None:
            return None
        async with self.database.read(route.corp_id) as session:
            connected = await get_connection(session, seals=self.keyring)
        return PageCorp(corp_id=route.corp_id, corpid=route.corpid, agentid=connected.agentid, name=connected.name)

    async def _find_event_doorway(self, slug: str) -> EventDoorway | None:
        async with self.database.dispatch() as connection:
            route = next((one for one in await list_corps(connection) if one.slug == slug), None)
        if route is None:
            return None
        async with self.database.read(route.corp_id) as session:
            return EventDoorway(route.corp_id, tuple(await keys_of(session, seals=self.keyring)))

    async def _mark_verified(self, corp_id: CorpId) -> None:
        async with self.database.unit(corp_id) as unit:
            await mark_callback_verified(unit)

    async def _find_doorway(self, slug: str) -> Doorway | None:
        async with self.database.dispatch() as connection:
            routes = await list_corps(connection)
        route = next((one for one in routes if one.slug == slug), None)
        if route is None:
            return None
        async with self.database.read(route.corp_id) as session:
            keys = await get_credentials(session, seals=self.keyring)
        crypto = CallbackCrypto(
            token=keys.callback_token, encoding_aes_key=keys.callback_aes_key, receive_id=keys.corpid
        )
        return Doorway(route.corp_id, crypto)


@asynccontextmanager
async def open_platform(settings: Settings, *, clock: Clock | None = None) -> AsyncGenerator[Platform]:
    """Open connections; start or attach to the embedded server unless a database is named by URL.

    Args:
        clock: in place of the one that the settings name, for stepped time.
    """
    clock = clock or clock_from(settings.clock)
    server = None if settings.database_url else EmbeddedPostgres(settings.data_dir)
    if server is not None:
        server.start()
    database = Database(database_urls(settings, server), clock, size=settings.database_pool)
    keyring = load_keyring(settings.master_key, settings.data_dir)
    minute, *longer = COMMON_WINDOWS
    plan = QuotaPlan(
        share_permille=settings.quota_share_permille,
        common_windows=(minute._replace(calls=settings.quota_calls_per_minute), *longer),
    )
    clients = Clients(database, keyring, base_url=settings.wecom_base_url, plan=plan)
    history = history_of(settings)
    async with database:
        try:
            yield Platform(
                settings=settings,
                database=database,
                blobs=FolderBlobStore(settings.data_dir / "blobs"),
                keyring=keyring,
                clients=clients,
                history=history,
            )
        finally:
            await clients.aclose()
            if history is not None:
                await history.aclose()
    if server is not None:
        server.stop()  # where another process supervises it, this does nothing


def embeds_history(settings: Settings) -> bool:
    """Tell whether this installation keeps history in an engine of its own."""
    return settings.history == "on" and settings.clickhouse_url is None and is_installed()


def history_of(settings: Settings) -> History | None:
    """Return the engine of history; None where it is turned off or cannot be had on this machine."""
    if settings.history == "off":
        return None
    if settings.clickhouse_url is not None:
        return ClickHouseHistory(settings.clickhouse_url)
    return EmbeddedHistory(settings.data_dir) if is_installed() else None


def database_urls(settings: Settings, server: EmbeddedPostgres | None) -> DatabaseUrls:
    """Return the logins of the three roles: the embedded server's, or what the settings name."""
    if server is not None:
        return DatabaseUrls(owner=server.url("owner"), app=server.url("app"), dispatcher=server.url("dispatcher"))
    url = settings.database_url
    assert url is not None  # noqa: S101 - without a server of ours there is a URL
    if settings.database_owner_url is None or settings.database_dispatcher_url is None:
        return DatabaseUrls(owner=url, app=url, dispatcher=url, set_role=True)
    return DatabaseUrls(owner=settings.database_owner_url, app=url, dispatcher=settings.database_dispatcher_url)
