"""Who a row is about: the surest identity that somebody has decides."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lingqu.commerce.contracts.orders import Identity, IdentityKind
from lingqu.kernel.ids import CustomerId

_RANK = MappingProxyType({kind: rank for rank, kind in enumerate(IdentityKind)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Whom identities name. `by` is the kind that decided; `ambiguous` says that several customers answer to it."""

    customer_id: CustomerId | None = None
    by: IdentityKind | None = None
    ambiguous: bool = False


def match(identities: Iterable[Identity], found: Mapping[Identity, Collection[CustomerId]]) -> Match:
    """Return whom the surest known identity names.

    One that several customers share (a family's phone) names nobody, and a weaker one does not overrule it.
    """
    for identity in sorted(identities, key=lambda one: _RANK[one.kind]):
        customers = set(found.get(identity, ()))
        if len(customers) == 1:
            return Match(customer_id=customers.pop(), by=identity.kind)
        if customers:
            return Match(by=identity.kind, ambiguous=True)
    return Match()
