"""Who a row is about: the surest identity that somebody has decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lingqu.commerce.contracts.orders import NOTED_PHONE, Found, Identity, IdentityKind
from lingqu.kernel.ids import CustomerId

_RANK = MappingProxyType({kind: rank for rank, kind in enumerate(IdentityKind)})
_JOINING = frozenset({IdentityKind.UNIONID, IdentityKind.MEMBER_NO, IdentityKind.PHONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Whom identities name.

    Attributes:
        by: the kind that decided, `noted_phone` for a phone that staff noted.
        proven: the other identities of the row are this customer's too. A phone that staff noted proves nothing.
        ambiguous: several customers answer to it.
    """

    customer_id: CustomerId | None = None
    by: str | None = None
    proven: bool = False
    ambiguous: bool = False


def match(identities: Iterable[Identity], found: Mapping[Identity, Found]) -> Match:
    """Return whom the surest known identity names; what staff noted counts after all that was proven.

    One that several customers share (a family's phone) names nobody.
    """
    known = [(found[one].noted, _RANK[one.kind], one) for one in identities if one in found]
    if not known:
        return Match()
    noted, _, identity = min(known)
    customers = found[identity].customer_ids
    by = NOTED_PHONE if noted else identity.kind.value
    if len(customers) > 1:
        return Match(by=by, ambiguous=True)
    return Match(customer_id=next(iter(customers)), by=by, proven=not noted)


def can_be_new(identities: Iterable[Identity]) -> bool:
    """Tell whether somebody whom nobody knows can be kept under these identities."""
    return any(one.kind in _JOINING for one in identities)
