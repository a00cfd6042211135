"""What every capability stands on: database, unit of work, facts, queues, secrets, settings, blobs, clocks.

Imports the kernel and nothing else of ours.
"""
