"""Acquisition: channels carried by contact ways; the greeting, tags and remark on adding; the report."""
