"""Decisions of corps: what keys look like, what a connection must hold, what the stages amount to."""
