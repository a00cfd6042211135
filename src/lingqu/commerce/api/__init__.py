"""Operations of commerce."""
