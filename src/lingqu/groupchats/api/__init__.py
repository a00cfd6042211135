"""Operations of groupchats."""
