"""The shapes of acquisition at the HTTP edge."""
