"""Operations of deliveries, by what travels: greetings, group sends, media; and what is read."""
