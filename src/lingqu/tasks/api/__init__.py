"""Operations of tasks, by noun."""
