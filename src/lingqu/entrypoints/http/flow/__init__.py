"""The live view: one watcher per corp follows the fact log once a second, for however many look."""
