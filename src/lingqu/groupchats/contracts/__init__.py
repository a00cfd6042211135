"""What crosses the wall of groupchats."""
