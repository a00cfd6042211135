"""Decisions of groupchats: pure, time given, nothing awaited."""
