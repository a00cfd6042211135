"""All SQL of ingestion, by noun."""
