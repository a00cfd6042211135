"""YAML that people write, review and keep: read with the place of every value, names instead of numbers.

What a text means is each capability's own; here is what all of them read and write alike.
"""
