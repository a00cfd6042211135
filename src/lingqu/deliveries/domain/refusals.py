"""Why a message is not sent, by why the customer may not have it."""

from collections.abc import Mapping
from types import MappingProxyType

from lingqu.customers.contracts.consent import Ground
from lingqu.deliveries.contracts import Reason

REASONS: Mapping[Ground, Reason] = MappingProxyType(
    {
        Ground.WITHDRAWN: Reason.CONSENT_WITHDRAWN,
        Ground.SILENCE: Reason.NO_CONSENT,
        Ground.SUPPRESSED: Reason.SUPPRESSED,
    }
)
