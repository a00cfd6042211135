"""HTTP of outreach, by noun."""
