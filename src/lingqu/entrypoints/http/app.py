"""Compose the web process from what others built; nothing is decided here."""

import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Litestar, MediaType, Response, Router, get
from litestar.config.compression import CompressionConfig
from litestar.di import Provide
from litestar.exceptions import LitestarDeprecationWarning
from litestar.middleware import ASGIMiddleware

from lingqu.acquisition.api.channels import name_channels
from lingqu.corps.ports import CallbackWatch, CredentialProbe, Seals
from lingqu.customers.api.people import count_live_of_staff
from lingqu.customers.ports import TagLibrary
from lingqu.directory.api.passwords import Passwords
from lingqu.directory.ports import MemberRecogniser
from lingqu.entrypoints.http import openapi, routes, sessions
from lingqu.entrypoints.http.asgi import Application
from lingqu.entrypoints.http.doctor.evidence import DoctorTools
from lingqu.entrypoints.http.doors import HEALTH, Doors
from lingqu.entrypoints.http.errors import HANDLERS
from lingqu.entrypoints.http.flow.hub import FlowHub
from lingqu.entrypoints.http.static import StaticSite
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database
from lingqu.infra.history.reading import HistoryDoor
from lingqu.infra.settings import Settings
from lingqu.outreach.api.broadcasts import list_drafts_for
from lingqu.segments.api.audiences import kept_members_of
from lingqu.segments.leaves import Shelf

MAX_BODY_BYTES = 1024 * 1024
"""Of a request; a route that takes files says its own."""

FLOW_STREAM = "/api/flow/stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the web process stands on, made at the edge."""

    settings: Settings
    database: Database
    blobs: BlobStore
    seals: Seals
    passwords: Passwords
    credential_probe: CredentialProbe
    callback_watch: CallbackWatch
    callbacks: Application
    events: Application
    pages: Application
    doctor_tools: DoctorTools
    tag_library: TagLibrary
    history_door: HistoryDoor
    recogniser: MemberRecogniser


def create_app(services: Services, *, site: Application | None = None) -> Application:
    """Return the ASGI application of the web process.

    The database must be open before the first request; whoever opened it closes it.
    """
    return Doors(
        callbacks=services.callbacks,
        events=services.events,
        pages=services.pages,
        api=create_api(services),
        site=site or StaticSite(),
    )


def create_api(services: Services) -> Litestar:
    """Return the admin's API alone."""
    hub = FlowHub(services.database)
    return _assembled(
        dependencies_of(services, hub),
        middleware=[sessions.SessionMiddleware(services.database)],
        on_shutdown=[hub.aclose],
    )


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document without starting anything."""
    return openapi.document(
        _assembled({name: Provide(_constant(None), use_cache=True, sync_to_thread=False) for name in _NAMES})
    )


def _assembled(
    dependencies: Mapping[str, Provide],
    *,
    middleware: Sequence[ASGIMiddleware] = (),
    on_shutdown: Sequence[Callable[[], Awaitable[None]]] = (),
) -> Litestar:
    with warnings.catch_warnings():
        # Handlers name what they need and carry no word of the framework's for it; version 3 will ask for one.
        warnings.simplefilter("ignore", LitestarDeprecationWarning)
        return Litestar(
            route_handlers=[Router(path="/api", route_handlers=[*routes.all_routes(), openapi.get_openapi]), healthz],
            dependencies=dependencies,
            middleware=middleware,
            exception_handlers=HANDLERS,
            request_max_body_size=MAX_BODY_BYTES,
            compression_config=CompressionConfig(backend="gzip", minimum_size=1024, exclude=[FLOW_STREAM]),
            openapi_config=openapi.config(),
            logging_config=None,
            on_shutdown=on_shutdown,
            debug=False,
        )


@get(HEALTH, media_type=MediaType.TEXT, include_in_schema=False)
async def healthz() -> Response[str]:
    """Say that the process answers; says nothing of the database, so that its absence restarts nobody."""
    return Response("ok", media_type=MediaType.TEXT)


_NAMES = (
    "audience_drafts",
    "blobs",
    "callback_watch",
    "channel_names",
    "clock",
    "credential_probe",
    "customer_counts",
    "database",
    "doctor_tools",
    "flow_hub",
    "history_door",
    "member",
    "passwords",
    "recogniser",
    "seals",
    "secure_cookies",
    "segment_members",
    "settings",
    "shelf",
    "signed_in",
    "viewer",
    "wecom_tags",
)
"""What handlers may ask for by name."""


def dependencies_of(services: Services, hub: FlowHub) -> dict[str, Provide]:
    """Return what handlers get for each name they may ask for."""
    constants: dict[str, object] = {
        "audience_drafts": list_drafts_for,
        "blobs": services.blobs,
        "callback_watch": services.callback_watch,
        "channel_names": name_channels,
        "clock": services.database.clock,
        "credential_probe": services.credential_probe,
        "customer_counts": count_live_of_staff,
        "database": services.database,
        "doctor_tools": services.doctor_tools,
        "flow_hub": hub,
        "history_door": services.history_door,
        "passwords": services.passwords,
        "recogniser": services.recogniser,
        "seals": services.seals,
        "secure_cookies": services.settings.public_url.startswith("https://"),
        "segment_members": kept_members_of,
        "settings": services.settings,
        "shelf": Shelf(),
        "wecom_tags": services.tag_library,
    }
    return {
        **{name: Provide(_constant(value), use_cache=True, sync_to_thread=False) for name, value in constants.items()},
        "member": Provide(sessions.provide_member),
        "signed_in": Provide(sessions.provide_signed_in, sync_to_thread=False),
        "viewer": Provide(sessions.provide_viewer, sync_to_thread=False),
    }


def _constant(value: object) -> Callable[[], Any]:
    def provide() -> Any:
        return value

    return provide
