"""Operations of acquisition: channels, what WeCom carries of them, greetings, what follows an add, the report."""
