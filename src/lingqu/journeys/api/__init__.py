"""Operations of journeys."""
