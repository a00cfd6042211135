"""Lints of our own: rules that hold the house up and that no general tool knows.

Each file is one rule. Its docstring names the incident that the rule prevents; its `check` yields findings.
`python -m tools.lints` runs them all. A place that must break a rule says so, with its reason, in a comment on its
line or the line above: `# lint: words - these are test data, nobody reads them`.
"""
