"""The shapes of directory at the HTTP edge."""
