"""Outreach: broadcasts, an audience planned into deliveries and handed over to members.

Nouns: a *broadcast* is for all customers with some tags, or for all members of one segment, or for customer groups; its
*audience* is who they are at the instant of planning, each with the member who sends or the reason for which nobody
does. It has one content, or several *variants*, of which a person is sent one.

Invariants: a content is the same for all who are sent it, so it holds no variables; a customer appears once in a
broadcast, and of a segment a person does, by one of the customers that they are; who is not reached has a reason.
Deliveries and tasks own what happens after the plan.
"""
