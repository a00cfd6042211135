"""Journeys: customers are accompanied step by step, in batches, and everybody's way is explained.

Nouns: a *journey* is a named automation with versions; a version's *definition* is a graph of *steps* with named
*outlets*; an *enrollment* is one customer's passage through one version, a *visit* the n-th step it came to; a *cause*
is what let somebody in.

Invariants: a step's effect, the enrollment's move and its fact are one transaction, so a kill repeats nothing and loses
nothing; a published version never changes; who waits, waits on their own version until they are moved; one customer or
step that fails is parked and shown, and holds nobody else up.
"""
