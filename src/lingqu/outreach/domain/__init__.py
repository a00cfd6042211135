"""Decisions of outreach: who is reached through whom, and how a broadcast advances. Pure."""
