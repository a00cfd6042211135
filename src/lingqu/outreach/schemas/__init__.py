"""The shapes of outreach at the HTTP edge, by noun."""
