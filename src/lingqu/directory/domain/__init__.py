"""Decisions of directory."""
