"""Segments: which customers fit a rule, why, since when, and what changes that.

Nouns: a *definition* is a tree of `all / any / not` over leaves; a *segment* is a named definition with versions; a
*leaf* is one question about a customer, shared by every segment that asks it; *membership* is who fits now, with
entered and left as facts; a *list* is a file of identities that somebody uploaded, as a set of customers.

Invariants: three evaluations of one definition agree on every customer: the reference predicate (`domain.predicate`,
one customer, explained), the set engine (bitmaps over leaves) and SQL. What the stream of facts led to equals what
all facts recorded by then say. An edit of a definition triggers nothing, unless its author asks for it.
"""
