"""Ingestion: every door from outside.

Callbacks are verified, stored once, answered, then dispatched in order. Events that a corp's own servers tell are
stored once, answered, and become facts when their customer is known.
"""
