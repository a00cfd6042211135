"""The shapes of customers at the HTTP edge."""
