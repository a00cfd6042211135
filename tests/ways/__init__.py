"""Definitions of journeys over the small world of audiences, and what there is in it."""
