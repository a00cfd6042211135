"""A small server that speaks the admin's HTTP contract from a made-up brand, to drive every state of every page.

Deterministic: the same seed gives the same people; its clock moves one second with each tick of the live stream.
"""
