"""Outreach: broadcasts, an audience planned into deliveries and handed over to members.

Nouns: a *broadcast* is one content for all customers with some tags, or for all members of one segment; its *audience*
is who they are at the instant of planning, each with the member who sends or the reason for which nobody does.

Invariants: the content is the same for all, so it holds no variables; a customer appears once in a broadcast, and of a
segment a person does, by one of the customers that they are; who is not reached has a reason. Deliveries and tasks own
what happens after the plan.
"""
