"""Customers: people, their relations with staff, tags, attributes, phones and timeline.

Nouns: a *customer* is one person for one corp, with a dense number; a *follow relation* is a pair (staff,
customer), live while deleted by neither side; a *spell* is one time the pair was joined, from its adding to its
end, and what channel reports are made of; tags and remarks sit on the relation, attributes on the customer.

Invariants: numbers are dense and never reused; a relation says what its newest spell says; `live_relations` and
`last_added_at` of a customer are true after every statement; what is ours and not yet answered by WeCom wins over
a read, and what WeCom tells wins over the rest.
"""
