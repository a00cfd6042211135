"""Customers: people, their relations with staff, tags, attributes, phones, identities and timeline.

Nouns: a *customer* is one person for one corp, with a dense number; a *follow relation* is a pair (staff,
customer), live while deleted by neither side; a *spell* is one time the pair was joined, from its adding to its
end, and what channel reports are made of; tags and remarks sit on the relation, attributes on the customer. An
*identity* is what a customer is known by, and a *claim* says that a customer was seen with one; a *merge* makes two
customers one person, under the smaller number. A *stage* is how far a customer has come, in an order of the corp's
own; who stands where is a state with dated moves, and of several customers who are one person the latest move counts.
*Consent* is a ledger of what customers said may be sent to them, by purpose and channel; a *suppression* is the corp's
own decision to leave one in peace.

Invariants: numbers are dense and never reused; a relation says what its newest spell says; `live_relations` and
`last_added_at` of a customer, and of whoever stands for others over all of them, are true after every operation; what
is ours and not yet answered by WeCom wins over a read, and what WeCom tells wins over the rest. Who is one person
depends on the claims alone, not on their order; rows keep the number they were written under. Locks are taken in one
order: the corp's turn to join, its counter of customers, customers by number, identities.
"""
