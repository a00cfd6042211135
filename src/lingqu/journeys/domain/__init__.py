"""Deciding: where a way goes on and when. Time and chance are inputs; nothing here asks or writes anything."""
