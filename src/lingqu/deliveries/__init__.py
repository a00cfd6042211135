"""Deliveries: the row, key, states, hand-over and settlement of every message to a customer.

Nouns: a *delivery* is one message to one customer; a *group send* is one `add_msg_template` call that hands
many of them to one member; *media* are our files as WeCom knows them.

Invariants: a key is made from what caused the message, so asking twice finds the same row; no state leaves a
final one; nothing is called twice that WeCom cannot recognise as a repetition; every non-send has a reason.
The *choice* to send sits above, in acquisition and outreach.
"""
