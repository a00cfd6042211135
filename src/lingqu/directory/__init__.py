"""Directory: departments (some of them shops), staff, accounts and roles."""
