"""The shapes of tasks at the HTTP edge."""
