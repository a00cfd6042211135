"""Decisions of ingestion."""
