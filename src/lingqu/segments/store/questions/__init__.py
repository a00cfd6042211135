"""Each leaf's question to PostgreSQL: for every customer with anything to say, the answer and when it may change."""
