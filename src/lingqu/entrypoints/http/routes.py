"""Every route of the admin's API, by capability."""

from litestar.types import ControllerRouterHandler

from lingqu.acquisition.routes.channels import ROUTES as CHANNELS
from lingqu.acquisition.routes.group_welcomes import ROUTES as GROUP_WELCOMES
from lingqu.commerce.routes import ROUTES as COMMERCE
from lingqu.corps.routes import ROUTES as CORPS
from lingqu.customers.routes.consent import ROUTES as CONSENT
from lingqu.customers.routes.customers import ROUTES as CUSTOMERS
from lingqu.customers.routes.identities import ROUTES as IDENTITIES
from lingqu.customers.routes.stages import ROUTES as STAGES
from lingqu.deliveries.routes import ROUTES as DELIVERIES
from lingqu.directory.routes.members import ROUTES as MEMBERS
from lingqu.directory.routes.people import ROUTES as PEOPLE
from lingqu.directory.routes.session import ROUTES as SESSION
from lingqu.entrypoints.http.doctor.routes import ROUTES as DOCTOR
from lingqu.entrypoints.http.flow.routes import ROUTES as FLOW
from lingqu.groupchats.routes import ROUTES as GROUPCHATS
from lingqu.ingestion.routes import ROUTES as INGESTION
from lingqu.journeys.routes.journeys import ROUTES as JOURNEYS
from lingqu.journeys.routes.tables import ROUTES as JOURNEY_TABLES
from lingqu.journeys.routes.texts import ROUTES as JOURNEY_TEXTS
from lingqu.outreach.routes.broadcasts import ROUTES as BROADCASTS
from lingqu.outreach.routes.calendar import ROUTES as CALENDAR
from lingqu.outreach.routes.groups import ROUTES as BROADCAST_GROUPS
from lingqu.outreach.routes.moments import ROUTES as MOMENTS
from lingqu.outreach.routes.programmes import ROUTES as PROGRAMMES
from lingqu.outreach.routes.rules import ROUTES as RULES
from lingqu.outreach.routes.settling import ROUTES as UNKNOWN_CALLS
from lingqu.outreach.routes.texts import ROUTES as BROADCAST_TEXTS
from lingqu.segments.routes.explaining import ROUTES as EXPLAINING
from lingqu.segments.routes.grants import ROUTES as GRANTS
from lingqu.segments.routes.lists import ROUTES as LISTS
from lingqu.segments.routes.segments import ROUTES as SEGMENTS
from lingqu.segments.routes.texts import ROUTES as SEGMENT_TEXTS
from lingqu.segments.routes.understanding import ROUTES as UNDERSTANDING
from lingqu.tasks.routes.mine import ROUTES as MY_TASKS
from lingqu.tasks.routes.orders import ROUTES as TASKS


def all_routes() -> list[ControllerRouterHandler]:
    """Return the handlers, each capability's own list."""
    return [
        *SESSION,
        *CORPS,
        *PEOPLE,
        *MEMBERS,
        *CUSTOMERS,
        *GROUPCHATS,
        *IDENTITIES,
        *STAGES,
        *CONSENT,
        *COMMERCE,
        *CHANNELS,
        *GROUP_WELCOMES,
        *SEGMENTS,
        *UNDERSTANDING,
        *LISTS,
        *EXPLAINING,
        *SEGMENT_TEXTS,
        *GRANTS,
        *TASKS,
        *MY_TASKS,
        *BROADCASTS,
        *CALENDAR,
        *BROADCAST_GROUPS,
        *BROADCAST_TEXTS,
        *UNKNOWN_CALLS,
        *PROGRAMMES,
        *RULES,
        *MOMENTS,
        *JOURNEYS,
        *JOURNEY_TEXTS,
        *JOURNEY_TABLES,
        *DELIVERIES,
        *INGESTION,
        *FLOW,
        *DOCTOR,
    ]
