"""Facts that customers record. Their `data` holds ids, codes and amounts, never a name, a phone or a text."""

RELATION_ADDED = "relation.added"
"""A pair became contacts for the first time. data: channel_id, returning (had any earlier relation in the corp),
half, add_way, learnt (see `READS`)."""

RELATION_READDED = "relation.readded"
"""The same for a pair that had been contacts before."""

RELATION_HALF_ADDED = "relation.half_added"
"""A customer added a member who has not confirmed yet; an addition follows, or nothing. data as above."""

RELATION_DELETED_BY_CUSTOMER = "relation.deleted_by_customer"
RELATION_DELETED_BY_STAFF = "relation.deleted_by_staff"
"""data: deleted_by (`customer`, `staff`, `transfer`), channel_id of the adding, learnt."""

RELATION_EDITED = "relation.edited"
"""Remark, phones or tags were edited. data: source (`wecom` or who), learnt (`sweep` only)."""

TAG_GRANTED = "tag.granted"
TAG_WITHDRAWN = "tag.withdrawn"
"""data: tag_id, source (`wecom`, `channel:<id>`, `account:<id>`, or `refused` when WeCom did not take ours back or
on), errcode where refused, learnt (where a read found it); of a grant's (source `grant:<id>`) also cause
(`segment:<id>@<version>`) and chain: the grants that led to it, the first one first."""

CUSTOMER_READ = "customer.read"
"""WeCom was asked for the customer's details. data: errcode (0, or why it cannot be read)."""

CUSTOMER_ATTRIBUTE_SET = "customer.attribute_set"
"""data: key."""

STAGE_CHANGED = "stage.changed"
"""The customer stands elsewhere from now on. data: from (null for who stood nowhere), to, source (as of tags), chain
(of grants that led to it, where any did)."""

CUSTOMER_BELONGS = "customer.belongs"
"""A visitor belongs from now on, without a relation: a member number was told of them. Whoever comes to belong by a
relation, a group or a merge is told of by that. data: by (kind of the identity)."""

CUSTOMER_MERGED = "customer.merged"
"""The customer is one with another from now on; one who was merged already moves along when that one is merged away.
data: into (who stands for the person now, a smaller number), by (kind of the identity that both were seen with),
identity_id, merge_id."""

CUSTOMER_UNMERGED = "customer.unmerged"
"""A merge does not hold any more. Where the customer is still one with somebody, `customer.merged` follows in the same
instant. data: by, identity_id, merge_id (as above), ended_by (an account, `quarantine`, or `evidence` where other
identities explain it now)."""

CONSENT_GRANTED = "consent.granted"
CONSENT_WITHDRAWN = "consent.withdrawn"
"""The customer said so at `occurred_at`, which may be long past: what stands now, also after merges, is asked of
`consent.find_refusals`. data: statement_id, purpose, channel (`any`: all), source."""

CUSTOMER_SUPPRESSED = "customer.suppressed"
CUSTOMER_UNSUPPRESSED = "customer.unsuppressed"
"""The corp leaves the customer in peace from now on, or not any more. data: suppression_id, purpose (null: whatever the
purpose), reason; of the former also until (null: without an end)."""

IDENTITY_QUARANTINED = "identity.quarantined"
IDENTITY_RELEASED = "identity.released"
"""An identity would join too many customers and joins none; a person let it join them after all. data: identity_id,
by (its kind), customers (how many)."""

READS = frozenset({"read", "sweep"})
"""`learnt` where no callback told of it (`callback`): a read or the first walk, or a sweep that found a drift."""
