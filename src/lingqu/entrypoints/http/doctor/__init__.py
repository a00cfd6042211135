"""The doctor: what a newcomer gets wrong, found by looking, and how to mend it, in the reader's language."""
