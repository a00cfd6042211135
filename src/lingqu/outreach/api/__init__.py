"""Operations of outreach: broadcasts, their planning and their following."""
