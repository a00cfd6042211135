"""Each leaf's question to one customer: the answer, what decided, and when time alone may change it."""
