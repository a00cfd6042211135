"""HTTP of directory."""
