"""A small world of customers and definitions over it: what the three evaluations are compared on."""
