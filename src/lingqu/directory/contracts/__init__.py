"""What crosses the wall of directory."""
