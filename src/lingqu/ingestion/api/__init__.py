"""Operations of ingestion, by noun."""
