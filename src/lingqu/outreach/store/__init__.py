"""All SQL of outreach. Reads tags, relations, staff and deliveries of the rows below; writes broadcasts only."""
