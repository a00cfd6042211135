"""Ingestion: every door from outside. Callbacks are verified, stored once, answered, then dispatched in order."""
