"""Operations of directory."""
