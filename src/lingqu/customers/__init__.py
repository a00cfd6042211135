"""Customers: people, their relations with staff, tags, attributes, phones and timeline."""
