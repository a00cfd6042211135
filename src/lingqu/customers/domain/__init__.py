"""Decisions of customers: pure, time given, nothing awaited."""
