"""Operations on segments."""
