"""Decisions of tasks."""
