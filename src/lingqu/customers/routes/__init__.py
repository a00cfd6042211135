"""HTTP of customers."""
