"""Kinds of background work that groupchats does."""

JOB_READ = "groupchats.read"
"""Read one group again; key: chat_id."""

JOB_SYNC = "groupchats.sync"
"""The walk: the list of groups, then every group with its members."""
